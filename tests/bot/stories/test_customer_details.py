"""Who gets the goods and where: typed, asked for again, offered as buttons the second time, changed at the end."""

import pytest

from tests.bot.stories.customer_steps import comes, enters, reaches_summary
from tests.desk import Desk
from tests.people import Person


async def test_details_of_the_last_order_are_buttons_the_second_time(desk: Desk) -> None:
    await desk.orders()
    customer = desk.customer
    await enters(desk, customer)
    await customer.taps("콜라 1L")
    await customer.taps("주문하기 · 3,500원")
    await customer.taps("🚚 배송")
    await customer.taps("홍길동")
    await customer.taps("010-1234-1234")
    asked = await customer.sees("받으실 주소를 적어 주세요.")
    assert "저장된 주소 : 경기 부천시 조마루로 385번길 122" in asked.text
    await customer.taps("저장된 주소로 받기")
    await customer.taps("만나서 / 현금")
    await customer.taps("전체 취소")
    summary = await customer.sees("주문 내용을 확인해 주세요")
    assert "홍길동 · 010-1234-1234" in summary.text
    assert "경기 부천시 조마루로 385번길 122" in summary.text


async def asked_for_the_name(desk: Desk) -> Person:
    await enters(desk, desk.customer)
    await desk.customer.taps("사이다 100g")
    await desk.customer.taps("주문하기 ·")
    await desk.customer.taps("🚚 배송")
    await desk.customer.sees("받으실 분의 이름을 적어 주세요.")
    return desk.customer


async def test_a_name_that_is_too_long_is_asked_for_again_quoting_it(desk: Desk) -> None:
    customer = await asked_for_the_name(desk)
    await customer.says("가" * 41)
    again = await customer.sees("받은 내용 : “가가가")
    assert "40자 이내로 적어 주세요." in again.text
    assert ["홍길동"] in again.rows
    await customer.says("가" * 40)
    await customer.sees("연락처를 적어 주세요.")


@pytest.mark.parametrize("bad", ["12", "전화 주세요", "010-1234-567a", "0" * 60, "٠١٠١٢٣٤٥٦٧٨"])
async def test_a_bad_phone_number_is_asked_for_again_quoting_it(desk: Desk, bad: str) -> None:
    customer = await asked_for_the_name(desk)
    await customer.says("홍길동")
    await customer.sees("연락처를 적어 주세요.")
    await customer.says(bad)
    again = await customer.sees("연락처 형식이 아니에요.")
    assert f"받은 내용 : “{bad[:30]}" in again.text
    await customer.says("02 123 4567")
    await customer.sees("주소를 적어 주세요.")


async def test_an_address_as_long_as_a_message_is_asked_for_again_quoting_its_beginning(desk: Desk) -> None:
    customer = await asked_for_the_name(desk)
    await customer.says("홍길동")
    await customer.sees("연락처를 적어 주세요.")
    await customer.says("01012341234")
    await customer.sees("주소를 적어 주세요.")
    await customer.says("<b>주소 & 길 " * 400)
    again = await customer.sees("주소가 비었거나 너무 길어요.")
    assert "받은 내용 : “<b>주소 & 길 <b>주소" in again.text
    assert len(again.text) < 300
    await customer.says("경기 부천시\n조마루로 385번길 122")
    await customer.taps("만나서 / 카드")
    await customer.taps("전화 주세요")
    assert "경기 부천시 조마루로 385번길 122" in (await customer.sees("주문 내용을 확인해 주세요")).text


async def test_each_part_can_be_changed_from_the_summary(desk: Desk) -> None:
    customer = desk.customer
    await reaches_summary(desk, customer)
    await customer.taps("✏️ 이름")
    await customer.sees("받으실 분의 이름을 적어 주세요.")
    await customer.says("박철수")
    await customer.sees("박철수 · 010-2222-3333")
    await customer.taps("✏️ 연락처")
    await customer.sees("연락처를 적어 주세요.")
    await customer.says("010 9999 8888")
    await customer.sees("박철수 · 010-9999-8888")
    await customer.taps("✏️ 결제")
    await customer.taps("무통장 입금")
    await customer.sees("결제 정보: 무통장 입금")
    await customer.taps("✏️ 품절이면")
    await customer.taps("전체 취소")
    await customer.sees("품절이면 : 전체 취소")
    await customer.taps("✏️ 상품")
    await customer.taps("콜라 1L")
    await customer.sees("합계 6,500원")
    await customer.taps("주문하기 ·")
    await customer.sees("결제 총 금액: 6,500원")
    await customer.taps("✏️ 받는 방법")
    await customer.taps("🚚 배송")
    await customer.sees("주소를 적어 주세요.")
    await customer.says("서울 어딘가 1길 2")
    summary = await customer.sees("결제 총 금액: 9,500원")
    assert "서울 어딘가 1길 2" in summary.text
    await customer.taps("✏️ 주소")
    await customer.sees("주소를 적어 주세요.")
    await customer.taps("닫기")
    await customer.taps("9,500원 주문하기")
    await customer.sees("주문접수 · 주문번호")
    assert "무통장 입금" in (await desk.staff.sees("주문접수 · 주문번호")).text


async def test_a_request_reaches_the_shop_and_can_be_rewritten(desk: Desk) -> None:
    customer = desk.customer
    await reaches_summary(desk, customer)
    await customer.taps("요청사항 적기")
    await customer.sees("요청사항을 적어 주세요.")
    await customer.says("가" * 301)
    await customer.sees("내용이 비었거나 너무 길어요.")
    await customer.says("문 앞에 놓아 주세요.\n벨 금지 <조용히>")
    await customer.sees("요청사항 : 문 앞에 놓아 주세요.\n벨 금지 <조용히>")
    await customer.taps("✏️ 요청사항")
    await customer.sees("지금 요청사항 : 문 앞에")
    await customer.says("경비실에 맡겨 주세요.")
    await customer.sees("요청사항 : 경비실에 맡겨 주세요.")
    await customer.taps("3,000원 주문하기")
    assert "💬 경비실에 맡겨 주세요." in (await desk.staff.sees("주문접수 · 주문번호")).text


async def test_the_way_back_leads_through_every_step(desk: Desk) -> None:
    customer = await asked_for_the_name(desk)
    await customer.taps("◀ 뒤로")
    await customer.sees("어떻게 받으시겠어요?")
    await customer.taps("◀ 뒤로")
    await customer.sees_button("주문하기 ·")
    await customer.taps("그만두기")
    await customer.sees("주문을 그만두었어요.")


async def test_a_name_of_telegram_is_offered_without_what_does_not_belong_in_a_name(desk: Desk) -> None:
    person = await comes(desk, "  \u202e김\u2067 \u0007철수 ", last_name="(가)" * 20)
    await person.taps("동의하고 시작")
    await person.taps("사이다 100g")
    await person.taps("주문하기 ·")
    await person.taps("🛍 픽업")
    asked = await person.sees("받으실 분의 이름을 적어 주세요.")
    assert asked.labels[0].startswith("김 철수 (가)(가)")
    await person.taps(asked.labels[0])
    await person.sees("연락처를 적어 주세요.")
