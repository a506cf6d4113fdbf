"""Passages on screen in a notebook: they travel in messages, and are no state that is saved."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pandas as pd
from anywidget import AnyWidget

_FRONT = files("insight.review") / "front"
MOST = 100
"""Passages in one answer."""
_SHOWN = ("number", "segment_id", "stakeholder_groups", "question_asked", "text")


class Passages(AnyWidget):
    """A table of segments to be read; show it as the last line of a cell.

    `segments` : segment_id and text, and of number, stakeholder_groups and question_asked those
    that there are.
    """

    _esm = "\n".join((_FRONT / f"{name}.js").read_text("utf-8") for name in ("page", "passages"))
    _css = (_FRONT / "desk.css").read_text("utf-8")

    def __init__(self, segments: pd.DataFrame) -> None:
        super().__init__()
        self._segments = segments
        self.on_msg(self._heard)

    def _heard(self, _: object, told: Any, __: object) -> None:
        if isinstance(told, dict) and told.get("verb") == "rows":
            self.send(self.rows(told.get("first"), told.get("count")))

    def rows(self, first: object, count: object) -> dict[str, Any]:
        """`count` passages from the `first` on, 0 the first of all; less where there are less."""
        at, n = (one if isinstance(one, int) and one > 0 else 0 for one in (first, count))
        part = self._segments.iloc[at : at + min(n, MOST)]
        known = [name for name in _SHOWN if name in part.columns]
        rows = [
            {str(name): str(value) for name, value in row.items()}
            for row in part[known].to_dict("records")
        ]
        for row in rows:
            row["who"] = row.pop("stakeholder_groups", "").replace("_", " ").replace(";", " and ")
        return {"first": at, "n": len(self._segments), "rows": rows}

    def __repr__(self) -> str:
        return f"{len(self._segments)} passages"
