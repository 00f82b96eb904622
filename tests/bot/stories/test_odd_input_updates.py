"""Mutated updates: each ends done or dead, and the next good one is handled (R8, its small size)."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest

from bot.clock import utc_now
from tests.bot.stories.customer_steps import sql
from tests.desk import Desk

Update = dict[str, Any]
HOW_MANY = 1000


def _person(user_id: int) -> Update:
    return {"id": user_id, "is_bot": False, "first_name": "홍길동", "language_code": "ko"}


def _message(user_id: int, **content: Any) -> Update:
    chat = {"id": user_id, "type": "private", "first_name": "홍길동"}
    date = int(utc_now().timestamp())
    return {"message_id": 77_000, "date": date, "chat": chat, "from": _person(user_id), **content}


def _good_updates(user_id: int) -> list[Update]:
    said = _message(user_id, text="/orders")
    query = {"id": "1", "from": _person(user_id), "chat_instance": "1", "data": "m:0"}
    was, now = {"status": "kicked", "until_date": 0}, {"status": "member"}
    member = {key: said[key] for key in ("date", "chat", "from")}
    bot = {"id": 1, "is_bot": True, "first_name": "bot"}
    change = {"old_chat_member": was | {"user": bot}, "new_chat_member": now | {"user": bot}}
    return [
        {"message": said},
        {"message": _message(user_id, text="/start xyz", entities=[{"type": "bot_command", "offset": 0, "length": 6}])},
        {"edited_message": _message(user_id, text="고침", edit_date=said["date"])},
        {"callback_query": query | {"message": said}},
        {"my_chat_member": member | change},
    ]


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def _odd_values(dice: random.Random) -> list[Any]:
    return [
        None, True, -1, 0, 2**31, 2**53, 2**63 - 1, 2**64 - 1, 1.5, "", "x", "글" * 5000, [], {}, [[]], {"id": {}},
        "\ud800", "\u0000", "2001", _nested(dice.choice((5, 200, 400))), {"": ""}, [None] * 1000,
    ]  # fmt: skip


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    if isinstance(value, dict):
        return [(value, key) for key in value] + [place for inner in value.values() for place in _places(inner)]
    if isinstance(value, list):
        return [(value, i) for i in range(len(value))] + [place for inner in value for place in _places(inner)]
    return []


def _mutated(update: Update, dice: random.Random) -> Update:
    """One to three fields dropped, renamed, or turned into something else."""
    update = copy.deepcopy(update)
    for _ in range(dice.randint(1, 3)):
        places = _places(update)
        if not places:
            return update
        holder, key = dice.choice(places)
        what = dice.random()
        if what < 0.3:
            del holder[key]
        elif what < 0.4 and isinstance(holder, dict):
            holder[f"{key}x"] = holder.pop(key)
        else:
            holder[key] = dice.choice(_odd_values(dice))
    return update


async def _is_well(desk: Desk, update_id: int) -> None:
    """The next good update is handled at once."""
    said = {"update_id": update_id, "message": _message(desk.customer.id, text="/help")}
    before = len([m for m in await desk.customer.bot_messages() if "도움말" in m.text])
    await desk.app.inbox.take(desk.app.bot.id, [said])

    async def answered() -> bool:
        return len([m for m in await desk.customer.bot_messages() if "도움말" in m.text]) > before

    assert await desk.phones.until(answered)


def _unfinished(desk: Desk) -> list[tuple[Any, ...]]:
    return sql(desk, "select update_id, payload, error from inbox_update where status not in ('done', 'dead')")


async def test_mutated_updates_end_done_or_dead_and_the_next_good_one_is_handled(desk: Desk) -> None:
    dice = random.Random(3309803)
    good = _good_updates(desk.customer.id)
    for n in range(HOW_MANY):
        await desk.app.inbox.take(desk.app.bot.id, [_mutated(dice.choice(good), dice) | {"update_id": 5_000_000 + n}])
    await _is_well(desk, 6_000_000)

    async def all_finished() -> bool:
        return not _unfinished(desk)

    await desk.phones.until(all_finished, within=90.0)
    assert _unfinished(desk) == []
    [(count,)] = sql(desk, "select count(*) from inbox_update where update_id between 5000000 and 5999999")
    assert count == HOW_MANY


GARBAGE: dict[str, Callable[[], Update]] = {
    "nothing but an id": lambda: {},
    "a kind of next year": lambda: {"teleported_message": {"a": [1, 2]}},
    "a message that is a text": lambda: {"message": "hello"},
    "a message without sender": lambda: {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}},
    "a chat beyond all numbers": lambda: {"message": _message(2**70, text="x")},
    "a chat named by a text": lambda: {
        "message": _message(2001, text="x") | {"chat": {"id": "2001", "type": "private"}}
    },
    "a group": lambda: {"message": _message(2001, text="x") | {"chat": {"id": -100, "type": "group", "title": "g"}}},
    "nesting without end": lambda: {"message": _message(2001, text="x") | {"deep": _nested(900)}},
    "a megabyte": lambda: {"message": _message(2001, text="x" * 1_000_000)},
    "half a letter": lambda: {"message": _message(2001, text="\ud83d")},
    "a tap on nothing": lambda: {"callback_query": {"id": "1", "from": _person(2001), "chat_instance": "1"}},
}


@pytest.mark.parametrize("make", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_never_stands_in_the_way(desk: Desk, make: Callable[[], Update]) -> None:
    await desk.app.inbox.take(desk.app.bot.id, [make() | {"update_id": 7_000_000}])
    await _is_well(desk, 7_000_001)

    async def all_finished() -> bool:
        return not _unfinished(desk)

    await desk.phones.until(all_finished, within=20.0)
    assert _unfinished(desk) == []


@pytest.mark.parametrize("update_id", [None, "7", 1.5, True, 2**64, [], -(2**80)])
async def test_an_update_without_a_usable_id_is_left_out_and_the_rest_of_its_batch_is_handled(
    desk: Desk, update_id: object
) -> None:
    bad = {"update_id": update_id, "message": _message(desk.customer.id, text="/orders")}
    good = {"update_id": 7_000_001, "message": _message(desk.customer.id, text="/help")}
    await desk.app.inbox.take(desk.app.bot.id, [bad, good, {"message": {}}])
    await desk.customer.sees("도움말")
    await desk.settled()
    await desk.customer.sees_no("내 주문 · ")


async def test_what_cannot_be_read_dies_at_once_and_leaves_nothing_personal_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    broken = _message(desk.customer.id, text={"phone": "010-1234-9876"})
    await desk.app.inbox.take(desk.app.bot.id, [{"update_id": 7_000_000, "message": broken}])
    await _is_well(desk, 7_000_001)
    [(status, attempts, error)] = sql(
        desk, "select status, attempts, error from inbox_update where update_id = 7000000"
    )
    assert (status, attempts) == ("dead", 1)
    assert "9876" not in error + caplog.text
