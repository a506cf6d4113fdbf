"""One source: who was asked in it, what they mentioned, and which figures it carries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from insight.inequality.corrected import BoolArray
from insight.inequality.evidence.design import Carries
from insight.inequality.evidence.mentions import groups_of, residents_of
from insight.inequality.evidence.sampled import CorrectedCodes

Rows = list[dict[str, object]]


_NO_ROWS = np.array([], dtype=np.intp)


@dataclass(frozen=True)
class Stratum:
    """Some of the people asked (`chosen`, in their order): everybody, a group, a fifth."""

    kind: str
    value: str
    chosen: BoolArray


@dataclass(frozen=True)
class Source:
    """One source's people (`asked`), their mentions, and what its design carries."""

    name: str
    mode: str
    sampling: str
    carries: Carries
    basis: str
    asked: pd.DataFrame
    mentions: pd.DataFrame
    corrected: CorrectedCodes | None = None

    def corrects(self, subject_id: str) -> CorrectedCodes | None:
        """Corrected outcomes of a code; None where who coded it is taken at their word."""
        there = self.corrected is not None and subject_id in self.corrected.outcomes
        return self.corrected if there else None

    def said(self, subject: str, subject_id: str) -> BoolArray:
        """Who of those asked mentioned a code or theme, in their order."""
        return self._marked(self._by_subject.get((subject, subject_id), _NO_ROWS))

    def said_freely(self, subject: str, subject_id: str) -> BoolArray:
        """Who of those asked mentioned it without a question that raised it."""
        at = self._by_subject.get((subject, subject_id), _NO_ROWS)
        return self._marked(at[self.mentions["unprompted"].to_numpy(dtype=bool)[at]])

    @cached_property
    def strata(self) -> tuple[Stratum, ...]:
        """Everybody, each stakeholder group, and for residents their fifth and kind of place."""
        found = [Stratum("all", "all", np.ones(len(self.asked), dtype=bool))]
        for group, people in groups_of(self.asked).groupby("group"):
            found.append(Stratum("group", str(group), self._among(people)))
        if self.carries.by_area:
            residents = residents_of(self.asked)
            for quintile, people in residents.groupby("quintile"):
                found.append(Stratum("quintile", str(quintile), self._among(people)))
            placed = residents[residents["rural_urban"] != ""]
            for kind, people in placed.groupby("rural_urban"):
                found.append(Stratum("rural_urban", str(kind), self._among(people)))
        return tuple(found)

    @cached_property
    def _by_subject(self) -> dict[tuple[str, str], np.ndarray[tuple[int], np.dtype[np.intp]]]:
        """Per code or theme, which rows of `mentions` are about it."""
        found: dict[tuple[str, str], list[int]] = {}
        for row, about in enumerate(
            zip(self.mentions["subject"], self.mentions["subject_id"], strict=True)
        ):
            found.setdefault((str(about[0]), str(about[1])), []).append(row)
        return {about: np.array(rows, dtype=np.intp) for about, rows in found.items()}

    @cached_property
    def _person(self) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Per row of `mentions`, whose it is among those asked."""
        found = pd.Index(self.asked["speaker_id"]).get_indexer(
            pd.Index(self.mentions["speaker_id"])
        )
        return np.asarray(found, dtype=np.intp)

    def _marked(self, at: np.ndarray[tuple[int], np.dtype[np.intp]]) -> BoolArray:
        marks = np.zeros(len(self.asked), dtype=bool)
        marks[self._person[at]] = True
        return marks

    def _among(self, people: pd.DataFrame) -> BoolArray:
        return np.asarray(self.asked["speaker_id"].isin(people["speaker_id"]), dtype=bool)
