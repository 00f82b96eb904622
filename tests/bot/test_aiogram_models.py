"""aiogram's models are built when they are used, and each of them can be."""

from __future__ import annotations

import subprocess
import sys

import aiogram.types
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response
from aiogram.types.base import TelegramObject
from pydantic import BaseModel

from bot.aiogram_models import load_aiogram


def kinds_of(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [model, *(kind for child in model.__subclasses__() for kind in kinds_of(child))]


def test_most_models_are_never_built() -> None:
    script = (
        "from bot.aiogram_models import load_aiogram; load_aiogram(); import bot.app; from aiogram.types.base import *;"
        "print(sum(model.__pydantic_complete__ for model in MutableTelegramObject.__subclasses__()))"
    )
    built = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(built.stdout) < 20


def test_every_model_can_be_built() -> None:
    models = [kind for kind in (*kinds_of(TelegramObject), *kinds_of(TelegramMethod)) if "aiogram" in kind.__module__]
    assert len(models) > 500
    assert [model.__name__ for model in models if model.model_rebuild() is False] == []


def test_an_answer_is_read_into_its_models() -> None:
    answer = Response[list[aiogram.types.Update]].model_validate(
        {
            "ok": True,
            "result": [{"update_id": 1, "message": {"message_id": 2, "date": 3, "chat": {"id": 4, "type": "private"}}}],
        }
    )
    assert answer.result
    assert isinstance(answer.result[0].message, aiogram.types.Message)
    assert answer.result[0].message.chat.id == 4


def test_a_second_call_changes_nothing() -> None:
    load_aiogram()
    assert "defer_build" not in BaseModel.model_config
