"""Telegram's HTML: what it means, what it refuses, and how it is shown safely."""

import pytest

from bot.demo.telegram.entities import parse_html, plain, to_safe_html, utf16_length, with_found_entities
from bot.demo.telegram.refusals import Refusal


def test_an_emoji_counts_two_units_and_hangul_one() -> None:
    assert utf16_length("주문📥") == 4
    assert parse_html("📥 <b>주문확인</b>") == ("📥 주문확인", [{"type": "bold", "offset": 3, "length": 4}])


def test_nested_tags_become_nested_entities() -> None:
    text, entities = parse_html('<b>가 <i>나</i></b> <a href="https://a.kr/?x=1&amp;y=2">다</a>')
    assert text == "가 나 다"
    assert entities == [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 2, "length": 1},
        {"type": "text_link", "offset": 4, "length": 1, "url": "https://a.kr/?x=1&y=2"},
    ]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<strong>a</strong>", "bold"),
        ("<em>a</em>", "italic"),
        ("<ins>a</ins>", "underline"),
        ("<del>a</del>", "strikethrough"),
        ("<strike>a</strike>", "strikethrough"),
        ('<span class="tg-spoiler">a</span>', "spoiler"),
        ("<tg-spoiler>a</tg-spoiler>", "spoiler"),
        ("<code>a</code>", "code"),
        ("<pre>a</pre>", "pre"),
        ("<blockquote>a</blockquote>", "blockquote"),
        ("<blockquote expandable>a</blockquote>", "expandable_blockquote"),
        ("<B>a</B>", "bold"),
    ],
)
def test_every_tag_has_its_entity(source: str, kind: str) -> None:
    assert parse_html(source) == ("a", [{"type": kind, "offset": 0, "length": 1}])


def test_character_references_are_decoded_and_unknown_ones_stay() -> None:
    assert parse_html("&lt;b&gt; &amp;amp; &#51452;&#xBB38; &nbsp;")[0] == "<b> &amp; 주문 &nbsp;"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("가<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
    ],
)
def test_malformed_html_is_refused(source: str, reason: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


def test_white_space_at_the_ends_is_cut_and_entities_move() -> None:
    assert parse_html("\n <b> 가</b> \n") == ("가", [{"type": "bold", "offset": 0, "length": 1}])
    assert plain("  가 나 \n") == ("가 나", [])


def test_links_and_commands_are_found_outside_links_and_code() -> None:
    text, entities = parse_html("/orders https://a.kr/1. <code>https://b.kr</code>")
    found = [(e["type"], e["offset"], e["length"]) for e in with_found_entities(text, entities)]
    assert found == [("bot_command", 0, 7), ("url", 8, 14), ("code", 24, 12)]


def test_safe_html_escapes_text_and_keeps_formatting() -> None:
    text, entities = parse_html("<b>A &amp; <i>📥</i></b>\n&lt;script&gt;")
    assert to_safe_html(text, entities) == "<b>A &amp; <i>📥</i></b>\n&lt;script&gt;"


def test_safe_html_has_no_dangerous_link_and_no_broken_attribute() -> None:
    entities = [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"}]
    assert to_safe_html("가", entities) == "가"
    entities[0]["url"] = 'https://a.kr/"><script>'
    assert "<script>" not in to_safe_html("가", entities)


def test_overlapping_entities_stay_nested_in_safe_html() -> None:
    entities = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}]
    assert to_safe_html("abcde", entities) == "<b>ab<i>c</i></b>de"
