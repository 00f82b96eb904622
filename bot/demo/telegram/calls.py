"""Every Bot API call that came in, for tests and for the curious."""

from collections import deque
from dataclasses import dataclass
from typing import Any, Final

_KEPT: Final = 20_000


@dataclass(slots=True)
class CallRecord:
    """`at` is unix seconds; `status` 0 means that the connection was dropped before anything happened."""

    id: int
    at: float
    bot: str
    method: str
    params: dict[str, Any]
    status: int
    description: str | None = None
    chat_id: int | str | None = None
    result: Any = None
    violation: str | None = None
    fault: str | None = None

    def as_json(self) -> dict[str, Any]:
        """`result`, `violation` and `fault` only where there is one."""
        shown = {name: getattr(self, name) for name in self.__slots__}
        optional = ("result", "violation", "fault")
        return {name: value for name, value in shown.items() if name not in optional or value is not None}


class CallLog:
    """The newest calls, numbered from 1."""

    def __init__(self) -> None:
        self._records: deque[CallRecord] = deque(maxlen=_KEPT)
        self._last_id = 0

    def add(self, **fields: Any) -> CallRecord:
        self._last_id += 1
        record = CallRecord(id=self._last_id, **fields)
        self._records.append(record)
        return record

    def since(self, number: int) -> list[dict[str, Any]]:
        """Calls with an id above `number`."""
        return [r.as_json() for r in self._records if r.id > number]

    def clear(self) -> None:
        """Forgets the calls; their numbers go on growing."""
        self._records.clear()
