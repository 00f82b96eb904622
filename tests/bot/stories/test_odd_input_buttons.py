"""Forged and broken buttons: unknown and foreign orders get the same answer, and nothing changes (D14)."""

import random

import pytest

from bot.callbacks import (
    Buy,
    BuyStep,
    Consent,
    Home,
    OpenOrder,
    OrderList,
    OwnOrder,
    OwnOrders,
    OwnStep,
    Search,
    ShopOrder,
    ShopStep,
    Tab,
    Visit,
)
from tests.bot.stories.customer_steps import comes, goods, opens_shop, sql
from tests.desk import Desk
from tests.people import Person

UNKNOWN = 987_654


def _state(desk: Desk) -> list[tuple[object, ...]]:
    return sql(desk, "select id, status, version, changed_at from shop_order") + sql(
        desk, "select id, kind from timeline_entry"
    )


async def _other_customer(desk: Desk) -> tuple[Person, int]:
    """Somebody else of the same shop, with a keyboard to forge taps on."""
    other = await comes(desk)
    await other.taps("동의하고 시작")
    shelf = await other.sees("상품을 골라 주세요.")
    await desk.settled()
    return other, shelf.message_id


@pytest.mark.parametrize("step", list(OwnStep))
async def test_somebody_elses_order_answers_like_one_that_never_was(desk: Desk, step: OwnStep) -> None:
    await desk.places()
    [(order_id,)] = sql(desk, "select id from shop_order")
    other, message_id = await _other_customer(desk)
    before = _state(desk)
    answers = [
        await other.taps_data(OwnOrder(step=step, order=n, version=1, arg="0").pack(), message_id)
        for n in (order_id, UNKNOWN)
    ]
    assert {(answer.text, answer.show_alert) for answer in answers} == {
        ("주문을 찾을 수 없어요. 목록을 다시 열어 확인해 주세요.", True)
    }
    await desk.settled()
    assert _state(desk) == before
    assert "상품을 골라 주세요." in (await other.last()).text


@pytest.mark.parametrize("step", list(ShopStep))
async def test_a_customer_cannot_press_the_shops_buttons_on_the_own_order(desk: Desk, step: ShopStep) -> None:
    await desk.places()
    [(order_id,)] = sql(desk, "select id from shop_order")
    card = await desk.customer.sees("주문접수 · 주문번호")
    await desk.settled()
    before = _state(desk)
    answers = [
        await desk.customer.taps_data(ShopOrder(step=step, order=n, version=1, arg="0").pack(), card.message_id)
        for n in (order_id, UNKNOWN)
    ]
    assert {answer.text for answer in answers} == {"주문을 찾을 수 없어요. 목록을 다시 열어 확인해 주세요."}
    await desk.settled()
    assert _state(desk) == before
    assert (await desk.customer.last()).text == card.text


async def test_doors_to_other_peoples_orders_and_shops_stay_shut(desk: Desk) -> None:
    await desk.places()
    [(order_id,)] = sql(desk, "select id from shop_order")
    hidden = await opens_shop(desk, "숨은 가게", goods(100))
    other, message_id = await _other_customer(desk)
    for foreign, unknown in (
        (OwnOrders(order=order_id), OwnOrders(order=UNKNOWN)),
        (OpenOrder(order=order_id), OpenOrder(order=UNKNOWN)),
        (Home(shop=desk.shop.id), Home(shop=UNKNOWN)),
        (OrderList(shop=desk.shop.id, tab=Tab.ALL), OrderList(shop=UNKNOWN, tab=Tab.ALL)),
        (Visit(shop=hidden.id), Visit(shop=UNKNOWN)),
        (Consent(shop=hidden.id, agree=True), Consent(shop=UNKNOWN, agree=True)),
        (Buy(step=BuyStep.ADD, shop=hidden.id, arg="4"), Buy(step=BuyStep.ADD, shop=UNKNOWN, arg="4")),
    ):
        first = await other.taps_data(foreign.pack(), message_id)
        second = await other.taps_data(unknown.pack(), message_id)
        assert (first.text, first.show_alert) == (second.text, second.show_alert), foreign
        await desk.settled()
        last = await other.last()
        assert last.message_id == message_id or "찾을 수 없어요" in last.text, foreign
    await other.sees_no("숨은 가게")
    await other.sees_no("주문관리")
    assert sql(desk, "select count(*) from customer where shop_id = ?", hidden.id) == [(0,)]


async def test_a_search_by_somebody_who_works_nowhere_finds_nothing(desk: Desk) -> None:
    number = await desk.places()
    other, message_id = await _other_customer(desk)
    await other.taps_data(Search(shop=desk.shop.id).pack(), message_id)
    await other.says(str(number))
    await desk.settled()
    assert not any(str(number) in message.text for message in await other.bot_messages())


BROKEN = ("", "c", "c:::", "c:card:x:1:", "zz:1", "s:nothing:1:1:", "b:add:1", "c:card:" + "9" * 50 + ":1:", "v:1:2:3",
          "o:-1", "b:place:1:" + "9" * 40, "b:list:1:-5", "b:pay:1:barter", "t:1:x",
          "m:" + "9" * 19, "\x00\x01\n")  # fmt: skip


async def test_broken_buttons_are_answered_and_change_nothing(desk: Desk) -> None:
    await desk.places()
    card = await desk.customer.sees("주문접수 · 주문번호")
    await desk.settled()
    before = _state(desk)
    for data in BROKEN:
        assert (await desk.customer.taps_data(data, card.message_id)).answered, data
    await desk.settled()
    assert _state(desk) == before
    assert sql(desk, "select count(*) from inbox_update where attempts > 0") == [(0,)]


async def test_random_bytes_are_answered_and_change_nothing(desk: Desk) -> None:
    await desk.places()
    card = await desk.customer.sees("주문접수 · 주문번호")
    await desk.settled()
    before = _state(desk)
    dice = random.Random(20211)
    for _ in range(40):
        data = "".join(chr(dice.randrange(1, 128)) for _ in range(64))
        if dice.random() < 0.5:
            data = (dice.choice("schlomvkbtfwnx") + ":" + data)[:64]
        assert (await desk.customer.taps_data(data, card.message_id)).answered, data
    await desk.settled()
    assert _state(desk) == before
    assert sql(desk, "select count(*) from inbox_update where attempts > 0") == [(0,)]
