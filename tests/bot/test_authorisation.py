"""R9: who may do what. Eight people tap every button on own, foreign and unknown ids; only the listed cells work.

The matrix is written by hand from D21; nothing of it is taken from the code under test.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from aiogram.filters.callback_data import CallbackData

from bot import callbacks as c
from bot.callbacks import HoursStep, OwnStep, PayStep, ShopStep, StaffStep
from bot.clock import utc_now
from bot.pending_lines import offer_key
from bot.screens.talk import QUICK_REPLIES, key_of
from domain.hours import seoul_day
from domain.money import Money
from domain.people import Role
from domain.sheet import OrderLine
from tests.bot.cast_of_authorisation import Cast, gathered
from tests.desk import hire, open_desk

EVERYONE = ("owner", "manager", "staff", "former staff", "rival", "buyer", "other buyer", "stranger")
STAFF = ("owner", "manager", "staff")
MANAGERS = ("owner", "manager")
OWNER = ("owner",)
BUYER = ("buyer",)
CUSTOMERS = ("buyer", "other buyer")
UNKNOWN = 7_000_001

NO_ORDER = "주문을 찾을 수 없어요. 목록을 다시 열어 확인해 주세요."
NO_SHOP = "가게를 찾을 수 없어요. 가게에서 받은 링크를 다시 열어 주세요."
NO_LINK = "사용할 수 없는 링크예요. 가게에 새 링크를 요청해 주세요."
OWNER_STAYS = "사장님은 제외하거나 바꿀 수 없어요. 먼저 다른 직원에게 가게를 넘겨 주세요."
NO_MEMBER = "이 가게의 직원이 아니에요. 직원 목록을 다시 열어 확인해 주세요."
NO_THREAD = "대화를 찾을 수 없어요. 문의내역을 다시 열어 확인해 주세요."
REMINDER_OVER = "이미 끝난 알림이에요. 주문을 열어 지금 상태를 확인해 주세요."
NOT_ALLOWED = "이 작업을 할 수 있는 권한이 없어요. 매니저나 사장님에게 부탁해 주세요."


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the matrix: what is pressed on an order in which state, who may, and whether it changes something."""

    step: ShopStep | OwnStep
    state: str
    who: tuple[str, ...]
    acts: bool = False
    arg: str = ""


