"""One attempt at one update: who it is from, what the handler does with it, and that it is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from aiogram import Bot
from aiogram.types import Update, User

from bot.inbox.raw import is_storable, parsed, person_of
from domain.delivery import Chat, ChatProfile, Dialog, StoredUpdate, UpdateInHand, update_in_hand
from domain.notices import intents_for_return
from domain.people import visible_name
from domain.ports import Store, UnitOfWork

_MOST_REDRAWN: Final = 20

Handle = Callable[[Update, ChatProfile], Awaitable[None]]


class Handling:
    """Hands updates to the handler, with what is known of their chat, and marks those done that wrote nothing."""

    def __init__(self, store: Store, handle: Handle, clock: Callable[[], datetime], bots: Mapping[int, Bot]) -> None:
        self._store, self._handle, self._clock, self._bots = store, handle, clock, bots

    async def once(self, update: StoredUpdate) -> None:
        """Returns when it is done. Raises UpdateDoneMeanwhile if another process was faster."""
        read = parsed(update, self._bots.get(update.bot_id))
        person = person_of(read)
        if person is None or update.lane <= 0 or not is_storable(person.id):
            await self._store.run(finish, update, self._clock())
            return
        chat = Chat(update.bot_id, update.lane)
        profile, dialog = await self._store.read(_known, chat, person.id)
        profile = await self._greeted(chat, person, profile, read)
        in_hand = UpdateInHand(update.bot_id, update.update_id, chat.chat_id, person.id, dialog)
        token = update_in_hand.set(in_hand)
        try:
            await self._handle(read, profile)
            if not in_hand.is_done:
                await self._store.run(finish, update, self._clock())
        finally:
            update_in_hand.reset(token)

    async def _greeted(self, chat: Chat, person: User, known: ChatProfile | None, update: Update) -> ChatProfile:
        """The chat's profile, written anew when the person changed name or language, or came back.

        Leaving is noted by the first message that does not arrive: then there is an order whose shop has to know.
        """
        change = update.my_chat_member
        left = change is not None and change.new_chat_member.status in ("kicked", "left")
        reachable = known.is_reachable if known and left else True
        language = (person.language_code or "ko").partition("-")[0]
        name = visible_name(person.full_name[:64])
        present = ChatProfile(chat, name, language, reachable)
        if present != known:
            await self._store.run(_save_profile, present, self._clock())
        return present


def finish(uow: UnitOfWork, update: StoredUpdate, now: datetime) -> None:
    uow.inbox.finish(update.bot_id, update.update_id, now)


def _known(uow: UnitOfWork, chat: Chat, user_id: int) -> tuple[ChatProfile | None, Dialog]:
    return uow.chats.profile(chat), uow.chats.dialog(chat.bot_id, chat.chat_id, user_id)


def _save_profile(uow: UnitOfWork, profile: ChatProfile, now: datetime) -> None:
    before = uow.chats.profile(profile.chat)
    uow.chats.save_profile(profile)
    if before and profile.is_reachable and not before.is_reachable:
        for row in uow.orders.of_customer(profile.chat.bot_id, profile.chat.chat_id, _MOST_REDRAWN):
            staff = uow.people.staff_of(row.shop_id)
            uow.outbox.add(intents_for_return(row.id, profile.chat.bot_id, staff, now))
