"""Amounts, times, people and timeline entries, as they read in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from bot.screens.formats import (
    NBSP,
    clock,
    courier_name,
    day,
    full_phone,
    mask_address,
    mask_phone,
    minute,
    moment,
    payment_state_label,
    short_moment,
    status_title,
    tracking_label,
    won,
)
from bot.screens.timeline import timeline_line
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.payment import PaymentState
from domain.people import Role
from domain.timeline import EntryKind, TimelineEntry
from tests.bot.screens.samples import ENGLISH, KOREAN

AT = datetime(2021, 5, 31, 7, 51, 58, tzinfo=UTC)


def test_amounts_have_separators_and_a_real_minus_sign() -> None:
    assert won(Money(6000), KOREAN) == "6,000원"
    assert won(Money(-3500), KOREAN) == "\u22123,500원"
    assert won(Money(6000), ENGLISH) == "₩6,000"
    assert won(Money(-3500), ENGLISH) == "\u2212₩3,500"


def test_times_are_shown_in_seoul() -> None:
    assert moment(AT, KOREAN) == "2021. 5. 31 16:51:58"
    assert minute(AT, KOREAN) == "2021. 5. 31 16:51"
    assert short_moment(AT, KOREAN) == "5. 31 16:51"
    assert day(datetime(2021, 5, 31, 15, tzinfo=UTC), KOREAN) == "6. 1"
    assert clock(AT) == "16:51"
    assert moment(AT, ENGLISH) == "2021-05-31 16:51:58"
    assert short_moment(AT, ENGLISH) == "05-31 16:51"


@pytest.mark.parametrize(
    ("digits", "whole", "masked"),
    [
        ("01012341234", "010-1234-1234", "010-****-1234"),
        ("0111231234", "011-123-1234", "011-****-1234"),
        ("0212345678", "02-1234-5678", "02-****-5678"),
        ("021234567", "02-123-4567", "02-****-4567"),
        ("050412345678", "0504-1234-5678", "0504-****-5678"),
        ("15881234", "1588-1234", "****-1234"),
        ("", "", ""),
        ("1234", "1234", ""),
    ],
)
def test_phones_are_shown_whole_or_masked(digits: str, whole: str, masked: str) -> None:
    assert full_phone(digits) == whole
    assert mask_phone(digits) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("경기 부천시 조마루로 385번길 122", "경기 부천시 조마루로 …"),
        ("13480 경기 성남시 분당구 대왕판교로 477", "경기 성남시 분당구 …"),
        ("부천시 조마루로", "부천시 …"),
        ("조마루로385번길122", "조마루로…"),
        ("가나다라마바사 아자차카타파하 가나다라마바사 122", "가나다라마바사 아자차카타파하 …"),
        ("", ""),
    ],
)
def test_masked_addresses_never_end_the_address(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_tracking_numbers_are_grouped_only_when_they_are_digits() -> None:
    assert tracking_label("1234567890123") == "1234-5678-9012-3"
    assert tracking_label("AB123") == "AB123"


def test_states_have_an_icon_and_a_label() -> None:
    assert [status_title(status, KOREAN).split()[0] for status in OrderStatus] == ["📥", "📦", "⚠️", "✅", "❌"]
    assert status_title(OrderStatus.CONFIRMED, KOREAN) == "📦 주문확인"
    assert status_title(OrderStatus.CANCEL_REQUESTED, ENGLISH) == "⚠️ Cancellation request"
    assert payment_state_label(PaymentState.UNPAID, KOREAN) == ""
    assert payment_state_label(PaymentState.PAID, ENGLISH) == f"💰{NBSP}Paid"
    assert courier_name("cj", ENGLISH) == "CJ Logistics"


ROUND: Final[dict[str, Any]] = {"round": 2, "before": 6000, "after": 8000}


def _entry(kind: EntryKind, role: Role = Role.STAFF, **data: Any) -> TimelineEntry:
    return TimelineEntry(AT, kind, role, 1, "김민수", data)


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (_entry(EntryKind.PLACED, Role.CUSTOMER, won=6000), "고객 › 주문이 접수되었습니다."),
        (_entry(EntryKind.CONFIRMED), "가게 › 주문이 확인되었습니다."),
        (_entry(EntryKind.COMPLETED), "가게 › 주문이 완료되었습니다."),
        (
            _entry(EntryKind.COMPLETED, courier="cj", tracking_number="123456789012"),
            "가게 › 주문이 완료되었습니다. 택배사 : CJ 대한통운 · 송장번호 : 1234-5678-9012",
        ),
        (
            _entry(EntryKind.COMPLETED, courier="cj", tracking_number=None),
            "가게 › 주문이 완료되었습니다. 택배사 : CJ 대한통운",
        ),
        (_entry(EntryKind.CANCELED, reason="<재고>"), "가게 › 주문이 취소되었습니다. 취소사유 : &lt;재고&gt;"),
        (_entry(EntryKind.CANCELED_BY_CUSTOMER, Role.CUSTOMER), "고객 › 주문이 취소되었습니다."),
        (
            _entry(EntryKind.CANCEL_REQUESTED, Role.CUSTOMER, reason="변심"),
            "고객 › 취소를 요청하셨습니다. 요청사유 : 변심",
        ),
        (_entry(EntryKind.CANCEL_WITHDRAWN, Role.CUSTOMER), "고객 › 취소 요청을 철회하셨습니다."),
        (
            _entry(EntryKind.CANCEL_REFUSED, reason="취소불가"),
            "가게 › 취소 요청이 승인되지 않았습니다. 변경사유 : 취소불가",
        ),
        (_entry(EntryKind.COLLECTED, won=6000), "가게 › 만나서 결제 6,000원을 받았습니다."),
        (_entry(EntryKind.DEPOSIT_CONFIRMED, won=6000), "가게 › 입금 6,000원이 확인되었습니다."),
        (_entry(EntryKind.REFUND_RECORDED, won=6000), "가게 › 6,000원이 환불되었습니다."),
        (_entry(EntryKind.MESSAGE, Role.CUSTOMER, text="네\n알겠습니다. <b>"), "고객 › 네 알겠습니다. &lt;b&gt;"),
        (
            _entry(EntryKind.CHANGE_REQUESTED, **ROUND),
            "가게 › 2차 주문서 변경 확인을 요청했습니다. 6,000원 → 8,000원 · 5. 31 16:51",
        ),
        (
            _entry(EntryKind.CHANGE_APPROVED, Role.CUSTOMER, **ROUND),
            "고객 › 2차 주문서 변경을 확인하셨습니다. 6,000원 → 8,000원 · 5. 31 16:51",
        ),
        (
            _entry(EntryKind.CHANGE_DECLINED, Role.CUSTOMER, reason="<비싸요>", **ROUND),
            "고객 › 2차 주문서 변경을 거절하셨습니다. 6,000원 → 8,000원 사유 : &lt;비싸요&gt; · 5. 31 16:51",
        ),
        (
            _entry(EntryKind.CHANGE_COUNTERED, Role.CUSTOMER, **ROUND),
            "고객 › 2차 주문서 변경을 일부만 선택하셨습니다. 6,000원 → 8,000원 · 5. 31 16:51",
        ),
        (
            _entry(EntryKind.CHANGE_WITHDRAWN, **ROUND),
            "가게 › 2차 주문서 확인요청을 취소했습니다. 6,000원 → 8,000원 · 5. 31 16:51",
        ),
        (
            _entry(EntryKind.COUNTER_ACCEPTED, **ROUND),
            "가게 › 2차 주문서를 고객 선택대로 확정했습니다. 6,000원 → 8,000원 · 5. 31 16:51",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, TimelineEntry) else "",
)
def test_every_kind_of_entry_has_its_line(entry: TimelineEntry, line: str) -> None:
    assert timeline_line(entry, KOREAN) == line


def test_the_staff_also_read_who_asked_and_who_answered() -> None:
    entry = _entry(EntryKind.CHANGE_REQUESTED, **ROUND)
    line = timeline_line(entry, KOREAN, for_staff=True)
    assert line == "가게 › 2차 주문서 변경 확인을 요청했습니다. 6,000원 → 8,000원 · 5. 31 16:51 김민수"
    assert "김민수" not in timeline_line(entry, KOREAN)


def test_a_long_message_is_one_short_line() -> None:
    line = timeline_line(_entry(EntryKind.MESSAGE, text="가나다라 " * 900), KOREAN)
    assert "\n" not in line
    assert len(line) < 200
    assert line.endswith("…")
