"""What only a store on a SQLite file can get wrong: its batches, its file, its process."""

import asyncio
import itertools
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from contextvars import ContextVar
from pathlib import Path

import pytest
from sqlalchemy import event, exc, select, text

from storage.engine import Store, open_store
from storage.sqlite_store import SqliteStore
from storage.transaction import DatabaseUnavailable
from tests.databases import FreshDatabase
from tests.storage.contract_model import (
    Conflict,
    ShopUnit,
    confirm,
    count,
    create_order,
    inbox,
    lines,
    make_tables,
    orders,
    queue_notice,
    see,
    sql,
)

ShopStore = Store[ShopUnit]


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    return fresh_database("sqlite", make_tables)


@asynccontextmanager
async def busy_writer(store: ShopStore) -> AsyncIterator[None]:
    """Hold the writer inside a use case, so that what is submitted meanwhile has to wait, and then shares a batch."""
    begun, go_on = threading.Event(), threading.Event()

    def wait(unit: ShopUnit) -> None:
        begun.set()
        assert go_on.wait(20)

    task = asyncio.create_task(store.run(wait))
    await asyncio.to_thread(begun.wait, 20)
    try:
        yield
        await asyncio.sleep(0)
    finally:
        go_on.set()
        await task


def pragma(unit: ShopUnit, name: str) -> object:
    return unit.execute(text(f"pragma {name}")).scalar_one()


async def test_writer_is_durable_and_checks_foreign_keys(store: ShopStore) -> None:
    settings = [await store.run(pragma, name) for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert settings == ["wal", 2, 1]
    assert await store.run(pragma, "busy_timeout") == 5_000

    def driver_begins_by_itself(unit: ShopUnit) -> bool:
        driver = unit.transaction._connection.connection.dbapi_connection
        return driver is None or driver.isolation_level is not None

    assert not await store.run(driver_begins_by_itself)


async def test_synchronous_can_be_lowered_for_benchmarks(database_url: str) -> None:
    store = open_store(database_url, ShopUnit, synchronous="NORMAL")
    await store.start()
    assert await store.run(pragma, "synchronous") == 1
    await store.close()


async def test_calls_that_wait_share_a_commit_of_at_most_64(store: ShopStore, database_url: str) -> None:
    woken: list[bool] = []
    order_ids = [await store.run(create_order, i) for i in range(65)]
    store.add_commit_listener(lambda: woken.append(True))
    async with busy_writer(store):
        tasks = [asyncio.create_task(store.run(confirm, order_id)) for order_id in order_ids]
    await asyncio.gather(*tasks)
    await store.run(count, orders)
    assert len(woken) == 2


async def test_nothing_is_answered_before_its_commit(store: ShopStore, tmp_path: Path) -> None:
    """Every answer is checked through another connection at the moment it arrives."""
    answered = []
    with closing(sqlite3.connect(tmp_path / "shop.db")) as other:

        async def store_and_look(customer: int) -> None:
            await store.run(create_order, customer)
            row = other.execute("select count(*) from orders where customer = ?", (customer,)).fetchone()
            answered.append(row[0])

        await asyncio.gather(*(store_and_look(i) for i in range(50)))
    assert answered == [1] * 50


async def test_call_cancelled_while_it_waits_never_runs(store: ShopStore) -> None:
    async with busy_writer(store):
        task = asyncio.create_task(store.run(create_order, 1))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await store.run(count, orders) == 0


async def prepare_poisons(store: ShopStore) -> None:
    await store.run(sql("create table parents (id integer primary key)"))
    await store.run(sql("create table children (parent references parents(id) deferrable initially deferred)"))
    await store.run(
        sql(
            "create trigger boom before insert on inbox when new.key = 'boom' begin select raise(rollback, 'boom'); end"
        )
    )


def fail_at_commit(unit: ShopUnit) -> None:
    unit.execute(text("insert into children values (1)"))


def roll_everything_back(unit: ShopUnit) -> None:
    see(unit, "boom")


def swallow_the_rollback(unit: ShopUnit) -> None:
    try:
        with unit.nested():
            see(unit, "boom")
    except exc.DBAPIError:
        pass


@pytest.mark.parametrize("poison", [fail_at_commit, roll_everything_back, swallow_the_rollback])
async def test_poisoned_batch_hurts_only_the_poisonous_call(
    store: ShopStore, poison: Callable[[ShopUnit], None]
) -> None:
    await prepare_poisons(store)
    async with busy_writer(store):
        calls = store.run(create_order, 1), store.run(poison), store.run(create_order, 2), store.run(create_order, 3)
        tasks = [asyncio.ensure_future(call) for call in calls]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[1], Exception)
    assert isinstance(results[1], exc.IntegrityError) or poison is swallow_the_rollback
    assert await store.run(lambda unit: unit.execute(select(orders.c.customer)).scalars().all()) == [1, 2, 3]
    assert await store.run(create_order, 4)


