"""What the answer to a send means: arrived, surely not, nobody knows, or never."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError

_LONGEST_PAUSE: Final = 300.0
MOST_BROKEN: Final = 5


class Verdict(StrEnum):
    """How an attempt to send ended."""

    UNCHANGED = "unchanged"
    """It looks like that already: as good as sent."""
    GONE = "gone"
    """The message to edit is not there any more."""
    UNREACHABLE = "unreachable"
    """The person blocked the bot or is gone: nothing arrives until they come back."""
    REFUSED = "refused"
    """Telegram will never take it."""
    NOT_SENT = "not_sent"
    """Surely not arrived: send again."""
    UNKNOWN = "unknown"
    """It may have arrived."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A send that did not simply succeed; `retry_after`: Telegram's wish in seconds, `is_fault`: a fault of our own."""

    verdict: Verdict
    reason: str
    retry_after: float | None = None
    is_fault: bool = False


_BAD_REQUESTS: Final = (
    ("message is not modified", Verdict.UNCHANGED),
    ("message to edit not found", Verdict.GONE),
    ("message can't be edited", Verdict.GONE),
    ("there is no text in the message to edit", Verdict.GONE),
    ("MESSAGE_ID_INVALID", Verdict.GONE),
    ("chat not found", Verdict.UNREACHABLE),
    ("PEER_ID_INVALID", Verdict.UNREACHABLE),
)


def judged(error: AiogramError) -> Failure:
    """The meaning of an exception of aiogram's session."""
    reason = f"{type(error).__name__}: {error}"[:500]
    match error:
        case ClientDecodeError():  # its text is Telegram's whole answer: names, phones, whatever people wrote
            return Failure(Verdict.UNKNOWN, type(error).__name__)
        case TelegramRetryAfter(retry_after=seconds):
            return Failure(Verdict.NOT_SENT, reason, float(seconds))
        case TelegramForbiddenError():
            return Failure(Verdict.UNREACHABLE, reason)
        case TelegramBadRequest(message=text):
            verdicts = (verdict for known, verdict in _BAD_REQUESTS if known in text)
            return Failure(next(verdicts, Verdict.REFUSED), reason)
        case TelegramUnauthorizedError() | TelegramNotFound():
            # A token that was changed or a server that is not Telegram: an operator's mistake, mended by a restart.
            return Failure(Verdict.NOT_SENT, reason)
        case TelegramNetworkError() if isinstance(error.__cause__, ClientConnectorError):
            return Failure(Verdict.NOT_SENT, reason)
        case _:
            return Failure(Verdict.UNKNOWN, reason)


def broken(error: Exception, faults: int) -> Failure:
    """A fault of our own, the so-manieth, before or after the call: tried again a few times, then given up."""
    verdict = Verdict.REFUSED if faults >= MOST_BROKEN else Verdict.NOT_SENT
    return Failure(verdict, type(error).__name__, is_fault=True)


def pause(attempts: int, failure: Failure) -> timedelta:
    """How long to wait before the next attempt: what Telegram asked for, else doubling with jitter up to 5 minutes."""
    if failure.retry_after is not None:
        return timedelta(seconds=failure.retry_after)
    return timedelta(seconds=min(2.0**attempts, _LONGEST_PAUSE) * random.uniform(0.5, 1.0))