SHOP_MATRIX = (
    Cell(ShopStep.CARD, "placed", STAFF),
    Cell(ShopStep.DETAIL, "placed", STAFF),
    Cell(ShopStep.WRITE, "placed", STAFF),
    Cell(ShopStep.CONFIRM_ASK, "placed", STAFF),
    Cell(ShopStep.CONFIRM, "placed", STAFF, acts=True),
    Cell(ShopStep.COMPLETE_ASK, "confirmed", STAFF),
    Cell(ShopStep.COMPLETE_OWN, "confirmed", STAFF),
    Cell(ShopStep.COMPLETE_PARCEL, "confirmed", STAFF),
    Cell(ShopStep.COURIERS, "confirmed", STAFF),
    Cell(ShopStep.COMPLETE_NO_NUMBER, "confirmed", STAFF),
    Cell(ShopStep.COMPLETE, "confirmed", STAFF, acts=True, arg="own"),
    Cell(ShopStep.CANCEL_ASK, "placed", STAFF),
    Cell(ShopStep.CANCEL_REASON, "placed", STAFF, arg="0"),
    Cell(ShopStep.CANCEL_TYPE, "placed", STAFF),
    Cell(ShopStep.CANCEL, "placed", STAFF, acts=True, arg="0"),
    Cell(ShopStep.CANCEL, "confirmed", STAFF, acts=True, arg="0"),
    Cell(ShopStep.CANCEL_ASK, "completed", MANAGERS),
    Cell(ShopStep.CANCEL_REASON, "completed", MANAGERS, arg="0"),
    Cell(ShopStep.CANCEL_TYPE, "completed", MANAGERS),
    Cell(ShopStep.CANCEL, "completed", MANAGERS, acts=True, arg="0"),
    Cell(ShopStep.APPROVE_ASK, "requested", STAFF),
    Cell(ShopStep.APPROVE, "requested", STAFF, acts=True),
    Cell(ShopStep.KEEP_ASK, "requested", STAFF),
    Cell(ShopStep.KEEP_REASON, "requested", STAFF, acts=True, arg="0"),
    Cell(ShopStep.DEPOSIT_ASK, "transfer", MANAGERS),
    Cell(ShopStep.DEPOSIT, "transfer", MANAGERS, acts=True),
    Cell(ShopStep.DEPOSIT_ASK, "unpaid and canceled", MANAGERS),
    Cell(ShopStep.DEPOSIT, "unpaid and canceled", MANAGERS, acts=True),
    Cell(ShopStep.REFUND_ASK, "refund due", MANAGERS),
    Cell(ShopStep.REFUND, "refund due", MANAGERS, acts=True),
    Cell(ShopStep.PAY_ASK, "unasked", STAFF),
    Cell(ShopStep.PAY, "unasked", STAFF, acts=True),
    Cell(ShopStep.PAY_REMIND, "transfer", STAFF, acts=True),
    Cell(ShopStep.PAY_WITHDRAW, "transfer", STAFF, acts=True),
    Cell(ShopStep.PAY_WITHDRAW_EDIT, "transfer", STAFF, acts=True),
    Cell(ShopStep.NOT_PAID, "reported", MANAGERS, acts=True),
    Cell(ShopStep.UNDEPOSIT_ASK, "deposited", MANAGERS),
    Cell(ShopStep.UNDEPOSIT, "deposited", MANAGERS, acts=True),
    Cell(ShopStep.EXTRA_ASK, "deposited", MANAGERS),
    Cell(ShopStep.EXTRA, "deposited", MANAGERS, acts=True, arg="500"),
    Cell(ShopStep.EXTRA_ASK, "transfer", MANAGERS),
    Cell(ShopStep.EXTRA_ASK, "transfer", MANAGERS, arg="500"),
    Cell(ShopStep.EXTRA, "transfer", MANAGERS, acts=True, arg="500"),
    Cell(ShopStep.METHOD_ASK, "transfer", STAFF),
    Cell(ShopStep.METHOD, "transfer", STAFF, acts=True, arg="door_cash"),
    Cell(ShopStep.GIVE_BACK_ASK, "late money", MANAGERS),
    Cell(ShopStep.GIVE_BACK, "late money", MANAGERS, acts=True),
    Cell(ShopStep.GIVE_AGAIN, "refund failed", MANAGERS, acts=True),
    Cell(ShopStep.EDIT, "confirmed", STAFF),
    Cell(ShopStep.TAKE_OVER, "drafted", STAFF),
    Cell(ShopStep.ADD_ASK, "confirmed", STAFF),
    Cell(
        ShopStep.ADD_PICK, "confirmed", STAFF, arg=offer_key(OrderLine("사이다 100g", Money(3000), 1, "9100000000017"))
    ),
    Cell(ShopStep.ADD_COUNT, "confirmed", STAFF, arg="2"),
    Cell(ShopStep.ADD, "confirmed", STAFF),
    Cell(ShopStep.VOID_ASK, "confirmed", STAFF),
    Cell(ShopStep.VOID_COUNT, "confirmed", STAFF, arg="1.1"),
    Cell(ShopStep.VOID, "confirmed", STAFF, acts=True, arg="1"),
    Cell(ShopStep.REPLACE_ASK, "confirmed", STAFF),
    Cell(ShopStep.REPLACE, "confirmed", STAFF, arg="1"),
    Cell(ShopStep.SURCHARGE_ASK, "confirmed", STAFF),
    Cell(ShopStep.FEE_ASK, "confirmed", STAFF),
    Cell(ShopStep.FEE, "confirmed", STAFF, acts=True, arg="4000"),
    Cell(ShopStep.DROP_ASK, "drafted", STAFF),
    Cell(ShopStep.DROP, "drafted", STAFF, acts=True, arg="2"),
    Cell(ShopStep.UNDO, "drafted", STAFF),
    Cell(ShopStep.DISCARD_ASK, "drafted", STAFF),
    Cell(ShopStep.DISCARD, "drafted", STAFF, acts=True),
    Cell(ShopStep.SEND_ASK, "drafted", STAFF),
    Cell(ShopStep.SEND, "drafted", STAFF, acts=True),
    Cell(ShopStep.PULL_BACK, "asked", STAFF, acts=True),
    Cell(ShopStep.COUNTER, "countered", STAFF, acts=True),
)
OWN_MATRIX = (
    Cell(OwnStep.CARD, "placed", BUYER),
    Cell(OwnStep.DETAIL, "placed", BUYER),
    Cell(OwnStep.WRITE, "placed", BUYER),
    Cell(OwnStep.CANCEL_ASK, "placed", BUYER),
    Cell(OwnStep.CANCEL, "placed", BUYER, acts=True),
    Cell(OwnStep.REQUEST_ASK, "confirmed", BUYER),
    Cell(OwnStep.REQUEST_TYPE, "confirmed", BUYER),
    Cell(OwnStep.REQUEST_REASON, "confirmed", BUYER, acts=True, arg="0"),
    Cell(OwnStep.WITHDRAW, "requested", BUYER, acts=True),
    Cell(OwnStep.REPORT_ASK, "transfer", BUYER),
    Cell(OwnStep.REPORT, "transfer", BUYER, acts=True, arg="own"),
    Cell(OwnStep.REFUND_ACCOUNT, "refund due", BUYER),
    Cell(OwnStep.ACCOUNT, "transfer", BUYER),
    Cell(OwnStep.APPROVE, "asked", BUYER, acts=True, arg="1.10000"),
    Cell(OwnStep.DECLINE_ASK, "asked", BUYER, arg="1"),
    Cell(OwnStep.DECLINE_TYPE, "asked", BUYER, arg="1"),
    Cell(OwnStep.DECLINE, "asked", BUYER, acts=True, arg="1.0"),
    Cell(OwnStep.CHOOSE_ASK, "asked", BUYER, arg="1"),
    Cell(OwnStep.CHOOSE_TURN, "asked", BUYER, arg="1.0"),
    Cell(OwnStep.CHOOSE, "asked", BUYER, acts=True, arg="1.10000"),
)


