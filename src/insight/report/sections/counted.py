"""What others counted and published, beside what people said of the same thing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from insight.report import evidence, narrative
from insight.report.evidence import Topic, whole
from insight.schemas.release import Release

FEW = 20
"""A share of fewer is called unsteady, as nobody gives a percentage of fewer people."""
GROUPS_SHOWN = 4


@dataclass(frozen=True)
class Beside:
    """A topic that published figures belong to, and what people said of it, in words."""

    topic: Topic
    words: str
    linked: bool


@dataclass(frozen=True)
class CountedTable:
    """One published table: a row for each period, with its cells in words.

    `few` : whether a share in it is of fewer than twenty.
    """

    title: str
    origin: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    few: bool
    beside: tuple[Beside, ...]


def counted(release: Release, codes: Sequence[Topic]) -> tuple[CountedTable, ...]:
    """The published tables of `release`, by title, each with the topics that it belongs to."""
    by_id = {topic.id: topic for topic in codes}
    return tuple(
        _table(str(title), rows, by_id)
        for title, rows in evidence.table(release, "counted").groupby("title", sort=True)
    )


def tables_of(found: Sequence[CountedTable]) -> dict[str, list[str]]:
    """Code -> titles of the published tables that belong to it."""
    told: dict[str, list[str]] = {}
    for one in found:
        for beside in one.beside:
            told.setdefault(beside.topic.id, []).append(one.title)
    return told


def _table(title: str, rows: pd.DataFrame, by_id: dict[str, Topic]) -> CountedTable:
    first = rows.iloc[0]
    heads = rows.drop_duplicates("column").sort_values("column")["measure"]
    n = rows["n"].dropna()
    return CountedTable(
        title=title,
        origin=str(first["origin"]),
        note=str(first["note"]),
        heads=tuple(heads.astype(str)),
        rows=tuple(
            (str(of_period["period"].iloc[0]), tuple(_cell(c) for c in evidence.each(of_period)))
            for _, of_period in rows.groupby("row", sort=True)
        ),
        few=bool((n < FEW).any()),
        beside=tuple(
            _beside(by_id[code]) for code in str(first["codes"]).split(";") if code in by_id
        ),
    )


def _cell(cell: Any) -> str:
    """The figure as given; of a share also of how many it is."""
    if math.isnan(cell.value):
        return str(cell.told) or "none given"
    n = whole(cell.n)
    return str(cell.told) if n is None else f"{cell.told} (of {n:,})"


def _beside(topic: Topic) -> Beside:
    said = [count for count in topic.shown if count.mode != "document"][:GROUPS_SHOWN]
    return Beside(
        topic,
        words=narrative.finding(said) if said else "",
        linked=bool(topic.shown or topic.quotes),
    )
