"""Loads aiogram in a third of its time and memory: of its pydantic models only those are built that are used."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from pydantic import BaseModel


def load_aiogram() -> None:
    """Imports aiogram so that each of its models is built at its first use. Idempotent.

    To be called before the first `import aiogram`; without it all is the same, only slower to start. aiogram asks for
    this itself (`defer_build`), but its modules name each other's types for the type checker only, so at the end of its
    import it hands every model the names it lacks and has it built. Here the modules learn these names instead.
    """
    if "aiogram" in sys.modules:
        return
    names: dict[str, Any] = {}
    every_model: Any = BaseModel
    build_now = vars(BaseModel)["model_rebuild"]
    every_model.model_rebuild = classmethod(partial(_keep_names, names))
    every_model.model_config["defer_build"] = True
    try:
        import aiogram.methods
    finally:
        every_model.model_rebuild = build_now
        del every_model.model_config["defer_build"]
    for module in [module for name, module in sys.modules.items() if name.startswith("aiogram.types.")]:
        vars(module).update(names | vars(module))
    # Building is not safe in several threads at once, and screens are drawn in the store's threads too.
    for model in (aiogram.types.InlineKeyboardMarkup, aiogram.types.InlineKeyboardButton, aiogram.types.CopyTextButton):
        model.model_rebuild()


def _keep_names(names: dict[str, Any], _model: type[BaseModel], _types_namespace: dict[str, Any]) -> None:
    names.update(_types_namespace)
