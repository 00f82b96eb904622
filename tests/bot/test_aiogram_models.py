"""aiogram's models are built when they are used, and each of them can be."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

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


def test_every_answer_can_be_read() -> None:
    every_kind: Any = Response
    methods = [vars(kind) for kind in kinds_of(TelegramMethod) if "__api_method__" in vars(kind)][1:]
    assert len(methods) > 150
    for method in methods:
        assert every_kind[method["__returning__"]].model_validate({"ok": False}).result is None


def test_a_second_call_changes_nothing() -> None:
    load_aiogram()
    assert "defer_build" not in BaseModel.model_config
