"""Loads aiogram in a third of its time and memory: of its pydantic models only those are built that are used."""

from __future__ import annotations

import sys
from typing import Any

from pydantic import BaseModel


def load_aiogram() -> None:
    """Imports aiogram so that each of its models is built at its first use. Idempotent.

    To be called before the first `import aiogram`; afterwards, or without it, all is the same, only slower to start.
    aiogram asks for this itself (`defer_build`) and then builds all its types at the end of their import, because their
    annotations are known there only. Here each keeps those annotations (`__pydantic_parent_namespace__`) until then.
    """
    if "aiogram" in sys.modules:
        return
    every_model: Any = BaseModel
    build_now = vars(BaseModel)["model_rebuild"]
    every_model.model_rebuild = classmethod(_keep_namespace)
    every_model.model_config["defer_build"] = True
    try:
        import aiogram.methods
    finally:
        every_model.model_rebuild = build_now
        del every_model.model_config["defer_build"]
    names = aiogram.types.Update.__pydantic_parent_namespace__
    for method in _kinds_of(aiogram.methods.TelegramMethod):
        method.__pydantic_parent_namespace__ = names
    # Building is not safe in several threads at once, and screens are drawn in the store's threads too.
    for model in (aiogram.types.InlineKeyboardMarkup, aiogram.types.InlineKeyboardButton, aiogram.types.CopyTextButton):
        model.model_rebuild()


def _keep_namespace(model: type[BaseModel], /, *, _types_namespace: dict[str, Any] | None = None, **_: object) -> None:
    model.__pydantic_parent_namespace__ = _types_namespace


def _kinds_of(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [model, *(kind for child in model.__subclasses__() for kind in _kinds_of(child))]
