"""What must be true once everything has been drained, from the database and the people's transcripts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Final

from bot.demo.telegram.entities import parse_html
from bot.i18n import Languages
from bot.order_screens import card_screen
from bot.screens.screen import Screen, keyboard
from domain.delivery import Side
from domain.lifecycle import OrderStatus
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.timeline import EntryKind
from domain.use_cases.see_order import see_order
from storage.database import open_store
from tests.reliability.crowd import Crowd
from tests.reliability.driver import STAFF, Ground, everybody

_K, _S = EntryKind, OrderStatus
_STEPS: Final = {
    ("", _K.PLACED): _S.PLACED,
    (_S.PLACED, _K.CONFIRMED): _S.CONFIRMED,
    (_S.PLACED, _K.CANCELED): _S.CANCELED,
    (_S.PLACED, _K.CANCELED_BY_CUSTOMER): _S.CANCELED,
    (_S.CONFIRMED, _K.CANCELED): _S.CANCELED,
    (_S.CONFIRMED, _K.CANCEL_REQUESTED): _S.CANCEL_REQUESTED,
    (_S.CANCEL_REQUESTED, _K.CANCELED): _S.CANCELED,
    (_S.CANCEL_REQUESTED, _K.CANCEL_REFUSED): _S.CONFIRMED,
    (_S.CANCEL_REQUESTED, _K.CANCEL_WITHDRAWN): _S.CONFIRMED,
}
_TO_CUSTOMER: Final = {
    _K.CONFIRMED: "주문이 확인되었습니다.",
    _K.CANCELED: "주문이 취소되었습니다. 취소사유",
    _K.CANCEL_REFUSED: "취소 요청이 승인되지 않았습니다.",
}
_TO_SHOP: Final = {
    _K.CANCELED_BY_CUSTOMER: "고객님이 주문을 취소하셨어요 · {number}",
    _K.CANCEL_REQUESTED: "⚠️ 취소요청 · {number}",
    _K.CANCEL_WITHDRAWN: "취소 요청을 철회하셨어요 · {number}",
}
_PROMPTS: Final = ("💬 메시지 내역", "💬 문의하기")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of an order's history."""

    kind: EntryKind
    user_id: int
    data: dict[str, Any]


def confirmed_updates_are_stored(ground: Ground) -> None:
    """What Telegram will not send again is in the inbox; asked while a process of the desk is down."""
    confirmed = set(range(ground.first_update, ground.bot.updates.confirmed_up_to + 1))
    stored = {row[0] for row in ground.rows("SELECT update_id FROM inbox_update")}
    assert confirmed - stored == set(), "confirmed to Telegram, but not stored"


def every_update_is_done(ground: Ground) -> None:
    """All that people did reached the inbox and was worked off; none is dead."""
    found = dict(ground.rows("SELECT update_id, status FROM inbox_update"))
    assert found == dict.fromkeys(range(ground.first_update, ground.bot.updates.next_id), "done")


def histories_follow_from_the_presses(ground: Ground, crowd: Crowd) -> None:
    """Each version has one event, caused by one press; who was told of success had it; the status follows."""
    pressed = defaultdict(list)
    for press in crowd.presses:
        pressed[press.order, press.version].append(press)
    histories = _histories(ground)
    for order_id, status, version in ground.rows("SELECT id, status, version FROM shop_order"):
        events = [entry for entry in histories[order_id] if entry.kind is not _K.MESSAGE]
        assert len(events) == version, f"order {order_id}: {events}"
        state = ""
        for entry in events:
            state = _STEPS[state, entry.kind]
        assert state == status
        for at, entry in enumerate(events[1:], 1):
            causes = [(press.user_id, press.deed.leaves) for press in pressed[order_id, at]]
            assert (entry.user_id, entry.kind) in causes
        for (order, at), presses in pressed.items():
            told = [press for press in presses if _was_told(ground, press.query_id, press.deed.toast)]
            if order == order_id and told:
                assert [(press.user_id, press.deed.leaves) for press in told] == [(events[at].user_id, events[at].kind)]


def every_word_is_in_the_history_once(ground: Ground, crowd: Crowd) -> None:
    written = Counter(
        (entry.user_id, order_id, entry.data["text"])
        for order_id, entries in _histories(ground).items()
        for entry in entries
        if entry.kind is _K.MESSAGE
    )
    meant = Counter((words.user_id, words.order, words.text) for words in crowd.words)
    assert (meant - written, written - meant) == (Counter(), Counter()), "lost, and written twice or elsewhere"


