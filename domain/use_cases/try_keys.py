"""Keys on trial: claimed by the worker, which asks the payment company, and settled by what that said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from domain.payment_news import KeyVerdict, trial_intent
from domain.payment_ports import KeyTrial
from domain.people import owners_of
from domain.ports import UnitOfWork
from domain.use_cases.connect_gateway import connect_gateway

AGAIN: Final = timedelta(seconds=90)
"""Longer than a payment company may take to answer."""


def claim_trials(uow: UnitOfWork, now: datetime) -> list[KeyTrial]:
    """Those that are due; what is not settled comes again."""
    return uow.key_trials.claim(now, now + AGAIN)


def settle_trial(uow: UnitOfWork, trial: KeyTrial, verdict: KeyVerdict, now: datetime) -> None:
    """Keys that were taken are the shop's from now on; the owner reads what came of it. Others entered since stay."""
    if not uow.key_trials.end(trial):
        return
    shop = uow.shops.get(trial.gateway.shop_id)
    if verdict is KeyVerdict.TAKEN:
        shop = connect_gateway(uow, trial.gateway)
    owners = owners_of(uow.people.staff_of(shop.id))
    uow.outbox.add(trial_intent(shop, owner, trial, verdict, now) for owner in owners)
