"""Accounts as customers type them."""

import pytest

from bot.payments.banks import read_account
from domain.errors import InvalidRefundAccount
from domain.gateway import RefundAccount

HONG = RefundAccount("06", "12345604567890", "홍길동")


@pytest.mark.parametrize(
    "text",
    [
        "국민은행 123456-04-567890 홍길동",
        "국민 12345604567890 홍길동",
        "KB국민은행 123456 04 567890 홍길동",
        "홍길동\nkb\n123456-04-567890",
    ],
)
def test_bank_number_and_holder_are_found_in_any_order(text: str) -> None:
    assert read_account(text) == HONG


def test_a_name_of_several_words_stays_whole() -> None:
    assert read_account("카카오뱅크 3333-01-2345678 Ann Lee") == RefundAccount("90", "3333012345678", "Ann Lee")


@pytest.mark.parametrize(
    "text", ["", "국민은행 홍길동", "123456-04-567890 홍길동", "국민은행 123456-04-567890", "국민 12 홍길동"]
)
def test_what_lacks_a_part_is_asked_for_again(text: str) -> None:
    with pytest.raises(InvalidRefundAccount):
        read_account(text)
