"""Who is told what about an event, loudly or silently: one table, and its expansion into intents.

Every change of an order also redraws each card of it (D12); the table says what comes on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain import events as e
from domain import payment_events as pe
from domain.delivery import NAVIGATOR_DELAY, Chat, Intent, IntentKind, Navigator, ShownCard, Side
from domain.order import Order
from domain.people import MANAGERS, Member, Role
from domain.shop import Shop
from domain.timeline import KIND_OF, UNRECORDED, TimelineEntry, entry_of


class Form(StrEnum):
    """As what someone is told."""

    CARD = "card"
    """The order's card, newly sent."""
    CARD_ANEW = "card_anew"
    """The order's card at the end of the chat, in the place of the one further up: the round is to be answered."""
    NOTICE = "notice"
    """One short message that replies to the card."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One recipient group of an event. Whoever caused the event is left out."""

    side: Side
    form: Form
    loud: bool


_SHOP_CARD = Telling(Side.SHOP, Form.CARD, loud=True)
_SHOP_LOUD = Telling(Side.SHOP, Form.NOTICE, loud=True)
_SHOP_SILENT = Telling(Side.SHOP, Form.NOTICE, loud=False)
_CUSTOMER_CARD = Telling(Side.CUSTOMER, Form.CARD, loud=False)
_CUSTOMER_ANSWER = Telling(Side.CUSTOMER, Form.CARD_ANEW, loud=True)
_CUSTOMER_SILENT = Telling(Side.CUSTOMER, Form.NOTICE, loud=False)
_CUSTOMER_LOUD = Telling(Side.CUSTOMER, Form.NOTICE, loud=True)

NOTICES: Final[Mapping[type[e.OrderEvent], tuple[Telling, ...]]] = {
    e.OrderPlaced: (_SHOP_CARD, _CUSTOMER_CARD),
    e.OrderConfirmed: (_CUSTOMER_LOUD,),
    e.OrderCompleted: (_CUSTOMER_LOUD,),
    e.OrderCanceled: (_CUSTOMER_LOUD,),
    e.OrderCanceledByCustomer: (_SHOP_LOUD,),
    e.CancelRequested: (_SHOP_LOUD,),
    e.CancelRequestWithdrawn: (_SHOP_SILENT,),
    e.CancelRequestRefused: (_CUSTOMER_LOUD,),
    e.PaymentCollected: (),
    pe.DepositConfirmed: (_CUSTOMER_LOUD,),
    pe.RefundRecorded: (_CUSTOMER_LOUD,),
    e.MessageWritten: (),  # what is said is passed on piece by piece: see relays.py
    e.MessageEdited: (),
    e.SheetEdited: (),
    e.ChangeRequested: (_CUSTOMER_ANSWER,),
    e.ChangeApproved: (_SHOP_LOUD,),
    e.ChangeDeclined: (_SHOP_LOUD,),
    e.ChangeCountered: (_SHOP_LOUD,),
    e.ChangeWithdrawn: (_CUSTOMER_SILENT,),
    e.CounterAccepted: (_CUSTOMER_LOUD,),
    pe.PaymentRequested: (_CUSTOMER_ANSWER,),
    pe.AccountIssued: (_CUSTOMER_ANSWER,),
    pe.AccountRefused: (_CUSTOMER_LOUD,),
    pe.PaymentReminded: (_CUSTOMER_ANSWER,),
    pe.PaymentOpened: (),
    pe.PaymentReturned: (),
    pe.PaymentFailed: (),
    pe.PaymentUnwanted: (),
    pe.PaymentRequestWithdrawn: (_CUSTOMER_LOUD,),
    pe.PaymentRequestClosed: (),
    pe.PaymentRequestExpired: (_SHOP_LOUD, _CUSTOMER_LOUD),
    pe.PaymentReceived: (_SHOP_LOUD, _CUSTOMER_LOUD),
    pe.DepositReported: (_SHOP_LOUD,),
    pe.DepositNotFound: (_CUSTOMER_LOUD,),
    pe.DepositUndone: (_SHOP_LOUD, _CUSTOMER_LOUD),
    pe.StrayMoneyReceived: (_SHOP_LOUD,),
    pe.RefundStarted: (),
    pe.RefundFailed: (_SHOP_LOUD,),
    pe.PaymentMethodChanged: (_CUSTOMER_LOUD,),
    pe.RefundNeeded: (_SHOP_LOUD,),
    pe.RefundAccountNeeded: (_SHOP_LOUD, _CUSTOMER_LOUD),
    pe.RefundAccountGiven: (_SHOP_LOUD,),
    pe.ShopAccountChanged: (_CUSTOMER_LOUD,),
    pe.ShopAccountRemoved: (_CUSTOMER_LOUD,),
}
TO_MANAGERS: Final = frozenset({pe.RefundNeeded, pe.RefundAccountGiven})
"""What of it only those are told who can do something about it (D21)."""


