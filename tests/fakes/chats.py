"""What the bot remembers about chats, in memory."""

from __future__ import annotations

from datetime import datetime

from domain.delivery import Chat, ChatProfile, Dialog, Navigator, ShownCard, Side
from tests.fakes.memory import Memory


class FakeChats:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def profile(self, chat: Chat) -> ChatProfile | None:
        return self._memory.profiles.get(chat)

    def save_profile(self, profile: ChatProfile) -> None:
        self._memory.profiles[profile.chat] = profile

    def card(self, chat: Chat, side: Side, order_id: int) -> ShownCard | None:
        return self._memory.cards.get((chat, side, order_id))

    def card_of_message(self, chat: Chat, message_id: int) -> ShownCard | None:
        cards = self._memory.cards.values()
        return next((card for card in cards if (card.chat, card.message_id) == (chat, message_id)), None)

    def cards_of(self, chat: Chat, shop_id: int) -> list[ShownCard]:
        here = [card for card in self._memory.cards.values() if (card.chat, card.side) == (chat, Side.SHOP)]
        of_shop = [card for card in here if self._memory.orders[card.order_id].shop_id == shop_id]
        return sorted(of_shop, key=lambda card: -card.message_id)

    def save_card(self, card: ShownCard) -> None:
        self._memory.cards[card.chat, card.side, card.order_id] = card

    def navigator(self, chat: Chat) -> Navigator | None:
        return self._memory.navigators.get(chat)

    def save_navigator(self, navigator: Navigator) -> None:
        self._memory.navigators[navigator.chat] = navigator

    def dialog(self, bot_id: int, chat_id: int, user_id: int) -> Dialog:
        kept = self._memory.dialogs.get((bot_id, chat_id, user_id))
        return kept[0] if kept else Dialog()

    def forget_dialogs(self, before: datetime) -> int:
        old = [key for key, (dialog, at) in self._memory.dialogs.items() if dialog != Dialog() and at < before]
        for key in old:
            del self._memory.dialogs[key]
        return len(old)

    def file_id(self, bot_id: int, digest: str) -> str | None:
        return self._memory.files.get((bot_id, digest))

    def save_file_id(self, bot_id: int, digest: str, file_id: str) -> None:
        self._memory.files[bot_id, digest] = file_id
