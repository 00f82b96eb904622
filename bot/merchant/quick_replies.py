"""자주 쓰는 답장: the staff keep the sentences that they send with one tap."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot import dialogs
from bot.callbacks import Home, QuickReplies, QuickStep
from bot.dialogs import Prompt, Values
from bot.merchant.home import remember_navigator_view
from bot.screens import inquiries as screens
from bot.screens import toasts
from bot.screens.screen import Screen
from bot.screens.talk import QUICK_REPLIES, key_of
from bot.turn import Tap, Turn
from domain.access import shop_for_staff
from domain.errors import QuickReplyGone
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.text import checked_text
from domain.use_cases.keep_quick_replies import MOST_QUICK_REPLY, add_quick_reply, remove_quick_reply


@dataclass(frozen=True, slots=True)
class _Kept:
    """A shop and its quick replies as they are stored."""

    shop: Shop
    texts: Sequence[str]

    def named(self, key: int) -> str:
        """Raises QuickReplyGone."""
        for text in self.texts:
            if key_of(text) == key:
                return text
        raise QuickReplyGone()


async def quick_replies(tap: Tap, button: QuickReplies) -> None:
    """Every button about them. Raises ShopNotFound, NotAllowed, QuickReplyGone."""
    kept = await tap.store.read(_kept, button.shop, tap.caller)
    await _STEPS[button.step](tap, kept, button)


async def _list(tap: Tap, kept: _Kept, _: QuickReplies) -> None:
    await _show(tap, kept, screens.quick_reply_list(kept.shop, kept.texts, tap.t))


async def _add(tap: Tap, kept: _Kept, _: QuickReplies) -> None:
    await _show(tap, kept, screens.quick_reply_prompt(kept.shop, tap.t))
    await dialogs.ask(tap.state, Prompt.QUICK_REPLY, tap.now, shop=kept.shop.id, message=tap.message_id)


async def added(turn: Turn, values: Values, text: str) -> None:
    """Raises ShopNotFound, InvalidText, TooManyQuickReplies."""
    text = checked_text(text, field="quick_reply", most=MOST_QUICK_REPLY)
    await dialogs.end(turn.state)
    await turn.store.run(add_quick_reply, values["shop"], QUICK_REPLIES, text, turn.caller)
    kept = await turn.store.read(_kept, values["shop"], turn.caller)
    await turn.reply(turn.t(toasts.QUICK_REPLY_ADDED))
    await turn.redraw(values["message"], screens.quick_reply_list(kept.shop, kept.texts, turn.t))


async def _one(tap: Tap, kept: _Kept, button: QuickReplies) -> None:
    await _show(tap, kept, screens.quick_reply(kept.shop, kept.named(button.key), tap.t))


async def _remove(tap: Tap, kept: _Kept, button: QuickReplies) -> None:
    text = kept.named(button.key)
    texts = await tap.store.run(remove_quick_reply, kept.shop.id, QUICK_REPLIES, text, tap.caller)
    tap.quiet_toast = tap.t.plain(toasts.QUICK_REPLY_REMOVED)
    await _show(tap, kept, screens.quick_reply_list(kept.shop, texts, tap.t))


async def _show(tap: Tap, kept: _Kept, screen: Screen) -> None:
    """On the navigator, as a dialog: changes of the counts leave it alone."""
    await remember_navigator_view(tap, tap.message_id, Home(shop=kept.shop.id), kept.shop.id)
    await tap.show(screen)


def _kept(uow: UnitOfWork, shop_id: int, by: Caller) -> _Kept:
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.WRITE_MESSAGES)
    texts = uow.threads.quick_replies(shop_id)
    return _Kept(shop, QUICK_REPLIES if texts is None else texts)


_STEPS: Final[dict[QuickStep, Callable[[Tap, _Kept, QuickReplies], Awaitable[None]]]] = {
    QuickStep.LIST: _list,
    QuickStep.ADD: _add,
    QuickStep.SHOW: _one,
    QuickStep.REMOVE: _remove,
}
