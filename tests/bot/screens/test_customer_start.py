"""The first screens: strangers, known people, consent, help."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.callbacks import Close, Consent, Home, OwnOrder, OwnOrders, OwnStep, Visit
from bot.screens import start
from domain.people import Role
from domain.use_cases.see_own import PersonView
from tests.bot.screens.drawing import drawn, labels
from tests.bot.screens.samples import ENGLISH, KOREAN, SHOP, completed, confirmed, order, order_7741169, row


def test_a_stranger_reads_what_this_is_and_how_to_get_a_link() -> None:
    assert drawn(start.stranger(KOREAN)) == (
        "안녕하세요! 미니샵 주문 봇이에요.\n"
        "가게에 주문하고, 주문 상태를 받아 보고, 가게에 문의할 수 있어요.\n\n"
        "주문하려면 가게에서 받은 링크나 QR 코드를 열어 주세요.\n"
        "직원이라면 가게에서 받은 초대 링크를 열어 주세요."
    )


def test_a_known_person_sees_open_orders_shops_and_where_they_work() -> None:
    orders = [row(confirmed(order())), row(completed(order_7741169()))]
    screen = start.person_home(PersonView([(SHOP, Role.STAFF)], [SHOP], orders), KOREAN)
    assert drawn(screen) == (
        "안녕하세요! 미니샵 주문 봇이에요.\n\n"
        "진행 중인 주문 · 1건\n"
        "1  3309803 · 5. 31 · 📦 주문확인 · 6,000원\n"
        "---\n"
        "[1]\n"
        "[📄 내 주문]\n"
        "[🛍 새로 주문하기 🔵]\n"
        "[🏪 샵앤샵 미니샵]"
    )
    taps = [key.tap for keys in screen.rows for key in keys]
    assert taps == [OwnOrders(order=77), OwnOrders(), Visit(shop=SHOP.id), Home(shop=SHOP.id)]


def test_consent_is_asked_before_anything_personal() -> None:
    screen = start.consent(SHOP, KOREAN)
    assert drawn(screen) == (
        "샵앤샵 미니샵\n"
        "주문 처리를 위해 이름, 연락처, 주소를 받습니다. 동의하시면 주문을 시작할 수 있어요.\n"
        "---\n"
        "[동의하고 시작 🟢] [자세히]\n"
        "[닫기]"
    )
    taps = [key.tap for keys in screen.rows for key in keys]
    assert taps == [Consent(shop=1, agree=True), Consent(shop=1, more=True), Close()]


def test_the_details_of_the_consent_say_what_why_where_how_long_and_that_one_may_refuse() -> None:
    screen = start.consent_details(SHOP, KOREAN)
    for said in ("이름, 연락처, 주소", "목적", "해외에 있는 텔레그램 서버", "5년", "3년", "동의하지 않을 수 있습니다"):
        assert said in screen.text
    assert [key.tap for keys in screen.rows for key in keys] == [Consent(shop=1, agree=True), Consent(shop=1)]


def test_help_lists_the_commands_that_exist() -> None:
    def commands(text: str) -> list[str]:
        return re.findall(r"^/(\w+)", text, re.MULTILINE)

    staff = ["home", "new", "confirmed", "cancels", "inquiries", "search", "report", "help", "cancel"]
    customers = ["orders", "ask", "shop", "help", "cancel"]
    for t in (KOREAN, ENGLISH):
        assert commands(start.help_shop(t).text) == staff
        assert commands(start.help_customer(t).text) == customers


def test_unknown_input_points_to_help() -> None:
    assert "/help" in start.unknown_input(KOREAN).text


def test_a_bad_link_says_what_to_do() -> None:
    assert "새 링크를 요청해 주세요" in start.link_invalid(KOREAN).text


def test_a_new_member_reads_shop_and_role() -> None:
    screen = start.welcome_staff(replace(SHOP, name="A & B"), Role.OWNER, KOREAN)
    assert "가게 : A &amp; B\n역할 : 사장님" in screen.text
    assert [key.tap for keys in screen.rows for key in keys] == [Home(shop=1)]


def test_an_inquiry_with_several_open_orders_asks_which() -> None:
    dear = replace(row(order(98_765_432)), total=row(order()).total * 99_999)
    screen = start.which_order([row(confirmed(order())), dear], [SHOP], KOREAN)
    assert labels(screen) == [
        "3309803 · 📦 주문확인 · 6,000원",
        "98765432 · 📥 주문접수",
        "🏪 샵앤샵 미니샵 · 다른 문의",
        "닫기",
    ]
    assert screen.rows[0][0].tap == OwnOrder(step=OwnStep.WRITE, order=77, version=0)
    assert "599,994,000원" in screen.text