def intents_for_order(order: Order, bot_id: int, staff: Sequence[Member]) -> list[Intent]:
    """Everything that the order's new events have to tell, at its present version.

    Redraws come first, then what is new, so that a notice finds its card. Staff off duty get redraws only.
    """
    customer = (Side.CUSTOMER, order.customer_id)
    told = [telling for event in order.events for telling in NOTICES[type(event)]]
    cards = [_card(order, bot_id, Side.SHOP, member.user_id, told if member.on_duty else ()) for member in staff]
    cards.append(_card(order, bot_id, *customer, told))
    navigators = [_navigator(order, bot_id, member.user_id) for member in staff]
    key = f"order:{order.id}:v{order.version}"
    notices = [
        notice
        for event, number in _numbered(order.events)
        for notice in _notices(order, bot_id, [*_told(event, staff), customer], event, f"{key}{number}")
    ]
    return [*cards, *notices, *navigators]


def intents_for_blocked(
    order: Order, bot_id: int, staff: Sequence[Member], intent_id: int, now: datetime
) -> list[Intent]:
    """The customer cannot be reached: the staff's cards say so, and each of them hears it once."""
    key = f"order:{order.id}:blocked:{intent_id}"
    return [
        intent
        for _, user_id in _on_duty(staff)
        for chat in (Chat(bot_id, user_id),)
        for intent in (
            Intent(chat, IntentKind.CARD, Side.SHOP, f"{key}:{user_id}:card", now, order.id),
            Intent(
                chat,
                IntentKind.NOTICE,
                Side.SHOP,
                f"{key}:{user_id}",
                now,
                order.id,
                True,
                payload={"entry": "blocked"},
            ),
        )
    ]


def intents_for_return(order_id: int, bot_id: int, staff: Sequence[Member], now: datetime) -> list[Intent]:
    """The customer can be reached again: the staff's cards no longer say otherwise."""
    key = f"order:{order_id}:return:{now.isoformat()}"
    return [
        Intent(Chat(bot_id, user_id), IntentKind.CARD, Side.SHOP, f"{key}:{user_id}:card", now, order_id)
        for _, user_id in _on_duty(staff)
    ]


def intents_for_removed(
    cards: Iterable[ShownCard], navigator: Navigator | None, key: str, now: datetime
) -> list[Intent]:
    """What a former member still sees is drawn again: by then it is none of their business (D18)."""
    redraws = [
        Intent(card.chat, IntentKind.CARD, Side.SHOP, f"{key}:{card.chat.chat_id}:{card.order_id}", now, card.order_id)
        for card in cards
    ]
    if navigator is not None:
        chat = navigator.chat
        redraws.append(Intent(chat, IntentKind.NAVIGATOR, Side.SHOP, f"{key}:{chat.chat_id}:navigator", now))
    return redraws


class StaffNews(StrEnum):
    """What is told about the staff itself."""

    ASKS = "asks"
    """To the owner: somebody opened an invite; `payload["invite"]` is what they answer."""
    JOINED = "joined"
    DECLINED = "declined"
    ROLE = "role"
    REMOVED = "removed"
    OWNER = "owner"
    """To the new owner, after a hand-over."""


def staff_intent(
    news: StaffNews, shop: Shop, user_id: int, key: str, now: datetime, *, name: str = "", role: Role, invite: int = 0
) -> Intent:
    """One person is told; `key` names the occasion, so that they are told once."""
    return Intent(
        Chat(shop.bot_id, user_id),
        IntentKind.STAFF,
        Side.SHOP,
        f"staff:{shop.id}:{key}:{news}:{user_id}",
        now,
        loud=True,
        payload={"news": news, "shop": shop.name, "shop_id": shop.id, "name": name, "role": role, "invite": invite},
    )


