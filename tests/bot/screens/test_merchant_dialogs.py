"""The staff's dialogs: confirming, completing, cancelling, money and messages."""

from __future__ import annotations

import pytest

from bot.callbacks import Close, OpenTyped, ShopOrder, ShopStep
from bot.screens.cancel import (
    KEEP_REASONS,
    PRESET_REASONS,
    approve_dialog,
    cancel_dialog,
    cancel_summary,
    deposit_dialog,
    keep_prompt,
    reason_prompt,
    refund_dialog,
)
from bot.screens.complete import complete_dialog, courier_choice, own_delivery, parcel_summary, tracking_prompt
from bot.screens.confirm import confirm_dialog
from bot.screens.messages import typed_number
from domain.fulfillment import COURIERS
from domain.lifecycle import OrderStatus
from domain.payment import PaymentMethod
from tests.bot.screens import samples as s
from tests.bot.screens.drawing import as_drawn, button, drawn, grid, labels, steps

T = s.KOREAN


def test_m4_confirm_dialog() -> None:
    assert drawn(confirm_dialog(s.view(s.order_5803116()), T)) == as_drawn("""
주문확인 · 주문번호 : 5803116
해당 주문건을 주문확인으로 변경 할까요?

• 고객님께 주문확인 알림이 발송됩니다.
• 이후 고객은 취소 신청만 할 수 있어요.
---
[주문확인 🔵]
[주문취소 🔴] [닫기]
""")


def test_m7_cancel_dialog() -> None:
    screen = cancel_dialog(s.view(s.order()), T)
    assert drawn(screen) == as_drawn("""
주문취소 · 주문번호 : 3309803
해당 주문건을 취소할까요?
취소완료상태로 변경되며 고객님께 취소완료 알림이 발송됩니다.
되돌릴 수 없어요.

취소사유를 작성해주세요. (필수)
---
[재고 부족] [배달 불가 지역]
[영업 종료] [고객 요청]
[✍️ 직접 입력]
[닫기]
""")
    presets = [(ShopStep.CANCEL_REASON, str(n)) for n in range(len(PRESET_REASONS))]
    assert steps(screen) == [*presets, (ShopStep.CANCEL_TYPE, ""), (ShopStep.CARD, "")]


def test_m7b_last_step_of_a_cancellation_says_what_is_refunded() -> None:
    screen = cancel_summary(s.view(s.paid(s.order())), "재고 부족", "0", T)
    assert drawn(screen) == as_drawn("""
취소완료 · 주문번호 : 3309803
취소사유 : 재고 부족
결제 상태 : 💰 결제완료 6,000원
취소하면 환불 필요 6,000원으로 남아요.
---
[취소완료 🔴]
[사유 바꾸기] [닫기]
""")
    assert steps(screen)[0] == (ShopStep.CANCEL, "0")


def test_cancelling_what_nobody_paid_says_nothing_about_money() -> None:
    text = cancel_summary(s.view(s.order()), "<품절>", "typed", T).text
    assert text == "<b>취소완료 · 주문번호 : 3309803</b>\n취소사유 : &lt;품절&gt;"


def test_a_typed_reason_is_asked_for_with_an_example() -> None:
    screen = reason_prompt(s.view(s.order()), T)
    assert "취소사유를 작성해주세요.\n\n예)" in screen.text
    assert grid(screen) == ["[닫기]"]


def test_m13_completion_asks_how_a_delivery_leaves() -> None:
    assert drawn(complete_dialog(s.view(s.paid(s.order())), T)) == as_drawn("""
주문완료 · 주문번호 : 3309803
해당 주문건을 주문완료로 변경 할까요?
주문완료상태로 변경되며 고객님께 주문완료 알림이 발송됩니다.

배송 방법을 선택해 주세요.
---
[🛵 자체배송] [📦 택배배송]
[주문취소 🔴] [닫기]
""")


