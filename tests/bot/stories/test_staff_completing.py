"""An order is completed: three hand-overs, money first, and no way back (M14, M15, M18, D6)."""

import pytest

from bot.callbacks import ShopOrder, ShopStep
from domain.payment import PaymentMethod
from tests.desk import Desk
from tests.people import Message, Person

STALE = "이미 변경된 주문이에요. 화면을 새로 고쳤어요."


def drawn(card: Message) -> ShopOrder:
    """One of the card's own buttons, which knows the order and its version."""
    return next(ShopOrder.unpack(b["value"]) for b in card.buttons if b["value"].startswith("s:"))


async def asks_how(person: Person, card: Message, way: str) -> Message:
    await person.taps("주문완료", message_id=card.message_id)
    dialog = await person.sees("배송 방법을 선택해 주세요.")
    assert "해당 주문건을 주문완료로 변경 할까요?" in dialog.text
    assert dialog.rows == [["🛵 자체배송", "📦 택배배송"], ["주문취소", "닫기"]]
    await person.taps(way, message_id=card.message_id)
    return await person.message(card.message_id)


async def test_own_delivery_collects_the_money_at_the_door(desk: Desk) -> None:
    card = await desk.confirms(await desk.places())
    last = await asks_how(desk.staff, card, "자체배송")
    assert "만나서 결제 6,000원이 수금으로 기록돼요." in last.text
    answer = await desk.staff.taps("주문완료", message_id=card.message_id)
    assert answer.text == "주문완료로 변경했어요"
    notice = await desk.customer.sees("주문이 완료되었습니다.")
    assert "가게에서 직접 배송했습니다." in notice.text
    card = await desk.staff.sees("✅ 주문완료")
    assert "🛵 자체배송" in card.text
    assert "💰 결제완료" in card.text
    await desk.staff.taps("주문상세", message_id=card.message_id)
    detail = await desk.staff.sees("주문상세보기")
    assert "만나서 결제 6,000원을 받았습니다." in detail.text


async def test_a_parcel_without_a_number_names_the_courier(desk: Desk) -> None:
    card = await desk.confirms(await desk.places())
    prompt = await asks_how(desk.staff, card, "택배배송")
    assert "택배사 : CJ 대한통운 (환경설정)" in prompt.text
    await desk.staff.taps("송장번호 없이 완료", message_id=card.message_id)
    await desk.staff.sees("송장번호 없이 완료해요.")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    notice = await desk.customer.sees("주문이 완료되었습니다.")
    assert "택배사 : CJ 대한통운" in notice.text
    assert "송장번호" not in notice.text
    await desk.settled()
    await desk.customer.sees_no_button("배송조회")


