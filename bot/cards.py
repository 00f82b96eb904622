"""Which messages show which order, and how they are kept up to date: the bot's memory of its own screens.

A staff chat has one card per order and one navigator; a customer's chat has one card per order. A button on any other
message reveals a copy (a send whose answer was lost): the tapped one becomes the card and the other loses its buttons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.callbacks import Home, OpenOrder, ShopOrder
from bot.order_screens import editor_of
from domain.delivery import Chat, Intent, IntentKind, Navigator, ShownCard, Side
from domain.order import Order
from domain.ports import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")


def remember_card(
    uow: UnitOfWork,
    chat: Chat,
    side: Side,
    order_id: int,
    message_id: int,
    drawn: str | None,
    now: datetime,
    opened: ShopOrder | None = None,
) -> bool:
    """The message shows the order from now on, `drawn` as the digest says (None: a dialog). True for the navigator.

    `opened` is a dialog that a change of the order draws again, unless it was opened on the order as it then is.
    """
    navigator = uow.chats.navigator(chat)
    if navigator and navigator.message_id == message_id and side is Side.SHOP:
        view = (opened or OpenOrder(order=order_id)).pack()
        uow.chats.save_navigator(replace(navigator, view=view, order_id=order_id, drawn=drawn, decided_at=now))
        return True
    card = uow.chats.card(chat, side, order_id)
    if card and card.message_id != message_id:
        uow.outbox.add([retire(card, now)])
    uow.chats.save_card(ShownCard(chat, side, order_id, message_id, drawn, opened.pack() if opened else "", now))
    return False


def move_card(
    uow: UnitOfWork,
    chat: Chat,
    side: Side,
    order_id: int,
    message_id: int,
    now: datetime,
    opened: ShopOrder | None = None,
) -> None:
    """A dialog on the order goes on in this new message; a navigator that showed it goes home."""
    remember_card(uow, chat, side, order_id, message_id, None, now, opened)
    navigator = uow.chats.navigator(chat)
    if navigator and navigator.order_id == order_id and side is Side.SHOP:
        home = Home(shop=navigator.shop_id).pack()
        uow.chats.save_navigator(replace(navigator, view=home, order_id=None, drawn="", decided_at=now))
        key = f"home:{chat.bot_id}:{chat.chat_id}:{message_id}"
        uow.outbox.add([Intent(chat, IntentKind.NAVIGATOR, Side.SHOP, key, now)])


def redraw_card(
    uow: UnitOfWork,
    chat: Chat,
    side: Side,
    order_id: int,
    message_id: int,
    dedupe_key: str,
    now: datetime,
    opened: ShopOrder | None = None,
) -> bool:
    """The message shows the order from now on, once the outbox has drawn it. True for the navigator: that is left."""
    if remember_card(uow, chat, side, order_id, message_id, None, now, opened):
        return True
    uow.outbox.add([Intent(chat, IntentKind.CARD, side, dedupe_key, now, order_id)])
    return False


def act_on_card(
    uow: UnitOfWork,
    chat: Chat,
    side: Side,
    message_id: int,
    now: datetime,
    use_case: Callable[Concatenate[UnitOfWork, P], Order],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> bool:
    """Runs the use case and remembers the tapped message as the order's card. True if that is the navigator."""
    order = use_case(uow, *args, **kwargs)
    return remember_card(uow, chat, side, order.id, message_id, None, now)


def edit_on_card(
    uow: UnitOfWork,
    chat: Chat,
    message_id: int,
    now: datetime,
    is_followed: bool,
    use_case: Callable[Concatenate[UnitOfWork, P], Order],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> bool:
    """Runs an edit of the sheet on the message that shows its editor. True if the handler has to draw what follows:

    because it shows another dialog then (`is_followed`), the message is the navigator, or nothing changed after all.
    """
    order = use_case(uow, *args, **kwargs)
    seen = editor_of(order).model_copy(update={"version": order.version + 1}) if is_followed else editor_of(order)
    is_navigator = remember_card(uow, chat, Side.SHOP, order.id, message_id, None, now, seen)
    return is_followed or is_navigator or not order.events


def remember_navigator(uow: UnitOfWork, navigator: Navigator, now: datetime) -> int | None:
    """This message is the chat's navigator from now on; an earlier one loses its buttons. Returns the earlier one."""
    before = uow.chats.navigator(navigator.chat)
    uow.chats.save_navigator(replace(navigator, decided_at=now))
    if before is None or before.message_id == navigator.message_id:
        return None
    uow.outbox.add([strip(navigator.chat, before.message_id, now)])
    return before.message_id


def strip(chat: Chat, message_id: int, now: datetime) -> Intent:
    """Takes the buttons off a message, once for every time that it becomes a copy."""
    key = f"strip:{chat.bot_id}:{chat.chat_id}:{message_id}:{now.isoformat()}"
    return Intent(chat, IntentKind.STRIP, Side.SHOP, key, now, payload={"message_id": message_id})


def retire(card: ShownCard, now: datetime) -> Intent:
    """The same for an order's former card, whose words will not stay true: they point to the new one."""
    return replace(strip(card.chat, card.message_id, now), side=card.side, order_id=card.order_id)
