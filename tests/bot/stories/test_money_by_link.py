"""A shop that takes money by link: its owner enters the keys in the chat, its customers pay, and get money back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.callbacks import PaySettings, PayStep
from bot.demo.toss import LocalToss
from domain.payment import PaymentMethod
from tests.bot.stories.conftest import OpenDesk
from tests.bot.stories.customer_steps import comes, reads_english
from tests.bot.stories.toss_steps import (
    CLIENT_KEY,
    SECRET_KEY,
    at_the_page,
    connects,
    open_toss,
    opens_payment_settings,
    registers_webhook,
)
from tests.databases import rows
from tests.desk import Desk


@pytest.fixture
async def toss() -> AsyncIterator[LocalToss]:
    async with open_toss() as running:
        yield running


@pytest.fixture
async def desk(opens: OpenDesk, toss: LocalToss) -> AsyncIterator[Desk]:
    async with opens(toss=toss) as running:
        yield running
        assert await running.phones.violations() == [], "a call broke the table of the Bot API"


async def test_owner_enters_the_keys_in_the_chat_and_nothing_of_the_secret_stays(desk: Desk) -> None:
    shown = await opens_payment_settings(desk.owner)
    assert "🔗 결제 링크 : 꺼짐" in shown.text
    await desk.owner.taps("🔑 토스 키 입력")
    await desk.owner.sees("클라이언트 키 : 예)")
    await desk.owner.says(CLIENT_KEY)
    await desk.owner.sees("클라이언트 키 …tory 확인. 이제 시크릿 키를 보내 주세요.")
    await desk.owner.says("live_gsk_of_the_story")
    await desk.owner.sees("테스트 키와 라이브 키가 섞였어요.")
    await desk.owner.says(f"{CLIENT_KEY} test_gsk_of_nobody")
    await desk.owner.sees("⚠️ 토스페이먼츠가 이 키를 받지 않았어요.")
    await desk.owner.taps("💳 결제 설정 열기")
    await desk.owner.taps("🔑 토스 키 입력")
    await desk.owner.says(f"{CLIENT_KEY}\n{SECRET_KEY}")
    news = await desk.owner.sees("✅ 테스트 키를 연결했어요.")
    assert "/webhooks/toss/" in news.text
    await desk.settled()
    await desk.owner.taps("💳 결제 설정 열기", message_id=news.message_id)
    now = await desk.owner.sees("🔗 결제 링크 : 토스페이먼츠 · 테스트")
    assert "클라이언트 키 …tory · 시크릿 키 …s3cr" in now.text
    said = [message.text for message in await desk.owner.transcript()]
    assert not any("_gsk_of" in text or "_gck_of" in text for text in said)
    stored = rows(desk.app.settings.database.url, "select payload from inbox_update")
    assert not any("_gsk_of" in str(row) for row in stored)
    for step in PayStep:
        answer = await desk.staff.taps_data(PaySettings(step=step, shop=desk.shop.id, arg=1).pack())
        assert (answer.text or "").startswith("이 작업을 할 수 있는 권한이 없어요.")


async def test_pay_link_in_english_is_paid_and_given_back_when_the_shop_cancels(desk: Desk, toss: LocalToss) -> None:
    await connects(desk)
    ann = await comes(desk, "Ann", language_code="en")
    await ann.taps("Agree & start")
    await ann.sees_button("사이다 100g")
    number = await desk.places("Ann", method=PaymentMethod.PAY_LINK, customer=ann)
    card = await desk.confirms(number)
    await desk.staff.taps("💳 결제문자전송", message_id=card.message_id)
    await desk.staff.taps("결제문자전송", message_id=card.message_id)
    asked = await ann.sees("💳 Payment request · ₩6,000")
    async with at_the_page(desk, toss, asked) as page:
        await page.pays()
    await ann.sees("💰 Your payment is complete. Amount: ₩6,000")
    await desk.owner.sees(f"💰 결제완료 · 6,000원 · {number}")
    await desk.settled()
    card = await desk.card(desk.staff, number, "📦 주문확인")
    assert "결제완료" in card.text
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("재고 부족", message_id=card.message_id)
    last = await desk.staff.sees("취소하면 6,000원 환불이 시작돼요.")
    assert "환불 필요" not in last.text
    await desk.staff.taps("취소완료", message_id=card.message_id)
    await ann.sees("The refund is done. Amount: ₩6,000")
    await desk.settled()
    assert "환불완료" in (await desk.card(desk.owner, number, "❌ 취소완료")).text
    await desk.owner.sees_no("💸 환불 필요 6,000원")
    await reads_english(ann, "샵앤샵", "사이다 100g", "콜라 1L", "과자 세트", "국민은행")


async def asks_with_virtual_account(desk: Desk) -> int:
    """The shop offers virtual accounts, and asks for the money of an order by link. The order's number."""
    await desk.owner.taps("💳 결제 설정 열기")
    await desk.owner.taps("🏦 가상계좌 켜기")
    number = await desk.places(method=PaymentMethod.PAY_LINK)
    card = await desk.confirms(number)
    await desk.staff.taps("💳 결제문자전송", message_id=card.message_id)
    await desk.staff.taps("결제문자전송", message_id=card.message_id)
    return number