async def test_a_changed_courier_reaches_the_customer_with_the_number(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.confirms(number)
    await asks_how(desk.staff, card, "택배배송")
    await desk.staff.taps("택배사 변경", message_id=card.message_id)
    await desk.staff.taps("우체국택배", message_id=card.message_id)
    assert "택배사 : 우체국택배" in (await desk.staff.sees("송장번호를 입력해 주세요.")).text
    await desk.staff.says("6801 2345 6789 0")
    last = await desk.staff.sees("송장번호 : 6801-2345-6789-0")
    assert "⚠️" not in last.text
    await desk.staff.taps("주문완료", message_id=card.message_id)
    notice = await desk.customer.sees("주문이 완료되었습니다.")
    assert "택배사 : 우체국택배\n송장번호 : 6801-2345-6789-0" in notice.text
    shown = await desk.customer.sees_button("배송조회")
    track = next(button for button in shown.buttons if "배송조회" in button["text"])
    assert track["value"].endswith("sid1=6801234567890")
    assert (await desk.card(desk.owner, number, "✅ 주문완료")).text.count("우체국택배") == 1


async def test_a_doubtful_number_warns_and_may_be_kept(desk: Desk) -> None:
    card = await desk.confirms(await desk.places())
    await asks_how(desk.staff, card, "택배배송")
    await desk.staff.says("12345")
    warning = await desk.staff.sees("송장번호를 다시 확인해 주세요.")
    assert warning.message_id == card.message_id
    await desk.staff.taps("송장번호 수정", message_id=card.message_id)
    await desk.staff.sees("송장번호를 입력해 주세요.")
    await desk.staff.says("54321")
    await desk.staff.sees("송장번호 : 5432-1")
    await desk.staff.taps("그대로 저장", message_id=card.message_id)
    assert "송장번호 : 5432-1" in (await desk.customer.sees("주문이 완료되었습니다.")).text


async def test_a_number_of_nothing_but_signs_is_asked_for_again_quoting_it(desk: Desk) -> None:
    card = await desk.confirms(await desk.places())
    await asks_how(desk.staff, card, "택배배송")
    await desk.staff.says("아직 몰라요 <>&")
    await desk.staff.sees("송장번호를 숫자로 보내 주세요. 받은 내용 : 아직 몰라요 <>&")
    await desk.staff.says("1234-5678-9012")
    assert (await desk.staff.sees("송장번호 : 1234-5678-9012")).message_id == card.message_id


async def test_closing_the_prompt_ends_the_input(desk: Desk) -> None:
    card = await desk.confirms(await desk.places())
    await asks_how(desk.staff, card, "택배배송")
    answer = await desk.staff.taps("닫기", message_id=card.message_id)
    assert answer.text == "입력을 취소했어요"
    await desk.staff.says("123456789012")
    await desk.staff.sees("이해하지 못했어요.")
    assert (await desk.staff.message(card.message_id)).text == card.text


async def test_a_pick_up_is_completed_without_a_choice(desk: Desk) -> None:
    card = await desk.confirms(await desk.places(pickup=True))
    assert "🛍 픽업" in card.text
    await desk.staff.taps("주문완료", message_id=card.message_id)
    dialog = await desk.staff.sees("해당 주문건을 주문완료로 변경 할까요?")
    assert dialog.rows == [["주문완료"], ["주문취소", "닫기"]]
    await desk.staff.taps("주문완료", message_id=card.message_id)
    assert "이용해 주셔서 감사합니다." in (await desk.customer.sees("주문이 완료되었습니다.")).text


async def test_a_transfer_order_says_what_is_missing_until_the_deposit_is_confirmed(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    card = await desk.confirms(number)
    assert "입금확인" not in card.labels, "staff may not confirm a deposit"
    await desk.staff.taps("주문완료", message_id=card.message_id)
    missing = await desk.staff.sees("미결제 6,000원이 있어 완료할 수 없어요.")
    assert "입금확인은 매니저나 사장님이 할 수 있어요." in missing.text
    assert missing.labels == ["닫기"]
    owners = await desk.card(desk.owner, number, "📦 주문확인")
    await desk.owner.taps("주문완료", message_id=owners.message_id)
    assert (await desk.owner.sees("미결제 6,000원이 있어")).labels == ["입금확인", "닫기"]
    await desk.owner.taps("입금확인", message_id=owners.message_id)
    await desk.owner.sees("홍길동 고객님의 입금 6,000원을 확인할까요?")
    answer = await desk.owner.taps("입금확인", message_id=owners.message_id)
    assert answer.text == "입금을 확인했어요"
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 6,000원")
    await desk.settled()
    card = await desk.staff.message(card.message_id)
    assert "💰 결제완료" in card.text, "the dialog of the other gave way to the card"
    await asks_how(desk.staff, card, "자체배송")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.customer.sees("주문이 완료되었습니다.")
    assert "수금" not in (await desk.staff.sees("✅ 주문완료")).text


async def test_neither_a_forged_deposit_nor_a_forged_completion_gets_past_the_money(desk: Desk) -> None:
    card = await desk.confirms(await desk.places(method=PaymentMethod.BANK_TRANSFER))
    known = drawn(card)
    deposit = known.model_copy(update={"step": ShopStep.DEPOSIT}).pack()
    answer = await desk.staff.taps_data(deposit, card.message_id)
    assert answer.show_alert
    assert "권한이 없어요" in (answer.text or "")
    complete = known.model_copy(update={"step": ShopStep.COMPLETE, "arg": "own"}).pack()
    await desk.staff.taps_data(complete, card.message_id)
    await desk.staff.sees("미결제 6,000원이 있어 완료할 수 없어요.")
    await desk.settled()
    await desk.customer.sees_no("주문이 완료되었습니다.")
    await desk.customer.sees_no("입금이 확인되었습니다.")


@pytest.mark.parametrize("end", ["completed", "canceled"])
async def test_a_finished_order_never_goes_back(desk: Desk, end: str) -> None:
    number = await desk.places(pickup=True)
    card = await desk.confirms(number)
    if end == "completed":
        await desk.staff.taps("주문완료", message_id=card.message_id)
        await desk.staff.sees("주문완료로 변경 할까요?")
        await desk.staff.taps("주문완료", message_id=card.message_id)
        title = "✅ 주문완료"
    else:
        await desk.staff.taps("주문취소", message_id=card.message_id)
        await desk.staff.taps("재고 부족", message_id=card.message_id)
        await desk.staff.taps("취소완료", message_id=card.message_id)
        title = "❌ 취소완료"
    card = await desk.card(desk.owner, number, title)
    assert {"주문확인", "주문완료", "주문접수"}.isdisjoint(card.labels)
    steps = [(ShopStep.CONFIRM_ASK, ""), (ShopStep.CONFIRM, ""), (ShopStep.COMPLETE_ASK, "")]
    steps += [(ShopStep.COMPLETE, "pickup"), (ShopStep.KEEP_ASK, ""), (ShopStep.KEEP_REASON, "0")]
    steps += [(ShopStep.APPROVE_ASK, ""), (ShopStep.APPROVE, "")]
    for step, arg in steps:
        forged = drawn(card).model_copy(update={"step": step, "arg": arg}).pack()
        answer = await desk.owner.taps_data(forged, card.message_id)
        assert (answer.text, answer.show_alert) == (STALE, True), step
    await desk.settled()
    assert (await desk.owner.message(card.message_id)).text == card.text
    assert title in (await desk.card(desk.customer, number)).text


async def test_the_completion_dialog_leads_to_cancelling(desk: Desk) -> None:
    card = await desk.confirms(await desk.places())
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.staff.sees("배송 방법을 선택해 주세요.")
    for label in ("주문취소", "영업 종료", "취소완료"):
        await desk.staff.taps(label, message_id=card.message_id)
    await desk.customer.sees("주문이 취소되었습니다. 취소사유 : 영업 종료")
