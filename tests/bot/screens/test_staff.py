"""환경설정 and 직원: what each of the staff sees of them, in the words of the specification."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.callbacks import Home, Join, Settings, Staff, StaffStep
from bot.screens import staff
from bot.screens.card import shop_card
from bot.screens.notices import blocked, notice
from domain.delivery import Side
from domain.errors import MemberNotFound
from domain.notices import StaffNews
from domain.people import Actor, Role
from tests.bot.screens import samples as s
from tests.bot.screens.drawing import as_drawn, button, drawn, labels
from tests.bot.screens.merchant_samples import news_and_roles, news_payload, staff_view

T = s.KOREAN
LINK = "https://t.me/minishop_bot?start=sabc"


def test_owner_sees_the_staff_and_the_customers_link_in_the_settings() -> None:
    screen = staff.settings(staff_view(s.OWNER), LINK, T)
    assert drawn(screen) == as_drawn("""
⚙️ 환경설정
🏪 샵앤샵 미니샵

🕘 영업시간 : 정하지 않음
👥 직원 : 3명
💳 결제 링크 : 꺼짐
☑️ 하나씩 고르기 : 켜짐
🔔 내 알림 : 켜짐

고객용 링크 : https://t.me/minishop_bot?start=sabc
---
[🕘 영업시간] [👥 직원]
[자주 쓰는 답장] [⏰ 알림]
[💳 결제] [🔕 알림 끄기]
[하나씩 고르기 끄기]
[📋 고객용 링크 복사]
[🏠 홈]
""")
    assert button(screen, "📋 고객용 링크 복사").copy == LINK
    assert button(screen, "🔕 알림 끄기").tap == Settings(shop=1, duty=0)
    assert button(screen, "🏠 홈").tap == Home(shop=1)


@pytest.mark.parametrize("viewer", [s.STAFF, s.MANAGER])
def test_only_the_owner_is_offered_the_staff(viewer: Actor) -> None:
    assert "👥 직원" not in labels(staff.settings(staff_view(viewer), LINK, T))


def test_who_is_off_duty_reads_so_and_can_come_back() -> None:
    view = staff_view(s.STAFF)
    resting = replace(view, staff=[replace(member, on_duty=member.role is Role.OWNER) for member in view.staff])
    screen = staff.settings(resting, LINK, T)
    assert "🔕 내 알림 : 꺼짐 · 새 주문을 알려 드리지 않아요." in screen.text
    assert button(screen, "🔔 알림 켜기").tap == Settings(shop=1, duty=1)


def test_staff_are_listed_and_all_but_the_owner_can_be_opened() -> None:
    screen = staff.staff_list(staff_view(), T)
    assert drawn(screen) == as_drawn("""
👥 직원 · 3명
🏪 샵앤샵 미니샵

1. 이사장 · 사장님
2. 김민수 · 매니저
3. 박민수 · 직원
---
[김민수]
[박민수]
[＋ 직원 초대 🔵]
[닫기]
""")
    assert button(screen, "박민수").tap == Staff(step=StaffStep.MEMBER, shop=1, user=101)


def test_long_list_of_staff_says_how_many_are_left_out() -> None:
    view = staff_view()
    many = replace(view, staff=[*view.staff, *(replace(view.staff[1], user_id=1000 + n) for n in range(50))])
    screen = staff.staff_list(many, T)
    assert "👥 직원 · 53명" in screen.text
    assert screen.text.endswith("\n외 3명")
    exactly = replace(view, staff=many.staff[:50])
    assert "외 " not in staff.staff_list(exactly, T).text
    assert staff.staff_list(many, s.ENGLISH).text.endswith("\nand 3 more")


def test_order_that_somebody_may_no_longer_see_leaves_nothing_of_it() -> None:
    screen = staff.no_longer_seen(T)
    assert (drawn(screen)) == as_drawn("직원에서 제외되어 더 이상 볼 수 없어요.")
    assert screen.rows == ()


def test_owner_chooses_as_what_somebody_is_invited_and_gets_a_link_to_pass_on() -> None:
    choice = staff.invite_roles(staff_view(), T)
    assert drawn(choice) == as_drawn("""
＋ 직원 초대
🏪 샵앤샵 미니샵

직원 : 주문확인, 주문완료, 취소, 메시지
매니저 : 직원의 모든 일, 그리고 입금확인, 환불완료, 완료된 주문 취소
---
[직원] [매니저]
[닫기]
""")
    assert button(choice, "매니저").tap == Staff(step=StaffStep.INVITE, shop=1, role="manager")
    screen = staff.invite_link(s.SHOP, Role.MANAGER, LINK, T)
    assert drawn(screen) == as_drawn("""
매니저 초대 링크
https://t.me/minishop_bot?start=sabc

한 사람만, 24시간 안에 열 수 있어요. 링크를 연 사람을 사장님이 확인한 뒤 추가돼요.
---
[📋 링크 복사]
[닫기]
""")
    assert button(screen, "📋 링크 복사").copy == LINK


def test_member_can_become_what_they_are_not() -> None:
    screen = staff.member(staff_view(), s.MANAGER.user_id, T)
    assert drawn(screen) == as_drawn("""
