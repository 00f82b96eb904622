"""Carries out one Bot API call: the table's check, the method, the troubles on order, the record."""

import asyncio
import inspect
from dataclasses import dataclass
from typing import Any

from bot.demo.telegram import refusals
from bot.demo.telegram.calls import CallLog
from bot.demo.telegram.checks import Checker
from bot.demo.telegram.context import Call, Context
from bot.demo.telegram.faults import CALL_KINDS, Fault
from bot.demo.telegram.methods import BY_LOWER_NAME, METHODS
from bot.demo.telegram.refusals import Refusal
from bot.demo.telegram.state import BotAccount
from bot.demo.telegram.wire import Parameters, for_the_record


@dataclass(slots=True)
class Reply:
    """`dropped` means: close the connection without an answer."""

    status: int
    body: dict[str, Any]
    dropped: bool = False


class Dispatch:
    """One for all bots."""

    def __init__(self, context: Context, calls: CallLog) -> None:
        self._context = context
        self._calls = calls
        self._checker = Checker()

    async def perform(self, bot: BotAccount, name: str, parameters: Parameters) -> Reply:
        """Never raises Refusal: it becomes the reply."""
        method = BY_LOWER_NAME.get(name.lower())
        chat_id = self._chat_id(parameters.values)
        numeric = chat_id if isinstance(chat_id, int) else None
        fault = self._context.faults.strike(CALL_KINDS, bot.username, numeric, method or name)
        call = Call(bot, method or name, parameters.values, parameters.parts)
        if fault is not None and fault.kind == "refuse":
            self._record(call, chat_id, Reply(0, {"description": "connection dropped"}), fault=fault.kind)
            return Reply(0, {}, dropped=True)
        reply = await self._reply(call, method, chat_id, fault)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        reply.dropped = fault is not None and fault.kind == "lost"
        return reply

    async def _reply(self, call: Call, method: str | None, chat_id: int | str | None, fault: Fault | None) -> Reply:
        violation = None
        try:
            result = await self._result(call, method, fault)
            reply = Reply(200, {"ok": True, "result": result})
        except Refusal as refusal:
            violation = refusal.violation
            reply = Reply(refusal.code, refusal.as_json())
        self._record(call, chat_id, reply, violation, fault.kind if fault else None)
        return reply

    async def _result(self, call: Call, method: str | None, fault: Fault | None) -> Any:
        if method is None:
            raise self._checker.unknown(call.method)
        call.values = self._checker.check(method, call.values)
        _strike(fault)
        result = METHODS[method](self._context, call)
        return await result if inspect.isawaitable(result) else result

    def _chat_id(self, values: dict[str, Any]) -> int | str | None:
        """Whose chat the call is about; for an answer to a tap, the chat of the tap."""
        query = self._context.world.queries.get(str(values.get("callback_query_id")))
        chat_id = values.get("chat_id", query.user_id if query else None)
        if isinstance(chat_id, str) and chat_id.lstrip("-").isdigit():
            return int(chat_id)
        return chat_id if isinstance(chat_id, int | str) else None

    def _record(
        self,
        call: Call,
        chat_id: int | str | None,
        reply: Reply,
        violation: str | None = None,
        fault: str | None = None,
    ) -> None:
        polled = call.method == "getUpdates"
        self._calls.add(
            at=self._context.world.clock(),
            bot=call.bot.username,
            method=call.method,
            params=for_the_record(call.values),
            status=reply.status,
            description=reply.body.get("description"),
            chat_id=chat_id,
            result=None if polled else reply.body.get("result"),
            violation=violation,
            fault=fault,
        )
        if not polled:
            self._context.world.changes.bump()


def _strike(fault: Fault | None) -> None:
    """Raises the Refusal a fault stands for, before any effect."""
    if fault is None:
        return
    if fault.kind == "400":
        raise refusals.bad_request(refusals.CANNOT_DELETE)
    if fault.kind == "429":
        raise refusals.too_many_requests(fault.retry_after)
    if fault.kind == "403":
        raise refusals.blocked()
    if fault.kind == "500":
        raise refusals.server_error()
