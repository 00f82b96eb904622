"""Accounts as customers type them."""

import pytest

from bot.payments.banks import read_account, read_shop_account
from domain.errors import InvalidRefundAccount
from domain.gateway import RefundAccount
from domain.shop import BankAccount

HONG = RefundAccount("06", "12345604567890", "홍길동")


@pytest.mark.parametrize(
    "text",
    [
        "국민은행 123456-04-567890 홍길동",
        "국민 12345604567890 홍길동",
        "KB국민은행 123456 04 567890 홍길동",
        "홍길동\nkb\n123456-04-567890",
        "은행: KB국민, 계좌번호: 123456-04-567890, 예금주: 홍길동",
        "국민123456-04-567890홍길동",
        "🏦 입금 계좌 : KB국민은행 123456-04-567890 (홍길동)",
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


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("국민 123-456-789012 홍길동", BankAccount("KB국민은행", "123-456-789012", "홍길동")),
        ("KB 국민 은행 123-456-789012 우리 슈퍼", BankAccount("KB국민은행", "123-456-789012", "우리 슈퍼")),
        ("홍길동 카카오뱅크 3333 01 2345678", BankAccount("카카오뱅크", "3333-01-2345678", "홍길동")),
        ("NH농협 / 3021234567890 / (주)샵앤샵", BankAccount("NH농협은행", "3021234567890", "(주)샵앤샵")),
        (
            "MG새마을금고 9002-1234-5678-9 샵앤샵(박영희)",
            BankAccount("새마을금고", "9002-1234-5678-9", "샵앤샵(박영희)"),
        ),
    ],
)
def test_the_shops_own_account_keeps_the_dashes_of_its_number(text: str, account: BankAccount) -> None:
    assert read_shop_account(text) == account


def test_what_is_no_account_is_quoted_back() -> None:
    with pytest.raises(InvalidRefundAccount) as refused:
        read_shop_account("국민 홍길동")
    assert refused.value.params == {"given": "국민 홍길동"}
