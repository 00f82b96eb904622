"""Conversations with customers, as the staff sees them."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class TalkStep(StrEnum):
    """What a staff button does in a conversation with a customer."""

    OPEN = "open"
    """`arg` 0 opens it in a new message, else it is a page of its history."""
    TAKE = "take"
    QUICK = "quick"
    """`arg` is the key of a quick reply."""
    SEND = "send"
    """What was typed while somebody else was answering is sent after all."""
    CLOSE = "close"
    """`arg` is how many messages were waiting on the screen."""
    LEAVE = "leave"


class Talk(CallbackData, prefix="q"):
    """A staff button of a conversation."""

    step: TalkStep
    thread: int
    arg: int = 0


class Inquiries(CallbackData, prefix="i"):
    """문의내역: a page of the conversations that wait for an answer."""

    shop: int
    page: int = 1
