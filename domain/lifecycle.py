"""The order's statuses and THE table of its transitions: from, action, to, who may.

This table is the only place that knows. The order asks it, keyboards draw their buttons from `allowed_actions`,
and the README's diagram is generated from it. Conditions beyond status and role are predicates on the order.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from domain.machine import Machine, Transition
from domain.people import MANAGERS, SHOP, Role


class OrderStatus(StrEnum):
    """Where an order stands (the glossary has the Korean words)."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    CANCEL_REQUESTED = "cancel_requested"
    COMPLETED = "completed"
    CANCELED = "canceled"

    @property
    def is_open(self) -> bool:
        """Whether someone still has work with it."""
        return self not in (OrderStatus.COMPLETED, OrderStatus.CANCELED)


class Action(StrEnum):
    """What moves an order from one status to another."""

    CONFIRM = "confirm"
    COMPLETE = "complete"
    CANCEL = "cancel"
    REQUEST_CANCEL = "request_cancel"
    WITHDRAW_CANCEL = "withdraw_cancel"
    APPROVE_CANCEL = "approve_cancel"
    KEEP = "keep"


OrderTransition = Transition[OrderStatus, Action]


def _row(source: OrderStatus, action: Action, target: OrderStatus, *who: frozenset[Role]) -> OrderTransition:
    return Transition(source, action, target, frozenset[Role]().union(*who))


S, A, CUSTOMER = OrderStatus, Action, frozenset({Role.CUSTOMER})

TRANSITIONS: Final = (
    #    from                 action             to                  who may
    _row(S.PLACED, A.CONFIRM, S.CONFIRMED, SHOP),  # M3
    _row(S.PLACED, A.CANCEL, S.CANCELED, SHOP, CUSTOMER),  # M2, M3
    _row(S.CONFIRMED, A.COMPLETE, S.COMPLETED, SHOP),  # M7, M14
    _row(S.CONFIRMED, A.CANCEL, S.CANCELED, SHOP),  # M16
    _row(S.CONFIRMED, A.REQUEST_CANCEL, S.CANCEL_REQUESTED, CUSTOMER),  # M5
    _row(S.CANCEL_REQUESTED, A.APPROVE_CANCEL, S.CANCELED, SHOP),  # M17
    _row(S.CANCEL_REQUESTED, A.KEEP, S.CONFIRMED, SHOP),  # M17
    _row(S.CANCEL_REQUESTED, A.WITHDRAW_CANCEL, S.CONFIRMED, CUSTOMER),  # D19
    _row(S.COMPLETED, A.CANCEL, S.CANCELED, MANAGERS),  # D8, D21
)

ORDER_MACHINE: Final = Machine(TRANSITIONS)


def transition(status: OrderStatus, action: Action) -> OrderTransition | None:
    """The table's row for this step, or None where there is none."""
    return ORDER_MACHINE.row(status, action)


def allowed_actions(status: OrderStatus, role: Role) -> frozenset[Action]:
    """Every action that the table grants this role in this status."""
    return ORDER_MACHINE.allowed(status, role)
