"""The first screens: who comes without a link, consent, help, and which order somebody means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.callbacks import AskShop, Close, Consent, Home, OwnOrder, OwnOrders, OwnStep
from bot.i18n import Translator
from bot.screens.fitting import BUDGET, GAP, bold, cut, escaped, fitting, stack
from bot.screens.formats import status_title, won
from bot.screens.own_lines import order_line, shop_name, shop_rows
from bot.screens.screen import Button, Screen, Style, rows_of
from bot.screens.staff import ROLES
from domain.order_ports import OrderRow
from domain.people import Role
from domain.shop import Shop
from domain.use_cases.see_own import PersonView

_MOST: Final = 20
"""Shops among which somebody chooses."""


def stranger(t: Translator) -> Screen:
    """/start without a link from someone who has nothing here."""
    return Screen(
        stack(
            bold(t("안녕하세요! 미니샵 주문 봇이에요.")),
            t("가게에 주문하고, 주문 상태를 받아 보고, 가게에 문의할 수 있어요."),
            GAP,
            t("주문하려면 가게에서 받은 링크나 QR 코드를 열어 주세요."),
            t("직원이라면 가게에서 받은 초대 링크를 열어 주세요."),
        )
    )


def person_home(person: PersonView, t: Translator) -> Screen:
    """/start without a link from someone who is known: their open orders, their shops, and where they work."""
    open_rows = [row for row in person.orders if row.status.is_open]
    numbers = [Button(str(n), OwnOrders(order=row.id)) for n, row in enumerate(open_rows, 1)]
    all_own = Button(t.plain("📄 내 주문"), OwnOrders()) if person.orders else None
    text = stack(
        bold(t("안녕하세요! 미니샵 주문 봇이에요.")),
        GAP,
        t("진행 중인 주문 · {n}건", n=len(open_rows)),
        *(order_line(row, t, n) for n, row in enumerate(open_rows, 1)),
        GAP,
        t("주문할 가게를 선택해 주세요.") if len(person.visits) > 1 else None,
    )
    works = [(Button(cut(f"🏪 {shop.name}", BUDGET[1]), Home(shop=shop.id)),) for shop, _ in person.works_at]
    return Screen(text, rows_of(numbers[:5], numbers[5:], (all_own,), *shop_rows(person.visits, t), *works))


def consent(shop: Shop, t: Translator) -> Screen:
    """Asks for consent before the first personal detail (D18)."""
    text = stack(
        bold(escaped(shop_name(shop))),
        t("주문 처리를 위해 이름, 연락처, 주소를 받습니다. 동의하시면 주문을 시작할 수 있어요."),
    )
    details = Button(t.plain("자세히"), Consent(shop=shop.id, more=True))
    return Screen(text, rows_of((_agree(shop, t), details), (Button(t.plain("닫기"), Close()),)))


def consent_details(shop: Shop, t: Translator) -> Screen:
    """What is collected, why, where it lies, how long, and the right to refuse (D18)."""
    text = stack(
        bold(t("개인정보 수집·이용 안내")),
        escaped(shop_name(shop)),
        GAP,
        t("• 항목 : 이름, 연락처, 주소, 주문내용"),
        t("• 목적 : 주문 접수, 배송, 결제 확인, 문의 답변"),
        t("• 보관 : 주문·결제 기록 5년, 메시지 3년"),
        t("• 국외 이전 : 이 채팅의 메시지는 해외에 있는 텔레그램 서버를 거치며 그곳에 저장됩니다."),
        t("• 동의하지 않을 수 있습니다. 그 경우 이 채팅으로 주문할 수 없습니다."),
    )
    return Screen(text, rows_of((_agree(shop, t), Button(t.plain("닫기"), Consent(shop=shop.id)))))


def help_shop(t: Translator) -> Screen:
    """Every command of the staff, and what else they can send."""
    return Screen(
        stack(
            bold(t("도움말 · 가게")),
            t("/home 주문관리 홈"),
            t("/new 주문접수 목록"),
            t("/confirmed 주문확인 목록"),
            t("/cancels 취소대기 목록"),
            t("/inquiries 문의내역"),
            t("/search 주문 검색"),
            t("/report 오늘 · 이번 주 · 이번 달 요약"),
            t("/help 도움말"),
            t("/cancel 입력 취소"),
            GAP,
            t("주문번호 7자리를 보내면 그 주문이 열려요."),
            t("고객에게 보내려면 [💬 답장]이나 [💬 메시지 전송]을 누르거나, 받은 메시지에 텔레그램 답장을 보내세요."),
        )
    )


def help_customer(t: Translator) -> Screen:
    """Every command of a customer, and what else they can send."""
    return Screen(
        stack(
            bold(t("도움말")),
            t("/orders 내 주문"),
            t("/ask 가게에 문의하기"),
            t("/shop 주문하기"),
            t("/help 도움말"),
            t("/cancel 입력 취소"),
            GAP,
            t("이 채팅에 바로 적은 글과 사진은 가게에 전달돼요."),
        )
    )


def unknown_input(t: Translator) -> Screen:
    """The answer to something the bot has no use for."""
    return Screen(t("이해하지 못했어요. /help 명령으로 할 수 있는 일을 볼 수 있어요."))


def nothing_there(command: str, t: Translator) -> Screen:
    """A command that did nothing: what it needs is missing, or it is none of this person's."""
    match command:
        case "ask":
            return Screen(t("문의할 가게가 아직 없어요. 가게에서 받은 링크를 먼저 열어 주세요."))
        case "shop":
            return Screen(t("가게에서 받은 링크를 열면 주문할 수 있어요."))
        case _:
            return unknown_input(t)


