"""Half-finished input: aiogram's FSM on our own database, so that it survives a restart.

The worker reads a person's dialog with the update; changes go into the update in hand and are written in the same
transaction as its effects. So nothing here touches the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from domain.delivery import UpdateInHand, update_in_hand

Values = Mapping[str, Any]
"""What a prompt was about, as plain values; "prompt" is its name."""
PROMPT_LASTS: Final = timedelta(minutes=10)


class Prompt(StrEnum):
    """What the next text of a person is for."""

    CANCEL_REASON = "cancel_reason"
    KEEP_REASON = "keep_reason"
    APPROVE_REASON = "approve_reason"
    TRACKING_NUMBER = "tracking_number"
    WRITE = "write"
    SEARCH = "search"
    REQUEST_REASON = "request_reason"
    ASK = "ask"
    QUICK_REPLY = "quick_reply"
    DEPOSITOR = "depositor"
    BUY_NAME = "buy_name"
    BUY_PHONE = "buy_phone"
    BUY_ADDRESS = "buy_address"
    BUY_NOTE = "buy_note"
    HOURS = "hours"
    CLOSING = "closing"
    SHEET_LINES = "sheet_lines"
    SHEET_SURCHARGE = "sheet_surcharge"
    SHEET_FEE = "sheet_fee"
    DECLINE_REASON = "decline_reason"
    GATEWAY_KEYS = "gateway_keys"
    REFUND_ACCOUNT = "refund_account"
    SHOP_ACCOUNT = "shop_account"
    EXTRA_DEPOSIT = "extra_deposit"


BUYING: Final = frozenset({Prompt.BUY_NAME, Prompt.BUY_PHONE, Prompt.BUY_ADDRESS, Prompt.BUY_NOTE})
"""The prompts of ordering: the ordering screens' own buttons are another way to answer them."""
TALKING: Final = frozenset({Prompt.WRITE, Prompt.ASK})
"""The prompts that a picture answers as well as words."""
DRAFTING: Final = frozenset({Prompt.SHEET_LINES, Prompt.SHEET_SURCHARGE, Prompt.SHEET_FEE})
"""The same for the order sheet's editor, which always listens for a line."""


class DialogStorage(BaseStorage):
    """Reads and changes the dialog of the update in hand; outside of one there is nothing to read or change."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        update = _in_hand()
        update.change_dialog(replace(update.present_dialog, state=name))

    async def get_state(self, key: StorageKey) -> str | None:
        update = update_in_hand.get()
        return update.present_dialog.state if update else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        update = _in_hand()
        update.change_dialog(replace(update.present_dialog, data=dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        update = update_in_hand.get()
        return dict(update.present_dialog.data) if update else {}

    async def close(self) -> None:
        """Nothing is held open."""


def _in_hand() -> UpdateInHand:
    update = update_in_hand.get()
    if update is None:
        raise LookupError("dialogs change only while an update is worked off")
    return update


async def ask(state: FSMContext, prompt: Prompt, now: datetime, **values: Any) -> None:
    """The person's next text answers this prompt; `values` come back with it. Other remembered data stays."""
    await state.set_state(prompt)
    await state.update_data(asked={"at": now.isoformat(), "prompt": prompt.value, **values})


async def end(state: FSMContext) -> None:
    """No prompt is open any more; other remembered data (a basket, a search) stays."""
    data = await state.get_data()
    data.pop("asked", None)
    await state.set_state(None)
    await state.set_data(data)


async def open_prompt(state: FSMContext, now: datetime) -> tuple[Prompt, dict[str, Any]] | None:
    """The prompt that waits for an answer and its values; None when there is none or it is older than 10 minutes."""
    name = await state.get_state()
    asked = (await state.get_data()).get("asked")
    if name is None or asked is None or now - datetime.fromisoformat(asked["at"]) > PROMPT_LASTS:
        return None
    return Prompt(name), asked


def keep_secret() -> None:
    """What was typed is not kept with the update in hand, once that is done."""
    _in_hand().is_secret = True


def preset(reasons: Sequence[str], arg: str) -> str | None:
    """The preset reason of this number, in Korean as it is stored; None for anything else."""
    return reasons[int(arg)] if arg.isdecimal() and int(arg) < len(reasons) else None
