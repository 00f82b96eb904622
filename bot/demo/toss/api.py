"""The local Toss's core API: keys, idempotency, test codes, and what each call does to the books."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

import orjson
from aiohttp import web

from bot.demo.toss.books import Books, Merchant
from bot.demo.toss.faults import TossFault, TossFaults
from bot.demo.toss.idempotency import Answer, Idempotency
from bot.demo.toss.refusals import TossRefusal
from domain.hours import SEOUL

Perform = Callable[[Merchant, web.Request, dict[str, Any]], Any]


class Api:
    """Routes below /v1."""

    def __init__(self, books: Books, faults: TossFaults, clock: Callable[[], datetime]) -> None:
        self._books, self._faults = books, faults
        self._idempotency = Idempotency(clock)

    def add_to(self, app: web.Application) -> None:
        for method, path, perform in (
            ("POST", "/v1/payments/confirm", self._confirm),
            ("GET", "/v1/payments/orders/{order_id}", self._of_order),
            ("GET", "/v1/payments/{payment_key}", self._of_key),
            ("POST", "/v1/payments/{payment_key}/cancel", self._cancel),
            ("POST", "/v1/virtual-accounts", self._issue_account),
            ("GET", "/v1/transactions", self._transactions),
        ):
            app.router.add_route(method, path, self._answering(perform))

    def _answering(self, perform: Perform) -> Callable[[web.Request], Any]:
        async def answer(request: web.Request) -> web.StreamResponse:
            fault = self._faults.strike(request.path)
            if fault and fault.kind == "hold":
                await (fault.until.wait() if fault.until else asyncio.sleep(fault.seconds))
            if fault and fault.kind == "refuse":
                _hang_up(request)
            try:
                given = await self._answer(perform, request, fault)
            except TossRefusal as refusal:
                given = Answer(refusal.status, refusal.as_json())
            if fault and fault.kind == "drop":
                _hang_up(request)
            if fault and fault.kind == "garbage":
                return web.Response(status=502, text="<html>Bad Gateway</html>")
            return web.json_response(given.body, status=given.status, dumps=_dumps)

        return answer

    async def _answer(self, perform: Perform, request: web.Request, fault: TossFault | None) -> Answer:
        merchant = self._merchant(request)
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method != "POST":
            return await self._performed(perform, merchant, request, fault)
        name = (key, merchant.secret_key, request.path, request.method)
        if first := self._idempotency.begin(name):
            return first
        answer = None
        try:
            answer = await self._performed(perform, merchant, request, fault)
        finally:
            self._idempotency.end(name, answer)
        return answer

    async def _performed(
        self, perform: Perform, merchant: Merchant, request: web.Request, fault: TossFault | None
    ) -> Answer:
        try:
            # The sandbox's own way to force an error; a live key does not know it.
            forced = request.headers.get("TossPayments-Test-Code") if _is_test(merchant) else None
            if code := forced or (fault.code if fault and fault.kind == "error" else ""):
                raise TossRefusal(code)
            # A copy: what was answered once stays as it was, however the books go on.
            answer = Answer(200, deepcopy(perform(merchant, request, await _json(request))))
        except TossRefusal as refusal:
            answer = Answer(refusal.status, refusal.as_json())
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        return answer

    def _merchant(self, request: web.Request) -> Merchant:
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        try:
            user, colon, password = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise TossRefusal("INCORRECT_BASIC_AUTH_FORMAT") from None
        if scheme != "Basic" or not colon or password:
            raise TossRefusal("INCORRECT_BASIC_AUTH_FORMAT")
        merchant = self._books.merchant_of_secret(user)
        if merchant is None:
            raise TossRefusal("UNAUTHORIZED_KEY")
        return merchant

    def _confirm(self, merchant: Merchant, _: web.Request, body: dict[str, Any]) -> Any:
        payment = self._books.find(merchant, _text(body, "paymentKey"))
        self._books.confirm(payment, _text(body, "orderId"), _whole(body, "amount"))
        return payment.as_json()

    def _of_order(self, merchant: Merchant, request: web.Request, _: dict[str, Any]) -> Any:
        return self._books.find_order(merchant, request.match_info["order_id"]).as_json()

    def _of_key(self, merchant: Merchant, request: web.Request, _: dict[str, Any]) -> Any:
        return self._books.find(merchant, request.match_info["payment_key"]).as_json()

    def _cancel(self, merchant: Merchant, request: web.Request, body: dict[str, Any]) -> Any:
        payment = self._books.find(merchant, request.match_info["payment_key"])
        reason = _text(body, "cancelReason")
        if len(reason) > 200:
            raise TossRefusal("INVALID_REQUEST")
        amount = _whole(body, "cancelAmount") if "cancelAmount" in body else None
        self._books.cancel(payment, reason, amount, body.get("refundReceiveAccount"))
        return payment.as_json()

    def _issue_account(self, merchant: Merchant, _: web.Request, body: dict[str, Any]) -> Any:
        hours = _whole(body, "validHours")
        order_id, name = _text(body, "orderId"), _text(body, "orderName")
        if not 1 <= hours <= 720 or not 6 <= len(order_id) <= 64 or len(name) > 100:
            raise TossRefusal("INVALID_REQUEST")
        customer = _text(body, "customerName")
        payment = self._books.add(merchant, order_id, name, _whole(body, "amount"), customer=customer)
        self._books.await_deposit(payment, _text(body, "bank"), hours)
        return payment.as_json()

    def _transactions(self, merchant: Merchant, request: web.Request, _: dict[str, Any]) -> Any:
        try:
            start, end = (_korean(request.query[name]) for name in ("startDate", "endDate"))
            limit = int(request.query.get("limit", "100"))
        except (KeyError, ValueError):
            raise TossRefusal("INVALID_REQUEST") from None
        mine = [one for one in self._books.transactions if one["mId"] == merchant.merchant_id]
        found = [one for one in mine if start <= datetime.fromisoformat(one["transactionAt"]) <= end]
        if after := request.query.get("startingAfter"):
            keys = [one["transactionKey"] for one in found]
            found = found[keys.index(after) + 1 :] if after in keys else []
        return found[: min(limit, 5000)]


def _is_test(merchant: Merchant) -> bool:
    return merchant.secret_key.startswith("test_")


def _hang_up(request: web.Request) -> None:
    """The connection is gone; a cancelled handler is the one end that writes and logs nothing."""
    if request.transport is not None:
        request.transport.abort()
    raise asyncio.CancelledError


async def _json(request: web.Request) -> dict[str, Any]:
    content = await request.read()
    try:
        body = orjson.loads(content) if content else {}
    except orjson.JSONDecodeError:
        raise TossRefusal("INVALID_REQUEST") from None
    return body if isinstance(body, dict) else {}


def _text(body: dict[str, Any], key: str) -> str:
    if not isinstance(body.get(key), str) or not body[key]:
        raise TossRefusal("INVALID_REQUEST")
    return str(body[key])


def _whole(body: dict[str, Any], key: str) -> int:
    if type(body.get(key)) is not int or body[key] <= 0:
        raise TossRefusal("INVALID_REQUEST")
    return int(body[key])


def _korean(text: str) -> datetime:
    """Toss takes Korean time without an offset."""
    given = datetime.fromisoformat(text)
    return given if given.tzinfo else given.replace(tzinfo=SEOUL)


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()
