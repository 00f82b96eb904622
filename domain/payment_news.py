"""What the owner hears about the payment company itself, at most once a day for each reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from domain.delivery import Chat, Intent, IntentKind, Side
from domain.hours import seoul_day
from domain.payment_ports import KeyTrial
from domain.reconciling import Difference
from domain.shop import Shop


class PaymentNews(StrEnum):
    """What is told about money instead of people; the values do not clash with those of StaffNews."""

    DIFFERENCES = "differences"
    """Ledger and payment company do not agree."""
    KEYS = "keys"
    """The shop's keys do not work: nothing can be confirmed, given back or compared."""
    TRIAL = "trial"
    """What came of keys that the owner has entered."""
    ACCOUNT = "account"
    """The account for transfers is another one, or gone: who did not do it should know."""


class KeyVerdict(StrEnum):
    """What a payment company said about a pair of keys."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNREACHED = "unreached"
    """It could not be asked, however often it was tried."""
    UNSETTLED = "unsettled"
    """They belong to another account than payments that have not ended: nobody could say how those end."""


def difference_intent(shop: Shop, user_id: int, day: datetime, found: Sequence[Difference], now: datetime) -> Intent:
    """The owner hears once for a day what ledger and payment company do not agree on."""
    rows = [[one.kind, one.number, one.amount.won, one.is_refund] for one in found]
    return _news(PaymentNews.DIFFERENCES, shop, user_id, f"payments:{day.isoformat()}", now, differences=rows)


def keys_intent(shop: Shop, user_id: int, now: datetime) -> Intent:
    """The owner hears once a day that the keys do not work."""
    day: date = seoul_day(now)
    return _news(PaymentNews.KEYS, shop, user_id, f"payment-keys:{day.isoformat()}", now)


def trial_intent(
    shop: Shop, user_id: int, trial: KeyTrial, verdict: KeyVerdict, now: datetime, numbers: str = ""
) -> Intent:
    """The owner hears once what came of the keys; `numbers` are the orders that stand in the way."""
    gateway = trial.gateway
    told = {"verdict": verdict, "is_test": gateway.is_test, "public_id": gateway.public_id, "numbers": numbers}
    return _news(PaymentNews.TRIAL, shop, user_id, f"key-trial:{trial.asked_at.isoformat()}", now, **told)


def account_intent(shop: Shop, user_id: int, name: str, now: datetime) -> Intent:
    """One of the staff hears where customers transfer to from now on, and who (`name`) changed that."""
    account = [shop.account.bank, shop.account.number, shop.account.holder] if shop.account else []
    return _news(PaymentNews.ACCOUNT, shop, user_id, f"account:{now.isoformat()}", now, account=account, name=name)


def _news(news: PaymentNews, shop: Shop, user_id: int, key: str, now: datetime, **more: object) -> Intent:
    return Intent(
        Chat(shop.bot_id, user_id),
        IntentKind.STAFF,
        Side.SHOP,
        f"staff:{shop.id}:{key}:{user_id}",
        now,
        loud=True,
        payload={"news": news, "shop": shop.name, "shop_id": shop.id, **more},
    )
