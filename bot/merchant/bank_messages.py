"""A bank's message of an incoming transfer, passed on by the staff: the orders that fit, each with 입금확인."""

from __future__ import annotations

from bot import dialogs
from bot.payments.bank_messages import read_bank_message
from bot.screens.bank_messages import matched
from bot.turn import Said
from domain.use_cases.match_deposit import match_deposit, works_in


async def passed_on(turn: Said) -> bool:
    """False for all other words, and for people who work nowhere: theirs go to the shop. Raises NotAllowed."""
    incoming = read_bank_message(turn.text)
    if incoming is None or not await turn.store.read(works_in, turn.caller):
        return False
    dialogs.keep_secret()  # of such a message only amount, name and time are kept
    match = await turn.store.run(match_deposit, incoming.amount, incoming.name, turn.caller, turn.now)
    await turn.send(matched(match, turn.t))  # no reply to it: every tap would bring its words back
    return True
