"""Phones, names and permissions."""

import pytest

from domain.errors import InvalidPhone, InvalidText
from domain.people import MAY, Permission, Role, may, person_name, phone_number, visible_name


@pytest.mark.parametrize(
    ("given", "digits"),
    [
        ("010-1234-1234", "01012341234"),
        (" 010 1234 1234 ", "01012341234"),
        ("010.1234.1234", "01012341234"),
        ("+82 10-1234-1234", "01012341234"),
        ("+82 (0)10-1234-1234", "01012341234"),
        ("821012341234", "01012341234"),
        ("02-345-6789", "023456789"),
        ("031-123-4567", "0311234567"),
        ("1588-1234", "15881234"),
        ("050-1234-56789", "050123456789"),
    ],
)
def test_korean_numbers_are_kept_as_digits(given: str, digits: str) -> None:
    assert phone_number(given) == digits


@pytest.mark.parametrize(
    "given", ["", "1234", "전화", "010-1234-123a", "+1 202 555 0123", "０１０１２３４１２３４", "9" * 40]
)
def test_what_is_no_korean_number_is_refused_and_quoted_shortly(given: str) -> None:
    with pytest.raises(InvalidPhone) as caught:
        phone_number(given)
    assert len(str(caught.value.params["given"])) <= 40


def test_name_is_one_line_of_at_most_forty_characters() -> None:
    assert person_name(" 홍\n길동 ") == "홍 길동"
    for given in ("", "가" * 41):
        with pytest.raises(InvalidText):
            person_name(given)


def test_every_permission_is_granted_to_someone_but_never_to_a_customer() -> None:
    assert MAY.keys() == set(Permission)
    for permission in Permission:
        assert may(Role.OWNER, permission)
        assert not may(Role.CUSTOMER, permission)


def test_staff_handle_no_money() -> None:
    assert not may(Role.STAFF, Permission.CONFIRM_DEPOSIT)
    assert not may(Role.STAFF, Permission.RECORD_REFUND)
    assert may(Role.MANAGER, Permission.CONFIRM_DEPOSIT)


@pytest.mark.parametrize("given", ["", "  ", "\u200d", "\u2060\u200b", "\u3164", "\u115f\u2800", "\u202e", "\x00\n"])
def test_name_in_which_nothing_can_be_seen_becomes_a_question_mark(given: str) -> None:
    assert visible_name(given) == "?"


@pytest.mark.parametrize("given", ["홍길동", "👩\u200d🍳", "Ann Lee", "."])
def test_name_in_which_something_can_be_seen_stays(given: str) -> None:
    assert visible_name(given) == given


def test_visible_name_stands_on_one_line_without_what_turns_text_around() -> None:
    assert visible_name(" 홍\n길동\u202e ") == "홍 길동"


@pytest.mark.parametrize("given", ["\u3164", "\u2800\u200d", "\u115f"])
def test_order_needs_a_name_that_can_be_seen(given: str) -> None:
    with pytest.raises(InvalidText):
        person_name(given)
