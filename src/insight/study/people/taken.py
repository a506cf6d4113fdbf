"""Marks in a sheet that the ledger has taken already: they do not count a second time.

A mark stays in its sheet until the next run writes the sheet anew. Who decides otherwise in the
meantime, at the review desk, decides later than the mark, however often that is recorded. So each
sheet says as of when it was written; whoever marks a fresh sheet decides anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from insight.store import Ledger
from insight.store.ledger import Decision, Matter, oldest_first

AS_OF = "as_of"
"""Column of a sheet: how many lines the ledger had when the sheet was written."""
_TOLD = 12
"""Rows that are named, of those on what was decided elsewhere."""


@dataclass(frozen=True)
class Taken:
    """What stood when a sheet was written, what was decided `since`, and what stands now."""

    before: Mapping[Matter, str]
    since: frozenset[tuple[Matter, str]]
    now: Mapping[Matter, str]

    @classmethod
    def of(cls, ledger: Ledger, as_of: int) -> Taken:
        """Of a sheet that was written when `ledger` had `as_of` lines."""
        lines = ledger.lines()
        return cls(
            _standing(lines[:as_of]),
            frozenset((one.matter, one.verdict) for one in lines[as_of:]),
            _standing(lines),
        )

    def holds(self, asked: Decision, absent: str | None = None) -> bool:
        """Whether this was decided when the sheet was written, or since then, by anybody.

        `absent` is the verdict that says as much as no decision.
        """
        stood = self.before.get(asked.matter, absent)
        return stood == asked.verdict or (asked.matter, asked.verdict) in self.since

    def on(self, about: str, text_digest: str) -> list[Matter]:
        """All that was ever decided on these words."""
        return [one for one in self._about.get(about, ()) if one[2] == text_digest]

    def changed(self, matters: Iterable[Matter]) -> bool:
        """Whether one of these stands otherwise than when the sheet was written."""
        return any(self.before.get(one) != self.now.get(one) for one in matters)

    @cached_property
    def _about(self) -> Mapping[str, list[Matter]]:
        found: dict[str, list[Matter]] = {}
        for one in self.now:
            found.setdefault(one[1], []).append(one)
        return found

    def overruled(self, asked: Iterable[Decision], absent: str | None = None) -> int:
        """On how many things something was asked that is taken, and that stands no longer."""
        gone = (
            one.about
            for one in asked
            if self.holds(one, absent) and self.now.get(one.matter, absent) != one.verdict
        )
        return len(set(gone))


def _standing(lines: Iterable[Decision]) -> dict[Matter, str]:
    return {one.matter: one.verdict for one in oldest_first(lines)}


def as_of(sheet: pd.DataFrame) -> int:
    """How many lines the ledger had when `sheet` (all text) was written; 0 where it is not told."""
    told = sheet[AS_OF].iloc[0] if AS_OF in sheet.columns and len(sheet) else ""
    return number_told(told)


def number_told(told: str) -> int:
    """The number in a cell; 0 where there is none."""
    return int(told) if told.isascii() and told.isdecimal() else 0


def overruled_line(count: int, file: str) -> str:
    """What to tell of marks that were recorded and overruled since; mostly nothing."""
    if not count:
        return ""
    return (
        f"{file}: {count} marks were recorded earlier and overruled since, and do not count again; "
        "to change that back, run `insight run` and mark the fresh sheet"
    )


def elsewhere_line(rows: Sequence[int], file: str, remedy: str) -> str:
    """What to tell of `rows` of a sheet on what was decided elsewhere since; mostly nothing."""
    if not rows:
        return ""
    told = ", ".join(map(str, rows[:_TOLD])) + (" and others" if len(rows) > _TOLD else "")
    return (
        f"{file}: {len(rows)} rows ({told}) are on what was coded otherwise since the sheet was "
        f"written; they do not count: {remedy}"
    )
