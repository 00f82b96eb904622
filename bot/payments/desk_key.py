"""What the installation's own secret does: seals shops' keys at rest, and makes the tokens of pay links.

The database alone opens nothing: neither a shop's account at its payment company nor a pay link.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES: Final = 12
_TOKEN_BYTES: Final = 16


class SealBroken(Exception):
    """Sealed with another secret, for another shop, or damaged. Says nothing about what was sealed."""


class DeskKey:
    """Made from `payments.secret`. Another secret makes every earlier seal and link useless."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(_derived(secret, b"minishop seal 1"))
        self._links = _derived(secret, b"minishop pay link 1")

    def seal(self, text: str, about: str) -> str:
        """Encrypted and bound to what it is about: in another shop's row it does not open."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), about.encode())).decode()

    def unseal(self, sealed: str, about: str) -> str:
        """Raises SealBroken."""
        try:
            raw = urlsafe_b64decode(sealed)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode()).decode()
        except (InvalidTag, ValueError):
            raise SealBroken from None

    def link_token(self, nonce: str) -> str:
        """The 128 bits that stand in a pay link; the same for the same nonce, so that a card can show it again."""
        digest = hmac.digest(self._links, nonce.encode(), "sha256")
        return urlsafe_b64encode(digest[:_TOKEN_BYTES]).decode().rstrip("=")


def _derived(secret: str, purpose: bytes) -> bytes:
    """A key of its own for each purpose."""
    return hmac.digest(sha256(secret.encode()).digest(), purpose, "sha256")
