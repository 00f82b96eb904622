"""How a Bot API request travels: query, urlencoded, JSON or multipart, files by field name or as `attach://<part>`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import BodyPartReader, MultipartReader, web

from bot.demo.telegram.refusals import Refusal, bad_request

MAX_UPLOAD: Final = 50 * 1024 * 1024
_FILE_FIELDS: Final = {"photo", "document", "thumbnail", "certificate"}


@dataclass(slots=True)
class Upload:
    """A file that came with a request."""

    data: bytes
    name: str
    mime: str


@dataclass(slots=True)
class Parameters:
    """`values` by field name as they came (text, JSON, or an Upload); `parts` are the files to attach by name."""

    values: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Upload] = field(default_factory=dict)


async def read_request(request: web.Request) -> Parameters:
    """Parameters of the query and the body together. Raises Refusal 400 for a broken body, 413 for one too large."""
    parameters = Parameters(dict(request.query))
    if request.method == "POST" and request.can_read_body:
        await _read_body(request, parameters)
    _refuse_broken_text(parameters.values)
    return parameters


async def _read_body(request: web.Request, parameters: Parameters) -> None:
    if request.content_type == "application/json":
        parameters.values |= json_object(await request.read())
    elif request.content_type == "multipart/form-data":
        await read_multipart(await _multipart(request), parameters)
    else:
        parameters.values |= dict(await request.post())


async def _multipart(request: web.Request) -> MultipartReader:
    try:
        return await request.multipart()
    except (AssertionError, ValueError):
        raise bad_request("can't parse multipart body") from None


def json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return value


async def read_multipart(reader: MultipartReader, parameters: Parameters) -> None:
    """Adds the fields and files of a multipart body; a file counts under its part name and for `attach://`."""
    size = 0
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("can't parse multipart body")
        data = bytes(await part.read(decode=True))
        size += len(data)
        if size > MAX_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        _add_part(part, data, parameters)


def _add_part(part: BodyPartReader, data: bytes, parameters: Parameters) -> None:
    name = part.name or ""
    if part.filename is None:
        parameters.values[name] = data.decode("utf-8", "surrogateescape")
    else:
        mime = part.headers.get("Content-Type", "application/octet-stream")
        parameters.parts[name] = Upload(data, part.filename, mime)
        if name in _FILE_FIELDS:
            parameters.values[name] = parameters.parts[name]


def for_the_record(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters without file bytes, for the list of calls."""
    return {k: f"<file {v.name}, {len(v.data)} bytes>" if isinstance(v, Upload) else v for k, v in values.items()}


def _refuse_broken_text(values: Mapping[str, Any]) -> None:
    """A lone surrogate (from JSON or broken UTF-8) could not be stored or shown."""
    for value in values.values():
        try:
            if not isinstance(value, Upload):
                json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
