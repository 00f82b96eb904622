"""영업시간 and 주문 잠시 중단: the owner sets them, and customers meet them."""

from __future__ import annotations

from bot.links import CUSTOMERS
from tests.bot.stories.team_steps import goes, navigator, opens_home
from tests.desk import Desk
from tests.people import Message, Person


async def opens_hours(owner: Person) -> Message:
    await opens_home(owner)
    return await goes(owner, "⚙️ 환경설정", "🕘 영업시간")


async def answers(person: Person, text: str, expected: str) -> Message:
    """Types into the navigator's prompt; the navigator once it shows this."""
    await person.says(text)

    async def shown() -> Message | None:
        now = await navigator(person)
        return now if expected in now.text else None

    found: Message | None = await person.telegram.until(shown)
    assert found, await person.as_text()
    return found


async def test_owner_sets_the_week_by_presets_by_day_and_by_hand(desk: Desk) -> None:
    desk.clock.goes_to(12)
    assert "아직 정하지 않았어요" in (await opens_hours(desk.owner)).text
    shown = await goes(desk.owner, "매일 같은 시간", "09:00~21:00")
    assert "월  09:00~21:00" in shown.text
    shown = await goes(desk.owner, "요일별", "일", "휴무")
    assert "일  휴무" in shown.text
    await goes(desk.owner, "요일별", "토", "✍️ 직접 입력")
    shown = await answers(desk.owner, "10-14, 17:00~02:00", "토  10:00~14:00, 17:00~02:00")
    shown = await goes(desk.owner, "공휴일 휴무")
    assert "공휴일 : 휴무" in shown.text
    shown = await goes(desk.owner, "닫기")
    assert "🕘 영업시간 : 요일마다 다름" in shown.text


async def test_hours_that_cannot_be_read_are_asked_for_again(desk: Desk) -> None:
    await opens_hours(desk.owner)
    await goes(desk.owner, "매일 같은 시간", "✍️ 직접 입력")
    await desk.owner.says("아침부터 밤까지")
    await desk.owner.sees("“아침부터 밤까지” : 시간을 읽지 못했어요. 예) 09:00-21:00")
    await answers(desk.owner, "9시-21시", "월  09:00~21:00")


async def test_owner_plans_days_off_and_takes_them_back(desk: Desk) -> None:
    desk.clock.goes_to(12)
    await opens_hours(desk.owner)
    shown = await goes(desk.owner, "임시 휴무일", "내일 휴무")
    assert [label for label in shown.labels if "✕" in label]
    await goes(desk.owner, "✍️ 날짜 입력")
    await desk.owner.says("13월 1일")
    await desk.owner.sees("“13월 1일” : 오늘부터 1년 안의 날짜를 보내 주세요.")
    shown = await answers(desk.owner, "12월 25일", "쉬는 날을 눌러")
    [christmas] = [label for label in shown.labels if label.startswith("12. 25")]
    shown = await goes(desk.owner, christmas)
    assert not [label for label in shown.labels if label.startswith("12. 25")]
    assert [label for label in shown.labels if "✕" in label], "the other one stays"


async def test_orders_are_paused_in_two_taps_and_customers_read_why(desk: Desk) -> None:
    desk.clock.goes_to(15)
    await opens_home(desk.staff)
    shown = await goes(desk.staff, "⏸️ 주문 중단", "1시간")
    assert "⏸️ 주문 잠시 중단 · " in shown.text
    assert shown.text.splitlines()[1].endswith("16:00까지")

    async def owner_sees_it() -> bool:
        return "⏸️ 주문 잠시 중단" in (await navigator(desk.owner)).text

    desk.clock.passes(seconds=3)
    assert await desk.phones.until(owner_sees_it)
    await desk.customer.starts(CUSTOMERS + desk.shop.customer_token)
    refused = await desk.customer.sees("지금은 주문이 많아 새 주문을 받지 않고 있습니다.")
    assert "16:00부터 다시 주문할 수 있습니다." in refused.text
    shown = await goes(desk.staff, "▶️ 주문 받기", "▶️ 주문 다시 받기")
    assert "🟢 영업중" in shown.text
    await desk.customer.taps("🔄 다시 확인", message_id=refused.message_id)
    await desk.customer.sees("상품을 골라 주세요")


async def test_order_that_was_begun_before_the_pause_is_not_placed(desk: Desk) -> None:
    await desk.customer.starts(CUSTOMERS + desk.shop.customer_token)
    await desk.customer.sees("상품을 골라 주세요")
    await desk.customer.taps("사이다 100g")
    await opens_home(desk.staff)
    await goes(desk.staff, "⏸️ 주문 중단", "직접 켤 때까지")
    answer = await desk.customer.taps("주문하기 ·")
    assert answer.show_alert
    assert answer.text == "지금은 주문을 받지 않고 있어요. 잠시 후 가게 링크를 다시 열어 주세요."
    await goes(desk.staff, "▶️ 주문 받기", "▶️ 주문 다시 받기")
    await desk.customer.taps("주문하기 ·")
    await desk.customer.taps("픽업")
    await desk.customer.sees("이름을 적어 주세요")


async def test_order_outside_business_hours_is_taken_and_says_when_it_will_be_seen(desk: Desk) -> None:
    desk.clock.goes_to(22)
    await opens_hours(desk.owner)
    await goes(desk.owner, "매일 같은 시간", "09:00~21:00")
    home = await opens_home(desk.owner)
    assert "🔴 영업시간 아님" in home.text
    number = await desk.orders(pickup=True)
    told = await desk.customer.sees(f"주문이 접수되었습니다 · {number}")
    assert told.text.endswith("09:00 이후에 확인하겠습니다.")
    card = await desk.staff.sees(f"주문접수 · 주문번호 : {number}")
    assert not card.silent, "the shop hears of a new order at any time"


async def test_inquiry_outside_business_hours_is_told_once_when_somebody_will_look(desk: Desk) -> None:
    desk.clock.goes_to(22)
    await opens_hours(desk.owner)
    await goes(desk.owner, "매일 같은 시간", "09:00~21:00")
    await desk.places()
    await desk.customer.says("언제쯤 도착할까요?")
    told = await desk.customer.sees("가게에 전했어요.")
    assert told.text.endswith("09:00 이후에 확인하겠습니다.")
    await desk.customer.says("내일 받을 수 있을까요?")
    await desk.staff.sees("내일 받을 수 있을까요?")
    await desk.settled()
    said = [message for message in await desk.customer.bot_messages() if "이후에 확인하겠습니다" in message.text]
    assert len(said) == 1