def navigator_intents(shop: Shop, staff: Sequence[Member], what: str, now: datetime) -> list[Intent]:
    """Something that every home screen of the shop shows has changed."""
    key = f"shop:{shop.id}:{what}:{now.isoformat()}"
    due_at = now + NAVIGATOR_DELAY
    return [
        Intent(Chat(shop.bot_id, m.user_id), IntentKind.NAVIGATOR, Side.SHOP, f"{key}:{m.user_id}:navigator", due_at)
        for m in staff
    ]


def menu_intent(shop: Shop, user_id: int, key: str, now: datetime) -> Intent:
    """The person's commands change with what they are."""
    dedupe_key = f"menu:{shop.id}:{key}:{user_id}"
    return Intent(Chat(shop.bot_id, user_id), IntentKind.MENU, Side.SHOP, dedupe_key, now)


def _on_duty(staff: Sequence[Member]) -> list[tuple[Side, int]]:
    return [(Side.SHOP, member.user_id) for member in staff if member.on_duty]


def _told(event: e.OrderEvent, staff: Sequence[Member]) -> list[tuple[Side, int]]:
    return _on_duty([m for m in staff if type(event) not in TO_MANAGERS or m.role in MANAGERS])


def _numbered(events: Sequence[e.OrderEvent]) -> list[tuple[e.OrderEvent, str]]:
    """With what tells events of one kind apart that happened together; the first of a kind needs nothing."""
    kinds = [type(event) for event in events]
    before = [kinds[:place].count(kind) for place, kind in enumerate(kinds)]
    return [(event, f".{n}" if n else "") for event, n in zip(events, before, strict=True)]


def _card(order: Order, bot_id: int, side: Side, user_id: int, told: Iterable[Telling]) -> Intent:
    forms = [telling for telling in told if telling.side is side and telling.form is not Form.NOTICE]
    is_anew = any(telling.form is Form.CARD_ANEW for telling in forms)
    return Intent(
        Chat(bot_id, user_id),
        IntentKind.CARD,
        side,
        f"order:{order.id}:v{order.version}:{side}:{user_id}:card",
        _time_of(order),
        order.id,
        loud=any(telling.loud for telling in forms),
        payload={"new": bool(forms)} | (_asked(order) if is_anew else {}),
    )


def _asked(order: Order) -> dict[str, int]:
    """What the customer is to answer: a round of edits, or a request for money."""
    request = order.asked_request
    asked = {"anew": len(order.changes), "asked": request.number if request else 0}
    return {key: number for key, number in asked.items() if number}


def _notices(
    order: Order, bot_id: int, people: Iterable[tuple[Side, int]], event: e.OrderEvent, key: str
) -> Iterable[Intent]:
    loud = {telling.side: telling.loud for telling in NOTICES[type(event)] if telling.form is Form.NOTICE}
    if not loud:
        return
    entry = entry_of(event)
    for side, user_id in people:
        if side in loud and not _is_own(event, side, user_id):
            yield Intent(
                Chat(bot_id, user_id),
                IntentKind.NOTICE,
                side,
                f"{key}:{side}:{user_id}:{entry.kind}",
                event.at,
                order.id,
                loud=loud[side],
                payload=notice_payload(entry),
            )


def _is_own(event: e.OrderEvent, side: Side, user_id: int) -> bool:
    return user_id == event.by.user_id and event.by.is_customer == (side is Side.CUSTOMER)


def _navigator(order: Order, bot_id: int, user_id: int) -> Intent:
    return Intent(
        Chat(bot_id, user_id),
        IntentKind.NAVIGATOR,
        Side.SHOP,
        f"order:{order.id}:v{order.version}:navigator:{user_id}",
        _time_of(order) + NAVIGATOR_DELAY,
        order.id,
    )


def _time_of(order: Order) -> datetime:
    return order.events[-1].at


def notice_payload(entry: TimelineEntry) -> dict[str, object]:
    """What a notice needs beside its order: the kind of entry, who caused it, and the entry's own values."""
    return {"entry": entry.kind.value, "name": entry.name, "at": entry.at.isoformat(), **entry.data}


assert NOTICES.keys() == KIND_OF.keys() | UNRECORDED, "every event needs a row in both tables"
