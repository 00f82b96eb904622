"""무통장 입금 as people see it: the customer says that they paid, a manager looks at the account (D13)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain import payment_events as e
from domain.errors import NotAllowed, NothingToCollect, PaymentInProgress
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.order import Order
from domain.paying import close_attempts, moved, require_not_paused
from domain.payment import Holding, MoneyMovement, MovementKind, PaymentMethod, holdings
from domain.payment_request import REQUEST_MACHINE, PaymentRequest, RequestKind, RequestState, RequestStep
from domain.people import MOST_PERSON_NAME, Actor, Permission, Role, may
from domain.refunding import leave_refund
from domain.shop import BankAccount
from domain.text import checked_text

_SHORT: Final = 10_000
_CUT: Final = 4
"""A name shorter than that is nobody's beginning."""


def depositor(order: Order) -> str:
    """The name to transfer under: name and amount together make candidates, never a certainty."""
    return f"{order.recipient.name}{order.number % _SHORT:04d}"


def fits_name(order: Order, name: str) -> bool:
    """Whether a bank's name of a sender may be this customer's: banks mask with stars and cut long names off."""
    asked = order.asked_request
    known = (depositor(order), order.recipient.name, asked.depositor if asked else "")
    given = _bare(name)
    return any(_is_same_name(given, _bare(one)) for one in known if one)


def name_beginning(name: str) -> str:
    """As much of a bank's name of a sender as a customer's name may begin with: up to a star or a number."""
    return re.split(r"[*○\d]", _bare(name), maxsplit=1)[0]


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()


def _is_same_name(given: str, known: str) -> bool:
    masked = "".join("." if sign in "*○" else re.escape(sign) for sign in given)
    is_cut = len(given) >= _CUT and known.startswith(given)
    return is_cut or (len(given) > 1 and re.fullmatch(masked, known) is not None)


def awaits_deposit(order: Order, role: Role) -> bool:
    """Whether this role may confirm an incoming transfer now."""
    return bool(order.deposit_due) and may(role, Permission.CONFIRM_DEPOSIT)


def require_deposit(order: Order, by: Actor) -> None:
    """Raises NotAllowed when the actor may never confirm a transfer, NothingToCollect when none is awaited."""
    if not may(by.role, Permission.CONFIRM_DEPOSIT):
        raise NotAllowed(number=order.number)
    if not order.deposit_due:
        raise NothingToCollect(number=order.number)


def report_deposit(order: Order, name: str, by: Actor, at: datetime) -> None:
    """[입금했어요]: the customer transferred under this name. Raises InvalidText, NothingToCollect, NotAllowed."""
    require_not_paused(order)
    request = _awaiting(order, RequestStep.REPORT_DEPOSIT)
    name = checked_text(name, field="name", most=MOST_PERSON_NAME, one_line=True)
    order.put_request(replace(moved(order, request, RequestStep.REPORT_DEPOSIT, by), depositor=name, reported_at=at))
    order.tell(e.DepositReported(at, by, request.amount, name))


def deposit_not_found(order: Order, by: Actor, at: datetime) -> None:
    """[아직 미입금]: nothing arrived yet, and the customer is told. Raises NotAllowed, NothingToCollect."""
    request = _awaiting(order, RequestStep.REFUSE_DEPOSIT)
    if request.reported_at is None:
        raise NothingToCollect(number=order.number)
    order.put_request(replace(moved(order, request, RequestStep.REFUSE_DEPOSIT, by), reported_at=None))
    order.tell(e.DepositNotFound(at, by, request.amount, request.depositor))


def confirm_deposit(order: Order, by: Actor, at: datetime, surplus: Money = ZERO) -> None:
    """[입금확인]: what was asked for has arrived; late money on a cancelled order too (D7).

    A `surplus` that came with it is booked as money that nobody waited for, and is to be given back.
    Raises NotAllowed, NothingToCollect, and PaymentInProgress while a payment company decides.
    """
    require_deposit(order, by)
    amount, request = order.deposit_due, order.live_request
    others: tuple[int, ...] = ()
    if request and request.state is RequestState.PROCESSING:
        raise PaymentInProgress(number=order.number)
    if request and REQUEST_MACHINE.row(request.state, RequestStep.CONFIRM_DEPOSIT):
        paid, others = close_attempts(moved(order, request, RequestStep.CONFIRM_DEPOSIT, by))
        order.put_request(paid)
    number = request.number if request else 0
    is_stray = not order.status.is_open
    order.ledger.append(MoneyMovement(MovementKind.CAPTURE, amount, at, by.user_id, request=number, is_stray=is_stray))
    if surplus:
        order.ledger.append(MoneyMovement(MovementKind.CAPTURE, surplus, at, by.user_id, is_stray=True))
    order.tell(e.DepositConfirmed(at, by, amount + surplus, number, others))
    if surplus:
        leave_refund(order, at)


