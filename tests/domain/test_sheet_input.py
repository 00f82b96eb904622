"""What staff type into the order sheet is read as they meant it, or quoted with what is missing (M8)."""

from __future__ import annotations

import random

import pytest

from domain.money import MOST_WON, Money
from domain.sheet import OrderLine
from domain.sheet_input import Fault, Unread, typed_fee, typed_goods, typed_surcharges


def line(name: str, won: int, quantity: int = 1) -> OrderLine:
    return OrderLine(name, Money(won), quantity)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("콜라 1L 3500 1", line("콜라 1L", 3500)),
        ("콜라 1L 3500", line("콜라 1L", 3500)),
        ("콜라 1L 3,500", line("콜라 1L", 3500)),
        ("콜라 1L 3,500원", line("콜라 1L", 3500)),
        ("콜라 1L 3500 원", line("콜라 1L", 3500)),
        ("콜라 1L ₩3,500", line("콜라 1L", 3500)),
        ("콜라 1L ￦3,500 2", line("콜라 1L", 3500, 2)),
        ("콜라 1.5L 3,500원 2개", line("콜라 1.5L", 3500, 2)),
        ("콜라 1.5L 3,500원 2 개", line("콜라 1.5L", 3500, 2)),
        ("콜라 1L, 3500, 2", line("콜라 1L", 3500, 2)),
        ("콜라 1L,3500,2", line("콜라 1L", 3500, 2)),
        ("콜라 1L,3,500,2", line("콜라 1L", 3500, 2)),
        ("콜라 1L,3,500", line("콜라 1L", 3500)),
        ("콜라 12,500", line("콜라", 12500)),
        ("콜라 1,234,500 3", line("콜라", 1234500, 3)),
        ("콜라 1L / 3500 / 2", line("콜라 1L", 3500, 2)),
        ("콜라 1L : 3500원", line("콜라 1L", 3500)),
        ("콜라 1L - 3500원", line("콜라 1L", 3500)),
        ("콜라\t3500\t2", line("콜라", 3500, 2)),
        ("콜라 1L 3500 x2", line("콜라 1L", 3500, 2)),
        ("콜라 1L 3500x2", line("콜라 1L", 3500, 2)),
        ("콜라 1L 3,500원×2", line("콜라 1L", 3500, 2)),
        ("콜라 1L 3,500 × 2", line("콜라 1L", 3500, 2)),
        ("콜라 1L 3,500 * 2병", line("콜라 1L", 3500, 2)),
        ("콜라 1L × 2 3,500원", line("콜라 1L", 3500, 2)),
        ("맥주 5000 2병", line("맥주", 5000, 2)),
        ("감귤 14000원 3박스", line("감귤", 14000, 3)),
        ("쌀 10kg 30000 2포대", line("쌀 10kg", 30000, 2)),
        ("Cola 1L 3500won 2ea", line("Cola 1L", 3500, 2)),
        ("콜라 １Ｌ ３５００ ２", line("콜라 １Ｌ", 3500, 2)),
        ("콜라 3，500원", line("콜라", 3500)),
        ("콜라 3천5백원", line("콜라", 3500)),
        ("한우 세트 3만5천원 2", line("한우 세트", 35000, 2)),
        ("한우 12만원", line("한우", 120_000)),
        ("콜라 1L 취소 -3500 1", line("콜라 1L 취소", -3500)),
        ("콜라 1L 취소 −3,500원", line("콜라 1L 취소", -3500)),
        ("콜라 1L 취소 -₩3,500", line("콜라 1L 취소", -3500)),
        ("콜라 1L 취소 ₩-3,500", line("콜라 1L 취소", -3500)),
        ("쿠폰 5000 -5000", line("쿠폰 5000", -5000)),
        ("사이다 1L로 변경 추가금 1500 1", line("사이다 1L로 변경 추가금", 1500)),
        ("A4 용지 500 15000", line("A4 용지 500", 15000)),
        ("A4 용지 500 15000 2", line("A4 용지 500", 15000, 2)),
        ("만두 10개 5000원", line("만두 10개", 5000)),
        ("7UP 1500", line("7UP", 1500)),
        ("비타500 1200 10", line("비타500", 1200, 10)),
        ("서비스 0 1", line("서비스", 0)),
        ("- 콜라 3500", line("콜라", 3500)),
        ("1. 콜라 3500", line("콜라", 3500)),
        ("🍎 1000", line("🍎", 1000)),
        ("<b>콜라</b> 3500", line("<b>콜라</b>", 3500)),
        ("\u202eعصير\u202c 3500 2", line("عصير", 3500, 2)),
        ("  콜라   1L   3500  ", line("콜라 1L", 3500)),
        ("콜라 3500.", line("콜라", 3500)),
        ("가" * 64 + " 3500", line("가" * 64, 3500)),
        (f"금 {MOST_WON}", line("금", MOST_WON)),
        ("환급 -999,999,999", line("환급", -MOST_WON)),
        ("껌 1 999", line("껌", 1, 999)),
    ],
)
def test_a_line_is_read_as_it_was_meant(text: str, meant: OrderLine) -> None:
    read = typed_goods(text)
    assert (read.lines, read.unread) == ((meant,), ())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("콜라", Fault.NO_PRICE),
        ("콜라 1L", Fault.NO_PRICE),
        ("3500원 콜라", Fault.NO_PRICE),
        ("콜라 3500.5", Fault.NO_PRICE),
        ("콜라 3500,100", Fault.NO_PRICE),
        ("콜라 공짜", Fault.NO_PRICE),
        ("3500", Fault.NO_NAME),
        ("3,500원 2개", Fault.NO_NAME),
        ("3500 1 2", Fault.NO_NAME),
        ("콜라 3500 0", Fault.QUANTITY),
        ("콜라 3500 -1", Fault.QUANTITY),
        ("콜라 3500 0개", Fault.QUANTITY),
        ("콜라 3500 1000개", Fault.QUANTITY),
        ("콜라 3500 x 99999", Fault.QUANTITY),
        ("콜라 1000000000", Fault.AMOUNT),
        ("콜라 " + "9" * 3000, Fault.AMOUNT),
        ("콜라 999,999,999 2", Fault.AMOUNT),
        ("가" * 65 + " 3500", Fault.LONG_NAME),
    ],
)
def test_a_line_that_cannot_be_read_is_quoted_with_what_is_wrong(text: str, fault: Fault) -> None:
    read = typed_goods(text)
    assert (read.lines, read.unread) == ((), (Unread(text, fault),))


