"""Banks' messages of incoming transfers: every form is read, and nothing else is taken for one."""

import pytest

from bot.payments.bank_messages import FORMS, BankForm, IncomingTransfer, read_bank_message
from domain.money import Money

ASKED = IncomingTransfer(Money(8000), "홍길동")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.bank)
@pytest.mark.parametrize("written", ["{}", "[Web발신]\n{}", "  {}\n\n"])
def test_every_form_tells_amount_and_name(form: BankForm, written: str) -> None:
    assert read_bank_message(written.format(form.sample)) == ASKED


def test_the_short_form_may_tell_what_is_left() -> None:
    assert read_bank_message("[Web발신]\n입금 8,000원 홍길동3803 잔액 12,000원") == IncomingTransfer(
        Money(8000), "홍길동3803"
    )


@pytest.mark.parametrize(
    "words",
    [
        "홍길동 님이 8,000원 입금했대요",
        "입금 8,000원 확인 부탁드려요",
        "입금 8,000원",
        "출금 8,000원 홍길동",
        "3309803",
        "콜라 1L 3500 1",
        "신한11/23 14:05\n110-***-123456\n출금 8,000\n잔액 108,000\n홍길동",
        "입금 8,000원 홍길동 " + "아" * 400,
        "입금 9999999999원 홍길동",
        "",
    ],
)
def test_ordinary_words_are_no_message_of_a_bank(words: str) -> None:
    assert read_bank_message(words) is None
