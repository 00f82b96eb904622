"""Strange names, endless messages, pictures, stickers, edits, unknown commands: always a clear answer."""

from typing import Any

import pytest

from bot.clock import utc_now
from tests.bot.stories.customer_steps import comes, enters, goods, opens_shop
from tests.desk import Desk

NAMES = {
    "markup": '<b>&"</b>',
    "right to left": "\u202eevil\u202c 홍",
    "emoji": "👨‍👩‍👧‍👦🇰🇷👍🏽",
    "long": "가나다라 " * 40,
    "zero width": "\u200b\u200d\u2060",
    "combining": "e\u0301" * 60,
    "braces": "{name} {0} %s",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_a_strange_name_goes_through_a_whole_order(desk: Desk, name: str) -> None:
    person = await comes(desk, name, last_name=name)
    await person.taps("동의하고 시작")
    await person.taps("사이다 100g")
    await person.taps("주문하기 ·")
    await person.taps("🛍 픽업")
    await person.sees("받으실 분의 이름을 적어 주세요.")
    await person.says(name[:40])
    if name == NAMES["zero width"]:  # nothing of it can be seen, so it is asked for again
        await person.sees("40자 이내로 적어 주세요.")
        await person.says("이영수")
    await person.sees("연락처를 적어 주세요")
    await person.says("010-2222-3333")
    await person.taps("만나서 / 현금")
    await person.taps("전화 주세요")
    await person.taps("원 주문하기")
    card = await desk.staff.sees("주문접수 · 주문번호")
    await person.says(f"안녕하세요 {name}")
    await desk.staff.sees("\n안녕하세요")
    await desk.staff.taps("💬 답장")
    await desk.staff.sees("답장을 이 채팅에 바로 적어 주세요.")
    await desk.staff.says("네")
    await desk.staff.sees("고객님께 보냈어요")
    await desk.staff.taps("주문확인", message_id=card.message_id)
    await desk.staff.taps("주문확인", message_id=card.message_id)
    await person.sees("주문이 확인되었습니다.")
    for reader in (desk.staff, person):
        assert not any(sign in m.text for m in await reader.bot_messages() for sign in "\u202e\u202c")


async def test_a_message_as_long_as_telegram_allows_is_passed_on_whole(desk: Desk) -> None:
    await desk.places()
    await desk.customer.says("😀" * 2047 + "끝")
    await desk.staff.sees("😀끝")
    relayed = [m.text for m in reversed(await desk.staff.bot_messages()) if "😀" in m.text]
    assert sum(text.count("😀") for text in relayed) == 2047


async def test_sixty_products_in_one_basket_stay_within_every_limit(desk: Desk) -> None:
    shop = await opens_shop(desk, "큰 가게", goods(*range(1000, 61000, 1000)))
    person = await comes(desk, shop=shop)
    await person.taps("동의하고 시작")
    for page in range(12):
        for n in range(page * 5 + 1, page * 5 + 6):
            await person.taps(f"＋ 상품 {n} ")
        shelf = await person.sees_button("주문하기 ·")
        await person.taps("▶", message_id=shelf.message_id)
    assert (await person.taps("▶", message_id=shelf.message_id)).text == "마지막 페이지예요"
    await person.taps("주문하기 · 1,830,000원")
    await person.taps("🛍 픽업")
    await person.taps("이영수")
    await person.sees("연락처를 적어 주세요")
    await person.says("010-2222-3333")
    await person.taps("만나서 / 현금")
    await person.taps("전화 주세요")
    summary = await person.sees("주문 내용을 확인해 주세요")
    assert "외 " in summary.text or "상품 60 × 1" in summary.text
    await person.taps("1,830,000원 주문하기")
    card = await person.sees("주문접수 · 주문번호")
    assert "결제 총 금액: 1,830,000원" in card.text
    await person.taps("📄 주문내역", message_id=card.message_id)
    details = await person.sees("주문내역 · 주문번호")
    assert "결제 총 금액: 1,830,000원" in details.text
    assert len(details.text) <= 4096


async def test_a_picture_reaches_the_shop_with_its_words(desk: Desk) -> None:
    await desk.places()
    await desk.customer.sends_photo(caption="이거 주세요")
    assert (await desk.staff.sees("\n이거 주세요")).photo


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
        {"location": {"latitude": 37.5, "longitude": 127.0}},
        {"contact": {"phone_number": "+821012341234", "first_name": "홍길동"}},
        {"something_of_next_year": {"a": 1}},
        {},
    ],
    ids=["sticker", "location", "contact", "unknown", "empty"],
)  # fmt: skip
async def test_what_is_no_text_gets_a_clear_answer(desk: Desk, content: dict[str, Any]) -> None:
    who = {"id": desk.customer.id, "is_bot": False, "first_name": "홍길동"}
    chat = {"id": desk.customer.id, "type": "private", "first_name": "홍길동"}
    now = int(utc_now().timestamp())
    message = {"message_id": 900001, "date": now, "chat": chat, "from": who, **content}
    await desk.app.inbox.take(desk.app.bot.id, [{"update_id": 900001, "message": message}])
    await desk.customer.sees("글이나 사진으로 보내 주세요.")


@pytest.mark.parametrize("command", ["/nonsense", "/", "//", "/홈", "/home", "/start@story_bot x y", "/SETTINGS"])
async def test_an_unknown_command_gets_help(desk: Desk, command: str) -> None:
    await enters(desk, desk.customer)
    await desk.customer.says(command)
    await desk.settled()
    answer = (await desk.customer.last()).text
    assert "/help 명령으로" in answer or "사용할 수 없는 링크예요." in answer
