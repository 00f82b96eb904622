"""Banks by the codes Toss uses: Korea's common two digits. Source: docs.tosspayments.com/codes/org-codes."""

from __future__ import annotations

import re
from typing import Final

from domain.errors import InvalidRefundAccount
from domain.gateway import RefundAccount
from domain.shop import BankAccount
from domain.text import clean

BANKS: Final = {
    "02": "한국산업은행",
    "03": "IBK기업은행",
    "06": "KB국민은행",
    "07": "Sh수협은행",
    "11": "NH농협은행",
    "20": "우리은행",
    "23": "SC제일은행",
    "27": "씨티은행",
    "31": "iM뱅크(대구)",
    "32": "부산은행",
    "34": "광주은행",
    "35": "제주은행",
    "37": "전북은행",
    "39": "경남은행",
    "45": "새마을금고",
    "48": "신협",
    "50": "저축은행",
    "71": "우체국예금보험",
    "81": "하나은행",
    "88": "신한은행",
    "89": "케이뱅크",
    "90": "카카오뱅크",
    "92": "토스뱅크",
}


def bank_name(code: str) -> str:
    """The code itself for a bank that is not in the table: better than no name."""
    return BANKS.get(code, code)


_SHORT: Final = {
    short: code
    for code, shorts in {
        "02": "산업 kdb",
        "03": "기업 ibk",
        "06": "국민 kb",
        "07": "수협",
        "11": "농협 nh",
        "20": "우리",
        "23": "제일 sc",
        "27": "씨티",
        "31": "대구 im 아이엠",
        "32": "부산",
        "34": "광주",
        "35": "제주",
        "37": "전북",
        "39": "경남",
        "45": "새마을 mg",
        "48": "신협",
        "50": "저축",
        "71": "우체국",
        "81": "하나",
        "88": "신한",
        "89": "케이",
        "90": "카카오 카뱅",
        "92": "토스",
    }.items()
    for short in shorts.split()
}
"""How people call them, in small letters."""
_COMPANY: Final = re.compile("^(kb|nh|ibk|sh|sc|mg|kdb|bnk|dgb|im|한국)(?=[가-힣])")
"""What stands before the name of a bank that is called without it, too."""
_LABELS: Final = re.compile(r"(입금\s?계좌|계좌\s?번호|계좌|은행명|은행|예금주명?|받는\s?분)\s*:|[,/|·:;🏦]")
"""What people put around the three parts."""
_NUMBER: Final = re.compile(r"\d[\d -]{5,28}\d")
_MOST_GIVEN: Final = 60
_MOST_HOLDER: Final = 30


def read_account(text: str) -> RefundAccount:
    """`국민은행 123456-04-567890 홍길동`, in any order. Raises InvalidRefundAccount."""
    bank, number, holder = _parts(text)
    return RefundAccount(bank, re.sub(r"\D", "", number), holder)


def read_shop_account(text: str) -> BankAccount:
    """The same for the shop's own, whose number keeps its dashes. Raises InvalidRefundAccount."""
    bank, number, holder = _parts(text)
    return BankAccount(bank_name(bank), re.sub("[ -]+", "-", number), holder)


def _parts(text: str) -> tuple[str, str, str]:
    """The bank's code, the number as it was typed, and the holder. Raises InvalidRefundAccount."""
    words = clean(text, one_line=True)
    bare = _LABELS.sub(" ", words)
    number = _NUMBER.search(bare)
    rest = _NUMBER.sub(" ", bare, count=1).split() if number else []
    bank = next((code for word in rest if (code := _code_of(word))), "")
    holder = " ".join(word for word in rest if word != "은행" and _code_of(word) != bank)  # 우리 is a word, too
    if holder.startswith("(") and holder.find(")") == len(holder) - 1:
        holder = holder[1:-1].strip()
    if number is None or not bank or not 2 <= len(holder) <= _MOST_HOLDER:
        raise InvalidRefundAccount(given=words[:_MOST_GIVEN])
    return bank, number[0], holder


def _code_of(word: str) -> str:
    """The bank's code if the word is a bank's name, whole or short; else empty."""
    given = word.casefold()
    if found := next((code for code, name in BANKS.items() if given == name.casefold()), ""):
        return found
    short = re.sub(r"(은행|뱅크|bank|금고)$", "", given)
    return _SHORT.get(short) or _SHORT.get(_COMPANY.sub("", short), "")