@dataclass(slots=True)
class Walk:
    """Taps cell by cell, and collects what is not as the matrix says."""

    cast: Cast
    wrong: list[str] = field(default_factory=list)

    async def granted(self, who: str, button: CallbackData, *, acts: bool) -> None:
        outcome = await self.cast.taps(who, button)
        refused = outcome.text in (NO_ORDER, NO_SHOP, NO_LINK, NO_THREAD, NOT_ALLOWED)
        if refused or (acts and not outcome.has_changed):
            self.wrong.append(f"{who} may not {button.pack()}: {outcome}")

    async def refused(self, who: str, button: CallbackData, text: str) -> None:
        outcome = await self.cast.taps(who, button)
        if outcome.text != text or outcome.has_changed:
            self.wrong.append(f"{who} may {button.pack()}: {outcome}")

    async def row(
        self,
        make: Callable[[int], CallbackData],
        own: Callable[[], Awaitable[int]],
        foreign: int,
        who: tuple[str, ...],
        nothing: str,
        insiders: tuple[str, ...] = STAFF,
        *,
        acts: bool = False,
    ) -> None:
        """Everyone on an own, a foreign and an unknown id; for outsiders the own one is foreign as well."""
        spared = await own()
        await self.cast.desk.settled()
        for person in EVERYONE:
            if person not in who:
                await self.refused(person, make(spared), NOT_ALLOWED if person in insiders else nothing)
            if person != "rival":
                await self.refused(person, make(foreign), nothing)
            await self.refused(person, make(UNKNOWN), nothing)
        for person in who:
            await self.granted(person, make(await own()), acts=acts)


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with open_desk(tmp_path) as desk:
        file = desk.app.settings.database.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            yield Walk(await gathered(desk, database))


