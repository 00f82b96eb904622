"""결제문자전송, 입금확인, 환불 and what else staff do about an order's money (M11, D5-D7, D13)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import ShopOrder, ShopStep
from bot.order_steps import StepHandler, act, look, show_dialog
from bot.screens import payment, toasts
from bot.screens.cancel import deposit_dialog, refund_dialog
from bot.turn import Tap
from domain.depositing import require_deposit, require_undoable
from domain.errors import PaymentNotOffered
from domain.paying import require_request
from domain.payment import PaymentMethod
from domain.payment_request import RequestState
from domain.refunding import require_refund
from domain.use_cases.answer_deposit import refuse_deposit, take_back_deposit
from domain.use_cases.change_method import change_payment_method
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.record_refund import record_refund
from domain.use_cases.refund_payment import repeat_refund, start_refund
from domain.use_cases.remind_payment import remind_payment
from domain.use_cases.request_payment import send_payment_request
from domain.use_cases.withdraw_payment import withdraw_payment


async def request_ask(tap: Tap, button: ShopOrder) -> None:
    """Raises what stands in the way of asking now."""
    view = await look(tap, button)
    require_request(view.order, view.viewer)
    await show_dialog(tap, view, payment.request_dialog(view, tap.t))


async def request(tap: Tap, button: ShopOrder) -> None:
    link = tap.t.links.draw() if tap.t.links else None
    await act(tap, button, tap.t.plain(toasts.PAYMENT_REQUESTED), send_payment_request, link, tap.caller, tap.now)


async def remind(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.PAYMENT_REMINDED), remind_payment, tap.caller, tap.now)


async def withdraw(tap: Tap, button: ShopOrder) -> None:
    """While a payment is being confirmed the answer says so, and the wish is kept."""
    view = await look(tap, button)
    asked = view.order.asked_request
    is_busy = asked is not None and asked.state is RequestState.PROCESSING
    toast = toasts.PAYMENT_UNWANTED if is_busy else toasts.PAYMENT_WITHDRAWN
    await act(tap, button, tap.t.plain(toast), withdraw_payment, tap.caller, tap.now)


async def deposit_ask(tap: Tap, button: ShopOrder) -> None:
    """Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToCollect."""
    view = await look(tap, button)
    require_deposit(view.order, view.viewer)
    await show_dialog(tap, view, deposit_dialog(view, tap.t))


async def deposit(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.DEPOSIT_CONFIRMED), confirm_deposit, tap.caller, tap.now)


async def not_paid(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.NOT_PAID_YET), refuse_deposit, tap.caller, tap.now)


async def undo_ask(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button)
    require_undoable(view.order, view.viewer)
    await show_dialog(tap, view, payment.undo_dialog(view, tap.t))


async def undo(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.DEPOSIT_UNDONE), take_back_deposit, tap.caller, tap.now)


async def method_ask(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button)
    await show_dialog(tap, view, payment.method_dialog(view, tap.t))


async def method(tap: Tap, button: ShopOrder) -> None:
    """Raises PaymentNotOffered for what no button says."""
    await look(tap, button)
    if button.arg not in set(PaymentMethod):
        raise PaymentNotOffered()
    wanted = PaymentMethod(button.arg)
    await act(tap, button, tap.t.plain(toasts.METHOD_CHANGED), change_payment_method, wanted, tap.caller, tap.now)


async def refund_ask(tap: Tap, button: ShopOrder) -> None:
    """Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToRefund."""
    view = await look(tap, button)
    require_refund(view.order, view.viewer)
    await show_dialog(tap, view, refund_dialog(view, tap.t))


async def refund(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.REFUND_RECORDED), record_refund, tap.caller, tap.now)


async def give_back_ask(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button)
    require_refund(view.order, view.viewer)
    await show_dialog(tap, view, payment.give_back_dialog(view, tap.t))


async def give_back(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.REFUND_STARTED), start_refund, tap.caller, tap.now)


async def give_again(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.REFUND_STARTED), repeat_refund, tap.caller, tap.now)


STEPS: Final[dict[ShopStep, StepHandler]] = {
    ShopStep.PAY_ASK: request_ask,
    ShopStep.PAY: request,
    ShopStep.PAY_REMIND: remind,
    ShopStep.PAY_WITHDRAW: withdraw,
    ShopStep.DEPOSIT_ASK: deposit_ask,
    ShopStep.DEPOSIT: deposit,
    ShopStep.NOT_PAID: not_paid,
    ShopStep.UNDEPOSIT_ASK: undo_ask,
    ShopStep.UNDEPOSIT: undo,
    ShopStep.METHOD_ASK: method_ask,
    ShopStep.METHOD: method,
    ShopStep.REFUND_ASK: refund_ask,
    ShopStep.REFUND: refund,
    ShopStep.GIVE_BACK_ASK: give_back_ask,
    ShopStep.GIVE_BACK: give_back,
    ShopStep.GIVE_AGAIN: give_again,
}
