"""From an intent to one call of Telegram: looks at the present state and decides what has to be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from aiogram.types import BotCommand

from bot.callbacks import OpenOrder, ShopOrder
from bot.command_menu import commands
from bot.holidays import is_holiday
from bot.i18n import Languages, Translator
from bot.navigator import View, draw, look, parse_view
from bot.order_screens import card_screen, is_current, is_editor, order_screen
from bot.outbox.relays import Relay, Revise, conversation_plan, their_words
from bot.pending_lines import PendingLines
from bot.screens.notices import blocked, notice
from bot.screens.order_facts import former_card
from bot.screens.reminders import inquiry_reminder, order_reminder
from bot.screens.report import closing_summary
from bot.screens.sales_chart import SalesChart, sales_chart
from bot.screens.screen import Screen
from bot.screens.staff import no_longer_seen, staff_news
from domain.change import SheetState
from domain.delivery import Intent, IntentKind, Navigator, ShownCard, Side
from domain.errors import NotAllowed, OrderNotFound, ShopNotFound, ThreadNotFound
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.reminders import OF_THREADS, Reminder
from domain.use_cases.see_order import OrderView, see_order
from domain.use_cases.see_reminder import ReminderView, see_inquiry_reminder, see_reminder
from domain.use_cases.see_report import Period, see_report
from domain.use_cases.see_thread import ThreadView


@dataclass(frozen=True, slots=True)
class Nothing:
    """It looks like that already, or there is nothing to show it on."""


@dataclass(frozen=True, slots=True)
class Send:
    """A new message; with `card` it is the order's card from now on."""

    screen: Screen
    is_silent: bool
    reply_to: int | None = None
    card: ShownCard | None = None


@dataclass(frozen=True, slots=True)
class SendPicture:
    """A new message: a picture with the screen as its caption, or the screen alone if it cannot be drawn."""

    chart: SalesChart
    screen: Screen
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """The message turns into the screen; what remembers it is saved with the new digest."""

    message_id: int
    screen: Screen
    remembered: ShownCard | Navigator
    is_worth_sending: bool = True
    before: ShownCard | Navigator | None = None
    """What was remembered of the message when this was decided."""

    @property
    def missed_card(self) -> ShownCard | None:
        """What is sent anew when the person has deleted the message; a navigator is not."""
        return self.remembered if self.is_worth_sending and isinstance(self.remembered, ShownCard) else None


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now: a customer is left alone in quiet hours and while the shop is closed."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Strip:
    """The message loses its buttons; a former card its words too."""

    message_id: int
    screen: Screen | None = None


@dataclass(frozen=True, slots=True)
class SetMenu:
    """The chat's menu of commands."""

    commands: tuple[BotCommand, ...]


Plan = Nothing | Send | SendPicture | Edit | Hold | Strip | SetMenu | Relay | Revise


def plan(uow: UnitOfWork, intent: Intent, languages: Languages, now: datetime) -> Plan:
    """What this intent comes down to now; runs on a read-only snapshot."""
    profile = uow.chats.profile(intent.chat)
    t = languages.of(profile.language if profile else None)
    viewer = Caller(intent.chat.bot_id, intent.chat.chat_id, profile.name if profile else "")
    match intent.kind:
        case IntentKind.CARD:
            return _card(uow, intent, viewer, t)
        case IntentKind.NOTICE:
            return _notice(uow, intent, viewer, t)
        case IntentKind.NAVIGATOR:
            return _navigator(uow, intent, viewer, t, now)
        case IntentKind.STAFF:
            return Send(staff_news(intent.payload, t), is_silent=not intent.loud)
        case IntentKind.MENU:
            works_here = bool(uow.people.shops_of(viewer.bot_id, viewer.user_id))
            return SetMenu(tuple(commands(t, is_staff=works_here)))
        case IntentKind.REMINDER:
            return _reminder(uow, intent, viewer, t, now)
        case IntentKind.STRIP:
            return _strip(uow, intent, viewer, t)
        case IntentKind.RELAY | IntentKind.REVISE | IntentKind.RECEIPT:
            return conversation_plan(uow, intent, viewer, t, now) or Nothing()


def _card(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator) -> Plan:
    order_id = _order_id(intent)
    card = uow.chats.card(intent.chat, intent.side, order_id)
    if card is None and not intent.payload.get("new"):
        return Nothing()
    try:
        view = see_order(uow, order_id, intent.side, viewer, recent=0)
    except OrderNotFound:
        return _redacted(card, t) if card and intent.side is Side.SHOP else Nothing()
    if card is None or _is_asked_anew(intent, view.order):
        return _new_card(intent, order_id, card_screen(view, t))
    pending = _pending(uow, viewer, order_id) if card.view else None
    screen, opened = order_screen(view, card.view, pending, t)
    if card.drawn == screen.digest or (card.drawn is None and is_current(card.view, view.order)):
        return Nothing()
    return Edit(card.message_id, screen, replace(card, drawn=screen.digest, view=opened), before=card)


def _is_asked_anew(intent: Intent, order: Order) -> bool:
    """Whether the customer is still asked for the answer for which the card is to stand at the end of the chat."""
    is_latest = intent.payload.get("anew") == len(order.changes)
    if is_latest and order.sheet_state is SheetState.REQUESTED:
        return True
    request = order.asked_request
    return request is not None and intent.payload.get("asked") == request.number


def _redacted(shown: ShownCard | Navigator, t: Translator) -> Plan:
    """Whoever is no longer on the staff keeps nothing of the order, and gets no new message about it."""
    screen = no_longer_seen(t)
    is_done = shown.drawn == screen.digest
    return Nothing() if is_done else Edit(shown.message_id, screen, replace(shown, drawn=screen.digest), False)


