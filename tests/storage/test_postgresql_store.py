"""What only a store on PostgreSQL can get wrong: lost connections, collisions, and what it tells the operator."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, insert, make_url, select, text, update

from domain.delivery import Chat, ChatProfile
from storage.column_types import to_json
from storage.database import open_store as open_shop
from storage.engine import Store, open_store
from storage.schema import migrate
from storage.transaction import DatabaseUnavailable, OutcomeUnknown
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import Databases, FreshDatabase, Server, empty, in_thread, look_at
from tests.storage.contract_model import (
    ShopUnit,
    confirm,
    count,
    create_order,
    history,
    make_tables,
    orders,
    outbox,
    sql,
)
from tests.storage.test_column_types import REFUSED, ROUND_TRIPS, metadata, samples

ShopStore = Store[ShopUnit]

LIMITS = ("idle_in_transaction_session_timeout", "transaction_timeout")
LEAVE = text("SELECT pg_terminate_backend(pg_backend_pid())")
DIE_AT_COMMIT = (
    "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON inbox DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION die()",
)


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    return fresh_database("postgresql", make_tables)


async def test_connection_lost_before_the_commit_is_made_good_by_running_again(store: ShopStore) -> None:
    runs: list[int] = []

    def lose_it_at_first(unit: ShopUnit) -> int:
        order_id = create_order(unit, 1)
        runs.append(order_id)
        if len(runs) < 3:
            unit.execute(LEAVE)
        return order_id

    assert await store.run(lose_it_at_first) == runs[-1]
    assert len(runs) == 3
    assert await store.run(count, orders) == 1


async def test_a_frozen_call_holds_its_locks_for_seconds_only_and_runs_again_when_it_goes_on(store: ShopStore) -> None:
    """The server ends a transaction in which nothing happens; here it does not wait for long."""
    order_id = await store.run(create_order, 1)
    runs: list[list[str]] = []

    def freeze_at_first(unit: ShopUnit) -> int:
        runs.append([unit.execute(text(f"SHOW {name}")).scalar_one() for name in LIMITS])
        version = confirm(unit, order_id)
        if len(runs) == 1:
            unit.execute(text("SET idle_in_transaction_session_timeout = '50ms'"))
            time.sleep(0.5)
        unit.execute(select(orders)).all()
        return version

    assert await store.run(freeze_at_first) == 2
    assert runs == [["10s", "15s"]] * 2


async def test_connections_that_died_while_nobody_looked_are_replaced(store: ShopStore, database_url: str) -> None:
    await asyncio.gather(*(store.run(create_order, n) for n in range(8)))
    async with store.reader() as reader:
        await reader.execute(select(orders))
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    await asyncio.to_thread(look_at, database_url, lambda c: c.execute(text(others + "pg_backend_pid()")).all())
    await asyncio.gather(*(store.run(create_order, n) for n in range(8)))
    async with store.reader() as reader:
        assert len((await reader.execute(select(orders))).all()) == 16


async def test_connection_lost_during_the_commit_is_told_as_unknown(store: ShopStore, database_url: str) -> None:
    def set_trap(connection: Connection) -> None:
        for statement in DIE_AT_COMMIT:
            connection.execute(text(statement))

    def die_at_commit(unit: ShopUnit) -> None:
        runs.append(1)
        unit.execute(text("INSERT INTO inbox VALUES ('update-1', now())"))

    runs: list[int] = []
    await asyncio.to_thread(look_at, database_url, set_trap)
    with pytest.raises(OutcomeUnknown):
        await store.run(die_at_commit)
    assert runs == [1], "only the caller can tell whether to run it again"
    assert await store.run(create_order, 1)


async def test_database_that_is_away_is_told_at_once_and_is_used_again_when_it_is_back(
    store: ShopStore, database_url: str, databases: Databases
) -> None:
    name = make_url(database_url).database
    databases.server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    databases.server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    calls = (store.run(create_order, n) for n in range(20))
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(result) for result in results} == {DatabaseUnavailable}
    with pytest.raises(DatabaseUnavailable):
        await store.read(count, orders)
    databases.server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert await store.run(create_order, 1)
    assert await store.read(count, orders) == 1


async def test_all_who_want_the_same_row_get_their_turn(store: ShopStore) -> None:
    """Each of them changes one hot row: 32 tasks, five times over."""
    order_id = await store.run(create_order, 1)
    attempts: list[int] = []

    def change(unit: ShopUnit) -> int:
        attempts.append(1)
        return confirm(unit, order_id)

    async def one_after_the_other() -> list[int]:
        return [await store.run(change) for _ in range(5)]

    versions = await asyncio.gather(*(one_after_the_other() for _ in range(32)))
    assert sorted(version for several in versions for version in several) == list(range(2, 162))
    assert await store.run(count, history) == await store.run(count, outbox) == 160
    assert len(attempts) <= 4 * 160


async def test_deadlocked_calls_both_succeed(store: ShopStore) -> None:
    ids = [await store.run(create_order, n) for n in range(2)]

    def touch(unit: ShopUnit, order_ids: list[int]) -> None:
        for order_id in order_ids:
            unit.execute(update(orders).where(orders.c.id == order_id).values(version=orders.c.version + 1))

    await asyncio.gather(*(store.run(touch, ids if n % 2 else ids[::-1]) for n in range(16)))
    versions = await store.run(lambda unit: unit.execute(select(orders.c.version)).scalars().all())
    assert versions == [17, 17]


async def test_who_puts_a_row_that_another_has_just_put_takes_its_place(fresh_database: FreshDatabase) -> None:
    url, chat = fresh_database("postgresql"), Chat(1, 2)
    another = text(
        "INSERT INTO chat_profile (bot_id, chat_id, name, language, is_reachable) VALUES (1, 2, '', '', true)"
    )
    met: list[ChatProfile | None] = []

    def remember(unit: SqlUnitOfWork) -> None:
        met.append(unit.chats.profile(chat))
        if len(met) == 1:
            in_thread(partial(look_at, url), lambda connection: connection.execute(another))
        unit.chats.save_profile(ChatProfile(chat, "홍길동", "ko"))

    store = open_shop(url)
    await store.start()
    await store.run(remember)
    assert [profile is None for profile in met] == [True, False]
    assert await store.read(lambda unit: unit.chats.profile(chat)) == ChatProfile(chat, "홍길동", "ko")
    await store.close()


async def test_migration_under_a_running_store_does_not_stop_it(store: ShopStore, database_url: str) -> None:
    await store.run(create_order, 1)
    await store.run(lambda unit: unit.execute(select(orders)).all())
    await asyncio.to_thread(look_at, database_url, lambda c: c.execute(text("ALTER TABLE orders ADD COLUMN b int")))
    await store.run(sql("SELECT 1"))
    assert len(await store.run(lambda unit: unit.execute(text("SELECT * FROM orders")).all())) == 1
    assert await store.run(create_order, 2)


def make_samples(url: str) -> None:
    look_at(url, metadata.create_all)


@pytest.fixture
async def kept(fresh_database: FreshDatabase) -> Any:
    opened = open_store(fresh_database("postgresql", make_samples), ShopUnit)
    await opened.start()

    def keep(unit: ShopUnit, column: str, value: Any) -> Any:
        row_id = unit.execute(insert(samples).returning(samples.c.id), {column: value}).scalar_one()
        return unit.execute(select(samples.c[column]).where(samples.c.id == row_id)).scalar_one()

    async def run(column: str, value: Any) -> Any:
        return await opened.run(keep, column, value)

    yield run
    await opened.close()


async def test_values_come_back_as_they_were(kept: Any) -> None:
    for column, value, expected in ROUND_TRIPS:
        back = await kept(column, value)
        assert (back, type(back)) == (expected, type(expected))
    in_order = {"b": 1, "a": 2, "가": 3}
    assert to_json(await kept("doc", in_order)) == to_json(in_order)


async def test_values_of_the_wrong_kind_are_refused(kept: Any) -> None:
    for column, value, error in REFUSED:
        with pytest.raises(error):
            await kept(column, value)


# What the operator reads


@pytest.fixture
def server(databases: Databases) -> Iterator[Server]:
    """With a role that needs a password and one that may do nothing."""
    server = databases.server
    server.run("CREATE ROLE locked LOGIN PASSWORD 'right'", "CREATE ROLE guest LOGIN")
    rules = server.folder / "pg_hba.conf"
    before = rules.read_text()
    rules.write_text("local all locked scram-sha-256\n" + before)
    server.run("SELECT pg_reload_conf()")
    yield server
    rules.write_text(before)
    server.run("SELECT pg_reload_conf()", "DROP ROLE locked", "DROP ROLE guest")


TROUBLES = {
    "password": ("locked:canary@", "{name}", "refuses the password of the user locked$"),
    "database": ("guest:canary@", "nowhere", "has no database nowhere; make it with: createdb nowhere$"),
    "permission": ("guest:canary@", "{name}", r"the user guest may not work in the database db\d+; let it own"),
}


@pytest.mark.parametrize("kind", TROUBLES)
def test_database_that_cannot_be_used_is_explained_in_one_sentence(
    server: Server, fresh_database: FreshDatabase, kind: str
) -> None:
    user, database, expected = TROUBLES[kind]
    name = make_url(fresh_database("postgresql", empty)).database
    url = f"postgresql://{user}/{database.format(name=name)}?host={server.folder}"
    with pytest.raises(DatabaseUnavailable, match=expected) as caught:
        migrate(url)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("127.0.0.1:9", "no PostgreSQL server answers at 127.0.0.1:9; start it or correct its address"),
        ("nowhere.invalid", "no computer is called nowhere.invalid; correct the address of the PostgreSQL server"),
    ],
)
async def test_server_out_of_reach_is_named_without_the_password(place: str, expected: str) -> None:
    url = f"postgresql://shop:canary@{place}/shop"
    with pytest.raises(DatabaseUnavailable) as caught:
        await open_store(url, ShopUnit).start()
    assert str(caught.value) == expected
    with pytest.raises(DatabaseUnavailable) as caught:
        await asyncio.to_thread(in_thread, migrate, url)
    assert str(caught.value) == expected
