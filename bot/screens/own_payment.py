"""결제 요청 on the customer's card: how to pay, until when, and [입금했어요] (D13)."""

from __future__ import annotations

from bot.callbacks import OwnStep
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, clip, stack
from bot.screens.formats import short_moment, won
from bot.screens.own_lines import back_to_card, own_heading, own_step
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.depositing import depositor
from domain.lifecycle import OrderStatus
from domain.order import Order
from domain.payment_request import PaymentRequest, RequestKind, RequestState
from domain.refunding import wants_account
from domain.shop import BankAccount
from domain.use_cases.see_order import OrderView
from domain.virtual_accounts import can_ask_account


def pay_lines(view: OrderView, t: Translator) -> list[Html | None]:
    """What is asked for, and for a transfer where to and under which name."""
    order, request = view.order, view.order.asked_request
    if request is None:
        return [_ended(order, t)]
    if request.state is RequestState.PROCESSING:
        return [GAP, bold(t("💳 결제 확인중 · {amount}", amount=won(request.amount, t)))]
    until = request.expires_at
    return [
        GAP,
        bold(t("💳 결제 요청 · {amount}", amount=won(request.amount, t))),
        t("결제 기한 : {time}", time=short_moment(until, t)) if until else None,
        *_account(order, request, _account_of(view, request), t),
        t("입금 전용 계좌를 준비하고 있습니다.") if request.awaits_account else None,
        t("입금을 알려 주셨어요. 가게에서 확인하고 있습니다.") if request.reported_at else None,
    ]


def pay_rows(view: OrderView, t: Translator) -> list[list[Button | None]]:
    """The pay link where one works, what a bank's app wants pasted, and [입금했어요]."""
    request = view.order.asked_request
    is_paused = view.order.status is not OrderStatus.CONFIRMED
    if request is None or is_paused or request.state is RequestState.PROCESSING:
        return []
    account = _account_of(view, request)
    own = own_step(OwnStep.ACCOUNT, view.order)
    issue = Button(t.plain("🏦 가상계좌로 입금"), own) if can_ask_account(view.order, view.shop) else None
    return [[_pay(request, t)], [issue], _copies(request, account, t), [_report(view.order, request, account, t)]]


def depositor_prompt(view: OrderView, t: Translator) -> Screen:
    """Asks under which name the customer transferred; most use their own, so that is one tap."""
    order = view.order
    own = Button(clip(order.recipient.name, 10), own_step(OwnStep.REPORT, order, "own"), Style.PRIMARY)
    proposed = Button(clip(depositor(order), 14), own_step(OwnStep.REPORT, order, "number"))
    return Screen(
        stack(
            own_heading(t.plain("입금했어요"), order, t),
            t("입금자명을 보내 주세요."),
            t("예) 홍길동"),
        ),
        rows_of([own], [proposed], back_to_card(order, t)),
    )


def account_prompt(view: OrderView, t: Translator) -> Screen:
    """Asks where the refund is to go: only the customer knows."""
    return Screen(
        stack(
            own_heading(t.plain("환불 계좌"), view.order, t),
            t("환불받으실 은행, 계좌번호, 예금주를 한 번에 보내 주세요."),
            t("예) 국민은행 123456-04-567890 홍길동"),
        ),
        rows_of(back_to_card(view.order, t)),
    )


def account_button(order: Order, t: Translator) -> Button | None:
    """[🏦 환불 계좌 보내기] while the shop or the payment company cannot know where to."""
    if not wants_account(order):
        return None
    return Button(t.plain("🏦 환불 계좌 보내기"), own_step(OwnStep.REFUND_ACCOUNT, order), Style.PRIMARY)


def _account_of(view: OrderView, request: PaymentRequest) -> BankAccount | None:
    """Where a transfer goes; a pay link can be paid by transfer too where the shop has an account."""
    issued = next((one.account for one in reversed(request.attempts) if one.account and one.is_unsettled), None)
    if issued:
        return BankAccount(issued.bank, issued.number, issued.holder)
    return None if request.kind is RequestKind.VIRTUAL_ACCOUNT else view.shop.account


def _account(order: Order, request: PaymentRequest, account: BankAccount | None, t: Translator) -> list[Html]:
    if account is None:
        return []
    return [
        t("입금 계좌 : {bank} {number}", bank=clip(account.bank, 40), number=clip(account.number, 40)),
        t("예금주 : {holder}", holder=clip(account.holder, 40)),
        t("입금 금액 : {amount}", amount=won(request.amount, t)),
        *([] if request.has_account else [t("입금자명 : {name}", name=clip(depositor(order), 50))]),
    ]


def _pay(request: PaymentRequest, t: Translator) -> Button | None:
    """A plain address: bank apps do not open inside Telegram's own browser. Not beside an account of their own."""
    if request.kind is not RequestKind.PAY_LINK or t.links is None or not request.nonce or request.has_account:
        return None
    label = t.plain("{amount} 결제하기 ↗", amount=won(request.amount, t))
    return Button(label, url=t.links.address(request.nonce), style=Style.SUCCESS)


def _copies(request: PaymentRequest, account: BankAccount | None, t: Translator) -> list[Button | None]:
    bare = clip(account.bare_number, 256) if account else ""
    if not bare:
        return []
    return [
        Button(t.plain("📋 계좌번호 복사"), copy=bare),
        Button(t.plain("📋 금액 복사"), copy=str(request.amount.won)),
    ]


def _report(order: Order, request: PaymentRequest, account: BankAccount | None, t: Translator) -> Button | None:
    if account is None or request.has_account or request.reported_at:
        return None
    return Button(t.plain("입금했어요"), own_step(OwnStep.REPORT_ASK, order))


def _ended(order: Order, t: Translator) -> Html | None:
    """A withdrawn or expired request says so until something else is asked for."""
    last = order.requests[-1] if order.requests else None
    if last is None or order.balance.won <= 0 or order.payment_method.is_at_the_door:
        return None
    match last.state:
        case RequestState.CANCELED:
            return t("결제 요청이 취소되었습니다.")
        case RequestState.EXPIRED:
            return t("결제 요청의 기한이 지났습니다. 가게에 문의해 주세요.")
        case _:
            return None