def test_good_lines_are_kept_beside_bad_ones() -> None:
    read = typed_goods("콜라 1L 3500 2\n\n사이다\n  \n과자 세트 1만원\n500")
    assert read.lines == (line("콜라 1L", 3500, 2), line("과자 세트", 10000))
    assert read.unread == (Unread("사이다", Fault.NO_PRICE), Unread("500", Fault.NO_NAME))


def test_nothing_is_read_from_nothing() -> None:
    assert typed_goods(" \n\u200b\n") == typed_goods("")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("사이다 1L로 변경 추가금 1500", line("사이다 1L로 변경 추가금", 1500)),
        ("사이다 1L로 변경 추가금 1,500 × 1", line("사이다 1L로 변경 추가금", 1500)),
        ("+1500 큰 병", line("큰 병", 1500)),
        ("1,500원 큰 병", line("큰 병", 1500)),
        ("-500 단골", line("단골", -500)),
        ("단골 -500원", line("단골", -500)),
        ("단골 할인 500", line("단골 할인", -500)),
        ("500원 할인", line("할인", -500)),
        ("할인 -500", line("할인", -500)),
        ("할인 취소 +500", line("할인 취소", 500)),
        ("1500", line("", 1500)),
        ("-1,500원", line("", -1500)),
    ],
)
def test_an_amount_may_stand_before_or_behind_its_word(text: str, meant: OrderLine) -> None:
    read = typed_surcharges(text)
    assert (read.lines, read.unread) == ((meant,), ())


def test_a_surcharge_without_an_amount_says_so() -> None:
    assert typed_surcharges("단골 할인").unread == (Unread("단골 할인", Fault.NO_PRICE),)


@pytest.mark.parametrize(
    ("text", "won"), [("3500", 3500), ("3,500원", 3500), ("₩ 3,500", 3500), ("0", 0), ("무료", 0), ("3천원", 3000)]
)
def test_a_fee_is_an_amount_or_a_word_for_none(text: str, won: int) -> None:
    assert typed_fee(text) == Money(won)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", Fault.NO_PRICE), ("배송비", Fault.NO_PRICE), ("-3500", Fault.NEGATIVE), ("9999999999", Fault.AMOUNT)],
)
def test_a_fee_that_is_none_is_quoted(text: str, fault: Fault) -> None:
    assert typed_fee(text) == Unread(text, fault)


def test_no_input_breaks_the_reading() -> None:
    draw = random.Random(5).choices
    signs = "콜라 1L 3500원개x×*,.-−+₩만천백٣²½０９/|:\n\t🇰🇷e\u0301\u202e"
    for _ in range(3000):
        text = "".join(draw(signs, k=20))
        for read in (typed_goods(text), typed_surcharges(text)):
            for found in read.lines:
                assert abs(found.unit_price.won) * found.quantity <= MOST_WON
        typed_fee(text)
