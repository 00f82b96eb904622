"""Reminders as the shop and its customers read them, in Korean and in English (D17, D22)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

import pytest
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InaccessibleMessage, User
from aiogram.types import Chat as TelegramChat

from bot.callbacks import Alerts, Home, Nudge, NudgeStep, Report
from bot.i18n import Languages
from bot.merchant.home import home as show_home
from bot.merchant.report import report
from bot.painter import undrawn
from bot.turn import Tap
from domain.delivery import Chat
from domain.fulfillment import OwnDelivery
from domain.hours import Span
from domain.money import Money
from domain.payment import PaymentMethod
from domain.people import Caller, Role
from domain.ports import UnitOfWork
from domain.sheet import OrderLine
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.complete_order import complete_order
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.draft_change import add_goods
from domain.use_cases.report_deposit import report_own_deposit
from domain.use_cases.request_cancel import request_cancel
from domain.use_cases.request_change import request_change
from domain.use_cases.set_hours import set_spans
from domain.use_cases.withdraw_payment import withdraw_payment
from tests.bot.stories.customer_steps import comes
from tests.bot.stories.team_steps import goes, opens_home
from tests.databases import rows
from tests.desk import Desk, hire
from tests.people import Message, Person

NUDGES = ["1시간 뒤", "그만"]


@pytest.fixture(scope="module", autouse=True)
def matplotlib() -> None:
    """Loaded before the desk waits for it: on a busy machine that takes longer than a delivery can."""
    import_module("matplotlib.backends.backend_agg")


async def english_owner(desk: Desk) -> Person:
    """Somebody who reads English and owns the shop as well."""
    person = await desk.phones.person(desk.owner.bot, "Ann", id=1003, language_code="en")
    await desk.app.store.run(hire, desk.shop.id, person.id, Role.OWNER, "Ann")
    await person.starts()
    await desk.settled()
    return person


async def english_customer(desk: Desk) -> Person:
    person = await comes(desk, "Bob", language_code="en")
    await person.taps("Agree & start")
    return person


async def does(desk: Desk, number: int, use_case: Callable[..., Any], *args: Any, by: Person | None = None) -> None:
    """The owner (or this person) does something with the order, as its present version."""
    person = by or desk.owner
    caller = Caller(desk.app.bot.id, person.id, person.name)

    def run(uow: UnitOfWork) -> None:
        order_id = uow.orders.id_of_number(desk.shop.id, number)
        assert order_id
        has_version = use_case is not add_goods
        version = (uow.orders.get(order_id).version,) if has_version else ()
        use_case(uow, order_id, *version, *args, caller, desk.clock())

    await desk.app.store.run(run)
    await desk.settled()


async def later(desk: Desk, **time: float) -> None:
    desk.clock.passes(**time)
    await desk.sweeps()


async def told(person: Person, text: str) -> list[Message]:
    return [message for message in await person.bot_messages() if text in message.text]


async def opens_at_nine(desk: Desk) -> None:
    caller = Caller(desk.app.bot.id, desk.owner.id, desk.owner.name)
    await desk.app.store.run(set_spans, desk.shop.id, range(7), (Span(540, 1260),), caller, desk.clock())


async def test_unseen_order_climbs_from_the_staff_to_the_owner_to_the_customer(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann, bob = await english_owner(desk), await english_customer(desk)
    number = await desk.places(customer=bob)
    await later(desk, minutes=2)
    assert not await told(desk.staff, "⏰")
    await later(desk, minutes=1)
    said = await desk.staff.sees(f"⏰ 아직 아무도 확인하지 않은 주문이에요 · {number}")
    assert "3분 지났어요" in said.text
    assert said.labels == ["주문확인", *NUDGES]
    assert not said.silent
    english = await ann.sees(f"⏰ Nobody has looked at this order yet · {number}")
    assert english.labels == ["Confirm order", "In 1 hour", "Stop"]
    await later(desk, minutes=4)
    assert await told(desk.owner, f"🚨 직원이 아직 확인하지 않은 주문이에요 · {number}")
    assert await told(ann, f"🚨 The staff have not looked at this order yet · {number}")
    assert not await told(desk.staff, "🚨"), "the second step is the owner's"
    assert not await told(bob, "late")
    await later(desk, minutes=8)
    late = await bob.sees("The shop is late to confirm your order. We are sorry.")
    assert late.labels == ["💬 Ask shop", "Cancel order"]
    await later(desk, minutes=60)
    assert len(await told(desk.staff, "아직 아무도")) == 1, "the ladder has an end"
    await bob.taps("Cancel order", message_id=late.message_id)
    await bob.taps("Cancel order", message_id=late.message_id)
    await desk.staff.sees("고객님이 주문을 취소하셨어요")


async def test_customer_of_an_unseen_order_reads_it_in_korean(desk: Desk) -> None:
    desk.clock.goes_to(10)
    number = await desk.places()
    for minutes in (3, 4, 8):
        await later(desk, minutes=minutes)
    late = await desk.customer.sees("가게의 주문확인이 늦어지고 있습니다. 죄송합니다.")
    assert late.text.endswith(f"샵앤샵 · {number}")
    assert late.labels == ["💬 문의하기", "주문취소"]


async def test_order_in_the_evening_is_escalated_the_next_morning(desk: Desk) -> None:
    desk.clock.goes_to(20, 59)
    await opens_at_nine(desk)
    number = await desk.places()
    await later(desk, minutes=30)
    await later(desk, hours=11, minutes=31)  # 09:00
    assert not await told(desk.staff, "아직 아무도")
    await later(desk, minutes=3)
    assert await told(desk.staff, f"아직 아무도 확인하지 않은 주문이에요 · {number}")


async def test_order_that_stays_unconfirmed_is_reminded_of_until_it_is_confirmed(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    number = await desk.places()
    await later(desk, minutes=30)
    said = await desk.staff.sees(f"⏰ 주문확인을 기다리는 주문이에요 · {number}")
    assert await told(ann, f"⏰ This order waits to be confirmed · {number}")
    await later(desk, minutes=60)
    assert len(await told(desk.staff, "주문확인을 기다리는")) == 2
    await desk.staff.taps("주문확인", message_id=said.message_id)
    await desk.staff.taps("주문확인", message_id=said.message_id)
    await desk.customer.sees("주문이 확인되었습니다.")
    await later(desk, minutes=60)
    assert len(await told(desk.staff, "주문확인을 기다리는")) == 1, "the other one has become the card"


async def test_shop_snoozes_and_stops_a_reminder(desk: Desk) -> None:
    desk.clock.goes_to(10)
    await desk.places()
    await later(desk, minutes=3)
    said = await desk.staff.sees("아직 아무도 확인하지 않은")
    answer = await desk.staff.taps("1시간 뒤", message_id=said.message_id)
    assert answer.text == "1시간 뒤에 다시 알려 드려요"
    assert (await desk.staff.message(said.message_id)).labels == []
    await later(desk, minutes=59)
    assert not await told(desk.owner, "🚨")
    await later(desk, minutes=1)
    urgent = (await told(desk.owner, "🚨"))[0]
    assert (await desk.owner.taps("그만", message_id=urgent.message_id)).text == "이 알림은 그만 보내요"
    await later(desk, minutes=60)
    assert not await told(desk.customer, "늦어지고 있습니다")


async def test_one_more_hour_is_not_promised_for_a_reminder_that_a_colleague_has_stopped(desk: Desk) -> None:
    desk.clock.goes_to(10)
    await desk.places()
    await later(desk, minutes=30)
    told_owner = (await told(desk.owner, "주문확인을 기다리는"))[0]
    told_staff = (await told(desk.staff, "주문확인을 기다리는"))[0]
    await desk.owner.taps("그만", message_id=told_owner.message_id)
    refused = await desk.staff.taps("1시간 뒤", message_id=told_staff.message_id)
    assert refused.show_alert, "nobody will be told again"
    await later(desk, minutes=60)
    assert len(await told(desk.staff, "주문확인을 기다리는")) == 1


async def test_staff_silence_with_a_forged_button_only_what_they_are_told_themselves(desk: Desk) -> None:
    desk.clock.goes_to(10)
    number = await desk.places()
    await does(desk, number, confirm_order)
    await does(desk, number, add_goods, [OrderLine("콜라", Money(1000), 1)])
    await does(desk, number, request_change)
    await later(desk, minutes=1)
    shown = await desk.staff.sees_button("📄 주문상세")
    [(order_id,)] = rows(desk.app.settings.database.url, "SELECT id FROM shop_order")
    for kind, subject in (("summary", desk.shop.id), ("door", desk.shop.id), ("change", order_id)):
        forged = Nudge(step=NudgeStep.STOP, kind=kind, subject=subject)
        assert (await desk.staff.taps_data(forged.pack(), shown.message_id)).show_alert, kind
    stopped = "SELECT count(*) FROM due_reminder WHERE is_stopped"
    assert rows(desk.app.settings.database.url, stopped) == [(0,)]


async def test_cancel_request_that_waits_is_reminded_of(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    number = await desk.places()
    await does(desk, number, confirm_order)
    await does(desk, number, request_cancel, "늦어요", False, by=desk.customer)
    await later(desk, minutes=10)
    said = await desk.staff.sees(f"⏰ 취소 요청이 답을 기다려요 · {number}")
    assert said.labels == ["취소처리", *NUDGES]
    assert await told(ann, f"⏰ A cancellation request waits for an answer · {number}")
    await desk.staff.taps("취소처리", message_id=said.message_id)
    assert "취소완료" in (await desk.staff.message(said.message_id)).labels


async def test_inquiry_that_nobody_answers_is_reminded_of_until_somebody_does(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    number = await desk.places()
    await does(desk, number, confirm_order)
    await desk.customer.says("언제 와요?")
    relayed = await desk.staff.sees("언제 와요?")
    await later(desk, minutes=9)
    assert not await told(desk.staff, "⏰")
    await desk.customer.says("여보세요")
    newest = await desk.staff.sees("여보세요")
    await later(desk, minutes=1)
    said = await desk.staff.sees(f"⏰ 답장을 기다리는 문의가 있어요 · {number}")
    assert "10분 지났어요\n답하지 않은 메시지 2개" in said.text
    assert (said.labels, said.reply_to) == (["💬 답장", *NUDGES], newest.message_id)
    english = await ann.sees(f"⏰ A customer waits for a reply · {number}")
    assert english.labels == ["💬 Reply", "In 1 hour", "Stop"]
    await desk.staff.replies_to(relayed, "지금 가요")
    await desk.customer.sees("지금 가요")
    await later(desk, hours=3)
    assert len(await told(desk.staff, "기다리는 문의")) == 1
    assert (await desk.staff.taps("그만", message_id=said.message_id)).show_alert, "it is over"


async def test_question_about_no_order_is_reminded_of_and_silenced_by_a_tap(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    await desk.customer.says("오늘 여나요?")
    await desk.staff.sees("오늘 여나요?")
    await later(desk, minutes=10)
    said = await desk.staff.sees("⏰ 답장을 기다리는 문의가 있어요 · 주문 없는 문의")
    assert await told(ann, "⏰ A customer waits for a reply · no order\n")
    assert (await desk.staff.taps("1시간 뒤", message_id=said.message_id)).text == "1시간 뒤에 다시 알려 드려요"
    await later(desk, minutes=59)
    assert len(await told(desk.staff, "기다리는 문의")) == 1
    await later(desk, minutes=1)
    again = await desk.staff.sees_button("그만")
    await desk.staff.taps("그만", message_id=again.message_id)
    await later(desk, hours=5)
    assert len(await told(desk.staff, "기다리는 문의")) == 2


async def test_inquiry_that_is_answered_before_its_reminder_leaves_is_not_reminded_of(desk: Desk) -> None:
    desk.clock.goes_to(10)
    await desk.customer.says("오늘 여나요?")
    relayed = await desk.owner.sees("오늘 여나요?")
    await desk.phones.faults("429", method="sendMessage", chat_id=desk.staff.id, retry_after=1)
    desk.clock.passes(minutes=10)
    await desk.app.reminders.sweep()
    await desk.owner.replies_to(relayed, "네")
    await later(desk, seconds=5)
    assert not await told(desk.staff, "기다리는 문의")


async def test_change_that_nobody_answers_reminds_the_customer_then_the_shop(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann, bob = await english_owner(desk), await english_customer(desk)
    for number in (await desk.places(customer=bob), await desk.places()):
        await does(desk, number, confirm_order)
        await does(desk, number, add_goods, [OrderLine("콜라 1L", Money(3500), 1)])
        await does(desk, number, request_change)
    await later(desk, minutes=30)
    said = await desk.customer.sees("가게에서 주문서를 수정하고 확인을 기다리고 있습니다.")
    assert "결제 총 금액 6,000원 → 9,500원" in said.text
    assert said.labels == ["주문서 확인하기"]
    assert await told(bob, "The shop changed your order and waits for your approval.\nGrand total ₩6,000 → ₩9,500")
    assert not await told(desk.staff, "⏰ 고객님이")
    await later(desk, minutes=90)
    assert await told(desk.staff, "⏰ 고객님이 주문서변경을 아직 확인하지 않으셨어요")
    assert await told(ann, "⏰ The customer has not answered the change yet")


async def test_pick_up_that_nobody_fetches_is_reminded_of(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    number = await desk.places(pickup=True)
    await does(desk, number, confirm_order)
    await later(desk, hours=3)
    said = await desk.staff.sees(f"⏰ 아직 찾아가지 않은 픽업 주문이에요 · {number}")
    assert said.labels == ["주문완료", *NUDGES]
    assert await told(ann, f"⏰ This order has not been picked up yet · {number}")


async def test_outstanding_refund_reminds_who_may_give_it_back(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await does(desk, number, confirm_order)
    await does(desk, number, confirm_deposit)
    await does(desk, number, cancel_order, "품절")
    await later(desk, hours=1)
    said = await desk.owner.sees(f"⏰ 아직 환불하지 않은 금액이 있어요 · {number}")
    assert "환불 필요 6,000원" in said.text
    assert said.labels == ["환불완료", *NUDGES]
    assert await told(ann, f"⏰ A refund is still outstanding · {number}")
    assert not await told(desk.staff, "환불하지 않은"), "refunds are the managers' business"


async def test_payment_that_is_not_made_reminds_the_customer_then_the_shop(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann, bob = await english_owner(desk), await english_customer(desk)
    for number in (
        await desk.places(customer=bob, method=PaymentMethod.BANK_TRANSFER),
        await desk.places(method=PaymentMethod.BANK_TRANSFER),
    ):
        await does(desk, number, confirm_order)
    await later(desk, hours=1)
    said = await desk.customer.sees("결제를 기다리고 있습니다.")
    assert "결제 금액 6,000원" in said.text
    assert said.labels == ["주문 열기"]
    assert await told(bob, "Your payment is awaited.\nAmount ₩6,000")
    await later(desk, hours=23)
    assert await told(desk.staff, "⏰ 아직 결제되지 않은 주문이에요")
    assert await told(ann, "⏰ This order has not been paid yet")
    await later(desk, hours=42)
    await later(desk, hours=4, minutes=30)  # half past eight: the last morning before it ends
    assert len(await told(desk.customer, "에 만료됩니다.")) == 1
    assert await told(bob, "The payment request ends at")


async def test_shop_is_told_of_an_unpaid_order_also_after_its_request_was_withdrawn(desk: Desk) -> None:
    desk.clock.goes_to(10)
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await does(desk, number, confirm_order)
    await does(desk, number, withdraw_payment)
    await later(desk, hours=24)
    assert not await told(desk.customer, "결제를 기다리고 있습니다.")
    said = await desk.staff.sees(f"⏰ 아직 결제되지 않은 주문이에요 · {number}")
    assert said.labels == ["📄 주문상세", "💳 결제문자전송", *NUDGES]
    await desk.staff.taps("💳 결제문자전송", message_id=said.message_id)
    await desk.staff.sees("확정된 결제금액을 고객에게 요청합니다.")


async def test_customer_who_says_they_paid_is_not_left_waiting(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await does(desk, number, confirm_order)
    await does(desk, number, report_own_deposit, "홍길동", by=desk.customer)
    await later(desk, minutes=30)
    said = await desk.owner.sees(f"⏰ 입금했다는 고객님이 확인을 기다려요 · {number}")
    assert said.labels == ["입금확인", *NUDGES]
    assert await told(ann, f"⏰ A customer who says they paid waits for you to look · {number}")
    await later(desk, hours=1)
    assert not await told(desk.customer, "결제를 기다리고")


async def test_owner_turns_a_reminder_off_and_chooses_delays(desk: Desk) -> None:
    desk.clock.goes_to(10)
    await opens_home(desk.owner)
    await goes(desk.owner, "⚙️ 환경설정", "⏰ 알림", "새 주문 미확인", "🔕 끄기")
    await goes(desk.owner, "닫기", "주문확인 대기", "5분")
    shown = await goes(desk.owner, "30분마다")
    assert "지금 : 5분 뒤 처음, 그 뒤 30분마다, 모두 3번" in shown.text
    await desk.places()
    await later(desk, minutes=5)
    assert not await told(desk.staff, "아직 아무도")
    assert len(await told(desk.staff, "주문확인을 기다리는")) == 1
    await later(desk, minutes=30)
    assert len(await told(desk.staff, "주문확인을 기다리는")) == 2


async def test_ladder_keeps_its_steps_whatever_a_forged_button_says(desk: Desk) -> None:
    desk.clock.goes_to(10)
    await opens_home(desk.owner)
    shown = await goes(desk.owner, "⚙️ 환경설정", "⏰ 알림", "새 주문 미확인")
    forged = Alerts(shop=desk.shop.id, kind="unseen", field="most", value=7)
    assert (await desk.owner.taps_data(forged.pack(), shown.message_id)).show_alert
    await desk.places()
    await later(desk, minutes=3)
    await later(desk, minutes=4)
    await later(desk, minutes=8)
    assert len(await told(desk.customer, "늦어지고 있습니다")) == 1


async def test_reminder_that_was_queued_is_not_sent_once_its_state_has_passed(desk: Desk) -> None:
    desk.clock.goes_to(10)
    number = await desk.places()
    await desk.phones.faults("429", method="sendMessage", chat_id=desk.staff.id, retry_after=1)
    desk.clock.passes(minutes=3)
    await desk.app.reminders.sweep()
    await does(desk, number, confirm_order)
    await later(desk, seconds=5)
    assert not await told(desk.staff, "아직 아무도")


async def test_reminder_outside_business_hours_is_silent(desk: Desk) -> None:
    desk.clock.goes_to(20, 55)
    await opens_at_nine(desk)
    number = await desk.places()
    await does(desk, number, confirm_order)
    await does(desk, number, request_cancel, "늦어요", False, by=desk.customer)
    await later(desk, minutes=10)
    assert [message.silent for message in await told(desk.staff, "취소 요청이 답을")] == [True]


async def test_reminder_to_a_customer_waits_for_the_morning(desk: Desk) -> None:
    desk.clock.goes_to(20, 50)
    await opens_at_nine(desk)
    number = await desk.places()
    await does(desk, number, confirm_order)
    await does(desk, number, add_goods, [OrderLine("콜라 1L", Money(3500), 1)])
    await does(desk, number, request_change)
    for _ in range(5):
        await later(desk, hours=2)
    assert not await told(desk.customer, "확인을 기다리고")
    await later(desk, hours=2, minutes=10)
    assert len(await told(desk.customer, "확인을 기다리고")) == 1


async def test_managers_read_the_day_in_numbers_when_the_shop_closes(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    await desk.sweeps()
    number = await desk.places()
    await does(desk, number, confirm_order)
    await does(desk, number, complete_order, OwnDelivery())
    owed = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await does(desk, owed, confirm_order)
    await does(desk, owed, confirm_deposit)
    await does(desk, owed, cancel_order, "재고 없음")
    await desk.places()
    await later(desk, hours=11, minutes=59)
    assert not await told(desk.owner, "🌙")
    await later(desk, minutes=1)
    said = await desk.owner.sees("🌙 마감 요약")
    assert "주문완료 1건 · 6,000원" in said.text
    assert "📥 주문접수  1건" in said.text
    assert "⏳ 고객 확인 대기  0건\n💳 미결제  0건\n💸 환불 필요  1건\n💬 답하지 않은 문의  0건" in said.text
    assert "입금확인으로 받은 돈 6,000원" in said.text
    assert await told(ann, "💸 Refund due  1\n")
    assert await told(ann, "Confirmed by hand: ₩6,000")
    assert "가장 오래된 주문 : " in said.text
    assert said.silent
    english = await ann.sees("🌙 Day's summary")
    assert said.photo
    assert english.photo not in (None, said.photo), "its words are English"
    assert not await told(desk.staff, "🌙"), "numbers are the managers' business"
    await later(desk, minutes=30)
    assert len(await told(desk.owner, "🌙")) == 1
    await desk.owner.taps("이번 달", message_id=said.message_id)
    month = await desk.owner.sees("📊 이번 달")
    assert (await desk.owner.message(said.message_id)).text == said.text, "the picture stays what it is"
    await desk.owner.taps("이번 주", message_id=month.message_id)
    assert "📊 이번 주" in (await desk.owner.message(month.message_id)).text
    await desk.owner.taps("남은 주문 보기", message_id=said.message_id)
    orders = await desk.owner.sees("📋 전체")
    await desk.settled()
    assert await desk.owner.pinned() == [orders.message_id]


async def test_report_on_demand_is_for_managers(desk: Desk) -> None:
    await desk.owner.says("/report")
    said = await desk.owner.sees("📊 오늘")
    assert "주문완료 0건 · 0원" in said.text
    assert said.photo
    await desk.owner.taps("🏠 홈", message_id=said.message_id)
    await desk.settled()
    home = await desk.owner.message((await desk.owner.pinned())[0])
    assert "주문관리" in home.text
    await desk.staff.says("/report")
    await desk.staff.sees("이 작업을 할 수 있는 권한이 없어요.")


async def test_numbers_are_told_without_a_picture_when_it_cannot_be_drawn(desk: Desk) -> None:
    for app in desk.apps:
        app.painter.close()
    await desk.owner.says("/report")
    said = await desk.owner.sees("📊 오늘")
    assert (said.photo, said.labels) == (None, ["• 오늘", "이번 주", "이번 달", "🏠 홈"])


async def test_picture_that_telegram_shows_the_desk_no_longer_still_opens_the_numbers(desk: Desk) -> None:
    await desk.owner.says("/report")
    picture = await desk.owner.sees("📊 오늘")
    me, bot, t = desk.owner.id, desk.app.bot, Languages().of("ko")
    old = InaccessibleMessage(chat=TelegramChat(id=me, type="private"), message_id=picture.message_id)
    week, home = Report(shop=desk.shop.id, period="week"), Home(shop=desk.shop.id)
    taps: list[tuple[Any, Any, str]] = [(report, week, "📊 이번 주"), (show_home, home, "주문관리")]
    for open_it, button, shown in taps:
        sender = User(id=me, is_bot=False, first_name=desk.owner.name)
        query = CallbackQuery(id="1", from_user=sender, chat_instance="1", message=old, data=button.pack()).as_(bot)
        who, no_dialog = Caller(bot.id, me, desk.owner.name), cast("FSMContext", None)
        tap = Tap(bot, Chat(bot.id, me), who, t, desk.clock(), desk.app.store, no_dialog, undrawn, query)
        await open_it(tap, button)
        opened = await desk.owner.sees(shown)
        assert opened.message_id > picture.message_id
        assert await desk.owner.pinned() == [opened.message_id]