def test_completion_of_a_pickup_skips_the_choice() -> None:
    screen = complete_dialog(s.view(s.paid(s.order_7741169())), T)
    assert grid(screen) == ["[주문완료 🟢]", "[주문취소 🔴] [닫기]"]
    assert steps(screen)[0] == (ShopStep.COMPLETE, "pickup")


def test_missing_money_stands_in_the_way_of_completion() -> None:
    assert drawn(complete_dialog(s.view(s.confirmed(s.order_7741169())), T)) == as_drawn("""
주문완료 · 주문번호 : 7741169
미결제 4,500원이 있어 완료할 수 없어요.
---
[입금확인 🔵]
[💳 결제문자전송]
[닫기]
""")


def test_staff_are_told_who_may_confirm_the_missing_deposit() -> None:
    screen = complete_dialog(s.view(s.confirmed(s.order()), s.STAFF), T)
    assert screen.text.endswith("입금확인은 매니저나 사장님이 할 수 있어요.")
    assert grid(screen) == ["[💳 결제문자전송]", "[닫기]"]


@pytest.mark.parametrize("method", [PaymentMethod.DOOR_CARD, PaymentMethod.DOOR_CASH])
def test_money_at_the_door_is_said_to_be_recorded(method: PaymentMethod) -> None:
    view = s.view(s.confirmed(s.order(payment_method=method)))
    said = "만나서 결제 6,000원이 수금으로 기록돼요."
    assert said in own_delivery(view, T).text
    assert said in parcel_summary(view, "cj", None, T).text
    assert said not in own_delivery(s.view(s.paid(s.order())), T).text


def test_own_delivery_has_a_last_step_of_its_own() -> None:
    screen = own_delivery(s.view(s.paid(s.order())), T)
    assert grid(screen) == ["[주문완료 🟢]", "[배송 방법 변경] [닫기]"]
    assert steps(screen)[0] == (ShopStep.COMPLETE, "own")


def test_m13b_tracking_prompt() -> None:
    screen = tracking_prompt(s.view(s.paid(s.order())), "cj", T)
    assert drawn(screen) == as_drawn("""
주문완료 · 택배배송 · 주문번호 : 3309803
택배사 : CJ 대한통운 (환경설정)

송장번호를 입력해 주세요.
예) 123456789012
---
[택배사 변경]
[송장번호 없이 완료]
[닫기]
""")
    assert steps(screen)[:2] == [(ShopStep.COURIERS, ""), (ShopStep.COMPLETE_NO_NUMBER, "cj")]


def test_another_courier_is_not_said_to_come_from_the_settings() -> None:
    assert "택배사 : 우체국택배\n" in tracking_prompt(s.view(s.paid(s.order())), "epost", T).text


def test_every_courier_can_be_chosen() -> None:
    screen = courier_choice(s.view(s.paid(s.order())), T)
    assert steps(screen)[:-1] == [(ShopStep.COMPLETE_PARCEL, courier.code) for courier in COURIERS]
    assert labels(screen)[:-1] == [courier.name for courier in COURIERS]


def test_m13c_last_step_of_a_parcel() -> None:
    screen = parcel_summary(s.view(s.paid(s.order())), "cj", "123456789012", T)
    assert drawn(screen) == as_drawn("""
주문완료 · 주문번호 : 3309803
택배사 : CJ 대한통운
송장번호 : 1234-5678-9012
결제 상태 : 💰 결제완료
---
[주문완료 🟢]
[송장번호 수정] [닫기]
""")
    assert steps(screen)[:2] == [(ShopStep.COMPLETE, "cj.123456789012"), (ShopStep.COMPLETE_PARCEL, "cj")]


def test_a_parcel_may_go_without_a_number() -> None:
    screen = parcel_summary(s.view(s.paid(s.order())), "cj", None, T)
    assert "송장번호 없이 완료해요." in screen.text
    assert grid(screen)[1] == "[송장번호 입력] [닫기]"
    assert steps(screen)[0] == (ShopStep.COMPLETE, "cj.")


