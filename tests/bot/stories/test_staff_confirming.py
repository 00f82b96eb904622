"""A new order reaches the staff and is taken on by exactly one of them (M1, M3, D11, D12)."""

import asyncio

from tests.desk import Desk
from tests.people import Message, Person

STALE = "이미 변경된 주문이에요. 화면을 새로 고쳤어요."


async def notices(person: Person, text: str) -> list[Message]:
    return [message for message in await person.bot_messages() if text in message.text]


async def test_a_new_order_reaches_all_staff_at_once_with_sound(desk: Desk) -> None:
    number = await desk.orders()
    for member in (desk.owner, desk.staff):
        card = await member.sees(f"📥 주문접수 · 주문번호 : {number}")
        assert not card.silent
        assert "[상품 1 개] 6,000원" in card.text
        assert "🚚 배송 · 만나서 / 카드" in card.text
        assert "홍길동 · 010-****-1234" in card.text
        assert "385번길" not in card.text, "the address is masked on the card"
        assert card.rows == [["📄 주문상세", "주문확인"], ["💬 메시지 전송"], ["주문취소"]]
    assert "가게에서 주문을 확인하고 있습니다." in (await desk.card(desk.customer, number)).text


async def test_details_show_the_whole_address_and_closing_brings_the_card_back(desk: Desk) -> None:
    card = await desk.card(desk.staff, await desk.orders())
    await desk.staff.taps("주문상세", message_id=card.message_id)
    detail = await desk.staff.sees("주문상세보기")
    assert "경기 부천시 조마루로 385번길 122" in detail.text
    assert "010-1234-1234" in detail.text
    assert "9100000000017 사이다 100g" in detail.text
    assert "가게 › " not in detail.text
    await desk.staff.taps("닫기", message_id=card.message_id)
    assert (await desk.staff.message(card.message_id)).text == card.text


async def test_the_confirm_dialog_is_closed_without_a_change(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    await desk.staff.taps("주문확인", message_id=card.message_id)
    dialog = await desk.staff.sees("해당 주문건을 주문확인으로 변경 할까요?")
    assert dialog.message_id == card.message_id
    assert dialog.rows == [["주문확인"], ["주문취소", "닫기"]]
    await desk.staff.taps("닫기", message_id=card.message_id)
    again = await desk.staff.message(card.message_id)
    assert (again.text, again.rows) == (card.text, card.rows)
    await desk.customer.sees_no("주문이 확인되었습니다.")


async def test_the_confirm_dialog_leads_to_cancelling(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    await desk.staff.taps("주문확인", message_id=card.message_id)
    await desk.staff.sees("해당 주문건을 주문확인으로 변경 할까요?")
    await desk.staff.taps("주문취소", message_id=card.message_id)
    dialog = await desk.staff.sees("취소사유를 작성해주세요. (필수)")
    assert dialog.rows == [["재고 부족", "배달 불가 지역"], ["영업 종료", "고객 요청"], ["✍️ 직접 입력"], ["닫기"]]
    await desk.staff.taps("배달 불가 지역", message_id=card.message_id)
    assert "취소사유 : 배달 불가 지역" in (await desk.staff.message(card.message_id)).text
    await desk.staff.taps("취소완료", message_id=card.message_id)
    await desk.customer.sees("주문이 취소되었습니다. 취소사유 : 배달 불가 지역")


async def test_confirming_tells_the_customer_and_redraws_every_card(desk: Desk) -> None:
    number = await desk.places()
    owners = await desk.card(desk.owner, number)
    customers = await desk.card(desk.customer, number)
    card = await desk.confirms(number)
    assert "처리 : 김민수" in card.text
    assert "주문완료" in card.labels
    await desk.customer.sees("주문이 확인되었습니다. 상품을 준비하겠습니다.")
    await desk.settled()
    assert (await desk.owner.message(owners.message_id)).text == card.text
    customers = await desk.customer.message(customers.message_id)
    assert "📦 주문확인" in customers.text
    assert "가게에서 상품을 준비하고 있습니다." in customers.text
    assert "취소 신청" in customers.labels
    assert "주문취소" not in customers.labels


async def test_who_confirms_is_not_told_what_they_did(desk: Desk) -> None:
    number = await desk.places()
    before = len(await desk.staff.bot_messages())
    await desk.confirms(number)
    await desk.settled()
    assert len(await desk.staff.bot_messages()) == before


async def test_a_tap_on_an_outdated_card_changes_nothing_and_redraws_it(desk: Desk) -> None:
    number = await desk.places()
    stale = await desk.card(desk.owner, number)
    confirm = next(button["value"] for button in stale.buttons if button["text"] == "주문확인")
    await desk.confirms(number)
    await desk.settled()
    answer = await desk.owner.taps_data(confirm, stale.message_id)
    assert (answer.text, answer.show_alert) == (STALE, True)
    await desk.settled()
    assert "📦 주문확인" in (await desk.owner.message(stale.message_id)).text
    assert len(await notices(desk.customer, "주문이 확인되었습니다.")) == 1


async def test_a_dialog_gives_way_when_somebody_else_acts(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.owner, number)
    await desk.owner.taps("주문확인", message_id=card.message_id)
    dialog = await desk.owner.sees("해당 주문건을 주문확인으로 변경 할까요?")
    confirm = next(button["value"] for button in dialog.buttons if button["text"] == "주문확인")
    await desk.confirms(number)
    await desk.settled()
    assert "📦 주문확인" in (await desk.owner.message(card.message_id)).text, "the dialog is gone"
    answer = await desk.owner.taps_data(confirm, card.message_id)
    assert (answer.text, answer.show_alert) == (STALE, True)
    await desk.settled()
    assert "📦 주문확인" in (await desk.owner.message(card.message_id)).text


async def test_of_two_staff_who_tap_at_once_one_wins_and_the_other_reads_why(desk: Desk) -> None:
    number = await desk.places()
    cards = {member: (await desk.card(member, number)).message_id for member in (desk.owner, desk.staff)}
    for member, message_id in cards.items():
        await member.taps("주문확인", message_id=message_id)
        await member.sees("해당 주문건을 주문확인으로 변경 할까요?")
    answers = await asyncio.gather(*(member.taps("주문확인", message_id=at) for member, at in cards.items()))
    told = sorted((answer.text or "", answer.show_alert) for answer in answers)
    assert told == [(STALE, True), ("주문확인으로 변경했어요", False)]
    await desk.settled()
    for member, message_id in cards.items():
        assert "📦 주문확인" in (await member.message(message_id)).text
    assert len(await notices(desk.customer, "주문이 확인되었습니다.")) == 1
    await desk.staff.taps("주문상세", message_id=cards[desk.staff])
    assert (await desk.staff.sees("주문상세보기")).text.count("주문이 확인되었습니다.") == 1


async def test_an_impatient_double_tap_confirms_once(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    await desk.staff.taps("주문확인", message_id=card.message_id)
    dialog = await desk.staff.sees("해당 주문건을 주문확인으로 변경 할까요?")
    confirm = next(button["value"] for button in dialog.buttons if button["text"] == "주문확인")
    answers = await asyncio.gather(*(desk.staff.taps_data(confirm, card.message_id) for _ in range(3)))
    assert [answer.text for answer in answers].count("주문확인으로 변경했어요") == 1
    await desk.settled()
    assert len(await notices(desk.customer, "주문이 확인되었습니다.")) == 1
    assert "📦 주문확인" in (await desk.staff.message(card.message_id)).text