김민수
🏪 샵앤샵 미니샵
역할 : 매니저
---
[직원으로 변경]
[사장님 권한 넘기기]
[직원에서 제외 🔴]
[닫기]
""")
    assert button(screen, "직원으로 변경").tap == Staff(step=StaffStep.ROLE, shop=1, user=102, role="staff")
    promote = button(staff.member(staff_view(), s.STAFF.user_id, T), "매니저로 변경").tap
    assert promote == Staff(step=StaffStep.ROLE, shop=1, user=101, role="manager")


def test_removal_and_hand_over_ask_first_and_their_yes_stands_elsewhere() -> None:
    removal = staff.remove_dialog(staff_view(), s.STAFF.user_id, T)
    assert drawn(removal) == as_drawn("""
직원에서 제외
박민수 님을 직원에서 제외할까요?
바로 주문을 볼 수 없게 돼요.
---
[닫기] [제외 🔴]
""")
    assert button(removal, "제외").tap == Staff(step=StaffStep.REMOVE, shop=1, user=101)
    hand_over = staff.hand_over_dialog(staff_view(), s.MANAGER.user_id, T)
    assert drawn(hand_over) == as_drawn("""
사장님 권한 넘기기
김민수 님에게 가게를 넘길까요?
넘기면 나는 매니저가 돼요. 되돌리는 것은 새 사장님만 할 수 있어요.
---
[닫기] [넘기기 🔴]
""")
    assert button(hand_over, "넘기기").tap == Staff(step=StaffStep.HAND_OVER, shop=1, user=102)


def test_who_left_meanwhile_is_not_found() -> None:
    for screen in (staff.member, staff.remove_dialog, staff.hand_over_dialog):
        with pytest.raises(MemberNotFound):
            screen(staff_view(), 999, T)


@pytest.mark.parametrize(("role", "word"), [(Role.STAFF, "직원으로"), (Role.MANAGER, "매니저로")])
def test_owner_is_asked_who_may_join(role: Role, word: str) -> None:
    screen = staff.staff_news(news_payload(StaffNews.ASKS, role), T)
    assert drawn(screen) == as_drawn(f"""
👥 직원 초대
가게 : 샵앤샵 미니샵
박민수 님을 {word} 추가할까요?
---
[추가 🟢] [거절 🔴]
""")
    assert [key.tap for key in screen.rows[0]] == [
        Join(invite=9_999_999, accept=True),
        Join(invite=9_999_999, accept=False),
    ]


def test_news_say_what_happened_and_lead_home_only_who_still_works_there() -> None:
    texts = {
        (news, role): drawn(staff.staff_news(news_payload(news, role), T)).removeprefix("가게 : 샵앤샵 미니샵\n")
        for news, role in news_and_roles()
        if news is not StaffNews.ASKS
    }
    home = "\n---\n[🏪 주문관리 🔵]"
    declined = "사장님이 초대를 승인하지 않았어요. 가게에 확인해 주세요."
    removed = "직원에서 제외되었어요. 이제 주문을 볼 수 없어요."
    assert texts == {
        (StaffNews.JOINED, Role.STAFF): f"가게에 추가되었어요. 역할 : 직원{home}",
        (StaffNews.JOINED, Role.MANAGER): f"가게에 추가되었어요. 역할 : 매니저{home}",
        (StaffNews.ROLE, Role.STAFF): f"역할이 바뀌었어요. 새 역할 : 직원{home}",
        (StaffNews.ROLE, Role.MANAGER): f"역할이 바뀌었어요. 새 역할 : 매니저{home}",
        (StaffNews.OWNER, Role.OWNER): f"이제 이 가게의 사장님이에요.{home}",
        (StaffNews.DECLINED, Role.STAFF): declined,
        (StaffNews.DECLINED, Role.MANAGER): declined,
        (StaffNews.REMOVED, Role.STAFF): removed,
        (StaffNews.REMOVED, Role.MANAGER): removed,
    }


def test_who_opened_the_invite_knows_that_the_owner_is_asked() -> None:
    assert drawn(staff.waits_for_owner(s.SHOP, T)) == (
        "🏪 샵앤샵 미니샵\n사장님께 알렸어요. 확인되면 이 채팅으로 알려 드려요."
    )


def test_who_works_in_several_shops_reads_on_every_message_whose_order_it_is() -> None:
    one = s.view(s.order())
    several = replace(one, names_shop=True)
    asked = {"entry": "cancel_requested", "name": "홍길동", "at": "2021-05-31T08:00:00+00:00", "reason": "늦어요"}
    line = "🏪 샵앤샵 미니샵"
    assert shop_card(several, T).text.split("\n")[1] == line
    assert line not in shop_card(one, T).text
    assert notice(Side.SHOP, asked, several, T).text.startswith(f"{line}\n⚠️ 취소요청")
    assert blocked(several, T).text.startswith(line)
    assert line not in blocked(one, T).text
