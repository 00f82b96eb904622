"""The promises of `Store.run` that every database keeps."""

import asyncio
import contextvars
import functools
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import exc, insert, select, text, update

from storage.engine import Store, open_store
from storage.transaction import BrokenTransaction
from tests.storage.contract_model import (
    NOW,
    Conflict,
    ShopUnit,
    confirm,
    count,
    create_order,
    history,
    inbox,
    lines,
    orders,
    outbox,
    queue_notice,
    see,
    sql,
)

ShopStore = Store[ShopUnit]


async def test_use_case_value_comes_back_and_its_rows_are_stored(store: ShopStore) -> None:
    order_id = await store.run(create_order, 7, skus=["a", "b"])
    row = await store.run(lambda unit: unit.execute(select(orders)).one())
    assert (row.id, row.customer, row.created_at, row.data, row.paid) == (order_id, 7, NOW, {"n": 2}, False)
    assert await store.run(count, lines) == 2


async def test_what_was_stored_is_there_after_reopening(store: ShopStore, database_url: str) -> None:
    await store.run(create_order, 1)
    await store.close()
    again = open_store(database_url, ShopUnit)
    await again.start()
    assert await again.run(count, orders) == 1
    await again.close()


class Bye(BaseException):
    """Not even an Exception."""


@pytest.mark.parametrize("error", [KeyError("deep"), Bye()], ids=["exception", "base exception"])
async def test_any_exception_rolls_back_and_reaches_the_caller_with_its_traceback(
    store: ShopStore, error: BaseException
) -> None:
    def fail(unit: ShopUnit) -> None:
        create_order(unit, 1)
        raise error

    with pytest.raises(type(error)) as caught:
        await store.run(fail)
    assert caught.traceback[-1].name == "fail"
    assert await store.run(count, orders) == 0


async def test_failing_use_cases_undo_only_themselves(store: ShopStore) -> None:
    def fail(unit: ShopUnit, customer: int) -> int:
        create_order(unit, customer)
        raise ZeroDivisionError

    calls = (store.run(create_order if i % 2 else fail, i) for i in range(150))
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [isinstance(result, ZeroDivisionError) for result in results] == [i % 2 == 0 for i in range(150)]
    assert await store.run(count, orders) == await store.run(count, lines) == 75


async def test_only_one_of_many_wins_the_compare_and_set(store: ShopStore) -> None:
    order_id = await store.run(create_order, 1)
    results = await asyncio.gather(*(store.run(confirm, order_id, 1) for _ in range(10)), return_exceptions=True)
    assert results.count(2) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 9
    assert await store.run(count, history) == await store.run(count, outbox) == 1


async def test_concurrent_read_modify_writes_lose_no_update(store: ShopStore) -> None:
    order_id = await store.run(create_order, 1)
    results = await asyncio.gather(*(store.run(confirm, order_id) for _ in range(12)))
    assert sorted(results) == list(range(2, 14))


async def test_check_then_insert_cannot_be_overtaken(store: ShopStore) -> None:
    def first_only(unit: ShopUnit, customer: int) -> bool:
        if count(unit, orders):
            return False
        create_order(unit, customer)
        return True

    assert sum(await asyncio.gather(*(store.run(first_only, i) for i in range(8)))) == 1


async def test_insert_or_ignore_is_true_for_the_first_only(store: ShopStore) -> None:
    results = await asyncio.gather(*(store.run(see, "update-1") for _ in range(10)))
    assert sorted(results) == [False] * 9 + [True]


async def test_insert_or_ignore_still_refuses_what_is_not_a_duplicate(store: ShopStore) -> None:
    with pytest.raises(exc.IntegrityError):
        await store.run(lambda unit: unit.transaction.insert_or_ignore(inbox, {"key": None, "at": NOW}))


async def test_nested_lets_a_use_case_survive_a_unique_violation(store: ShopStore) -> None:
    def try_twice(unit: ShopUnit) -> int:
        queue_notice(unit, "same")
        with pytest.raises(exc.IntegrityError), unit.nested():  # noqa: PT012
            create_order(unit, 1)
            queue_notice(unit, "same")
        queue_notice(unit, "other")
        return count(unit, outbox)

    assert await store.run(try_twice) == 2
    assert await store.run(count, orders) == 0


