"""Run one use case on an open transaction, and refuse what would not survive its end."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from storage.prepared import Result
from storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")


class UnitOfWork(Protocol):
    """What the runner needs of a unit of work."""

    def flush(self) -> None:
        """Write what the use case changed."""

    @property
    def wakes(self) -> int:
        """Which commit listeners have something to do (`domain.ports.Wakes`); read after `flush`."""


U = TypeVar("U", bound=UnitOfWork)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What one use case returned, and whom its commit wakes."""

    value: T
    wakes: int


def attempt(
    connection: Connection,
    make_unit_of_work: Callable[[Transaction], U],
    use_case: Callable[Concatenate[U, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Outcome[T]:
    """Run one use case on a begun transaction, without ending it. Any exception means: roll back."""
    transaction = Transaction(connection)
    try:
        unit = make_unit_of_work(transaction)
        value = use_case(unit, *args, **kwargs)
        refuse_unfinished(use_case, value)
        unit.flush()
        transaction.ensure_sound()
        return Outcome(value, unit.wakes)
    except (StopIteration, StopAsyncIteration) as error:
        # A future cannot carry these: the caller would wait for ever.
        raise RuntimeError(f"{_name(use_case)} raised {type(error).__name__}") from error
    finally:
        transaction.finish()


def refuse_unfinished(use_case: Callable[..., object], value: object) -> None:
    """TypeError for what would be empty or closed once the transaction is over, as of a coroutine function.

    Such a function has not begun; a result is rows of SQL.
    """
    if isinstance(value, Iterator | AsyncIterator | Awaitable | Result):
        close = getattr(value, "close", None)
        if close is not None:
            close()
        kind = type(value).__name__
        raise TypeError(f"{_name(use_case)} returned an unfinished {kind}: be a plain synchronous function of values")


def _name(use_case: Callable[..., object]) -> str:
    return getattr(use_case, "__qualname__", None) or repr(use_case)
