"""The pay page in words: what a request and its order come to, for a browser. The template only lays it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.i18n import Translator
from bot.screens.fitting import clip
from bot.screens.formats import minute, won
from bot.screens.pay_states import EXPIRED, PAUSED, STANDINGS, Face, Standing
from domain.errors import CancelRequestPending, DomainError
from domain.gateway import GIVEN_UP
from domain.money import Money
from domain.order import Order
from domain.paying import is_overdue
from domain.payment import MovementKind, refunded
from domain.payment_request import AttemptState, PaymentAttempt, PaymentRequest, RequestState
from domain.settling import payable
from domain.use_cases.pay_at_page import PaymentView

_MOST_NAME: Final = 60
_MOST_REASON: Final = 150


class Note(StrEnum):
    """What the way back from the window adds; part of the address, so nothing but these words."""

    CLOSED = "closed"
    FAILED = "failed"
    NOT_OPENED = "not-opened"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the page; `copied` is what its copy button puts into the clipboard, nothing without one."""

    label: str
    value: str
    copied: str = ""


@dataclass(frozen=True, slots=True)
class PayPage:
    """All texts of one page. Nothing in it is HTML."""

    face: Face
    state: str
    heading: str
    explanation: str
    facts: tuple[Fact, ...] = ()
    amount: str = ""
    notice: str = ""
    is_bad: bool = False
    """Whether the notice is about something that went wrong."""
    button: str = ""
    """What opens the window; nothing when there is nothing to pay now."""
    transfer: tuple[Fact, ...] = ()
    transfer_hint: str = ""
    receipt_url: str = ""
    is_test: bool = False
    polls: bool = False
    words: dict[str, str] = field(default_factory=dict)


def pay_page(view: PaymentView, note: str, t: Translator, now: datetime) -> PayPage:
    """The page of a link that exists."""
    request = view.request
    face, state, heading, explanation = _standing(view, now)
    can_pay = _blocked(view, now) is None and view.gateway is not None and request.state is RequestState.REQUESTED
    waits = request.state is RequestState.AWAITING_DEPOSIT
    account, hint = _transfer(view, t) if can_pay or waits else ((), "")
    return PayPage(
        face,
        t.plain(state),
        t.plain(heading),
        t.plain(explanation),
        tuple(_facts(view, t)),
        won(request.amount, t),
        *(_notice(request, note, t) if can_pay else ("", False)),
        t.plain("{amount} 결제하기", amount=won(request.amount, t)) if can_pay else "",
        account,
        hint,
        _receipt(request),
        view.gateway is not None and view.gateway.is_test,
        request.state.is_live,
        words(t),
    )


def dead_link(t: Translator) -> PayPage:
    """For a link that nobody sent: the same words whatever was tried."""
    return PayPage(
        Face.ENDED,
        t.plain("확인 안 됨"),
        t.plain("결제할 수 없는 링크예요"),
        t.plain("주소가 잘못됐거나 더 이상 쓰이지 않는 링크예요. 가게와의 채팅에서 새 링크를 확인해 주세요."),
        words=words(t),
    )


def too_fast(t: Translator) -> PayPage:
    """For somebody who hammers at the page."""
    return PayPage(
        Face.ENDED,
        t.plain("잠시만요"),
        t.plain("요청이 너무 많아요"),
        t.plain("1분쯤 뒤에 다시 열어 주세요. 이미 결제하셨다면 채팅에서 결과를 확인하실 수 있어요."),
        words=words(t),
    )


def window_page(view: PaymentView, t: Translator) -> PayPage:
    """While the provider's window opens over it, and when it does not."""
    return PayPage(
        Face.CHECKING,
        t.plain("결제 요청중"),
        t.plain("결제창을 열고 있어요"),
        t.plain("결제창이 열리지 않으면 아래 버튼을 눌러 주세요."),
        (Fact(t.plain("가게"), view.shop.name),),
        won(view.request.amount, t),
        button=t.plain("결제창 열기"),
        is_test=view.gateway is not None and view.gateway.is_test,
        words=words(t),
    )


def words(t: Translator) -> dict[str, str]:
    """What stands on every page."""
    return {
        "title": t.plain("결제"),
        "test": t.plain("테스트 결제 · 실제로 결제되지 않아요"),
        "copy": t.plain("복사"),
        "copied": t.plain("복사했어요"),
        "transfer": t.plain("계좌이체로 보내기"),
        "trouble": t.plain("결제창이나 카드 앱이 열리지 않나요?"),
        "trouble_hint": t.plain(
            "텔레그램 안의 브라우저에서는 카드 앱이 안 열릴 수 있어요. 다른 브라우저에서 열어 주세요."
        ),
        "outside": t.plain("외부 브라우저로 열기"),
        "copy_link": t.plain("링크 복사"),
        "link": t.plain("이 페이지의 주소"),
        "receipt": t.plain("영수증 보기"),
        "no_script": t.plain(
            "이 브라우저에서는 자바스크립트가 꺼져 있어 결제창을 열 수 없어요. 아래의 다른 방법을 이용해 주세요."
        ),
        "reload": t.plain("새로 고침"),
        "back": t.plain("돌아가기"),
        "footer": t.plain("결제는 결제사의 보안 창에서 이뤄지고, 카드 정보는 가게에 전해지지 않아요."),
    }


