"""Every reason for which the domain refuses, one class each, with a stable code.

The code and the parameters are all there is: texts are looked up by code in `bot/errors.py`.
"""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A refusal that someone expected to be possible; `params` are plain values for the text."""

    code: ClassVar[str] = "refused"

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params


class OrderNotFound(DomainError):
    """No such order, or one that is none of the caller's business: the same answer for both (D14)."""

    code = "order_not_found"


class ShopNotFound(DomainError):
    """No such shop, or one in which the caller has no part (D14)."""

    code = "shop_not_found"


class NotAllowed(DomainError):
    """The caller belongs here, but their role may not do this (D21)."""

    code = "not_allowed"


class OrderChangedMeanwhile(DomainError):
    """Someone else acted since the screen was drawn (D11)."""

    code = "order_changed_meanwhile"


class ReasonRequired(DomainError):
    """The rule asks for a written reason and none came (M3, M17, D19)."""

    code = "reason_required"


class PaymentMissing(DomainError):
    """주문완료 with money still owed; `won` says how much (D6)."""

    code = "payment_missing"


class InvalidRefundAccount(DomainError):
    """No bank, number and holder stand in `given`."""

    code = "invalid_refund_account"


class InvalidDeposit(DomainError):
    """`given` is no amount that can have arrived."""

    code = "invalid_deposit"


class NothingToCollect(DomainError):
    """A deposit was to be confirmed on an order that owes nothing."""

    code = "nothing_to_collect"


class NothingToRefund(DomainError):
    """환불완료 on an order that owes the customer nothing."""

    code = "nothing_to_refund"


class WrongHandover(DomainError):
    """A pick-up order completed as a delivery, or the other way round (M14)."""

    code = "wrong_handover"


class EmptyOrder(DomainError):
    """An order needs at least one line of goods."""

    code = "empty_order"


class InvalidQuantity(DomainError):
    """Quantities run from 1 to `most`."""

    code = "invalid_quantity"


class InvalidAmount(DomainError):
    """More won than any order of a small shop holds."""

    code = "invalid_amount"


class InvalidText(DomainError):
    """A text that is empty or longer than `most` characters; `field` names it."""

    code = "invalid_text"


class InvalidPhone(DomainError):
    """Not a Korean telephone number; `given` quotes it."""

    code = "invalid_phone"


class ProductGone(DomainError):
    """A product in the basket is no longer sold."""

    code = "product_gone"


class PriceChanged(DomainError):
    """The basket costs something else than the customer was shown; `won` is today's total."""

    code = "price_changed"


class PaymentNotOffered(DomainError):
    """A way to pay that the shop does not, or no longer, offer."""

    code = "payment_not_offered"


class ConsentMissing(DomainError):
    """No order before the customer agreed to the handling of personal data (D18)."""

    code = "consent_missing"


class LinkInvalid(DomainError):
    """A link that never existed, has expired or was used up: the same answer for all."""

    code = "link_invalid"


class AlreadyOnStaff(DomainError):
    """Someone of the staff opened an invite; it stays unused."""

    code = "already_on_staff"


class AlreadyAnswered(DomainError):
    """The owner had answered before who may join."""

    code = "already_answered"


class MemberNotFound(DomainError):
    """Not, or no longer, on this shop's staff."""

    code = "member_not_found"


class OwnerStays(DomainError):
    """A shop always has its owner: nobody removes or demotes them, they hand over (D21)."""

    code = "owner_stays"


class TooManyOrders(DomainError):
    """More orders in an hour than a person places."""

    code = "too_many_orders"


class NoNumberLeft(DomainError):
    """No free order number was drawn; the caller may try again."""

    code = "no_number_left"


class ChangePending(DomainError):
    """주문완료 while a round of edits is open (D6)."""

    code = "change_pending"


class CancelRequestPending(DomainError):
    """The open round and the payment are paused while the shop decides on a cancel request (D19)."""

    code = "cancel_request_pending"


class SomeoneElseEditing(DomainError):
    """Another member is at work on the draft; `name` says who. The caller may take over."""

    code = "someone_else_editing"


class NewerSheet(DomainError):
    """An answer to a round or an amount that is no longer the one before the customer (M10)."""

    code = "newer_sheet"


class NothingToSend(DomainError):
    """There is no draft to ask the customer about."""

    code = "nothing_to_send"


class NothingToUndo(DomainError):
    """되돌리기 on a draft without earlier steps."""

    code = "nothing_to_undo"


class NotOnSheet(DomainError):
    """No such line, or nothing left of it to cancel."""

    code = "not_on_sheet"


class TotalBelowZero(DomainError):
    """The sheet would come to less than nothing; `won` says to what."""

    code = "total_below_zero"


class TooManyLines(DomainError):
    """A sheet holds at most `most` lines."""

    code = "too_many_lines"


class InvalidPrice(DomainError):
    """Goods and fees cost nothing or more; 추가금액 is anything but nothing."""

    code = "invalid_price"


class GroupsNotOffered(DomainError):
    """The shop takes answers to the whole of a round only (D23)."""

    code = "groups_not_offered"


class InvalidHours(DomainError):
    """Not opening hours that a day can have; `given` quotes what was typed."""

    code = "invalid_hours"


class InvalidDay(DomainError):
    """Not a day that is still to come; `given` quotes what was typed."""

    code = "invalid_day"


class TooManyClosings(DomainError):
    """More single days off than anybody plans ahead; at most `most`."""

    code = "too_many_closings"


class OrdersPaused(DomainError):
    """The shop takes no orders until `until` (주문 잠시 중단)."""

    code = "orders_paused"


class OrdersStopped(DomainError):
    """The shop takes no orders until somebody there says so (주문 잠시 중단)."""

    code = "orders_stopped"


class PaymentRequestLive(DomainError):
    """The customer is asked for an amount that this would change: the request has to be withdrawn first (D5)."""

    code = "payment_request_live"


class PaymentInProgress(DomainError):
    """A payment company is deciding right now (결제 확인중)."""

    code = "payment_in_progress"


class PaymentsUnsettled(DomainError):
    """Payments of the orders `numbers` have not ended: only the keys they were begun with can tell how."""

    code = "payments_unsettled"


class PaymentLinkDead(DomainError):
    """A pay link that never was, or leads nowhere any more: the same answer for all."""

    code = "payment_link_dead"


class MethodAtTheDoor(DomainError):
    """An order that is paid at the door changes its method before the customer is asked (D5)."""

    code = "method_at_the_door"


class TooManyAttempts(DomainError):
    """More tries to pay one request than a person makes."""

    code = "too_many_attempts"


class ReminderOver(DomainError):
    """What it reminded of has passed, or is none of the caller's business: the same answer for both (D14)."""

    code = "reminder_over"


class ThreadNotFound(DomainError):
    """No such conversation, or one of another shop: the same answer for both."""

    code = "thread_not_found"


class SomeoneElseAnswers(DomainError):
    """A member of the staff, `name`, is answering this customer now."""

    code = "someone_else_answers"


class NothingWaits(DomainError):
    """Somebody has answered or closed the conversation meanwhile."""

    code = "nothing_waits"


class QuickReplyGone(DomainError):
    """A quick reply that was changed or removed since the screen was drawn."""

    code = "quick_reply_gone"


class TooManyQuickReplies(DomainError):
    """A shop keeps at most `most` quick replies."""

    code = "too_many_quick_replies"