async def _order_row(
    walk: Walk,
    make: Callable[[int], CallbackData],
    state: str,
    who: tuple[str, ...],
    insiders: tuple[str, ...] = (),
    *,
    acts: bool = False,
) -> None:
    async def own() -> int:
        return (await walk.cast.order(state)).id

    foreign = (await walk.cast.order(state, walk.cast.rival)).id
    await walk.row(make, own, foreign, who, NO_ORDER, insiders, acts=acts)


@pytest.mark.parametrize("state", sorted({cell.state for cell in SHOP_MATRIX}))
async def test_only_the_listed_staff_may_press_a_button_on_an_order(walk: Walk, state: str) -> None:
    for cell in SHOP_MATRIX:

        def make(order_id: int, cell: Cell = cell) -> CallbackData:
            return c.ShopOrder(step=ShopStep(cell.step), order=order_id, version=1, arg=cell.arg)

        if cell.state == state:
            await _order_row(walk, make, cell.state, cell.who, STAFF, acts=cell.acts)
    assert walk.wrong == []


async def test_only_its_customer_may_press_a_customers_button_on_an_order(walk: Walk) -> None:
    for cell in OWN_MATRIX:

        def make(order_id: int, cell: Cell = cell) -> CallbackData:
            return c.OwnOrder(step=OwnStep(cell.step), order=order_id, version=1, arg=cell.arg)

        await _order_row(walk, make, cell.state, cell.who, acts=cell.acts)
    assert walk.wrong == []


@pytest.mark.parametrize(
    ("button", "who", "insiders"),
    [
        (lambda order: c.OpenOrder(order=order), STAFF, STAFF),
        (lambda order: c.OpenTyped(order=order, open=True), STAFF, STAFF),
        (lambda order: c.OwnOrders(order=order), BUYER, ()),
    ],
    ids=["opened in the navigator", "opened by its number", "opened by its customer"],
)
async def test_only_the_listed_people_may_open_an_order(
    walk: Walk, button: Callable[[int], CallbackData], who: tuple[str, ...], insiders: tuple[str, ...]
) -> None:
    await _order_row(walk, button, "placed", who, insiders)
    assert walk.wrong == []


def _pause(how: str, shop: int) -> CallbackData:
    return c.PauseOrders(shop=shop, how=how)


async def _shop_row(
    walk: Walk, make: Callable[[int], CallbackData], who: tuple[str, ...], insiders: tuple[str, ...], *, acts: bool
) -> None:
    async def own() -> int:
        return walk.cast.desk.shop.id

    await walk.row(make, own, walk.cast.rival.id, who, NO_SHOP, insiders, acts=acts)


async def test_only_its_staff_may_look_into_a_shop(walk: Walk) -> None:
    views: list[Callable[[int], CallbackData]] = [
        lambda shop: c.Home(shop=shop),
        lambda shop: c.OrderList(shop=shop, tab=c.Tab.ALL),
        lambda shop: c.Search(shop=shop),
        lambda shop: c.Search(shop=shop, page=2),
        lambda shop: c.Settings(shop=shop),
        lambda shop: c.Inquiries(shop=shop),
        lambda shop: c.QuickReplies(step=c.QuickStep.LIST, shop=shop),
        lambda shop: c.QuickReplies(step=c.QuickStep.ADD, shop=shop),
        lambda shop: c.QuickReplies(step=c.QuickStep.SHOW, shop=shop, key=key_of(QUICK_REPLIES[0])),
    ]
    for view in views:
        await _shop_row(walk, view, STAFF, STAFF, acts=False)
    await _shop_row(walk, lambda shop: c.Settings(shop=shop, duty=0), STAFF, STAFF, acts=True)
    await _shop_row(walk, lambda shop: c.PauseOrders(shop=shop), STAFF, STAFF, acts=False)
    pauses: list[Callable[[int], CallbackData]] = [partial(_pause, how) for how in ("30", "today", "open")]
    for pause in pauses:
        await _shop_row(walk, pause, STAFF, STAFF, acts=True)
    await _shop_row(walk, lambda shop: c.PauseOrders(shop=shop, how="resume"), STAFF, STAFF, acts=False)
    assert walk.wrong == []


