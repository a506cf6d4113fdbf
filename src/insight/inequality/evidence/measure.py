"""Codings and people in; prevalence, gradients, divergence and representation out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from insight.inequality.concentration import concentration_index
from insight.inequality.divergence import difference_of_proportions
from insight.inequality.evidence.design import figures_of
from insight.inequality.evidence.heard import representation
from insight.inequality.evidence.mentions import (
    coded_by,
    groups_of,
    people_asked,
    people_mentioning,
    residents_of,
)
from insight.inequality.evidence.sampled import Sample, corrected_codes
from insight.inequality.evidence.source import Rows, Source
from insight.inequality.individual import IndividualSlope, individual_slope
from insight.inequality.prevalence import (
    benjamini_hochberg,
    detectable_from,
    minimum_detectable_slope,
    wilson,
)
from insight.schemas import LIVED_EXPERIENCE, empty, validate
from insight.schemas.publishable import (
    Divergence,
    Representation,
    ThemeGradients,
    ThemePrevalence,
)

_PRESPECIFIED = ("prespecified", "added")


@dataclass(frozen=True)
class Evidence:
    """What the measures are computed from, all de-identified but `ranks`.

    `said` : segment_id, subject, subject_id: codes that count and themes that segments belong to.
    `raising` : question, code: which question itself raises which code.
    `ranks` : speaker_id, local_rank: population mid-rank of the speaker's area, 0 = most deprived.
    `codes` : code, origin; only codes set before the analysis carry gradients.
    `population` : margin, category, population of the authority; None without places.
    `sample` : what people coded of segments drawn by known chances; None where nothing was drawn.
    """

    segments: pd.DataFrame
    speakers: pd.DataFrame
    said: pd.DataFrame
    codings: pd.DataFrame
    raising: pd.DataFrame
    ranks: pd.DataFrame
    codes: pd.DataFrame
    population: pd.DataFrame | None
    approach: str
    sample: Sample | None = None


def measure(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """theme_prevalence, theme_gradients, divergence and representation, unrounded.

    Sources are never pooled; people are counted, not segments; the denominator is everybody asked.
    """
    sources = list(_sources(evidence))
    subjects = _subjects(evidence)
    codes = [code for kind, code in subjects if kind == "code"]
    origin = dict(zip(evidence.codes["code"], evidence.codes["origin"], strict=True))
    before = [code for code in codes if origin.get(code) in _PRESPECIFIED]
    prevalence: Rows = []
    gradients: Rows = []
    divergence: Rows = []
    heard: Rows = []
    for source in sources:
        for kind, subject_id in subjects:
            prevalence += _prevalence(source, kind, subject_id)
        if source.carries.gradients:
            gradients += _gradients(source, before, evidence.ranks)
        for code in codes:
            divergence += _divergence(source, code)
        if source.carries.counts and evidence.population is not None:
            heard += representation(source, evidence.population)
    return {
        "theme_prevalence": _table(ThemePrevalence, prevalence),
        "theme_gradients": _table(ThemeGradients, gradients),
        "divergence": _table(Divergence, divergence),
        "representation": _table(Representation, heard),
    }


def _table(table: type, rows: Rows) -> pd.DataFrame:
    return validate(table, pd.DataFrame(rows)) if rows else empty(table)


def _subjects(evidence: Evidence) -> list[tuple[str, str]]:
    """Every code of the codebook and every theme found, whether mentioned or not."""
    themes = evidence.said.loc[evidence.said["subject"] == "theme", "subject_id"]
    return [("code", str(code)) for code in sorted(evidence.codes["code"])] + [
        ("theme", str(theme)) for theme in sorted(set(themes), key=int)
    ]


def _sources(evidence: Evidence) -> Iterator[Source]:
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
            asked=asked,
            mentions=mentions[mentions["speaker_id"].isin(asked["speaker_id"])],
            corrected=corrected,
        )


def _strata(source: Source) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Everybody, each stakeholder group, and for residents their quintile and kind of place."""
    yield "all", "all", source.asked
    for group, people in groups_of(source.asked).groupby("group"):
        yield "group", str(group), people
    if source.carries.by_area:
        residents = residents_of(source.asked)
        for quintile, people in residents.groupby("quintile"):
            yield "quintile", str(quintile), people
        for kind, people in residents[residents["rural_urban"] != ""].groupby("rural_urban"):
            yield "rural_urban", str(kind), people


