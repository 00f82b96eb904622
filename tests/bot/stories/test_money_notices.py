"""News about money that can be answered where it is read, by those who may (D7, D13, D21)."""

from domain.payment import PaymentMethod
from tests.bot.stories.customer_steps import comes, reads_english
from tests.bot.stories.sheet_steps import EXAMPLE, adds, sends
from tests.databases import rows
from tests.desk import Desk

GOODS = ("샵앤샵", "과자 세트", "사이다 100g", "콜라 1L", "국민은행", "Ann")


async def test_deposit_is_confirmed_on_the_news_of_it_and_its_refund_is_left_to_the_managers(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await desk.confirms(number)
    await desk.customer.taps("입금했어요")
    await desk.customer.taps("홍길동")
    said = "홍길동 님이 6,000원을 입금했다고 알려 주셨어요."
    assert (await desk.staff.sees(said)).rows == []
    news = await desk.owner.sees(said)
    assert news.rows == [["입금확인", "아직 미입금"]]
    await desk.owner.taps("입금확인", message_id=news.message_id)
    await desk.owner.sees("홍길동 고객님의 입금 6,000원을 확인할까요?")
    await desk.owner.taps("입금확인", message_id=news.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 6,000원")
    await desk.settled()
    card = await desk.card(desk.staff, number, "📦 주문확인")
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("재고 부족", message_id=card.message_id)
    await desk.staff.sees("취소하면 환불 필요 6,000원으로 남아요.")
    await desk.staff.taps("취소완료", message_id=card.message_id)
    news = await desk.owner.sees(f"💸 환불 필요 6,000원 · {number}")
    assert "사유 : 재고 부족\n받은 방법 : 무통장 입금\n보낼 곳 : 홍길동 고객님" in news.text
    assert news.rows == [["환불완료", "나중에"], ["💬 메시지 전송"]]
    await desk.owner.taps("나중에", message_id=news.message_id)
    await desk.settled()
    assert (await desk.owner.message(news.message_id)).rows == []
    await desk.staff.sees_no("💸 환불 필요 6,000원")  # the home screen counts it for everybody
    assert "환불완료" in (await desk.card(desk.owner, number, "❌ 취소완료")).labels


async def test_transfer_is_asked_for_anew_by_itself_once_a_change_is_approved(desk: Desk) -> None:
    ann = await comes(desk, "Ann", language_code="en")
    await ann.taps("Agree & start")
    await ann.sees_button("사이다 100g")
    number = await desk.places("Ann", method=PaymentMethod.BANK_TRANSFER, customer=ann)
    card = await desk.confirms(number)
    await ann.sees("💳 Payment request · ₩6,000")
    await desk.staff.taps("상품 추가 및 수정", message_id=card.message_id)
    await desk.staff.taps("요청취소하고 수정", message_id=card.message_id)
    await adds(desk.staff, card, EXAMPLE, "9,500원")
    await sends(desk.staff, card)
    await ann.taps("Approve ₩9,500")
    asked = await ann.sees("💳 Payment request · ₩9,500")
    await desk.settled()
    assert {"📋 Account no.", "📋 Copy amount", "I have transferred"} <= set(asked.labels)
    await ann.taps("I have transferred", message_id=asked.message_id)
    await ann.taps("Ann", message_id=asked.message_id)
    news = await desk.owner.sees("Ann 님이 9,500원을 입금했다고 알려 주셨어요.")
    await desk.owner.taps("아직 미입금", message_id=news.message_id)
    await ann.sees("Your transfer has not been found yet. Sender: Ann")
    await desk.settled()
    await reads_english(ann, *GOODS)


async def test_a_banks_message_finds_the_order_and_confirms_nothing_by_itself(desk: Desk) -> None:
    lee, hong = [await desk.places(name, method=PaymentMethod.BANK_TRANSFER) for name in ("이순신", "홍길동")]
    for number in (lee, hong):
        await desk.confirms(number)
    await desk.owner.says("[Web발신]\n신한11/23 14:05\n110-***-123456\n입금 6,000\n잔액 108,000\n홍*동")
    found = await desk.owner.sees("🏦 입금 6,000원 · 홍*동")
    assert f"{hong} · 홍길동 · 6,000원 · 이름이 맞아요\n{lee} · 이순신 · 6,000원 · 금액만 같아요" in found.text
    assert found.rows == [[f"입금확인 {hong}"], [f"입금확인 {lee}"], ["닫기"]]
    await desk.settled()
    await desk.customer.sees_no("입금이 확인되었습니다.")
    await desk.owner.taps(f"입금확인 {hong}", message_id=found.message_id)
    await desk.owner.sees("홍길동 고객님의 입금 6,000원을 확인할까요?")
    await desk.owner.taps("입금확인", message_id=found.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 6,000원")
    await desk.owner.says("입금 7,000원 이순자")
    nothing = await desk.owner.sees("🏦 입금 7,000원 · 이순자\n이 금액을 기다리는 주문이 없어요.")
    assert nothing.rows == [["💳 미결제 주문 보기"], ["닫기"]]
    await desk.staff.says("입금 6,000원 이순신")
    await desk.staff.sees("이 작업을 할 수 있는 권한이 없어요.")
    await desk.customer.says("입금 6,000원 홍길동")
    await desk.customer.sees("어느 주문에 대한 문의인가요?")
    await desk.settled()
    stored = rows(desk.app.settings.database.url, "select payload from inbox_update")
    assert not any("108,000" in str(row) for row in stored)


async def test_a_banks_message_of_another_amount_offers_what_the_name_fits_and_books_what_the_shop_says(
    desk: Desk,
) -> None:
    names = ("홍길동", "이순신", "홍길동")
    paid, lee, hong = [await desk.places(name, method=PaymentMethod.BANK_TRANSFER) for name in names]
    for number in (paid, lee, hong):
        await desk.confirms(number)
    card = await desk.card(desk.owner, paid, "📦 주문확인")
    for _ in range(2):
        await desk.owner.taps("입금확인", message_id=card.message_id)
    await desk.settled()
    await desk.owner.says("[Web발신]\n신한11/23 14:05\n110-***-123456\n입금 8,000\n잔액 108,000\n홍*동")
    found = await desk.owner.sees("이 금액을 기다리는 주문이 없어요.")
    assert found.text.partition("⚠️ ")[2].splitlines() == [
        "이름은 맞지만 금액이 다른 주문",
        "같은 고객님의 입금인지 꼭 확인하고 기록해 주세요.",
        f"{hong} · 홍길동 · 결제할 금액 6,000원 · 2,000원 더 들어왔어요",
        f"{paid} · 홍길동 · 이미 결제된 주문이에요",
    ]
    keys = [[f"다른 금액 기록 {hong}"], [f"추가 입금 기록 {paid}"], ["💳 미결제 주문 보기"], ["닫기"]]
    assert found.rows == keys
    await desk.owner.taps(f"추가 입금 기록 {paid}", message_id=found.message_id)
    dialog = await desk.owner.sees("홍길동 고객님의 입금 8,000원을 기록할까요?")
    assert "결제할 금액보다 더 받게 되어 환불 필요 8,000원으로 남아요." in dialog.text
    await desk.owner.taps("추가 입금 기록", message_id=found.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 8,000원")
    await desk.owner.sees("💸 환불 필요 8,000원")
    await desk.owner.says("입금 2,500원 홍길동")
    found = await desk.owner.sees(f"{hong} · 홍길동 · 결제할 금액 6,000원 · 3,500원 모자라요")
    await desk.owner.taps(f"다른 금액 기록 {hong}", message_id=found.message_id)
    await desk.owner.taps("입금 기록", message_id=found.message_id)
    await desk.customer.sees("💳 결제 요청 · 3,500원")
