"""자주 쓰는 답장: the sentences that a shop sends with one tap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.access import shop_for_staff
from domain.errors import QuickReplyGone, TooManyQuickReplies
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.text import checked_text

MOST_QUICK_REPLIES: Final = 8
MOST_QUICK_REPLY: Final = 300


def add_quick_reply(uow: UnitOfWork, shop_id: int, presets: Sequence[str], text: str, by: Caller) -> list[str]:
    """`presets` are what a shop has that never changed them. One that is there already stays where it is.

    Raises ShopNotFound, InvalidText, TooManyQuickReplies.
    """
    shop_for_staff(uow, shop_id, by, Permission.WRITE_MESSAGES)
    text = checked_text(text, field="quick_reply", most=MOST_QUICK_REPLY)
    texts = _present(uow, shop_id, presets)
    if text in texts:
        return texts
    if len(texts) >= MOST_QUICK_REPLIES:
        raise TooManyQuickReplies(most=MOST_QUICK_REPLIES)
    uow.threads.save_quick_replies(shop_id, [*texts, text])
    return [*texts, text]


def remove_quick_reply(uow: UnitOfWork, shop_id: int, presets: Sequence[str], text: str, by: Caller) -> list[str]:
    """Raises ShopNotFound, QuickReplyGone."""
    shop_for_staff(uow, shop_id, by, Permission.WRITE_MESSAGES)
    texts = _present(uow, shop_id, presets)
    if text not in texts:
        raise QuickReplyGone()
    texts.remove(text)
    uow.threads.save_quick_replies(shop_id, texts)
    return texts


def _present(uow: UnitOfWork, shop_id: int, presets: Sequence[str]) -> list[str]:
    kept = uow.threads.quick_replies(shop_id)
    return list(presets if kept is None else kept)
