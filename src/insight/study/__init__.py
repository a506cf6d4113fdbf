"""A study: its folder, its method, and what people do with it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from insight.study.method import Study
    from insight.study.people.readings import approve_sheets
    from insight.study.people.withdrawal import Withdrawn, withdraw_speaker
    from insight.study.reproduction import Comparison, reproduce
    from insight.study.scaffold import new_study

__all__ = [
    "Comparison",
    "Study",
    "Withdrawn",
    "approve_sheets",
    "new_study",
    "reproduce",
    "withdraw_speaker",
]

_HOMES = {
    "Comparison": "reproduction",
    "Study": "method",
    "Withdrawn": "people.withdrawal",
    "approve_sheets": "people.readings",
    "new_study": "scaffold",
    "reproduce": "reproduction",
    "withdraw_speaker": "people.withdrawal",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: seeing that nothing changed needs no pandas."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"insight.study.{_HOMES[name]}"), name)
