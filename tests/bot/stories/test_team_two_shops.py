"""One person in several shops, and several bots in one process: what belongs to whom stays told apart (D14)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.callbacks import Buy, BuyStep, OpenOrder, OwnOrder, OwnOrders, OwnStep, ShopOrder, ShopStep
from bot.links import CUSTOMERS
from domain.people import Role
from domain.shop import Shop
from tests.bot.stories.conftest import OpenDesk
from tests.bot.stories.customer_steps import sql
from tests.bot.stories.team_steps import (
    NO_ORDER,
    NO_SHOP,
    buys,
    goes,
    invites,
    navigator,
    newcomer,
    opens_home,
    second_shop,
)
from tests.desk import Desk, hire
from tests.people import Person

OTHER_TOKEN = "7000000002:the-other-shops-own-bot-token_no-secret"
OTHER_BOT = "other_bot"


# Two shops of one bot


async def test_who_works_in_two_shops_switches_between_them(desk: Desk) -> None:
    await second_shop(desk)
    home = await opens_home(desk.owner)
    assert "🏪 샵앤샵 · 주문관리" in home.text
    choice = await goes(desk.owner, "🏪 다른 가게")
    assert choice.labels == ["🏪 샵앤샵", "🏪 둘째 가게"]
    home = await goes(desk.owner, "🏪 둘째 가게")
    assert "🏪 둘째 가게 · 주문관리" in home.text
    assert "🏪 둘째 가게 · 주문관리" in (await opens_home(desk.owner)).text, "the chat stays at the shop it looked at"
    assert "🏪 다른 가게" not in (await opens_home(desk.staff)).labels, "who works in one shop has no choice"


async def test_every_card_list_and_notice_says_whose_it_is(desk: Desk) -> None:
    other = await second_shop(desk)
    customer = await newcomer(desk, "이영수")
    number, theirs = await desk.places(), await buys(desk, customer, other)
    assert "🏪 샵앤샵" in (await desk.card(desk.owner, number)).text
    card = await desk.card(desk.owner, theirs)
    assert "🏪 둘째 가게" in card.text
    assert "🏪" not in (await desk.card(desk.staff, number)).text
    await customer.says("언제 찾으러 갈까요?")
    assert "🏪 둘째 가게" in (await desk.owner.sees("언제 찾으러 갈까요?")).text
    await opens_home(desk.owner)
    assert "🏪 샵앤샵" in (await goes(desk.owner, "📋 전체")).text
    await goes(desk.owner, "🏠 홈", "🏪 다른 가게", "🏪 둘째 가게")
    listed = await goes(desk.owner, "📋 전체")
    assert "🏪 둘째 가게" in listed.text
    assert str(theirs) in listed.text
    assert str(number) not in listed.text
    opened = await goes(desk.owner, "1")
    assert "🏪 둘째 가게" in opened.text
    await goes(desk.owner, "🏠 홈", "🔎 주문 검색")
    await desk.owner.says("이영수")
    await desk.settled()
    assert "🏪 둘째 가게" in (await navigator(desk.owner)).text
    await desk.staff.sees_no(str(theirs))


async def test_a_typed_number_opens_the_order_of_either_shop(desk: Desk) -> None:
    other = await second_shop(desk)
    customer = await newcomer(desk, "이영수")
    theirs = await buys(desk, customer, other)
    for member, shown in ((desk.owner, "🏪 둘째 가게"), (desk.staff, "이해하지 못했어요.")):
        await member.says(str(theirs))
        await desk.settled()
        assert shown in (await member.last()).text


async def test_staff_of_one_shop_may_be_a_customer_of_the_other(desk: Desk) -> None:
    other = await second_shop(desk)
    theirs = await buys(desk, desk.staff, other)
    card = await desk.card(desk.staff, theirs)
    assert "주문취소" in card.labels
    assert "주문확인" not in card.labels, "a customer's card"
    own = OwnOrder.unpack(next(b["value"] for b in card.buttons if b["text"] == "주문취소"))
    forged = ShopOrder(step=ShopStep.CONFIRM, order=own.order, version=own.version)
    answer = await desk.staff.taps_data(forged.pack(), card.message_id)
    assert (answer.text, answer.show_alert) == (NO_ORDER, True)
    number = await desk.places()
    await desk.confirms(number)
    card = await desk.card(desk.owner, theirs)
    await desk.owner.taps("주문확인", message_id=card.message_id)
    await desk.owner.taps("주문확인", message_id=card.message_id)
    await desk.staff.sees("주문이 확인되었습니다. 상품을 준비하겠습니다.")
    assert "🏪 샵앤샵 · 주문관리" in (await opens_home(desk.staff)).text
    await desk.staff.says("/orders")
    listed = await desk.staff.sees("내 주문")
    assert str(theirs) in listed.text
    assert str(number) not in listed.text


# Two bots in one process


@dataclass(slots=True)
class TwoBots:
    """The desk's shop at its own bot, and another shop at another bot; `at_other` is the owner's second chat."""

    desk: Desk
    other: Shop
    at_other: Person
    customer: Person

    async def orders(self) -> int:
        """An order at the other shop."""
        return await buys(self.desk, self.customer, self.other)

    def order_id(self, number: int) -> int:
        [(order_id,)] = sql(self.desk, "select id from shop_order where number = ?", number)
        return int(order_id)


@pytest.fixture
async def two_bots(opens: OpenDesk) -> AsyncIterator[TwoBots]:
    async with opens(bots={OTHER_TOKEN: OTHER_BOT}) as desk:
        other = await second_shop(desk, bot_id=int(OTHER_TOKEN.partition(":")[0]))
        at_other = await desk.phones.person(OTHER_BOT, "박영희", id=desk.owner.id)
        await at_other.starts()
        await at_other.sees("🏪 둘째 가게 · 주문관리")
        yield TwoBots(desk, other, at_other, await newcomer(desk, "이영수", OTHER_BOT))
        assert await desk.phones.violations() == [], "a call broke the table of the Bot API"


async def test_every_chat_talks_with_its_own_shops_bot(two_bots: TwoBots) -> None:
    desk, at_other = two_bots.desk, two_bots.at_other
    number, theirs = await desk.places(), await two_bots.orders()
    card = await desk.card(at_other, theirs, "주문접수")
    assert "🏪" not in card.text, "at this bot the person works in one shop"
    await desk.confirms(theirs, by=at_other)
    await two_bots.customer.sees("주문이 확인되었습니다.")
    await desk.settled()
    await desk.owner.sees_no(str(theirs))
    await at_other.sees_no(str(number))
    assert "🏪 다른 가게" not in (await opens_home(desk.owner)).labels
    assert str(number) not in (await goes(at_other, "📋 전체")).text


async def test_no_forged_button_shows_an_order_through_the_other_bot(two_bots: TwoBots) -> None:
    desk, at_other = two_bots.desk, two_bots.at_other
    number, theirs = await desk.places(), await two_bots.orders()
    wanted, foreign = two_bots.order_id(number), two_bots.order_id(theirs)
    elsewhere = await desk.phones.person(OTHER_BOT, "홍길동", id=desk.customer.id)
    await elsewhere.starts(CUSTOMERS + two_bots.other.customer_token)
    await elsewhere.sees_button("동의하고 시작")
    before = sql(desk, "select id, status, version from shop_order")
    shop = [ShopOrder(step=step, order=wanted, version=1, arg="0").pack() for step in ShopStep]
    for data in (*shop, OpenOrder(order=wanted).pack()):
        assert (await at_other.taps_data(data)).text == NO_ORDER, data
    for data in (ShopOrder(step=step, order=foreign, version=1, arg="0").pack() for step in ShopStep):
        assert (await desk.owner.taps_data(data)).text == NO_ORDER, data
    own = [OwnOrder(step=step, order=wanted, version=1, arg="0").pack() for step in OwnStep]
    for data in own:
        assert (await elsewhere.taps_data(data)).text == NO_ORDER, data
    assert (await elsewhere.taps_data(Buy(step=BuyStep.PRODUCTS, shop=desk.shop.id).pack())).text == NO_SHOP
    await elsewhere.taps_data(OwnOrders(order=wanted).pack())
    await desk.settled()
    for person in (at_other, elsewhere):
        await person.sees_no(str(number))
    assert sql(desk, "select id, status, version from shop_order") == before


async def test_a_link_opens_only_at_its_own_bot(two_bots: TwoBots) -> None:
    desk = two_bots.desk
    person = await newcomer(desk, bot=OTHER_BOT)
    invite = await invites(desk.owner)
    for payload in (invite, CUSTOMERS + desk.shop.customer_token):
        await person.starts(payload)
        await desk.settled()
        assert "사용할 수 없는 링크예요." in (await person.last()).text
    person = await newcomer(desk, "정하나")
    await person.starts(invite)
    await person.sees("사장님께 알렸어요.")


async def test_an_invite_made_at_one_bot_leads_to_that_bot(two_bots: TwoBots) -> None:
    desk = two_bots.desk
    person = await newcomer(desk, bot=OTHER_BOT)
    await person.starts(await invites(two_bots.at_other))
    asked = await two_bots.at_other.sees("최민준 님을 직원으로 추가할까요?")
    await desk.settled()
    await desk.owner.sees_no("최민준")
    await two_bots.at_other.taps("추가", message_id=asked.message_id)
    await person.sees("가게에 추가되었어요.")
    theirs = await two_bots.orders()
    await desk.card(person, theirs, "주문접수")


async def test_a_person_on_the_staff_of_both_shops_is_told_by_each_bot(two_bots: TwoBots) -> None:
    desk = two_bots.desk
    await desk.app.store.run(hire, two_bots.other.id, desk.staff.id, Role.STAFF, "김민수")
    at_other = await desk.phones.person(OTHER_BOT, "김민수", id=desk.staff.id)
    await at_other.starts()
    number, theirs = await desk.places(), await two_bots.orders()
    await desk.card(at_other, theirs, "주문접수")
    await desk.settled()
    await at_other.sees_no(str(number))
    await desk.staff.sees_no(str(theirs))
