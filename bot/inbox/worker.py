"""Stores updates, then works them off: in order within a chat, side by side between chats."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Container, Mapping
from datetime import datetime
from typing import Any, Final, TypeGuard

import orjson
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import Update, User
from pydantic import ValidationError

from domain.delivery import AfterFailure, Chat, ChatProfile, Dialog, StoredUpdate, UpdateInHand, update_in_hand
from domain.notices import intents_for_return
from domain.people import visible_name
from domain.ports import Store, UnitOfWork

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 5
_AT_ONCE: Final = 64
_MOST_REDRAWN: Final = 20
_BACKLOG: Final = 1_000_000
_RETRY_SECONDS: Final = (0.05, 0.5, 1, 2, 4, 8, 15, 30, 60)
_NO_END: Final = 2**31
_PASSING: Final = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)

Handle = Callable[[Update, ChatProfile], Awaitable[None]]


class UnreadableUpdate(Exception):
    """Nothing that Telegram would send, so trying again would not help. Quotes none of it: it may be personal."""


class Inbox:
    """The way of an update: `take` stores it and returns, a lane's task handles it, a transaction marks it done."""

    def __init__(self, store: Store, handle: Handle, clock: Callable[[], datetime], bots: Mapping[int, Bot]) -> None:
        self._store = store
        self._handle = handle
        self._clock = clock
        self._bots = bots
        self._lanes: dict[int, deque[StoredUpdate]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._stopping = False

    async def start(self, bot_ids: Container[int]) -> None:
        """Goes on with what was stored for these bots but not finished; another bot's updates stay stored."""
        for update in await self._store.read(_pending, _BACKLOG):
            if update.bot_id in bot_ids:
                self._queue(update)

    async def take(self, bot_id: int, updates: list[dict[str, Any]]) -> None:
        """Returns once the updates are durably stored; those that were known already are not handled again."""
        stored = [_stored(bot_id, raw) for raw in updates if _is_storable(raw.get("update_id"))]
        if len(stored) < len(updates):
            log.error("%s updates of bot %s had no id and were dropped", len(updates) - len(stored), bot_id)
        for update in await self._store.run(_take, stored, self._clock()):
            self._queue(update)

    async def drain(self, seconds: float) -> None:
        """Stops starting updates and waits for those being handled; what is left stays stored."""
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    @property
    def is_idle(self) -> bool:
        return not self._tasks

    def _queue(self, update: StoredUpdate) -> None:
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.create_task(self._work_off(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, lane: int) -> None:
        queue = self._lanes[lane]
        try:
            while queue and not self._stopping:
                await self._until_finished(queue[0])
                queue.popleft()
        finally:
            del self._lanes[lane]

    async def _until_finished(self, update: StoredUpdate) -> None:
        """One update, until it is done or dead; a dead one never stops the next."""
        attempt = 0
        while not self._stopping:
            try:
                async with self._slots:
                    await self._once(update)
                return
            except Exception as error:
                _log_failure(update, error, attempt + 1)
                if await self._is_over(update, error):
                    return
                pause = _pause(error, attempt)
            await asyncio.sleep(pause)
            attempt += 1

    async def _is_over(self, update: StoredUpdate, error: Exception) -> bool:
        """Counts the failure. Only the error's kind is stored: what it quotes may be personal."""
        try:
            most = _most_attempts(error)
            after = await self._store.run(_fail, update, type(error).__name__, most, self._clock())
        except Exception:  # the database is away: the update stays stored and is tried again
            log.exception("could not count the failure of update %s", update.update_id)
            return False
        if after is AfterFailure.DEAD:
            log.critical("update %s is dead: %s", update.update_id, type(error).__name__)
        return after is not AfterFailure.AGAIN

    async def _once(self, update: StoredUpdate) -> None:
        parsed = _parsed(update, self._bots.get(update.bot_id))
        person = _person(parsed)
        if person is None or update.lane <= 0 or not _is_storable(person.id):
            await self._store.run(_finish, update, self._clock())
            return
        chat = Chat(update.bot_id, update.lane)
        profile, dialog = await self._store.read(_known, chat, person.id)
        profile = await self._greeted(chat, person, profile, parsed)
        in_hand = UpdateInHand(update.bot_id, update.update_id, chat.chat_id, person.id, dialog)
        token = update_in_hand.set(in_hand)
        try:
            await self._handle(parsed, profile)
            if not in_hand.is_done:
                await self._store.run(_finish, update, self._clock())
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


def _most_attempts(error: Exception) -> int:
    """Telegram being away is no fault of the update: such failures alone never make it dead."""
    if isinstance(error, UnreadableUpdate):
        return 1
    return _NO_END if isinstance(error, _PASSING) else MOST_ATTEMPTS


def _pause(error: Exception, attempt: int) -> float:
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    return _RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)]