def every_notice_arrived(ground: Ground) -> int:
    """At least once, and every order's card too; returns how many copies there are beyond that."""
    copies = 0
    for user_id, expected in _expected_notices(ground).items():
        texts = [message.text for message in ground.messages(user_id) if not message.text.startswith(_PROMPTS)]
        for needle, times in expected.items():
            found = sum(needle in text for text in texts)
            assert found >= times, f"{needle!r} for {user_id}: {found} of {times}"
            copies += found - times
    return copies + _copies_of_cards(ground)


def notices_came_in_order(ground: Ground) -> None:
    """Within a chat, what was queued later arrived later."""
    sent: dict[int, list[int]] = defaultdict(list)
    for chat_id, message_id in ground.rows(
        "SELECT chat_id, message_id FROM outbox_intent "
        "WHERE kind IN ('notice', 'relay') AND status = 'sent' ORDER BY id"
    ):
        sent[chat_id].append(message_id)
    for message_ids in sent.values():
        assert message_ids == sorted(message_ids)


async def every_card_shows_its_order(ground: Ground) -> None:
    """Text and buttons are those of the order's present version."""
    store = open_store(ground.database)
    await store.start()
    try:
        for chat_id, side, order_id, message_id in ground.rows(
            "SELECT chat_id, side, order_id, message_id FROM shown_card"
        ):
            screen = await store.read(_card, ground.bot.id, chat_id, Side(side), order_id)
            shown = ground.telegram.world.chats[ground.bot.id, chat_id].messages[message_id]
            assert (shown.text, shown.keyboard) == _as_shown(screen), f"order {order_id} in chat {chat_id}"
    finally:
        await store.close()


def _card(uow: UnitOfWork, bot_id: int, chat_id: int, side: Side, order_id: int) -> Screen:
    view = see_order(uow, order_id, side, Caller(bot_id, chat_id, f"사람 {chat_id}"))
    return card_screen(view, Languages().of("ko"))


def _as_shown(screen: Screen) -> tuple[str, list[list[dict[str, Any]]]]:
    keys = keyboard(screen.rows)
    rows = keys.model_dump(exclude_none=True)["inline_keyboard"] if keys else []
    return parse_html(screen.text)[0], rows


def _expected_notices(ground: Ground) -> dict[int, Counter[str]]:
    expected: dict[int, Counter[str]] = {user_id: Counter() for user_id in everybody()}
    histories = _histories(ground)
    for order_id, number, customer_id in ground.rows("SELECT id, number, customer_id FROM shop_order"):
        for entry in histories[order_id]:
            by_shop = entry.user_id in STAFF
            needle = entry.data["text"] if entry.kind is _K.MESSAGE else (_TO_CUSTOMER | _TO_SHOP).get(entry.kind)
            for user_id in [customer_id] if by_shop else STAFF:
                if needle is not None:
                    expected[user_id][needle.format(number=number)] += 1
    return expected


def _copies_of_cards(ground: Ground) -> int:
    copies = 0
    for number, customer_id in ground.rows("SELECT number, customer_id FROM shop_order"):
        for user_id in (*STAFF, customer_id):
            about = [message for message in ground.messages(user_id) if f"주문번호 : {number}" in message.text]
            cards = [message for message in about if not message.text.startswith(_PROMPTS)]
            assert cards, f"{user_id} has no card of {number}"
            copies += len(cards) - 1
    return copies


def _histories(ground: Ground) -> dict[int, list[Entry]]:
    """Of every order."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for order_id, *entry in ground.rows("SELECT order_id, kind, user_id, data FROM timeline_entry ORDER BY id"):
        kind, user_id, data = entry
        found[order_id].append(Entry(EntryKind(kind), user_id, json.loads(data)))
    return found


def _was_told(ground: Ground, query_id: str, toast: str) -> bool:
    return ground.telegram.world.queries[query_id].text == toast


async def everything(ground: Ground, crowd: Crowd, *, most_copies: int) -> None:
    """All of the above, once the desk has drained and stopped."""
    every_update_is_done(ground)
    histories_follow_from_the_presses(ground, crowd)
    every_word_is_in_the_history_once(ground, crowd)
    notices_came_in_order(ground)
    await every_card_shows_its_order(ground)
    copies = every_notice_arrived(ground)
    assert copies <= most_copies, f"{copies} copies, {most_copies} allowed"
