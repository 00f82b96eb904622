"""환경설정 → 결제 → 입금 계좌: the owner says where transfers go, and whoever was told another account hears of it."""

from domain.payment import PaymentMethod
from tests.bot.stories.toss_steps import opens_payment_settings
from tests.desk import Desk


async def test_owner_changes_the_account_and_whoever_knew_the_old_one_is_told(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await desk.confirms(number)
    await desk.customer.sees("입금 계좌 : 국민은행 123456-04-567890")
    shown = await opens_payment_settings(desk.owner)
    await desk.owner.taps("🏦 계좌 바꾸기")
    await desk.owner.says("123-456-789012 홍길동")
    await desk.owner.sees("은행, 계좌번호, 예금주를 한 번에 보내 주세요. 예)")
    await desk.owner.says("국민 123-456-789012 홍길순")
    first = await desk.owner.sees("이 계좌로 저장할까요?")
    assert "입금을 기다리는 주문 1건의 고객님께 새 계좌를 알려요." in first.text
    await desk.owner.says("신한 110-123-456789 홍길동")
    second = await desk.owner.sees("은행 : 신한은행")
    answer = await desk.owner.taps("저장", message_id=first.message_id)
    assert (answer.text or "").startswith("이 화면의 계좌는 저장하지 않았어요."), (
        "it shows an account that was corrected"
    )
    await desk.owner.taps("저장", message_id=second.message_id)
    await desk.owner.sees("✅ 입금 계좌를 저장했어요.")
    news = await desk.staff.sees("🏦 입금 계좌가 바뀌었어요")
    assert "신한은행 110-123-456789 (홍길동)" in news.text
    assert "바꾼 사람 : 박영희" in news.text
    told = await desk.customer.sees("입금 계좌가 변경되었습니다.")
    assert "입금 계좌 : 신한은행 110-123-456789" in told.text
    await desk.settled()
    await desk.owner.sees_no("🏦 입금 계좌가 바뀌었어요")
    card = await desk.card(desk.customer, number, "📦 주문확인")
    assert "입금 계좌 : 신한은행 110-123-456789" in card.text
    assert "110123456789" in [key["value"] for key in card.buttons]
    assert "(홍길동)" in (await desk.owner.message(shown.message_id)).text


async def test_removed_account_is_offered_no_more_and_nobody_is_asked_to_transfer(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await desk.confirms(number)
    await desk.customer.sees("입금 계좌 : 국민은행 123456-04-567890")
    early = await desk.places("김영수", method=PaymentMethod.BANK_TRANSFER)
    await opens_payment_settings(desk.owner)
    await desk.owner.taps("계좌 삭제")
    await desk.owner.sees("입금을 기다리는 주문 1건의 고객님께 입금하지 말라고 알려요.")
    await desk.owner.taps("삭제")
    assert "🏦 계좌 입력" in (await desk.owner.sees("🏦 입금 계좌 : 없음")).labels
    await desk.staff.sees("🏦 입금 계좌가 삭제됐어요")
    await desk.customer.sees("가게의 입금 계좌를 더 이상 사용하지 않습니다.")
    await desk.settled()
    own = await desk.card(desk.customer, number, "📦 주문확인")
    assert "입금 계좌" not in own.text
    assert not {"📋 계좌번호 복사", "입금했어요"} & set(own.labels)
    card = await desk.confirms(early)
    assert "⏳ 입금 대기" not in card.text, "without an account nobody is asked to transfer"
    await desk.staff.taps("주문상세", message_id=card.message_id)
    await desk.staff.taps("결제방법 변경", message_id=card.message_id)
    await desk.staff.taps("만나서 / 현금", message_id=card.message_id)
    await desk.customer.sees("결제방법이 변경되었습니다. 결제방법 : 만나서 / 현금")