def link_invalid(t: Translator) -> Screen:
    """The same answer for a link that is unknown, expired or used up."""
    return Screen(
        stack(
            t("사용할 수 없는 링크예요."),
            t("기간이 지났거나 이미 사용된 링크일 수 있어요. 가게에 새 링크를 요청해 주세요."),
        )
    )


def welcome_staff(shop: Shop, role: Role, t: Translator) -> Screen:
    """Somebody joined the staff by an invite."""
    text = stack(
        bold(t("가게에 오신 것을 환영해요!")),
        t("가게 : {shop}", shop=shop_name(shop)),
        t("역할 : {role}", role=t.plain(ROLES[role])),
        GAP,
        t("새 주문이 들어오면 이 채팅으로 알려 드려요."),
    )
    return Screen(text, rows_of((Button(t.plain("🏪 주문관리"), Home(shop=shop.id), Style.PRIMARY),)))


def which_order(rows: Sequence[OrderRow], shops: Sequence[Shop], t: Translator) -> Screen:
    """Which order, or which shop, does the message mean? Its buttons carry version 0, for writing needs none."""
    text = stack(
        bold(t("어느 주문에 대한 문의인가요?")) if rows else bold(t("어느 가게에 보낼까요?")),
        GAP,
        *(order_line(row, t, n) for n, row in enumerate(rows, 1)),
    )
    about = [[Button(_order_label(row, t), _write_about(row))] for row in rows]
    at = [[Button(cut(_shop_label(shop, bool(rows), t), BUDGET[1]), AskShop(shop=shop.id))] for shop in shops[:_MOST]]
    return Screen(text, rows_of(*about, *at, [Button(t.plain("닫기"), Close())]))


def _shop_label(shop: Shop, has_orders: bool, t: Translator) -> str:
    return t.plain("🏪 {shop} · 다른 문의", shop=shop.name) if has_orders else f"🏪 {shop.name}"


def _order_label(row: OrderRow, t: Translator) -> str:
    short = f"{row.number} · {status_title(row.status, t)}"
    return fitting(BUDGET[1], f"{short} · {won(row.total, t)}", short)


def _write_about(row: OrderRow) -> OwnOrder:
    return OwnOrder(step=OwnStep.WRITE, order=row.id, version=0)


def _agree(shop: Shop, t: Translator) -> Button:
    return Button(t.plain("동의하고 시작"), Consent(shop=shop.id, agree=True), Style.SUCCESS)
