"""The bot's memory of its chats: profiles, cards, navigators, dialogs and uploaded files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, select

from domain.delivery import Chat, ChatProfile, Dialog, Navigator, ShownCard, Side
from storage.column_types import UTC
from storage.replacing import put
from storage.tables import chat_profile, dialog, navigator, shop_order, shown_card, uploaded_file
from storage.transaction import Transaction

_BOT: BindParameter[int] = bindparam("bot")
_CHAT: BindParameter[int] = bindparam("chat")

_PROFILE = select(chat_profile).where(chat_profile.c.bot_id == _BOT, chat_profile.c.chat_id == _CHAT)
_NAVIGATOR = select(navigator).where(navigator.c.bot_id == _BOT, navigator.c.chat_id == _CHAT)
_CARDS = select(shown_card).where(shown_card.c.bot_id == _BOT, shown_card.c.chat_id == _CHAT)
_CARD = _CARDS.where(shown_card.c.side == bindparam("of_side"), shown_card.c.order_id == bindparam("of_order"))
_CARD_OF_MESSAGE = _CARDS.where(shown_card.c.message_id == bindparam("message"))
_CARDS_OF_SHOP = (
    _CARDS.join(shop_order, shop_order.c.id == shown_card.c.order_id)
    .where(shown_card.c.side == Side.SHOP.value, shop_order.c.shop_id == bindparam("of_shop"))
    .order_by(shown_card.c.message_id.desc())
)
_OF_PERSON = (dialog.c.bot_id == _BOT, dialog.c.chat_id == _CHAT, dialog.c.user_id == bindparam("user"))
_DIALOG = select(dialog.c.state, dialog.c.data).where(*_OF_PERSON)
_END_DIALOG = delete(dialog).where(*_OF_PERSON)
_FORGET_DIALOGS = delete(dialog).where(dialog.c.changed_at < bindparam("before", type_=UTC()))
_FILE = select(uploaded_file.c.file_id).where(uploaded_file.c.bot_id == _BOT, uploaded_file.c.digest == bindparam("of"))


class SqlChats:
    """All of it is the bot's own: no order depends on it. A profile is read once per unit of work."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._execute = transaction.execute
        self._profiles: dict[Chat, ChatProfile | None] = {}

    def profile(self, chat: Chat) -> ChatProfile | None:
        if chat not in self._profiles:
            row = self._execute(_PROFILE, _place(chat)).one_or_none()
            self._profiles[chat] = ChatProfile(chat, row.name, row.language, row.is_reachable) if row else None
        return self._profiles[chat]

    def save_profile(self, profile: ChatProfile) -> None:
        row = {"name": profile.name, "language": profile.language, "is_reachable": profile.is_reachable}
        put(self._transaction, chat_profile, _key(profile.chat) | row)
        self._profiles[profile.chat] = profile

    def card(self, chat: Chat, side: Side, order_id: int) -> ShownCard | None:
        place = _place(chat) | {"of_side": side.value, "of_order": order_id}
        row = self._execute(_CARD, place).one_or_none()
        return _to_card(chat, row) if row else None

    def card_of_message(self, chat: Chat, message_id: int) -> ShownCard | None:
        row = self._execute(_CARD_OF_MESSAGE, _place(chat) | {"message": message_id}).first()
        return _to_card(chat, row) if row else None

    def cards_of(self, chat: Chat, shop_id: int) -> list[ShownCard]:
        rows = self._execute(_CARDS_OF_SHOP, _place(chat) | {"of_shop": shop_id})
        return [_to_card(chat, row) for row in rows]

    def save_card(self, card: ShownCard) -> None:
        row = {
            "side": card.side.value,
            "order_id": card.order_id,
            "message_id": card.message_id,
            "drawn": card.drawn,
            "view": card.view,
            "decided_at": card.decided_at,
        }
        put(self._transaction, shown_card, _key(card.chat) | row)

    def navigator(self, chat: Chat) -> Navigator | None:
        row = self._execute(_NAVIGATOR, _place(chat)).one_or_none()
        if row is None:
            return None
        return Navigator(chat, row.shop_id, row.message_id, row.view, row.order_id, row.drawn, row.decided_at)

    def save_navigator(self, shown: Navigator) -> None:
        row = {
            "shop_id": shown.shop_id,
            "message_id": shown.message_id,
            "view": shown.view,
            "order_id": shown.order_id,
            "drawn": shown.drawn,
            "decided_at": shown.decided_at,
        }
        put(self._transaction, navigator, _key(shown.chat) | row)

    def dialog(self, bot_id: int, chat_id: int, user_id: int) -> Dialog:
        row = self._execute(_DIALOG, {"bot": bot_id, "chat": chat_id, "user": user_id}).one_or_none()
        return Dialog(row.state, row.data) if row else Dialog()

    def forget_dialogs(self, before: datetime) -> int:
        return self._execute(_FORGET_DIALOGS, {"before": before}).rowcount

    def save_dialog(self, bot_id: int, chat_id: int, user_id: int, kept: Dialog, at: datetime) -> None:
        """For the unit of work. A finished dialog leaves no row: half-typed details are personal data."""
        if kept == Dialog():
            self._execute(_END_DIALOG, {"bot": bot_id, "chat": chat_id, "user": user_id})
            return
        key = {"bot_id": bot_id, "chat_id": chat_id, "user_id": user_id}
        put(self._transaction, dialog, key | {"state": kept.state, "data": dict(kept.data), "changed_at": at})

    def file_id(self, bot_id: int, digest: str) -> str | None:
        return self._execute(_FILE, {"bot": bot_id, "of": digest}).scalar_one_or_none()

    def save_file_id(self, bot_id: int, digest: str, file_id: str) -> None:
        put(self._transaction, uploaded_file, {"bot_id": bot_id, "digest": digest, "file_id": file_id})


def _place(chat: Chat) -> dict[str, Any]:
    return {"bot": chat.bot_id, "chat": chat.chat_id}


def _key(chat: Chat) -> dict[str, Any]:
    return {"bot_id": chat.bot_id, "chat_id": chat.chat_id}


def _to_card(chat: Chat, row: Any) -> ShownCard:
    return ShownCard(chat, Side(row.side), row.order_id, row.message_id, row.drawn, row.view, row.decided_at)
