"""What only the SQL storage can get wrong: races, wake-ups, plans of queries, and reading beside the writer."""

import asyncio
import threading
from typing import Any

import pytest
from sqlalchemy import Connection, exc, insert, select, update

from domain.concerns import Concern
from domain.delivery import Chat, StoredUpdate
from domain.errors import OrderChangedMeanwhile
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.order_ports import PageRequest
from domain.people import Role
from domain.ports import UnitOfWork
from domain.sheet import OrderLine
from domain.timeline import EntryKind
from domain.use_cases.confirm_order import confirm_order
from storage import tables
from storage.prepared import Prepared, Row
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import FreshDatabase
from tests.factories import BOT, CUSTOMER, NOW, an_order, caller, later, open_shop, store_order
from tests.storage.ports.conftest import SqlDesk, opened
from tests.storage.ports.test_unit_of_work_contract import in_hand


@pytest.fixture
async def order_id(sql_desk: SqlDesk) -> int:
    await sql_desk.run(open_shop)
    return await sql_desk.run(store_order, an_order())


def execute(uow: SqlUnitOfWork, statement: Any) -> Any:
    return uow._transaction.execute(statement).all()


async def test_of_two_who_confirm_at_once_one_wins_and_the_customer_is_told_once(
    sql_desk: SqlDesk, order_id: int
) -> None:
    calls = [
        sql_desk.run(confirm_order, order_id, 1, caller(role), later(minutes=1)) for role in (Role.STAFF, Role.OWNER)
    ]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(result) for result in results} == {Order, OrderChangedMeanwhile}
    kinds = [entry.kind for entry in await sql_desk.read(lambda uow: uow.orders.timeline(order_id, 9))]
    assert kinds == [EntryKind.PLACED, EntryKind.CONFIRMED, EntryKind.PAYMENT_REQUESTED]
    o = tables.outbox_intent.c
    notices = await sql_desk.read(
        execute, select(o.dedupe_key).where(o.chat_id == CUSTOMER, o.kind == "notice", o.order_id == order_id)
    )
    assert [row.dedupe_key for row in notices] == [f"order:{order_id}:v2:customer:{CUSTOMER}:confirmed"]


async def test_row_that_moved_on_between_reading_and_writing_is_not_overwritten(
    sql_desk: SqlDesk, order_id: int
) -> None:
    def confirm_too_late(uow: SqlUnitOfWork) -> None:
        confirm_order(uow, order_id, 1, caller(), NOW)
        uow._transaction.execute(update(tables.shop_order).values(version=2, note="다른 사람"))

    with pytest.raises(OrderChangedMeanwhile):
        await sql_desk.run(confirm_too_late)
    order = await sql_desk.read(lambda uow: uow.orders.get(order_id))
    assert (order.version, order.status, order.note) == (1, OrderStatus.PLACED, "")


async def test_lines_and_booked_money_cannot_be_rewritten_along_with_an_event(sql_desk: SqlDesk, order_id: int) -> None:
    def swap_goods(uow: SqlUnitOfWork) -> None:
        order = confirm_order(uow, order_id, 1, caller(), NOW)
        order.lines = (OrderLine("금괴", Money(1), 1),)

    with pytest.raises(RuntimeError, match="never rewritten"):
        await sql_desk.run(swap_goods)


async def test_reading_sees_one_snapshot_and_cannot_write(sql_desk: SqlDesk, order_id: int) -> None:
    def write(uow: UnitOfWork) -> None:
        uow.chats.save_file_id(1, "sha", "file")

    with pytest.raises(exc.DBAPIError, match=r"read-?only"):
        await sql_desk.read(write)
    assert await sql_desk.read(lambda uow: uow.chats.file_id(1, "sha")) is None


async def test_reading_never_writes_what_a_question_changed(sql_desk: SqlDesk, order_id: int) -> None:
    await sql_desk.read(lambda uow: confirm_order(uow, order_id, 1, caller(), NOW).status)
    assert (await sql_desk.read(lambda uow: uow.orders.get(order_id))).status is OrderStatus.PLACED


async def test_update_whose_effects_could_not_be_committed_is_not_done(sqlite_desk: SqlDesk) -> None:
    def break_at_commit(uow: SqlUnitOfWork) -> None:
        uow._transaction._connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        line = {"position": 0, "name": "", "unit_price": 1, "quantity": 1, "code": ""}
        uow._transaction.execute(insert(tables.order_line), line | {"order_id": 4711})

    await sqlite_desk.run(open_shop)
    order_id = await sqlite_desk.run(store_order, an_order())
    await sqlite_desk.run(lambda uow: uow.inbox.add([StoredUpdate(BOT, 1, 101, "{}")], NOW))
    with in_hand() as update:
        with pytest.raises(exc.IntegrityError):
            await sqlite_desk.run(break_at_commit)
        assert not update.is_done
        await sqlite_desk.run(confirm_order, order_id, 1, caller(), NOW)
        assert update.is_done
        with pytest.raises(exc.IntegrityError):
            await sqlite_desk.run(break_at_commit)
        assert update.is_done, "it was done before"


