"""What a person can do with a phone: write, send a photo, tap a button, edit, block."""

import asyncio
from typing import Any, Final

from bot.demo.telegram.contents import MAX_CAPTION, MAX_TEXT
from bot.demo.telegram.context import Context
from bot.demo.telegram.entities import plain, with_found_entities
from bot.demo.telegram.keyboards import shown
from bot.demo.telegram.rendering import membership, message_json
from bot.demo.telegram.state import BotAccount, Chat, Message, Query

_MOST_PHOTOS: Final = 10
_FILE: Final = {"file_id": "AgACAgIAAxkBAAIother", "file_unique_id": "AQADother"}
_OTHERS: Final[dict[str, dict[str, Any]]] = {
    "contact": {"phone_number": "01099998888", "first_name": "이웃"},
    "location": {"latitude": 37.5, "longitude": 126.8},
    "sticker": _FILE | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
    "video": _FILE | {"width": 640, "height": 480, "duration": 3},
    "voice": _FILE | {"duration": 2},
}


class NotPossible(Exception):
    """A phone would not let the person do this; `status` is the HTTP status to say so."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Phone:
    """One person's chat with one bot."""

    def __init__(self, context: Context, bot: BotAccount, chat: Chat) -> None:
        self._context = context
        self._world = context.world
        self._bot = bot
        self._chat = chat

    def write(self, text: str, reply_to: int | None = None) -> Message:
        """Sends a message; "/start" (with a payload) is the Start button."""
        is_start = text == "/start" or text.startswith("/start ")
        if not self._chat.started and not is_start:
            raise NotPossible(409, "this person has not pressed Start")
        self._refuse_if_blocked()
        stripped, _ = plain(text)
        if not stripped:
            raise NotPossible(400, "the text is empty")
        self._chat.started = True
        sent = [self._send(_text_content(part), reply_to) for part in _parts(stripped)]
        return sent[0]

    def send_photos(self, pictures: list[bytes], caption: str, reply_to: int | None = None) -> list[Message]:
        """One picture, or an album: one message for each, the caption below the first."""
        self._refuse_unless_started()
        if not 1 <= len(pictures) <= _MOST_PHOTOS:
            raise NotPossible(400, f"an album has 2-{_MOST_PHOTOS} pictures")
        if len(caption) > MAX_CAPTION:
            raise NotPossible(400, f"a caption has at most {MAX_CAPTION} characters")
        group = str(self._world.random.randrange(10**16, 10**17))
        album = {"media_group_id": group} if len(pictures) > 1 else {}
        contents = [album | {"photo": self._world.files.add_photo(data)} for data in pictures]
        if caption.strip():
            contents[0]["caption"] = caption.strip()
        return [self._send(content, reply_to) for content in contents]

    def send_other(self, kind: str, reply_to: int | None = None) -> Message:
        """A message of a kind that is neither text nor picture, such as a sticker."""
        self._refuse_unless_started()
        if kind == "document":
            return self._send({kind: self._world.files.add_document(b"%PDF", "list.pdf", "application/pdf")}, reply_to)
        if kind not in _OTHERS:
            raise NotPossible(400, f"one of document, {', '.join(_OTHERS)}")
        return self._send({kind: dict(_OTHERS[kind])}, reply_to)

    def edit(self, message_id: int, text: str) -> None:
        """The person edits an own text, or the caption of an own picture."""
        message = self._message(message_id)
        if message.from_bot or not ("text" in message.content or "photo" in message.content):
            raise NotPossible(409, "only an own text or picture can be edited")
        stripped, _ = plain(text)
        if "photo" in message.content:
            kept = {key: value for key, value in message.content.items() if key != "caption"}
            message.content = kept | ({"caption": stripped} if stripped else {})
        else:
            message.content = _text_content(stripped)
        message.edit_date = self._world.now()
        self._tell("edited_message", message_json(self._world, self._chat, message))
        self._world.changed(self._chat)

    def set_blocked(self, blocked: bool) -> None:
        """Tells the bot by my_chat_member. Idempotent."""
        if self._chat.blocked == blocked:
            return
        self._chat.blocked = blocked
        was, now = ("member", "kicked") if blocked else ("kicked", "member")
        person = self._context.person(self._chat)
        self._tell("my_chat_member", membership(self._bot, person, self._world.now(), was, now))
        self._world.changed(self._chat)

    def tap_label(self, label: str, message_id: int | None) -> tuple[Query, Message, str]:
        """Taps the button with this label. Raises NotPossible if there is none, or more than one that fits."""
        message, button = self._find(label, message_id)
        if "callback_data" not in button:
            raise NotPossible(
                400, f"[{button['text']}] is a {shown(button)['kind']} button, which tells the bot nothing"
            )
        data = str(button["callback_data"])
        return self._tap(message, data), message, data

    def tap_data(self, data: str, message_id: int | None) -> tuple[Query, Message, str]:
        """A tap on a button that may no longer be there, or never was; without `message_id` on the newest keyboard."""
        if message_id is None:
            message = next(iter(self._keyboards(None)), None)
            if message is None:
                raise NotPossible(404, "no message with a keyboard")
        else:
            message = self._message(message_id)
        return self._tap(message, data), message, data

    def _tap(self, message: Message, data: str) -> Query:
        self._refuse_if_blocked()
        number = str(self._world.random.randrange(10**17, 10**18))
        query = Query(number, self._bot.id, self._chat.user_id, self._world.clock())
        self._world.queries[number] = query
        self._deliver_tap(
            {
                "id": number,
                "from": self._context.person(self._chat).as_json(),
                "message": message_json(self._world, self._chat, message),
                "chat_instance": str(self._bot.id * 1_000_003 + self._chat.user_id),
                "data": data,
            }
        )
        self._world.changes.bump()
        return query

    def _deliver_tap(self, payload: dict[str, Any]) -> None:
        """At once, or (a fault) only after the chat's next tap."""

        def deliver() -> None:
            self._tell("callback_query", payload)

        held_taps, key = self._context.held_taps, (self._chat.bot_id, self._chat.user_id)
        held = held_taps.pop(key, None)
        if held is not None:
            deliver()
            held()
            return
        fault = self._context.faults.strike({"shuffle_taps"}, self._bot.username, self._chat.user_id)
        if fault is None:
            deliver()
            return
        held_taps[key] = deliver

        def release() -> None:
            if held_taps.get(key) is deliver:
                del held_taps[key]
                deliver()

        asyncio.get_running_loop().call_later(fault.seconds, release)

    def _find(self, label: str, message_id: int | None) -> tuple[Message, dict[str, Any]]:
        keyboards = self._keyboards(message_id)
        for message in keyboards:
            for button in _buttons(message):
                if button["text"] == label:
                    return message, button
        for message in keyboards:
            fitting = [button for button in _buttons(message) if label in button["text"]]
            if len(fitting) > 1:
                raise NotPossible(409, f"{label!r} fits {', '.join(b['text'] for b in fitting)}")
            if fitting:
                return message, fitting[0]
        visible = [button["text"] for message in keyboards for button in _buttons(message)]
        raise NotPossible(404, f"no button {label!r}; visible: {', '.join(visible) or 'none'}")

    def _keyboards(self, message_id: int | None) -> list[Message]:
        """Messages with a keyboard, newest first."""
        messages = self._chat.visible() if message_id is None else [self._message(message_id)]
        return [message for message in reversed(messages) if message.keyboard]

    def _message(self, message_id: int) -> Message:
        message = self._chat.messages.get(message_id)
        if message is None or message.service:
            raise NotPossible(404, f"no message {message_id}")
        return message

    def _send(self, content: dict[str, Any], reply_to: int | None) -> Message:
        if reply_to is not None:
            self._message(reply_to)
        message = self._chat.add(from_bot=False, date=self._world.now(), content=content, reply_to=reply_to)
        self._tell("message", message_json(self._world, self._chat, message))
        self._world.changed(self._chat)
        return message

    def _refuse_unless_started(self) -> None:
        if not self._chat.started:
            raise NotPossible(409, "this person has not pressed Start")
        self._refuse_if_blocked()

    def _refuse_if_blocked(self) -> None:
        if self._chat.blocked:
            raise NotPossible(409, "this person has blocked the bot")

    def _tell(self, kind: str, payload: dict[str, Any]) -> None:
        self._context.tell_bot(self._bot, kind, payload, self._chat.user_id)


def _parts(text: str) -> list[str]:
    """A text as Telegram's clients send it: what is too long for one message goes on in the next."""
    units = text.encode("utf-16-le")
    parts = [units[at : at + 2 * MAX_TEXT] for at in range(0, len(units), 2 * MAX_TEXT)]
    return [part.decode("utf-16-le", "ignore") for part in parts]


def _text_content(text: str) -> dict[str, Any]:
    found = with_found_entities(text, [])
    return {"text": text, "entities": found} if found else {"text": text}


def _buttons(message: Message) -> list[dict[str, Any]]:
    return [button for row in message.keyboard for button in row]
