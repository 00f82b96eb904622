"""`/p/{token}`: the page behind a pay link. Looking changes nothing; a try to pay begins with a POST."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from bot.i18n import Languages, Translator
from bot.links import token_hash
from bot.payments.gateways import Gateways
from bot.screens.pay_page import Note, PayPage, dead_link, order_name, pay_page, too_fast, window_page
from bot.web.client_pace import ClientPace
from bot.web.pay_rendering import WINDOW_SCRIPTS, Pages, plain, see_other
from domain.errors import DomainError, PaymentLinkDead
from domain.gateway import GIVEN_UP, GatewayFault, JsWindow, PaymentToOpen, Returned, ReturnFailed
from domain.ports import Store
from domain.use_cases.pay_at_page import (
    PaymentView,
    begin_attempt,
    return_from_window,
    return_without_payment,
    see_payment,
)

log = logging.getLogger(__name__)

PAGE: Final = r"/p/{token:[A-Za-z0-9_-]{8,64}}"
_LANGUAGES: Final = frozenset({"ko", "en"})


class PaymentPage:
    """Routes of pay links. `public_url` is our address from outside; the provider's window comes back to it."""

    def __init__(
        self,
        store: Store,
        gateways: Gateways,
        languages: Languages,
        public_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._gateways, self._languages = store, gateways, languages
        self._public_url, self._clock = public_url, clock
        self._pages, self._pace = Pages(), ClientPace(clock)

    def add_to(self, app: web.Application) -> None:
        router = app.router
        router.add_get(PAGE, self._paced(self._look))
        router.add_get(PAGE + "/state", self._paced(self._state), allow_head=False)
        router.add_post(PAGE + "/open", self._paced(self._open))
        # The window comes back by GET, which only here changes something: the claim to have paid is stored.
        router.add_get(PAGE + "/done", self._paced(self._done), allow_head=False)
        router.add_get(PAGE + "/failed", self._paced(self._done), allow_head=False)
        router.add_get("/pay/{name}", self._static)
        router.add_route("*", "/p/{rest:.*}", self._paced(self._lost))

    # What is asked

    async def _look(self, request: web.Request) -> web.Response:
        try:
            view = await self._seen(request)
        except PaymentLinkDead:
            return await self._lost(request)
        return self._shown(request, view, request.query.get("note", ""))

    async def _state(self, request: web.Request) -> web.Response:
        """For the page that waits: it looks again when these words change."""
        try:
            return plain(self._mark(await self._seen(request)))
        except PaymentLinkDead:
            return plain("", 404)

    async def _open(self, request: web.Request) -> web.Response:
        if _is_foreign(request, self._public_url):
            return see_other(self._path(request))
        try:
            ref = secrets.token_urlsafe(18)
            view = await self._store.run(begin_attempt, _hash(request), ref, self._clock())
        except PaymentLinkDead:
            return await self._lost(request)
        except DomainError:
            return see_other(self._path(request))  # the page says what stands in the way
        return await self._window(request, view, ref)

    async def _done(self, request: web.Request) -> web.Response:
        """The browser came back; whether it says the truth is decided by the worker, with the provider."""
        try:
            view = await self._seen(request)
            await self._take_back(request, view)
        except PaymentLinkDead:
            log.warning("a return that fits no try to pay")
        except GatewayFault as fault:
            log.critical("a return cannot be read: %s", fault)
        except DomainError as error:
            log.info("a return came too late: %s", error.code)
        return see_other(self._path(request))

    async def _take_back(self, request: web.Request, view: PaymentView) -> None:
        came = self._gateways.of(view.gateway).parse_return(request.query) if view.gateway else None
        own = {attempt.order_ref for attempt in view.request.attempts}
        if not isinstance(came, Returned | ReturnFailed) or came.order_ref not in own:
            raise PaymentLinkDead()
        now = self._clock()
        if isinstance(came, Returned):
            await self._store.run(return_from_window, came.order_ref, came.payment_ref, came.amount, now)
        else:
            code = GIVEN_UP if came.is_given_up else came.code
            await self._store.run(return_without_payment, came.order_ref, code, came.message, now)

    async def _lost(self, request: web.Request) -> web.Response:
        """One answer for a guessed link, a mistyped one and one of another desk."""
        t = self._translator(request)
        return self._pages.html(dead_link(t), t.language, status=404)

    async def _static(self, request: web.Request) -> web.Response:
        return self._pages.static(request.match_info["name"])

    # What is shown

    def _shown(self, request: web.Request, view: PaymentView, note: str) -> web.Response:
        t, path = self._translator(request), self._path(request)
        page = pay_page(view, note, t, self._clock())
        return self._pages.html(
            page,
            t.language,
            action=f"{path}/open",
            address=self._public_url + path,
            back=path,
            poll=f"{path}/state",
            seen=self._mark(view),
        )

    async def _window(self, request: web.Request, view: PaymentView, ref: str) -> web.Response:
        t, path = self._translator(request), self._path(request)
        opened = await self._opened(view, self._asked(request, view, ref, t))
        script = WINDOW_SCRIPTS.get(view.gateway.provider) if view.gateway else None
        if opened is None or script is None:
            return see_other(f"{path}?note={Note.NOT_OPENED}")
        return self._pages.html(
            window_page(view, t),
            t.language,
            window=opened.script_url,
            window_script=script,
            settings=orjson.dumps(opened.settings).decode(),
            closed=f"{path}?note={Note.CLOSED}",
            failed=f"{path}?note={Note.NOT_OPENED}",
            back=path,
            address=self._public_url + path,
        )

    async def _opened(self, view: PaymentView, payment: PaymentToOpen) -> JsWindow | None:
        """None when it cannot be: the log says why, and the page that it is the shop's trouble."""
        assert view.gateway is not None  # begin_attempt refuses without one
        try:
            opened = await self._gateways.of(view.gateway).open(payment)
        except GatewayFault as fault:
            log.critical("a window cannot be opened: %s", fault)
            return None
        if isinstance(opened, JsWindow):
            return opened
        log.error("the window of %s did not open: %s", view.gateway.provider, type(opened).__name__)
        return None

    def _asked(self, request: web.Request, view: PaymentView, ref: str, t: Translator) -> PaymentToOpen:
        """Every value from the database; nothing that the browser sent."""
        path = self._public_url + self._path(request)
        return PaymentToOpen(
            ref,
            order_name(view.order, t),
            view.request.amount,
            view.order.recipient.name,
            f"{path}/done",
            f"{path}/failed",
            view.request.expires_at,
        )

    # Around it

    async def _seen(self, request: web.Request) -> PaymentView:
        return await self._store.read(see_payment, _hash(request))

    def _mark(self, view: PaymentView) -> str:
        """Changes whenever the page would look different."""
        page: PayPage = pay_page(view, "", self._languages.of("ko"), self._clock())
        return f"{view.order.version}-{page.face}-{view.request.state}"

    def _translator(self, request: web.Request) -> Translator:
        return self._languages.of(_preferred(request.headers.get("Accept-Language", "")))

    @staticmethod
    def _path(request: web.Request) -> str:
        return f"/p/{request.match_info['token']}"

    def _paced(
        self, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def paced(request: web.Request) -> web.Response:
            if self._pace.allows(request):
                return await handler(request)
            t = self._translator(request)
            return self._pages.html(too_fast(t), t.language, status=429)

        return paced


def _hash(request: web.Request) -> str:
    return token_hash(request.match_info["token"])


def _is_foreign(request: web.Request, public_url: str) -> bool:
    """Whether another site sent the form. The token is the key; this only keeps strangers from using it blindly.

    Under no-referrer a browser sends the Origin of a form as null, so that Sec-Fetch-Site has to tell.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin", "null")
    own = urlsplit(public_url)
    return origin not in ("null", f"{own.scheme}://{own.netloc}")


def _preferred(accepted: str) -> str | None:
    """The first of our languages that the browser names, in the order in which browsers write them."""
    tags = [tag.split(";")[0].strip().partition("-")[0].lower() for tag in accepted.split(",")]
    return next((tag for tag in tags if tag in _LANGUAGES), None)
