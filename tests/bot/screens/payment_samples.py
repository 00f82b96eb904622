"""Orders in every state of their money, ordinary and hostile, and every screen about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.i18n import Languages, Translator
from bot.payments.desk_key import DeskKey
from bot.payments.pay_links import PayLinks
from bot.payments.toss_api import TossKeys
from bot.payments.toss_keys import mistake_in
from bot.screens import (
    card,
    complete,
    detail,
    odd_deposits,
    own_orders,
    own_payment,
    pay_account,
    pay_settings,
    payment,
)
from bot.screens.bank_messages import matched
from bot.screens.screen import Screen
from bot.screens.staff import staff_news
from domain.depositing import report_deposit
from domain.gateway import ProviderPayment, ProviderStatus
from domain.money import MOST_WON, Money
from domain.odd_deposits import book_deposit
from domain.order import Order
from domain.paying import Terms, begin, expire, request_payment, withdraw
from domain.payment import PaymentMethod
from domain.payment_news import KeyVerdict, account_intent, trial_intent
from domain.payment_ports import KeyTrial, ShopGateway
from domain.payment_request import RequestKind
from domain.people import Actor
from domain.refunding import refund_failed, start_refunds
from domain.settling import come_back, open_attempt, settle
from domain.shop import BankAccount
from domain.use_cases.change_account import AccountChange
from domain.use_cases.match_deposit import DepositMatch
from domain.use_cases.set_payments import PaymentSettings
from tests.bot.screens import samples as s

LINKS = PayLinks(DeskKey("a secret of the tests, long enough"), "https://orders.example.com")
Named = tuple[str, Screen]
ASKED = s.seoul(2021, 5, 31, 10, 52)


def linked(t: Translator) -> Translator:
    """The same language in an installation where pay links work."""
    return Languages(links=LINKS).of(t.language)


def awaiting(example: Order) -> Order:
    begin(s.confirmed(example), ASKED + timedelta(days=3), s.STAFF, ASKED)
    return example


def asked_by_link(example: Order) -> Order:
    terms = Terms(RequestKind.PAY_LINK, ASKED + timedelta(days=3), "nonce", "hash")
    request_payment(s.confirmed(example), terms, s.STAFF, ASKED)
    return example


def processing(example: Order) -> Order:
    attempt = open_attempt(asked_by_link(example), 1, "toss", "ref-000001", s.CUSTOMER, ASKED)
    come_back(example, 1, attempt.number, "key-000001", example.requests[0].amount, ASKED)
    return example


def paid_by_link(example: Order) -> Order:
    amount = processing(example).requests[0].amount
    settle(example, 1, 1, ProviderPayment(ProviderStatus.DONE, "ref-000001", "key-000001", amount), ASKED)
    return example


def reported(example: Order) -> Order:
    report_deposit(awaiting(example), "홍길동", s.CUSTOMER, ASKED)
    return example


def withdrawn(example: Order) -> Order:
    withdraw(asked_by_link(example), s.STAFF, ASKED)
    return example


def expired(example: Order) -> Order:
    expire(asked_by_link(example), 1, ASKED + timedelta(days=9))
    return example


def owed(example: Order) -> Order:
    """Cancelled after a payment by link: its refund is under way."""
    paid_by_link(example).cancel("재고 부족", s.OWNER, ASKED)
    start_refunds(example, s.OWNER, ASKED)
    return example


def overpaid(example: Order) -> Order:
    book_deposit(paid_by_link(example), Money(MOST_WON), s.OWNER, ASKED)
    return example


def paid_in_part(example: Order) -> Order:
    book_deposit(awaiting(example), Money(1), s.OWNER, ASKED)
    request_payment(example, Terms(RequestKind.TRANSFER, ASKED + timedelta(days=3)), s.STAFF, ASKED)
    return example


def refused(example: Order) -> Order:
    refund_failed(owed(example), 1, "NOT_CANCELABLE_AMOUNT", s.LONG[:300], ASKED)
    return example


STATES = (
    awaiting,
    asked_by_link,
    processing,
    paid_by_link,
    reported,
    paid_in_part,
    withdrawn,
    expired,
    owed,
    overpaid,
    refused,
)


GATEWAY = ShopGateway(1, "toss", "public-id-000001", "live_gck_of_the_shop", "sealed", False, "hop1")


def payment_screens(t: Translator) -> Iterator[Named]:
    """All of them, with and without a pay link that works."""
    for words, where in ((t, "no links"), (linked(t), "links")):
        for name, screen in _of_settings(words):
            yield f"payment settings {name}, {where}", screen
        for state in STATES:
            for example in (s.order(payment_method=PaymentMethod.PAY_LINK), s.order(), s.hostile()):
                is_transfer = state in (awaiting, reported, paid_in_part)
                method = PaymentMethod.BANK_TRANSFER if is_transfer else example.payment_method
                order = state(replace(example, payment_method=method))
                name = f"{state.__name__}, {order.number}, {where}"
                for viewer in s.WORKERS:
                    yield from _of_staff(f"{name}, {viewer.role}", order, viewer, words)
                yield from _of_customer(name, order, words)


def _of_settings(t: Translator) -> Iterator[Named]:
    """What the owner sets, and what they read of it."""
    test = replace(GATEWAY, is_test=True)
    trial = KeyTrial(test, s.OWNER.user_id, ASKED)
    for n, shop in enumerate((s.SHOP, replace(s.SHOP, name=s.LONG, account=None, payment_grace=timedelta(0)))):
        for m, (gateway, entered) in enumerate(((None, None), (None, trial), (GATEWAY, None), (test, trial))):
            yield f"{n}.{m}", pay_settings.pay_settings(PaymentSettings(shop, gateway, entered), t)
        yield f"times {n}", pay_settings.times(shop, t)
        for verdict in KeyVerdict:
            for one in (trial, replace(trial, gateway=GATEWAY)):
                told = trial_intent(shop, s.OWNER.user_id, one, verdict, ASKED, "3309803, 98765432 …").payload
                yield f"news {n} {verdict} {one.gateway.is_test}", staff_news(told, t)
    for many in (0, 5):
        orders = [awaiting(s.order(payment_method=PaymentMethod.BANK_TRANSFER)) for _ in range(many)]
        hostile = [awaiting(replace(s.hostile(), payment_method=PaymentMethod.BANK_TRANSFER)) for _ in range(many)]
        match = DepositMatch(s.SHOP, s.order().total, s.LONG, orders, hostile, [])
        yield f"bank message {many}", matched(match, t)
        for won in (1, MOST_WON):
            odd = replace(
                match, amount=Money(won), others=[], odd=[*hostile, *(paid_by_link(s.order()) for _ in orders)]
            )
            yield f"bank message {many} of {won}", matched(odd, t)
            yield f"bank message {many} of {won} with no other", matched(replace(odd, named=[]), t)
    yield from _of_account(t)
    yield "keys", pay_settings.keys_prompt(1, t)
    for client, secret in (("", ""), ("", "test_gsk_1"), ("test_ck_1234", ""), ("live_gck_12", "test_gsk_1")):
        keys = TossKeys(client, secret)
        problem = pay_settings.key_problem(keys, mistake_in(keys) if secret else None)
        yield f"keys {client} {secret}", pay_settings.next_key("test_gck_1234", problem, t)
    yield "remove", pay_settings.remove_dialog(1, t)


def _of_account(t: Translator) -> Iterator[Named]:
    """The shop's account, from the first to none."""
    long = BankAccount(s.LONG[:80], "1" * 400, s.LONG[:80])
    for n, shop in enumerate((s.SHOP, replace(s.SHOP, name=s.LONG, account=long), replace(s.SHOP, account=None))):
        yield f"account prompt {n}", pay_account.account_prompt(shop, t)
        yield f"account saved {n}", pay_account.account_saved(shop, t)
        yield f"account news {n}", staff_news(account_intent(shop, 1, s.LONG[:64], ASKED).payload, t)
        for told in (0, 999):
            change = AccountChange(shop, told)
            yield f"account preview {n} {told}", pay_account.account_preview(change, shop.account or long, t)
            yield f"account removal {n} {told}", pay_account.drop_dialog(change, t)


def _of_staff(name: str, order: Order, viewer: Actor, t: Translator) -> Iterator[Named]:
    seen = s.view(order, viewer)
    for title, screen in {
        "card": card.shop_card(seen, t),
        "detail": detail.detail(seen, t),
        "missing": complete.payment_missing(seen, t),
        "request": payment.request_dialog(seen, t),
        "method": payment.method_dialog(seen, t),
        "undo": payment.undo_dialog(seen, t),
        "amount": odd_deposits.amount_prompt(seen, t),
        "booking": odd_deposits.booking_dialog(seen, Money(MOST_WON), t),
        "booking a part": odd_deposits.booking_dialog(seen, Money(1), t),
        "give back": payment.give_back_dialog(seen, t),
    }.items():
        yield f"payment {title}, {name}", screen


def _of_customer(name: str, order: Order, t: Translator) -> Iterator[Named]:
    seen = s.view(order, s.CUSTOMER)
    yield f"payment own card, {name}", own_orders.own_card(seen, t)
    yield f"payment own detail, {name}", own_orders.own_detail(seen, t)
    yield f"payment depositor, {name}", own_payment.depositor_prompt(seen, t)
