"""Conversations, what was said in them, and which message of which chat shows what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select, update

from domain.delivery import Chat, Side
from domain.errors import ThreadNotFound
from domain.relays import BY_THE_BOT
from domain.thread import Claim, Delivery, Photo, RelayedMessage, Thread, photo_data
from domain.thread_ports import WaitingThread
from domain.timeline import EntryKind, TimelineEntry
from storage.column_types import BIG, Json
from storage.counters import Counters
from storage.replacing import put
from storage.rows import entry_values, to_entry
from storage.tables import chat_profile, quick_replies, relayed_message, shop, shop_order, thread, timeline_entry
from storage.transaction import Transaction

_t, _e, _r, _o = thread.c, timeline_entry.c, relayed_message.c, shop_order.c
_MOST, _SKIP = bindparam("most", type_=BIG), bindparam("skip", type_=BIG)

_THREAD = select(thread).where(_t.id == bindparam("wanted"))
_OF_ORDER = select(thread).where(_t.order_id == bindparam("of_order"))
_OF_CUSTOMER = select(thread).where(
    _t.order_id.is_(None), _t.shop_id == bindparam("of_shop"), _t.customer_id == bindparam("of_customer")
)
_WAITED = select(_t.waiting_since).where(_t.id == bindparam("wanted"))
_SAVE = update(thread).where(_t.id == bindparam("wanted"))
_IS_WAITING = _t.waiting_since.is_not(None) & (_t.shop_id == bindparam("of_shop"))
_WAITING = (
    select(thread, _o.number, func.coalesce(_o.recipient_name, chat_profile.c.name).label("name"))
    .join(shop, shop.c.id == _t.shop_id)
    .outerjoin(shop_order, _o.id == _t.order_id)
    .outerjoin(chat_profile, (chat_profile.c.bot_id == shop.c.bot_id) & (chat_profile.c.chat_id == _t.customer_id))
    .where(_IS_WAITING)
    .order_by(_t.waiting_since, _t.id)
    .limit(_MOST)
    .offset(_SKIP)
)

_ADD_ENTRY = insert(timeline_entry).returning(_e.id)
_ENTRY = select(timeline_entry).where(_e.id == bindparam("wanted"))
_SET_DATA = update(timeline_entry).where(_e.id == bindparam("wanted")).values(data=bindparam("new_data", type_=Json()))
_SETTLE = (
    update(timeline_entry)
    .where(_e.id == bindparam("wanted"), _e.delivery == Delivery.PENDING.value)
    .values(delivery=bindparam("became"))
)


def _belonging(belongs: ColumnElement[bool]) -> tuple[Select[Any], Select[Any], Select[Any]]:
    """A page of entries, their number, and the newest that somebody wrote."""
    newest = select(timeline_entry).where(belongs).order_by(_e.id.desc())
    said = newest.where(_e.kind.in_([EntryKind.MESSAGE.value, EntryKind.MESSAGE_EDITED.value])).limit(1)
    return newest.limit(_MOST).offset(_SKIP), select(func.count()).select_from(timeline_entry).where(belongs), said


_ABOUT_ORDER = _belonging(_e.order_id == bindparam("whose"))
_ABOUT_NONE = _belonging(_e.thread_id == bindparam("whose"))

_IN_CHAT = (_r.bot_id == bindparam("bot"), _r.chat_id == bindparam("chat"))
_RELAYED = select(relayed_message).where(*_IN_CHAT)
_OF_MESSAGE = _RELAYED.where(_r.message_id == bindparam("message"))
_OF_ALBUM = _RELAYED.where(_r.album != "", _r.album == bindparam("of_album")).order_by(_r.message_id).limit(1)
_COPIES = _RELAYED.where(_r.entry_id == bindparam("of_entry")).order_by(_r.message_id)
_SHOWN_TO = (
    _RELAYED.join(thread, _t.id == _r.thread_id)
    .join(timeline_entry, _e.id == _r.entry_id)
    .where(_r.side == Side.SHOP.value, _t.shop_id == bindparam("of_shop"))
    .where(_e.delivery.is_(None) | _r.piece.in_(BY_THE_BOT))
    .order_by(_r.message_id.desc())
    .limit(_MOST)
)
_LAST_OWN = (
    _RELAYED.join(timeline_entry, _e.id == _r.entry_id)
    .where(_r.thread_id == bindparam("of_thread"), _r.side == Side.CUSTOMER.value, _e.delivery.is_(None))
    .order_by(_r.message_id.desc())
    .limit(1)
)
_QUICK_REPLIES = select(quick_replies.c.texts).where(quick_replies.c.shop_id == bindparam("of_shop"))


class SqlThreads:
    """Which conversations wait is counted per shop as they are saved."""

    def __init__(self, transaction: Transaction, counters: Counters) -> None:
        self._transaction = transaction
        self._execute = transaction.execute
        self._counters = counters
        self._saved: dict[int, tuple[Thread, Thread]] = {}

    def get(self, thread_id: int) -> Thread:
        row = self._execute(_THREAD, {"wanted": thread_id}).one_or_none()
        if row is None:
            raise ThreadNotFound()
        return _to_thread(row)

    def about(self, shop_id: int, customer_id: int, order_id: int | None) -> Thread:
        known = self._known(shop_id, customer_id, order_id)
        if known is None:
            values = {"shop_id": shop_id, "customer_id": customer_id, "order_id": order_id, "unread": 0}
            self._transaction.insert_or_ignore(thread, values)
            known = self._known(shop_id, customer_id, order_id)
        return _to_thread(known)

    def save(self, saved: Thread) -> None:
        waited = self._execute(_WAITED, {"wanted": saved.id}).scalar_one()
        self._execute(_SAVE, _state(saved) | {"wanted": saved.id})
        if (waited is None) != (saved.waiting_since is None):
            self._counters.add_inquiries(saved.shop_id, 1 if saved.waiting_since else -1)
        before, _ = self._saved.get(saved.id, (replace(saved, waiting_since=waited), saved))
        self._saved[saved.id] = before, saved

    def take_moved(self) -> Iterator[tuple[Thread, Thread]]:
        """What began or ceased to wait since the last time, as it was and as it is."""
        moved, self._saved = self._saved, {}
        return ((before, after) for before, after in moved.values() if before.waiting_since != after.waiting_since)

    def waiting(self, shop_id: int, skip: int, most: int) -> list[WaitingThread]:
        rows = self._execute(_WAITING, {"of_shop": shop_id, "skip": skip, "most": most}).all()
        return [
            WaitingThread(found, row.number, row.name or "", row.waiting_since, self._last_said(found))
            for row in rows
            for found in (_to_thread(row),)
        ]

    def write(self, about: Thread, entry: TimelineEntry) -> int:
        values = entry_values(about.order_id, entry, None if about.order_id else about.id)
        entry_id: int = self._execute(_ADD_ENTRY, values).scalar_one()
        return entry_id

    def entry(self, entry_id: int) -> TimelineEntry:
        row = self._execute(_ENTRY, {"wanted": entry_id}).one_or_none()
        if row is None:
            raise ThreadNotFound()
        return to_entry(row)

    def history(self, about: Thread, skip: int, most: int) -> list[TimelineEntry]:
        page, _, _ = _entries(about)
        rows = self._execute(page, {"whose": _owner(about), "skip": skip, "most": most}).all()
        return [to_entry(row) for row in reversed(rows)]

    def history_length(self, about: Thread) -> int:
        _, count, _ = _entries(about)
        length: int = self._execute(count, {"whose": _owner(about)}).scalar_one()
        return length

    def add_photo(self, entry_id: int, photo: Photo) -> int:
        data = dict(self.entry(entry_id).data)
        photos = [*data.get("photos", ()), photo_data(photo)]
        self._execute(_SET_DATA, {"wanted": entry_id, "new_data": data | {"photos": photos}})
        return len(photos) - 1

    def settle(self, entry_id: int, delivery: Delivery) -> bool:
        return self._execute(_SETTLE, {"wanted": entry_id, "became": delivery.value}).rowcount == 1

    def remember(self, relayed: RelayedMessage) -> None:
        self._transaction.insert_or_ignore(
            relayed_message,
            {
                "bot_id": relayed.chat.bot_id,
                "chat_id": relayed.chat.chat_id,
                "message_id": relayed.message_id,
                "side": relayed.side.value,
                "thread_id": relayed.thread_id,
                "entry_id": relayed.entry_id,
                "piece": relayed.piece,
                "album": relayed.album,
            },
        )

    def relayed(self, chat: Chat, message_id: int) -> RelayedMessage | None:
        return self._first(_OF_MESSAGE, chat, message=message_id)

    def album(self, chat: Chat, album: str) -> RelayedMessage | None:
        return self._first(_OF_ALBUM, chat, of_album=album)

    def copies(self, chat: Chat, entry_id: int) -> list[RelayedMessage]:
        rows = self._execute(_COPIES, {"bot": chat.bot_id, "chat": chat.chat_id, "of_entry": entry_id})
        return [_to_relayed(chat, row) for row in rows]

    def shown_to(self, chat: Chat, shop_id: int, most: int) -> list[RelayedMessage]:
        place = {"bot": chat.bot_id, "chat": chat.chat_id, "of_shop": shop_id, "most": most}
        return [_to_relayed(chat, row) for row in self._execute(_SHOWN_TO, place)]

    def last_own(self, thread_id: int, chat: Chat) -> RelayedMessage | None:
        return self._first(_LAST_OWN, chat, of_thread=thread_id)

    def quick_replies(self, shop_id: int) -> Sequence[str] | None:
        texts: list[str] | None = self._execute(_QUICK_REPLIES, {"of_shop": shop_id}).scalar_one_or_none()
        return texts

    def save_quick_replies(self, shop_id: int, texts: Sequence[str]) -> None:
        put(self._transaction, quick_replies, {"shop_id": shop_id, "texts": list(texts)})

    def _known(self, shop_id: int, customer_id: int, order_id: int | None) -> Any | None:
        if order_id is not None:
            return self._execute(_OF_ORDER, {"of_order": order_id}).one_or_none()
        return self._execute(_OF_CUSTOMER, {"of_shop": shop_id, "of_customer": customer_id}).one_or_none()

    def _last_said(self, about: Thread) -> TimelineEntry | None:
        _, _, said = _entries(about)
        row = self._execute(said, {"whose": _owner(about)}).one_or_none()
        return to_entry(row) if row else None

    def _first(self, statement: Select[Any], chat: Chat, **values: object) -> RelayedMessage | None:
        row = self._execute(statement, {"bot": chat.bot_id, "chat": chat.chat_id, **values}).first()
        return _to_relayed(chat, row) if row else None


def _entries(about: Thread) -> tuple[Select[Any], Select[Any], Select[Any]]:
    return _ABOUT_ORDER if about.order_id else _ABOUT_NONE


def _owner(about: Thread) -> int:
    return about.order_id or about.id


def _state(saved: Thread) -> dict[str, Any]:
    claim = saved.claim
    return {
        "waiting_since": saved.waiting_since,
        "unread": saved.unread,
        "claimed_by": claim.user_id if claim else None,
        "claimed_name": claim.name if claim else None,
        "claimed_until": claim.until if claim else None,
    }


def _to_thread(row: Any) -> Thread:
    claim = Claim(row.claimed_by, row.claimed_name, row.claimed_until) if row.claimed_by is not None else None
    return Thread(row.id, row.shop_id, row.customer_id, row.order_id, row.waiting_since, row.unread, claim)


def _to_relayed(chat: Chat, row: Any) -> RelayedMessage:
    return RelayedMessage(chat, row.message_id, Side(row.side), row.thread_id, row.entry_id, row.piece, row.album)
