"""Somebody joins a shop's staff by an invite that its owner confirms (D14, D21)."""

from datetime import timedelta

import pytest

from tests.bot.stories.customer_steps import comes
from tests.bot.stories.team_steps import (
    AS,
    CUSTOMER_COMMANDS,
    STAFF_COMMANDS,
    goes,
    invites,
    joins,
    navigator,
    newcomer,
    opens_home,
    opens_staff,
)
from tests.desk import Desk

INVALID = "사용할 수 없는 링크예요."


@pytest.mark.parametrize("role", ["직원", "매니저"])
async def test_who_opens_an_invite_joins_once_the_owner_agrees(desk: Desk, role: str) -> None:
    person = await newcomer(desk)
    await person.starts(await invites(desk.owner, role))
    await person.sees("사장님께 알렸어요. 확인되면 이 채팅으로 알려 드려요.")
    asked = await desk.owner.sees(f"최민준 님을 {AS[role]} 추가할까요?")
    assert "가게 : 샵앤샵" in asked.text
    assert asked.labels == ["추가", "거절"]
    assert not asked.silent
    answer = await desk.owner.taps("추가", message_id=asked.message_id)
    assert answer.text == "추가했어요"
    told = await person.sees(f"가게에 추가되었어요. 역할 : {role}")
    assert "가게 : 샵앤샵" in told.text
    await desk.settled()
    assert (await desk.owner.message(asked.message_id)).text == "최민준 님을 추가했어요."
    assert (await desk.owner.message(asked.message_id)).labels == []
    assert await person.commands() == STAFF_COMMANDS
    number = await desk.places()
    card = await desk.card(person, number, "주문접수")
    assert not card.silent
    await desk.confirms(number, by=person)
    await desk.customer.sees("주문이 확인되었습니다.")
    await person.taps("🏪 주문관리", message_id=told.message_id)
    await person.sees("🏪 샵앤샵 · 주문관리")


async def test_until_the_owner_agrees_the_newcomer_is_nobody(desk: Desk) -> None:
    person = await newcomer(desk)
    await person.starts(await invites(desk.owner))
    await desk.owner.sees("추가할까요?")
    await desk.places()
    await desk.settled()
    await person.sees_no("주문번호")
    await person.says("/home")
    await person.sees("이해하지 못했어요.")


async def test_the_owner_may_say_no(desk: Desk) -> None:
    person = await newcomer(desk)
    await person.starts(await invites(desk.owner))
    asked = await desk.owner.sees("최민준 님을 직원으로 추가할까요?")
    answer = await desk.owner.taps("거절", message_id=asked.message_id)
    assert answer.text == "거절했어요"
    await person.sees("사장님이 초대를 승인하지 않았어요.")
    await desk.settled()
    assert (await desk.owner.message(asked.message_id)).text == "최민준 님의 초대를 거절했어요."
    assert await person.commands() != STAFF_COMMANDS
    await desk.places()
    await person.sees_no("주문번호")


async def test_the_owner_answers_only_once(desk: Desk) -> None:
    person = await newcomer(desk)
    await person.starts(await invites(desk.owner))
    asked = await desk.owner.sees("추가할까요?")
    yes, no = (button["value"] for button in asked.buttons)
    await desk.owner.taps_data(no, asked.message_id)
    answer = await desk.owner.taps_data(yes, asked.message_id)
    assert (answer.text, answer.show_alert) == ("이미 처리한 초대예요. 직원 목록에서 확인해 주세요.", True)
    await person.sees("사장님이 초대를 승인하지 않았어요.")
    await desk.settled()
    await person.sees_no("가게에 추가되었어요.")


async def test_an_invite_is_good_for_one_person(desk: Desk) -> None:
    link = await invites(desk.owner)
    first, second = await newcomer(desk), await newcomer(desk, "정하나")
    await first.starts(link)
    await first.sees("사장님께 알렸어요.")
    for person in (second, first):
        await person.starts(link)
        await person.sees(INVALID)
    await desk.settled()
    await desk.owner.sees_no("정하나")


async def test_an_invite_is_good_for_a_day(desk: Desk) -> None:
    early, late = await invites(desk.owner), await invites(desk.owner, "매니저")
    desk.clock.ahead = timedelta(hours=23, minutes=59)
    person = await newcomer(desk)
    await person.starts(early)
    await person.sees("사장님께 알렸어요.")
    desk.clock.ahead = timedelta(hours=24, minutes=1)
    person = await newcomer(desk, "정하나")
    await person.starts(late)
    await person.sees(INVALID)
    await person.starts("inot-a-token-of-anyone")
    await desk.settled()
    assert INVALID in (await person.last()).text, "unknown and expired get the same answer"
    await desk.owner.sees_no("정하나")


async def test_a_member_who_opens_an_invite_leaves_it_good(desk: Desk) -> None:
    link = await invites(desk.owner)
    for member in (desk.owner, desk.staff):
        await member.starts(link)
        await member.sees("이미 이 가게의 직원이에요.")
    person = await newcomer(desk)
    await person.starts(link)
    await person.sees("사장님께 알렸어요.")


async def test_the_staff_list_names_everyone_with_their_role(desk: Desk) -> None:
    await joins(desk, "최민준", "매니저")
    listed = await opens_staff(desk.owner)
    assert "👥 직원 · 3명" in listed.text
    for line in ("박영희 · 사장님", "김민수 · 직원", "최민준 · 매니저"):
        assert line in listed.text
    assert listed.labels == ["김민수", "최민준", "＋ 직원 초대", "닫기"], "the owner is not to be changed"


async def test_only_the_owner_is_shown_the_staff(desk: Desk) -> None:
    manager = await joins(desk, "최민준", "매니저")
    for member in (desk.staff, manager):
        await opens_home(member)
        shown = await goes(member, "⚙️ 환경설정")
        assert "👥 직원 : 3명" in shown.text
        assert "👥 직원" not in shown.labels


async def test_the_link_in_the_settings_brings_customers(desk: Desk) -> None:
    shown = await goes(desk.owner, "⚙️ 환경설정")
    link = shown.text.partition("고객용 링크 : ")[2].split()[0]
    assert link in [button["value"] for button in shown.buttons], "[고객용 링크 복사] copies the same link"
    shop, payload = link.split("?start=")
    assert shop == f"https://t.me/{desk.owner.bot}"
    person = await newcomer(desk, "이영수")
    await person.starts(payload)
    await person.taps("동의하고 시작")
    await person.sees("상품을 골라 주세요")
    assert await person.commands() == CUSTOMER_COMMANDS
    back = await goes(desk.owner, "🏠 홈")
    assert "주문관리" in back.text
    assert (await navigator(desk.owner)).message_id == shown.message_id


async def test_a_customer_who_joins_stays_a_customer(desk: Desk) -> None:
    person = await comes(desk, "이영수")
    await person.taps("동의하고 시작")
    await person.sees("상품을 골라 주세요")
    number = await desk.orders(person)
    await person.starts(await invites(desk.owner))
    asked = await desk.owner.sees("이영수 님을 직원으로 추가할까요?")
    await desk.owner.taps("추가", message_id=asked.message_id)
    await person.sees("가게에 추가되었어요.")
    await desk.settled()
    await person.says("/orders")
    await person.sees("내 주문")
    own = next(m for m in await person.bot_messages() if "취소" in " ".join(m.labels) and str(number) in m.text)
    await person.taps("주문취소", message_id=own.message_id)
    await desk.settled()
    assert "취소할까요" in (await person.message(own.message_id)).text, "a customer's dialog, without a reason to give"
