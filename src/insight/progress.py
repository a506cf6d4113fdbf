"""How long work tells how far it has come, and what it is that is being done."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Protocol

doing: ContextVar[str] = ContextVar("doing", default="Python")
"""The verb of the command line; "Python" where a notebook or a script does it."""


class Progress(Protocol):
    """Called now and then with how much is done, of how much in all."""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` pieces are finished."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""
