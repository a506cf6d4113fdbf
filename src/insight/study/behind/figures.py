"""What the rows of figures count: people asked, people who mentioned something, and where."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.inequality.evidence.heard import called, residents_heard, told_of
from insight.inequality.evidence.mentions import residents_of
from insight.schemas.publishable import CORRECTED
from insight.study.behind.walked import Counts, Number

if TYPE_CHECKING:
    from insight.inequality.evidence.source import Source
    from insight.study.behind.material import Material

Row = Mapping[Hashable, Any]
_NOT_KNOWN = "not known"


def told(row: Row, name: str) -> float | None:
    """The number in a cell; None where it is missing."""
    return None if pd.isna(row[name]) else float(row[name])


def mentioned(
    name: str, row: Row, found: pd.DataFrame, counts: Counts = "people", among: int = 0
) -> Number:
    """The number called `name`, of those who say what stands in `found`."""
    people = frozenset(found["speaker_id"])
    return Number(name, told(row, name), counts, people, frozenset(found["segment_id"]), among)


def asked(name: str, row: Row, people: pd.Series) -> Number:
    """The number called `name`, of people who were asked, whether they said anything or not."""
    return Number(name, told(row, name), "people", frozenset(people))


def prevalence(material: Material, row: Row) -> Iterator[Number]:
    """Rows of theme_prevalence."""
    source = material.source(row["source_name"])
    people = _of_stratum(source, row["stratum"], row["stratum_value"])
    found = material.mentions(row["subject"], row["subject_id"], frozenset(people))
    counts: Counts = "estimate" if _is_corrected(row) else "people"
    yield asked("n_asked", row, people)
    yield mentioned("n_mentioning", row, found, counts)
    yield mentioned("n_unprompted", row, found[found["unprompted"].astype(bool)], counts)


def weighted(material: Material, row: Row) -> Iterator[Number]:
    """Rows of weighted_prevalence: residents alone."""
    people = residents_heard(material.source(row["source_name"]).asked)["speaker_id"]
    found = material.mentions(row["subject"], row["subject_id"], frozenset(people))
    yield asked("n_asked", row, people)
    yield mentioned("unweighted", row, found, "share", len(people))


def gradient(material: Material, row: Row) -> Iterator[Number]:
    """Rows of theme_gradients: residents whose area has a rank; its value is made from these."""
    source = material.source(row["source_name"])
    people = residents_of(source.asked).merge(material.evidence.ranks, on="speaker_id")
    found = material.mentions("code", row["subject_id"], frozenset(people["speaker_id"]))
    yield asked("n", row, people["speaker_id"])
    yield mentioned("value", row, found, "estimate")


def divergence(material: Material, row: Row) -> Iterator[Number]:
    """Rows of divergence: both groups."""
    source = material.source(row["source_name"])
    counts: Counts = "estimate" if _is_corrected(row) else "people"
    for side in "ab":
        people = _of_stratum(source, "group", row[f"group_{side}"])
        found = material.mentions("code", row["subject_id"], frozenset(people))
        yield asked(f"asked_{side}", row, people)
        yield mentioned(f"mentioning_{side}", row, found, counts)


def representation(material: Material, row: Row) -> Iterator[Number]:
    """Rows of representation: residents of one category, with all that they said."""
    source = material.source(row["source_name"])
    residents = residents_heard(source.asked, material.evidence.localities)
    values = told_of(residents, row["margin"])
    among = (
        values.isna()
        if row["category"] == _NOT_KNOWN
        else (values == called(row["margin"], str(row["category"]))).fillna(value=False)
    )
    people = frozenset(residents.loc[among.astype(bool), "speaker_id"])
    yield Number("n_speakers", told(row, "n_speakers"), "people", people, material.said_by(people))


def rung(material: Material, row: Row) -> Iterator[Number]:
    """Rows of rungs: segments to which people gave this rung, said by this group."""
    codings = material.study.tables["codings"].query("decision == 'applied'")
    segments = material.evidence.segments
    groups = material.speakers.set_index("speaker_id")["stakeholder_groups"].str.split(";")
    own = groups.index[groups.map(lambda each: row["group"] in each)]
    said = segments[segments["speaker_id"].isin(own)]
    said = said[said["source_name"] == row["source_name"]]
    for kind in ("claimed", "experienced"):
        given = codings.loc[codings[f"rung_{kind}"] == row["rung"], "segment_id"]
        yield mentioned(f"n_{kind}", row, said[said["segment_id"].isin(given)])


def claim(material: Material, row: Row) -> Iterator[Number]:
    """Rows of claims: statements of a document, which are no people."""
    from insight.coding import decided

    codes = decided(material.study.tables["codings"])
    of_code = codes.loc[codes["code"] == row["code"], "segment_id"]
    segments = material.evidence.segments
    found = segments[
        (segments["source_name"] == row["source_name"])
        & (segments["kind"] == "document")
        & (segments["stakeholder_groups"] == row["voice"])
        & segments["segment_id"].isin(of_code)
    ]
    yield mentioned("n_statements", row, found, "segments")


def source(material: Material, row: Row) -> Iterator[Number]:
    """Rows of sources: everybody but interviewers, and all that they said."""
    speakers, segments = material.study.tables["speakers"], material.evidence.segments
    people = speakers[
        (speakers["source_name"] == row["name"]) & (speakers["role"] == "participant")
    ]
    said = segments[(segments["source_name"] == row["name"]) & (segments["role"] != "interviewer")]
    yield asked("n_speakers", row, people["speaker_id"])
    yield mentioned("n_segments", row, said, "segments")


def _of_stratum(source: Source, kind: object, value: object) -> pd.Series:
    """Who of those asked stands in a stratum."""
    for one in source.strata:
        if (one.kind, one.value) == (kind, str(value)):
            return source.asked.loc[one.chosen, "speaker_id"]
    return source.asked["speaker_id"].head(0)


def _is_corrected(row: Row) -> bool:
    return str(row["basis"]).startswith(CORRECTED)
