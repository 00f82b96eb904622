"""Products' pictures: uploaded once per bot, sent by their file id from then on."""

from __future__ import annotations

import hashlib

from bot.screens.screen import Screen
from bot.turn import Turn
from domain.catalog import Product
from domain.ports import UnitOfWork


async def send_picture(turn: Turn, product: Product, caption: Screen) -> None:
    """The picture with its caption and keys; nothing for a product without one."""
    image = await turn.store.read(_image, product.id)
    if image is None:
        return
    digest = hashlib.sha256(image).hexdigest()
    file_id = await turn.store.read(_file_id, turn.chat.bot_id, digest)
    sent = await turn.send_photo(file_id or image, caption)
    if file_id is None and sent.photo:
        await turn.store.run(_save_file_id, turn.chat.bot_id, digest, sent.photo[-1].file_id)


def _image(uow: UnitOfWork, product_id: int) -> bytes | None:
    return uow.shops.product_image(product_id)


def _file_id(uow: UnitOfWork, bot_id: int, digest: str) -> str | None:
    return uow.chats.file_id(bot_id, digest)


def _save_file_id(uow: UnitOfWork, bot_id: int, digest: str, file_id: str) -> None:
    uow.chats.save_file_id(bot_id, digest, file_id)
