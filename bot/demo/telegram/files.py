"""Files that people and bots sent: photos in several sizes, documents, and their file ids."""

import base64
import struct
from dataclasses import asdict, dataclass
from typing import Any, Final

from bot.demo.telegram.refusals import bad_request

MAX_DOWNLOAD: Final = 20 * 1024 * 1024
_SIZES: Final = (90, 320, 800, 1280)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG_FRAMES: Final = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


@dataclass(slots=True)
class StoredFile:
    """One file id; the sizes of a photo share one `blob` (the server does not scale pictures)."""

    file_id: str
    unique_id: str
    path: str
    blob: str
    kind: str
    name: str
    mime: str
    width: int = 0
    height: int = 0
    group: str = ""

    def as_json(self, size: int) -> dict[str, Any]:
        """As PhotoSize or Document; `size` in bytes."""
        common = {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": size}
        if self.kind == "photo":
            return {**common, "width": self.width, "height": self.height}
        return {**common, "file_name": self.name, "mime_type": self.mime}


class FileStore:
    """Keeps bytes once and hands out ids, paths and the Bot API's descriptions."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._blobs: dict[str, bytes] = {}

    def add_photo(self, data: bytes) -> list[dict[str, Any]]:
        """The PhotoSize objects, smallest first. Raises Refusal IMAGE_PROCESS_FAILED if it is no PNG or JPEG."""
        size = image_size(data)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        blob = self._keep(data)
        mime, ending = ("image/png", "png") if data.startswith(_PNG) else ("image/jpeg", "jpg")
        scaled = {_fit(size, edge) for edge in _SIZES}
        for number, (width, height) in enumerate(sorted(scaled)):
            name = f"{blob}_{number}.{ending}"
            self._add(StoredFile("", "", f"photos/{name}", blob, "photo", name, mime, width, height, blob))
        return self.photo(blob) or []

    def add_document(self, data: bytes, name: str, mime: str) -> dict[str, Any]:
        blob = self._keep(data)
        ending = name.rpartition(".")[2] if "." in name else "bin"
        stored = self._add(StoredFile("", "", f"documents/{blob}.{ending}", blob, "document", name, mime))
        return stored.as_json(len(data))

    def photo(self, group: str) -> list[dict[str, Any]] | None:
        """All sizes of one picture, by its group or the file id of any of its sizes."""
        known = self._files.get(group)
        wanted = known.group if known else group
        sizes = [f for f in self._files.values() if f.kind == "photo" and f.group == wanted]
        return [f.as_json(len(self._blobs[f.blob])) for f in sizes] or None

    def document(self, file_id: str) -> dict[str, Any] | None:
        known = self._files.get(file_id)
        return known.as_json(len(self._blobs[known.blob])) if known and known.kind == "document" else None

    def describe(self, file_id: str) -> dict[str, Any] | None:
        """A Telegram File, ready for download. Raises Refusal above 20 MB."""
        known = self._files.get(file_id)
        if known is None:
            return None
        size = len(self._blobs[known.blob])
        if size > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        shown = {"file_id": known.file_id, "file_unique_id": known.unique_id, "file_size": size}
        return {**shown, "file_path": known.path}

    def by_path(self, path: str) -> tuple[StoredFile, bytes] | None:
        found = next((f for f in self._files.values() if f.path == path), None)
        return (found, self._blobs[found.blob]) if found else None

    def path_of(self, file_id: str) -> str:
        return self._files[file_id].path

    def clear(self) -> None:
        """Forgets the files; their numbers are not used again, so no old address shows a new file."""
        self._files.clear()
        for name in self._blobs:
            self._blobs[name] = b""

    def dump(self) -> dict[str, Any]:
        blobs = {name: base64.b64encode(data).decode() for name, data in self._blobs.items()}
        return {"files": [asdict(f) for f in self._files.values()], "blobs": blobs}

    def load(self, data: dict[str, Any]) -> None:
        self._files = {f["file_id"]: StoredFile(**f) for f in data["files"]}
        self._blobs = {name: base64.b64decode(text) for name, text in data["blobs"].items()}

    def _keep(self, data: bytes) -> str:
        name = f"file_{len(self._blobs) + 1}"
        self._blobs[name] = data
        return name

    def _add(self, stored: StoredFile) -> StoredFile:
        key = base64.urlsafe_b64encode(stored.path.encode()).decode().rstrip("=")
        stored.unique_id = f"AQAD{key[-24:]}"
        stored.file_id = f"AgACAgIAAxkBAAI{key}"
        self._files[stored.file_id] = stored
        return stored


def image_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels of a PNG or JPEG; None for anything else."""
    if data.startswith(_PNG) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


def _fit(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """The size with its longer side at most `edge`."""
    factor = min(1.0, edge / max(*size, 1))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
