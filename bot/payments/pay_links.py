"""The addresses of pay links: made from the desk's key whenever they are shown, and stored nowhere."""

from __future__ import annotations

import secrets

from bot.links import token_hash
from bot.payments.desk_key import DeskKey
from domain.use_cases.request_payment import Link


def toss_webhook_path(public_id: str) -> str:
    """What a shop registers at Toss, after our own address."""
    return f"/webhooks/toss/{public_id}"


class PayLinks:
    """Pay links of one installation, which people reach at `public_url`, and what else it takes to have them."""

    def __init__(self, key: DeskKey, public_url: str) -> None:
        self._key, self._public_url = key, public_url

    def draw(self) -> Link:
        """A fresh link: what the database keeps of it opens nothing without the key."""
        nonce = secrets.token_urlsafe(16)
        return Link(nonce, token_hash(self._key.link_token(nonce)))

    def address(self, nonce: str) -> str:
        """Where the customer of this request pays."""
        return f"{self._public_url}/p/{self._key.link_token(nonce)}"

    def seal(self, secret: str, about: str) -> str:
        """A shop's secret as it is stored: bound to what it is about."""
        return self._key.seal(secret, about)

    def webhook(self, public_id: str) -> str:
        """What a shop registers at Toss."""
        return self._public_url + toss_webhook_path(public_id)
