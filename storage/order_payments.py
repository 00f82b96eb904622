"""An order's payment requests and refunds: read with it when it has any, written with it where they changed."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from domain.order import Order
from domain.payment_request import GatewayRefund, PaymentRequest
from storage.column_types import BIG
from storage.payment_rows import attempt_values, refund_values, request_values, to_attempt, to_refund, to_request
from storage.replacing import put
from storage.tables import payment_attempt, payment_refund, payment_request
from storage.transaction import Transaction

_OF_ORDER = bindparam("of_order", type_=BIG)
_REQUESTS = select(payment_request).where(payment_request.c.order_id == _OF_ORDER).order_by(payment_request.c.number)
_ADD_REQUEST = insert(payment_request)
_ATTEMPTS = (
    select(payment_attempt)
    .where(payment_attempt.c.order_id == _OF_ORDER)
    .order_by(payment_attempt.c.request, payment_attempt.c.number)
)
_REFUNDS = select(payment_refund).where(payment_refund.c.order_id == _OF_ORDER).order_by(payment_refund.c.number)


class OrderPayments:
    """The rows beside an order's own; the unit of work's only writer of them."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def requests(self, order_id: int) -> tuple[PaymentRequest, ...]:
        place = {"of_order": order_id}
        attempts = self._transaction.execute(_ATTEMPTS, place).all()
        return tuple(
            to_request(row, (to_attempt(one) for one in attempts if one.request == row.number))
            for row in self._transaction.execute(_REQUESTS, place)
        )

    def refunds(self, order_id: int) -> tuple[GatewayRefund, ...]:
        return tuple(to_refund(row) for row in self._transaction.execute(_REFUNDS, {"of_order": order_id}))

    def write(self, order: Order, requests: tuple[PaymentRequest, ...], refunds: tuple[GatewayRefund, ...]) -> None:
        """Stores what is new or different from how it was loaded; what has ended goes first, for one may be live."""
        for request in order.requests:
            known = next((one for one in requests if one.number == request.number), None)
            if request != known:
                self._write_request(order, request, known)
        for refund in order.refunds:
            if refund not in refunds:
                put(self._transaction, payment_refund, refund_values(order, refund))

    def _write_request(self, order: Order, request: PaymentRequest, known: PaymentRequest | None) -> None:
        if known is None:
            self._transaction.execute(_ADD_REQUEST, request_values(order, request))
        else:
            put(self._transaction, payment_request, request_values(order, request))
        for attempt in request.attempts:
            if known is None or attempt not in known.attempts:
                put(self._transaction, payment_attempt, attempt_values(order, request, attempt))
