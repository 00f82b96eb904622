"""What several of the stories about edited order sheets do: open the editor, type lines, ask, answer."""

from __future__ import annotations

from domain.sheet import OutOfStockWish
from tests.desk import Desk
from tests.people import Message, Person

EXAMPLE = "콜라 1L 3500 1"


async def confirmed_order(desk: Desk, wish: OutOfStockWish = OutOfStockWish.SIMILAR) -> tuple[int, Message]:
    """The number of a confirmed order of 6,000원, and the card of the staff."""
    number = await desk.places(wish=wish)
    return number, await desk.confirms(number)


async def edits(person: Person, card: Message) -> Message:
    """[상품 추가 및 수정] on the card; the editor."""
    await person.taps("상품 추가 및 수정", message_id=card.message_id)
    return await shows(person, card, "한 줄로 적어 보내면 바로 추가돼요.")


async def shows(person: Person, card: Message, text: str) -> Message:
    """The same message once this text stands on it."""

    async def look() -> Message | None:
        now = await person.message(card.message_id)
        return now if text in now.text else None

    found: Message | None = await person.telegram.until(look)
    assert found, f"{text!r} does not come\n\n{await person.as_text()}"
    return found


async def adds(person: Person, card: Message, line: str, total: str) -> Message:
    """Types a line into the open editor and saves it; the editor with that total."""
    await person.says(line)
    await shows(person, card, "저장하면 결제 총 금액")
    await person.taps("저장", message_id=card.message_id)
    return await shows(person, card, f"\n결제 총 금액: {total}")  # the preview says it too, within its line


async def sends(person: Person, card: Message) -> None:
    """[고객에게 주문서수정 확인요청] in two taps."""
    await person.taps("고객에게 주문서수정 확인요청", message_id=card.message_id)
    await shows(person, card, "확인요청 후 주문서 수정은 불가능 합니다.")
    answer = await person.taps("확인요청 보내기", message_id=card.message_id)
    assert answer.text == "고객님께 확인을 요청했어요"
    await shows(person, card, "확인 요청중 ⏳")
