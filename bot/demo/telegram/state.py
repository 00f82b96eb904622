"""Everything the local Telegram remembers: bots, people, private chats, messages, callback queries and files."""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.demo.telegram.files import FileStore
from bot.demo.telegram.stream import Changes
from bot.demo.telegram.updates import UpdateQueue


@dataclass(slots=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "ko"
    deactivated: bool = False

    def as_json(self) -> dict[str, Any]:
        """As a Telegram User."""
        names = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        given = {key: value for key, value in names.items() if value}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **given}


@dataclass(slots=True)
class BotAccount:
    """`commands` by "scope|language", `profile` by "field|language"."""

    id: int
    token: str
    username: str
    first_name: str
    updates: UpdateQueue
    commands: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


@dataclass(slots=True)
class Message:
    """`content` is the Bot API's own form (text and entities, or photo and caption …); dates are unix seconds.

    `keyboard` holds the rows of an inline keyboard; `other_markup` is true for reply keyboards and ForceReply, whose
    messages cannot be edited. `service` messages (a pin) reach the bot but are no part of the transcript.
    """

    message_id: int
    from_bot: bool
    date: int
    content: dict[str, Any]
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    other_markup: bool = False
    reply_to: int | None = None
    silent: bool = False
    service: bool = False
    edit_date: int | None = None

    @property
    def text(self) -> str:
        """The text, or the caption of media."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def entities(self) -> list[dict[str, Any]]:
        return list(self.content.get("entities", self.content.get("caption_entities", [])))


@dataclass(slots=True)
class Chat:
    """The private chat of one person with one bot."""

    bot_id: int
    user_id: int
    started: bool = False
    blocked: bool = False
    last_message_id: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    def add(self, **fields: Any) -> Message:
        """A new message with the next id; `fields` are those of Message."""
        self.last_message_id += 1
        message = Message(message_id=self.last_message_id, **fields)
        self.messages[message.message_id] = message
        return message

    def visible(self) -> list[Message]:
        return [m for m in self.messages.values() if not m.service]


@dataclass(slots=True)
class Query:
    """A tap waiting for its one answer; `asked_at` is unix seconds."""

    id: str
    bot_id: int
    user_id: int
    asked_at: float
    answered: bool = False
    text: str | None = None
    show_alert: bool = False
    url: str | None = None


@dataclass(slots=True)
class World:
    """The whole state. `clock` gives unix seconds, `random` makes ids."""

    clock: Callable[[], float]
    random: random.Random
    changes: Changes = field(default_factory=Changes)
    bots: dict[str, BotAccount] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[tuple[int, int], Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    files: FileStore = field(default_factory=FileStore)

    def add_bot(self, token: str, username: str, first_name: str) -> BotAccount:
        """Idempotent by token; the number before the colon is the bot's id. Raises ValueError for another form."""
        if token not in self.bots:
            queue = UpdateQueue(next_id=self.random.randrange(100_000_000, 900_000_000))
            self.bots[token] = BotAccount(int(token.split(":", 1)[0]), token, username, first_name, queue)
            self.changes.bump()
        return self.bots[token]

    def add_person(self, person: Person) -> Person:
        """Idempotent by id: a known person keeps what is known, under the new names."""
        known = self.people.get(person.id)
        if known is not None:
            person.deactivated = known.deactivated
        self.people[person.id] = person
        self.changes.bump()
        return person

    def new_person_id(self) -> int:
        while (number := self.random.randrange(100_000_000, 9_000_000_000)) in self.people:
            pass
        return number

    def bot_named(self, username: str) -> BotAccount | None:
        return next((b for b in self.bots.values() if b.username == username), None)

    def bot_by_id(self, bot_id: int) -> BotAccount:
        return next(b for b in self.bots.values() if b.id == bot_id)

    def chat(self, bot: BotAccount, person: Person) -> Chat:
        """The chat of these two, empty if they never met."""
        return self.chats.setdefault((bot.id, person.id), Chat(bot.id, person.id))

    def now(self) -> int:
        return int(self.clock())

    def changed(self, chat: Chat) -> None:
        self.changes.chat(self.bot_by_id(chat.bot_id).username, chat.user_id)

    def forget(self) -> None:
        """Chats, messages, queries and waiting updates go; bots and people stay."""
        self.chats.clear()
        self.queries.clear()
        self.files.clear()
        for bot in self.bots.values():
            bot.updates.drop()
            bot.commands.clear()
        self.changes.bump()

    def dump(self) -> dict[str, Any]:
        """All of it as JSON values, updates not yet confirmed included."""
        return {
            "bots": [_without_queue(b) | {"updates": b.updates.dump()} for b in self.bots.values()],
            "people": [asdict(p) for p in self.people.values()],
            "chats": [_dump_chat(c) for c in self.chats.values()],
            "queries": [asdict(q) for q in self.queries.values()],
            "files": self.files.dump(),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Continues from a dump; what was here before is replaced."""
        loaded = [BotAccount(**b | {"updates": UpdateQueue.load(b["updates"])}) for b in data["bots"]]
        self.bots = {b.token: b for b in loaded}
        self.people = {p["id"]: Person(**p) for p in data["people"]}
        self.chats = {(c["bot_id"], c["user_id"]): _load_chat(c) for c in data["chats"]}
        self.queries = {q["id"]: Query(**q) for q in data["queries"]}
        self.files.load(data["files"])
        self.changes.bump()


def _without_queue(bot: BotAccount) -> dict[str, Any]:
    names = ("id", "token", "username", "first_name", "commands", "profile")
    return {name: getattr(bot, name) for name in names}


def _dump_chat(chat: Chat) -> dict[str, Any]:
    return asdict(chat) | {"messages": [asdict(m) for m in chat.messages.values()]}


def _load_chat(data: dict[str, Any]) -> Chat:
    messages = [Message(**m) for m in data["messages"]]
    return Chat(**data | {"messages": {m.message_id: m for m in messages}})
