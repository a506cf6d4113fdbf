"""De-identify what people say about care, find what it says, link it to deprivation.

from insight import Study
Study("my-study").run()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from insight.study import Study, reproduce

__all__ = ["Study", "reproduce"]


def __getattr__(name: str) -> Any:
    """Import one of these, or a room such as `insight.inequality`, when it is first asked for."""
    if name in __all__:
        return getattr(import_module("insight.study"), name)
    try:
        return import_module(f"insight.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"insight.{name}":
            raise
        raise AttributeError(f"insight has no {name}") from None
