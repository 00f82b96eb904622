"""환경설정 → 결제: the owner enters, replaces and removes the shop's keys, and says how long money is waited for."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from aiogram.exceptions import TelegramBadRequest

from bot import dialogs
from bot.callbacks import PaySettings, PayStep
from bot.dialogs import Prompt, Values
from bot.merchant import pay_account
from bot.merchant.home import show_dialog
from bot.payments.gateways import TOSS, sealed_about
from bot.payments.pay_links import PayLinks
from bot.payments.toss_api import TossKeys
from bot.payments.toss_keys import keys_in, mistake_in, tail_of
from bot.screens import pay_settings as screens
from bot.screens import toasts
from bot.turn import Said, Tap, Turn
from domain.payment_ports import ShopGateway
from domain.use_cases.set_payments import (
    PaymentSettings,
    enter_keys,
    offer_accounts,
    remove_keys,
    see_payment_settings,
    set_payment_time,
)

log = logging.getLogger(__name__)


async def pay_settings(tap: Tap, button: PaySettings) -> None:
    """Every button about them. Raises ShopNotFound, NotAllowed."""
    view = await tap.store.read(see_payment_settings, button.shop, tap.caller)
    await _STEPS[button.step](tap, view, button)


async def _settings(tap: Tap, view: PaymentSettings, _: PaySettings) -> None:
    await show_dialog(tap, screens.pay_settings(view, tap.t), view.shop.id)


async def _ask_keys(tap: Tap, view: PaymentSettings, button: PaySettings) -> None:
    """Where links cannot work the settings themselves say what to ask the operator for."""
    if tap.t.links is None:
        await _settings(tap, view, button)
        return
    await show_dialog(tap, screens.keys_prompt(view.shop.id, tap.t), view.shop.id)
    await dialogs.ask(tap.state, Prompt.GATEWAY_KEYS, tap.now, shop=view.shop.id, message=tap.message_id)


async def _remove_ask(tap: Tap, view: PaymentSettings, _: PaySettings) -> None:
    await show_dialog(tap, screens.remove_dialog(view.shop.id, tap.t), view.shop.id)


async def _remove(tap: Tap, _: PaymentSettings, button: PaySettings) -> None:
    view = await tap.store.run(remove_keys, button.shop, tap.caller)
    tap.quiet_toast = tap.t.plain(toasts.KEYS_REMOVED)
    await show_dialog(tap, screens.pay_settings(view, tap.t), view.shop.id)


async def _times(tap: Tap, view: PaymentSettings, _: PaySettings) -> None:
    await show_dialog(tap, screens.times(view.shop, tap.t), view.shop.id)


async def _set_times(tap: Tap, view: PaymentSettings, button: PaySettings) -> None:
    """Raises NotAllowed for what no button says."""
    days, grace = view.shop.payment_days, view.shop.payment_grace
    if button.step is PayStep.DAYS:
        days = button.arg
    else:
        grace = timedelta(hours=max(min(button.arg, 1000), 0))
    view = await tap.store.run(set_payment_time, button.shop, days, grace, tap.caller)
    tap.quiet_toast = tap.t.plain(toasts.PAYMENT_TIMES_SAVED)
    await show_dialog(tap, screens.times(view.shop, tap.t), view.shop.id)


async def _accounts(tap: Tap, _: PaymentSettings, button: PaySettings) -> None:
    view = await tap.store.run(offer_accounts, button.shop, bool(button.arg), tap.caller)
    tap.quiet_toast = tap.t.plain(toasts.ACCOUNTS_ON if button.arg else toasts.ACCOUNTS_OFF)
    await show_dialog(tap, screens.pay_settings(view, tap.t), view.shop.id)


_STEPS: Final[dict[PayStep, Callable[[Tap, PaymentSettings, PaySettings], Awaitable[None]]]] = {
    PayStep.SHOW: _settings,
    PayStep.KEYS: _ask_keys,
    PayStep.REMOVE_ASK: _remove_ask,
    PayStep.REMOVE: _remove,
    PayStep.TIMES: _times,
    PayStep.DAYS: _set_times,
    PayStep.GRACE: _set_times,
    PayStep.ACCOUNTS: _accounts,
    PayStep.ACCOUNT_ASK: pay_account.ask,
    PayStep.ACCOUNT_SAVE: pay_account.save,
    PayStep.ACCOUNT_DROP_ASK: pay_account.drop_ask,
    PayStep.ACCOUNT_DROP: pay_account.drop,
}


# What is typed


async def keys_typed(turn: Turn, values: Values, text: str) -> None:
    """Both keys, in one message or two; whatever was typed leaves the chat first. Raises ShopNotFound, NotAllowed."""
    await _hide(turn)
    found, links = keys_in(text), turn.t.links
    keys = TossKeys(found.client or values.get("client", ""), found.secret)
    says = screens.key_problem(keys, mistake_in(keys) if keys.secret_key else None)
    if links is None or says or not keys.secret_key:
        await _ask_again(turn, values, "" if says else keys.client_key, says)
        return
    await dialogs.end(turn.state)
    view = await turn.store.run(enter_keys, _sealed(links, values["shop"], keys), turn.caller, turn.now)
    await turn.reply(screens.being_tried(tail_of(keys.secret_key), turn.t))
    await turn.redraw(values["message"], screens.pay_settings(view, turn.t))


async def _ask_again(turn: Turn, values: Values, client: str, says: str) -> None:
    """At the end of the chat, where its reader is; what was typed is gone from there."""
    about = {"shop": values["shop"], "message": values["message"], "client": client}
    await dialogs.ask(turn.state, Prompt.GATEWAY_KEYS, turn.now, **about)
    await turn.send(screens.next_key(client, says, turn.t))


async def hidden(turn: Said, text: str) -> bool:
    """A secret key that nobody asked for goes no further, and leaves the chat. False for any other words."""
    if not keys_in(text).secret:
        return False
    await dialogs.end(turn.state)
    await _hide(turn)
    await turn.reply(turn.t(toasts.KEY_OUT_OF_PLACE))
    return True


async def _hide(turn: Turn) -> None:
    """The message is deleted; where Telegram refuses, its writer is told to do it."""
    dialogs.keep_secret()
    if not isinstance(turn, Said):  # an answer that was typed before: it is out of reach
        return
    try:
        await turn.bot.delete_message(turn.chat.chat_id, turn.message.message_id)
    except TelegramBadRequest as error:
        log.info("a message with a key stays: %s", error.message)
        await turn.reply(turn.t(toasts.DELETE_YOUR_KEY))


def _sealed(links: PayLinks, shop_id: int, keys: TossKeys) -> ShopGateway:
    """As `payments connect` keeps them."""
    sealed = links.seal(keys.secret_key, sealed_about(shop_id, TOSS))
    public_id, tail = secrets.token_urlsafe(12), tail_of(keys.secret_key)
    return ShopGateway(shop_id, TOSS, public_id, keys.client_key, sealed, keys.is_test, tail)
