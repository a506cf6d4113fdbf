"""What a notebook shows of a record: a caption, a short table, and what was left out of it.

A record says what there is to see (`Sight`); how that looks is decided here, once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from math import isnan
from typing import Any

import pandas as pd

_LEFT = ' style="text-align: left"'
ROWS, COLUMNS, SIGNS = 20, 12, 160
"""As much of a table as can be taken in at a glance; longer cells are cut."""


@dataclass(frozen=True)
class Sight:
    """What is to be seen: `caption`, the rows of a table, and `notes` below it."""

    caption: str
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[str, ...] = ()

    @property
    def _window(self) -> pd.DataFrame:
        return self.table.iloc[:ROWS, :COLUMNS]

    @property
    def _said(self) -> tuple[str, ...]:
        """The notes, and what of the table is not shown."""
        left = [
            _counted(n - most, one)
            for n, most, one in zip(
                self.table.shape, (ROWS, COLUMNS), ("row", "column"), strict=True
            )
            if n > most
        ]
        return (*self.notes, *([f"Not shown: {' and '.join(left)}."] if left else []))

    def html(self) -> str:
        """A table with a caption and headers for rows and columns, then a line for each note.

        >>> shown = Sight("Two codes", pd.DataFrame({"code": ["V1", "<b>"], "n": [3, None]})).html()
        >>> "&lt;b&gt;</th><td></td></tr>" in shown
        True
        """
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._said)
        if self._window.empty:
            return f"<p><strong>{escape(self.caption)}</strong></p>{notes}"
        head = "".join(_cell("th", name, "col") for name in self._window.columns)
        body = "".join(
            f"<tr>{_cell('th', first, 'row')}{''.join(_cell('td', one) for one in others)}</tr>"
            for first, *others in self._window.itertuples(index=False)
        )
        caption = f"<caption{_LEFT}>{escape(self.caption)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"

    def plain(self) -> str:
        """The same in plain text."""
        rows = self._window.map(_told).to_string(index=False) if len(self._window.columns) else ""
        return "\n".join(filter(None, (self.caption, rows, *self._said)))


class Shown:
    """A record that a notebook shows as its `sight`, and not by its fields."""

    def sight(self) -> Sight:
        """What there is to see; no words of a person that may not be published."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self.sight().html()

    def __repr__(self) -> str:
        return self.sight().plain()


class Notes(list[str], Shown):
    """What steps had to say, line by line."""

    def sight(self) -> Sight:
        """One row a note."""
        return Sight(_counted(len(self), "note"), pd.DataFrame({"note": list(self)}))

    __repr__ = Shown.__repr__


def facts(caption: str, told: dict[str, Any], *notes: str) -> Sight:
    """A record as a table of two columns; what is empty is left out."""
    kept = {name: value for name, value in told.items() if value not in ("", (), None)}
    rows = pd.DataFrame({"what": kept.keys(), "it is": kept.values()}, dtype="object")
    return Sight(caption, rows, notes)


def _counted(n: int, one: str) -> str:
    return f"{n:,} {one}{'' if n == 1 else 's'}"


def _told(value: object) -> str:
    """A value as it is read; numbers to four figures, missing ones as nothing."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return _cut(", ".join(map(str, value)))
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, float):
        return "" if isnan(value) else f"{value:.4g}"
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= SIGNS else text[: SIGNS - 1] + "…"


def _cell(tag: str, value: object, scope: str = "") -> str:
    """A cell of a table; what is no number stands on the left, where one begins to read."""
    of = f' scope="{scope}"' if scope else ""
    left = _LEFT if isinstance(value, str) else ""
    return f"<{tag}{of}{left}>{escape(_told(value))}</{tag}>"
