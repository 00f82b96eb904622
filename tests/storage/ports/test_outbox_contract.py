"""What every outbox promises: each intent once, in order per chat, under a lease."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.delivery import Chat, ClaimedIntent, Intent, IntentKind, Policy, Side
from domain.ports import UnitOfWork
from tests.factories import BOT, NOW, OTHER_BOT, later
from tests.storage.ports.conftest import Desk

LEASE = timedelta(seconds=30)
HERE, THERE = Chat(BOT, 101), Chat(BOT, 102)


def notice(key: str, chat: Chat = HERE, due_at: datetime = NOW, **changes: Any) -> Intent:
    return replace(Intent(chat, IntentKind.NOTICE, Side.SHOP, key, due_at, 1, payload={"entry": "placed"}), **changes)


def card(key: str, order_id: int = 1, *, loud: bool = False, new: bool = False, **changes: Any) -> Intent:
    intent = Intent(HERE, IntentKind.CARD, Side.SHOP, key, NOW, order_id, loud, payload={"new": new})
    return replace(intent, **changes)


def navigator(key: str, order_id: int | None = 1, **changes: Any) -> Intent:
    return replace(Intent(HERE, IntentKind.NAVIGATOR, Side.SHOP, key, NOW, order_id), **changes)


def add(uow: UnitOfWork, intents: Sequence[Intent]) -> int:
    return uow.outbox.add(intents)


def claim(uow: UnitOfWork, now: datetime = NOW, most: int = 100, token: str = "me") -> list[ClaimedIntent]:
    return uow.outbox.claim([BOT, OTHER_BOT], most, now, now + LEASE, token)


def sent(uow: UnitOfWork, claimed: ClaimedIntent, now: datetime = NOW) -> bool:
    return uow.outbox.mark_sent(claimed, 77, now)


def retry(uow: UnitOfWork, claimed: ClaimedIntent, due_at: datetime) -> bool:
    return uow.outbox.retry_at(claimed, due_at, "429")


def next_due(uow: UnitOfWork, now: datetime = NOW) -> datetime | None:
    return uow.outbox.next_due([BOT], now)


def keys(claimed: Sequence[ClaimedIntent]) -> list[str]:
    return [one.intent.dedupe_key for one in claimed]


async def deliver_all(desk: Desk, now: datetime = NOW) -> list[str]:
    """Claims and marks until nothing is due; the keys in the order in which they left."""
    left: list[str] = []
    while claimed := await desk.run(claim, now):
        for one in claimed:
            assert await desk.run(sent, one, now)
        left += keys(claimed)
    return left


async def test_intent_comes_back_as_it_was_queued(desk: Desk) -> None:
    intent = notice(
        "a", loud=True, policy=Policy.ONCE, payload={"entry": "message", "text": "안녕하세요 🙏", "won": 3000}
    )
    assert await desk.run(add, [intent]) == 1
    [claimed] = await desk.run(claim)
    assert claimed.intent == intent
    assert (claimed.attempts, claimed.lease_token, claimed.lease_until) == (1, "me", NOW + LEASE)


async def test_each_dedupe_key_is_queued_once_even_after_it_was_sent(desk: Desk) -> None:
    assert await desk.run(add, [notice("a"), notice("a"), notice("b")]) == 2
    assert await desk.run(add, [notice("a")]) == 0
    assert await deliver_all(desk) == ["a", "b"]
    assert await desk.run(add, [notice("a")]) == 0
    assert await deliver_all(desk) == []


async def test_one_chat_gets_one_at_a_time_in_order_while_other_chats_go_on(desk: Desk) -> None:
    elsewhere = Chat(OTHER_BOT, HERE.chat_id)
    await desk.run(add, [notice("a1"), notice("a2"), notice("b1", THERE), notice("c1", elsewhere), notice("b2", THERE)])
    first = await desk.run(claim)
    assert keys(first) == ["a1", "b1", "c1"]
    assert await desk.run(claim) == []
    assert await desk.run(sent, first[1])
    assert keys(await desk.run(claim)) == ["b2"]


async def test_at_most_so_many_are_claimed_oldest_first(desk: Desk) -> None:
    await desk.run(add, [notice(str(i), Chat(BOT, i)) for i in range(5)])
    assert keys(await desk.run(claim, most=2)) == ["0", "1"]
    assert keys(await desk.run(claim, most=2)) == ["2", "3"]
    assert keys(await desk.run(claim, most=2)) == ["4"]


async def test_nothing_is_claimed_before_it_is_due(desk: Desk) -> None:
    await desk.run(add, [notice("a", due_at=later(seconds=2))])
    assert await desk.run(claim, later(seconds=1)) == []
    assert keys(await desk.run(claim, later(seconds=2))) == ["a"]


async def test_later_intent_waits_for_an_earlier_one_that_is_not_due_yet(desk: Desk) -> None:
    await desk.run(add, [notice("a", due_at=later(seconds=60)), notice("b")])
    assert await desk.run(claim) == []
    assert await desk.run(next_due) == later(seconds=60)


async def test_delayed_navigator_blocks_no_message_and_no_message_blocks_it(desk: Desk) -> None:
    await desk.run(add, [navigator("n", due_at=later(seconds=2)), notice("a"), notice("b")])
    assert keys(await desk.run(claim)) == ["a"]
    assert keys(await desk.run(claim, later(seconds=2))) == ["n"]


async def test_stalled_claim_is_taken_back_and_its_old_owner_can_mark_nothing(desk: Desk) -> None:
    await desk.run(add, [notice("a"), notice("b")])
    [stale] = await desk.run(claim, token="old")
    assert await desk.run(claim, NOW + LEASE - timedelta(microseconds=1)) == []
    [again] = await desk.run(claim, NOW + LEASE, token="new")
    assert (again.id, again.attempts) == (stale.id, 2)

    def marks(uow: UnitOfWork) -> list[bool]:
        box = uow.outbox
        return [
            box.mark_sent(stale, 1, NOW),
            box.mark_unknown(stale, "?", NOW),
            box.mark_dead(stale, "!", NOW),
            box.retry_at(stale, NOW, "later"),
        ]

    assert await desk.run(marks) == [False] * 4
    assert await desk.run(sent, again)
    assert not await desk.run(sent, again)
    assert keys(await desk.run(claim, NOW + LEASE)) == ["b"]


async def test_stalled_claim_that_must_not_arrive_twice_becomes_unknown(desk: Desk) -> None:
    await desk.run(add, [notice("a", policy=Policy.ONCE), notice("b")])
    [stale] = await desk.run(claim)
    assert await desk.run(claim, NOW + LEASE) == []
    assert not await desk.run(sent, stale)
    assert keys(await desk.run(claim, NOW + LEASE)) == ["b"]


async def test_what_needs_no_message_is_done_together_as_far_as_its_lease_is_held(desk: Desk) -> None:
    await desk.run(add, [notice("a"), notice("b", THERE), notice("c")])
    claimed = await desk.run(claim, token="old")
    assert keys(claimed) == ["a", "b"]
    [lost] = await desk.run(claim, NOW + LEASE, most=1, token="new")
    assert await desk.run(lambda uow: uow.outbox.mark_idle(claimed, NOW + LEASE)) == 1
    assert await desk.run(sent, lost)
    assert keys(await desk.run(claim, NOW + LEASE)) == ["c"]


@pytest.mark.parametrize("fate", ["unknown", "dead"])
async def test_given_up_intent_does_not_block_its_chat(desk: Desk, fate: str) -> None:
    await desk.run(add, [notice("a"), notice("b")])
    [claimed] = await desk.run(claim)

    def give_up(uow: UnitOfWork) -> bool:
        mark = uow.outbox.mark_unknown if fate == "unknown" else uow.outbox.mark_dead
        return mark(claimed, "403", NOW)

    assert await desk.run(give_up)
    assert keys(await desk.run(claim)) == ["b"]


async def test_retry_keeps_its_place_and_holds_its_chat_until_it_is_due(desk: Desk) -> None:
    await desk.run(add, [notice("a"), notice("b"), notice("c", THERE)])
    first, _ = await desk.run(claim)
    assert await desk.run(retry, first, later(seconds=10))
    assert await desk.run(claim, later(seconds=9)) == []
    [again] = await desk.run(claim, later(seconds=10))
    assert (again.intent.dedupe_key, again.attempts) == ("a", 2)


async def test_next_due_is_the_earliest_time_at_which_something_can_be_claimed(desk: Desk) -> None:
    assert await desk.run(next_due) is None
    await desk.run(add, [notice("a"), notice("b"), notice("c", THERE, due_at=later(minutes=5))])
    assert await desk.run(next_due, later(seconds=3)) == later(seconds=3)
    [claimed] = await desk.run(claim)
    assert await desk.run(next_due) == NOW + LEASE
    assert await desk.run(retry, claimed, later(minutes=9))
    assert await desk.run(next_due) == later(minutes=5)


async def test_navigator_is_redrawn_once_for_many_changes_and_for_any_order(desk: Desk) -> None:
    assert await desk.run(add, [navigator("n1"), navigator("n2")]) == 1
    [one] = await desk.run(claim)
    assert one.intent.order_id == 1
    assert await desk.run(add, [navigator("n3", 2)]) == 1
    assert await desk.run(add, [navigator("n4", 3)]) == 0
    await desk.run(sent, one)
    [several] = await desk.run(claim)
    assert several.intent.order_id is None
    assert await desk.run(add, [navigator("n5", 4, chat=THERE)]) == 1


async def test_navigator_that_is_tried_again_takes_a_later_redraw_in(desk: Desk) -> None:
    await desk.run(add, [navigator("n1", 1)])
    [claimed] = await desk.run(claim)
    assert await desk.run(add, [navigator("n2", 2)]) == 1
    assert await desk.run(retry, claimed, later(seconds=5))
    assert await desk.run(claim, later(seconds=4)) == []
    [both] = await desk.run(claim, later(seconds=5))
    assert (both.intent.dedupe_key, both.intent.order_id) == ("n1", None)
    assert await desk.run(sent, both)
    assert await desk.run(next_due) is None


async def test_waiting_redraws_of_one_card_become_one_in_the_place_of_the_first(desk: Desk) -> None:
    await desk.run(add, [notice("head")])
    [head] = await desk.run(claim)
    assert await desk.run(add, [card("v1"), notice("n1"), card("v2"), notice("n2")]) == 3
    await desk.run(sent, head)
    assert await deliver_all(desk) == ["v1", "n1", "n2"]


async def test_merged_card_is_as_loud_and_as_new_as_either(desk: Desk) -> None:
    await desk.run(add, [card("v1", loud=True, new=True), card("v2")])
    await desk.run(add, [card("w1", 2, chat=THERE), card("w2", 2, chat=THERE, loud=True, new=True)])
    for claimed in await desk.run(claim):
        assert claimed.intent.loud
        assert claimed.intent.payload == {"new": True}


async def test_merged_card_is_sent_anew_for_the_later_round(desk: Desk) -> None:
    cards = [replace(card(f"v{n}", loud=True), payload={"new": True, "anew": n}) for n in (1, 3)]
    await desk.run(add, [cards[0], card("v2"), cards[1], card("v4")])
    [claimed] = await desk.run(claim)
    assert claimed.intent.payload == {"new": True, "anew": 3}


async def test_cards_of_other_orders_sides_and_chats_stay_apart(desk: Desk) -> None:
    others = [card("b", 2), card("c", side=Side.CUSTOMER), card("d", chat=THERE)]
    assert await desk.run(add, [card("a"), *others]) == 4
    assert sorted(await deliver_all(desk)) == ["a", "b", "c", "d"]


async def test_card_in_flight_may_show_the_old_state_so_a_change_queues_another(desk: Desk) -> None:
    await desk.run(add, [card("v1")])
    [claimed] = await desk.run(claim)
    assert await desk.run(add, [card("v2")]) == 1
    await desk.run(sent, claimed)
    assert await deliver_all(desk) == ["v2"]


async def test_card_that_is_tried_again_takes_a_later_redraw_in_and_stays_before_its_notice(desk: Desk) -> None:
    await desk.run(add, [card("v1")])
    [claimed] = await desk.run(claim)
    await desk.run(add, [notice("n"), card("v2", loud=True, new=True)])
    assert await desk.run(retry, claimed, NOW)
    [again] = await desk.run(claim)
    assert (again.intent.dedupe_key, again.intent.loud, again.intent.payload) == ("v1", True, {"new": True})
    await desk.run(sent, again)
    assert await deliver_all(desk) == ["n"]


async def test_lost_lease_leaves_a_waiting_redraw_alone(desk: Desk) -> None:
    await desk.run(add, [card("v1")])
    [stale] = await desk.run(claim, token="old")
    [again] = await desk.run(claim, NOW + LEASE, token="new")
    await desk.run(add, [card("v2")])
    assert not await desk.run(retry, stale, NOW)
    await desk.run(sent, again)
    assert await deliver_all(desk) == ["v2"]


async def test_prune_forgets_what_was_finished_before_and_nothing_else(desk: Desk) -> None:
    await desk.run(add, [notice(key, Chat(BOT, i)) for i, key in enumerate("abc")])
    first, second, _ = await desk.run(claim)
    await desk.run(sent, first, NOW)
    await desk.run(sent, second, later(days=1))

    def prune(uow: UnitOfWork, before: datetime) -> int:
        return uow.outbox.prune(before)

    assert await desk.run(prune, NOW) == 0
    assert await desk.run(prune, later(hours=1)) == 1
    assert await desk.run(prune, later(days=9)) == 1
    assert keys(await desk.run(claim, NOW + LEASE)) == ["c"]


async def test_late_intents_are_counted_from_when_they_were_first_due_until_they_are_finished(desk: Desk) -> None:
    await desk.run(add, [notice("a"), notice("b"), notice("c", THERE, due_at=later(hours=1))])

    def late(uow: UnitOfWork, before: datetime) -> int:
        return uow.outbox.late(before)

    first, *_ = await desk.run(claim)
    assert await desk.read(late, NOW) == 0
    assert await desk.read(late, later(seconds=1)) == 2
    await desk.run(retry, first, later(hours=2))
    assert await desk.read(late, later(seconds=1)) == 2
    [again] = await desk.run(claim, later(hours=2), most=1)
    await desk.run(sent, again)
    assert await desk.read(late, later(seconds=1)) == 1


def release(uow: UnitOfWork, now: datetime = NOW) -> int:
    return uow.outbox.release(BOT, now)


async def test_nobody_claims_or_waits_for_what_another_bot_has_to_tell(desk: Desk) -> None:
    await desk.run(add, [notice("theirs", Chat(OTHER_BOT, HERE.chat_id)), notice("later", due_at=later(minutes=5))])
    assert await desk.run(lambda uow: uow.outbox.claim([BOT], 10, NOW, NOW + LEASE, "me")) == []
    assert await desk.run(lambda uow: uow.outbox.next_due([BOT], NOW)) == later(minutes=5)
    assert await desk.run(lambda uow: uow.outbox.next_due([], NOW)) is None


async def test_who_lost_the_lead_may_mark_what_it_sent_until_its_shortened_lease_is_over(desk: Desk) -> None:
    await desk.run(add, [notice("a"), notice("b", THERE), notice("theirs", Chat(OTHER_BOT, 7))])
    quick, slow, _ = await desk.run(claim)
    assert await desk.run(release, later(seconds=3)) == 2
    assert await desk.run(release, later(seconds=9)) == 0, "a lease is not made longer"
    assert await desk.run(sent, quick)
    assert await desk.run(claim, later(seconds=2)) == []
    assert keys(await desk.run(claim, later(seconds=3), 100, "another")) == ["b"]
    assert not await desk.run(sent, slow)


async def test_released_claims_are_claimed_again_at_once_and_their_holder_marks_nothing(desk: Desk) -> None:
    await desk.run(add, [notice("a"), notice("once", THERE, policy=Policy.ONCE)])
    stale, _ = await desk.run(claim)
    assert await desk.run(release) == 2
    again = await desk.run(claim, NOW, 100, "another")
    assert keys(again) == ["a"], "what may be sent only once is unknown now"
    assert not await desk.run(sent, stale)
    assert await desk.run(sent, again[0])