async def test_poison_alone_shows_its_own_error_and_the_writer_lives_on(store: ShopStore) -> None:
    await prepare_poisons(store)
    with pytest.raises(exc.IntegrityError, match="FOREIGN KEY"):
        await store.run(fail_at_commit)
    with pytest.raises(exc.IntegrityError, match="boom"):
        await store.run(roll_everything_back)
    assert await store.run(create_order, 1)


async def test_call_of_a_poisoned_batch_runs_again_in_the_unchanged_context_of_its_caller(store: ShopStore) -> None:
    variable = ContextVar("variable", default=0)

    def read_and_change(unit: ShopUnit) -> int:
        seen = variable.get()
        variable.set(99)
        return seen

    await prepare_poisons(store)
    async with busy_writer(store):
        tasks = [asyncio.ensure_future(store.run(read_and_change)), asyncio.ensure_future(store.run(fail_at_commit))]
    assert (await asyncio.gather(*tasks, return_exceptions=True))[0] == 0


async def test_writer_reopens_after_an_error_that_casts_doubt_on_its_connection(store: ShopStore) -> None:
    await store.run(pragma, "max_page_count=16")
    with pytest.raises(exc.OperationalError, match="full"):
        await store.run(queue_notice, "x" * 100_000)
    await store.run(queue_notice, "x" * 100_000)


async def test_savepoint_released_from_inside_leaves_nothing_of_the_culprit(store: ShopStore) -> None:
    def release(unit: ShopUnit) -> None:
        create_order(unit, 1)
        savepoint = unit.transaction._connection.get_nested_transaction()
        if savepoint is not None:
            savepoint.commit()
        raise Conflict

    async with busy_writer(store):
        calls = store.run(create_order, 8), store.run(release), store.run(create_order, 9)
        tasks = [asyncio.ensure_future(call) for call in calls]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[1], Conflict)
    assert await store.run(lambda unit: unit.execute(select(orders.c.customer)).scalars().all()) == [8, 9]


async def test_full_disk_refuses_what_does_not_fit_and_nothing_else(database_url: str) -> None:
    store = open_store(database_url, ShopUnit)
    assert isinstance(store, SqliteStore)
    event.listen(store._writer._engine, "connect", lambda driver, _: driver.execute("pragma max_page_count=16"))
    await store.start()
    async with busy_writer(store):
        calls = store.run(create_order, 2), store.run(queue_notice, "x" * 100_000), store.run(create_order, 3)
        tasks = [asyncio.ensure_future(call) for call in calls]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [int, exc.OperationalError, int]
    assert await store.run(count, orders) == 2
    await store.close()


async def test_writer_opens_a_new_connection_after_losing_its_own(store: ShopStore) -> None:
    def break_connection(unit: ShopUnit) -> None:
        create_order(unit, 1)
        driver = unit.transaction._connection.connection.dbapi_connection
        assert driver is not None
        driver.close()

    with pytest.raises(exc.ProgrammingError):
        await store.run(break_connection)
    assert await store.run(create_order, 2)
    assert await store.run(count, orders) == 1


async def test_commit_listener_that_fails_does_not_harm_the_writer(store: ShopStore) -> None:
    errors: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context["exception"]))

    def fail() -> None:
        raise LookupError

    store.add_commit_listener(fail)
    order_id = await store.run(create_order, 1)
    assert await store.run(confirm, order_id) == 2
    assert await store.run(confirm, order_id) == 3
    await store.run(count, orders)
    assert [type(error) for error in errors] == [LookupError, LookupError]


