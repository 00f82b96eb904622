"""Keeps secrets and people's data out of the log: tokens, given secrets, link keys, phone numbers and addresses."""

import logging
import re
import sys
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final, TextIO
from urllib.parse import quote

LOG_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# A token's colon may have been percent-encoded, once or more often, on its way into a URL.
_TOKEN: Final = re.compile(r"\d+(?::|%(?:25)*3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_LINK_KEY: Final = re.compile(
    r"((?:\b|%(?:25)*(?:3F|26))start(?:app|group)?(?:=|%(?:25)*3D)|/start(?:@\w+)?\s+)[\w-]+", re.IGNORECASE
)
# Whoever has a pay link can open its page; a payment company's secret key can take and give money.
_PAY_LINK: Final = re.compile(r"(/p/)[\w-]{16,64}")
_PROVIDER_KEY: Final = re.compile(r"\b((?:test|live)_g?sk_)\w+")
_PHONES: Final = (
    re.compile(r"\+\d(?:[-. ()]*\d){7,14}"),
    # Telegram's contacts leave out the plus. Only mobiles: shorter numbers could be ids.
    re.compile(r"(?<!\d)82[-. ]*(?:\(0\)|0)?[-. ]*1[016-9][-. ]*\d{3,4}[-. ]*\d{4}(?!\d)"),
    re.compile(r"(?<!\d)0(?:2|[3-6]\d|7\d|80|50\d|1[016-9])[-. )]*\d{3,4}[-. ]*\d{4}(?!\d)"),
)
# A street (…로, …길) and a number or a quarter (…동, …리, …가) and a lot, the names before it and the flat behind it.
# Not after 으로, which is "with" or "to".
_ADDRESS: Final = re.compile(
    r"(?:[가-힣]{1,15}\s){0,4}[가-힣\d]{0,15}[가-힣]"
    r"(?:(?:(?<!으)로|길)\s?\d+|[동리가]\s?\d+(?:-\d+|번지))[가-힣\d ,()-]*"
)


def redactor(secrets: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that takes these secrets, and whatever has the shape of one, out of a text."""
    spellings = sorted({spelling for secret in secrets for spelling in _spellings(secret)}, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, spellings)) or r"(?!)")

    def redact(text: str) -> str:
        text = _TOKEN.sub("<token>", known.sub("<secret>", text))
        for key in (_LINK_KEY, _PAY_LINK, _PROVIDER_KEY):
            text = key.sub(r"\1<key>", text)
        for phone in _PHONES:
            text = phone.sub("<phone>", text)
        return _ADDRESS.sub("<address>", text)

    return redact


def _spellings(secret: str) -> Iterable[str]:
    """A secret as it is, as it stands in a URL, and a bot token's secret half alone. None for an empty one."""
    if secret:
        yield secret
        yield quote(secret, safe="")
        bot_id, _, half = secret.partition(":")
        if bot_id.isdigit() and half:
            yield half


class RedactingFormatter(logging.Formatter):
    """Formats as usual and redacts the finished text, so that tracebacks and causes are covered too. Never raises."""

    def __init__(self, secrets: Iterable[str] = (), fmt: str = LOG_FORMAT) -> None:
        super().__init__(fmt)
        self._redact = redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        try:
            text = super().format(record)
        except Exception as error:
            # Left to logging, a record whose arguments do not fit would be printed raw to stderr.
            text = f"{record.levelname} {record.name}: unprintable ({error!r}): {record.msg!r} {record.args!r}"
        return self._redact(text)


class _Stderr(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:
        """Says nothing: only a broken stderr leads here, and logging's own report would print the record raw."""


def configure_logging(level: str | int, secrets: Iterable[str]) -> None:
    """One redacting handler on stderr for logs, warnings and crashes. Called again, it replaces its own handler."""
    handler = _Stderr()
    handler.setFormatter(RedactingFormatter(secrets))
    root = logging.getLogger()
    for earlier in [old for old in root.handlers if isinstance(old.formatter, RedactingFormatter)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _log_crash


def _log_crash(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        logging.getLogger("bot").critical("stopped by an error", exc_info=(kind, error, traceback))
