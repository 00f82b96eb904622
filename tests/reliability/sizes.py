"""How large the gates are, and from which seed they draw: the only place that reads the environment."""

from __future__ import annotations

import os
import random
from typing import Final

IS_SOAK: Final = os.environ.get("MINISHOP_SOAK") == "1"


def size(small: int, whole: int) -> int:
    """The whole size in a soak, else the small one."""
    return whole if IS_SOAK else small


def new_seed() -> int:
    """The seed to replay, from MINISHOP_SEED, or a fresh one."""
    given = os.environ.get("MINISHOP_SEED")
    return int(given) if given else random.SystemRandom().randrange(2**32)
