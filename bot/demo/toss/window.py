"""The local Toss in a browser: the stand-in for its script, the payment window, and a bank to transfer money at.

All of it says 테스트 결제: nobody shall take it for the real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from bot.demo.toss.books import CARD, VIRTUAL_ACCOUNT, Books, Payment
from bot.demo.toss.refusals import TossRefusal, message_of

_PAGE: Final = Path(__file__).parent / "page"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_ASSETS: Final = {"window.css": "text/css", "window.js": "text/javascript"}
# What one may do in the window: the method, and how the card declines at the confirm.
_CHOICES: Final[Mapping[str, tuple[str, str]]] = {
    "card": (CARD, ""),
    "short": (CARD, "REJECT_CARD_PAYMENT"),
    "doubt": (CARD, "PROVIDER_ERROR"),
    "account": (VIRTUAL_ACCOUNT, ""),
}


class Window:
    """Routes outside /v1."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/v2/standard", self._script)
        app.router.add_get("/window", self._open)
        app.router.add_post(r"/window/{payment_key:\w+}", self._choose)
        app.router.add_get("/page/{name}", self._asset)
        app.router.add_get("/bank", self._bank)
        app.router.add_post(r"/bank/{payment_key:\w+}", self._move)

    async def _script(self, _: web.Request) -> web.Response:
        return _text("standard.js", "text/javascript")

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _ASSETS:
            raise web.HTTPNotFound
        return _text(name, _ASSETS[name])

    async def _open(self, request: web.Request) -> web.Response:
        """What the script asked for, as a window; a payment begins."""
        asked = request.query
        merchant = self._books.merchant_of_client_key(asked.get("clientKey", ""))
        if merchant is None or not asked.get("amount", "").isdecimal():
            raise web.HTTPBadRequest(text="NOT_REGISTERED_CLIENT_KEY")
        more = {name: asked.get(name, "") for name in ("success_url", "fail_url", "customer")}
        payment = self._books.add(
            merchant, asked.get("orderId", ""), asked.get("orderName", ""), int(asked["amount"]), **more
        )
        return self._page(
            "window.html", payment, merchant.name, embedded="embedded" in asked, action=f"/window/{payment.payment_key}"
        )

    async def _choose(self, request: web.Request) -> web.Response:
        payment = self._books.payments.get(request.match_info["payment_key"])
        form = await request.post()
        if payment is None or payment.status != "READY":
            raise web.HTTPGone(text="이미 끝난 결제창이에요. 결제 페이지로 돌아가 주세요.")
        is_embedded = form.get("embedded") == "1"
        choice = str(form.get("choice"))
        if choice == "close":
            return self._closed(payment, is_embedded)
        if choice == "reject":
            self._books.abort(payment, "REJECT_CARD_COMPANY")
            return _leave(_failed(payment, "REJECT_CARD_COMPANY"), is_embedded)
        if choice not in _CHOICES:
            raise web.HTTPBadRequest(text=choice)
        self._books.authenticate(payment, *_CHOICES[choice])
        query = {
            "paymentType": "NORMAL",
            "orderId": payment.order_id,
            "paymentKey": payment.payment_key,
            "amount": payment.amount,
        }
        return _leave(_with(payment.success_url, query), is_embedded)

    def _closed(self, payment: Payment, is_embedded: bool) -> web.Response:
        """A window of its own goes back with a code; over the shop's page it only goes away, and the script says so."""
        if is_embedded:
            return _html("<!doctype html><title>테스트 결제</title><script src=/page/window.js></script>")
        return _leave(_failed(payment, "PAY_PROCESS_CANCELED"), is_embedded)

    async def _bank(self, _: web.Request) -> web.Response:
        """Every virtual account of this Toss, to transfer to or to take back from."""
        rows = [
            f"<li><p>{escape(one.order_name)} · {one.amount:,}원 · {escape(str((one.account or {})['accountNumber']))}"
            f" · {one.status}</p><form method=post action=/bank/{one.payment_key}>"
            f"<button name=move value=in>입금</button> <button name=move value=back>입금 취소</button></form></li>"
            for one in self._books.payments.values()
            if one.account
        ]
        page = (_PAGE / "bank.html").read_text("utf-8")
        return _html(Template(page).substitute(rows="".join(rows) or "<li>발급된 가상계좌가 없어요.</li>"))

    async def _move(self, request: web.Request) -> web.Response:
        payment = self._books.payments.get(request.match_info["payment_key"])
        if payment is None:
            raise web.HTTPNotFound
        move = self._books.deposit if (await request.post()).get("move") == "in" else self._books.undo_deposit
        try:
            move(payment)
        except (ValueError, TossRefusal) as error:
            return _html(f"<!doctype html><title>테스트 은행</title><p>할 수 없어요: {escape(str(error))}</p>")
        raise web.HTTPSeeOther("/bank")

    def _page(self, name: str, payment: Payment, shop: str, *, embedded: bool, action: str) -> web.Response:
        page = (_PAGE / name).read_text("utf-8")
        values = {
            "action": action,
            "embedded": "1" if embedded else "",
            "shop": shop or payment.merchant_id,
            "name": payment.order_name,
            "amount": f"{payment.amount:,}원",
        }
        return _html(Template(page).substitute({key: escape(value) for key, value in values.items()}))


def _leave(url: str, is_embedded: bool) -> web.Response:
    """On to the shop's page: the whole tab, also from within a frame."""
    if not is_embedded:
        return web.Response(status=303, headers={"Location": url, **_HEADERS})
    return _html(
        f'<!doctype html><title>테스트 결제</title><meta name=to content="{escape(url)}">'
        "<script src=/page/window.js></script>"
    )


def _failed(payment: Payment, code: str) -> str:
    return _with(payment.fail_url, {"code": code, "message": message_of(code), "orderId": payment.order_id})


def _with(url: str, query: Mapping[str, object]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def _text(name: str, content_type: str) -> web.Response:
    return web.Response(text=(_PAGE / name).read_text("utf-8"), content_type=content_type, headers=_HEADERS)


def _html(page: str) -> web.Response:
    return web.Response(text=page, content_type="text/html", headers=_HEADERS)