async def test_call_that_writes_nothing_when_it_runs_again_does_not_leave_its_update_done(
    sqlite_desk: SqlDesk,
) -> None:
    """The first run's transaction was spoilt by another call of its batch."""
    begun, go_on = threading.Event(), threading.Event()
    runs: list[int] = []

    def wait(uow: SqlUnitOfWork) -> None:
        begun.set()
        assert go_on.wait(20)

    def write_at_first(uow: SqlUnitOfWork) -> None:
        runs.append(1)
        if len(runs) == 1:
            uow.chats.save_file_id(BOT, "sha", "file")

    def spoil(uow: SqlUnitOfWork) -> None:
        uow._transaction._connection.exec_driver_sql("ROLLBACK")

    waiting = asyncio.create_task(sqlite_desk.run(wait))
    await asyncio.to_thread(begun.wait, 20)
    with in_hand() as update:
        ours = asyncio.create_task(sqlite_desk.run(write_at_first))
        spoiling = asyncio.create_task(sqlite_desk.run(spoil))
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(waiting, ours, spoiling, return_exceptions=True)
    assert len(runs) == 2
    assert not update.is_done


def explain(connection: Connection, statement: str, parameters: Any) -> str:
    """The database's plan, one step a line."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return "\n".join(row[3] for row in rows)
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # which it would prefer for an empty table
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars())


async def plans_of(desk: SqlDesk, question: Any) -> list[tuple[str, str]]:
    """Every statement that the question runs, with the database's plan for it."""
    ran: list[tuple[str, Any]] = []
    bound = Prepared.bound

    def noted(statement: Prepared, given: Row) -> tuple[str, tuple[Any, ...]]:
        ran.append(bound(statement, given))
        return ran[-1]

    def ask(uow: SqlUnitOfWork) -> list[tuple[str, str]]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Prepared, "bound", noted)
            question(uow)
        connection = uow._transaction._connection
        return [(statement, explain(connection, statement, parameters)) for statement, parameters in ran]

    return await desk.run(ask)


QUESTIONS: list[tuple[str, Any, list[str]]] = [
    ("a tab", lambda uow: uow.orders.page(1, [OrderStatus.PLACED], PageRequest(5)), ["ix_shop_order_status_page"]),
    (
        "the next page of a tab",
        lambda uow: uow.orders.page(1, [OrderStatus.PLACED], PageRequest(5, 1)),
        ["ix_shop_order_status_page"],
    ),
    ("all orders", lambda uow: uow.orders.page(1, list(OrderStatus), PageRequest(5, 1)), ["ix_shop_order_page"]),
    ("a phone", lambda uow: uow.orders.search(1, "1234", 100), ["ix_shop_order_phone", "ix_shop_order_name"]),
    ("a number", lambda uow: uow.orders.id_of_number(1, 3309803), ["shop_order_1"]),
    ("own orders", lambda uow: uow.orders.of_customer(1, CUSTOMER, 10), ["ix_shop_order_customer"]),
    *(
        (
            f"a list of {concern}",
            lambda uow, concern=concern: uow.orders.page(1, concern, PageRequest(5, 1)),
            [f"ix_shop_order_{concern}"],
        )
        for concern in Concern
    ),
    ("counts", lambda uow: uow.orders.counts(1, NOW.date()), ["status_count", "day_count", "concern_count"]),
    ("a timeline", lambda uow: uow.orders.timeline(1, 10), ["ix_timeline_entry_order"]),
    ("what is due", lambda uow: uow.reminders.due(NOW, 50), ["ix_due_reminder_due"]),
    (
        "a claim",
        lambda uow: uow.outbox.claim([1, 2], 10, NOW, NOW, "t"),
        ["ix_outbox_intent_queue", "ix_outbox_intent_unfinished"],
    ),
    ("the next due time", lambda uow: uow.outbox.next_due([1, 2], NOW), ["ix_outbox_intent_"]),
    ("dead intents", lambda uow: uow.outbox.dead(NOW), ["ix_outbox_intent_dead"]),
    ("the inbox", lambda uow: uow.inbox.pending([1, 2], 10), ["ix_inbox_update_pending"]),
    ("a card of a message", lambda uow: uow.chats.card_of_message(Chat(1, 1), 7), ["ix_shown_card_message"]),
]


@pytest.mark.parametrize(("question", "indexes"), [q[1:] for q in QUESTIONS], ids=[q[0] for q in QUESTIONS])
async def test_no_question_walks_through_history(sqlite_desk: SqlDesk, question: Any, indexes: list[str]) -> None:
    plans = await plans_of(sqlite_desk, question)
    told = "\n".join(f"{statement}\n{plan}" for statement, plan in plans)
    for index in indexes:
        assert index in told, told
    for _, plan in plans:
        for step in plan.splitlines():
            assert not step.startswith("SCAN") or "ix_" in step or step.startswith("SCAN CONSTANT"), told


@pytest.mark.parametrize("question", [q[1] for q in QUESTIONS], ids=[q[0] for q in QUESTIONS])
async def test_postgresql_has_an_index_for_every_question(fresh_database: FreshDatabase, question: Any) -> None:
    async with opened(fresh_database("postgresql")) as desk:
        plans = await plans_of(desk, question)
    told = "\n".join(f"{statement}\n{plan}" for statement, plan in plans)
    assert "Scan" in told
    assert "Seq Scan" not in told, told
