"""R12: what must never stand in a log does not, however talkative the log."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.redaction import RedactingFormatter
from tests.desk import TOKEN, open_desk

PHONE, ADDRESS = "010-1234-1234", "조마루로 385번길"
"""What `Desk.orders` gives at ordering."""
CANARIES = (TOKEN, TOKEN.replace(":", "%3A"), TOKEN.partition(":")[2], PHONE, PHONE.replace("-", ""), ADDRESS)


@pytest.fixture
def logs() -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """Everything that is logged, as the bot writes it and as it came."""
    redacted, raw = io.StringIO(), io.StringIO()
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = [logging.StreamHandler(redacted), logging.StreamHandler(raw)]
    handlers[0].setFormatter(RedactingFormatter([TOKEN]))
    root.setLevel(logging.DEBUG)
    for handler in handlers:
        root.addHandler(handler)
    yield redacted, raw
    for handler in handlers:
        root.removeHandler(handler)
    root.setLevel(level)


async def test_no_token_phone_or_address_is_logged(tmp_path: Path, logs: tuple[io.StringIO, io.StringIO]) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.phones.faults("lost", method="sendMessage", times=1)
        await desk.phones.faults("500", method="answerCallbackQuery", times=2)
        number = await desk.orders()
        card = await desk.staff.sees(f"주문접수 · 주문번호 : {number}")
        await desk.staff.taps("주문상세", message_id=card.message_id)
        await desk.staff.sees(PHONE)
        await desk.customer.says(f"{ADDRESS} 말고 옆 건물로 와 주세요. {PHONE}")
        await desk.staff.sees("옆 건물로")
        await desk.settled()
        for canary in CANARIES:  # which proves that the log is heard and that redaction bites
            logging.getLogger("aiogram").error("ClientError https://api.telegram.org/bot%s/ %s", TOKEN, canary)
    redacted, raw = (stream.getvalue() for stream in logs)
    assert [canary for canary in CANARIES if canary not in raw] == []
    assert raw.count("\n") > 40, "the log was not talkative"
    assert [canary for canary in CANARIES if canary in redacted] == []
