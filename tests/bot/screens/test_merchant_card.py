"""The staff's card and 주문상세, as screens.md draws them, and who sees which button."""

from __future__ import annotations

import pytest

from bot.callbacks import Home, OrderList, ShopOrder, ShopStep, Tab
from bot.screens.card import shop_card, with_navigation
from bot.screens.detail import detail
from bot.screens.fitting import units
from domain.depositing import awaits_deposit
from domain.fulfillment import Parcel
from domain.lifecycle import Action, OrderStatus
from domain.money import Money
from domain.order import Order
from domain.paying import can_request
from domain.payment import PaymentMethod
from domain.people import Actor
from domain.refunding import owes_refund
from domain.sheet import OrderLine
from tests.bot.screens import samples as s
from tests.bot.screens.drawing import as_drawn, button, drawn, labels, steps

T = s.KOREAN


def test_m3_card_of_a_received_order() -> None:
    assert drawn(shop_card(s.view(s.order_5803116()), T)) == as_drawn("""
📥 주문접수 · 주문번호 : 5803116
2021. 4. 8 15:35:54

[상품 2 개] 20,000원 (배송비 3,000원)
🚚 배송 · 만나서 / 카드

홍길동 · 010-****-1234
경기 부천시 조마루로 …

💬 문 앞에 놓아 주세요.
품절이면 : 비슷한 것으로
---
[📄 주문상세] [주문확인 🔵]
[💬 메시지 전송]
[주문취소 🔴]
""")


def test_m5_card_of_a_confirmed_order_that_awaits_a_deposit() -> None:
    assert drawn(shop_card(s.view(s.confirmed(s.order())), T)) == as_drawn("""
📦 주문확인 · 주문번호 : 3309803
2021. 5. 31 16:51:58

[상품 1 개] 6,000원 (배송비 3,000원)
🚚 배송 · 무통장 입금
결제문자 요청 : 전송 전

홍길동 · 010-****-1234
경기 성남시 분당구 …

품절이면 : 비슷한 것으로

처리 : 김민수 · 16:55
---
[📄 주문상세] [주문완료 🔵]
[상품 추가 및 수정] [💳 결제문자전송]
[입금확인] [💬 메시지 전송]
[주문취소 🔴]
""")


def test_m14_card_of_a_cancel_request() -> None:
    assert drawn(shop_card(s.view(s.asked_to_cancel(s.order())), T)) == as_drawn("""
⚠️ 취소요청 · 주문번호 : 3309803
2021. 5. 31 16:51:58

[상품 1 개] 6,000원 (배송비 3,000원)
🚚 배송 · 무통장 입금
💰 결제완료

홍길동 · 010-****-1234
경기 성남시 분당구 …

품절이면 : 비슷한 것으로

요청사유 : 배송이 늦어져서요.

홍길동 고객님이 취소를 요청하셨습니다. 승인하시겠습니까?
• 취소완료 : 승인하고 취소합니다.
• 주문확인 : 취소하지 않고 계속 진행합니다.
---
[📄 주문상세] [주문확인 🔵]
[💬 메시지 전송]
[취소완료 🔴]
""")


def test_card_of_a_parcel_says_courier_and_number() -> None:
    text = drawn(shop_card(s.view(s.completed(s.order(), Parcel("cj", "123456789012"))), T))
    assert "택배사 : CJ 대한통운\n송장번호 : 1234-5678-9012\n💰 결제완료" in text


def test_card_of_a_canceled_order_says_why_and_what_is_owed() -> None:
    text = drawn(shop_card(s.view(s.canceled(s.order())), T))
    assert "환불 필요 6,000원\n취소사유 : 재고 부족" in text
    assert "환불완료\n취소사유" in shop_card(s.view(s.refunded(s.order())), T).text


def test_card_of_a_cancelled_order_that_nobody_paid_lets_managers_book_a_late_transfer() -> None:
    late = s.order(status=OrderStatus.CANCELED)
    assert "입금확인" in labels(shop_card(s.view(late, s.MANAGER), T))
    assert "입금확인" not in labels(shop_card(s.view(late, s.STAFF), T))
    at_the_door = s.order(status=OrderStatus.CANCELED, payment_method=PaymentMethod.DOOR_CARD)
    assert "입금확인" not in labels(shop_card(s.view(at_the_door, s.MANAGER), T))


def test_card_of_an_order_that_its_customer_canceled_gives_no_reason() -> None:
    assert "고객님이 취소하신 주문이에요." in shop_card(s.view(s.canceled_by_customer(s.order())), T).text


def test_card_of_a_pickup_has_no_address() -> None:
    text = shop_card(s.view(s.order_7741169()), T).text
    assert "🛍 픽업 · 무통장 입금\n\n홍길동 · 010-****-1234\n\n" in text


def test_card_shows_neither_whole_phone_nor_whole_address() -> None:
    text = shop_card(s.view(s.asked_to_cancel(s.order())), T).text
    assert "1234-1234" not in text
    assert "대왕판교로" not in text