@pytest.mark.parametrize("goes_on", [True, False], ids=["goes on", "returns"])
async def test_swallowed_failure_is_loud_and_stores_nothing(store: ShopStore, goes_on: bool) -> None:
    def swallow(unit: ShopUnit) -> None:
        queue_notice(unit, "same")
        try:
            queue_notice(unit, "same")
        except exc.IntegrityError:
            if goes_on:
                queue_notice(unit, "other")

    with pytest.raises(BrokenTransaction):
        await store.run(swallow)
    assert await store.run(count, outbox) == 0


async def test_failure_swallowed_inside_nested_undoes_the_block(store: ShopStore) -> None:
    def swallow_inside(unit: ShopUnit) -> None:
        queue_notice(unit, "same")
        with pytest.raises(BrokenTransaction), unit.nested():  # noqa: PT012
            queue_notice(unit, "other")
            with pytest.raises(exc.IntegrityError):
                queue_notice(unit, "same")

    await store.run(swallow_inside)
    assert await store.run(count, outbox) == 1


async def test_nested_does_not_mend_a_failure_from_before_it(store: ShopStore) -> None:
    def nest_too_late(unit: ShopUnit) -> None:
        queue_notice(unit, "same")
        with pytest.raises(exc.IntegrityError):
            queue_notice(unit, "same")
        with pytest.raises(BrokenTransaction), unit.nested():
            pass

    with pytest.raises(BrokenTransaction):
        await store.run(nest_too_late)
    assert await store.run(count, outbox) == 0


async def test_nested_left_open_is_refused(store: ShopStore) -> None:
    blocks = []

    def leave_open(unit: ShopUnit) -> None:
        blocks.append(unit.nested())
        blocks[0].__enter__()
        create_order(unit, 1)

    with pytest.raises(BrokenTransaction):
        await store.run(leave_open)
    assert await store.run(count, orders) == 0


REFUSED_ROWS: dict[str, Callable[[ShopUnit, int], object]] = {
    "partial unique": lambda unit, _: create_order(unit, 1, status="draft"),
    "foreign key": lambda unit, _: unit.execute(insert(lines), {"order_id": 99, "sku": "a", "quantity": 1}).rowcount,
    "check": lambda unit, _: unit.execute(update(orders).values(status="?")).rowcount,
    "not null": lambda unit, order_id: unit.execute(insert(lines), {"order_id": order_id, "quantity": 1}).rowcount,
}


@pytest.mark.parametrize("kind", REFUSED_ROWS)
async def test_refused_rows_are_integrity_errors(store: ShopStore, kind: str) -> None:
    order_id = await store.run(create_order, 1, status="draft")
    with pytest.raises(exc.IntegrityError):
        await store.run(REFUSED_ROWS[kind], order_id)
    assert await store.run(count, orders) == 1


async def test_value_of_the_wrong_type_is_a_type_error_and_stores_nothing(store: ShopStore) -> None:
    def swallow(unit: ShopUnit) -> None:
        create_order(unit, 1)
        with pytest.raises(TypeError, match="must be an int, not str"):
            unit.execute(update(orders), {"customer": "12"})

    with pytest.raises(BrokenTransaction):
        await store.run(swallow)
    assert await store.run(count, orders) == 0


async def test_error_messages_hold_no_parameters(store: ShopStore) -> None:
    await store.run(queue_notice, "010-1234-5678")
    with pytest.raises(exc.IntegrityError) as caught:
        await store.run(queue_notice, "010-1234-5678")
    assert "010-1234-5678" not in str(caught.value)


@pytest.mark.parametrize("end", ["commit", "rollback", "close", "invalidate"])
async def test_ending_the_connection_from_inside_hurts_only_the_culprit(store: ShopStore, end: str) -> None:
    def reach_through(unit: ShopUnit) -> None:
        create_order(unit, 1)
        getattr(unit.transaction._connection, end)()

    calls = store.run(create_order, 8), store.run(reach_through), store.run(create_order, 9)
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(results[1], Exception)
    stored = await store.run(lambda unit: unit.execute(select(orders.c.customer)).scalars().all())
    assert sorted(stored) == [8, 9]


