"""환경설정 and 직원: the owner invites, decides, changes and removes; everyone turns their own notices on and off."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from bot.callbacks import Home, Join, OfferGroups, Settings, Staff, StaffStep
from bot.links import CUSTOMERS, INVITE, link, token_hash
from bot.merchant.home import remember_navigator_view
from bot.screens import staff as screens
from bot.screens import toasts
from bot.screens.screen import Screen
from bot.turn import Tap
from domain.errors import NotAllowed
from domain.people import Permission, Role, may
from domain.use_cases.invite_staff import answer_join, invite_staff
from domain.use_cases.manage_staff import StaffView, change_role, hand_over, remove_member, see_staff, set_duty
from domain.use_cases.offer_groups import offer_groups


async def settings(tap: Tap, button: Settings) -> None:
    """Raises ShopNotFound."""
    if button.duty in (0, 1):
        view = await tap.store.run(set_duty, button.shop, bool(button.duty), tap.caller, tap.now)
        tap.quiet_toast = tap.t.plain(toasts.DUTY_ON if button.duty else toasts.DUTY_OFF)
    else:
        view = await tap.store.read(see_staff, button.shop, tap.caller)
    await _show(tap, view, screens.settings(view, await link(tap.bot, CUSTOMERS, view.shop.customer_token), tap.t))


async def offers_groups(tap: Tap, button: OfferGroups) -> None:
    """Raises ShopNotFound, NotAllowed."""
    view = await tap.store.run(offer_groups, button.shop, button.on, tap.caller)
    tap.quiet_toast = tap.t.plain(toasts.GROUPS_ON if button.on else toasts.GROUPS_OFF)
    await _show(tap, view, screens.settings(view, await link(tap.bot, CUSTOMERS, view.shop.customer_token), tap.t))


async def staff(tap: Tap, button: Staff) -> None:
    """Every button about the staff. Raises ShopNotFound, NotAllowed, MemberNotFound, OwnerStays."""
    view = await tap.store.read(see_staff, button.shop, tap.caller)
    if not may(view.viewer.role, Permission.MANAGE_STAFF):
        raise NotAllowed()
    await _STEPS[button.step](tap, view, button)


Step = Callable[[Tap, StaffView, Staff], Awaitable[None]]


async def _list(tap: Tap, view: StaffView, _: Staff) -> None:
    await _show(tap, view, screens.staff_list(view, tap.t))


async def _invite_ask(tap: Tap, view: StaffView, _: Staff) -> None:
    await _show(tap, view, screens.invite_roles(view, tap.t))


async def _invite(tap: Tap, view: StaffView, button: Staff) -> None:
    token, role = secrets.token_urlsafe(18), _role(button.role)
    await tap.store.run(invite_staff, button.shop, role, token_hash(token), tap.caller, tap.now)
    await _show(tap, view, screens.invite_link(view.shop, role, await link(tap.bot, INVITE, token), tap.t))


async def _member(tap: Tap, view: StaffView, button: Staff) -> None:
    await _show(tap, view, screens.member(view, button.user, tap.t))


async def _change_role(tap: Tap, _: StaffView, button: Staff) -> None:
    view = await tap.store.run(change_role, button.shop, button.user, _role(button.role), tap.caller, tap.now)
    tap.quiet_toast = tap.t.plain(toasts.ROLE_CHANGED)
    await _show(tap, view, screens.member(view, button.user, tap.t))


async def _remove_ask(tap: Tap, view: StaffView, button: Staff) -> None:
    await _show(tap, view, screens.remove_dialog(view, button.user, tap.t))


async def _remove(tap: Tap, _: StaffView, button: Staff) -> None:
    view = await tap.store.run(remove_member, button.shop, button.user, tap.caller, tap.now)
    tap.quiet_toast = tap.t.plain(toasts.MEMBER_REMOVED)
    await _show(tap, view, screens.staff_list(view, tap.t))


async def _hand_over_ask(tap: Tap, view: StaffView, button: Staff) -> None:
    await _show(tap, view, screens.hand_over_dialog(view, button.user, tap.t))


async def _hand_over(tap: Tap, _: StaffView, button: Staff) -> None:
    view = await tap.store.run(hand_over, button.shop, button.user, tap.caller, tap.now)
    tap.quiet_toast = tap.t.plain(toasts.HANDED_OVER)
    await _show(tap, view, screens.settings(view, await link(tap.bot, CUSTOMERS, view.shop.customer_token), tap.t))


_STEPS: Final[dict[StaffStep, Step]] = {
    StaffStep.LIST: _list,
    StaffStep.INVITE_ASK: _invite_ask,
    StaffStep.INVITE: _invite,
    StaffStep.MEMBER: _member,
    StaffStep.ROLE: _change_role,
    StaffStep.REMOVE_ASK: _remove_ask,
    StaffStep.REMOVE: _remove,
    StaffStep.HAND_OVER_ASK: _hand_over_ask,
    StaffStep.HAND_OVER: _hand_over,
}


async def join(tap: Tap, button: Join) -> None:
    """The owner's answer, on the message that asked. Raises LinkInvalid, NotAllowed, AlreadyAnswered."""
    invite = await tap.store.run(answer_join, button.invite, button.accept, tap.caller, tap.now)
    await tap.answer(tap.t.plain(toasts.JOIN_ACCEPTED if button.accept else toasts.JOIN_REFUSED))
    done = toasts.member_added if button.accept else toasts.member_refused
    await tap.show(Screen(done(invite.name, tap.t)))


def _role(given: str) -> Role:
    return Role(given) if given in (Role.STAFF, Role.MANAGER) else Role.STAFF


async def _show(tap: Tap, view: StaffView, screen: Screen) -> None:
    """On the navigator, as a dialog: changes of the counts leave it alone."""
    await remember_navigator_view(tap, tap.message_id, Home(shop=view.shop.id), view.shop.id)
    await tap.show(screen)
