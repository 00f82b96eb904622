"""What banks write about an incoming transfer, as data: who sent how much. Anything else is not understood.

Every sample is made up after the shape of such messages; no real one was at hand. A bank that writes otherwise gets a
row of its own. A message has to fit as a whole, so that ordinary words are never taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domain.errors import InvalidAmount
from domain.money import Money

_WON: Final = r"(?P<won>\d{1,3}(?:,\d{3})+|\d{2,9})"
_NAME: Final = r"(?P<name>[^\n\d,][^\n]{0,29})"
_WORD: Final = r"(?P<name>[^\s\d,][^\s,]{0,29})"
_WHEN: Final = r"\d{1,2}/\d{1,2}[ ,]\d{1,2}:\d{2}(?::\d{2})?"
_ACCOUNT: Final = r"[\d*-]{4,24}"
_LEFT: Final = r"잔액 ?[\d,]+원?"
_SENT_BY: Final = re.compile(r"\[(?:Web|국외)발신\]\s*")


@dataclass(frozen=True, slots=True)
class BankForm:
    """How one bank writes; `sample` is a made-up message of 홍길동's 8,000원."""

    bank: str
    sample: str
    pattern: str


FORMS: Final = (
    BankForm("", "입금 8,000원 홍길동", rf"입금 ?{_WON}원 {_WORD}(?:\s+{_LEFT})?"),
    BankForm(
        "KB국민은행",
        "[KB]11/23 14:05\n123456**789\n홍길동\n전자금융입금\n8,000\n잔액108,000",
        rf"\[KB\] ?{_WHEN}\n{_ACCOUNT}\n{_NAME}\n[가-힣]*입금\n{_WON}원?\n{_LEFT}",
    ),
    BankForm(
        "신한은행",
        "신한11/23 14:05\n110-***-123456\n입금 8,000\n잔액 108,000\n홍길동",
        rf"신한(?:은행)? ?{_WHEN}\n{_ACCOUNT}\n입금 ?{_WON}원?\n{_LEFT}\n{_NAME}",
    ),
    BankForm(
        "우리은행",
        "우리 11/23 14:05\n*123456\n입금 8,000원\n홍길동\n잔액 108,000원",
        rf"우리(?:은행)? ?{_WHEN}\n{_ACCOUNT}\n입금 ?{_WON}원?\n{_NAME}\n{_LEFT}",
    ),
    BankForm(
        "하나은행",
        "하나,11/23,14:05\n123******12345\n입금8,000원\n홍길동\n잔액108,000원",
        rf"하나(?:은행)?,? ?{_WHEN}\n{_ACCOUNT}\n입금 ?{_WON}원?\n{_NAME}\n{_LEFT}",
    ),
    BankForm(
        "NH농협은행",
        "농협 입금8,000원\n11/23 14:05 123-****-1234-12 홍길동 잔액108,000원",
        rf"(?:NH)?농협 ?입금 ?{_WON}원?\n{_WHEN} {_ACCOUNT} {_WORD} {_LEFT}",
    ),
    BankForm(
        "IBK기업은행",
        "2026/11/23 14:05\n입금 8,000원\n잔액 108,000원\n홍길동\n123***456789\n기업",
        rf"\d{{4}}/{_WHEN}\n입금 ?{_WON}원?\n{_LEFT}\n{_NAME}\n{_ACCOUNT}\n기업",
    ),
    BankForm(
        "카카오뱅크",
        "[카카오뱅크]\n홍*동(1234)\n11/23 14:05\n입금 8,000원\n홍길동\n잔액 108,000원",
        rf"\[카카오뱅크\]\n[^\n]+\n{_WHEN}\n입금 ?{_WON}원?\n{_NAME}\n{_LEFT}",
    ),
    BankForm(
        "우체국예금보험",
        "우체국,11/23 14:05\n123*****4567\n입금8,000원\n잔액108,000원\n홍길동",
        rf"우체국,? ?{_WHEN}\n{_ACCOUNT}\n입금 ?{_WON}원?\n{_LEFT}\n{_NAME}",
    ),
)
_READERS: Final = tuple(re.compile(form.pattern) for form in FORMS)
_MOST_SIGNS: Final = 400


@dataclass(frozen=True, slots=True)
class IncomingTransfer:
    """All that is taken from a message."""

    amount: Money
    name: str


def read_bank_message(text: str) -> IncomingTransfer | None:
    """None for everything that is no bank's message of an incoming transfer."""
    if len(text) > _MOST_SIGNS:
        return None
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in _SENT_BY.sub("", text).splitlines())
    message = "\n".join(line for line in lines if line)
    found = next((match for reader in _READERS if (match := reader.fullmatch(message))), None)
    try:
        return found and IncomingTransfer(Money(int(found["won"].replace(",", ""))), found["name"].strip())
    except InvalidAmount:
        return None
