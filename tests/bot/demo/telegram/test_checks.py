"""The Bot API's own table: what breaks it is refused and recorded."""

import json
from typing import Any

import pytest

from bot.demo.telegram.checks import TABLE_FILE, Checker
from bot.demo.telegram.methods import METHODS
from bot.demo.telegram.refusals import Refusal
from tests.bot.demo.telegram.conftest import RawBot
from tests.people import LocalTelegramClient


def test_the_table_knows_exactly_the_methods_of_the_server() -> None:
    table = json.loads(TABLE_FILE.read_text("utf-8"))
    assert table["version"] == "10.3"
    assert sorted(table["methods"]) == sorted(METHODS)
    assert "sendDice" in table["other_methods"]


def test_lengths_are_read_from_the_descriptions() -> None:
    table = json.loads(TABLE_FILE.read_text("utf-8"))
    text = table["methods"]["sendMessage"]["text"]
    assert (text["max"], text["after_entities"], text["required"]) == (4096, True, True)
    assert table["types"]["InlineKeyboardButton"]["callback_data"]["unit"] == "bytes"
    assert table["types"]["CopyTextButton"]["text"]["max"] == 256


@pytest.mark.parametrize(
    ("method", "params", "violation"),
    [
        ("sendMessage", {"chat_id": 1, "text": "a", "disable_web_page_preview": True}, "no such field"),
        ("sendMessage", {"text": "a"}, "sendMessage.chat_id: required"),
        ("sendMessage", {"chat_id": True, "text": "a"}, "sendMessage.chat_id: must be Integer or String"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "sendMessage.text: must be String, not int"),
        ("sendMessage", {"chat_id": 1, "text": "a", "disable_notification": "maybe"}, "must be Boolean"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": "{"}, "sendMessage.reply_markup: is not JSON"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": {}}, "must be InlineKeyboardMarkup or"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "colour": "red"}]]}},
            "InlineKeyboardButton.colour: no such field",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [{"text": "a"}]}},
            "InlineKeyboardMarkup.inline_keyboard: must be an array",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[{"callback_data": "a"}]]}},
            "InlineKeyboardButton.text: required",
        ),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_parameters": {"message_id": "7"}}, "must be Integer"),
        ("deleteMessages", {"chat_id": 1, "message_ids": [1, "2"]}, "must be Integer, not str"),
        ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "gif", "media": "x"}]}, "sendMediaGroup.media: must be"),
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "b"}]}, "33 characters, allowed 1-32"),
        ("setMyCommands", {"commands": [], "scope": {"type": "moon"}}, "setMyCommands.scope: must be"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "201 characters, allowed 0-200"),
        ("editMessageText", {"chat_id": 1, "inline_message_id": "1", "text": "a"}, "no such field"),
    ],
)
def test_a_breach_is_told_with_its_place(method: str, params: dict[str, Any], violation: str) -> None:
    with pytest.raises(Refusal) as refusal:
        Checker().check(method, params)
    assert refusal.value.violation is not None
    assert violation in refusal.value.violation
    assert refusal.value.code == 400


def test_text_from_a_form_becomes_typed() -> None:
    form = {"chat_id": "-5", "text": "7", "disable_notification": "true", "reply_parameters": '{"message_id": 3}'}
    typed = {"chat_id": -5, "text": "7", "disable_notification": True, "reply_parameters": {"message_id": 3}}
    assert Checker().check("sendMessage", form) == typed
    assert Checker().check("sendMessage", {"chat_id": "@hong", "text": "a"})["chat_id"] == "@hong"


def test_button_styles_icons_and_every_kind_of_button_pass() -> None:
    row = [
        {"text": "a", "callback_data": "x" * 64, "style": "danger", "icon_custom_emoji_id": "5368324170671202286"},
        {"text": "b", "url": "https://a.kr", "style": "success"},
        {"text": "c", "copy_text": {"text": "110-123"}, "style": "primary"},
        {"text": "d", "web_app": {"url": "https://a.kr"}},
    ]
    params = {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [row]}}
    assert Checker().check("sendMessage", params) == params


async def test_violations_are_recorded_with_the_call(bot: RawBot, client: LocalTelegramClient) -> None:
    assert await bot.refused("sendMessage", chat_id=bot.user_id, text="a", colour="red") == (
        "Bad Request: sendMessage.colour: no such field"
    )
    await bot.refused("sendMessage", chat_id=bot.user_id, text="가" * 4097)
    await bot.refused("editMessageText", chat_id=bot.user_id, message_id=99, text="가")
    assert await client.violations() == ["sendMessage.colour: no such field", "sendMessage.text: 4097 characters"]