def test_a_doubtful_number_warns_and_may_be_kept() -> None:
    screen = parcel_summary(s.view(s.paid(s.order())), "lotte", "123456789012", T)
    assert "⚠️ 송장번호를 다시 확인해 주세요." in screen.text
    assert grid(screen)[0] == "[그대로 저장 · 주문완료 🟢]"
    assert steps(screen)[0] == (ShopStep.COMPLETE, "lotte.123456789012")


def test_m14_approving_takes_a_second_tap() -> None:
    assert drawn(approve_dialog(s.view(s.asked_to_cancel(s.order())), T)) == as_drawn("""
취소완료 · 주문번호 : 3309803
요청사유 : 배송이 늦어져서요.

취소완료상태로 변경되며 고객님의 취소완료 알림이 발송됩니다.
되돌릴 수 없어요.
취소하면 환불 필요 6,000원으로 남아요.

사유를 덧붙이려면 적어 주세요. (선택)
---
[취소완료 🔴]
[닫기]
""")


def test_d9_the_shops_own_reason_stands_below_the_customers() -> None:
    view = s.view(s.asked_to_cancel(s.order()))
    screen = approve_dialog(view, T, "재료가 떨어졌어요")
    assert "요청사유 : 배송이 늦어져서요.\n가게의 사유 : 재료가 떨어졌어요" in screen.text
    assert screen.rows[0][0].tap == ShopOrder(
        step=ShopStep.APPROVE, order=view.order.id, version=view.order.version, arg="typed"
    )


def test_m14_keeping_needs_a_reason() -> None:
    screen = keep_prompt(s.view(s.asked_to_cancel(s.order())), T)
    assert drawn(screen) == as_drawn("""
주문확인 · 주문번호 : 3309803
취소하지 않고 계속 진행합니다. 고객님께 변경사유가 발송됩니다.

변경사유를 작성해주세요. (필수)
예) 이미 포장이 끝났어요.
---
[이미 배송이 시작됐어요]
[이미 준비가 끝났어요]
[닫기]
""")
    assert steps(screen)[:-1] == [(ShopStep.KEEP_REASON, str(n)) for n in range(len(KEEP_REASONS))]


def test_confirming_a_deposit_says_whose_and_how_much() -> None:
    screen = deposit_dialog(s.view(s.confirmed(s.order())), T)
    assert "홍길동 고객님의 입금 6,000원을 확인할까요?" in screen.text
    assert steps(screen) == [(ShopStep.DEPOSIT, ""), (ShopStep.EXTRA_ASK, ""), (ShopStep.CARD, "")]


def test_deposit_of_a_cancelled_order_is_its_total_and_is_to_be_given_back() -> None:
    late = s.order(status=OrderStatus.CANCELED)
    screen = deposit_dialog(s.view(late), T)
    assert "홍길동 고객님의 입금 6,000원을 확인할까요?" in screen.text
    assert "취소된 주문이라 환불 필요 6,000원으로 남아요." in screen.text
    assert "결제완료로 기록되며" not in screen.text


def test_recording_a_refund_says_to_whom_and_how_much() -> None:
    screen = refund_dialog(s.view(s.canceled(s.order())), T)
    assert "홍길동 고객님께 6,000원을 돌려드렸나요?" in screen.text
    assert steps(screen) == [(ShopStep.REFUND, ""), (ShopStep.CARD, "")]


def test_seven_digits_inside_a_prompt_may_be_an_order_or_the_answer() -> None:
    screen = typed_number(77, 5803116, T)
    assert screen.text.startswith("5803116번 주문을 열까요?")
    assert button(screen, "주문 열기").tap == OpenTyped(order=77, open=True)
    assert button(screen, "입력으로 사용").tap == OpenTyped(order=77, open=False)
    assert button(screen, "닫기").tap == Close()
