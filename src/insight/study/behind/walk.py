"""A row of a table of findings, found by its key, and what it was counted from."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.errors import InputError
from insight.schemas import TABLES
from insight.study import describe, measured
from insight.study.behind import figures, themes
from insight.study.behind.material import Material
from insight.study.behind.walked import (
    PERSON_COLUMNS,
    SEGMENT_COLUMNS,
    Number,
    Walked,
    walked,
)

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

Row = Mapping[Hashable, Any]
Key = Mapping[str, object]
WHERE = "the words behind a number"


@dataclass(frozen=True)
class _Kind:
    """How one table is walked back: its key, its rows, and what each row counts."""

    key: tuple[str, ...]
    rows: Callable[[OpenedStudy], pd.DataFrame]
    numbers: Callable[[Material, Row], Iterator[Number]]


def _stored(name: str, numbers: Callable[[Material, Row], Iterator[Number]]) -> _Kind:
    return _Kind(TABLES[name]._key, lambda study: study.tables[name], numbers)


WALKED: Mapping[str, _Kind] = {
    "theme_prevalence": _stored("theme_prevalence", figures.prevalence),
    "weighted_prevalence": _stored("weighted_prevalence", figures.weighted),
    "theme_gradients": _stored("theme_gradients", figures.gradient),
    "divergence": _stored("divergence", figures.divergence),
    "representation": _stored("representation", figures.representation),
    "theme_views": _stored("theme_views", themes.view),
    "theme_only": _stored("theme_only", themes.only),
    "themes": _stored("themes", themes.theme),
    "rungs": _Kind(("source_name", "group", "rung"), describe.rungs, figures.rung),
    "claims": _Kind(("source_name", "code", "voice"), describe.claims, figures.claim),
    "sources": _Kind(("name",), describe.sources, figures.source),
}
"""Tables that can be walked back: in their rows, people or segments are counted."""


class Walk:
    """The way back from the tables of `study`, as they stand now."""

    def __init__(self, study: OpenedStudy) -> None:
        self._study = study
        self._rows: dict[str, pd.DataFrame] = {}

    @cached_property
    def _material(self) -> Material:
        return Material(self._study, measured.evidence(self._study, sampled=False))

    @cached_property
    def _told(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Of segments and of people what is told of those behind a number."""
        segments, people = self._material.evidence.segments, self._material.speakers
        return segments[SEGMENT_COLUMNS[1:]], people[PERSON_COLUMNS[1:]]

    def rows(self, table: str, key: Key) -> pd.DataFrame:
        """The rows of `table` that `key` fits; InputError where it has none, or no such column."""
        kind = _kind(table)
        if strangers := set(key) - set(kind.key):
            raise InputError(
                f"{len(strangers)} of these do not tell rows apart",
                where=WHERE,
                remedy=f"tell any of {', '.join(kind.key)}",
            )
        if table not in self._rows:
            self._rows[table] = kind.rows(self._study)
        found = self._rows[table]
        for name, value in key.items():
            found = found[found[name].astype(str) == str(value)]
        if found.empty:
            raise InputError(
                "there is no such row",
                where=WHERE,
                remedy="take the row's key from the table; `insight run` makes it anew",
            )
        return found

    def behind(self, table: str, key: Key) -> Walked:
        """What stands behind the one row of `table` that `key` fits.

        InputError where it fits several, or where the tables were not made from one another.
        """
        kind, found = _kind(table), self.rows(table, key)
        if len(found) > 1:
            raise InputError(
                f"{len(found)} rows fit",
                where=WHERE,
                remedy=f"tell more of {', '.join(kind.key)}",
            )
        return next(self.every(table, found))

    def every(self, table: str, rows: pd.DataFrame) -> Iterator[Walked]:
        """What stands behind each of these `rows` of `table`."""
        kind = _kind(table)
        for row in rows.to_dict("records"):
            numbers = tuple(kind.numbers(self._material, row))
            for one in numbers:
                _insist_equal(one, table)
            key = {name: str(row[name]) for name in kind.key}
            yield walked(table, key, numbers, *self._told)


def behind(
    study: OpenedStudy, table: str, row: Row | pd.Series | None = None, **key: object
) -> Walked:
    """What stands behind one row of `table`, which `row` or `key` tells; the reading is logged.

    `row` : a row of the table, unrounded or as released; of it the key counts. InputError where
    the table cannot be walked back, no row or several fit, or a table is older than another.
    """
    told = {} if row is None else {name: row[name] for name in _kind(table).key}
    found = Walk(study).behind(table, told | key)
    study.custody.record(f"words behind {table} read")
    return found


def _kind(table: str) -> _Kind:
    if table not in WALKED:
        raise InputError(
            "no table of which a row can be walked back",
            where=WHERE,
            remedy=f"name one of {', '.join(WALKED)}",
        )
    return WALKED[table]


def _insist_equal(number: Number, table: str) -> None:
    """InputError where the table says another number: it was made from other words."""
    if number.counted is None or number.told is None:
        return
    if not math.isclose(number.counted, number.told, abs_tol=1e-9):
        raise InputError(
            "this number was counted from other codings or people than there are now",
            where=WHERE,
            remedy="run `insight run`, which makes all tables anew",
        )
