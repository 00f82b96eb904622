"""What a customer sees of own orders: cards, transfers, tracking, the list, and being staff as well."""

from domain.payment import PaymentMethod
from domain.people import Role
from tests.desk import Desk, hire


async def test_a_confirmed_transfer_shows_where_to_pay_until_it_is_paid(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await desk.confirms(number)
    card = await desk.customer.sees("입금 계좌 : 국민은행 123456-04-567890")
    assert "예금주 : 샵앤샵\n입금 금액 : 6,000원" in card.text
    assert card.rows == [
        ["📋 계좌번호 복사", "📋 금액 복사"],
        ["입금했어요"],
        ["💬 문의하기", "취소 신청"],
        ["📄 주문내역"],
    ]
    copy = next(button for button in card.buttons if button["text"] == "📋 계좌번호 복사")
    assert (copy["kind"], copy["value"]) == ("copy", "12345604567890")
    mine = await desk.card(desk.owner, number, "📦 주문확인")
    await desk.owner.taps("입금확인", message_id=mine.message_id)
    await desk.owner.taps("입금확인", message_id=mine.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 6,000원")
    await desk.settled()
    card = await desk.customer.message(card.message_id)
    assert "입금 계좌" not in card.text
    assert "💰 결제완료" in card.text
    assert "📋 계좌번호 복사" not in card.labels


async def test_a_new_transfer_order_does_not_ask_for_money_yet(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    card = await desk.customer.sees(f"주문접수 · 주문번호 : {number}")
    assert "입금 계좌" not in card.text
    assert "📋 계좌번호 복사" not in card.labels


async def test_a_parcel_on_its_way_has_a_tracking_page_and_a_number_to_copy(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.confirms(number)
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.staff.taps("택배배송", message_id=card.message_id)
    await desk.staff.sees("송장번호를 입력해 주세요.")
    await desk.staff.says("123456789012")
    await desk.staff.sees("송장번호 : 1234-5678-9012")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.customer.sees("주문이 완료되었습니다.")
    await desk.settled()
    done = await desk.customer.sees(f"✅ 주문완료 · 주문번호 : {number}")
    assert "택배사 : CJ 대한통운\n송장번호 : 1234-5678-9012" in done.text
    assert done.rows == [["🚚 배송조회 ↗", "📋 송장번호 복사"], ["💬 문의하기", "📄 주문내역"]]
    track, copy = done.buttons[:2]
    assert track["kind"] == "url"
    assert track["value"].endswith("trace.cjlogistics.com/next/tracking.html?wblNo=123456789012")
    assert (copy["kind"], copy["value"]) == ("copy", "123456789012")


async def test_the_list_opens_an_order_as_a_new_card_and_the_old_one_points_to_it(desk: Desk) -> None:
    first, second = await desk.places(), await desk.places()
    old = await desk.customer.sees(f"주문접수 · 주문번호 : {first}")
    await desk.customer.says("/orders")
    shown = await desk.customer.sees("내 주문 · 2건")
    assert [line[:10] for line in shown.text.splitlines()[2:]] == [f"1  {second}", f"2  {first}"]
    assert shown.rows == [["1", "2"], ["🛍 새로 주문하기"]]
    await desk.customer.taps("2", message_id=shown.message_id)
    await desk.settled()
    card = await desk.customer.last()
    assert card.text.startswith(f"📥 주문접수 · 주문번호 : {first}")
    assert card.rows == old.rows
    assert (await desk.customer.message(old.message_id)).rows == []
    await desk.confirms(first)
    await desk.settled()
    assert (await desk.customer.message(card.message_id)).text.startswith("📦 주문확인")
    assert "다른 메시지에서" in (await desk.customer.message(old.message_id)).text


async def test_the_details_hold_everything_and_close_to_the_card(desk: Desk) -> None:
    number = await desk.orders()
    card = await desk.customer.sees(f"주문접수 · 주문번호 : {number}")
    await desk.customer.taps("📄 주문내역")
    details = await desk.customer.sees(f"주문내역 · 주문번호 : {number}")
    for line in ("1. 사이다 100g", "3,000원 × 1 = 3,000원", "홍길동 · 010-1234-1234", "조마루로 385번길 122"):
        assert line in details.text
    assert "메시지 내역 (최근 1건)\n고객 › 주문이 접수되었습니다." in details.text
    await desk.customer.taps("닫기")
    await desk.settled()
    assert (await desk.customer.message(card.message_id)).text == card.text


async def test_without_orders_the_list_says_how_to_begin(desk: Desk) -> None:
    await desk.customer.says("/orders")
    shown = await desk.customer.sees("내 주문 · 0건")
    assert "아직 주문이 없어요." in shown.text
    assert shown.labels == ["🛍 새로 주문하기"]
    await desk.customer.taps("🛍 새로 주문하기", message_id=shown.message_id)
    await desk.customer.sees("상품을 골라 주세요.")


async def test_somebody_who_works_here_and_orders_here_has_a_card_for_each_side(desk: Desk) -> None:
    await desk.app.store.run(hire, desk.shop.id, desk.customer.id, Role.STAFF, "홍길동")
    both = desk.customer
    number = await desk.places()
    theirs = await both.sees_button("주문취소")
    await desk.settled()
    cards = [m for m in await both.bot_messages() if f"📥 주문접수 · 주문번호 : {number}" in m.text]
    assert len(cards) == 2
    own = next(card for card in cards if "💬 문의하기" in card.labels)
    theirs = next(card for card in cards if "주문확인" in card.labels)
    await both.taps("주문확인", message_id=theirs.message_id)
    await both.taps("주문확인", message_id=theirs.message_id)
    await both.sees("주문이 확인되었습니다. 상품을 준비하겠습니다.")
    await desk.settled()
    assert "취소 신청" in (await both.message(own.message_id)).labels
    assert "주문완료" in (await both.message(theirs.message_id)).labels
    await both.taps("취소 신청", message_id=own.message_id)
    await both.taps("단순 변심", message_id=own.message_id)
    await both.sees(f"⚠️ 취소요청 · {number}")
    await desk.settled()
    assert "취소 신청 철회" in (await both.message(own.message_id)).labels
    assert "취소완료" in (await both.message(theirs.message_id)).labels
