"""The people's side over HTTP (`/sim/…`): used by the page with the phones and by the tests."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, Final

from aiohttp import BodyPartReader, web

from bot.demo.telegram.calls import CallLog
from bot.demo.telegram.context import Context
from bot.demo.telegram.phone import NotPossible, Phone
from bot.demo.telegram.refusals import Refusal
from bot.demo.telegram.state import BotAccount, Chat, Message, Person, Query
from bot.demo.telegram.transcript import chat_json, chat_text

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_MAX_WAIT: Final = 60.0
_PERSON_FIELDS: Final = ("first_name", "last_name", "username", "language_code")


class PeopleRoutes:
    """Handlers of `/sim/…`; JSON in and out, errors as {"error": …}."""

    def __init__(self, context: Context, calls: CallLog) -> None:
        self._context = context
        self._world = context.world
        self._calls = calls

    def add_to(self, app: web.Application) -> None:
        chat = r"/sim/chats/{bot}/{user:\d+}"
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "/sim/state", self.state),
            ("POST", "/sim/people", self.add_person),
            ("POST", r"/sim/people/{user:\d+}/deactivate", self.deactivate),
            ("POST", "/sim/bots", self.add_bot),
            ("GET", chat, self.transcript),
            ("GET", f"{chat}.txt", self.transcript_text),
            ("POST", f"{chat}/text", self.text),
            ("POST", f"{chat}/photo", self.photo),
            ("POST", f"{chat}/other", self.other),
            ("POST", f"{chat}/tap", self.tap),
            ("POST", f"{chat}/edit", self.edit),
            ("POST", f"{chat}/block", self.block),
            ("POST", f"{chat}/unblock", self.unblock),
            ("GET", "/sim/queries/{query}", self.query),
            ("GET", "/sim/changes", self.changes),
            ("GET", "/sim/stream", self.stream),
            ("GET", "/sim/calls", self.calls),
            ("GET", "/sim/pending/{bot}", self.pending),
            ("POST", "/sim/faults", self.add_fault),
            ("DELETE", "/sim/faults", self.clear_faults),
            ("POST", "/sim/reset", self.reset),
            ("GET", "/sim/files/{bot}/{path:.+}", self.file),
        ]
        app.add_routes([web.route(method, path, _told_errors(handler)) for method, path, handler in routes])

    async def state(self, _: web.Request) -> web.Response:
        bots = [{"id": b.id, "username": b.username, "first_name": b.first_name} for b in self._world.bots.values()]
        people = [_shown(person) for person in self._world.people.values()]
        return web.json_response({"bots": bots, "people": people, "seq": self._world.changes.seq})

    async def add_person(self, request: web.Request) -> web.Response:
        given = await _json(request)
        fields = {name: given[name] for name in _PERSON_FIELDS if name in given}
        person = Person(id=int(given.get("id") or self._world.new_person_id()), **fields)
        return web.json_response(_shown(self._world.add_person(person)))

    async def deactivate(self, request: web.Request) -> web.Response:
        """The person deletes the account."""
        self._person(request).deactivated = True
        return web.json_response({})

    async def add_bot(self, request: web.Request) -> web.Response:
        given = await _json(request)
        bot = self._world.add_bot(given["token"], given["username"], given["first_name"])
        return web.json_response({"id": bot.id, "username": bot.username, "first_name": bot.first_name})

    async def transcript(self, request: web.Request) -> web.Response:
        bot, chat = self._chat(request)
        return web.json_response(chat_json(self._world, bot, chat))

    async def transcript_text(self, request: web.Request) -> web.Response:
        bot, chat = self._chat(request)
        return web.Response(text=chat_text(self._world, bot, chat))

    async def text(self, request: web.Request) -> web.Response:
        given = await _json(request)
        return _sent(self._phone(request).write(str(given["text"]), given.get("reply_to")))

    async def photo(self, request: web.Request) -> web.Response:
        """Several pictures are an album; `message_ids` names them all."""
        pictures, fields = await _photo_form(request)
        reply_to = int(fields["reply_to"]) if fields.get("reply_to") else None
        sent = self._phone(request).send_photos(pictures, fields.get("caption", ""), reply_to)
        ids = [message.message_id for message in sent]
        return web.json_response({"message_id": ids[0], "message_ids": ids})

    async def other(self, request: web.Request) -> web.Response:
        given = await _json(request)
        return _sent(self._phone(request).send_other(str(given["kind"]), given.get("reply_to")))

    async def tap(self, request: web.Request) -> web.Response:
        given = await _json(request)
        phone, message_id = self._phone(request), given.get("message_id")
        if given.get("data") is not None:
            query, message, data = phone.tap_data(str(given["data"]), message_id)
        else:
            query, message, data = phone.tap_label(str(given["label"]), message_id)
        return web.json_response({"query_id": query.id, "message_id": message.message_id, "data": data})

    async def edit(self, request: web.Request) -> web.Response:
        given = await _json(request)
        self._phone(request).edit(given["message_id"], str(given["text"]))
        return web.json_response({})

    async def block(self, request: web.Request) -> web.Response:
        self._phone(request).set_blocked(True)
        return web.json_response({})

    async def unblock(self, request: web.Request) -> web.Response:
        self._phone(request).set_blocked(False)
        return web.json_response({})

    async def query(self, request: web.Request) -> web.Response:
        """With `?wait=SECONDS` as soon as it is answered."""
        query = self._world.queries.get(request.match_info["query"])
        if query is None:
            raise NotPossible(404, "no such query")
        await self._world.changes.wait_until(lambda: query.answered, _wait(request))
        return web.json_response(_answer(query))

    async def changes(self, request: web.Request) -> web.Response:
        changes, since = self._world.changes, int(request.query.get("since", "0"))
        await changes.wait_until(lambda: changes.seq > since, _wait(request))
        return web.json_response({"seq": changes.seq})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        # Subscribed before the headers go out: whoever reads them misses nothing from then on.
        with self._world.changes.listening() as events:
            await response.prepare(request)
            try:
                async for event in events:
                    await response.write((event or ": still here\n\n").encode())
            except ConnectionError:
                pass
        return response

    async def calls(self, request: web.Request) -> web.Response:
        return web.json_response(self._calls.since(int(request.query.get("since", "0"))))

    async def pending(self, request: web.Request) -> web.Response:
        updates = self._bot(request).updates
        waiting = len(updates.pending) + len(updates.again)
        shown = {"pending": waiting, "confirmed_up_to": updates.confirmed_up_to, "webhook": updates.webhook.url}
        return web.json_response(shown)

    async def add_fault(self, request: web.Request) -> web.Response:
        fault = self._context.faults.add(**await _json(request))
        return web.json_response({"fault_id": fault.id})

    async def clear_faults(self, _: web.Request) -> web.Response:
        self._context.faults.clear()
        return web.json_response({})

    async def reset(self, _: web.Request) -> web.Response:
        self._context.faults.clear()
        self._context.held_taps.clear()
        self._calls.clear()
        self._world.forget()
        return web.json_response({})

    async def file(self, request: web.Request) -> web.Response:
        """A photo to show, or a document to save: what people send must never run as a page of this server."""
        found = self._world.files.by_path(request.match_info["path"])
        if found is None:
            raise NotPossible(404, "no such file")
        stored, data = found
        headers = {} if stored.kind == "photo" else {"Content-Disposition": "attachment"}
        mime = stored.mime if stored.kind == "photo" else "application/octet-stream"
        return web.Response(body=data, content_type=mime, headers=headers | {"X-Content-Type-Options": "nosniff"})

    def _bot(self, request: web.Request) -> BotAccount:
        bot = self._world.bot_named(request.match_info["bot"])
        if bot is None:
            raise NotPossible(404, f"no bot @{request.match_info['bot']}")
        return bot

    def _person(self, request: web.Request) -> Person:
        person = self._world.people.get(int(request.match_info["user"]))
        if person is None:
            raise NotPossible(404, f"no person {request.match_info['user']}")
        return person

    def _chat(self, request: web.Request) -> tuple[BotAccount, Chat]:
        bot = self._bot(request)
        return bot, self._world.chat(bot, self._person(request))

    def _phone(self, request: web.Request) -> Phone:
        return Phone(self._context, *self._chat(request))


def _told_errors(handler: Handler) -> Handler:
    async def told(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except NotPossible as error:
            return web.json_response({"error": str(error)}, status=error.status)
        except Refusal as refusal:
            return web.json_response({"error": refusal.description}, status=refusal.code)
        except KeyError as error:
            return web.json_response({"error": f"missing: {error}"}, status=400)
        except (ValueError, TypeError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return told


async def _json(request: web.Request) -> dict[str, Any]:
    value = await request.json() if request.can_read_body else {}
    if not isinstance(value, dict):
        raise NotPossible(400, "a JSON object is expected")
    return value


async def _photo_form(request: web.Request) -> tuple[list[bytes], dict[str, str]]:
    fields: dict[str, str] = {}
    pictures: list[bytes] = []
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "photo":
            pictures.append(bytes(await part.read(decode=True)))
        elif isinstance(part, BodyPartReader) and part.name:
            fields[part.name] = await part.text()
    if not pictures:
        raise NotPossible(400, "missing: photo")
    return pictures, fields


def _wait(request: web.Request) -> float:
    return min(float(request.query.get("wait", "0")), _MAX_WAIT)


def _sent(message: Message) -> web.Response:
    return web.json_response({"message_id": message.message_id})


def _answer(query: Query) -> dict[str, Any]:
    return {"answered": query.answered, "text": query.text, "show_alert": query.show_alert, "url": query.url}


def _shown(person: Person) -> dict[str, Any]:
    fields = asdict(person)
    return {name: fields[name] for name in ("id", *_PERSON_FIELDS)}
