"""Desk and reader as widgets of JupyterLab: their pages, and the messages that these send.

Words travel in messages, when the page asks for them. A widget's traits are its state, which a
notebook may be saved with: there are none but the page itself.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from anywidget import AnyWidget

from insight.review.bench import Bench
from insight.review.reading import Reading

_FRONT = files("insight.review") / "front"
_DESK = (
    *("page", "line", "text", "list", "memo", "identifiers", "codes"),
    *("examples", "themes", "quotes", "desk"),
)
_READER = ("page", "line", "list", "reader")


def page(parts: tuple[str, ...] = _DESK) -> str:
    """A page's module: one file of it after the other, as the later ones build on the earlier."""
    return "\n".join((_FRONT / f"{name}.js").read_text("utf-8") for name in parts)


class Desk(AnyWidget):
    """The review desk over a `bench`; show it as the last line of a cell."""

    _esm = page()
    _css = (_FRONT / "desk.css").read_text("utf-8")

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.on_msg(self._heard)

    def _heard(self, _: object, told: Any, __: object) -> None:
        if isinstance(told, dict) and "verb" in told:
            self.send(self._bench.answer(told))

    def __repr__(self) -> str:
        return "The review desk"


class Reader(AnyWidget):
    """What is in a `reading`, in its context; show it as the last line of a cell."""

    _esm = page(_READER)
    _css = (_FRONT / "desk.css").read_text("utf-8")

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading
        self.on_msg(self._heard)

    def _heard(self, _: object, told: Any, __: object) -> None:
        if isinstance(told, dict) and "verb" in told:
            self.send(self._reading.answer(told))

    def __repr__(self) -> str:
        n = len({segment for segment, _, _ in self._reading.places})
        return f"A reader of {n:,} segments: run the cell to read. No word of them is saved."
