"""What stands behind one row of a table: its numbers, the people counted, and what they said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from insight.shown import Shown, Sight

SEGMENT_COLUMNS = [
    *("number", "segment_id", "document_id", "source_name", "speaker_id", "stakeholder_groups"),
    *("question_asked", "prompted", "text"),
]
PERSON_COLUMNS = ["number", "speaker_id", "stakeholder_groups"]

Counts = Literal["people", "segments", "share", "estimate"]


@dataclass(frozen=True)
class Number:
    """One number of a row: the column `name`, what the table has there, and what was counted.

    `counts` : people or segments; a share is of `among` people; an estimate (a slope, or a count
    that a sample of people's codings put right) is made from those counted, and is not their count.
    """

    name: str
    told: float | None
    counts: Counts
    people: frozenset[str]
    segments: frozenset[str] = frozenset()
    among: int = 0

    @property
    def counted(self) -> float | None:
        """The number again, from what was counted; None for an estimate."""
        if self.counts == "estimate":
            return None
        if self.counts == "share":
            return len(self.people) / self.among if self.among else None
        return len(self.people if self.counts == "people" else self.segments)


@dataclass(frozen=True, repr=False)
class Walked(Shown):
    """Everything behind one row of `table`; what it shows of itself are counts.

    `segments` (SEGMENT_COLUMNS; a segment stands once for each number that it is behind) and
    `people` (PERSON_COLUMNS) hold words and ids: `Study.in_context` opens
    the segments to be read.
    """

    table: str
    key: Mapping[str, str]
    numbers: tuple[Number, ...]
    segments: pd.DataFrame
    people: pd.DataFrame

    @property
    def counts(self) -> pd.DataFrame:
        """One row a number: in_the_table, counted, people, segments."""
        return pd.DataFrame(
            {
                "number": [one.name for one in self.numbers],
                "in_the_table": [one.told for one in self.numbers],
                "counted": [one.counted for one in self.numbers],
                "people": [len(one.people) for one in self.numbers],
                "segments": [len(one.segments) for one in self.numbers],
            }
        )

    def sight(self) -> Sight:
        """The counts; the words are read with `Study.in_context`."""
        read = (
            "study.in_context(found.segments) opens them to be read." if len(self.segments) else ""
        )
        return Sight(f"Behind a row of {self.table}", self.counts, (read,) if read else ())


def walked(
    table: str,
    key: Mapping[str, str],
    numbers: Iterable[Number],
    segments: pd.DataFrame,
    speakers: pd.DataFrame,
) -> Walked:
    """The record of `numbers`, with the rows of `segments` and `speakers` that they are made of.

    `segments` has SEGMENT_COLUMNS and `speakers` PERSON_COLUMNS, without number.
    """
    told = tuple(numbers)
    texts = _stacked({one.name: one.segments for one in told}, segments, "segment_id")
    people = _stacked({one.name: one.people for one in told}, speakers, "speaker_id")
    return Walked(table, dict(key), told, texts, people)


def _stacked(ids: Mapping[str, Collection[str]], of: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows of `of` behind each number, whose name comes first."""
    at = {name: np.flatnonzero(of[column].isin(own)) for name, own in ids.items()}
    rows = of.iloc[np.concatenate([np.empty(0, dtype=int), *at.values()])].reset_index(drop=True)
    rows.insert(0, "number", np.repeat(list(at), [len(own) for own in at.values()]))
    return rows
