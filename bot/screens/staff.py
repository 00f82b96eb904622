"""환경설정 and 직원: duty, the customers' link, invites, roles, removal, hand-over (D14, D21)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.callbacks import (
    Alerts,
    Home,
    Hours,
    HoursStep,
    Join,
    OfferGroups,
    PaySettings,
    PayStep,
    QuickReplies,
    QuickStep,
    Settings,
    Staff,
    StaffStep,
)
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, escaped, stack
from bot.screens.formats import msgid
from bot.screens.hours import hours_summary
from bot.screens.payment_news import payment_news
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.notices import StaffNews
from domain.payment_news import PaymentNews
from domain.people import Member, Permission, Role, may
from domain.shop import Shop
from domain.use_cases.manage_staff import StaffView

ROLES: Final = {Role.STAFF: msgid("직원"), Role.MANAGER: msgid("매니저"), Role.OWNER: msgid("사장님")}
_ASKS: Final = {
    Role.STAFF: msgid("{name} 님을 직원으로 추가할까요?"),
    Role.MANAGER: msgid("{name} 님을 매니저로 추가할까요?"),
}
_MOST_MEMBERS: Final = 50


def settings(view: StaffView, link: str, t: Translator) -> Screen:
    """What the viewer can set at this shop; `link` is the one for customers."""
    is_owner = may(view.viewer.role, Permission.MANAGE_STAFF)
    on_duty = view.me.on_duty
    duty = Button(
        t.plain("🔕 알림 끄기") if on_duty else t.plain("🔔 알림 켜기"),
        Settings(shop=view.shop.id, duty=int(not on_duty)),
    )
    quick = Button(t.plain("자주 쓰는 답장"), QuickReplies(step=QuickStep.LIST, shop=view.shop.id))
    staff = Button(t.plain("👥 직원"), _staff(view.shop, StaffStep.LIST)) if is_owner else None
    alerts = Button(t.plain("⏰ 알림"), Alerts(shop=view.shop.id)) if is_owner else None
    to_payments = PaySettings(step=PayStep.SHOW, shop=view.shop.id)
    payments = Button(t.plain("💳 결제"), to_payments) if is_owner else None
    hours = Button(t.plain("🕘 영업시간"), Hours(step=HoursStep.SHOW, shop=view.shop.id)) if is_owner else None
    return Screen(
        stack(
            bold(t("⚙️ 환경설정")),
            _shop(view.shop),
            GAP,
            t("🕘 영업시간 : {hours}", hours=hours_summary(view.shop.hours, t)),
            t("👥 직원 : {n}명", n=len(view.staff)),
            t("💳 결제 링크 : 켜짐") if view.shop.has_gateway else t("💳 결제 링크 : 꺼짐"),
            t("☑️ 하나씩 고르기 : 켜짐") if view.shop.offers_groups else t("☑️ 하나씩 고르기 : 꺼짐"),
            t("🔔 내 알림 : 켜짐") if on_duty else t("🔕 내 알림 : 꺼짐 · 새 주문을 알려 드리지 않아요."),
            GAP,
            t("고객용 링크 : {link}", link=link),
        ),
        rows_of(
            (hours, staff),
            (quick, alerts),
            (payments, duty),
            (_groups(view, t),),
            (Button(t.plain("📋 고객용 링크 복사"), copy=link),),
            (Button(t.plain("🏠 홈"), Home(shop=view.shop.id)),),
        ),
    )


def _groups(view: StaffView, t: Translator) -> Button | None:
    """Whether customers may answer a change of the order sheet group by group (D23)."""
    if not may(view.viewer.role, Permission.OFFER_GROUPS):
        return None
    is_on = view.shop.offers_groups
    label = t.plain("하나씩 고르기 끄기") if is_on else t.plain("하나씩 고르기 켜기")
    return Button(label, OfferGroups(shop=view.shop.id, on=not is_on))


def staff_list(view: StaffView, t: Translator) -> Screen:
    """Everyone with their role; each but the owner opens a screen of their own."""
    shop, shown = view.shop, view.staff[:_MOST_MEMBERS]
    lines = (t("{n}. {name} · {role}", n=n, name=_name(m), role=_role(m.role, t)) for n, m in enumerate(shown, 1))
    left_out = len(view.staff) - len(shown)
    rest = t("외 {n}명", n=left_out) if left_out else None
    members = (
        (Button(cut(member.name, BUDGET[1]), _staff(shop, StaffStep.MEMBER, member)),)
        for member in shown
        if member.role is not Role.OWNER
    )
    return Screen(
        stack(bold(t("👥 직원 · {n}명", n=len(view.staff))), _shop(shop), GAP, *lines, rest),
        rows_of(
            *members,
            (Button(t.plain("＋ 직원 초대"), _staff(shop, StaffStep.INVITE_ASK), Style.PRIMARY),),
            (Button(t.plain("닫기"), Settings(shop=shop.id)),),
        ),
    )


def invite_roles(view: StaffView, t: Translator) -> Screen:
    """As what is the person invited?"""
    roles = [
        Button(_role(role, t), Staff(step=StaffStep.INVITE, shop=view.shop.id, role=role.value))
        for role in (Role.STAFF, Role.MANAGER)
    ]
    return Screen(
        stack(
            bold(t("＋ 직원 초대")),
            _shop(view.shop),
            GAP,
            t("직원 : 주문확인, 주문완료, 취소, 메시지"),
            t("매니저 : 직원의 모든 일, 그리고 입금확인, 환불완료, 완료된 주문 취소"),
        ),
        rows_of(roles, (_back(view.shop, t),)),
    )


def invite_link(shop: Shop, role: Role, link: str, t: Translator) -> Screen:
    """The one-time link, to be passed on."""
    return Screen(
        stack(
            bold(t("{role} 초대 링크", role=_role(role, t))),
            escaped(link),
            GAP,
            t("한 사람만, 24시간 안에 열 수 있어요. 링크를 연 사람을 사장님이 확인한 뒤 추가돼요."),
        ),
        rows_of((Button(t.plain("📋 링크 복사"), copy=link),), (_back(shop, t),)),
    )


def member(view: StaffView, user_id: int, t: Translator) -> Screen:
    """One member, with what the owner can change. Raises MemberNotFound."""
    one = view.member(user_id)
    other = Role.STAFF if one.role is Role.MANAGER else Role.MANAGER
    change = Staff(step=StaffStep.ROLE, shop=view.shop.id, user=user_id, role=other.value)
    to = t.plain("매니저로 변경") if other is Role.MANAGER else t.plain("직원으로 변경")
    return Screen(
        stack(bold(_name(one)), _shop(view.shop), t("역할 : {role}", role=_role(one.role, t))),
        rows_of(
            (Button(to, change),),
            (Button(t.plain("사장님 권한 넘기기"), _staff(view.shop, StaffStep.HAND_OVER_ASK, one)),),
            (Button(t.plain("직원에서 제외"), _staff(view.shop, StaffStep.REMOVE_ASK, one), Style.DANGER),),
            (_back(view.shop, t),),
        ),
    )


def remove_dialog(view: StaffView, user_id: int, t: Translator) -> Screen:
    """The second tap stands elsewhere. Raises MemberNotFound."""
    one = view.member(user_id)
    text = stack(
        bold(t("직원에서 제외")),
        t("{name} 님을 직원에서 제외할까요?", name=_name(one)),
        t("바로 주문을 볼 수 없게 돼요."),
    )
    return Screen(
        text,
        rows_of((_back(view.shop, t), Button(t.plain("제외"), _staff(view.shop, StaffStep.REMOVE, one), Style.DANGER))),
    )


def hand_over_dialog(view: StaffView, user_id: int, t: Translator) -> Screen:
    """Only the new owner can undo it. Raises MemberNotFound."""
    one = view.member(user_id)
    text = stack(
        bold(t("사장님 권한 넘기기")),
        t("{name} 님에게 가게를 넘길까요?", name=_name(one)),
        t("넘기면 나는 매니저가 돼요. 되돌리는 것은 새 사장님만 할 수 있어요."),
    )
    give = Button(t.plain("넘기기"), _staff(view.shop, StaffStep.HAND_OVER, one), Style.DANGER)
    return Screen(text, rows_of((_back(view.shop, t), give)))


# News


def staff_news(payload: Mapping[str, Any], t: Translator) -> Screen:
    """What one person is told about the staff; the owner's question has its answers below it."""
    if payload["news"] in set(PaymentNews):
        return payment_news(payload, t)
    news, shop, name = StaffNews(payload["news"]), clip(payload["shop"], 100), clip(payload["name"], 100)
    role = _role(Role(payload["role"]), t)
    shop_id, invite = int(payload["shop_id"]), int(payload["invite"])
    to_home = (Button(t.plain("🏪 주문관리"), Home(shop=shop_id), Style.PRIMARY),)
    match news:
        case StaffNews.ASKS:
            yes = Button(t.plain("추가"), Join(invite=invite, accept=True), Style.SUCCESS)
            no = Button(t.plain("거절"), Join(invite=invite, accept=False), Style.DANGER)
            asks = t(_ASKS[Role(payload["role"])], name=name)
            return Screen(stack(bold(t("👥 직원 초대")), t("가게 : {shop}", shop=shop), asks), rows_of((yes, no)))
        case StaffNews.JOINED:
            text = t("가게에 추가되었어요. 역할 : {role}", role=role)
        case StaffNews.ROLE:
            text = t("역할이 바뀌었어요. 새 역할 : {role}", role=role)
        case StaffNews.OWNER:
            text = t("이제 이 가게의 사장님이에요.")
        case StaffNews.DECLINED:
            return Screen(
                stack(t("가게 : {shop}", shop=shop), t("사장님이 초대를 승인하지 않았어요. 가게에 확인해 주세요."))
            )
        case StaffNews.REMOVED:
            return Screen(stack(t("가게 : {shop}", shop=shop), t("직원에서 제외되었어요. 이제 주문을 볼 수 없어요.")))
    return Screen(stack(t("가게 : {shop}", shop=shop), text), rows_of(to_home))


def no_longer_seen(t: Translator) -> Screen:
    """What remains of an order's card or a list in the chat of a former member."""
    return Screen(t("직원에서 제외되어 더 이상 볼 수 없어요."))


def waits_for_owner(shop: Shop, t: Translator) -> Screen:
    """Whoever opened the invite waits for the owner."""
    return Screen(stack(_shop(shop), t("사장님께 알렸어요. 확인되면 이 채팅으로 알려 드려요.")))


def _shop(shop: Shop) -> Html:
    return escaped(f"🏪 {clip(shop.name, 100)}")


def _name(one: Member) -> Html:
    return escaped(clip(one.name, 64))


def _role(role: Role, t: Translator) -> str:
    return t.plain(ROLES[role])


def _staff(shop: Shop, step: StaffStep, one: Member | None = None) -> Staff:
    return Staff(step=step, shop=shop.id, user=one.user_id if one else 0)


def _back(shop: Shop, t: Translator) -> Button:
    return Button(t.plain("닫기"), _staff(shop, StaffStep.LIST))
