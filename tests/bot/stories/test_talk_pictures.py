"""Pictures, albums, long texts and bursts: nothing is lost, and what belongs together stays together (D16)."""

import pytest

from tests.bot.stories.customer_steps import sql
from tests.bot.stories.talk_steps import another_customer, answers, with_text
from tests.desk import Desk
from tests.people import Message, Person, small_picture

THREE = [small_picture(red) for red in (10, 120, 240)]


async def album_of(person: Person, caption: str) -> list[Message]:
    """The pictures of the album whose first one has this caption."""
    first = await person.sees(caption)
    assert first.album
    return [m for m in await person.transcript() if m.album == first.album]


async def test_an_album_stays_together_and_is_told_once(desk: Desk) -> None:
    number = await desk.places()
    sent = await desk.customer.sends_album(THREE, "세 군데가 깨졌어요")
    for member in (desk.staff, desk.owner):
        pictures = await album_of(member, f"💬 홍길동 고객님 · {number}\n세 군데가 깨졌어요")
        assert [bool(p.photo) for p in pictures] == [True] * 3
        assert [p.text for p in pictures[1:]] == ["", ""]
    await desk.settled()
    assert len(await with_text(desk.customer, "가게에 전했어요.")) == 1
    assert len(await with_text(desk.staff, "세 군데가 깨졌어요")) == 1
    last = (await album_of(desk.staff, "세 군데가 깨졌어요"))[2]
    await desk.staff.replies_to(last, "바꿔 드릴게요")
    assert (await desk.customer.sees("바꿔 드릴게요")).reply_to == sent[0]


async def test_the_shops_album_reaches_the_customer_as_one(desk: Desk) -> None:
    await desk.places()
    asked = await desk.customer.says("어떤 색이 있어요?")
    relayed = await desk.staff.sees("어떤 색이 있어요?")
    await desk.staff.sends_album(THREE, "세 가지요", reply_to=relayed.message_id)
    pictures = await album_of(desk.customer, "💬 샵앤샵\n세 가지요")
    assert (len(pictures), pictures[0].reply_to) == (3, asked)
    await desk.staff.sees("홍길동 고객님께 보냈어요")
    await desk.settled()
    assert len(await with_text(desk.staff, "홍길동 고객님께 보냈어요")) == 1


async def test_an_album_waits_as_one_until_its_order_is_known(desk: Desk) -> None:
    first, _ = await desk.places(), await desk.places()
    await desk.customer.sends_album(THREE, "이거요")
    await desk.settled()
    asked = await with_text(desk.customer, "어느 주문에 대한 문의인가요?")
    assert len(asked) == 1
    await desk.customer.taps(str(first), message_id=asked[0].message_id)
    assert len(await album_of(desk.staff, f"💬 홍길동 고객님 · {first}\n이거요")) == 3


async def test_an_album_survives_a_restart_in_the_middle(desk: Desk) -> None:
    await desk.places()
    await desk.customer.sends_album(THREE, "보세요")
    await desk.restarts()
    await desk.staff.sees("보세요")
    await desk.settled()
    assert len([m for m in await desk.staff.transcript() if m.photo]) == 3


async def test_a_picture_answers_the_prompts_of_both_sides(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.customer, number)
    await desk.customer.taps("💬 문의하기", message_id=card.message_id)
    await desk.customer.sees("사진도 보낼 수 있어요.")
    await desk.customer.sends_photo()
    relayed = await desk.staff.sees(f"💬 홍길동 고객님 · {number}")
    assert relayed.photo
    await desk.staff.taps("💬 답장", message_id=relayed.message_id)
    await desk.staff.sends_photo(caption="이렇게 생겼어요")
    assert (await desk.customer.sees("💬 샵앤샵\n이렇게 생겼어요")).photo


