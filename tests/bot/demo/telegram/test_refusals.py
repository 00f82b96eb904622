"""Each refusal in Telegram's own words."""

from typing import Any

import pytest
from aiohttp import FormData

from tests.bot.demo.telegram.conftest import Clock, RawBot, keyboard
from tests.people import CannotDo, LocalTelegramClient, Person

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_an_edit_that_changes_nothing(bot: RawBot) -> None:
    number = await bot.send("<b>가</b>", parse_mode="HTML", reply_markup=keyboard("확인"))
    edit = {"chat_id": bot.user_id, "message_id": number, "text": "<strong>가</strong> ", "parse_mode": "HTML"}
    assert await bot.refused("editMessageText", **edit, reply_markup=keyboard("확인")) == NOT_MODIFIED
    markup = {"chat_id": bot.user_id, "message_id": number, "reply_markup": keyboard("확인")}
    assert await bot.refused("editMessageReplyMarkup", **markup) == NOT_MODIFIED


async def test_an_edit_without_markup_removes_the_keyboard(bot: RawBot, person: Person) -> None:
    number = await bot.send("가", reply_markup=keyboard("확인"))
    edited = await bot.ok("editMessageText", chat_id=person.id, message_id=number, text="가")
    assert "reply_markup" not in edited
    assert (await person.message(number)).labels == []


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("editMessageText", {"message_id": 99, "text": "가"}, "message to edit not found"),
        ("editMessageReplyMarkup", {"message_id": 99}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "가"}, "message can't be edited"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
        ("unpinChatMessage", {"message_id": 99}, "message to unpin not found"),
        ("copyMessage", {"from_chat_id": 1001, "message_id": 99}, "message to copy not found"),
        ("forwardMessage", {"from_chat_id": 1001, "message_id": 99}, "message to forward not found"),
        ("sendMessage", {"text": "가", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ("sendMessage", {"text": " \n "}, "message text is empty"),
        ("sendMessage", {"text": ""}, "message text is empty"),
        ("sendMessage", {}, "message text is empty"),
        ("sendMessage", {"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ("sendMessage", {"text": "가" * 4097}, "message is too long"),
        ("sendMessage", {"text": "📥" * 2049}, "message is too long"),
        ("sendMessage", {"text": "<b>가", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag "
            'corresponding to start tag "b"'),
        ("sendMessage", {"text": "*가*", "parse_mode": "MarkdownV2"}, "can't parse entities: the local server reads "
            "only HTML, not MarkdownV2"),
        ("sendPhoto", {"photo": "https://a.kr/1.png"}, "failed to get HTTP URL content"),
        ("getFile", {"file_id": "nonsense"}, "invalid file_id"),
    ],
)  # fmt: skip
async def test_refused_in_these_words(bot: RawBot, method: str, params: dict[str, Any], description: str) -> None:
    given = params if method == "getFile" else {"chat_id": bot.user_id, **params}
    assert await bot.refused(method, **given) == f"Bad Request: {description}"


async def test_4096_characters_after_entities_are_not_too_long(bot: RawBot) -> None:
    await bot.send("<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML")


async def test_a_caption_above_1024_characters(bot: RawBot, person: Person) -> None:
    await person.sends_photo()
    photo = (await bot.updates())[-1]["message"]["photo"][0]["file_id"]
    too_long = await bot.refused("sendPhoto", chat_id=person.id, photo=photo, caption="가" * 1025)
    assert too_long == "Bad Request: message caption is too long"
    number = (await bot.ok("sendPhoto", chat_id=person.id, photo=photo, caption="가" * 1024))["message_id"]
    edit = {"chat_id": person.id, "message_id": number}
    too_long = await bot.refused("editMessageCaption", **edit, caption="📥" * 513)
    assert too_long == "Bad Request: message caption is too long"


async def test_text_and_caption_are_edited_only_where_they_are(bot: RawBot, person: Person) -> None:
    await person.sends_photo()
    photo = (await bot.updates())[-1]["message"]["photo"][0]["file_id"]
    number = (await bot.ok("sendPhoto", chat_id=person.id, photo=photo))["message_id"]
    media, text = {"chat_id": person.id, "message_id": number}, {"chat_id": person.id, "message_id": await bot.send()}
    no_text = await bot.refused("editMessageText", **media, text="가")
    assert no_text == "Bad Request: there is no text in the message to edit"
    no_caption = await bot.refused("editMessageCaption", **text, caption="가")
    assert no_caption == "Bad Request: there is no caption in the message to edit"
    assert (await bot.ok("editMessageCaption", **media, caption="영수증"))["caption"] == "영수증"
    edited = await bot.ok("editMessageMedia", **text, media={"type": "photo", "media": photo, "caption": "둘"})
    assert "text" not in edited
    assert (await person.message(text["message_id"])).photo is not None


async def test_a_picture_that_is_none(bot: RawBot, person: Person) -> None:
    form = FormData({"chat_id": str(person.id)})
    form.add_field("photo", b"no picture", filename="a.png")
    assert (await bot.form("sendPhoto", form))[1]["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(bot: RawBot) -> None:
    number = await bot.send(reply_markup={"force_reply": True})
    edited = await bot.refused("editMessageText", chat_id=bot.user_id, message_id=number, text="나")
    assert edited == "Bad Request: message can't be edited"


async def test_nothing_is_deleted_after_48_hours(bot: RawBot, clock: Clock, person: Person) -> None:
    number = await bot.send()
    clock.now += 48 * 3600
    refused = await bot.refused("deleteMessage", chat_id=bot.user_id, message_id=number)
    assert refused == "Bad Request: message can't be deleted"
    assert await bot.ok("deleteMessages", chat_id=bot.user_id, message_ids=[number, 99]) is True
    assert [m.message_id for m in await person.bot_messages()] == [number]


async def test_a_deleted_message_is_gone(bot: RawBot, person: Person) -> None:
    number, other = await bot.send(), await bot.send("나")
    assert await bot.ok("deleteMessage", chat_id=bot.user_id, message_id=number) is True
    assert await bot.ok("deleteMessages", chat_id=bot.user_id, message_ids=[other]) is True
    assert await person.bot_messages() == []


async def test_a_person_who_never_pressed_start(bot: RawBot, client: LocalTelegramClient) -> None:
    stranger = await client.person("shop_bot", "김철수", id=2002)
    with pytest.raises(CannotDo, match="409: this person has not pressed Start"):
        await stranger.says("안녕하세요")
    for chat_id in (2002, 3003):
        refused = await bot.refused("sendMessage", chat_id=chat_id, text="가")
        assert refused == "Bad Request: chat not found"
    assert await bot.refused("sendMessage", chat_id="@nobody", text="가") == "Bad Request: chat not found"


async def test_a_person_who_blocked_the_bot(bot: RawBot, person: Person) -> None:
    number = await bot.send()
    await person.blocks()
    blocked = "Forbidden: bot was blocked by the user"
    assert await bot.refused("sendMessage", chat_id=person.id, text="가") == blocked
    assert await bot.refused("editMessageText", chat_id=person.id, message_id=number, text="가") == blocked
    with pytest.raises(CannotDo, match="409: this person has blocked the bot"):
        await person.says("안녕하세요")
    await person.unblocks()
    await bot.send()


async def test_a_person_who_is_gone(bot: RawBot, person: Person) -> None:
    await person.deactivates()
    assert await bot.refused("sendMessage", chat_id=person.id, text="가") == "Forbidden: user is deactivated"


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "가", "callback_data": "가" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "가", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "가"}, "Text buttons are not allowed in the inline keyboard"),
        ({"text": "가", "callback_data": "a", "style": "red"}, "invalid button style specified"),
        ({"text": "가", "copy_text": {"text": "a" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": " ", "callback_data": "a"}, "inline keyboard button text is empty"),
        ({"text": "가", "callback_data": "a", "url": "a.kr"}, "inline keyboard button has more than one action"),
        ({"text": "가", "url": "ftp://a.kr"}, "inline keyboard button URL 'ftp://a.kr' is invalid: Unsupported URL "
            "protocol"),
        ({"text": "가", "web_app": {"url": "http://a.kr"}}, "inline keyboard button Web App URL 'http://a.kr' is "
            "invalid: Only HTTPS links are allowed"),
    ],
)  # fmt: skip
async def test_buttons_telegram_would_not_show(
    bot: RawBot, client: LocalTelegramClient, button: dict[str, Any], description: str
) -> None:
    markup = {"inline_keyboard": [[button]]}
    refused = await bot.refused("sendMessage", chat_id=bot.user_id, text="가", reply_markup=markup)
    assert refused == f"Bad Request: {description}"
    assert len(await client.violations()) == 1


@pytest.mark.parametrize("rows", [[9], [8] * 12 + [5]])
async def test_too_many_buttons(bot: RawBot, rows: list[int]) -> None:
    markup = {"inline_keyboard": [[{"text": "가", "callback_data": "a"}] * width for width in rows]}
    refused = await bot.refused("sendMessage", chat_id=bot.user_id, text="가", reply_markup=markup)
    assert refused == "Bad Request: reply markup is too long"


async def test_a_reply_may_do_without_its_message(bot: RawBot, person: Person) -> None:
    number = await bot.send()
    await bot.send("둘", reply_parameters={"message_id": number})
    assert (await person.last()).reply_to == number
    await bot.send("셋", reply_parameters={"message_id": 99, "allow_sending_without_reply": True})
    assert (await person.last()).reply_to is None


async def test_a_query_takes_one_answer(bot: RawBot, person: Person) -> None:
    await bot.send(reply_markup=keyboard("확인"))
    tap = await person.taps("확인", answered=False)
    assert await bot.ok("answerCallbackQuery", callback_query_id=tap.query_id, text="네", show_alert=True) is True
    answer = await person.answer_to(tap.query_id)
    assert (answer.text, answer.show_alert) == ("네", True)
    assert await bot.refused("answerCallbackQuery", callback_query_id=tap.query_id) == TOO_OLD
    assert await bot.refused("answerCallbackQuery", callback_query_id="17") == TOO_OLD


async def test_a_query_expires(bot: RawBot, person: Person, clock: Clock) -> None:
    await bot.send(reply_markup=keyboard("확인"))
    tap = await person.taps("확인", answered=False)
    clock.now += 151
    assert await bot.refused("answerCallbackQuery", callback_query_id=tap.query_id) == TOO_OLD


async def test_a_toast_above_200_characters(bot: RawBot, person: Person) -> None:
    await bot.send(reply_markup=keyboard("확인"))
    tap = await person.taps("확인", answered=False)
    too_long = await bot.refused("answerCallbackQuery", callback_query_id=tap.query_id, text="가" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"


async def test_commands_are_checked(bot: RawBot) -> None:
    invalid = await bot.refused("setMyCommands", commands=[{"command": "Orders", "description": "주문"}])
    assert invalid == "Bad Request: BOT_COMMAND_INVALID"


async def test_a_webhook_needs_https_outside_this_machine(bot: RawBot) -> None:
    refused = await bot.refused("setWebhook", url="http://example.com/hook")
    assert refused == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
