"""/start with and without a link, and the consent (D15, D18)."""

from __future__ import annotations

from contextlib import suppress

from aiogram.exceptions import AiogramError

from bot.callbacks import Consent, Home
from bot.command_menu import set_menu
from bot.customer import shop as shop_screens
from bot.links import CUSTOMERS, INVITE, token_hash
from bot.merchant import home
from bot.screens import toasts
from bot.screens.staff import waits_for_owner
from bot.screens.start import consent, consent_details, link_invalid, person_home, stranger, welcome_staff
from bot.turn import Tap, Turn
from domain.errors import LinkInvalid
from domain.use_cases.give_consent import give_consent
from domain.use_cases.join_shop import accept_invite, visit_shop
from domain.use_cases.see_own import browse_shop, see_own


async def start(turn: Turn, payload: str) -> None:
    """A link is opened, or the bot is started without one."""
    kind, token = payload[:1], payload[1:]
    try:
        if kind == INVITE:
            await _join(turn, token)
        elif kind == CUSTOMERS:
            await _visit(turn, token)
        elif payload:
            await turn.send(link_invalid(turn.t))
        else:
            await _without_link(turn)
    except LinkInvalid:
        await turn.send(link_invalid(turn.t))


async def _join(turn: Turn, token: str) -> None:
    shop, invite = await turn.store.run(accept_invite, token_hash(token), turn.caller, turn.now)
    if invite.needs_owner:
        await turn.send(waits_for_owner(shop, turn.t))
        return
    await turn.send(welcome_staff(shop, invite.role, turn.t))
    await home.send_navigator(turn, Home(shop=shop.id), shop.id)


async def _visit(turn: Turn, token: str) -> None:
    shop, _ = await turn.store.run(visit_shop, token, turn.caller)
    await _menu(turn, is_staff=bool(await turn.store.read(home.own_shops, turn.caller)))
    await shop_screens.enter(turn, shop.id)


async def _without_link(turn: Turn) -> None:
    person = await turn.store.read(see_own, turn.caller)
    await _menu(turn, is_staff=bool(person.works_at))
    if person.works_at and not person.orders:
        await home.command(turn, "home")
    elif person.works_at or person.visits or person.orders:
        await turn.send(person_home(person, turn.t))
    else:
        await turn.send(stranger(turn.t))


async def _menu(turn: Turn, *, is_staff: bool) -> None:
    with suppress(AiogramError):  # without the menu every command still works
        await set_menu(turn, is_staff=is_staff)


async def agree(tap: Tap, button: Consent) -> None:
    """The consent screen's buttons. Raises ShopNotFound."""
    if button.agree:
        await tap.store.run(give_consent, button.shop, tap.caller, tap.now)
        await tap.answer(tap.t.plain(toasts.CONSENTED))
        await tap.strip(tap.message_id)
        await shop_screens.enter(tap, button.shop)
        return
    view = await tap.store.read(browse_shop, button.shop, tap.caller)
    await tap.show(consent_details(view.shop, tap.t) if button.more else consent(view.shop, tap.t))
