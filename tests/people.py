"""People with phones for the tests: they use the local Telegram over HTTP, as the page of the demo does."""

import asyncio
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import ClientSession, FormData

from bot.screens.formats import NBSP

# How long a person looks at the phone before giving up: generous, because nothing here is about speed.
PATIENCE: Final = 20.0


class CannotDo(AssertionError):
    """The phone did not let the person do it; `status` is the HTTP status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tap was answered with; `text` None means only the clock on the button stopped."""

    text: str | None
    show_alert: bool
    query_id: str
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the phone shows it; `rows` are the buttons' labels, `buttons` all there is to know about them."""

    message_id: int
    from_bot: bool
    text: str
    html: str
    rows: list[list[str]]
    buttons: list[dict[str, Any]]
    silent: bool
    edited: bool
    reply_to: int | None
    photo: str | None
    document: dict[str, Any] | None
    album: str | None = None

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label in row]


class LocalTelegramClient:
    """The people's side of one running local Telegram. Use as `async with`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._session = ClientSession(base_url)

    async def __aenter__(self) -> "LocalTelegramClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._session.close()

    def session(self) -> ClientSession:
        """A fresh HTTP session, for whoever plays a bot without a library."""
        return ClientSession()

    async def person(self, bot: str, first_name: str = "홍길동", **fields: Any) -> "Person":
        """A phone with the chat of a (new) person and the bot of this username; `fields` as for POST /sim/people."""
        made = await self.post("/sim/people", {"first_name": first_name, **fields})
        return Person(self, bot, made["id"], first_name)

    async def calls(self, method: str | None = None, since: int = 0) -> list[dict[str, Any]]:
        """Every Bot API call (of one method) after the call number `since`, oldest first."""
        calls: list[dict[str, Any]] = await self.get(f"/sim/calls?since={since}")
        return [call for call in calls if method in (None, call["method"])]

    async def violations(self) -> list[str]:
        """What broke the Bot API's table, in all calls so far; a good bot leaves this empty."""
        return [call["violation"] for call in await self.calls() if "violation" in call]

    async def faults(self, kind: str, **fields: Any) -> int:
        """Orders a trouble.

        400 (cannot be deleted), 429, 403, 500, slow, lost, refuse, duplicate_updates or shuffle_taps.
        """
        return int((await self.post("/sim/faults", {"kind": kind, **fields}))["fault_id"])

    async def clear_faults(self) -> None:
        await self._request("DELETE", "/sim/faults")

    async def pending(self, bot: str) -> dict[str, Any]:
        """How many updates wait, up to which they are confirmed, and the webhook."""
        shown: dict[str, Any] = await self.get(f"/sim/pending/{bot}")
        return shown

    async def reset(self) -> None:
        await self.post("/sim/reset", {})

    async def until(self, look: Callable[[], Any], *, within: float = PATIENCE) -> Any:
        """The first truthy result of the coroutine function `look`, asked again after every change; or the last one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            seq = (await self.get("/sim/changes"))["seq"]
            found = await look()
            left = deadline - loop.time()
            if found or left <= 0:
                return found
            await self.get(f"/sim/changes?since={seq}&wait={min(left, 1.0)}")

    async def get(self, path: str) -> Any:
        return await self._request("GET", path)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        return await self._request("POST", path, json=body)

    async def post_form(self, path: str, form: FormData) -> Any:
        return await self._request("POST", path, data=form)

    async def text(self, path: str) -> str:
        async with self._session.get(path) as response:
            return await response.text()

    async def bytes(self, path: str) -> bytes:
        async with self._session.get(path) as response:
            return await response.read()

    async def _request(self, method: str, path: str, **options: Any) -> Any:
        async with self._session.request(method, path, **options) as response:
            answer = await response.json()
            if response.status >= 400:
                raise CannotDo(response.status, str(answer.get("error", answer)))
            return answer


class Person:
    """One phone, showing the chat with one bot. Whatever the phone refuses is a CannotDo (an AssertionError)."""

    def __init__(self, telegram: LocalTelegramClient, bot: str, user_id: int, name: str) -> None:
        self.telegram = telegram
        self.bot = bot
        self.id = user_id
        self.name = name
        self._chat = f"/sim/chats/{bot}/{user_id}"

    async def starts(self, payload: str = "") -> int:
        """Presses Start, or follows a deep link with a payload."""
        return await self.says(f"/start {payload}".rstrip())

    async def says(self, text: str, reply_to: int | None = None) -> int:
        """Writes a message; its id."""
        return int((await self.telegram.post(f"{self._chat}/text", _given(text=text, reply_to=reply_to)))["message_id"])

    async def sends_photo(self, picture: bytes | None = None, caption: str = "", reply_to: int | None = None) -> int:
        """Sends a PNG or JPEG (a small picture made up here if none is given); the message's id."""
        return (await self.sends_album([picture or small_picture()], caption, reply_to))[0]

    async def sends_album(self, pictures: list[bytes], caption: str = "", reply_to: int | None = None) -> list[int]:
        """Sends several pictures at once, the caption below the first; the messages' ids."""
        form = FormData()
        for picture in pictures:
            form.add_field("photo", picture, filename="photo.png", content_type="image/png")
        for name, value in _given(caption=caption, reply_to=reply_to).items():
            form.add_field(name, str(value))
        return list((await self.telegram.post_form(f"{self._chat}/photo", form))["message_ids"])

    async def sends_other(self, kind: str, reply_to: int | None = None) -> int:
        """Sends a sticker, voice, video, document, location or contact; the message's id."""
        body = _given(kind=kind, reply_to=reply_to)
        return int((await self.telegram.post(f"{self._chat}/other", body))["message_id"])

    async def replies_to(self, message: Message, text: str) -> int:
        """A Telegram reply to a message of this chat; its id."""
        return await self.says(text, reply_to=message.message_id)

    async def edits(self, message_id: int, text: str) -> None:
        """Changes an own text, or the caption of an own picture."""
        await self.telegram.post(f"{self._chat}/edit", {"message_id": message_id, "text": text})

    async def taps(
        self, label: str, *, message_id: int | None = None, answered: bool = True, within: float = PATIENCE
    ) -> Answer:
        """Taps the button with this label (waiting until it is there) and waits until the bot has answered.

        With `answered=False` it does not wait for the answer.
        """
        body = _given(label=label, message_id=message_id)

        async def attempt() -> str | None:
            try:
                return str((await self.telegram.post(f"{self._chat}/tap", body))["query_id"])
            except CannotDo as refusal:
                if refusal.status != 404:
                    raise
                return None

        query_id = await self.telegram.until(attempt, within=within)
        if query_id is None:
            raise AssertionError(f"no button {label!r} to tap\n\n{await self.as_text()}")
        return await self._answer(query_id, answered, within, f"the tap on {label!r}")

    async def taps_data(
        self, data: str, message_id: int | None = None, *, answered: bool = True, within: float = PATIENCE
    ) -> Answer:
        """A forged or outdated tap: any callback data, on a given message or the newest with a keyboard."""
        tapped = await self.telegram.post(f"{self._chat}/tap", _given(data=data, message_id=message_id))
        return await self._answer(tapped["query_id"], answered, within, f"the tap with {data!r}")

    async def answer_to(self, query_id: str, *, within: float = PATIENCE) -> Answer:
        """The answer to an earlier tap made with `answered=False`."""
        return await self._answer(query_id, True, within, "the tap")

    async def transcript(self) -> list[Message]:
        """The whole chat, oldest first."""
        shown = await self.telegram.get(self._chat)
        return [_message(m) for m in shown["messages"]]

    async def bot_messages(self) -> list[Message]:
        """The bot's messages, newest first."""
        return [m for m in reversed(await self.transcript()) if m.from_bot]

    async def last(self) -> Message:
        """The bot's newest message."""
        messages = await self.bot_messages()
        if not messages:
            raise AssertionError(f"the bot has not said anything yet\n\n{await self.as_text()}")
        return messages[0]

    async def message(self, message_id: int) -> Message:
        """One message as it is now."""
        for message in await self.transcript():
            if message.message_id == message_id:
                return message
        raise AssertionError(f"no message {message_id}\n\n{await self.as_text()}")

    async def sees(self, text: str, *, within: float = PATIENCE) -> Message:
        """The bot's newest message with this text, waiting for it."""
        return await self._sees(lambda m: text in m.text, f"a message with {text!r}", within)

    async def sees_button(self, label: str, *, within: float = PATIENCE) -> Message:
        """The bot's newest message with a button whose label contains this, waiting for it."""
        return await self._sees(lambda m: any(label in b for b in m.labels), f"a button {label!r}", within)

    async def sees_no(self, text: str) -> None:
        """No message of the bot has this text now."""
        if any(text in m.text for m in await self.bot_messages()):
            raise AssertionError(f"{self.name} sees {text!r}\n\n{await self.as_text()}")

    async def sees_no_button(self, label: str) -> None:
        """No message of the bot has such a button now."""
        if any(label in b for m in await self.bot_messages() for b in m.labels):
            raise AssertionError(f"{self.name} sees a button {label!r}\n\n{await self.as_text()}")

    async def commands(self) -> list[str]:
        """The names in the menu of commands."""
        shown = await self.telegram.get(self._chat)
        return [command["command"] for command in shown["commands"]]

    async def pinned(self) -> list[int]:
        """Ids of the pinned messages, newest pin first."""
        shown = await self.telegram.get(self._chat)
        return list(shown["pinned"])

    async def blocks(self) -> None:
        await self.telegram.post(f"{self._chat}/block", {})

    async def unblocks(self) -> None:
        await self.telegram.post(f"{self._chat}/unblock", {})

    async def deactivates(self) -> None:
        """Deletes the Telegram account."""
        await self.telegram.post(f"/sim/people/{self.id}/deactivate", {})

    async def as_text(self) -> str:
        """The chat as readable text, for failing tests."""
        return await self.telegram.text(f"{self._chat}.txt")

    async def _sees(self, fits: Callable[[Message], bool], what: str, within: float) -> Message:
        async def look() -> Message | None:
            return next((m for m in await self.bot_messages() if fits(m)), None)

        found: Message | None = await self.telegram.until(look, within=within)
        if found is None:
            raise AssertionError(f"{self.name} does not see {what}\n\n{await self.as_text()}")
        return found

    async def _answer(self, query_id: str, wait: bool, within: float, what: str) -> Answer:
        told = await self.telegram.get(f"/sim/queries/{query_id}?wait={within if wait else 0}")
        if wait and not told["answered"]:
            raise AssertionError(f"{what} was not answered\n\n{await self.as_text()}")
        return Answer(told["text"], told["show_alert"], query_id, told["answered"])


def small_picture(red: int = 200, width: int = 400, height: int = 300) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = (b"\x00" + bytes((red, 80, 80)) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _message(shown: dict[str, Any]) -> Message:
    return Message(
        message_id=shown["message_id"],
        from_bot=shown["from"] == "bot",
        text=shown["text"].replace(NBSP, " "),  # looks the same to whoever reads it
        html=shown["html"],
        rows=[[button["text"] for button in row] for row in shown["keyboard"]],
        buttons=[button for row in shown["keyboard"] for button in row],
        silent=shown["silent"],
        edited=shown["edit_date"] is not None,
        reply_to=shown["reply_to"]["message_id"] if shown["reply_to"] else None,
        photo=shown["photo"],
        document=shown["document"],
        album=shown["album"],
    )
