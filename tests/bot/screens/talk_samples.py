"""Every screen of conversations, drawn from ordinary and from hostile data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from bot.i18n import Translator
from bot.screens import inquiries, reminders, talk
from bot.screens.screen import Screen
from domain.order import Order
from domain.people import Actor
from domain.reminders import Reminder, Wait
from domain.thread import Claim, Delivery, Message, Photo, Thread
from domain.thread_ports import WaitingThread
from domain.timeline import EntryKind, TimelineEntry, entry_of
from domain.use_cases.keep_quick_replies import MOST_QUICK_REPLIES
from domain.use_cases.see_reminder import ReminderView
from domain.use_cases.see_thread import InquiriesView, ThreadView
from tests.bot.screens.samples import CUSTOMER, LONG, MANAGER, SHOP, STAFF, canceled, hostile, order, seoul

Named = tuple[str, Screen]

SINCE: Final = seoul(2021, 5, 31, 16, 44)


def written(text: str, by: Actor = CUSTOMER, minute: int = 44, **changes: Any) -> TimelineEntry:
    """A message of the worked example's afternoon; `changes` are fields of the entry."""
    at = seoul(2021, 5, 31, 16, minute)
    entry = TimelineEntry(at, EntryKind.MESSAGE, by.role, by.user_id, by.name, Message(text).data)
    return replace(entry, **changes)


def conversation(
    example: Order | None = None, entries: list[TimelineEntry] | None = None, **changes: Any
) -> ThreadView:
    """What 박민수 sees of the worked example's conversation; one message waits. `changes` replace its fields."""
    about = order() if example is None else example
    said = [written("네 알겠습니다.", id=1), written("언제쯤 도착할까요?", minute=50, id=2)]
    view = ThreadView(
        Thread(9, SHOP.id, CUSTOMER.user_id, about.id, SINCE, 1),
        SHOP,
        STAFF,
        about,
        about.recipient.name,
        about.recipient.phone,
        None,
        said if entries is None else entries,
        1,
        1,
        True,
        None,
        None,
        False,
    )
    return replace(view, **changes)


def about_none(view: ThreadView, latest: int | None = 3309803) -> ThreadView:
    """The same without an order."""
    return replace(view, order=None, latest_number=latest, thread=replace(view.thread, order_id=None))


def waiting(number: int | None = 3309803, name: str = "홍길동", text: str = "언제쯤 도착할까요?") -> WaitingThread:
    thread = Thread(9, SHOP.id, CUSTOMER.user_id, number and 77, SINCE, 2)
    return WaitingThread(thread, number, name, SINCE, written(text))


def talk_screens(t: Translator) -> Iterator[Named]:
    """All of them, named after what they show."""
    for name, view in _views():
        yield f"conversation, {name}", talk.thread(view, t)
        yield f"customer's words, {name}", Screen(talk.from_customer(view, t, is_edited=True), talk.reply_rows(view, t))
        yield f"shop's words, {name}", Screen(talk.from_shop(view.shop, t))
        waits = ReminderView(view, Wait(Reminder.INQUIRY, SINCE), 1, SINCE, True)
        yield f"reminder, {name}", reminders.inquiry_reminder(waits, SINCE + timedelta(days=400), t)
        for delivery in Delivery:
            yield f"receipt {delivery}, {name}", talk.receipt(view, delivery, t)
    yield "someone answers", talk.someone_answers(9_999_999_999, LONG[:64], t)
    yield "removed part", Screen(talk.removed_part(t))
    yield from _lists(t)


def _views() -> Iterator[tuple[str, ThreadView]]:
    ordinary, elsewhere = conversation(), replace(SHOP, id=9_999_999, name=LONG[:200])
    yield "ordinary", ordinary
    yield "about none", about_none(ordinary)
    yield "empty", about_none(replace(ordinary, entries=[], name="", phone=""), None)
    yield "answered by somebody", replace(ordinary, other_holder=Claim(1, MANAGER.name, SINCE))
    yield "blocked", replace(ordinary, is_customer_reachable=False)
    yield "without quick replies", replace(ordinary, quick_replies=[])
    huge = Thread(9_999_999_999, 9_999_999, 9_999_999_999, 9_999_999_999, SINCE, 9_999_999)
    pictures = tuple(Photo("x" * 90, "y", LONG[:1024]) for _ in range(10))
    for name, entries in (
        ("words", [written(LONG[:4000], by) for by in (CUSTOMER, STAFF, CUSTOMER, STAFF, CUSTOMER)]),
        ("deliveries", [written("네", STAFF, delivery=delivery) for delivery in Delivery]),
        ("pictures", [written("", data=Message(photos=pictures).data)] * 5),
        ("edits", [written("", kind=EntryKind.MESSAGE_EDITED, data={"text": LONG[:4000], "of": 1})] * 5),
        ("what was done", [entry_of(event) for event in canceled(hostile()).events]),
    ):
        view = conversation(
            hostile(),
            entries,
            thread=huge,
            shop=elsewhere,
            page=9_998,
            pages=9_999,
            is_customer_reachable=False,
            quick_replies=[f"{n}{LONG[:290]}" for n in range(MOST_QUICK_REPLIES)],
            names_shop=True,
        )
        yield f"hostile {name}", view
        yield f"hostile {name}, held", replace(view, other_holder=Claim(1, LONG[:64], SINCE), page=1)
        yield f"hostile {name}, about none", about_none(view, 98_765_432)


def _lists(t: Translator) -> Iterator[Named]:
    rows = [waiting(), waiting(None), replace(waiting(), last=None), waiting(98_765_432, LONG[:64], LONG)]
    shop = replace(SHOP, id=9_999_999, name=LONG[:200])
    for name, view in (
        ("empty", InquiriesView(SHOP, [], 0, 1, 1, False)),
        ("ordinary", InquiriesView(SHOP, rows[:2], 2, 1, 1, False)),
        ("hostile", InquiriesView(shop, [*rows, rows[-1]], 617_280, 2_000, 123_456, True)),
    ):
        yield f"inquiries, {name}", inquiries.inquiries(view, t)
    for name, texts in (("none", []), ("ours", talk.QUICK_REPLIES), ("full", [LONG[n : n + 300] for n in range(8)])):
        yield f"quick replies, {name}", inquiries.quick_reply_list(shop, texts, t)
    yield "quick reply", inquiries.quick_reply(shop, LONG[:300], t)
    yield "quick reply prompt", inquiries.quick_reply_prompt(shop, t)