async def test_outside_writer_makes_the_waiting_calls_fail_clearly_and_then_recover(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite_store.BUSY_TIMEOUT_MS", 50)
    store = open_store(database_url, ShopUnit)
    await store.start()
    with closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        results = await asyncio.gather(*(store.run(create_order, i) for i in range(5)), return_exceptions=True)
        assert {type(result) for result in results} == {DatabaseUnavailable}
        assert "database is locked" in str(results[0])
    assert await store.run(create_order, 1)
    await store.close()


async def test_reader_holds_no_page_of_the_log_once_it_is_left(store: ShopStore, tmp_path: Path) -> None:
    def checkpoint() -> int:
        with closing(sqlite3.connect(tmp_path / "shop.db", timeout=0)) as other:
            busy: int = other.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
            return busy

    async with store.reader() as reader:
        await reader.execute(select(orders))
        await store.run(create_order, 1)
        assert checkpoint() == 1
    assert checkpoint() == 0


async def test_reader_abandoned_by_a_cancelled_task_is_given_back(store: ShopStore) -> None:
    async def read_for_ever() -> None:
        async with store.reader() as reader:
            await reader.execute(select(orders))
            await asyncio.Event().wait()

    for _ in range(6):
        task = asyncio.create_task(read_for_ever())
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with store.reader() as reader:
        assert (await reader.execute(select(orders))).all() == []


async def test_close_waits_for_open_readers(store: ShopStore) -> None:
    assert isinstance(store, SqliteStore)
    async with store.reader() as reader:
        closing_down = asyncio.create_task(store.close())
        await asyncio.to_thread(store._writer._thread.join)
        assert (await reader.execute(select(orders))).all() == []
        assert not closing_down.done()
    await closing_down


async def refusal(path: Path) -> str:
    """Why the store does not start."""
    store = open_store(f"sqlite:///{path}", ShopUnit)
    with pytest.raises(DatabaseUnavailable) as caught:
        await store.start()
    await store.close()
    message = str(caught.value)
    assert re.fullmatch(r"[^\n]{10,300}", message)
    assert str(path) in message
    return message


async def test_folder_as_database_is_explained(tmp_path: Path) -> None:
    assert "is a folder" in await refusal(tmp_path)


async def test_missing_folder_is_explained(tmp_path: Path) -> None:
    assert "unable to open" in await refusal(tmp_path / "nowhere" / "shop.db")


async def test_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_text("just a letter to the shop, " * 100)
    assert "not a database" in await refusal(tmp_path / "shop.db")


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Root may read everything, so the test has to be someone else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(("mode", "reason"), [(0o000, "unable to open"), (0o444, "readonly")])
async def test_file_without_rights_is_explained(mode: int, reason: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        path = Path(folder) / "shop.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("create table t (a)")
        path.chmod(mode)
        with as_ordinary_user():
            assert reason in await refusal(path)


async def test_second_store_on_the_same_file_is_refused_until_the_first_closes(
    store: ShopStore, tmp_path: Path
) -> None:
    path = tmp_path / "shop.db"
    assert "in use by another" in await refusal(path)
    (tmp_path / "alias.db").symlink_to(path)
    assert "in use by another" in await refusal(tmp_path / "alias.db")
    await store.close()
    again = open_store(f"sqlite:///{path}", ShopUnit)
    await again.start()
    await again.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_database_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        open_store(url, ShopUnit)


async def test_path_may_hold_signs_that_mean_something_in_a_url(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "주문 #1%20.db", ShopUnit)
    await store.start()
    await store.run(sql("create table t (a)"))
    async with store.reader() as reader:
        assert (await reader.execute(text("select * from t"))).all() == []
    await store.close()


async def test_kill_loses_no_acknowledged_order_and_doubles_none(database_url: str) -> None:
    acknowledged: list[int] = []
    for first in (0, 1_000_000, 2_000_000):
        command = [sys.executable, "-m", "tests.storage.acknowledging_writer", database_url, str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
            assert process.stdout is not None
            head = list(itertools.islice(process.stdout, 100))
            second = open_store(database_url, ShopUnit)
            with pytest.raises(DatabaseUnavailable):
                await second.start()
            process.kill()
            tail = [line for line in process.stdout if line.endswith("\n")]
        assert len(head) == 100
        acknowledged += map(int, head + tail)

    store = open_store(database_url, ShopUnit)
    await store.start()
    customers = await store.run(lambda unit: unit.execute(select(orders.c.customer)).scalars().all())
    assert set(Counter(customers).values()) == {1}
    assert set(acknowledged) <= set(customers)
    assert await store.run(count, lines) == 2 * len(customers)
    assert await store.run(count, inbox) == 0
    await store.close()
