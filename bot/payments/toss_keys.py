"""A pair of Toss keys as somebody typed or pasted it: found in the words, and looked at before anybody is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.payments.toss_api import TossKeys

_KEY: Final = re.compile(r"(?:test|live)_(g?)(ck|sk)_\w{4,200}", re.ASCII)
TAIL: Final = 4


class KeyMistake(StrEnum):
    """The commonest ones."""

    CLIENT = "client"
    """No client key of the payment widget."""
    SECRET = "secret"
    """No secret key of the payment widget."""
    MIXED = "mixed"
    """One key is for tests and the other is live."""


@dataclass(frozen=True, slots=True)
class FoundKeys:
    """What of a pair stands in a text; empty for what does not."""

    client: str
    secret: str


def keys_in(text: str) -> FoundKeys:
    """The first key of either kind; of any product, so that a wrong one can be named."""
    found = {match[2]: match[0] for match in reversed(list(_KEY.finditer(text)))}
    return FoundKeys(found.get("ck", ""), found.get("sk", ""))


def mistake_in(keys: TossKeys) -> KeyMistake | None:
    """What is wrong with them that can be seen without asking Toss."""
    if not keys.client_key.startswith(("test_gck_", "live_gck_")):
        return KeyMistake.CLIENT
    if not keys.secret_key.startswith(("test_gsk_", "live_gsk_")):
        return KeyMistake.SECRET
    return KeyMistake.MIXED if keys.client_key.startswith("test_") != keys.is_test else None


def tail_of(key: str) -> str:
    """All of a secret key that may be shown."""
    return key[-TAIL:]
