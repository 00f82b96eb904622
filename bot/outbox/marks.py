"""How an attempt is written down: the mark and what the bot remembers of the message, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.callbacks import ShopOrder
from bot.cards import retire
from bot.navigator import parse_view
from bot.outbox.outcome import Failure, Verdict, pause
from bot.outbox.plans import Edit, Plan, Send
from bot.outbox.relays import Relay, remember_relay
from domain.access import order_for_customer
from domain.delivery import ClaimedIntent, Intent, IntentKind, Navigator, Policy, ShownCard, Side
from domain.notices import intents_for_blocked
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.relays import receipt
from domain.thread import Delivery


def mark_sent(
    uow: UnitOfWork, claimed: ClaimedIntent, what: Plan, message_id: int | tuple[int, ...] | None, now: datetime
) -> None:
    """Done, and remembered; of an album all ids. Writes nothing when the lease was lost: whoever holds it now marks."""
    message_ids = message_id if isinstance(message_id, tuple) else () if message_id is None else (message_id,)
    message_id = message_ids[0] if message_ids else None
    if not uow.outbox.mark_sent(claimed, message_id, now):
        return
    match what:
        case Relay():
            remember_relay(uow, what, message_ids)
            _settle(uow, claimed, Delivery.SENT, now)
        case Send(card=ShownCard() as card) if message_id is not None:
            _remember_new_card(uow, replace(card, message_id=message_id), now)
        case Edit(remembered=ShownCard() as card, before=before):
            _remember_card(uow, card, before, _again(claimed, now))
        case Edit(remembered=Navigator() as navigator, before=before):
            _remember_navigator(uow, navigator, before, _again(claimed, now))


def mark_failed(uow: UnitOfWork, claimed: ClaimedIntent, what: Plan, failure: Failure, now: datetime) -> None:
    """Retry, give up, or count as unknown, as the verdict and the intent's policy say."""
    match failure.verdict:
        case Verdict.UNCHANGED:
            mark_sent(uow, claimed, what, None, now)
        case Verdict.GONE:
            uow.outbox.mark_sent(claimed, None, now)
        case Verdict.UNREACHABLE:
            _mark_unreachable(uow, claimed, failure, now)
        case Verdict.REFUSED:
            uow.outbox.mark_dead(claimed, failure.reason, now)
            _settle(uow, claimed, Delivery.FAILED, now)
        case Verdict.UNKNOWN if claimed.intent.policy is Policy.ONCE:
            uow.outbox.mark_unknown(claimed, failure.reason, now)
        case _:
            again = now + pause(claimed.attempts, failure)
            uow.outbox.retry_at(claimed, again, failure.reason, is_fault=failure.is_fault)


def _remember_new_card(uow: UnitOfWork, card: ShownCard, now: datetime) -> None:
    """A card that was sent anew takes the place of the one before."""
    before = uow.chats.card(card.chat, card.side, card.order_id)
    if before and before.message_id != card.message_id:
        uow.outbox.add([retire(before, now)])
    uow.chats.save_card(card)


def _again(claimed: ClaimedIntent, now: datetime) -> Intent:
    """The same redraw once more."""
    intent = claimed.intent
    key = f"{intent.dedupe_key}:{claimed.id}:again"
    return Intent(intent.chat, intent.kind, intent.side, key, now, intent.order_id)


def _remember_card(uow: UnitOfWork, card: ShownCard, before: object, again: Intent) -> None:
    """Only while it is still the same message: a tap may have adopted another one meanwhile.

    If an editor was opened in it while this was on its way, nobody knows which of the two was drawn last: it is drawn.
    """
    present = uow.chats.card(card.chat, card.side, card.order_id)
    if present is None or present.message_id != card.message_id or _is_history(present, again.due_at):
        return
    if before and present != before and present.view:
        uow.chats.save_card(replace(present, drawn=""))
        uow.outbox.add([again])
    else:
        uow.chats.save_card(card)


def _is_history(present: ShownCard | Navigator, arrived_at: datetime) -> bool:
    """Whether the person has gone on since this edit arrived: what their turn shows was surely drawn after it."""
    return present.decided_at is not None and present.decided_at > arrived_at


def _remember_navigator(uow: UnitOfWork, navigator: Navigator, before: object, again: Intent) -> None:
    """The same for the navigator, which may also have gone on to something else."""
    present = uow.chats.navigator(navigator.chat)
    if present is None or present.message_id != navigator.message_id or _is_history(present, again.due_at):
        return
    if before and present != before and isinstance(parse_view(present.view), ShopOrder):
        uow.chats.save_navigator(replace(present, drawn=""))
        uow.outbox.add([replace(again, order_id=present.order_id)])
        return
    is_same_order = present.order_id is not None and present.order_id == navigator.order_id
    if is_same_order or present.view == navigator.view:
        uow.chats.save_navigator(navigator)


def _mark_unreachable(uow: UnitOfWork, claimed: ClaimedIntent, failure: Failure, now: datetime) -> None:
    """Nothing reaches the chat until the person comes back; a customer's shop hears of it, once."""
    intent = claimed.intent
    uow.outbox.mark_unreachable(claimed, failure.reason, now)
    _settle(uow, claimed, Delivery.BLOCKED, now)
    profile = uow.chats.profile(intent.chat)
    if profile is None or not profile.is_reachable:
        return
    uow.chats.save_profile(replace(profile, is_reachable=False))
    if intent.side is Side.CUSTOMER and intent.order_id is not None:
        by = Caller(intent.chat.bot_id, intent.chat.chat_id, profile.name)
        order, _ = order_for_customer(uow, intent.order_id, by)
        staff = uow.people.staff_of(order.shop_id)
        uow.outbox.add(intents_for_blocked(order, intent.chat.bot_id, staff, claimed.id, now))


def _settle(uow: UnitOfWork, claimed: ClaimedIntent, delivery: Delivery, now: datetime) -> None:
    """What became of an answer to a customer is told to its writer, once; all its pieces must have arrived."""
    intent = claimed.intent
    is_answer = intent.kind is IntentKind.RELAY and intent.side is Side.CUSTOMER
    if not is_answer or (delivery is Delivery.SENT and not intent.payload["last"]):
        return
    entry_id = int(intent.payload["entry"])
    if uow.threads.settle(entry_id, delivery):
        thread, writer = uow.threads.get(int(intent.payload["thread"])), uow.threads.entry(entry_id).user_id
        uow.outbox.add([receipt(thread, entry_id, delivery, intent.chat.bot_id, writer, now)])