def test_card_says_that_the_customer_blocked_the_bot() -> None:
    text = shop_card(s.view(s.order(), reachable=False), T).text
    assert text.endswith("🚫 고객님이 봇을 차단하셨어요. 연락처로 전화해 주세요.")


@pytest.mark.parametrize("viewer", s.WORKERS, ids=lambda viewer: viewer.role)
@pytest.mark.parametrize(
    ("name", "example"), list(s.every_order()), ids=lambda value: value if type(value) is str else ""
)
def test_card_offers_exactly_what_the_table_grants(name: str, example: Order, viewer: Actor) -> None:
    offers = {
        ShopStep.CONFIRM_ASK: example.allows(Action.CONFIRM, viewer.role),
        ShopStep.COMPLETE_ASK: example.allows(Action.COMPLETE, viewer.role),
        ShopStep.KEEP_ASK: example.allows(Action.KEEP, viewer.role),
        ShopStep.APPROVE_ASK: example.allows(Action.APPROVE_CANCEL, viewer.role),
        ShopStep.CANCEL_ASK: example.allows(Action.CANCEL, viewer.role),
        ShopStep.DEPOSIT_ASK: awaits_deposit(example, viewer.role),
        ShopStep.REFUND_ASK: owes_refund(example, viewer.role),
        ShopStep.EDIT: example.status is OrderStatus.CONFIRMED,
        ShopStep.PAY_ASK: can_request(example, viewer),
        ShopStep.DETAIL: True,
        ShopStep.WRITE: True,
    }
    taken = [step for step, _ in steps(shop_card(s.view(example, viewer), T))]
    assert sorted(taken) == sorted(step for step, is_offered in offers.items() if is_offered)


def test_only_managers_confirm_deposits_refund_and_cancel_what_is_completed() -> None:
    for example in (s.confirmed(s.order()), s.canceled(s.order()), s.completed(s.order())):
        for_staff, for_manager = (set(labels(shop_card(s.view(example, by), T))) for by in (s.STAFF, s.MANAGER))
        assert for_manager - for_staff in ({"입금확인"}, {"환불완료"}, {"주문취소"})


def test_every_button_carries_the_version_that_was_drawn() -> None:
    example = s.order(version=7)
    tap = button(shop_card(s.view(example), T), "주문확인").tap
    assert tap == ShopOrder(step=ShopStep.CONFIRM_ASK, order=example.id, version=7)


def test_navigation_is_added_as_a_last_row() -> None:
    back = OrderList(shop=1, tab=Tab.PLACED)
    screen = with_navigation(shop_card(s.view(s.order()), T), back, 1, T)
    assert [key.label for key in screen.rows[-1]] == ["◀ 목록", "🏠 홈"]
    assert [key.tap for key in screen.rows[-1]] == [back, Home(shop=1)]


def test_m6_details_show_everything_whole() -> None:
    view = s.view(s.confirmed(s.order()))
    view.timeline.append(s.message("네 알겠습니다.", s.CUSTOMER))
    assert drawn(detail(view, T)) == as_drawn("""
주문상세보기 · 주문번호 : 3309803
📦 주문확인

주문 정보
주문일자 2021. 5. 31 16:51:58
주문자명 홍길동
연락처 010-1234-1234

배달
수령인 홍길동 · 010-1234-1234
13480 경기 성남시 분당구 대왕판교로 477 (판교동, 낙생고등학교) 1521호

상품 정보
1. 9100000000017 사이다 100g
   3,000원 × 1 = 3,000원

배송비: 3,000원
결제 총 금액: 6,000원
결제 정보: 무통장 입금
결제문자 요청 : 전송 전

품절이면 : 비슷한 것으로

메시지 내역 (최근 2건)
가게 › 주문이 확인되었습니다.
고객 › 네 알겠습니다.
---
[상품 추가 및 수정]
[📋 주소 복사] [📋 연락처 복사]
[결제방법 변경]
[💬 메시지 전송]
[닫기]
""")


def test_details_copy_the_whole_address_and_the_bare_phone() -> None:
    screen = detail(s.view(s.order()), T)
    assert button(screen, "📋 주소 복사").copy == s.RECIPIENT.address
    assert button(screen, "📋 연락처 복사").copy == "01012341234"


def test_details_of_a_pickup_have_no_address_to_copy() -> None:
    screen = detail(s.view(s.order_7741169()), T)
    assert "📋 주소 복사" not in labels(screen)
    assert "<b>픽업</b>\n수령인 홍길동" in screen.text
    assert "배송비" not in screen.text


def test_details_never_copy_half_an_address() -> None:
    assert "📋 주소 복사" not in labels(detail(s.hostile_view(s.hostile()), T))


def test_details_of_200_lines_fit_and_say_how_many_are_left_out() -> None:
    lines = tuple(OrderLine(f"아주 긴 이름의 상품 {n}", Money(1000), 1) for n in range(1, 201))
    text = detail(s.view(s.order(lines=lines)), T).text
    shown = text.count(" = 1,000원")
    assert 50 < shown < 200
    assert f"\n외 {200 - shown}건\n" in text
    assert "결제 총 금액: 203,000원" in text
    assert units(text) <= 4096
