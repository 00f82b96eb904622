"""aiogram's HTTP client, leaner: JSON out, and of an answer only what the desk needs.

aiogram writes every call as a form and validates every answer into models, which costs more than the rest of a tap.
Uploads, errors and answers that are really read still go its way.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final, cast

import orjson
from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
    PinChatMessage,
    SendMessage,
    SetMyCommands,
    TelegramMethod,
    UnpinChatMessage,
)
from aiogram.methods.base import TelegramType
from aiogram.types import Message
from aiohttp import ClientError, ClientTimeout

_LEAN: Final = frozenset(
    {
        AnswerCallbackQuery,
        DeleteMessage,
        EditMessageCaption,
        EditMessageReplyMarkup,
        EditMessageText,
        PinChatMessage,
        SendMessage,
        SetMyCommands,
        UnpinChatMessage,
    }
)
"""Methods of whose answer at most the message's id is read."""
_BLANK: Final = Message.model_construct(message_id=0)
_JSON: Final = {"Content-Type": "application/json"}


class JsonSession(AiohttpSession):
    """Raises the same errors as aiogram's own session. A Message it returns has its id and nothing else."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        if type(method) not in _LEAN:
            return await super().make_request(bot, method, timeout)
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        session = await self.create_session()
        try:
            async with session.post(
                url, data=self._body(bot, method), headers=_JSON, timeout=self._seconds(timeout)
            ) as response:
                content = await response.read()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=type(error).__name__) from error
        return cast(TelegramType, self._read(bot, method, response.status, content))

    def _body(self, bot: Bot, method: TelegramMethod[Any]) -> bytes:
        # aiogram's defaults (of text formats and the like) are left out: our bots have none.
        given = vars(method)
        values = {name: given[name] for name in method.model_fields_set}
        shown = {name: value for name, value in values.items() if not (value is None or isinstance(value, Default))}
        return orjson.dumps(shown, default=partial(self.prepare_value, bot=bot, files={}, _dumps_json=False))

    def _seconds(self, timeout: int | None) -> ClientTimeout:
        """In the form that aiohttp takes."""
        return ClientTimeout(total=self.timeout if timeout is None else timeout)

    def _read(self, bot: Bot, method: TelegramMethod[Any], status: int, content: bytes) -> Any:
        if status == 200:
            try:
                answer = orjson.loads(content)
                result = answer["result"]
            except (orjson.JSONDecodeError, KeyError, TypeError):
                pass  # aiogram's way tells what is wrong with it
            else:
                return _message(result) if isinstance(result, dict) else result
        return self.check_response(bot, method, status, content.decode("utf-8", "replace")).result


def _message(result: dict[str, Any]) -> Message:
    # A copy of a blank one: to make one anew, pydantic looks up the defaults of a hundred fields.
    return _BLANK.model_copy(update={"message_id": result["message_id"]})
