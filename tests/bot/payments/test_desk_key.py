"""The installation's secret: what it seals opens with it only, and where it belongs only."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from bot.payments.desk_key import DeskKey, SealBroken

KEY = DeskKey("a secret of the tests, long enough")


def test_what_was_sealed_opens_again_and_shows_nothing_of_itself() -> None:
    sealed = KEY.seal("test_gsk_1234", "shop:1")
    assert "test_gsk" not in sealed
    assert KEY.unseal(sealed, "shop:1") == "test_gsk_1234"
    assert KEY.seal("test_gsk_1234", "shop:1") != sealed


def test_seal_of_one_shop_does_not_open_for_another() -> None:
    with pytest.raises(SealBroken):
        KEY.unseal(KEY.seal("test_gsk_1234", "shop:1"), "shop:2")


def test_seal_does_not_open_with_another_secret_or_damaged() -> None:
    sealed = KEY.seal("test_gsk_1234", "shop:1")
    with pytest.raises(SealBroken):
        DeskKey("another secret").unseal(sealed, "shop:1")
    raw = bytearray(urlsafe_b64decode(sealed))
    raw[-1] ^= 1
    for damaged in (urlsafe_b64encode(raw).decode(), "", "not base64!", sealed[:8]):
        with pytest.raises(SealBroken):
            KEY.unseal(damaged, "shop:1")


def test_link_has_128_bits_and_is_the_same_for_the_same_nonce() -> None:
    token = KEY.link_token("n1")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", token)
    assert KEY.link_token("n1") == token
    assert KEY.link_token("n2") != token
    assert DeskKey("another secret").link_token("n1") != token
