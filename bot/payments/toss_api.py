"""Toss Payments over HTTP: one call in, one of four outcomes out. Every Python SDK is unofficial and synchronous.

Source: docs.tosspayments.com/reference (core API, authorization, idempotency) and its SDK's types.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError

API_URL: Final = "https://api.tosspayments.com"
# A confirm may take as long as the card company does; connecting may not.
_TIMEOUT: Final = ClientTimeout(total=None, sock_connect=2, sock_read=60)


@dataclass(frozen=True, slots=True)
class TossKeys:
    """A shop's pair of keys. The client key is public; the secret one never leaves this process but in the header."""

    client_key: str
    secret_key: str = field(repr=False)

    @property
    def is_test(self) -> bool:
        """Whether no real money moves."""
        return self.secret_key.startswith("test_")


@dataclass(frozen=True, slots=True)
class Ok:
    """A 200 with JSON."""

    body: Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Toss answered with an error code; what it means stands in toss_codes."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """No connection came about: Toss knows nothing of the call."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Sent, but no usable answer came back."""

    reason: str


Outcome = Ok | Refusal | Unreached | Lost


class TossApi:
    """One shop's access. Never raises for what the network or Toss does, and no outcome holds a key."""

    def __init__(self, http: ClientSession, keys: TossKeys, url: str = API_URL) -> None:
        self._http, self._url = http, url
        # The colon is obligatory: the key is the user, and there is no password.
        self._authorization = "Basic " + b64encode(f"{keys.secret_key}:".encode()).decode()

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Outcome:
        """A question."""
        return await self._call("GET", path, {}, None, params)

    async def post(self, path: str, body: Mapping[str, object], idempotency_key: str) -> Outcome:
        """An order: the same key replays the first answer for 15 days, errors too (≤ 300 characters)."""
        headers = {"Idempotency-Key": idempotency_key, "Content-Type": "application/json"}
        return await self._call("POST", path, headers, orjson.dumps(body), None)

    async def _call(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        params: Mapping[str, str] | None,
    ) -> Outcome:
        headers = {"Authorization": self._authorization, **headers}
        try:
            async with self._http.request(
                method,
                self._url + path,
                params=params,
                headers=headers,
                data=body,
                allow_redirects=False,
                timeout=_TIMEOUT,
            ) as response:
                return _read(response.status, await response.read())
        except (ClientConnectorError, ConnectionTimeoutError):
            return Unreached()
        except (ClientError, TimeoutError, OSError) as error:
            return Lost(type(error).__name__)


def _read(status: int, content: bytes) -> Outcome:
    """The status only tells an answer from an error: what an error means, its code says."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        return Lost(f"{status} without JSON")
    if status == 200:
        return Ok(body)
    if isinstance(body, dict) and isinstance(body.get("code"), str):
        return Refusal(body["code"], str(body.get("message") or ""))
    return Lost(f"{status} without a code")
