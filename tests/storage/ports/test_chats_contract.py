"""What every storage of the bot's memory promises."""

from dataclasses import replace

from domain.delivery import Chat, ChatProfile, Dialog, Navigator, ShownCard, Side
from domain.ports import UnitOfWork
from tests.factories import BOT, NOW, OTHER_BOT, a_shop, an_order, open_shop, store_order
from tests.storage.ports.conftest import Desk

HERE = Chat(BOT, 101)
ELSEWHERE = Chat(OTHER_BOT, 101)


async def test_profile_is_replaced_and_belongs_to_one_bot(desk: Desk) -> None:
    profile = ChatProfile(HERE, "김사장", "ko")
    await desk.run(lambda uow: uow.chats.save_profile(profile))
    unreachable = replace(profile, is_reachable=False, language="en")
    await desk.run(lambda uow: uow.chats.save_profile(unreachable))
    assert await desk.read(lambda uow: uow.chats.profile(HERE)) == unreachable
    assert await desk.read(lambda uow: uow.chats.profile(ELSEWHERE)) is None


async def test_chat_has_one_card_per_side_and_order(desk: Desk) -> None:
    card = ShownCard(HERE, Side.SHOP, 1, 50, "digest")
    own = replace(card, side=Side.CUSTOMER, message_id=51)
    newer = replace(card, message_id=60, drawn=None, view="s:edit?:1:1:", decided_at=NOW)

    def save(uow: UnitOfWork) -> None:
        for each in (card, own, replace(card, order_id=2, message_id=52), newer):
            uow.chats.save_card(each)

    await desk.run(save)
    assert await desk.read(lambda uow: uow.chats.card(HERE, Side.SHOP, 1)) == newer
    assert await desk.read(lambda uow: uow.chats.card(HERE, Side.CUSTOMER, 1)) == own
    assert await desk.read(lambda uow: uow.chats.card(HERE, Side.SHOP, 3)) is None
    assert await desk.read(lambda uow: uow.chats.card(ELSEWHERE, Side.SHOP, 1)) is None
    assert await desk.read(lambda uow: uow.chats.card_of_message(HERE, 60)) == newer
    assert await desk.read(lambda uow: uow.chats.card_of_message(HERE, 50)) is None
    assert await desk.read(lambda uow: uow.chats.card_of_message(ELSEWHERE, 60)) is None


async def test_chat_has_one_navigator(desk: Desk) -> None:
    first = Navigator(HERE, 1, 70, "home")
    second = Navigator(HERE, 2, 71, "order", order_id=9, drawn="digest", decided_at=NOW)
    await desk.run(lambda uow: uow.chats.save_navigator(first))
    assert await desk.read(lambda uow: uow.chats.navigator(HERE)) == first
    await desk.run(lambda uow: uow.chats.save_navigator(second))
    assert await desk.read(lambda uow: uow.chats.navigator(HERE)) == second
    assert await desk.read(lambda uow: uow.chats.navigator(ELSEWHERE)) is None


async def test_person_without_a_dialog_has_an_empty_one(desk: Desk) -> None:
    assert await desk.read(lambda uow: uow.chats.dialog(BOT, 101, 101)) == Dialog()


async def test_uploaded_file_is_known_to_the_bot_that_uploaded_it(desk: Desk) -> None:
    await desk.run(lambda uow: uow.chats.save_file_id(BOT, "sha", "AgAC"))
    await desk.run(lambda uow: uow.chats.save_file_id(BOT, "sha", "AgAD"))
    assert await desk.read(lambda uow: uow.chats.file_id(BOT, "sha")) == "AgAD"
    assert await desk.read(lambda uow: uow.chats.file_id(OTHER_BOT, "sha")) is None


async def test_cards_of_a_shop_are_the_staffs_cards_of_its_orders_in_that_chat_newest_first(desk: Desk) -> None:
    mine, other = await desk.run(open_shop), await desk.run(open_shop, a_shop(token="other"))
    first = await desk.run(store_order, an_order(mine.id, 1_000_001))
    second = await desk.run(store_order, an_order(mine.id, 1_000_002))
    foreign = await desk.run(store_order, an_order(other.id, 1_000_003))
    older = ShownCard(HERE, Side.SHOP, first, 50, "digest")
    newer = ShownCard(HERE, Side.SHOP, second, 60, None)

    def save(uow: UnitOfWork) -> None:
        own = replace(older, side=Side.CUSTOMER, message_id=51)
        for card in (
            newer,
            older,
            own,
            replace(older, order_id=foreign, message_id=52),
            replace(older, chat=ELSEWHERE),
        ):
            uow.chats.save_card(card)

    await desk.run(save)
    assert await desk.read(lambda uow: uow.chats.cards_of(HERE, mine.id)) == [newer, older]
