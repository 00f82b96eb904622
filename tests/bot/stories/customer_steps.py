"""What several of the customers' stories do: come to a shop, fill a basket, look into the database."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.clock import utc_now
from bot.links import CUSTOMERS, token_hash
from domain.money import Money
from domain.shop import Shop
from domain.use_cases.create_shop import NewProduct, create_shop
from tests.databases import rows
from tests.desk import USERNAME, Desk
from tests.people import Message, Person


async def opens_shop(
    desk: Desk, name: str, products: Sequence[NewProduct], *, invite: str = "", bot_id: int = 0
) -> Shop:
    """A further shop, of the same bot unless told otherwise; nobody works there yet."""
    shop = replace(desk.shop, bot_id=bot_id or desk.app.bot.id, name=name, customer_token=secrets.token_urlsafe(18))
    return await desk.app.store.run(create_shop, shop, products, token_hash(invite or name), utc_now())


async def comes(desk: Desk, name: str = "이영수", *, shop: Shop | None = None, **fields: Any) -> Person:
    """Somebody new follows the shop's link and stands before the consent."""
    person = await desk.phones.person(USERNAME, name, **fields)
    await person.starts(CUSTOMERS + (shop or desk.shop).customer_token)
    return person


async def enters(desk: Desk, person: Person, shop: Shop | None = None) -> Message:
    """The person follows the shop's link again; the list of products."""
    await person.starts(CUSTOMERS + (shop or desk.shop).customer_token)
    await desk.settled()
    return await person.last()


async def reaches_summary(desk: Desk, person: Person, product: str = "사이다 100g") -> Message:
    """One product, pick-up, cash: the summary waits for [주문하기]."""
    await enters(desk, person)
    await person.taps(product)
    await person.taps("주문하기 ·")
    await person.taps("픽업")
    await person.sees("이름을 적어 주세요")
    await person.says("이영수")
    await person.sees("연락처를 적어 주세요")
    await person.says("010-2222-3333")
    await person.sees("어떻게 결제하시겠어요")
    await person.taps("만나서 / 현금")
    await person.taps("전화 주세요")
    return await person.sees("주문 내용을 확인해 주세요")


async def presses(person: Person, sign: str, product: str) -> None:
    """− or ＋ in the row below the product's own key, in the newest list."""
    shelf = await person.sees_button(product)
    below = next(i for i, row in enumerate(shelf.rows) if product in row[0]) + 1
    place = sum(len(row) for row in shelf.rows[:below]) + shelf.rows[below].index(sign)
    await person.taps_data(shelf.buttons[place]["value"], shelf.message_id)


def sql(desk: Desk, statement: str, *values: object) -> list[Any]:
    """Looks into the desk's database, or changes it, behind the desk's back."""
    return rows(desk.app.settings.database.url, statement, *values)


def goods(*prices: int) -> list[NewProduct]:
    """상품 1, 상품 2 … at these prices."""
    return [NewProduct(f"상품 {n}", Money(price)) for n, price in enumerate(prices, 1)]


async def reads_english(person: Person, *shops_own_words: str) -> None:
    """All that the bot says and labels is English, but for what the shop calls its things."""
    for message in await person.bot_messages():
        said = "\n".join([message.text, *message.labels])
        for words in shops_own_words:
            said = said.replace(words, "")
        assert not any("가" <= sign <= "힣" for sign in said), said


async def orders_a_cider(person: Person) -> int:
    """Consents and orders one cider, step by step, on a phone that speaks English; the number of the order."""
    assert (await person.taps("Agree & start")).text == "Thank you for agreeing"
    await person.taps("사이다 100g")
    await person.taps("Order · ₩3,000")
    await person.taps("Delivery")
    await person.taps("Ann Lee")
    await person.sees("Type a phone number.")
    await person.says("call me")
    await person.sees("“call me”")
    await person.says("010-1234-1234")
    await person.sees("Type the address.")
    await person.says("Seoul, Sejong-daero 1")
    await person.taps("Pay on delivery / card")
    await person.taps("Something similar")
    await person.sees("Please check your order.")
    assert (await person.taps("Order for ₩6,000")).text == "Ordered"
    card = await person.sees("📥 Received · Order no. ")
    return int(card.text.partition("Order no. ")[2].split()[0])
