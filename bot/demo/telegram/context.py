"""What a Bot API method works with: the state, the troubles in force, and one call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.demo.telegram import refusals
from bot.demo.telegram.faults import Faults
from bot.demo.telegram.rate_limits import RateLimits
from bot.demo.telegram.refusals import bad_request
from bot.demo.telegram.state import BotAccount, Chat, Person, World
from bot.demo.telegram.wire import Upload


class WebhookFollower(Protocol):
    def follow(self, bot: BotAccount) -> None:
        """Starts, restarts or stops the deliveries to this bot's webhook as its state now says."""


@dataclass(slots=True)
class Context:
    """`query_age` is how many seconds a tap waits for its answer; `held_taps` wait to be overtaken, by chat."""

    world: World
    faults: Faults
    limits: RateLimits
    webhooks: WebhookFollower
    query_age: float
    held_taps: dict[tuple[int, int], Callable[[], None]] = field(default_factory=dict)

    def person(self, chat: Chat) -> Person:
        return self.world.people[chat.user_id]

    def tell_bot(self, bot: BotAccount, kind: str, payload: dict[str, Any], chat_id: int) -> None:
        """Queues an update for the bot."""
        twice = self.faults.strike({"duplicate_updates"}, bot.username, chat_id) is not None
        bot.updates.add(kind, payload, self.world.clock(), twice)


@dataclass(slots=True)
class Call:
    """One request of a bot, its parameters already typed and checked."""

    bot: BotAccount
    method: str
    values: dict[str, Any]
    parts: dict[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def file(self, value: Any) -> Upload | str:
        """The upload behind a field (directly or as `attach://part`), or the file id it names."""
        if isinstance(value, str) and value.startswith("attach://"):
            part = self.parts.get(value.removeprefix("attach://"))
            if part is None:
                raise bad_request(refusals.WRONG_FILE, violation=f"{self.method}: no part for {value}")
            return part
        return value if isinstance(value, Upload) else str(value)


def chat_of(context: Context, call: Call, name: str = "chat_id") -> Chat:
    """The chat a call names, by id or @username. Raises Refusal if they never met."""
    wanted = call.get(name)
    if wanted is None:
        raise bad_request(f"{name} is empty", violation=f"{call.method}.{name}: required")
    for chat in context.world.chats.values():
        person = context.person(chat)
        named = isinstance(wanted, str) and person.username is not None and wanted == f"@{person.username}"
        if chat.bot_id == call.bot.id and chat.started and (chat.user_id == wanted or named):
            return chat
    raise bad_request(refusals.CHAT_NOT_FOUND)


def reachable_chat(context: Context, call: Call) -> Chat:
    """The chat a call writes to. Raises Refusal if the person blocked the bot or is gone."""
    chat = chat_of(context, call)
    if context.person(chat).deactivated:
        raise refusals.deactivated()
    if chat.blocked:
        raise refusals.blocked()
    return chat