@pytest.mark.parametrize("statement", ["COMMIT", " rollback", "END", "savepoint a", "BEGIN"])
async def test_transaction_statements_are_refused(store: ShopStore, statement: str) -> None:
    calls = store.run(create_order, 8), store.run(sql(statement)), store.run(create_order, 9)
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(results[1], BrokenTransaction)
    assert await store.run(count, orders) == 2


async def test_asynchronous_use_cases_are_refused(store: ShopStore) -> None:
    async def coroutine(unit: ShopUnit) -> None:
        create_order(unit, 1)

    def generator(unit: ShopUnit) -> Iterator[int]:
        yield create_order(unit, 1)

    async def async_generator(unit: ShopUnit) -> Any:
        yield create_order(unit, 1)

    for use_case in (coroutine, generator, async_generator, functools.partial(coroutine)):
        with pytest.raises(TypeError, match="plain synchronous function"):
            await store.run(use_case)
        with pytest.raises(TypeError, match="plain synchronous function"):
            await store.read(use_case)
    assert await store.run(count, orders) == 0


UNFINISHED: dict[str, Callable[[ShopUnit], object]] = {
    "result": lambda unit: unit.execute(select(orders)),
    "scalars": lambda unit: unit.execute(select(orders.c.id)).scalars(),
    "generator": lambda unit: (row for row in unit.execute(select(orders))),
    "map": lambda unit: map(str, unit.execute(select(orders))),
    "coroutine": lambda unit: asyncio.sleep(0),
}


@pytest.mark.parametrize("kind", UNFINISHED)
async def test_unfinished_values_are_refused_and_undone(store: ShopStore, kind: str) -> None:
    def use_case(unit: ShopUnit) -> object:
        create_order(unit, 1)
        return UNFINISHED[kind](unit)

    with pytest.raises(TypeError, match="unfinished"):
        await store.run(use_case)
    assert await store.run(count, orders) == 0


async def test_calling_run_inside_a_use_case_is_refused(store: ShopStore) -> None:
    def run_again(unit: ShopUnit) -> object:
        return store.run(create_order, 1)

    with pytest.raises(TypeError, match="unfinished coroutine"):
        await store.run(run_again)


async def test_asyncio_run_inside_a_use_case_is_refused(store: ShopStore) -> None:
    async def nothing() -> None:
        pass

    def use_asyncio(unit: ShopUnit) -> None:
        coroutine = nothing()
        try:
            asyncio.run(coroutine)
        finally:
            coroutine.close()

    with pytest.raises(RuntimeError, match="running event loop"):
        await store.run(use_asyncio)


@pytest.mark.parametrize("error", [StopIteration(3), StopAsyncIteration()], ids=["sync", "async"])
async def test_stop_iteration_reaches_the_caller_instead_of_hanging_it(store: ShopStore, error: Exception) -> None:
    def stop(unit: ShopUnit) -> None:
        raise error

    with pytest.raises(RuntimeError, match="raised Stop"):
        await asyncio.wait_for(store.run(stop), 10)


@pytest.mark.parametrize("nothing", [[], (), {}], ids=["list", "tuple", "mapping"])
async def test_empty_parameters_are_refused(store: ShopStore, nothing: Any) -> None:
    await store.run(sql("create table defaults (a integer default 1)"))
    with pytest.raises(ValueError, match="no parameters"):
        await store.run(lambda unit: unit.execute(text("insert into defaults default values"), nothing).rowcount)


async def test_unit_of_work_is_useless_after_its_use_case(store: ShopStore) -> None:
    escaped: list[ShopUnit] = []
    await store.run(escaped.append)
    with pytest.raises(BrokenTransaction):
        escaped[0].execute(select(orders))
    with pytest.raises(BrokenTransaction), escaped[0].nested():
        pass


async def test_context_of_the_caller_is_visible_and_kept_apart(store: ShopStore) -> None:
    variable = contextvars.ContextVar("variable", default=0)

    def read_and_change(unit: ShopUnit) -> int:
        seen = variable.get()
        variable.set(99)
        return seen

    async def caller(number: int) -> int:
        variable.set(number)
        return await store.run(read_and_change)

    assert await asyncio.gather(*(caller(i) for i in range(5))) == [0, 1, 2, 3, 4]


