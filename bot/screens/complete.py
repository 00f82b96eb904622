"""주문완료: own delivery, parcel or pick-up, and what stands in the way of it (M14, D6)."""

from __future__ import annotations

from bot.callbacks import ShopStep
from bot.i18n import Html, Translator
from bot.screens import steps
from bot.screens.fitting import GAP, stack
from bot.screens.formats import courier_name, won
from bot.screens.order_facts import courier_line, number_line, payment_line
from bot.screens.payment import send_button
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.depositing import awaits_deposit
from domain.fulfillment import COURIERS, FulfillmentKind, courier
from domain.lifecycle import Action
from domain.order import Order
from domain.use_cases.see_order import OrderView


def complete_dialog(view: OrderView, t: Translator) -> Screen:
    """Asks how the order leaves the shop; a pick-up needs no answer, and missing money comes first."""
    if not view.order.is_settled:
        return payment_missing(view, t)
    is_pickup = view.order.fulfillment is FulfillmentKind.PICKUP
    may_cancel = view.order.allows(Action.CANCEL, view.viewer.role)
    ways = [
        steps.step(view, t.plain("🛵 자체배송"), ShopStep.COMPLETE_OWN),
        steps.step(view, t.plain("📦 택배배송"), ShopStep.COMPLETE_PARCEL),
    ]
    return Screen(
        stack(
            steps.heading(t.plain("주문완료"), view, t),
            t("해당 주문건을 주문완료로 변경 할까요?"),
            t("주문완료상태로 변경되며 고객님께 주문완료 알림이 발송됩니다."),
            GAP,
            _collection(view.order, t) if is_pickup else t("배송 방법을 선택해 주세요."),
        ),
        rows_of(
            [_complete(view, "pickup", t)] if is_pickup else ways,
            [steps.cancel(view, t) if may_cancel else None, steps.close(view, t)],
        ),
    )


def payment_missing(view: OrderView, t: Translator) -> Screen:
    """How much is missing, and the way to it for whoever may confirm a deposit."""
    may_collect = awaits_deposit(view.order, view.viewer.role)
    deposit = steps.step(view, t.plain("입금확인"), ShopStep.DEPOSIT_ASK, Style.PRIMARY) if may_collect else None
    return Screen(
        stack(
            steps.heading(t.plain("주문완료"), view, t),
            t("미결제 {amount}이 있어 완료할 수 없어요.", amount=won(view.order.missing, t)),
            None if may_collect else t("입금확인은 매니저나 사장님이 할 수 있어요."),
        ),
        rows_of([deposit], [send_button(view, t)], [steps.close(view, t)]),
    )


def own_delivery(view: OrderView, t: Translator) -> Screen:
    """The last step of 자체배송."""
    order = view.order
    return Screen(
        stack(
            steps.heading(t.plain("주문완료"), view, t),
            t("🛵 자체배송"),
            payment_line(order, t),
            _collection(order, t),
        ),
        rows_of(
            [_complete(view, "own", t)],
            [steps.step(view, t.plain("배송 방법 변경"), ShopStep.COMPLETE_ASK), steps.close(view, t)],
        ),
    )


def tracking_prompt(view: OrderView, courier_code: str, t: Translator) -> Screen:
    """Asks for the 송장번호. Raises KeyError for an unknown courier, as every screen with one does."""
    is_default = courier_code == view.shop.courier
    name = courier_name(courier_code, t)
    return Screen(
        stack(
            steps.heading(t.plain("주문완료 · 택배배송"), view, t),
            t("택배사 : {courier} (환경설정)", courier=name) if is_default else courier_line(courier_code, t),
            GAP,
            t("송장번호를 입력해 주세요."),
            t("예) 123456789012"),
        ),
        rows_of(
            [steps.step(view, t.plain("택배사 변경"), ShopStep.COURIERS)],
            [steps.step(view, t.plain("송장번호 없이 완료"), ShopStep.COMPLETE_NO_NUMBER, arg=courier_code)],
            [steps.close(view, t)],
        ),
    )


def courier_choice(view: OrderView, t: Translator) -> Screen:
    """Every courier; choosing one asks for its number."""
    keys = [
        steps.step(view, courier_name(known.code, t), ShopStep.COMPLETE_PARCEL, arg=known.code) for known in COURIERS
    ]
    return Screen(
        stack(steps.heading(t.plain("주문완료 · 택배배송"), view, t), t("택배사를 선택해 주세요.")),
        rows_of(*([key] for key in keys), [steps.close(view, t)]),
    )


def parcel_summary(view: OrderView, courier_code: str, number: str | None, t: Translator) -> Screen:
    """The last step of 택배배송; a doubtful number warns and may be kept (`number`: letters and digits, 30 at most)."""
    is_doubtful = bool(number) and courier(courier_code).doubts(number or "")
    warning = t("⚠️ 송장번호를 다시 확인해 주세요. 택배사의 번호 형식과 달라요.")
    keep = t.plain("그대로 저장 · 주문완료") if is_doubtful else None
    return Screen(
        stack(
            steps.heading(t.plain("주문완료"), view, t),
            courier_line(courier_code, t),
            number_line(number, t) if number else t("송장번호 없이 완료해요."),
            payment_line(view.order, t),
            _collection(view.order, t),
            GAP,
            warning if is_doubtful else None,
        ),
        rows_of(
            [_complete(view, f"{courier_code}.{number or ''}", t, keep)],
            [_retype(view, courier_code, number, t), steps.close(view, t)],
        ),
    )


def _retype(view: OrderView, courier_code: str, number: str | None, t: Translator) -> Button:
    label = t.plain("송장번호 수정") if number else t.plain("송장번호 입력")
    return steps.step(view, label, ShopStep.COMPLETE_PARCEL, arg=courier_code)


def _complete(view: OrderView, handover: str, t: Translator, label: str | None = None) -> Button:
    """`handover`: "pickup", "own", or courier and number with a dot between them."""
    return steps.step(view, label or t.plain("주문완료"), ShopStep.COMPLETE, Style.SUCCESS, handover)


def _collection(order: Order, t: Translator) -> Html | None:
    if not order.payment_method.is_at_the_door or not order.missing:
        return None
    return t("만나서 결제 {amount}이 수금으로 기록돼요.", amount=won(order.missing, t))
