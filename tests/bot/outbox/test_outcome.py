"""What the answer to a send means."""

from datetime import timedelta

import pytest
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendMessage
from aiohttp import ClientConnectorError
from aiohttp.client_reqrep import ConnectionKey

from bot.outbox.outcome import MOST_BROKEN, Verdict, broken, judged, pause

CALL = SendMessage(chat_id=1, text="안녕하세요")
KEY = ConnectionKey("localhost", 1, False, True, None, None, None)


def network(cause: BaseException | None) -> TelegramNetworkError:
    error = TelegramNetworkError(method=CALL, message="lost")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (TelegramBadRequest(CALL, "Bad Request: message is not modified: …"), Verdict.UNCHANGED),
        (TelegramBadRequest(CALL, "Bad Request: message to edit not found"), Verdict.GONE),
        (TelegramBadRequest(CALL, "Bad Request: there is no text in the message to edit"), Verdict.GONE),
        (TelegramBadRequest(CALL, "Bad Request: MESSAGE_ID_INVALID"), Verdict.GONE),
        (TelegramBadRequest(CALL, "Bad Request: chat not found"), Verdict.UNREACHABLE),
        (TelegramBadRequest(CALL, "Bad Request: PEER_ID_INVALID"), Verdict.UNREACHABLE),
        (TelegramBadRequest(CALL, "Bad Request: can't parse entities"), Verdict.REFUSED),
        (TelegramForbiddenError(CALL, "Forbidden: bot was blocked by the user"), Verdict.UNREACHABLE),
        (TelegramRetryAfter(CALL, "Too Many Requests", 7), Verdict.NOT_SENT),
        (network(ClientConnectorError(KEY, OSError("refused"))), Verdict.NOT_SENT),
        (network(TimeoutError()), Verdict.UNKNOWN),
        (TelegramServerError(CALL, "Bad Gateway"), Verdict.UNKNOWN),
        (ClientDecodeError("no json", ValueError(), "<html>"), Verdict.UNKNOWN),
    ],
)
def test_every_kind_of_failure_has_its_verdict(error: AiogramError, verdict: Verdict) -> None:
    assert judged(error).verdict is verdict


def test_telegrams_own_wish_is_kept_and_other_pauses_double_up_to_five_minutes() -> None:
    assert pause(1, judged(TelegramRetryAfter(CALL, "Too Many Requests", 7))) == timedelta(seconds=7)
    unknown = judged(network(TimeoutError()))
    assert timedelta(seconds=2) <= pause(2, unknown) <= timedelta(seconds=4)
    assert timedelta(seconds=150) <= pause(60, unknown) <= timedelta(seconds=300)


def test_an_answer_that_could_not_be_read_is_not_quoted() -> None:
    """It is Telegram's answer: names, phones, whatever people wrote."""
    assert judged(ClientDecodeError("no json", ValueError("홍길동"), "010-1234-1234")).reason == "ClientDecodeError"


def test_a_fault_of_our_own_is_tried_a_few_times_and_then_blocks_nobody() -> None:
    tries = [broken(KeyError("order"), attempt).verdict for attempt in range(1, MOST_BROKEN + 1)]
    assert broken(KeyError("order"), 1).is_fault
    assert tries == [Verdict.NOT_SENT] * (MOST_BROKEN - 1) + [Verdict.REFUSED]
    assert broken(KeyError("홍길동"), 1).reason == "KeyError", "what the error quotes may be personal"
