"""The same tap as most bots write it: async ORM on aiosqlite, every call to Telegram awaited in the handler.

It does less than ours: no durable inbox, no authorisation, no outbox that survives a kill.
"""

from __future__ import annotations

from datetime import UTC, datetime

from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from sqlalchemy import BigInteger, Connection, ForeignKey, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload


class Model(DeclarativeBase):
    """The reference's own tables."""


class OrmOrder(Model):
    __tablename__ = "orm_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    customer_id: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str]
    version: Mapped[int] = mapped_column()
    recipient: Mapped[str]
    address: Mapped[str]
    lines: Mapped[list[OrmLine]] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class OrmLine(Model):
    __tablename__ = "orm_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orm_order.id"), index=True)
    name: Mapped[str]
    price: Mapped[int]
    quantity: Mapped[int]


class OrmEntry(Model):
    __tablename__ = "orm_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orm_order.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]


class OrmNotice(Model):
    __tablename__ = "orm_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str]


class OrmDesk:
    """Confirms orders; the database is a SQLite file of its own."""

    def __init__(self, database: str) -> None:
        url = database.replace("sqlite://", "sqlite+aiosqlite://")
        self._engine = create_async_engine(url, pool_timeout=300, connect_args={"timeout": 300})
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

        @event.listens_for(self._engine.sync_engine, "connect")
        def prepare(driver: DBAPIConnection, _: object) -> None:
            driver.isolation_level = None
            cursor = driver.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.close()

        @event.listens_for(self._engine.sync_engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # or half of the taps would find the database locked

    async def open(self) -> None:
        """Makes the tables where there are none."""
        async with self._engine.begin() as connection:
            await connection.run_sync(Model.metadata.create_all)

    async def fill(self, orders: int) -> None:
        """So many orders, numbered from 1, that wait to be confirmed."""
        await self.open()
        async with self._sessions.begin() as session:
            session.add_all(_an_order(number) for number in range(1, orders + 1))
        await self._engine.dispose()

    async def confirm(self, query: CallbackQuery) -> None:
        order_id = int((query.data or "").split(":")[2])
        async with self._sessions.begin() as session:
            order = await session.get_one(OrmOrder, order_id, options=[selectinload(OrmOrder.lines)])
            if order.status != "placed":
                await query.answer("이미 변경된 주문이에요.", show_alert=True)
                return
            order.status = "confirmed"
            session.add(OrmEntry(order_id=order.id, at=datetime.now(UTC).replace(tzinfo=None), kind="confirmed"))
            session.add(
                OrmNotice(key=f"{order.id}:confirmed", chat_id=order.customer_id, text="주문이 확인되었습니다.")
            )
        await query.answer("주문확인으로 변경했어요")
        if isinstance(query.message, Message):
            await query.message.edit_text(_card(order), parse_mode="HTML", reply_markup=_keys(order))
        if query.bot:
            await query.bot.send_message(order.customer_id, "주문이 확인되었습니다. 상품을 준비하겠습니다.")


def _an_order(number: int) -> OrmOrder:
    line = OrmLine(name="사이다 100g", price=3000, quantity=1)
    return OrmOrder(
        id=number,
        number=3_000_000 + number,
        customer_id=555_000 + number,
        status="placed",
        recipient="홍길동 · 010-****-1234",
        address="경기 부천시 조마루로 385번길 …",
        lines=[line],
    )


def _card(order: OrmOrder) -> str:
    total = sum(line.price * line.quantity for line in order.lines)
    goods = f"[상품 {len(order.lines)} 개] {total:,}원"
    return f"📦 주문확인 · 주문번호 : {order.number}\n\n{goods}\n{order.recipient}\n{order.address}"


def _keys(order: OrmOrder) -> InlineKeyboardMarkup:
    labels = [["📄 주문상세", "주문완료"], ["💬 메시지 전송"], ["주문취소"]]
    rows = [
        [InlineKeyboardButton(text=label, callback_data=f"s:x:{order.id}:{order.version}:{label[:2]}") for label in row]
        for row in labels
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)
