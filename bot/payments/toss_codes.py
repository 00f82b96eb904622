"""What Toss's error codes mean for the money, as a table.

Classified by the code, never by the HTTP status: PROVIDER_ERROR, after which nobody knows, comes as a 400. Source: the
lists of errors at docs.tosspayments.com/reference/error-codes (confirm, cancel, common), and what its users report.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final


class Verdict(Enum):
    """What a code says about the money."""

    REFUSED = auto()
    """No money moved, for certain."""
    IN_DOUBT = auto()
    """Only asking for the payment's record tells."""
    OUR_FAULT = auto()
    """Keys or request are wrong: no customer can mend it, an alarm must sound. No money moved."""


_REFUSED: Final = """
    REJECT_CARD_PAYMENT REJECT_CARD_COMPANY REJECT_ACCOUNT_PAYMENT INVALID_STOPPED_CARD INVALID_CARD_EXPIRATION
    INVALID_CARD_NUMBER INVALID_CARD_LOST_OR_STOLEN NOT_SUPPORTED_CARD_TYPE EXCEED_MAX_AUTH_COUNT FDS_ERROR
    NOT_FOUND_PAYMENT NOT_FOUND_PAYMENT_SESSION
"""
# ALREADY_PROCESSED_PAYMENT: money was taken. The FAILED_…_SYSTEM_PROCESSING are many; like every code that does not
# stand in this table they are in doubt.
_IN_DOUBT: Final = """
    ALREADY_PROCESSED_PAYMENT PROVIDER_ERROR IDEMPOTENT_REQUEST_PROCESSING UNKNOWN_PAYMENT_ERROR
    FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING FAILED_INTERNAL_SYSTEM_PROCESSING FAILED_CARD_COMPANY_SYSTEM_PROCESSING
"""
OF_THE_KEYS: Final = ("UNAUTHORIZED_KEY", "INVALID_API_KEY", "INCORRECT_BASIC_AUTH_FORMAT")
_OUR_FAULT: Final = (*OF_THE_KEYS, "INVALID_REQUEST", "FORBIDDEN_REQUEST")
_REFUND_REFUSED: Final = """
    NOT_CANCELABLE_PAYMENT NOT_CANCELABLE_AMOUNT EXCEED_MAX_REFUND_DUE NOT_ALLOWED_PARTIAL_REFUND
    INVALID_REFUND_ACCOUNT_INFO NOT_FOUND_PAYMENT
"""

CONFIRM: Final = {
    **dict.fromkeys(_REFUSED.split(), Verdict.REFUSED),
    **dict.fromkeys(_IN_DOUBT.split(), Verdict.IN_DOUBT),
    **dict.fromkeys(_OUR_FAULT, Verdict.OUR_FAULT),
}
"""Also for issuing a virtual account."""
REFUND: Final = {
    **dict.fromkeys(_REFUND_REFUSED.split(), Verdict.REFUSED),
    "ALREADY_CANCELED_PAYMENT": Verdict.IN_DOUBT,
    **dict.fromkeys(_IN_DOUBT.split(), Verdict.IN_DOUBT),
    **dict.fromkeys(_OUR_FAULT, Verdict.OUR_FAULT),
}
READ: Final = dict.fromkeys(_OUR_FAULT, Verdict.OUR_FAULT)
"""For questions: nothing moves, so whatever is not our fault is asked again."""

BAD_REFUND_ACCOUNT: Final = "INVALID_REFUND_ACCOUNT_INFO"
"""A paid virtual account goes back to an account of the customer's: it was missing, or is not theirs."""
NOT_FOUND: Final = "NOT_FOUND_PAYMENT"
GIVEN_UP: Final = frozenset({"PAY_PROCESS_CANCELED", "USER_CANCEL"})
"""The customer closed the window themselves: the first comes by failUrl, the second from the script."""


def verdict(code: str, table: dict[str, Verdict]) -> Verdict:
    """An unknown code is in doubt: taking it for a refusal could charge a customer twice."""
    return table.get(code, Verdict.IN_DOUBT)