@pytest.mark.parametrize("step", list(c.TalkStep))
async def test_only_its_staff_may_take_part_in_a_conversation(walk: Walk, step: c.TalkStep) -> None:
    acts = step not in (c.TalkStep.SEND, c.TalkStep.LEAVE)  # nothing was typed, and nobody held it
    arg = {c.TalkStep.QUICK: key_of(QUICK_REPLIES[0]), c.TalkStep.CLOSE: 1}.get(step, 0)

    def make(thread: int) -> CallbackData:
        return c.Talk(step=step, thread=thread, arg=arg)

    foreign = await walk.cast.conversation(walk.cast.rival)
    await walk.row(make, walk.cast.conversation, foreign, STAFF, NO_THREAD, STAFF, acts=acts)
    assert walk.wrong == []


async def test_only_its_staff_may_remove_a_shops_quick_reply(walk: Walk) -> None:
    def button(shop: int) -> CallbackData:
        return c.QuickReplies(step=c.QuickStep.REMOVE, shop=shop, key=key_of(QUICK_REPLIES[0]))

    for person in EVERYONE:
        for shop, known in ((walk.cast.desk.shop.id, STAFF), (walk.cast.rival.id, ("rival",)), (UNKNOWN, ())):
            if person not in known:
                await walk.refused(person, button(shop), NO_SHOP)
    await walk.granted("staff", button(walk.cast.desk.shop.id), acts=True)
    assert walk.wrong == []


async def test_only_who_came_by_its_link_may_buy_at_a_shop(walk: Walk) -> None:
    screens: list[Callable[[int], CallbackData]] = [
        lambda shop: c.Visit(shop=shop),
        lambda shop: c.AskShop(shop=shop),
        lambda shop: c.Consent(shop=shop, more=True),
        lambda shop: c.Consent(shop=shop, agree=True),
        *(lambda shop, step=step: c.Buy(step=step, shop=shop, arg="1") for step in c.BuyStep),
    ]
    for screen in screens:
        for person in EVERYONE:
            for shop, known in ((walk.cast.desk.shop.id, CUSTOMERS), (walk.cast.rival.id, ("rival",)), (UNKNOWN, ())):
                if person not in known:
                    await walk.refused(person, screen(shop), NO_SHOP)
    assert walk.wrong == []


async def test_only_managers_decide_whether_customers_choose_group_by_group(walk: Walk) -> None:
    await _shop_row(walk, lambda shop: c.OfferGroups(shop=shop, on=False), MANAGERS, STAFF, acts=False)
    assert walk.wrong == []


@pytest.mark.parametrize("step", list(StaffStep))
async def test_only_the_owner_may_manage_the_staff(walk: Walk, step: StaffStep) -> None:
    member = await walk.cast.member()
    acts = step in (StaffStep.INVITE, StaffStep.ROLE, StaffStep.REMOVE, StaffStep.HAND_OVER)

    def button(shop: int, user: int = member) -> CallbackData:
        return c.Staff(step=step, shop=shop, user=user, role="manager")

    if step not in (StaffStep.LIST, StaffStep.INVITE_ASK, StaffStep.INVITE):
        for elsewhere in (walk.cast.people["rival"].id, UNKNOWN):
            await walk.refused("owner", button(walk.cast.desk.shop.id, elsewhere), NO_MEMBER)
    await _shop_row(walk, button, OWNER, STAFF, acts=acts)
    assert walk.wrong == []


