"""Every refusal of the domain has a text that says what to do next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.errors import MOST_ALERT, alert_text
from bot.screens.fitting import units
from domain import errors as e
from domain.errors import DomainError
from tests.bot.screens.samples import BOTH, ENGLISH, KOREAN, LONG, seoul

PARAMS: dict[str, object] = {
    "won": 999_999_999,
    "most": 999,
    "given": LONG[:40],
    "field": "name",
    "number": 3309803,
    "name": LONG[:40],
    "until": seoul(2026, 12, 31, 23, 59),
    "numbers": "3309803, 7741169, 1502637, 2918440, 6027715 …",
}


def _every_class(parent: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("domain."):
            yield child
            yield from _every_class(child)


_CLASSES = list(_every_class())


@pytest.mark.parametrize("error", _CLASSES, ids=[error.code for error in _CLASSES])
def test_every_refusal_has_a_text_of_its_own_that_fits_an_alert(error: type[DomainError]) -> None:
    for t in BOTH:
        text = alert_text(error(**PARAMS), t)
        assert text != alert_text(DomainError(), t)
        assert units(text) <= MOST_ALERT
        assert text.endswith((".", "1234-5678", "21:00", "12월 25일", "12/25", "홍길동", "Ann Lee", "8,000")), text


def test_the_codes_are_unique() -> None:
    codes = [DomainError.code, *(error.code for error in _CLASSES)]
    assert len(set(codes)) == len(codes)


def test_a_stale_tap_is_told_in_the_words_of_the_specification() -> None:
    assert alert_text(e.OrderChangedMeanwhile(number=1), KOREAN) == "이미 변경된 주문이에요. 화면을 새로 고쳤어요."


def test_amounts_read_as_amounts() -> None:
    assert alert_text(e.PriceChanged(won=12500), KOREAN) == (
        "그 사이 가격이 바뀌었어요. 새 금액 12,500원 확인 후 다시 주문해 주세요."
    )
    assert "₩4,500 is still unpaid" in alert_text(e.PaymentMissing(won=4500, number=1), ENGLISH)


def test_a_bad_phone_number_is_quoted_as_it_came() -> None:
    assert alert_text(e.InvalidPhone(given="<b>&"), KOREAN).startswith("“<b>&” : 연락처 형식이 아니에요.")


def test_a_refusal_without_a_text_gets_the_general_one() -> None:
    class Unheard(DomainError):
        code = "unheard"

    assert alert_text(Unheard(), KOREAN) == "지금은 할 수 없어요. 화면을 다시 열고 시도해 주세요."
