"""Keys as owners paste them: found whatever stands around them, and the commonest mistakes named."""

import pytest

from bot.payments.toss_api import TossKeys
from bot.payments.toss_keys import FoundKeys, KeyMistake, keys_in, mistake_in, tail_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("test_gck_abcd test_gsk_efgh", FoundKeys("test_gck_abcd", "test_gsk_efgh")),
        ("시크릿 키: live_gsk_efgh\n클라이언트 키: live_gck_abcd", FoundKeys("live_gck_abcd", "live_gsk_efgh")),
        ("test_ck_abcd", FoundKeys("test_ck_abcd", "")),
        ("콜라 1L 3500 1", FoundKeys("", "")),
        ("test_gsk_", FoundKeys("", "")),
    ],
)
def test_keys_are_found_in_whatever_was_pasted(text: str, found: FoundKeys) -> None:
    assert keys_in(text) == found


@pytest.mark.parametrize(
    ("client", "secret", "mistake"),
    [
        ("test_gck_abcd", "test_gsk_efgh", None),
        ("live_gck_abcd", "live_gsk_efgh", None),
        ("test_ck_abcd", "test_gsk_efgh", KeyMistake.CLIENT),
        ("test_gck_abcd", "test_sk_efgh", KeyMistake.SECRET),
        ("live_gck_abcd", "test_gsk_efgh", KeyMistake.MIXED),
    ],
)
def test_the_commonest_mistakes_have_a_name(client: str, secret: str, mistake: KeyMistake | None) -> None:
    assert mistake_in(TossKeys(client, secret)) is mistake


def test_only_the_end_of_a_key_is_shown() -> None:
    assert tail_of("test_gsk_secret_abcd") == "abcd"
