"""Keys on trial: claimed by the worker, which asks the payment company, and settled by what that said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from domain.errors import PaymentsUnsettled
from domain.payment_news import KeyVerdict, trial_intent
from domain.payment_ports import KeyTrial
from domain.people import owners_of
from domain.ports import UnitOfWork
from domain.unsettled import Unsettled
from domain.use_cases.connect_gateway import replace_gateway

AGAIN: Final = timedelta(seconds=90)
"""Longer than a payment company may take to answer."""


def claim_trials(uow: UnitOfWork, now: datetime) -> list[KeyTrial]:
    """Those that are due; what is not settled comes again."""
    return uow.key_trials.claim(now, now + AGAIN)


def settle_trial(
    uow: UnitOfWork, trial: KeyTrial, verdict: KeyVerdict, known: Collection[Unsettled], now: datetime
) -> None:
    """Keys that were taken are the shop's from now on, unless there are unsettled payments that they do not know.

    The owner reads what came of it. Other keys, entered since, stay.
    """
    if not uow.key_trials.end(trial):
        return
    shop, numbers = uow.shops.get(trial.gateway.shop_id), ""
    try:
        shop = replace_gateway(uow, trial.gateway, known) if verdict is KeyVerdict.TAKEN else shop
    except PaymentsUnsettled as error:
        verdict, numbers = KeyVerdict.UNSETTLED, str(error.params["numbers"])
    owners = owners_of(uow.people.staff_of(shop.id))
    uow.outbox.add(trial_intent(shop, owner, trial, verdict, now, numbers) for owner in owners)
