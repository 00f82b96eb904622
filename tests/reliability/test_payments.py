"""R10: webhooks forged, replayed, reordered, of wrong amounts, racing a cancel: the invariants of payments hold.

A tiny provider keeps the truth about money; the desk hears of it by returns, confirms, webhooks and polls, in any order
and as often as the dice like. Whatever happens, no won is lost, doubled or told twice.
"""

from __future__ import annotations

import asyncio
import random

import pytest
from sqlalchemy.exc import DBAPIError

from domain.money import ZERO
from domain.payment import MovementKind, captured, refunded
from domain.payment_request import RequestState
from domain.timeline import EntryKind
from domain.use_cases.confirm_order import confirm_order
from storage.database import open_store
from tests.databases import KINDS, FreshDatabase, Kind
from tests.factories import caller
from tests.fakes import FakeStore
from tests.reliability.paying_world import Story, ordered, prepared
from tests.reliability.sizes import size


def holds(story: Story) -> None:
    """The invariants of payments, at any moment."""
    order = story.order
    assert refunded(order.ledger) <= captured(order.ledger)
    assert sum(request.state.is_live for request in order.requests) <= 1
    transactions = [(one.provider, one.transaction) for one in order.ledger if one.provider]
    assert len(transactions) == len(set(transactions)), "a transaction was booked twice"
    told = story.run(lambda uow: uow.orders.timeline(order.id, 1000))
    assert isinstance(told, list)
    paid = sum(entry.kind in (EntryKind.PAYMENT_RECEIVED, EntryKind.DEPOSIT_CONFIRMED) for entry in told)
    ways_in = [one for one in order.ledger if one.kind is MovementKind.CAPTURE and not one.is_stray]
    strays_by_hand = sum(one.is_stray and not one.provider for one in order.ledger if one.kind is MovementKind.CAPTURE)
    assert paid == len(ways_in) + strays_by_hand, "one notice for every payment that counts"
    for request in order.requests:
        mine = [one for one in order.ledger if one.request == request.number and not one.is_stray]
        came, went = captured(mine), refunded(mine)
        expected = {
            RequestState.PAID: came == request.amount and not went,
            RequestState.PARTIALLY_REFUNDED: ZERO < went < came,
            RequestState.REFUNDED: came == went != ZERO,
        }
        assert expected.get(request.state, not came), (request.state, came, went)


def at_rest(story: Story) -> None:
    """Nothing is lost: what the provider holds is what the ledger says that it holds.

    And nobody paid twice: it is asked for money only while that is waited for, so none of it ever comes as a surprise.
    """
    holds(story)
    order = story.order
    assert not [one for one in order.ledger if one.provider and one.is_stray]
    by_provider = [one for one in order.ledger if one.attempt]
    assert (captured(by_provider) - refunded(by_provider)).won == story.provider.held
    by_hand = [one for one in order.ledger if not one.attempt]
    assert captured(by_hand).won == story.cash
    never = [r for r in order.requests if r.state in (RequestState.CANCELED, RequestState.EXPIRED)]
    assert all(not [m for m in order.ledger if m.request == r.number and not m.is_stray] for r in never)


def plays(story: Story, seed: int) -> None:
    try:
        story.plays(holds)
        at_rest(story)
    except (AssertionError, RuntimeError, DBAPIError) as broken:
        raise AssertionError(f"seed {seed}") from broken


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_on_a_real_database(kind: Kind, fresh_database: FreshDatabase) -> None:
    store = open_store(fresh_database(kind))
    with asyncio.Runner() as runner:
        runner.run(store.start())
        shop = runner.run(store.run(prepared))
        for seed in range(size(8, 1000)):
            story = Story(lambda what, *args: runner.run(store.run(what, *args)), random.Random(seed), str(seed))
            story.order_id = runner.run(store.run(ordered, shop, 1_000_000 + seed))
            story.do(confirm_order, story.order_id, 1, caller())
            plays(story, seed)
        runner.run(store.close())


@pytest.mark.soak
def test_whatever_happens_no_won_is_lost_doubled_or_told_twice() -> None:
    for seed in range(size(300, 1000)):
        store = FakeStore()
        story = Story(store.do, random.Random(seed))
        story.order_id = store.do(ordered, store.do(prepared), 3309803)
        story.do(confirm_order, story.order_id, 1, caller())
        plays(story, seed)
