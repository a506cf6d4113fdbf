"""What rows are counted from, gathered once: sources, people, and who mentioned what where."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.inequality.evidence.measure import each_source
from insight.inequality.evidence.mentions import segments_mentioning

if TYPE_CHECKING:
    from insight.inequality.evidence import Evidence
    from insight.inequality.evidence.source import Source
    from insight.study.opened import OpenedStudy


class Material:
    """The evidence of a study, by source, subject and person."""

    def __init__(self, study: OpenedStudy, evidence: Evidence) -> None:
        self.study = study
        self.evidence = evidence
        self.speakers = evidence.speakers

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Sources in which somebody was asked, by name."""
        return {one.name: one for one in each_source(self.evidence)}

    def source(self, name: object) -> Source:
        """The source called `name`."""
        if str(name) not in self.sources:
            raise InputError(
                "the tables tell of a source in which nobody was asked",
                where="the words behind a number",
                remedy="run `insight run`, which makes all tables anew",
            )
        return self.sources[str(name)]

    @cached_property
    def spoken(self) -> pd.DataFrame:
        """What participants said: segment_id, speaker_id."""
        segments = self.evidence.segments
        told = segments.loc[segments["role"] == "participant", ["segment_id", "speaker_id"]]
        return told.reset_index(drop=True)

    @cached_property
    def _mentions(self) -> dict[tuple[str, str], pd.DataFrame]:
        found = segments_mentioning(
            self.evidence.said, self.evidence.segments, self.evidence.raising
        )
        each = found.groupby(["subject", "subject_id"])
        return {(str(kind), str(name)): rows for (kind, name), rows in each}

    def mentions(self, kind: object, subject_id: object, people: Collection[str]) -> pd.DataFrame:
        """Segments in which one of these `people` mentions a code or theme.

        Columns segment_id, speaker_id, unprompted.
        """
        columns = ["segment_id", "speaker_id", "unprompted"]
        found = self._mentions.get((str(kind), str(subject_id)))
        if found is None:
            return pd.DataFrame({name: [] for name in columns})
        return found.loc[found["speaker_id"].isin(people), columns]

    def said_by(self, people: Collection[str]) -> frozenset[str]:
        """Everything that these people said, by segment_id."""
        return frozenset(self.spoken.loc[self.spoken["speaker_id"].isin(people), "segment_id"])
