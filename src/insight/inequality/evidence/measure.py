"""Codings and people in; prevalence, gradients, divergence and representation out."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from insight.inequality.evidence.design import figures_of
from insight.inequality.evidence.differences import differences
from insight.inequality.evidence.evidence import Evidence
from insight.inequality.evidence.gradients import gradients
from insight.inequality.evidence.heard import representation
from insight.inequality.evidence.mentions import coded_by, people_asked, people_mentioning
from insight.inequality.evidence.sampled import corrected_codes
from insight.inequality.evidence.sensitivity import other_ways
from insight.inequality.evidence.shares import shares
from insight.inequality.evidence.source import Rows, Source
from insight.inequality.evidence.weighted import weighted_shares, weighting
from insight.schemas import Sensitivity, Table, columns_of, empty, validate
from insight.schemas.publishable import (
    Divergence,
    Representation,
    ThemeGradients,
    ThemePrevalence,
    WeightedPrevalence,
)

_PRESPECIFIED = ("prespecified", "added")


def measure(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """All tables of figures, unrounded: shares, gradients, differences, who was heard.

    Sources are never pooled; people are counted, not segments; the denominator is everybody asked.
    """
    subjects = _subjects(evidence)
    codes = [code for kind, code in subjects if kind == "code"]
    before = _set_before(evidence)
    prevalence: Rows = []
    slopes: Rows = []
    gaps: Rows = []
    heard: Rows = []
    weighted: Rows = []
    for source in each_source(evidence):
        for kind, subject_id in subjects:
            prevalence += shares(source, kind, subject_id)
        slopes += gradients(source, before, evidence.ranks)
        for code in codes:
            gaps += differences(source, code)
        if source.carries.counts and evidence.population is not None:
            heard += representation(source, evidence.population, evidence.localities)
            weights = weighting(source, evidence.population, evidence.rake_on)
            weighted += weighted_shares(source, weights, subjects) if weights else []
    return {
        "theme_prevalence": _table(ThemePrevalence, prevalence),
        "weighted_prevalence": _table(WeightedPrevalence, weighted),
        "theme_gradients": _table(ThemeGradients, slopes),
        "divergence": _table(Divergence, gaps),
        "representation": _table(Representation, heard),
    }


def sensitivity(evidence: Evidence) -> pd.DataFrame:
    """How far the gradients move when they are made in another way; for the analyst alone."""
    rows: Rows = []
    for source in each_source(evidence):
        rows += other_ways(source, _set_before(evidence), evidence)
    return _table(Sensitivity, rows)


def _set_before(evidence: Evidence) -> list[str]:
    """Codes that were set before the analysis: only these carry gradients."""
    set_before = evidence.codes["origin"].isin(_PRESPECIFIED)
    return sorted(map(str, evidence.codes.loc[set_before, "code"]))


def _table(table: type[Table], rows: Rows) -> pd.DataFrame:
    # Columns that no row tells of, since nobody told anything, are there all the same.
    return validate(table, pd.DataFrame(rows, columns=columns_of(table))) if rows else empty(table)


def _subjects(evidence: Evidence) -> list[tuple[str, str]]:
    """Every code of the codebook and every theme found, whether mentioned or not."""
    themes = evidence.said.loc[evidence.said["subject"] == "theme", "subject_id"]
    return [("code", str(code)) for code in sorted(evidence.codes["code"])] + [
        ("theme", str(theme)) for theme in sorted(set(themes), key=int)
    ]


def each_source(evidence: Evidence) -> Iterator[Source]:
    """The sources of `evidence` in which somebody was asked, each with a name of its own."""
    people = people_asked(evidence.segments, evidence.speakers)
    mentions = people_mentioning(evidence.said, evidence.segments, evidence.raising)
    basis = coded_by(evidence.codings, evidence.segments)
    codes = sorted(map(str, evidence.codes["code"]))
    modes = people.groupby("source_name")["mode"].nunique()
    for (name, mode), asked in people.groupby(["source_name", "mode"]):
        sampling = str(asked["sampling"].iloc[0])
        carries = figures_of(str(mode), sampling, evidence.approach)
        corrected = None
        if carries.intervals and evidence.sample is not None:
            corrected = corrected_codes(
                asked,
                evidence.segments,
                evidence.said[evidence.said["subject"] == "code"],
                codes,
                evidence.sample,
                finite=sampling == "census",
            )
        yield Source(
            # Interviews and groups of one source are never pooled: each gets a name of its own.
            name=str(name) if modes[str(name)] == 1 else f"{name} ({mode})",
            mode=str(mode),
            sampling=sampling,
            carries=carries,
            basis=basis.get(str(name), "machine-suggested"),
            asked=asked.reset_index(drop=True),
            mentions=mentions[mentions["speaker_id"].isin(asked["speaker_id"])],
            corrected=corrected,
        )
