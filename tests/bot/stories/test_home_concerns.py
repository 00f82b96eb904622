"""The home screen's rows that are not zero, each with its list, in Korean and in English (M1)."""

from __future__ import annotations

from domain.payment import PaymentMethod
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.draft_change import add_goods
from domain.use_cases.request_change import request_change
from domain.use_cases.withdraw_payment import withdraw_payment
from tests.bot.stories.team_steps import opens_home
from tests.bot.stories.test_reminders import does, english_owner
from tests.desk import Desk
from tests.factories import COLA


async def test_home_leads_to_what_waits_for_approval_payment_or_refund(desk: Desk) -> None:
    desk.clock.goes_to(10)
    ann = await english_owner(desk)
    await opens_home(desk.owner)
    assert "미결제" not in (await desk.owner.sees("주문관리")).text
    methods = (PaymentMethod.DOOR_CASH, PaymentMethod.BANK_TRANSFER, PaymentMethod.BANK_TRANSFER)
    edited, unpaid, paid = [await desk.places(method=method) for method in methods]
    for number in (edited, unpaid, paid):
        await does(desk, number, confirm_order)
    await does(desk, edited, add_goods, [COLA])
    await does(desk, edited, request_change)
    await does(desk, paid, confirm_deposit)
    await does(desk, paid, cancel_order, "재고 없음")
    await opens_home(desk.owner)
    home = await desk.owner.sees("⏳ 고객 확인 대기  1건\n💳 미결제  1건\n💸 환불 필요  1건")
    for label, number in (("⏳ 고객 확인 대기 1", edited), ("💳 미결제 1", unpaid), ("💸 환불 필요 1", paid)):
        await desk.owner.taps(label, message_id=home.message_id)
        shown = (await desk.owner.message(home.message_id)).text
        assert "검색결과 1건" in shown
        assert str(number) in shown
        await desk.owner.taps("🏠 홈", message_id=home.message_id)
    await opens_home(ann)
    english = await ann.sees("⏳ Not approved  1\n💳 Unpaid  1\n💸 Refund due  1")
    await ann.taps("💸 Refund due 1", message_id=english.message_id)
    assert str(paid) in (await ann.message(english.message_id)).text


async def test_pinned_home_follows_what_the_customer_is_asked_pays_and_is_owed(desk: Desk) -> None:
    desk.clock.goes_to(10)
    await opens_home(desk.owner)
    (home,) = await desk.owner.pinned()
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await does(desk, number, confirm_order)
    assert (await desk.owner.sees("💳 미결제  1건")).message_id == home
    await does(desk, number, withdraw_payment)
    await does(desk, await desk.places(method=PaymentMethod.BANK_TRANSFER), confirm_order)
    await desk.owner.sees("💳 미결제  2건")
    await does(desk, number, confirm_deposit)
    await does(desk, number, add_goods, [COLA])
    await does(desk, number, request_change)
    asked = await desk.owner.sees("⏳ 고객 확인 대기  1건")
    assert (asked.message_id, "미결제  1건" in asked.text) == (home, True), "the other order"
    await does(desk, number, cancel_order, "재고 없음")
    owed = await desk.owner.sees("💸 환불 필요  1건")
    assert (owed.message_id, "고객 확인 대기" in owed.text) == (home, False)