async def test_flush_writes_in_the_same_transaction(store: ShopStore) -> None:
    def clash(unit: ShopUnit) -> None:
        create_order(unit, 1)
        unit.tell("same")

    await store.run(clash)
    with pytest.raises(exc.IntegrityError):
        await store.run(clash)
    assert await store.run(count, orders) == await store.run(count, outbox) == 1


async def test_commit_listeners_are_woken_after_the_commit_and_on_the_event_loop(store: ShopStore) -> None:
    woken = asyncio.Event()
    threads: list[threading.Thread] = []
    store.add_commit_listener(lambda: threads.append(threading.current_thread()))
    store.add_commit_listener(woken.set)
    order_id = await store.run(create_order, 1)
    await store.run(count, orders)
    assert not woken.is_set()
    await store.run(confirm, order_id)
    await asyncio.wait_for(woken.wait(), 10)
    assert threads == [threading.main_thread()]


async def test_rolled_back_use_cases_wake_nobody(store: ShopStore) -> None:
    woken: list[bool] = []
    store.add_commit_listener(lambda: woken.append(True))

    def tell_and_fail(unit: ShopUnit) -> None:
        unit.tell("a")
        raise Conflict

    await asyncio.gather(*(store.run(tell_and_fail) for _ in range(3)), return_exceptions=True)
    await store.run(count, orders)
    assert woken == []


async def test_use_case_cancelled_after_it_began_still_finishes(store: ShopStore, database_url: str) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(unit: ShopUnit) -> int:
        begun.set()
        if threading.current_thread() is not threading.main_thread():  # else its first statement lets the test go on
            assert go_on.wait(10)
        return create_order(unit, 1)

    task = asyncio.create_task(store.run(slow))
    while not begun.is_set():
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await store.close()
    again = open_store(database_url, ShopUnit)
    await again.start()
    assert await again.run(count, orders) == 1
    await again.close()


async def test_storm_of_deadlines_leaves_whole_orders_and_a_healthy_store(store: ShopStore) -> None:
    chance = random.Random(1)

    async def hurry(customer: int) -> bool:
        try:
            await asyncio.wait_for(store.run(create_order, customer, ["a", "b"]), chance.random() * 0.03)
        except TimeoutError:
            return False
        return True

    acknowledged = sum(await asyncio.gather(*(hurry(i) for i in range(300))))
    # In one transaction: calls that nobody waits for any more may still be finishing.
    stored, their_lines = await store.run(lambda unit: (count(unit, orders), count(unit, lines)))
    assert stored >= acknowledged
    assert their_lines == 2 * stored


async def test_close_finishes_what_is_queued_and_refuses_the_rest(store: ShopStore, database_url: str) -> None:
    tasks = [asyncio.create_task(store.run(create_order, i)) for i in range(100)]
    await asyncio.sleep(0)
    await store.close()
    await store.close()
    assert all(isinstance(task.result(), int) for task in tasks)
    with pytest.raises(RuntimeError, match="not open"):
        await store.run(create_order, 1)
    with pytest.raises(RuntimeError, match="not open"):
        async with store.reader():
            pass


async def test_store_that_was_not_started_is_refused_instead_of_waiting_for_ever(database_url: str) -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await open_store(database_url, ShopUnit).run(count, orders)


async def test_reader_sees_one_snapshot_and_cannot_write(store: ShopStore) -> None:
    await store.run(create_order, 1)
    async with store.reader() as reader:
        assert len((await reader.execute(select(orders))).all()) == 1
        await store.run(create_order, 2)
        assert len((await reader.execute(select(orders))).all()) == 1
    async with store.reader() as reader:
        with pytest.raises(exc.DBAPIError):
            await reader.execute(update(orders).values(version=9))
    async with store.reader() as reader:
        assert [row.version for row in (await reader.execute(select(orders))).all()] == [1, 1]


async def test_more_readers_than_connections_take_turns(store: ShopStore) -> None:
    await store.run(create_order, 1)

    async def read() -> int:
        async with store.reader() as reader:
            return len((await reader.execute(select(orders))).all())

    assert await asyncio.gather(*(read() for _ in range(20))) == [1] * 20


def test_unknown_databases_are_refused_without_telling_the_password() -> None:
    with pytest.raises(ValueError, match="mysql") as caught:
        open_store("mysql://shop:secret@host/db", ShopUnit)
    assert "secret" not in str(caught.value)