def _prevalence(source: Source, kind: str, subject_id: str) -> Rows:
    if not source.carries.counts:
        return []
    said = source.who_said(subject_id)
    freely = said[said["unprompted"]]
    rows: Rows = []
    for stratum, value, people in _strata(source):
        n = len(people)
        x = int(people["speaker_id"].isin(said["speaker_id"]).sum())
        row: dict[str, object] = {
            "source_name": source.name,
            "mode": source.mode,
            "sampling": source.sampling,
            "subject": kind,
            "subject_id": subject_id,
            "stratum": stratum,
            "stratum_value": value,
            "n_mentioning": x,
            "n_unprompted": int(people["speaker_id"].isin(freely["speaker_id"]).sum()),
            "n_asked": n,
            "prevalence": np.nan,
            "ci_low": np.nan,
            "ci_high": np.nan,
            "method": source.carries.method,
            "basis": source.basis if kind == "code" else "machine-suggested",
            "note": "",
        }
        if source.carries.intervals:
            low, high = wilson(x, n)
            row |= {"prevalence": x / n, "ci_low": float(low), "ci_high": float(high)}
        if kind == "code" and (corrected := source.corrects(subject_id)):
            row = corrected.prevalence(subject_id, people, row)
        rows.append(row)
    return rows


def _gradients(source: Source, codes: list[str], ranks: pd.DataFrame) -> Rows:
    residents = residents_of(source.asked).merge(ranks, on="speaker_id")
    if residents.empty:
        return []
    residents = residents.sort_values("speaker_id")
    rows: Rows = []
    p_values: list[float] = []
    for code in codes:
        found, slope = _gradient(source, code, residents)
        rows += found
        p_values.append(slope.p_value)
    adjusted = dict(zip(codes, benjamini_hochberg(p_values), strict=True))
    for row in rows:
        row["p_adjusted"] = adjusted[str(row["subject_id"])] if row["measure"] == "sii" else np.nan
    return rows


def _gradient(source: Source, code: str, residents: pd.DataFrame) -> tuple[Rows, IndividualSlope]:
    """The three measures of one code, and the slope among them."""
    said = residents["speaker_id"].isin(source.who_said(code)["speaker_id"]).astype(float)
    slope = individual_slope(said, residents["local_rank"])
    index = concentration_index(said, residents["local_rank"])
    erreygers = (index.erreygers, index.erreygers_lower, index.erreygers_upper)
    how, warning = index.method, index.reason
    share, basis = float(said.mean()), source.basis
    detectable = minimum_detectable_slope(len(residents), share) if 0 < share < 1 else np.nan
    if corrected := source.corrects(code):
        slope, put_right = corrected.gradient(code, residents)
        erreygers = (put_right.estimate, put_right.lower, put_right.upper)
        how, warning, basis = corrected.method, put_right.reason, corrected.basis
        detectable = detectable_from(slope.lower, slope.upper)
    common = {
        "source_name": source.name,
        "sampling": source.sampling,
        "subject_id": code,
        "p_value": np.nan,
        "detectable": np.nan,
        "n": len(residents),
        "basis": basis,
    }
    rows: Rows = [
        common
        | {
            "measure": "sii",
            "value": slope.slope,
            "ci_low": slope.lower,
            "ci_high": slope.upper,
            "p_value": slope.p_value,
            "detectable": detectable if np.isfinite(detectable) else np.nan,
            "method": slope.method,
            "warning": slope.reason,
        },
        common
        | {
            "measure": "rii",
            "value": slope.ratio,
            "ci_low": slope.ratio_lower,
            "ci_high": slope.ratio_upper,
            "method": slope.method,
            "warning": slope.reason,
        },
        common
        | {
            "measure": "erreygers",
            "value": erreygers[0],
            "ci_low": erreygers[1],
            "ci_high": erreygers[2],
            "method": how,
            "warning": warning,
        },
    ]
    return rows, slope


def _divergence(source: Source, code: str) -> Rows:
    """Each group with lived experience against each group that speaks for an organisation."""
    if not source.carries.counts:
        return []
    said = set(source.who_said(code)["speaker_id"])
    members = {
        str(group): people["speaker_id"]
        for group, people in groups_of(source.asked).groupby("group")
    }
    lived = [group for group in LIVED_EXPERIENCE if group in members]
    others = [group for group in sorted(members) if group not in LIVED_EXPERIENCE]
    rows: Rows = []
    for a, b in product(lived, others):
        x_a, n_a = int(members[a].isin(said).sum()), len(members[a])
        x_b, n_b = int(members[b].isin(said).sum()), len(members[b])
        row: dict[str, object] = {
            "source_name": source.name,
            "sampling": source.sampling,
            "subject_id": code,
            "group_a": a,
            "group_b": b,
            "mentioning_a": x_a,
            "asked_a": n_a,
            "mentioning_b": x_b,
            "asked_b": n_b,
            "difference": np.nan,
            "ci_low": np.nan,
            "ci_high": np.nan,
            "method": source.carries.method,
            "basis": source.basis,
            "note": "",
        }
        if source.carries.intervals:
            found = difference_of_proportions(x_a, n_a, x_b, n_b)
            row |= {
                "difference": found.difference,
                "ci_low": found.lower,
                "ci_high": found.upper,
                "method": found.method,
            }
        if corrected := source.corrects(code):
            row = corrected.difference(code, members[a], members[b], row)
        rows.append(row)
    return rows
