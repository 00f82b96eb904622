"""Formatted text: Telegram's HTML → plain text and entities, and entities → HTML that is safe to show."""

import html
import re
from typing import Any, Final

from bot.demo.telegram.refusals import Refusal, bad_request

Entity = dict[str, Any]

_TYPES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_SAFE_TAGS: Final = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
}
_START_TAG = re.compile(r"<([^\s>/][^\s>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_END_TAG = re.compile(r"</([^\s>]*)\s*>")
_ATTRIBUTE = re.compile(r"([^\s=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+)))?")
_CHARACTER = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_FOUND: Final = (
    ("url", re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,!?;:)\]]")),
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?\b")),
)


def utf16_length(text: str) -> int:
    """Telegram counts in UTF-16 code units: an emoji outside the basic plane is 2."""
    return len(text) + sum(ch > "\uffff" for ch in text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of `source`, trimmed. Raises Refusal `can't parse entities: …` for anything malformed."""
    return _trim(*_Parser(source).run())


def plain(source: str) -> tuple[str, list[Entity]]:
    """Text without a parse mode: trimmed, no formatting."""
    return _trim(source, [])


def with_found_entities(text: str, entities: list[Entity]) -> list[Entity]:
    """Adds the links and commands Telegram finds by itself, outside links and code."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in {"text_link", "code", "pre"}]
    found = list(entities)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match[0])
            if all(end <= a or b <= start for a, b in taken):
                found.append({"type": kind, "offset": start, "length": end - start})
                taken.append((start, end))
    return _sorted(found)


def to_safe_html(text: str, entities: list[Entity]) -> str:
    """HTML for a page: everything escaped, only known tags, links only to http, https, tg, mailto and tel."""
    units = text.encode("utf-16-le")
    opened: list[tuple[int, str]] = []
    pieces: list[str] = []
    position = 0

    def advance(to: int) -> None:
        nonlocal position
        if to > position:
            pieces.append(html.escape(units[2 * position : 2 * to].decode("utf-16-le", "replace")))
            position = to

    def close_up_to(offset: int) -> None:
        while opened and opened[-1][0] <= offset:
            end, tag = opened.pop()
            advance(end)
            pieces.append(tag)

    for entity in _sorted(entities):
        close_up_to(entity["offset"])
        advance(entity["offset"])
        start_tag, end_tag = _safe_tags(entity, units)
        # An end inside the surrounding entity keeps the tags nested even for entities that overlap.
        end = min([entity["offset"] + entity["length"], *(e for e, _ in opened)])
        pieces.append(start_tag)
        opened.append((end, end_tag))
    close_up_to(len(units))
    advance(len(units) // 2)
    return "".join(pieces)


def _safe_tags(entity: Entity, units: bytes) -> tuple[str, str]:
    if entity["type"] in _SAFE_TAGS:
        return _SAFE_TAGS[entity["type"]]
    start = 2 * entity["offset"]
    shown = units[start : start + 2 * entity["length"]].decode("utf-16-le", "replace")
    url = entity.get("url", shown if entity["type"] == "url" else "")
    if re.match(r"(?:https?://|tg://|mailto:|tel:)", url, re.IGNORECASE):
        return f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">', "</a>"
    return "", ""


def _sorted(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cuts white space off both ends, as Telegram does, and moves the entities with it."""
    start = utf16_length(text) - utf16_length(text.lstrip())
    trimmed = text.strip()
    length = utf16_length(trimmed)
    kept: list[Entity] = []
    for entity in entities:
        begin = max(entity["offset"] - start, 0)
        end = min(entity["offset"] + entity["length"] - start, length)
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    return trimmed, _sorted(kept)


def _cut(text: str, offset: int) -> str:
    """The text from a UTF-16 offset on."""
    return text.encode("utf-16-le")[2 * offset :].decode("utf-16-le", "replace")


def _malformed(reason: str) -> Refusal:
    text = f"can't parse entities: {reason}"
    return bad_request(text, violation=text)


def _decode(source: str) -> str:
    """Only numeric references and the four named ones are known; anything else stays as written."""

    def one(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name:
            return _NAMED[name]
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]

    return _CHARACTER.sub(one, source)


class _Parser:
    """One pass over the source; `_open` holds (tag, attributes, UTF-16 offset) of the tags not yet closed."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._text: list[str] = []
        self._length = 0
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        position = 0
        while (begin := self._source.find("<", position)) >= 0:
            self._add_text(self._source[position:begin])
            position = self._end_tag(begin) if self._source[begin + 1 : begin + 2] == "/" else self._start_tag(begin)
        self._add_text(self._source[position:])
        if self._open:
            raise _malformed(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')
        return "".join(self._text), self._entities

    def _add_text(self, source: str) -> None:
        text = _decode(source)
        self._text.append(text)
        self._length += utf16_length(text)

    def _byte_offset(self, begin: int) -> int:
        return len(self._source[:begin].encode())

    def _start_tag(self, begin: int) -> int:
        where = f"at byte offset {self._byte_offset(begin)}"
        match = _START_TAG.match(self._source, begin)
        if match is None:
            unclosed = ">" not in self._source[begin:]
            raise _malformed(f"Unclosed start tag {where}" if unclosed else f'Unsupported start tag "" {where}')
        tag = match[1].lower()
        if tag not in _TYPES:
            raise _malformed(f'Unsupported start tag "{tag}" {where}')
        attributes = {name.lower(): _decode(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(match[2])}
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _malformed(f'Tag "span" must have class "tg-spoiler" {where}')
        self._open.append((tag, attributes, self._length))
        return match.end()

    def _end_tag(self, begin: int) -> int:
        where = f"at byte offset {self._byte_offset(begin)}"
        if not self._open:
            raise _malformed(f"Unexpected end tag {where}")
        match = _END_TAG.match(self._source, begin)
        if match is None:
            raise _malformed(f"Unclosed end tag {where}")
        tag, attributes, offset = self._open.pop()
        if match[1] and match[1].lower() != tag:
            raise _malformed(f'Unmatched end tag {where}, expected "</{tag}>", found "</{match[1].lower()}>"')
        if self._length > offset:
            self._close(tag, attributes, offset)
        return match.end()

    def _close(self, tag: str, attributes: dict[str, str], offset: int) -> None:
        entity: Entity = {"type": _TYPES[tag], "offset": offset, "length": self._length - offset}
        if tag == "a":
            url = attributes.get("href") or _cut("".join(self._text), offset)
            if not re.match(r"[a-z][a-z0-9+.-]*:|[\w-]+(\.[\w-]+)+", url, re.IGNORECASE):
                return
            entity["url"] = url
        elif tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        self._entities.append(entity)
