"""A Telegram reply says itself what it is about: the message that it quotes is looked up, however old it is (D16)."""

from __future__ import annotations

from aiogram.types import Message

from bot.callbacks import Talk, TalkStep
from bot.customer import ask
from bot.merchant import messages
from bot.turn import Said
from bot.words import message_of
from domain import thread
from domain.delivery import Chat, ShownCard, Side
from domain.ports import UnitOfWork
from domain.thread import RelayedMessage
from domain.use_cases.continue_album import continue_album


async def replied(turn: Said) -> bool:
    """Passes on a reply to something that was passed on, or to one's own order's card. False for anything else."""
    quoted, message = turn.message.reply_to_message, message_of(turn)
    if quoted is None or message is None:
        return False
    about = await turn.store.read(_quoted, turn.chat, quoted.message_id) or _on_keys(quoted)
    match about:
        case Talk(thread=thread_id):
            await messages.reply(turn, thread_id, None, message)
        case RelayedMessage(side=Side.SHOP):
            await messages.reply(turn, about.thread_id, about.entry_id, message)
        case RelayedMessage():
            await ask.reply(turn, about.thread_id, message)
        case ShownCard(side=Side.CUSTOMER):
            await ask.about_card(turn, about.order_id, message)
        case _:
            return False
    return True


async def continued(turn: Said, message: thread.Message) -> bool:
    """A further picture of an album goes where the first one went, or waits with it. False when it is the first."""
    if not message.album:
        return False
    if await ask.keep_with_held(turn, message) or await messages.keep_with_unsent(turn, message):
        return True
    return await turn.store.run(continue_album, message, turn.caller, turn.now) is not None


def _on_keys(quoted: Message) -> Talk | None:
    """What [💬 답장] below it says: of a copy whose sending was never confirmed nothing is remembered."""
    keys = quoted.reply_markup.inline_keyboard if quoted.reply_markup else []
    packed = [key.callback_data for row in keys for key in row if key.callback_data]
    talks = [Talk.unpack(data) for data in packed if data.startswith(f"{Talk.__prefix__}:{TalkStep.OPEN}:")]
    return talks[0] if len(packed) == 1 and talks else None


def _quoted(uow: UnitOfWork, chat: Chat, message_id: int) -> RelayedMessage | ShownCard | None:
    return uow.threads.relayed(chat, message_id) or uow.chats.card_of_message(chat, message_id)
