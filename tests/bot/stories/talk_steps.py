"""What happens again and again in the stories about conversations."""

from __future__ import annotations

from bot.links import CUSTOMERS
from tests.desk import USERNAME, Desk
from tests.people import Message, Person

WRITE_HERE = "답장을 이 채팅에 바로 적어 주세요."


async def another_customer(desk: Desk, name: str = "이순신", language: str = "ko") -> Person:
    """Someone else who came by the shop's link and agreed."""
    person = await desk.phones.person(USERNAME, name, language_code=language)
    await person.starts(CUSTOMERS + desk.shop.customer_token)
    await person.taps("동의하고 시작" if language == "ko" else "Agree & start")
    await desk.settled()
    return person


async def answers(person: Person, relayed: Message, text: str) -> None:
    """By [💬 답장] below what the customer wrote."""
    await person.taps("💬 답장", message_id=relayed.message_id)
    await person.sees(WRITE_HERE)
    await person.says(text)


async def with_text(person: Person, text: str) -> list[Message]:
    """The bot's messages in which it stands, oldest first."""
    return [message for message in reversed(await person.bot_messages()) if text in message.text]


async def home_of(person: Person) -> Message:
    """The pinned home screen."""
    return await person.message((await person.pinned())[0])
