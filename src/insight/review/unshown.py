"""A table of words that says how large it is, and never what it holds, wherever it is shown.

A notebook saves what its cells show. Words are therefore shown through a widget alone, which asks
for them by message (`passages`), and what stands as the last line of a cell shows counts.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import pandas as pd


class Unshown(pd.DataFrame):
    """A DataFrame of words: rows, columns and parts of it are taken as ever, and show counts.

    >>> Unshown({"segment_id": ["s1", "s2"], "text": ["It rained.", "We left."]})
    2 rows, not shown: segment_id, text
    """

    @property
    def _constructor(self) -> Callable[..., Unshown]:
        return Unshown

    @property
    def _constructor_sliced(self) -> Callable[..., UnshownColumn]:
        return UnshownColumn

    def __repr__(self) -> str:
        told = ", ".join(map(str, self.columns))
        return f"{len(self)} row{'' if len(self) == 1 else 's'}, not shown: {told}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


class UnshownColumn(pd.Series):
    """A column or row of an `Unshown` table."""

    @property
    def _constructor(self) -> Callable[..., UnshownColumn]:
        return UnshownColumn

    @property
    def _constructor_expanddim(self) -> Callable[..., Unshown]:
        return Unshown

    def __repr__(self) -> str:
        return f"{len(self)} value{'' if len(self) == 1 else 's'}, not shown"
