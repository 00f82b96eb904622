"""How goods reach the customer: own delivery, parcel or pick-up; couriers and the checks of their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FulfillmentKind(StrEnum):
    """What the customer chose at ordering."""

    DELIVERY = "delivery"
    PICKUP = "pickup"


@dataclass(frozen=True, slots=True)
class OwnDelivery:
    """Brought by the shop itself (자체배송)."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Sent by a courier (택배배송); the number may be missing."""

    courier: str
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class Pickup:
    """Fetched by the customer."""


Fulfillment = OwnDelivery | Parcel | Pickup


@dataclass(frozen=True, slots=True)
class Courier:
    """A courier as data; `url` has the number in place of `{n}`."""

    code: str
    name: str
    url: str
    lengths: frozenset[int]
    has_check_digit: bool = False

    def tracking_url(self, number: str) -> str:
        """The courier's public page for this number."""
        return self.url.replace("{n}", number)

    def doubts(self, number: str) -> bool:
        """Whether length or check digit look wrong; a reason to warn, never to refuse."""
        if not number.isdigit() or len(number) not in self.lengths:
            return True
        return self.has_check_digit and int(number[:11]) % 7 != int(number[11])


COURIERS: Final = (
    Courier("cj", "CJ 대한통운", "https://trace.cjlogistics.com/next/tracking.html?wblNo={n}", frozenset({10, 12})),
    Courier(
        "epost",
        "우체국택배",
        "https://service.epost.go.kr/trace.RetrieveDomRigiTraceList.comm?sid1={n}",
        frozenset({13}),
    ),
    Courier(
        "hanjin",
        "한진택배",
        "https://www.hanjin.com/kor/CMS/DeliveryMgr/WaybillResult.do?mCode=MN038&schLang=KR&wblnumText2={n}",
        frozenset({12, 14}),
    ),
    Courier(
        "lotte",
        "롯데택배",
        "https://www.lotteglogis.com/home/reservation/tracking/linkView?InvNo={n}",
        frozenset({12}),
        has_check_digit=True,
    ),
    Courier("logen", "로젠택배", "https://www.ilogen.com/web/personal/trace/{n}", frozenset({11})),
)
_BY_CODE: Final = {courier.code: courier for courier in COURIERS}


def courier(code: str) -> Courier:
    """The courier of this code. Raises KeyError for an unknown one."""
    return _BY_CODE[code]


def tracking_number(given: str) -> str:
    """What the merchant typed without spaces and dashes, at most 30 characters; empty when nothing usable came."""
    return re.sub(r"[^0-9A-Za-z]", "", given)[:30]
