"""How long work tells how far it has come."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then with how much is done, of how much in all."""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` pieces are finished."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""
