"""The basket draft: its steps, its way through a dialog, and what it turns into."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.basket import BasketDraft
from bot.callbacks import BuyStep
from domain.fulfillment import FulfillmentKind
from domain.money import Money
from domain.payment import PaymentMethod
from domain.people import Recipient
from domain.sheet import OutOfStockWish
from domain.use_cases.place_order import Basket

FULL = BasketDraft(
    7,
    {11: 2, 12: 1},
    FulfillmentKind.DELIVERY,
    "홍길동",
    "01012341234",
    "경기 부천시",
    PaymentMethod.DOOR_CARD,
    OutOfStockWish.CALL,
    "문 앞",
)


def test_the_steps_ask_for_one_thing_after_the_other() -> None:
    draft, asked = BasketDraft(7), []
    answers: dict[BuyStep, dict[str, Any]] = {
        BuyStep.PRODUCTS: {"quantities": {11: 1}},
        BuyStep.FULFILLMENT: {"fulfillment": FulfillmentKind.DELIVERY},
        BuyStep.NAME: {"name": "홍길동"},
        BuyStep.PHONE: {"phone": "01012341234"},
        BuyStep.ADDRESS: {"address": "부천"},
        BuyStep.PAYMENT: {"payment_method": PaymentMethod.DOOR_CASH},
        BuyStep.OUT_OF_STOCK: {"out_of_stock": OutOfStockWish.LEAVE_OUT},
    }
    while not draft.is_complete:
        asked.append(draft.next_step)
        draft = replace(draft, **answers[draft.next_step])
    assert asked == list(answers)
    assert draft.next_step is BuyStep.SUMMARY


def test_a_pickup_needs_no_address() -> None:
    pickup = replace(FULL, fulfillment=FulfillmentKind.PICKUP, address="")
    assert pickup.is_complete
    assert replace(FULL, address="").next_step is BuyStep.ADDRESS


def test_back_leads_to_the_step_before() -> None:
    pickup = replace(FULL, fulfillment=FulfillmentKind.PICKUP)
    assert FULL.before(BuyStep.PAYMENT) is BuyStep.ADDRESS
    assert pickup.before(BuyStep.PAYMENT) is BuyStep.PHONE
    assert FULL.before(BuyStep.PRODUCTS) is BuyStep.PRODUCTS


def test_back_from_a_step_that_is_gone_leads_to_what_is_missing() -> None:
    pickup = replace(FULL, fulfillment=FulfillmentKind.PICKUP, payment_method=None)
    assert pickup.before(BuyStep.ADDRESS) is BuyStep.PAYMENT


@pytest.mark.parametrize(
    ("before", "by", "after"),
    [({}, 1, {11: 1}), ({11: 1}, -1, {}), ({}, -1, {}), ({11: 999}, 1, {11: 999}), ({11: 2}, -1, {11: 1})],
)
def test_quantities_stay_between_0_and_999(before: dict[int, int], by: int, after: dict[int, int]) -> None:
    assert BasketDraft(7, before).changed(11, by).quantities == after


def test_changing_one_product_leaves_the_others_and_the_draft_before() -> None:
    assert FULL.changed(12, 1).quantities == {11: 2, 12: 2}
    assert FULL.quantities == {11: 2, 12: 1}


def test_what_is_no_longer_sold_leaves_the_basket() -> None:
    assert FULL.only([12, 13]).quantities == {12: 1}


@pytest.mark.parametrize("draft", [FULL, BasketDraft(7)], ids=["full", "empty"])
def test_a_draft_survives_a_dialog_as_json(draft: BasketDraft) -> None:
    assert BasketDraft.from_data(json.loads(json.dumps(draft.to_data()))) == draft


def test_further_keys_of_a_dialog_are_ignored() -> None:
    assert BasketDraft.from_data({**FULL.to_data(), "message_id": 5}) == FULL


def test_a_full_draft_becomes_the_basket_that_was_shown() -> None:
    assert FULL.to_basket(Money(9000)) == Basket(
        7,
        {11: 2, 12: 1},
        FulfillmentKind.DELIVERY,
        Recipient("홍길동", "01012341234", "경기 부천시"),
        PaymentMethod.DOOR_CARD,
        OutOfStockWish.CALL,
        Money(9000),
        "문 앞",
    )


def test_the_address_of_an_earlier_choice_does_not_go_into_a_pickup() -> None:
    pickup = replace(FULL, fulfillment=FulfillmentKind.PICKUP)
    assert pickup.to_basket(Money(9000)).recipient.address == ""


@pytest.mark.parametrize("missing", [{"name": ""}, {"address": ""}, {"quantities": {}}, {"out_of_stock": None}])
def test_a_draft_that_lacks_something_becomes_no_basket(missing: dict[str, Any]) -> None:
    draft = replace(FULL, **missing)
    with pytest.raises(ValueError, match=draft.next_step.name):
        draft.to_basket(Money(9000))