def _log_failure(update: StoredUpdate, error: Exception, attempt: int) -> None:
    """An answer of Telegram's that stands in an error may hold names and addresses: of such only the kind is logged."""
    if isinstance(error, AiogramError):
        log.warning("update %s failed, attempt %s: %s", update.update_id, attempt, type(error).__name__)
    else:
        log.exception("update %s failed, attempt %s", update.update_id, attempt)


def _stored(bot_id: int, raw: dict[str, Any]) -> StoredUpdate:
    return StoredUpdate(bot_id, raw["update_id"], _lane(raw), _payload(raw))


def _payload(raw: dict[str, Any]) -> str:
    """JSON; of what is nested too deeply to be written only the id: nobody can handle it, but it counts as taken."""
    try:
        return orjson.dumps(raw).decode()
    except orjson.JSONEncodeError:
        log.error("update %s cannot be written as JSON and is ignored", raw["update_id"])
        return orjson.dumps({"update_id": raw["update_id"]}).decode()


def _lane(raw: dict[str, Any]) -> int:
    """The chat whose order the update keeps; 0 for kinds and shapes that nobody expects."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in raw:
            return _id_in(raw[kind], "chat")
    query = raw.get("callback_query")
    if isinstance(query, dict) and isinstance(query.get("message"), dict):
        return _id_in(query["message"], "chat")
    return _id_in(query, "from")


def _id_in(holder: object, key: str) -> int:
    inner = holder.get(key) if isinstance(holder, dict) else None
    number = inner.get("id") if isinstance(inner, dict) else None
    return number if _is_storable(number) else 0


def _is_storable(number: object) -> TypeGuard[int]:
    return type(number) is int and abs(number) < 2**63


def _parsed(update: StoredUpdate, bot: Bot | None) -> Update:
    """Bound to its bot at once: aiogram would otherwise validate everything a second time to bind it."""
    try:
        return Update.model_validate_json(update.payload, context={"bot": bot})
    except ValidationError as error:
        raise UnreadableUpdate(f"{error.error_count()} errors") from None


def _person(update: Update) -> User | None:
    """Who caused the update, if it is one of a private chat; the desk does not talk in groups."""
    for message in (update.message, update.edited_message, update.my_chat_member):
        if message is not None:
            person = message.from_user
            # A service message, such as "pinned", comes from the bot itself.
            return person if person and not person.is_bot and message.chat.type == "private" else None
    return update.callback_query.from_user if update.callback_query else None


def _take(uow: UnitOfWork, updates: list[StoredUpdate], now: datetime) -> list[StoredUpdate]:
    return [update for update in updates if uow.inbox.add([update], now)]


def _pending(uow: UnitOfWork, most: int) -> list[StoredUpdate]:
    return uow.inbox.pending(most)


def _finish(uow: UnitOfWork, update: StoredUpdate, now: datetime) -> None:
    uow.inbox.finish(update.bot_id, update.update_id, now)


def _fail(uow: UnitOfWork, update: StoredUpdate, error: str, most_attempts: int, now: datetime) -> AfterFailure:
    return uow.inbox.fail(update.bot_id, update.update_id, error, most_attempts, now)


def _known(uow: UnitOfWork, chat: Chat, user_id: int) -> tuple[ChatProfile | None, Dialog]:
    return uow.chats.profile(chat), uow.chats.dialog(chat.bot_id, chat.chat_id, user_id)


def _save_profile(uow: UnitOfWork, profile: ChatProfile, now: datetime) -> None:
    before = uow.chats.profile(profile.chat)
    uow.chats.save_profile(profile)
    if before and profile.is_reachable and not before.is_reachable:
        for row in uow.orders.of_customer(profile.chat.bot_id, profile.chat.chat_id, _MOST_REDRAWN):
            staff = uow.people.staff_of(row.shop_id)
            uow.outbox.add(intents_for_return(row.id, profile.chat.bot_id, staff, now))
