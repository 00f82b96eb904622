"""The refusals of the Bot API, word for word."""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Refusal(Exception):
    """A call that Telegram would not do.

    `code` is the HTTP status; `violation` says what broke the table of the Bot API, and is None for refusals that an
    honest caller can meet (a blocked chat, a late answer).
    """

    code: int
    description: str
    retry_after: int | None = None
    violation: str | None = None

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
EDIT_NOT_FOUND = "message to edit not found"
DELETE_NOT_FOUND = "message to delete not found"
PIN_NOT_FOUND = "message to pin not found"
UNPIN_NOT_FOUND = "message to unpin not found"
REPLY_NOT_FOUND = "message to be replied not found"
CANNOT_DELETE = "message can't be deleted"
CANNOT_EDIT = "message can't be edited"
TEXT_EMPTY = "message text is empty"
TEXT_TOO_LONG = "message is too long"
CAPTION_TOO_LONG = "message caption is too long"
CHAT_NOT_FOUND = "chat not found"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
BUTTON_DATA_INVALID = "BUTTON_DATA_INVALID"
TEXT_BUTTONS = "Text buttons are not allowed in the inline keyboard"
BUTTON_STYLE = "invalid button style specified"
WRONG_FILE = "wrong file identifier/HTTP URL specified"

_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def bad_request(text: str, violation: str | None = None) -> Refusal:
    return Refusal(400, f"Bad Request: {text}", violation=violation)


def blocked() -> Refusal:
    return Refusal(403, "Forbidden: bot was blocked by the user")


def deactivated() -> Refusal:
    return Refusal(403, "Forbidden: user is deactivated")


def too_many_requests(retry_after: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def webhook_is_active() -> Refusal:
    return Refusal(409, _WEBHOOK_ACTIVE)


def terminated_by_other_poll() -> Refusal:
    return Refusal(409, _TERMINATED)


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized")


def method_not_found(violation: str) -> Refusal:
    return Refusal(404, "Not Found: method not found", violation=violation)


def server_error() -> Refusal:
    return Refusal(500, "Internal Server Error")
