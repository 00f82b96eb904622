"""Staff find an order: by what they remember of it, or by typing its number anywhere (M4, D16)."""

import pytest

from tests.desk import Desk
from tests.people import Message, Person


async def searches(person: Person, text: str) -> Message:
    """Searches in the navigator and returns what it shows then."""
    [pinned] = await person.pinned()
    await person.taps("🏠 홈" if "🏠 홈" in (await person.message(pinned)).labels else "새로고침", message_id=pinned)
    await person.taps("주문 검색", message_id=pinned)
    await person.sees("주문번호, 이름, 연락처 뒤 4자리를 보내 주세요.")
    await person.says(text)
    return await person.sees("검색결과")


async def test_an_order_is_found_by_name_and_by_the_last_four_digits(desk: Desk) -> None:
    gildong = await desk.places("홍길동", "01012341234")
    cheolsu = await desk.places("김철수", "01055556789")
    for wanted, number in (("홍길동", gildong), ("홍", gildong), ("1234", gildong), ("6789", cheolsu)):
        page = await searches(desk.staff, wanted)
        assert f"🔎 {wanted} · 검색결과 1건 (1/1)" in page.text
        assert f"1  {number} · " in page.text
        await desk.settled()
        assert await desk.staff.pinned() == [page.message_id], "the result is the navigator, wherever it was asked for"
    await desk.staff.taps("1", message_id=page.message_id)
    opened = await desk.staff.message(page.message_id)
    assert f"📥 주문접수 · 주문번호 : {cheolsu}" in opened.text
    assert opened.rows[-1] == ["◀ 목록", "🏠 홈"]


async def test_a_search_without_a_result_says_so_and_can_be_repeated(desk: Desk) -> None:
    await desk.places()
    page = await searches(desk.staff, "이순신 <장군>")
    assert "🔎 이순신 <장군> · 검색결과 0건" in page.text
    assert "찾는 주문이 없어요." in page.text
    await desk.staff.taps("다시 검색", message_id=page.message_id)
    await desk.staff.says("홍길동")
    await desk.staff.sees("🔎 홍길동 · 검색결과 1건")


async def test_many_results_are_paged(desk: Desk) -> None:
    placed = [await desk.places() for _ in range(6)][::-1]
    page = await searches(desk.staff, "홍길동")
    assert page.rows[:2] == [["1", "2", "3", "4", "5"], ["◀", "1 / 2", "▶"]]
    await desk.staff.taps("▶", message_id=page.message_id)
    page = await desk.staff.sees("검색결과 6건 (2/2)")
    assert f"1  {placed[5]} · " in page.text
    assert (await desk.staff.taps("▶", message_id=page.message_id)).text == "마지막 페이지예요"
    await desk.staff.taps("◀", message_id=page.message_id)
    assert f"1  {placed[0]} · " in (await desk.staff.sees("검색결과 6건 (1/2)")).text


async def test_finished_orders_are_listed_from_the_search(desk: Desk) -> None:
    completed, canceled = [await desk.places(pickup=True) for _ in range(2)]
    card = await desk.confirms(completed)
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.staff.sees("주문완료로 변경 할까요?")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    card = await desk.card(desk.staff, canceled)
    for label in ("주문취소", "재고 부족", "취소완료"):
        await desk.staff.taps(label, message_id=card.message_id)
    await desk.card(desk.staff, canceled, "❌ 취소완료")
    [pinned] = await desk.staff.pinned()
    for label, number in (("✅ 주문완료", completed), ("❌ 취소완료", canceled)):
        await desk.staff.taps("주문 검색", message_id=pinned)
        answer = await desk.staff.taps(label, message_id=pinned)
        assert answer.text == "입력을 취소했어요"
        page = await desk.staff.sees(f"{label} · 검색결과 1건 (1/1)")
        assert f"1  {number} · " in page.text
        await desk.staff.taps("🏠 홈", message_id=pinned)


async def test_a_typed_number_opens_the_order_and_the_older_card_loses_its_buttons(desk: Desk) -> None:
    number = await desk.places()
    old = await desk.card(desk.staff, number)
    await desk.staff.says(f" {number} ")
    await desk.settled()
    new = await desk.card(desk.staff, number)
    assert new.message_id > old.message_id
    assert new.text == old.text
    assert (await desk.staff.message(old.message_id)).rows == []
    await desk.confirms(number)
    await desk.settled()
    assert "📦 주문확인" in (await desk.staff.message(new.message_id)).text


