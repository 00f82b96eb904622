"""환경설정 → 결제 → 입금 계좌: the owner types the shop's account, looks at it once more and saves it."""

from __future__ import annotations

from typing import Any, Final

from bot import dialogs
from bot.callbacks import PaySettings
from bot.dialogs import Prompt, Values
from bot.merchant.home import show_dialog
from bot.payments.banks import read_shop_account
from bot.screens import pay_account as screens
from bot.screens import toasts
from bot.screens.pay_settings import pay_settings
from bot.turn import Tap, Turn
from domain.shop import BankAccount
from domain.use_cases.change_account import change_account, see_account_change
from domain.use_cases.set_payments import PaymentSettings, see_payment_settings

_TYPED: Final = "shop_account"
"""Under which name the account of the preview waits: a button could not hold it."""


async def ask(tap: Tap, view: PaymentSettings, _: PaySettings) -> None:
    await show_dialog(tap, screens.account_prompt(view.shop, tap.t), view.shop.id)
    await dialogs.ask(tap.state, Prompt.SHOP_ACCOUNT, tap.now, shop=view.shop.id, message=tap.message_id)


async def typed(turn: Turn, values: Values, text: str) -> None:
    """Nothing is saved yet, and whatever is typed next is another account.

    Raises InvalidRefundAccount: the prompt stays open for a better answer; ShopNotFound, NotAllowed.
    """
    account = read_shop_account(text)
    change = await turn.store.read(see_account_change, values["shop"], turn.caller)
    parts = [account.bank, account.number, account.holder]
    await turn.state.update_data({_TYPED: {"account": parts, "message": values["message"]}})
    await turn.send(screens.account_preview(change, account, turn.t))


async def save(tap: Tap, view: PaymentSettings, button: PaySettings) -> None:
    """Only what the tapped message shows."""
    account, message_id = _typed(await tap.state.get_data(), button)
    if account is None:
        await tap.answer(tap.t.plain(toasts.ACCOUNT_OUTDATED), alert=True)
        return
    shop = await tap.store.run(change_account, view.shop.id, account, tap.caller, tap.now)
    tap.quiet_toast = tap.t.plain(toasts.ACCOUNT_SAVED)
    await tap.show(screens.account_saved(shop, tap.t))
    await tap.redraw(message_id, pay_settings(await _seen(tap, shop.id), tap.t))


async def drop_ask(tap: Tap, view: PaymentSettings, _: PaySettings) -> None:
    change = await tap.store.read(see_account_change, view.shop.id, tap.caller)
    await show_dialog(tap, screens.drop_dialog(change, tap.t), view.shop.id)


async def drop(tap: Tap, view: PaymentSettings, _: PaySettings) -> None:
    await tap.store.run(change_account, view.shop.id, None, tap.caller, tap.now)
    tap.quiet_toast = tap.t.plain(toasts.ACCOUNT_REMOVED)
    await show_dialog(tap, pay_settings(await _seen(tap, view.shop.id), tap.t), view.shop.id)


async def _seen(turn: Turn, shop_id: int) -> PaymentSettings:
    return await turn.store.read(see_payment_settings, shop_id, turn.caller)


def _typed(data: dict[str, Any], button: PaySettings) -> tuple[BankAccount | None, int]:
    """The account of the preview and the settings' message; none if the preview shows another, or an old one."""
    if waiting := data.get(_TYPED):
        account = BankAccount(*waiting["account"])
        if screens.fingerprint(account) == button.arg:
            return account, int(waiting["message"])
    return None, 0