def _new_card(intent: Intent, order_id: int, screen: Screen) -> Send:
    card = ShownCard(intent.chat, intent.side, order_id, 0, screen.digest)
    return Send(screen, is_silent=not intent.loud, card=card)


def _notice(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator) -> Plan:
    order_id = _order_id(intent)
    try:
        view = see_order(uow, order_id, intent.side, viewer, recent=0)
    except OrderNotFound:
        return Nothing()
    card = uow.chats.card(intent.chat, intent.side, order_id)
    is_blocked = intent.payload["entry"] == "blocked"
    screen = blocked(view, t) if is_blocked else notice(intent.side, intent.payload, view, t)
    return Send(screen, is_silent=not intent.loud, reply_to=card.message_id if card else None)


def _reminder(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator, now: datetime) -> Plan:
    """Looked at again at the last moment: what has passed meanwhile is not told (D17)."""
    if intent.payload["kind"] == Reminder.SUMMARY:
        return _summary(uow, intent, viewer, t)
    try:
        if intent.payload["kind"] in OF_THREADS:
            return _inquiry_reminder(uow, intent, viewer, t, now)
        seen = see_reminder(uow, intent, viewer, is_holiday, now)
    except (OrderNotFound, ShopNotFound, ThreadNotFound, NotAllowed):
        return Nothing()
    if seen is None:
        return Nothing()
    return _nudge(seen, order_reminder(seen, now, t), _card_message(uow, intent), now)


def _inquiry_reminder(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator, now: datetime) -> Plan:
    seen = see_inquiry_reminder(uow, intent, viewer, is_holiday, now)
    if seen is None:
        return Nothing()
    answers = their_words(uow, intent.chat, seen.view) or _card_message(uow, intent)
    return _nudge(seen, inquiry_reminder(seen, now, t), answers, now)


def _nudge(
    seen: ReminderView[OrderView] | ReminderView[ThreadView], screen: Screen, on: int | None, now: datetime
) -> Plan:
    if seen.allowed_at is None or seen.allowed_at > now:
        return Hold(seen.allowed_at) if seen.allowed_at else Nothing()
    return Send(screen, is_silent=not seen.is_loud, reply_to=on)


def _card_message(uow: UnitOfWork, intent: Intent) -> int | None:
    card = uow.chats.card(intent.chat, intent.side, intent.order_id) if intent.order_id else None
    return card.message_id if card else None


def _summary(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator) -> Plan:
    shop_id, day = int(intent.payload["subject"]), date.fromisoformat(intent.payload["day"])
    try:
        view = see_report(uow, shop_id, Period.DAY, day, viewer)
    except (ShopNotFound, NotAllowed):
        return Nothing()
    if view.is_empty:
        return Nothing()
    return SendPicture(sales_chart(view, t), closing_summary(view, t), is_silent=True)


def _navigator(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator, now: datetime) -> Plan:
    navigator = uow.chats.navigator(intent.chat)
    if navigator is None:
        return Nothing()
    view: View = parse_view(navigator.view)
    try:
        seen = look(uow, view, viewer, now)
    except (OrderNotFound, ShopNotFound):
        return _redacted(navigator, t)
    if _is_elsewhere(navigator, intent):
        return Nothing()
    if isinstance(view, ShopOrder) and isinstance(seen, OrderView):
        if navigator.drawn is None and is_current(navigator.view, seen.order):
            return Nothing()
        view = view if is_editor(seen) else OpenOrder(order=view.order)
    pending = _pending(uow, viewer, view.order) if isinstance(view, ShopOrder) else None
    screen = draw(view, seen, now, t, pending)
    if navigator.drawn == screen.digest:
        return Nothing()
    shows = replace(navigator, drawn=screen.digest, view=view.pack())
    return Edit(navigator.message_id, screen, shows, before=navigator)


def _pending(uow: UnitOfWork, viewer: Caller, order_id: int) -> PendingLines:
    """What the person of a private chat has typed into this order's editor and not saved."""
    return PendingLines.kept_in(uow.chats.dialog(viewer.bot_id, viewer.user_id, viewer.user_id).data, order_id)


def _is_elsewhere(navigator: Navigator, intent: Intent) -> bool:
    """Whether the navigator shows another order, or a dialog that this change does not surely concern.

    An intent without an order stands for several: nobody's half-typed search gives way to that. A dialog about one of
    them is refused by its version at the next tap.
    """
    if navigator.drawn is None:
        return intent.order_id is None or intent.order_id != navigator.order_id
    return intent.order_id is not None and navigator.order_id not in (None, intent.order_id)


def _strip(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator) -> Plan:
    """A copy loses its buttons, unless a tap has made it the card or the navigator again meanwhile."""
    message_id = int(intent.payload["message_id"])
    navigator = uow.chats.navigator(intent.chat)
    is_live = uow.chats.card_of_message(intent.chat, message_id) or (navigator and navigator.message_id == message_id)
    if is_live:
        return Nothing()
    if intent.order_id is None:
        return Strip(message_id)
    try:
        return Strip(message_id, former_card(see_order(uow, intent.order_id, intent.side, viewer, recent=0), t))
    except OrderNotFound:
        return Strip(message_id, no_longer_seen(t) if intent.side is Side.SHOP else None)


def _order_id(intent: Intent) -> int:
    if intent.order_id is None:
        raise ValueError(f"an intent of kind {intent.kind} needs an order")
    return intent.order_id
