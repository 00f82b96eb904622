"""Canaries: what must never stand in a log line, in every shape in which libraries write it."""

import io
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetMe
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.redaction import RedactingFormatter, configure_logging, redactor

TOKEN = "123456789:AAcanaryCanaryCanary-Canary_CanaryC"
GATEWAY_KEY = "live_sk_c@nary/+="


@contextmanager
def configured() -> Iterator[io.StringIO]:
    """What configured logging writes to stderr; puts the process-wide logging back afterwards."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    root.handlers[:] = []
    try:
        with redirect_stderr(io.StringIO()) as stderr:
            configure_logging("INFO", [TOKEN, GATEWAY_KEY])
            yield stderr
    finally:
        logging.captureWarnings(False)
        sys.excepthook = hook
        root.handlers[:] = handlers
        root.setLevel(level)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://api.telegram.org/file/bot{TOKEN}/photos/1.jpg",
        f"URL('/bot{TOKEN.replace(':', '%3A')}/getMe')",
        f"/bot{TOKEN.replace(':', '%3a')}/getMe",
        f"/redirect?to=bot{TOKEN.replace(':', '%253A')}",
        f"{{'token': '{TOKEN}'}}",
    ],
)
def test_a_bot_token_that_no_one_named_is_taken_out(text: str) -> None:
    redacted = redactor()(text)
    assert "anary" not in redacted
    assert "<token>" in redacted


@pytest.mark.parametrize("text", [GATEWAY_KEY, "live_sk_c%40nary%2F%2B%3D", f"Basic {GATEWAY_KEY}:", TOKEN[10:]])
def test_a_named_secret_is_taken_out_in_every_spelling(text: str) -> None:
    redacted = redactor([TOKEN, GATEWAY_KEY])(text)
    assert "nary" not in redacted
    assert "<secret>" in redacted


def test_an_empty_secret_takes_nothing_out() -> None:
    assert redactor(["", GATEWAY_KEY])("order 1234567") == "order 1234567"


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert redactor(["canary", "canary-longer"])("canary-longer canary") == "<secret> <secret>"


@pytest.mark.parametrize(
    "phone",
    [
        "010-1234-5678",
        "01012345678",
        "010 1234 5678",
        "010.1234.5678",
        "011-123-4567",
        "+82 10-1234-5678",
        "+821012345678",
        "+82 (0)10 1234 5678",
        "821012345678",
        "82-10-1234-5678",
        "02-123-4567",
        "02)1234-5678",
        "(02) 123-4567",
        "031-123-4567",
        "070-1234-5678",
        "0505-123-4567",
        "+1 (415) 555-0100",
    ],
)
def test_a_phone_number_is_taken_out(phone: str) -> None:
    redacted = redactor()(f"contact {{'phone': '{phone}', 'id': 7}} kept")
    assert redacted.replace("(<", "<") == "contact {'phone': '<phone>', 'id': 7} kept"


@pytest.mark.parametrize(
    "address",
    [
        "서울특별시 강남구 테헤란로 123",
        "서울 마포구 월드컵북로 396, 101동 1203호",
        "경기도 성남시 분당구 판교역로235번길 16-1 (삼평동)",
        "강원도 춘천시 동면 가산리 12-3번지",
        "역삼동 736-1",
        "테헤란로12길 5",
    ],
)
def test_an_address_is_taken_out(address: str) -> None:
    assert redactor()(f"to '{address}' kept") == "to '<address>' kept"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://t.me/shop_bot?start=cAnary_-9 kept", "https://t.me/shop_bot?start=<key> kept"),
        ("t.me/shop_bot/app?startapp=cAnary&x=1", "t.me/shop_bot/app?startapp=<key>&x=1"),
        ("?startgroup=cAnary'", "?startgroup=<key>'"),
        ("url=%3Fstart%3DcAnary kept", "url=%3Fstart%3D<key> kept"),
        ("text='/start cAnary' kept", "text='/start <key>' kept"),
        ("/start@shop_bot cAnary", "/start@shop_bot <key>"),
        ("GET https://desk.example/p/cAnarycAnary-_cAnaryc/done kept", "GET https://desk.example/p/<key>/done kept"),
        ("secret_key='test_gsk_cAnary' kept", "secret_key='test_gsk_<key>' kept"),
    ],
)
def test_a_link_key_is_taken_out(text: str, expected: str) -> None:
    assert redactor()(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23 00:35:48,123 INFO bot.app: polling as @shop_bot (id 123456789)",
        '127.0.0.1 [23/Nov/2026:00:35:48 +0000] "GET /health HTTP/1.1" 200 150 "-" "curl/8.1"',
        "order 1234567 of chat -1001234567890 by 8210123456: 16,000원, 결제완료",
        "update 987654321012 took 0.0212 s; next at 2026-11-23T09:00:00+09:00",
        "/start, restart=now, ?started",
        "주문확인 처리 2건, 상품으로 3 개, 합계 16000",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redactor([TOKEN])(text) == text


def test_messages_arguments_exceptions_and_their_causes_are_redacted() -> None:
    with configured() as stderr:
        try:
            try:
                raise ValueError(f"inner {TOKEN}")
            except ValueError as inner:
                inner.add_note(f"note 010-1234-5678 {GATEWAY_KEY}")
                raise RuntimeError(f"outer https://t.me/shop_bot?start=cAnaryKey {TOKEN}") from inner
        except RuntimeError:
            logging.getLogger("aiogram").exception("failed for %s: %r", "01012345678", {"url": f"/bot{TOKEN}/x"})
        logging.getLogger("bot").warning("where", stack_info=True, extra={"unused": TOKEN})
    written = stderr.getvalue()
    assert "RuntimeError: outer" in written
    assert "ValueError: inner" in written
    assert not [canary for canary in ("anary", "1234-5678", "12345678", "live_sk") if canary in written]


async def test_what_aiohttp_and_aiogram_say_about_a_failed_call_is_redacted() -> None:
    with configured() as stderr:
        async with TestServer(web.Application()) as server, ClientSession() as client:
            try:
                async with client.get(server.make_url(f"/bot{TOKEN}/getMe")) as response:
                    response.raise_for_status()
            except Exception as error:
                logging.getLogger("aiohttp.client").error("%r %s", error, response.request_info, exc_info=True)
                failed = TelegramNetworkError(GetMe(), f"{error!r}")
                logging.getLogger("aiogram.dispatcher").error("Failed to fetch updates - %s: %s", "Network", failed)
    written = stderr.getvalue()
    assert "404" in written
    assert "Failed to fetch updates" in written
    assert "anary" not in written


def test_arguments_that_do_not_fit_are_logged_and_redacted() -> None:
    with configured() as stderr:
        logging.getLogger("bot").error("token %d", TOKEN)
    written = stderr.getvalue()
    assert "unprintable" in written
    assert "anary" not in written


def test_warnings_and_crashes_go_through_the_log() -> None:
    with warnings.catch_warnings(), configured() as stderr:
        warnings.simplefilter("always")
        warnings.warn(f"warned of {TOKEN}", stacklevel=1)
        try:
            raise RuntimeError(f"crashed with {TOKEN}")
        except RuntimeError as error:
            sys.excepthook(RuntimeError, error, error.__traceback__)
    written = stderr.getvalue()
    assert "warned of" in written
    assert "RuntimeError: crashed with" in written
    assert "anary" not in written


def test_configuring_twice_writes_each_line_once_and_with_the_newer_secrets() -> None:
    with configured() as stderr:
        configure_logging("WARNING", ["newer-canary"])
        logging.getLogger("bot").warning("newer-canary")
        logging.getLogger("bot").info("too quiet")
    written = stderr.getvalue()
    assert written.count("\n") == 1
    assert "canary" not in written


def test_any_handler_can_use_the_formatter() -> None:
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "at %s", (TOKEN,), None)
    assert RedactingFormatter(fmt="%(message)s").format(record) == "at <token>"


def test_a_broken_stderr_is_not_reported_with_the_raw_line() -> None:
    with configured() as stderr:
        (handler,) = logging.getLogger().handlers
        assert isinstance(handler, logging.StreamHandler)
        closed = io.StringIO()
        closed.close()
        handler.setStream(closed)
        logging.getLogger("bot").error("token %s", TOKEN)
    assert "anary" not in stderr.getvalue()
