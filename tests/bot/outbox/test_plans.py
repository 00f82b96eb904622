"""What an intent comes down to when it is sent, which may be long after it was queued."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.callbacks import Home, OpenOrder
from bot.cards import remember_card, retire
from bot.i18n import Languages
from bot.order_screens import editor_of
from bot.outbox.marks import mark_sent
from bot.outbox.plans import Edit, Nothing, Plan, Send, Strip, plan
from bot.pending_lines import PendingLines
from domain.answering import approve
from domain.delivery import Chat, Dialog, Intent, IntentKind, Navigator, ShownCard, Side
from domain.editing import add_goods, request, withdraw
from domain.money import Money
from domain.people import Actor, Role
from domain.ports import UnitOfWork
from tests.factories import BOT, COLA, CUSTOMER, NOW, STAFF, an_order, later, open_shop, store_order
from tests.fakes import FakeStore

HERE = Chat(BOT, STAFF)
STRIP = Intent(HERE, IntentKind.STRIP, Side.SHOP, "strip", NOW, payload={"message_id": 50})
DIALOG = Navigator(HERE, 1, 70, Home(shop=1).pack())


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore()
    store.do(open_shop)
    store.do(store_order, an_order())
    return store


def planned(store: FakeStore, intent: Intent) -> Plan:
    return store.do(plan, intent, Languages(), NOW)


def remembers(store: FakeStore, shown: ShownCard | Navigator) -> None:
    def save(uow: UnitOfWork) -> None:
        if isinstance(shown, Navigator):
            uow.chats.save_navigator(shown)
        else:
            uow.chats.save_card(shown)

    store.do(save)


def a_redraw(order_id: int | None) -> Intent:
    return Intent(HERE, IntentKind.NAVIGATOR, Side.SHOP, "navigator", NOW, order_id)


def test_a_copy_that_nobody_keeps_loses_its_buttons(store: FakeStore) -> None:
    remembers(store, ShownCard(HERE, Side.SHOP, 1, 51, None))
    remembers(store, replace(DIALOG, message_id=52))
    assert planned(store, STRIP) == Strip(50)


def test_a_former_card_says_that_another_message_shows_the_order_and_only_to_those_who_may_know(
    store: FakeStore,
) -> None:
    card = ShownCard(HERE, Side.SHOP, 1, 50, None)
    former = planned(store, retire(card, NOW))
    assert isinstance(former, Strip)
    assert former.screen
    assert "다른 메시지에서" in former.screen.text
    store.memory.members.pop((1, STAFF))
    emptied = planned(store, retire(card, NOW))
    assert isinstance(emptied, Strip)
    assert emptied.screen
    assert "주문번호" not in emptied.screen.text


@pytest.mark.parametrize("side", Side)
def test_a_card_that_was_adopted_again_keeps_its_buttons(store: FakeStore, side: Side) -> None:
    remembers(store, ShownCard(HERE, side, 1, 50, None))
    assert planned(store, STRIP) == Nothing()


def test_a_navigator_that_was_adopted_again_keeps_its_buttons(store: FakeStore) -> None:
    remembers(store, replace(DIALOG, message_id=50))
    assert planned(store, STRIP) == Nothing()


@pytest.mark.parametrize("changed", [1, 2, None])
def test_an_open_search_is_left_alone_whatever_orders_change(store: FakeStore, changed: int | None) -> None:
    remembers(store, DIALOG)
    assert planned(store, a_redraw(changed)) == Nothing()


@pytest.mark.parametrize(("changed", "is_redrawn"), [(1, True), (2, False), (None, False)])
def test_a_dialog_about_an_order_gives_way_only_to_that_order(
    store: FakeStore, changed: int | None, is_redrawn: bool
) -> None:
    remembers(store, replace(DIALOG, view=OpenOrder(order=1).pack(), order_id=1))
    assert isinstance(planned(store, a_redraw(changed)), Edit if is_redrawn else Nothing)


@pytest.mark.parametrize("changed", [1, None])
def test_home_shows_every_change(store: FakeStore, changed: int | None) -> None:
    remembers(store, replace(DIALOG, drawn="old"))
    assert isinstance(planned(store, a_redraw(changed)), Edit)


@pytest.mark.parametrize(("changed", "is_redrawn"), [(1, True), (2, False), (None, True)])
def test_an_open_order_shows_its_own_changes(store: FakeStore, changed: int | None, is_redrawn: bool) -> None:
    remembers(store, replace(DIALOG, view=OpenOrder(order=1).pack(), order_id=1, drawn="old"))
    assert isinstance(planned(store, a_redraw(changed)), Edit if is_redrawn else Nothing)


def test_a_message_that_becomes_a_copy_again_loses_its_buttons_again(store: FakeStore) -> None:
    for second, message_id in enumerate((50, 51, 50, 51)):
        store.do(remember_card, HERE, Side.SHOP, 1, message_id, None, later(seconds=second))
    strips = [queued.intent for queued in store.memory.intents if queued.intent.kind is IntentKind.STRIP]
    plans = [planned(store, intent) for intent in strips]
    assert [one.message_id if isinstance(one, Strip) else one for one in plans] == [50, Nothing(), 50]


def test_a_former_members_card_is_emptied_once_and_full_again_when_they_are_back(store: FakeStore) -> None:
    redraw = Intent(HERE, IntentKind.CARD, Side.SHOP, "card", NOW, 1)
    remembers(store, ShownCard(HERE, Side.SHOP, 1, 50, "digest"))
    member = store.memory.members.pop((1, STAFF))
    emptied = planned(store, redraw)
    assert isinstance(emptied, Edit)
    assert isinstance(emptied.remembered, ShownCard)
    assert (emptied.screen.rows, emptied.missed_card) == ((), None)
    assert "홍길동" not in emptied.screen.text
    remembers(store, emptied.remembered)
    assert planned(store, redraw) == Nothing()
    store.memory.members[1, STAFF] = member
    full = planned(store, redraw)
    assert isinstance(full, Edit)
    assert (full.missed_card, "홍길동" in full.screen.text) == (full.remembered, True)


def test_a_former_members_navigator_is_emptied_whatever_it_shows(store: FakeStore) -> None:
    store.memory.members.pop((1, STAFF))
    for shown in (DIALOG, replace(DIALOG, view=OpenOrder(order=1).pack(), order_id=1, drawn="digest")):
        remembers(store, shown)
        emptied = planned(store, a_redraw(None))
        assert isinstance(emptied, Edit)
        assert emptied.screen.rows == ()


# Edited order sheets


AT_WORK = Actor(STAFF, Role.STAFF, "김민수")
REDRAW = Intent(HERE, IntentKind.CARD, Side.SHOP, "card", NOW, 1)
ASKED = Chat(BOT, CUSTOMER)


def an_edited(uow: UnitOfWork, by: Actor = AT_WORK) -> str:
    """A line is added to the confirmed order; returns the editor as it was opened before."""
    order = uow.orders.get(1)
    assert order
    if not order.changes:
        order.confirm(AT_WORK, NOW)
    opened = editor_of(order).pack()
    add_goods(order, (COLA,), by, NOW)
    return opened


def an_asked(uow: UnitOfWork) -> None:
    order = uow.orders.get(1)
    assert order
    request(order, AT_WORK, NOW)


def asks_anew(round_: int) -> Intent:
    payload = {"anew": round_}
    return Intent(ASKED, IntentKind.CARD, Side.CUSTOMER, "card", NOW, 1, loud=True, payload=payload)


def test_an_open_editor_stays_the_editor_when_the_sheet_changes(store: FakeStore) -> None:
    opened = store.do(an_edited)
    remembers(store, ShownCard(HERE, Side.SHOP, 1, 50, "old", view=opened))
    redrawn = planned(store, REDRAW)
    assert isinstance(redrawn, Edit)
    assert isinstance(redrawn.remembered, ShownCard)
    assert redrawn.remembered.view == opened
    assert "상품 추가 및 수정" in redrawn.screen.text


@pytest.mark.parametrize("in_navigator", [False, True])
def test_lines_that_somebody_typed_and_not_saved_stay_on_their_screen_when_the_order_changes(
    store: FakeStore, in_navigator: bool
) -> None:
    """Only in the chat of who typed them, and only for that order."""
    opened = store.do(an_edited)
    shows = replace(DIALOG, message_id=50, view=opened, order_id=1)
    remembers(store, shows if in_navigator else ShownCard(HERE, Side.SHOP, 1, 50, "old", view=opened))
    for order_id, is_shown in ((1, True), (2, False)):
        typed = PendingLines(order_id, (COLA,)).to_data()
        store.memory.dialogs[BOT, STAFF, STAFF] = (Dialog("sheet_lines", {"sheet": typed}), NOW)
        redrawn = planned(store, a_redraw(1) if in_navigator else REDRAW)
        assert isinstance(redrawn, Edit)
        assert (redrawn.remembered.view, "저장하면 결제 총 금액: 13,000원" in redrawn.screen.text) == (opened, is_shown)


@pytest.mark.parametrize("in_navigator", [False, True])
def test_editor_that_was_opened_while_a_redraw_was_on_its_way_is_drawn_last(
    store: FakeStore, in_navigator: bool
) -> None:
    """The dispatcher decides on the card, the person opens the editor, and only then the edit reaches Telegram."""
    store.do(an_edited)
    store.memory.intents.clear()
    shows = replace(DIALOG, message_id=50, view=OpenOrder(order=1).pack(), order_id=1, drawn="old")
    remembers(store, shows if in_navigator else ShownCard(HERE, Side.SHOP, 1, 50, "old"))
    redraw = a_redraw(1) if in_navigator else REDRAW
    store.do(lambda uow: uow.outbox.add([redraw]))
    (claimed,) = store.do(lambda uow: uow.outbox.claim([BOT], 1, NOW, later(minutes=1), "token"))
    on_its_way = planned(store, redraw)
    opened = editor_of(store.memory.orders[1])
    store.do(remember_card, HERE, Side.SHOP, 1, 50, None, NOW, opened)
    store.do(mark_sent, claimed, on_its_way, None, NOW)
    (again,) = [queued.intent for queued in store.memory.intents if queued.status == "pending"]
    last = planned(store, again)
    assert isinstance(last, Edit)
    assert (last.remembered.view, "상품 추가 및 수정" in last.screen.text) == (opened.pack(), True)


@pytest.mark.parametrize("in_navigator", [False, True])
def test_what_was_opened_after_a_redraw_had_arrived_is_not_drawn_over(store: FakeStore, in_navigator: bool) -> None:
    """The edit has reached Telegram, and before that is written down the person types a line and sees its preview."""
    store.do(an_edited)
    store.memory.intents.clear()
    opened = editor_of(store.memory.orders[1])
    view = opened.model_copy(update={"version": 1}).pack()
    shows = replace(DIALOG, message_id=50, view=view, order_id=1, drawn="old")
    remembers(store, shows if in_navigator else ShownCard(HERE, Side.SHOP, 1, 50, "old", view))
    redraw = a_redraw(1) if in_navigator else REDRAW
    store.do(lambda uow: uow.outbox.add([redraw]))
    (claimed,) = store.do(lambda uow: uow.outbox.claim([BOT], 1, NOW, later(minutes=1), "token"))
    arrived = planned(store, redraw)
    store.do(remember_card, HERE, Side.SHOP, 1, 50, None, later(seconds=1), opened)
    store.do(mark_sent, claimed, arrived, None, NOW)
    assert [queued.intent for queued in store.memory.intents if queued.status == "pending"] == []
    assert planned(store, redraw) == Nothing()


@pytest.mark.parametrize("somebody_else", [True, False])
def test_an_editor_becomes_the_card_when_it_is_another_ones_turn(store: FakeStore, somebody_else: bool) -> None:
    opened = store.do(an_edited, Actor(101, Role.OWNER, "박영희") if somebody_else else AT_WORK)
    if not somebody_else:
        store.do(an_asked)
    remembers(store, ShownCard(HERE, Side.SHOP, 1, 50, "old", view=opened))
    redrawn = planned(store, REDRAW)
    assert isinstance(redrawn, Edit)
    assert isinstance(redrawn.remembered, ShownCard)
    assert redrawn.remembered.view == ""
    assert "주문서상태 : " in redrawn.screen.text


def test_the_question_is_a_new_card_at_the_end_of_the_customers_chat(store: FakeStore) -> None:
    store.do(an_edited)
    store.do(an_asked)
    remembers(store, ShownCard(ASKED, Side.CUSTOMER, 1, 50, "old"))
    sent = planned(store, asks_anew(1))
    assert isinstance(sent, Send)
    assert (sent.is_silent, sent.card is None) == (False, False)
    assert "✏️ 주문서변경" in sent.screen.text


def test_a_question_that_was_taken_back_meanwhile_is_not_sent_anew(store: FakeStore) -> None:
    def takes_back(uow: UnitOfWork) -> None:
        order = uow.orders.get(1)
        assert order
        withdraw(order, AT_WORK, NOW)

    store.do(an_edited)
    store.do(an_asked)
    store.do(takes_back)
    remembers(store, ShownCard(ASKED, Side.CUSTOMER, 1, 50, "old"))
    assert isinstance(planned(store, asks_anew(1)), Edit)
    store.do(an_asked)
    assert isinstance(planned(store, asks_anew(1)), Edit), "the newer round has an intent of its own"
    assert isinstance(planned(store, asks_anew(2)), Send)


def test_a_question_that_is_answered_already_is_not_sent_anew(store: FakeStore) -> None:
    def agrees(uow: UnitOfWork) -> None:
        order = uow.orders.get(1)
        assert order
        approve(order, 1, Money(9500), Actor(CUSTOMER, Role.CUSTOMER, "홍길동"), NOW)

    store.do(an_edited)
    store.do(an_asked)
    store.do(agrees)
    remembers(store, ShownCard(ASKED, Side.CUSTOMER, 1, 50, "old"))
    assert isinstance(planned(store, asks_anew(1)), Edit)
