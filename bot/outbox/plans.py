"""From an intent to one call of Telegram: looks at the present state and decides what has to be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from aiogram.types import BotCommand

from bot.command_menu import commands
from bot.i18n import Languages, Translator
from bot.navigator import View, draw, look, parse_view
from bot.screens.card import shop_card
from bot.screens.notices import blocked, notice
from bot.screens.own_orders import own_card
from bot.screens.screen import Screen
from bot.screens.staff import staff_news
from domain.delivery import Intent, IntentKind, Navigator, ShownCard, Side
from domain.errors import OrderNotFound, ShopNotFound
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.use_cases.see_order import OrderView, see_order


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
class Edit:
    """The message turns into the screen; what remembers it is saved with the new digest."""

    message_id: int
    screen: Screen
    remembered: ShownCard | Navigator


@dataclass(frozen=True, slots=True)
class Strip:
    """The message loses its buttons."""

    message_id: int


@dataclass(frozen=True, slots=True)
class SetMenu:
    """The chat's menu of commands."""

    commands: tuple[BotCommand, ...]


Plan = Nothing | Send | Edit | Strip | SetMenu


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
        case IntentKind.STRIP:
            return Strip(int(intent.payload["message_id"]))


def _card(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator) -> Plan:
    order_id = _order_id(intent)
    card = uow.chats.card(intent.chat, intent.side, order_id)
    try:
        screen = card_screen(see_order(uow, order_id, intent.side, viewer), t)
    except OrderNotFound:  # no longer on the staff: what is shown stays, without buttons
        return Strip(card.message_id) if card else Nothing()
    if card is None:
        return _new_card(intent, order_id, screen) if intent.payload.get("new") else Nothing()
    if card.drawn == screen.digest:
        return Nothing()
    return Edit(card.message_id, screen, replace(card, drawn=screen.digest))


def _new_card(intent: Intent, order_id: int, screen: Screen) -> Send:
    card = ShownCard(intent.chat, intent.side, order_id, 0, screen.digest)
    return Send(screen, is_silent=not intent.loud, card=card)


def card_screen(view: OrderView, t: Translator) -> Screen:
    """The order's card for the side of its viewer."""
    return own_card(view, t) if view.side is Side.CUSTOMER else shop_card(view, t)


def _notice(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator) -> Plan:
    order_id = _order_id(intent)
    try:
        view = see_order(uow, order_id, intent.side, viewer)
    except OrderNotFound:
        return Nothing()
    card = uow.chats.card(intent.chat, intent.side, order_id)
    is_blocked = intent.payload["entry"] == "blocked"
    screen = blocked(view, t) if is_blocked else notice(intent.side, intent.payload, view, t)
    return Send(screen, is_silent=not intent.loud, reply_to=card.message_id if card else None)


def _navigator(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator, now: datetime) -> Plan:
    navigator = uow.chats.navigator(intent.chat)
    if navigator is None or _is_elsewhere(navigator, intent):
        return Nothing()
    view: View = parse_view(navigator.view)
    try:
        screen = draw(view, look(uow, view, viewer, now), now, t)
    except (OrderNotFound, ShopNotFound):
        return Strip(navigator.message_id)
    if navigator.drawn == screen.digest:
        return Nothing()
    return Edit(navigator.message_id, screen, replace(navigator, drawn=screen.digest))


def _is_elsewhere(navigator: Navigator, intent: Intent) -> bool:
    """Whether the navigator shows another order, or a dialog that this change does not concern."""
    concerns = intent.order_id is None or intent.order_id == navigator.order_id
    return not concerns and (navigator.order_id is not None or navigator.drawn is None)


def _order_id(intent: Intent) -> int:
    if intent.order_id is None:
        raise ValueError(f"an intent of kind {intent.kind} needs an order")
    return intent.order_id
