"""How two tables differ: rows, columns, the largest difference of a number, never a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.schemas.tolerance import FLOOR, tolerance
from insight.store.fingerprints import Fingerprint, as_text, in_order, shown


@dataclass(frozen=True)
class Difference:
    """`rows` differ in `columns`; `missing` rows are gone and `added` ones are new.

    `largest` is the largest difference of two numbers, where both are known; `at` tells one of the
    rows, by ids and numbers alone.
    """

    rows: int = 0
    columns: tuple[str, ...] = ()
    missing: int = 0
    added: int = 0
    largest: float | None = None
    at: str = ""

    def __str__(self) -> str:
        """In words.

        >>> print(Difference(1, ("text",), at="segment_id s-1"))
        1 row differs in column text; one such row: segment_id s-1
        """
        told = []
        if self.rows:
            named = ", ".join(self.columns)
            where = f" in column{'s' if len(self.columns) > 1 else ''} {named}" if named else ""
            told.append(f"{_rows(self.rows, 'differs', 'differ')}{where}")
        elif self.columns:
            told.append(f"columns differ: {', '.join(self.columns)}")
        if self.missing:
            told.append(f"{_rows(self.missing, 'is', 'are')} missing")
        if self.added:
            told.append(f"{_rows(self.added, 'was', 'were')} not there before")
        if self.largest is not None:
            told.append(f"largest difference of a number {self.largest:.3g}")
        if self.at:
            told.append(f"one such row: {self.at}")
        return "; ".join(told)


def _rows(n: int, one: str, several: str) -> str:
    return f"1 row {one}" if n == 1 else f"{n} rows {several}"


def difference(name: str, kept: pd.DataFrame, found: pd.DataFrame) -> Difference | None:
    """How `found` differs from `kept`, both the table `name`, beyond the declared tolerances.

    None where it does not. Rows are told apart by their key, and by their place where it has none.
    """
    old, new = in_order(name, kept), in_order(name, found)
    strangers = sorted(set(old.columns) ^ set(new.columns))
    both = old.index.intersection(new.index)
    gone, come = old.index.difference(new.index), new.index.difference(old.index)
    here = list(dict.fromkeys(zip(new.index, shown(name, new), strict=True)))
    there = dict(zip(old.index, shown(name, old), strict=True)) | dict(here)
    differs = pd.Series(False, index=both)
    columns, largest = [], None
    for column in [one for one in old.columns if one in new.columns]:
        apart, by = _apart(column, old.loc[both, column], new.loc[both, column], found[column])
        if apart.any():
            columns.append(column)
            differs |= apart
            largest = by if largest is None else max(largest, by or 0.0)
    if not (strangers or columns or len(gone) or len(come)):
        return None
    first = [*differs.index[differs], *gone, *come]
    return Difference(
        int(differs.sum()),
        (*columns, *strangers),
        len(gone),
        len(come),
        largest,
        there[first[0]] if first else "",
    )


def _apart(
    column: str, old: pd.Series, new: pd.Series, typed: pd.Series
) -> tuple[pd.Series, float | None]:
    """Which cells differ, and by how much at most where they are numbers."""
    differs = old != new
    is_number = pd.api.types.is_numeric_dtype(typed) and not pd.api.types.is_bool_dtype(typed)
    if not is_number or not differs.any():
        return differs, None
    one = pd.to_numeric(old[differs], errors="coerce").to_numpy(dtype="float64")
    other = pd.to_numeric(new[differs], errors="coerce").to_numpy(dtype="float64")
    by = np.abs(one - other)
    if pd.api.types.is_float_dtype(typed):
        size = np.maximum(np.abs(one), np.abs(other))
        differs[differs] = ~(by <= tolerance(column) * size + FLOOR)
    known = by[~np.isnan(by)]
    return differs, float(known.max()) if len(known) else None


def since(name: str, then: Fingerprint, now: Fingerprint) -> Difference | None:
    """How the table `name` differs from one of which only digests are left."""
    both = then.rows.keys() & now.rows.keys()
    changed = sorted(key for key in both if then.rows[key] != now.rows[key])
    gone, come = sorted(then.rows.keys() - both), sorted(now.rows.keys() - both)
    strangers = sorted(then.columns.keys() ^ now.columns.keys())
    columns = sorted(one for one in then.columns if now.columns.get(one) != then.columns[one])
    if not (changed or gone or come or strangers):
        return None
    # Where rows came or went, every column has another digest, which says nothing of any.
    first = [*changed, *gone, *come]
    rows = {**then.shown, **now.shown}
    return Difference(
        len(changed),
        tuple(strangers or ([] if gone or come else columns)),
        len(gone),
        len(come),
        at=rows[first[0]] if first else "",
    )


def vectors_moved(kept: pd.DataFrame, found: pd.DataFrame) -> Difference | None:
    """How far vectors (segment_id, vector) moved; None within their tolerance of one another."""
    one = kept.set_index("segment_id")["vector"]
    other = found.set_index("segment_id")["vector"]
    both = sorted(set(one.index) & set(other.index))
    missing, added = len(one) - len(both), len(other) - len(both)
    largest = [float(np.abs(_wide(one[key]) - _wide(other[key])).max()) for key in both]
    apart = [key for key, by in zip(both, largest, strict=True) if by > tolerance("vector")]
    if not (apart or missing or added):
        return None
    at = f"segment_id {apart[0]}" if apart else ""
    return Difference(len(apart), ("vector",), missing, added, max(largest, default=None), at)


def _wide(vector: Sequence[float]) -> np.ndarray:
    return np.asarray(vector, dtype=np.float32)


__all__ = ["Difference", "as_text", "difference", "since", "vectors_moved"]