async def test_an_unknown_number_and_other_text_get_help(desk: Desk) -> None:
    number = await desk.places()
    for text in (str(number + 1 if number < 9999999 else number - 1), "안녕하세요"):
        before = len(await desk.staff.bot_messages())
        await desk.staff.says(text)
        await desk.settled()
        messages = await desk.staff.bot_messages()
        assert len(messages) == before + 1
        assert "이해하지 못했어요. /help" in messages[0].text


async def test_a_customer_who_types_a_number_opens_nothing_of_the_shop(desk: Desk) -> None:
    number = await desk.places()
    await desk.customer.says(str(number))
    await desk.customer.sees("가게에 전했어요.")
    await desk.customer.sees_no("010-****-1234")


async def test_a_number_typed_into_a_prompt_can_open_the_order(desk: Desk) -> None:
    number, other = [await desk.places() for _ in range(2)]
    card = await desk.card(desk.staff, number)
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("직접 입력", message_id=card.message_id)
    await desk.staff.says(str(other))
    question = await desk.staff.sees(f"{other}번 주문을 열까요?")
    assert question.labels == ["주문 열기", "입력으로 사용", "닫기"]
    await desk.staff.taps("주문 열기", message_id=question.message_id)
    await desk.settled()
    opened = await desk.card(desk.staff, other)
    assert opened.message_id > question.message_id
    await desk.settled()
    assert (await desk.staff.message(question.message_id)).rows == []
    await desk.staff.says("재료가 없어요")
    await desk.staff.sees("이해하지 못했어요.")
    await desk.staff.sees_no("취소사유 : 재료가 없어요")


async def test_a_number_typed_into_a_prompt_can_be_the_answer(desk: Desk) -> None:
    number, other = [await desk.places() for _ in range(2)]
    card = await desk.card(desk.staff, number)
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("직접 입력", message_id=card.message_id)
    await desk.staff.says(str(other))
    await desk.staff.taps("입력으로 사용")
    last = await desk.staff.sees(f"취소사유 : {other}")
    assert last.message_id == card.message_id
    await desk.staff.taps("취소완료", message_id=card.message_id)
    await desk.customer.sees(f"주문이 취소되었습니다. 취소사유 : {other}")
    await desk.card(desk.staff, other, "📥 주문접수")


async def test_a_search_takes_an_order_number_without_asking_what_it_is(desk: Desk) -> None:
    number = await desk.places()
    [pinned] = await desk.staff.pinned()
    await desk.staff.taps("주문 검색", message_id=pinned)
    await desk.staff.says(str(number))
    page = await desk.staff.sees(f"🔎 {number} · 검색결과 1건 (1/1)")
    assert page.message_id == pinned


async def test_text_after_the_question_is_the_answer(desk: Desk) -> None:
    number, other = [await desk.places() for _ in range(2)]
    card = await desk.card(desk.staff, number)
    await desk.staff.taps("메시지 전송", message_id=card.message_id)
    await desk.staff.says(str(other))
    await desk.staff.sees(f"{other}번 주문을 열까요?")
    await desk.staff.says("지금 출발했어요")
    await desk.staff.sees(f"홍길동 고객님께 보냈어요 · {number}")
    assert "지금 출발했어요" in (await desk.customer.sees("💬 샵앤샵")).text


@pytest.mark.parametrize("prompt", ["직접 입력", "메시지 전송"])
async def test_an_answer_that_comes_too_late_is_not_swallowed(desk: Desk, prompt: str) -> None:
    """Somebody else acts while the question about the typed number stands open."""
    number, other = [await desk.places() for _ in range(2)]
    card = await desk.card(desk.staff, number)
    if prompt == "직접 입력":
        await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps(prompt, message_id=card.message_id)
    await desk.staff.says(str(other))
    question = await desk.staff.sees(f"{other}번 주문을 열까요?")
    await desk.confirms(number, by=desk.owner)
    await desk.settled()
    answer = await desk.staff.taps("입력으로 사용", message_id=question.message_id)
    await desk.settled()
    if prompt == "메시지 전송":
        await desk.staff.sees(f"홍길동 고객님께 보냈어요 · {number}")
        return
    stale = "이미 변경된 주문이에요. 화면을 새로 고쳤어요."
    assert answer.text == stale or stale in (await desk.staff.last()).text
    assert "📦 주문확인" in (await desk.staff.message(card.message_id)).text
