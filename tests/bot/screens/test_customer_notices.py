"""The short notices, in the words of the specification."""

from __future__ import annotations

from typing import Any

import pytest

from bot.callbacks import ShopOrder, ShopStep
from bot.screens.fitting import MOST_TEXT, units
from bot.screens.formats import NBSP
from bot.screens.notices import blocked, notice
from domain.delivery import Side
from domain.order import Order
from tests.bot.screens.customer_samples import every_payload
from tests.bot.screens.samples import (
    BOTH,
    ENGLISH,
    KOREAN,
    STAFF,
    canceled,
    completed,
    hostile,
    order,
    order_5803116,
    order_7741169,
    view,
)


def _text(side: Side, entry: str, example: Order | None = None, **data: Any) -> str:
    payload = {"entry": entry, "name": "누구", "at": "2021-05-31T08:00:00+00:00", **data}
    return notice(side, payload, view(example or order(), STAFF), KOREAN).text


def _told(entry: str, example: Order | None = None, **data: Any) -> str:
    """What the customer reads above the last line, which says whose order it is, and which."""
    text, _, about = _text(Side.CUSTOMER, entry, example, **data).rpartition("\n")
    assert about == f"샵앤샵 미니샵{NBSP}·{NBSP}{(example or order()).number}"
    return text


def test_the_customer_reads_every_notice_in_formal_korean() -> None:

    assert _told("confirmed") == "주문이 확인되었습니다. 상품을 준비하겠습니다."
    assert _told("canceled", reason="재고 부족") == "주문이 취소되었습니다. 취소사유 : 재고 부족"
    assert _told("canceled", canceled(order()), reason="재고 부족") == (
        "주문이 취소되었습니다. 취소사유 : 재고 부족\n환불 예정 6,000원"
    )
    assert _told("cancel_refused", reason="이미 배송이 시작됐어요") == (
        "취소 요청이 승인되지 않았습니다. 변경사유 : 이미 배송이 시작됐어요"
    )
    assert _told("deposit_confirmed", won=6000) == "입금이 확인되었습니다. 입금 금액 : 6,000원"
    assert _told("refund_recorded", won=2_000_000_000) == "환불이 완료되었습니다. 환불 금액 : 2,000,000,000원"
    assert _told("refund_recorded", won=6000) == "환불이 완료되었습니다. 환불 금액 : 6,000원"


def test_a_completed_order_names_courier_and_number() -> None:
    parcel = {"courier": "cj", "tracking_number": "123456789012"}
    assert _told("completed", completed(order()), **parcel) == (
        "주문이 완료되었습니다.\n택배사 : CJ 대한통운\n송장번호 : 1234-5678-9012"
    )
    without_number = {"courier": "logen", "tracking_number": None}
    assert _told("completed", completed(order()), **without_number) == ("주문이 완료되었습니다.\n택배사 : 로젠택배")


def test_own_delivery_and_pickup_are_completed_in_their_own_words() -> None:
    assert _told("completed", completed(order())) == ("주문이 완료되었습니다.\n가게에서 직접 배송했습니다.")
    assert _told("completed", completed(order_7741169())) == ("주문이 완료되었습니다.\n이용해 주셔서 감사합니다.")


def test_the_shop_reads_which_order_it_is_about() -> None:
    assert _text(Side.SHOP, "cancel_requested", reason="배송이 늦어져서요.") == (
        "⚠️ 취소요청 · 3309803\n요청사유 : 배송이 늦어져서요."
    )
    assert _text(Side.SHOP, "canceled_by_customer", order_5803116()) == "고객님이 주문을 취소하셨어요 · 5803116"
    assert _text(Side.SHOP, "cancel_withdrawn") == "↩️ 고객님이 취소 요청을 철회하셨어요 · 3309803"


def test_every_notice_that_the_domain_tells_has_a_text_that_fits() -> None:
    for side, payload in every_payload():
        for t in BOTH:
            assert 0 < units(notice(side, payload, view(hostile(), STAFF), t).text) <= MOST_TEXT


def test_a_notice_for_the_wrong_side_is_refused() -> None:
    with pytest.raises(KeyError):
        _text(Side.SHOP, "confirmed")


def test_a_blocked_customer_is_to_be_called() -> None:
    screen = blocked(view(order(), STAFF), KOREAN)
    assert screen.text == "고객님이 봇을 차단하셨어요. 연락처로 전화해 주세요.\u00a0·\u00a03309803"
    assert screen.rows[0][0].tap == ShopOrder(step=ShopStep.DETAIL, order=77, version=1)


def test_notices_speak_english() -> None:
    payload = {"entry": "cancel_refused", "name": "", "at": "", "reason": "Already shipped"}
    text = notice(Side.CUSTOMER, payload, view(order(), STAFF), ENGLISH).text
    assert text.splitlines()[0] == "The cancel request was not approved. Reason: Already shipped"
