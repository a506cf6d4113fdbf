"""What stands behind one row of a table: its numbers, the people counted, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from insight.errors import InputError
from insight.review.unshown import Unshown

if TYPE_CHECKING:
    from insight.review.passages import Passages

SEGMENT_COLUMNS = [
    *("number", "segment_id", "document_id", "source_name", "speaker_id", "stakeholder_groups"),
    *("question_asked", "prompted", "text"),
]

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


@dataclass(frozen=True)
class Walked:
    """Everything behind one row of `table`; what it shows of itself are counts.

    `segments` (SEGMENT_COLUMNS; a segment stands once for each number that it is behind) and
    `people` (number, speaker_id, stakeholder_groups) hold words and ids: see `show`.
    """

    table: str
    key: Mapping[str, str]
    numbers: tuple[Number, ...]
    segments: Unshown
    people: Unshown

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

    def show(self) -> Passages:
        """The words on screen, in a notebook; they are not saved with it."""
        try:
            from insight.review.passages import Passages
        except ImportError:
            raise InputError(
                "what notebooks need is not installed",
                where="the words behind a number",
                remedy='install it: pip install "insight[notebooks]", or use `insight behind`',
            ) from None
        return Passages(self.segments)

    def __repr__(self) -> str:
        told = [
            f"{one.name}: {len(one.people)} people, {len(one.segments)} segments"
            for one in self.numbers
        ]
        return f"Behind a row of {self.table}: {'; '.join(told)}"

    def _repr_html_(self) -> str:
        return str(self.counts.to_html(index=False, na_rep=""))


def walked(
    table: str,
    key: Mapping[str, str],
    numbers: Iterable[Number],
    segments: pd.DataFrame,
    speakers: pd.DataFrame,
) -> Walked:
    """The record of `numbers`, with the rows of `segments` and `speakers` that they are made of."""
    told = tuple(numbers)
    texts = [segments[segments["segment_id"].isin(one.segments)] for one in told]
    who = [speakers[speakers["speaker_id"].isin(one.people)] for one in told]
    names = [one.name for one in told]
    return Walked(
        table,
        dict(key),
        told,
        Unshown(_stacked(names, texts)[SEGMENT_COLUMNS]),
        Unshown(_stacked(names, who)[["number", "speaker_id", "stakeholder_groups"]]),
    )


def _stacked(names: list[str], parts: list[pd.DataFrame]) -> pd.DataFrame:
    named = [part.assign(number=name) for name, part in zip(names, parts, strict=True)]
    return pd.concat(named, ignore_index=True)
