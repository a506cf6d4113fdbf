"""What rows are counted from, gathered once: sources, people, and who mentioned what where."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.inequality.evidence.measure import each_source
from insight.inequality.evidence.mentions import segments_mentioning
from insight.study.measured import evidence

_NAMING = ("source_name", "subject", "subject_id", "stratum", "stratum_value")
_MENTION = ["segment_id", "speaker_id", "unprompted"]
_NONE = pd.DataFrame(
    {name: pd.Series(dtype=object) for name in _NAMING}
    | {name: pd.Series(dtype=int) for name in ("n_segments", "most")}
)

if TYPE_CHECKING:
    from insight.inequality.evidence import Evidence
    from insight.inequality.evidence.source import Source
    from insight.study.opened import OpenedStudy


def passages(study: OpenedStudy) -> pd.DataFrame:
    """In how many segments each code and theme is mentioned, by source, everybody and group.

    Columns source_name, subject, subject_id, stratum, stratum_value, n_segments, and `most`: as
    many as one person of the source has at most.
    """
    material = Material(study, evidence(study, sampled=False))
    parts = [
        _counted(material.mentioned, source)
        for source in material.sources.values()
        if source.carries.counts
    ]
    return pd.concat(parts or [_NONE])[list(_NONE)]


def _counted(mentioned: pd.DataFrame, source: Source) -> pd.DataFrame:
    """`passages` of one source."""
    own = mentioned[mentioned["speaker_id"].isin(source.asked["speaker_id"])]
    of_person = own.groupby(["subject", "subject_id", "speaker_id"]).size()
    parts = []
    for stratum in source.strata:
        if stratum.kind in ("all", "group"):
            people = source.asked.loc[stratum.chosen, "speaker_id"]
            found = own[own["speaker_id"].isin(people)].groupby(["subject", "subject_id"])
            told = found["segment_id"].nunique().rename("n_segments").reset_index()
            parts.append(told.assign(stratum=stratum.kind, stratum_value=stratum.value))
    most = int(of_person.max()) if len(of_person) else 0
    return pd.concat(parts).assign(source_name=source.name, most=most)


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
    def mentioned(self) -> pd.DataFrame:
        """One row per segment of a participant and code or theme in it."""
        return segments_mentioning(
            self.evidence.said, self.evidence.segments, self.evidence.raising
        )

    @cached_property
    def _mentions(self) -> dict[tuple[str, str], pd.DataFrame]:
        each = self.mentioned.groupby(["subject", "subject_id"])[_MENTION]
        return {(str(kind), str(name)): rows for (kind, name), rows in each}

    def mentions(self, kind: object, subject_id: object, people: Collection[str]) -> pd.DataFrame:
        """Segments in which one of these `people` mentions a code or theme.

        Columns segment_id, speaker_id, unprompted.
        """
        found = self._mentions.get((str(kind), str(subject_id)))
        if found is None:
            return pd.DataFrame({name: [] for name in _MENTION})
        return found[found["speaker_id"].isin(people)]

    @cached_property
    def of_themes(self) -> pd.DataFrame:
        """What participants said, a row per segment and theme that it is in."""
        from insight.themes.perspective import told_of_themes

        placed = self.study.tables["segment_themes"]
        return told_of_themes(self.evidence.segments, self.speakers, placed)

    @cached_property
    def asked_by_source(self) -> dict[str, pd.DataFrame]:
        """Who was asked, by name of the source, as themes count them."""
        from insight.themes.perspective import asked_by_source

        return dict(asked_by_source(self.evidence.segments, self.speakers))

    def said_by(self, people: Collection[str]) -> frozenset[str]:
        """Everything that these people said, by segment_id."""
        return frozenset(self.spoken.loc[self.spoken["speaker_id"].isin(people), "segment_id"])