async def test_an_edited_caption_is_shown_below_the_same_picture(desk: Desk) -> None:
    await desk.places()
    sent = await desk.customer.sends_photo(caption="왼쪽이 깨졌어요")
    relayed = await desk.staff.sees("왼쪽이 깨졌어요")
    await desk.customer.edits(sent, "오른쪽이 깨졌어요")
    edited = await desk.staff.sees("✏️ 고객님이 고친 메시지예요.\n오른쪽이 깨졌어요")
    assert (edited.message_id, edited.photo, edited.labels) == (relayed.message_id, relayed.photo, ["💬 답장"])


async def test_a_long_caption_goes_ahead_as_a_text(desk: Desk) -> None:
    await desk.places()
    await desk.customer.sends_photo(caption="긴 설명 " * 200)
    await desk.settled()
    text, picture = (await desk.staff.transcript())[-2:]
    assert (text.text.count("긴 설명"), text.photo, bool(picture.photo)) == (200, None, True)


@pytest.mark.parametrize("kind", ["sticker", "voice", "video", "document", "location", "contact"])
async def test_what_cannot_be_passed_on_says_what_can(desk: Desk, kind: str) -> None:
    await desk.places()
    await desk.customer.sends_other(kind)
    await desk.customer.sees("글이나 사진으로 보내 주세요.")
    await desk.settled()
    assert sql(desk, "SELECT count(*) FROM relayed_message") == [(0,)]


async def test_a_picture_is_no_answer_to_a_question_for_words(desk: Desk) -> None:
    card = await desk.card(desk.staff, await desk.places())
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("✍️ 직접 입력", message_id=card.message_id)
    await desk.staff.sends_photo()
    await desk.staff.sees("지금은 글로 적어 주세요.")
    await desk.staff.says("재고가 없어요")
    await desk.staff.sees("취소사유 : 재고가 없어요")


async def test_five_thousand_characters_arrive_whole_and_in_order(desk: Desk) -> None:
    await desk.places()
    words = [f"{n}번째<낱말>&" for n in range(550)]
    await desk.customer.says(" ".join(words))
    await desk.settled()
    texts = [m.text for m in await desk.staff.transcript() if m.text.startswith("💬 홍길동")]
    arrived = " ".join(text.partition("\n")[2] for text in texts).split()
    assert len(" ".join(words)) > 5000
    assert "".join(arrived) == "".join(words)
    await desk.staff.says(" ".join(words), reply_to=(await desk.staff.sees("549번째")).message_id)
    await desk.customer.sees("549번째")
    await desk.settled()
    back = [m.text for m in await desk.customer.transcript() if m.text.startswith("💬 샵앤샵")]
    assert "".join(" ".join(text.partition("\n")[2] for text in back).split()) == "".join(words)


async def test_a_burst_arrives_once_each_and_in_order(desk: Desk) -> None:
    lee = await another_customer(desk)
    await desk.places()
    await desk.places("이순신", customer=lee)
    for n in range(12):
        await desk.customer.says(f"첫째 {n}")
        await lee.says(f"둘째 {n}")
    await desk.settled()
    for name in ("첫째", "둘째"):
        found = [m.text.rpartition("\n")[2] for m in await with_text(desk.staff, f"\n{name} ")]
        assert found == [f"{name} {n}" for n in range(12)]
    assert len(await with_text(desk.customer, "가게에 전했어요.")) == 1


@pytest.mark.parametrize("text", ["مرحبا بكم", "👨‍👩‍👧‍👦 🇰🇷 ✍🏽", "<b>굵게</b> & <i>", "  앞뒤 공백  ", "a\u202eb"])
async def test_every_script_arrives_as_it_was_written(desk: Desk, text: str) -> None:
    await desk.places()
    await desk.customer.says(text)
    relayed = await desk.staff.sees("💬 홍길동 고객님")
    wanted = text.strip().replace("\u202e", "")
    assert relayed.text.partition("\n")[2] == wanted
    await answers(desk.staff, relayed, text)
    assert (await desk.customer.sees("💬 샵앤샵")).text.partition("\n")[2] == wanted