def order_name(order: Order, t: Translator) -> str:
    """`사이다 100g 외 1건`: what the provider's window and the card company's message say."""
    goods = order.sheet.goods_left
    first = clip(goods[0].goods.name, _MOST_NAME) if goods else t.plain("주문 {number}", number=order.number)
    return t.plain("{first} 외 {n}건", first=first, n=len(goods) - 1) if len(goods) > 1 else first


# What follows from the request


def _standing(view: PaymentView, now: datetime) -> Standing:
    request = view.request
    if request.state is RequestState.REQUESTED and is_overdue(request, now):
        return EXPIRED
    if request.state.is_live and isinstance(_blocked(view, now), CancelRequestPending):
        return PAUSED
    if request.state is RequestState.REFUNDED and not _given_back(view):  # 입금확인 was a mistake
        return STANDINGS[RequestState.CANCELED]
    return STANDINGS[request.state]


def _given_back(view: PaymentView) -> Money:
    ledger, number = view.order.ledger, view.request.number
    return refunded([row for row in ledger if row.request == number and row.kind is MovementKind.REFUND])


def _blocked(view: PaymentView, now: datetime) -> DomainError | None:
    """What stands in the way of paying now."""
    try:
        payable(view.order, view.request.number, now)
    except DomainError as error:
        return error
    return None


def _facts(view: PaymentView, t: Translator) -> list[Fact]:
    order, request = view.order, view.request
    facts = [
        Fact(t.plain("가게"), view.shop.name),
        Fact(t.plain("주문번호"), str(order.number)),
        Fact(t.plain("상품"), order_name(order, t)),
    ]
    if request.expires_at and request.state in (RequestState.REQUESTED, RequestState.AWAITING_DEPOSIT):
        facts.append(Fact(t.plain("결제 기한"), minute(request.expires_at, t)))
    if given_back := _given_back(view):
        facts.append(Fact(t.plain("환불 금액"), won(given_back, t)))
    return facts


# Transfers


def _transfer(view: PaymentView, t: Translator) -> tuple[tuple[Fact, ...], str]:
    """Where to transfer to and what to mind: the account that was issued for this payment, else the shop's own."""
    request = view.request
    issued = next((one.account for one in reversed(request.attempts) if one.account and one.is_unsettled), None)
    if issued:
        hint = t.plain("이 결제만을 위한 계좌예요. 다른 금액은 입금되지 않아요.")
        return _account(issued.bank, issued.number, issued.number, issued.holder, request, t), hint
    own = view.shop.account
    if own is None:
        return (), ""
    # The name itself does not stand here: whoever has the link reads this page.
    digits = f"{view.order.number % 10_000:04d}"
    ending = t.plain("입금자명 끝에 {digits}, 이 네 자리를 붙여 주세요.", digits=digits)
    hint = f"{ending} {t.plain('보낸 뒤에는 채팅에서 [입금했어요]를 눌러 주세요.')}"
    return _account(own.bank, own.number, own.bare_number, own.holder, request, t), hint


def _account(
    bank: str, number: str, bare: str, holder: str, request: PaymentRequest, t: Translator
) -> tuple[Fact, ...]:
    return (
        Fact(t.plain("은행"), bank),
        Fact(t.plain("계좌번호"), number, bare),
        Fact(t.plain("예금주"), holder),
        Fact(t.plain("금액"), won(request.amount, t), str(request.amount.won)),
    )


# What became of the last try


def _notice(request: PaymentRequest, note: str, t: Translator) -> tuple[str, bool]:
    windows = [one for one in request.attempts if not one.wants_account]
    last = windows[-1] if windows else None
    if last and last.state is AttemptState.FAILED:
        return _failed(last, t), True
    if note == Note.NOT_OPENED:
        return t.plain("결제창을 열지 못했어요. 잠시 뒤에 다시 눌러 주세요."), True
    if note == Note.CLOSED or (last and last.code == GIVEN_UP):
        return t.plain("결제하지 않고 결제창을 닫으셨어요. 언제든 다시 결제할 수 있어요."), False
    return (_failed(last, t), True) if last and last.code else ("", False)


def _failed(attempt: PaymentAttempt, t: Translator) -> str:
    reason = clip(" ".join(attempt.message.split()), _MOST_REASON)
    failed = t.plain("결제가 승인되지 않았고, 돈은 빠져나가지 않았어요. 다른 카드로 다시 결제할 수 있어요.")
    return f"{failed}\n{t.plain('사유 : {reason}', reason=reason)}" if reason else failed


def _receipt(request: PaymentRequest) -> str:
    """Only from https: the address comes from the provider's record."""
    urls = [one.receipt_url for one in request.attempts if one.state is AttemptState.PAID]
    return next((url for url in urls if url.startswith("https://")), "")