async def test_only_the_owner_sets_reminders_and_managers_see_reports(walk: Walk) -> None:
    await _shop_row(walk, lambda shop: c.Alerts(shop=shop), OWNER, STAFF, acts=False)
    await _shop_row(walk, lambda shop: c.Alerts(shop=shop, kind="cancel", field="on"), OWNER, STAFF, acts=True)
    await _shop_row(walk, lambda shop: c.Report(shop=shop, period="week"), MANAGERS, STAFF, acts=False)
    assert walk.wrong == []


@pytest.mark.parametrize("step", list(PayStep))
async def test_only_the_owner_sets_how_the_shop_is_paid(walk: Walk, step: PayStep) -> None:
    arg = {PayStep.DAYS: 5, PayStep.GRACE: 48, PayStep.ACCOUNTS: 1, PayStep.ACCOUNT_DROP: 1}.get(step, 0)
    await _shop_row(walk, lambda shop: c.PaySettings(step=step, shop=shop, arg=arg), OWNER, STAFF, acts=arg > 0)
    assert walk.wrong == []


async def test_only_its_staff_may_answer_a_reminder(walk: Walk) -> None:
    order, foreign = await walk.cast.order("placed"), await walk.cast.order("placed", walk.cast.rival)
    await walk.cast.desk.settled()
    for step in c.NudgeStep:
        for person in EVERYONE:
            for subject in (UNKNOWN, foreign.id if person != "rival" else UNKNOWN):
                await walk.refused(person, c.Nudge(step=step, kind="unseen", subject=subject), REMINDER_OVER)
            button = c.Nudge(step=step, kind="unseen", subject=order.id)
            if person in STAFF:
                await walk.granted(person, button, acts=False)
            else:
                await walk.refused(person, button, REMINDER_OVER)
    assert walk.wrong == []


@pytest.mark.parametrize("step", list(HoursStep))
async def test_only_the_owner_may_set_the_hours(walk: Walk, step: HoursStep) -> None:
    arg = seoul_day(utc_now()).isoformat() if step in (HoursStep.CLOSE, HoursStep.REOPEN) else "1"
    acts = step in (HoursStep.SET, HoursStep.HOLIDAYS, HoursStep.CLOSE)

    def button(shop: int) -> CallbackData:
        return c.Hours(step=step, shop=shop, arg=arg)

    await _shop_row(walk, button, OWNER, STAFF, acts=acts)
    assert walk.wrong == []


@pytest.mark.parametrize("accept", [True, False])
async def test_only_the_owner_may_answer_who_opened_an_invite(walk: Walk, accept: bool) -> None:
    def answer(invite: int) -> CallbackData:
        return c.Join(invite=invite, accept=accept)

    foreign = await walk.cast.invite(walk.cast.rival)
    await walk.row(answer, walk.cast.invite, foreign, OWNER, NO_LINK, STAFF, acts=True)
    assert walk.wrong == []


async def test_the_invite_that_made_an_owner_cannot_be_answered(walk: Walk) -> None:
    await walk.refused("owner", c.Join(invite=1, accept=True), NO_LINK)
    assert walk.wrong == []


async def test_an_old_invite_does_not_take_the_shop_from_its_owner(walk: Walk) -> None:
    somebody = walk.cast.people["stranger"].id
    invite = await walk.cast.invite(somebody=somebody)
    await walk.cast.desk.app.store.run(hire, walk.cast.desk.shop.id, somebody, Role.OWNER, "새 주인")
    await walk.cast.desk.settled()
    for who in ("owner", "stranger"):
        await walk.refused(who, c.Join(invite=invite, accept=True), OWNER_STAYS)
    assert walk.wrong == []


def test_no_button_on_an_order_is_missing_from_the_matrix() -> None:
    assert {cell.step for cell in SHOP_MATRIX} == set(ShopStep)
    assert {cell.step for cell in OWN_MATRIX} == set(OwnStep)
