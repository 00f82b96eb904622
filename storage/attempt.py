"""Run one use case on an open transaction, and refuse what would not survive its end."""

import inspect
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
        _refuse_unfinished(use_case, value)
        unit.flush()
        transaction.ensure_sound()
        return Outcome(value, unit.wakes)
    except (StopIteration, StopAsyncIteration) as error:
        # A future cannot carry these: the caller would wait for ever.
        raise RuntimeError(f"{_name(use_case)} raised {type(error).__name__}") from error
    finally:
        transaction.finish()


def refuse_async(use_case: Callable[..., object]) -> None:
    """TypeError for coroutine and generator functions: a use case runs from start to end in one go."""
    kinds = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)
    if any(is_kind(use_case) for is_kind in kinds):
        raise TypeError(f"{_name(use_case)} must be a plain synchronous function")


def _refuse_unfinished(use_case: Callable[..., object], value: object) -> None:
    """An iterator or an awaitable would be empty or closed once the transaction is over; a result is rows of SQL."""
    if isinstance(value, Iterator | AsyncIterator | Awaitable | Result):
        close = getattr(value, "close", None)
        if close is not None:
            close()
        raise TypeError(f"{_name(use_case)} returned an unfinished {type(value).__name__}; return rows or values")


def _name(use_case: Callable[..., object]) -> str:
    return getattr(use_case, "__qualname__", None) or repr(use_case)
