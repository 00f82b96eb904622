"""Half-typed input: it ends by /cancel, other buttons and time, and survives a restart, as the basket does."""

from datetime import timedelta

from tests.bot.stories.customer_steps import enters, reaches_summary
from tests.desk import Desk


async def _asked_what_to_write(desk: Desk) -> int:
    number = await desk.places()
    card = await desk.customer.sees(f"주문접수 · 주문번호 : {number}")
    await desk.customer.taps("💬 문의하기", message_id=card.message_id)
    await desk.customer.sees("가게에 보낼 내용을 적어 주세요.")
    return number


async def test_cancel_ends_a_prompt_and_says_so_when_there_is_none(desk: Desk) -> None:
    await _asked_what_to_write(desk)
    await desk.customer.says("/cancel")
    await desk.customer.sees("입력을 취소했어요")
    await desk.customer.says("/cancel")
    await desk.customer.sees("취소할 입력이 없어요.")


async def test_any_other_button_ends_a_prompt_and_says_so(desk: Desk) -> None:
    await _asked_what_to_write(desk)
    assert (await desk.customer.taps("📄 주문내역")).text == "입력을 취소했어요"
    await desk.customer.says("/cancel")
    await desk.customer.sees("취소할 입력이 없어요.")


async def test_a_button_of_the_shelf_ends_a_prompt_that_is_not_its_own_and_says_so(desk: Desk) -> None:
    shelf = await enters(desk, desk.customer)
    await _asked_what_to_write(desk)
    assert (await desk.customer.taps("콜라 1L", message_id=shelf.message_id)).text == "입력을 취소했어요"


async def test_the_buttons_of_the_input_itself_say_nothing_about_it(desk: Desk) -> None:
    await enters(desk, desk.customer)
    await desk.customer.taps("사이다 100g")
    await desk.customer.taps("주문하기 ·")
    await desk.customer.taps("🛍 픽업")
    assert (await desk.customer.taps("홍길동")).text is None
    await desk.customer.sees("연락처를 적어 주세요.")


async def test_a_command_ends_a_prompt(desk: Desk) -> None:
    await _asked_what_to_write(desk)
    await desk.customer.says("/orders")
    await desk.customer.sees("내 주문 · 1건")
    await desk.customer.says("/cancel")
    await desk.customer.sees("취소할 입력이 없어요.")


async def test_a_prompt_is_over_after_ten_minutes(desk: Desk) -> None:
    number = await desk.places()
    await desk.confirms(number)
    await desk.customer.taps("취소 신청")
    await desk.customer.taps("직접 입력")
    await desk.customer.sees("취소 사유를 300자 이내로 적어 주세요.")
    desk.clock.ahead += timedelta(minutes=10, seconds=1)
    await desk.customer.says("이제 와서")
    await desk.customer.sees("입력 시간이 지나 저장하지 않았어요.")
    await desk.settled()
    await desk.customer.sees_no("취소 요청을 가게에서 확인하고 있습니다.")
    await desk.staff.sees_no("이제 와서")


async def test_a_prompt_still_waits_just_before_ten_minutes(desk: Desk) -> None:
    number = await desk.places()
    await desk.confirms(number)
    await desk.customer.taps("취소 신청")
    await desk.customer.taps("직접 입력")
    await desk.customer.sees("취소 사유를 300자 이내로 적어 주세요.")
    desk.clock.ahead += timedelta(minutes=9)
    await desk.customer.says("늦지 않게")
    await desk.customer.sees("요청사유 : 늦지 않게")


async def test_basket_and_half_typed_input_survive_a_restart(desk: Desk) -> None:
    customer = desk.customer
    await enters(desk, customer)
    await customer.taps("사이다 100g")
    await customer.taps("주문하기 ·")
    await customer.taps("🛍 픽업")
    await customer.sees("이름을 적어 주세요")
    await desk.restarts()
    await customer.says("이영수")
    await customer.sees("연락처를 적어 주세요")
    await desk.restarts()
    await customer.says("010-2222-3333")
    await customer.taps("만나서 / 현금")
    await customer.taps("전화 주세요")
    summary = await customer.sees("주문 내용을 확인해 주세요")
    assert "사이다 100g × 1  3,000원" in summary.text
    await desk.restarts()
    assert (await customer.taps("3,000원 주문하기")).text == "주문했어요"
    await desk.staff.sees("주문접수 · 주문번호")


async def test_what_is_written_while_the_desk_is_down_is_answered_when_it_is_back(desk: Desk) -> None:
    number = await desk.places()
    await desk.settled()
    await desk.stops()
    await desk.customer.says("거기 누구 없나요?")
    await desk.starts_again()
    await desk.customer.sees(f"가게에 전했어요. 답장은 이 채팅으로 와요. · {number}")
    await desk.staff.sees("\n거기 누구 없나요?")


async def test_an_order_from_a_summary_of_before_yesterday_still_works(desk: Desk) -> None:
    await reaches_summary(desk, desk.customer)
    desk.clock.ahead += timedelta(days=2)
    assert (await desk.customer.taps("3,000원 주문하기")).text == "주문했어요"