def undoable_deposit(order: Order, by: Actor) -> Holding | None:
    """The confirmed deposit that a manager may take back: the last one, while the order is being prepared.

    What came on top of what the order costs can be taken back at any time.
    """
    if not may(by.role, Permission.CONFIRM_DEPOSIT) or order.live_request:
        return None
    deposits = [one for one in holdings(order.ledger) if not one.attempt]
    is_prepared = order.status is OrderStatus.CONFIRMED
    undoable = (one for one in reversed(deposits) if is_prepared or (one.is_stray and not one.request))
    return next(undoable, None)


def require_undoable(order: Order, by: Actor) -> Holding:
    """The deposit. Raises NotAllowed, NothingToCollect, CancelRequestPending."""
    if not may(by.role, Permission.CONFIRM_DEPOSIT):
        raise NotAllowed(number=order.number)
    require_not_paused(order)
    holding = undoable_deposit(order, by)
    if holding is None:
        raise NothingToCollect(number=order.number)
    return holding


def undo_deposit(order: Order, by: Actor, at: datetime) -> None:
    """입금확인 was a mistake: what was asked for is awaited again, without a deadline, if it is still to be paid.

    A pay link takes cards again. Raises what `require_undoable` does.
    """
    holding = require_undoable(order, by)
    where, amount = (holding.request, 0, holding.is_stray), holding.amount
    order.ledger.append(MoneyMovement(MovementKind.REVERSAL, amount, at, by.user_id, "", "", *where))
    request = None if holding.is_stray else order.request(holding.request)
    if request:
        step = RequestStep.UNDO_TO_LINK if request.kind is RequestKind.PAY_LINK else RequestStep.UNDO_DEPOSIT
        order.put_request(replace(after_undoing(order, request, step, by), expires_at=None, reported_at=None))
    order.tell(e.DepositUndone(at, by, holding.amount, holding.request))


def after_undoing(order: Order, request: PaymentRequest, step: RequestStep, by: Actor) -> PaymentRequest:
    """Once its money is gone: awaited again by this step, unless nobody is to be asked for this amount by now (D5)."""
    is_free = order.live_request is None and order.open_change is None
    is_owed = order.status is not OrderStatus.CANCELED and request.amount <= order.balance
    if not (is_free and is_owed) or REQUEST_MACHINE.row(request.state, step) is None:
        step = RequestStep.REFUND_REST
    return moved(order, request, step, by)


def knows_account(order: Order, account: BankAccount | None) -> bool:
    """Whether the customer was shown the shop's account (`account` until now) and may still transfer to it."""
    asked = order.asked_request
    if asked and asked.kind is RequestKind.PAY_LINK:
        return account is not None and not asked.has_account
    if asked:
        return asked.kind is RequestKind.TRANSFER
    was_asked = any(one.kind is RequestKind.TRANSFER for one in order.requests)
    is_owed = order.status.is_open and order.balance > ZERO
    return was_asked and is_owed and order.payment_method is PaymentMethod.BANK_TRANSFER


def account_changed(order: Order, account: BankAccount | None, by: Actor, at: datetime) -> None:
    """The shop's account is this one now: nobody transfers to the one they were told before."""
    kind = e.ShopAccountChanged if account else e.ShopAccountRemoved
    order.tell(kind(at, by, order.balance))


def _awaiting(order: Order, step: RequestStep) -> PaymentRequest:
    """The request that waits for a transfer. Raises NothingToCollect."""
    request = order.live_request
    if request is None or REQUEST_MACHINE.row(request.state, step) is None:
        raise NothingToCollect(number=order.number)
    return request