async def test_deposit_on_a_virtual_account_goes_back_to_the_account_that_the_customer_names(
    desk: Desk, toss: LocalToss
) -> None:
    registers_webhook(toss, await connects(desk))
    number = await asks_with_virtual_account(desk)
    await desk.customer.taps("🏦 가상계좌로 입금")
    await desk.owner.sees("⏳ 입금 대기")
    await desk.settled()
    waits = await desk.card(desk.customer, number, "📦 주문확인")
    assert {"📋 계좌번호 복사", "📋 금액 복사"} <= set(waits.labels)
    assert not {"입금했어요", "6,000원 결제하기 ↗"} & set(waits.labels)
    assert "입금확인" not in (await desk.card(desk.owner, number, "📦 주문확인")).labels
    (payment,) = toss.books.payments.values()
    toss.books.deposit(payment)
    await desk.owner.sees(f"💰 결제완료 · 6,000원 · {number}")
    await desk.settled()
    card = await desk.card(desk.staff, number, "📦 주문확인")
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("재고 부족", message_id=card.message_id)
    await desk.staff.taps("취소완료", message_id=card.message_id)
    asked = await desk.customer.sees("환불받으실 계좌를 알려 주세요. 환불 금액 : 6,000원")
    await desk.customer.taps("🏦 환불 계좌 보내기", message_id=asked.message_id)
    await desk.customer.says("홍길동")
    await desk.customer.sees("은행, 계좌번호, 예금주를 한 번에 보내 주세요. 예)")
    await desk.customer.says("국민은행 123456-04-567890 홍길동")
    await desk.customer.sees("환불이 완료되었습니다. 환불 금액 : 6,000원")
    assert "보낼 곳 : KB국민은행 12345604567890 홍길동" in (await desk.owner.sees("환불 계좌를 알려 주셨어요")).text
    await desk.settled()
    await desk.customer.sees_no_button("🏦 환불 계좌 보내기")
    assert "환불완료" in (await desk.card(desk.owner, number, "❌ 취소완료")).text


async def test_owner_whose_message_with_a_key_cannot_be_deleted_is_told_to_do_it(desk: Desk) -> None:
    await opens_payment_settings(desk.owner)
    await desk.owner.taps("🔑 토스 키 입력")
    await desk.owner.sees("클라이언트 키 : 예)")
    await desk.phones.faults("400", method="deleteMessage", chat_id=desk.owner.id)
    await desk.owner.says(f"{CLIENT_KEY}\n{SECRET_KEY}")
    await desk.owner.sees("보낸 메시지를 지우지 못했어요. 키가 남지 않도록 직접 지워 주세요.")
    await desk.owner.sees("✅ 테스트 키를 연결했어요.")
    await desk.settled()
    assert any(SECRET_KEY in message.text for message in await desk.owner.transcript()), "it is the owner's to delete"
    stored = rows(desk.app.settings.database.url, "select payload from inbox_update")
    assert not any("_gsk_of" in str(row) for row in stored)


async def test_customer_to_whom_toss_refuses_an_account_still_pays_by_link_or_asks_again(
    desk: Desk, toss: LocalToss
) -> None:
    await connects(desk)
    number = await asks_with_virtual_account(desk)
    toss.faults.add("error", "/v1/virtual-accounts", code="REJECT_ACCOUNT_PAYMENT")
    await desk.customer.taps("🏦 가상계좌로 입금")
    told = await desk.customer.sees("입금 전용 계좌를 만들지 못했습니다.")
    assert "결제 링크로 결제하시거나 가게에 문의해 주세요." in told.text
    await desk.settled()
    own = await desk.card(desk.customer, number, "📦 주문확인")
    assert "입금 전용 계좌를 준비하고 있습니다." not in own.text
    assert {"6,000원 결제하기 ↗", "🏦 가상계좌로 입금", "💬 문의하기"} <= set(own.labels)
    assert "⏳ 결제 요청중" in (await desk.card(desk.staff, number, "📦 주문확인")).text
    await desk.customer.taps("🏦 가상계좌로 입금", message_id=own.message_id)
    await desk.owner.sees("⏳ 입금 대기")
    await desk.settled()
    assert "📋 계좌번호 복사" in (await desk.card(desk.customer, number, "📦 주문확인")).labels
