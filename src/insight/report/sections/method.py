"""What a report ends with: rungs, agreement, and why a section has little to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from insight.report import evidence, names, narrative
from insight.report.evidence import Topic, real, whole
from insight.schemas.release import Release

PAIRS = ("human-human", "human-machine")
AGREEMENT_SHOWN = 10
"""So many comparisons of coders stand on the page, those that agree least; all in the workbook."""


def rung_rows(release: Release) -> list[dict[str, Any]]:
    """Rungs of co-production that anybody claimed or felt, as far as they may be shown."""
    modes = evidence.modes(release)
    rows = evidence.each(evidence.table(release, "rungs").sort_values("rung", ascending=False))
    return [
        {
            "source": row.source_name,
            "part": row.group,
            "rung": f"{row.rung}. {names.RUNGS[int(row.rung) - 1]}",
            "group": narrative.capital(names.group(row.group)),
            "told_in": names.source(row.source_name, modes.get(row.source_name, "survey")),
            "claimed": whole(row.n_claimed),
            "felt": whole(row.n_experienced),
        }
        for row in rows
        if whole(row.n_claimed) or whole(row.n_experienced)
    ]


def rung_codes(release: Release) -> frozenset[str]:
    """Codes with which rungs are recorded."""
    rows = evidence.table(release, "codebook")
    return frozenset(rows.loc[rows["ordinal"].astype(str) == "True", "code"].astype(str))


def redaction_words(release: Release) -> str:
    """How many details of each kind were taken out, most first; empty where nothing is told."""
    rows = evidence.table(release, "redactions").sort_values(["n", "kind"], ascending=[False, True])
    shown = [row for row in evidence.each(rows) if whole(row.n) is not None]
    told = [f"{_kind(row.kind)} ({whole(row.n)})" for row in shown]
    few = [_kind(row.kind) for row in evidence.each(rows) if whole(row.n) is None]
    words = narrative.sentence(f"Taken out, by kind: {narrative.listed(told)}") if told else ""
    return words + (f" Too few to show: {narrative.listed(few)}." if few else "")


def _kind(kind: str) -> str:
    return names.KINDS.get(kind, names.in_words(kind))


def agreement_rows(release: Release, codes: Sequence[Topic]) -> list[dict[str, Any]]:
    """Agreement per code and on what, of people and of people with the computer; none if reflexive.

    On pieces of text, and, where people drew stretches or gave rungs, on these. Those on which two
    people agree least stand first (of no people, person and computer), then what is not known.
    """
    if evidence.reflexive(release):
        return []
    by_id = {topic.id: topic.name for topic in codes}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in evidence.each(evidence.table(release, "agreement")):
        one = found.setdefault(
            (row.subject_id, row.compared_on),
            {
                "topic": by_id.get(row.subject_id, row.subject_id),
                "unit": names.UNITS[row.compared_on],
                "words": "",
                "kappa": "",
                "n": row.n_segments,
                "alpha": {},
                **dict.fromkeys(PAIRS, "none" if row.compared_on == "segment" else ""),
            },
        )
        alpha = real(row.alpha)
        if alpha is not None:
            one["alpha"][row.pair] = alpha
        one[row.pair] = _estimate(alpha, real(row.ci_low), real(row.ci_high))
        if row.pair == "human-human":
            one["words"] = narrative.alpha_words(alpha)
            if row.compared_on == "segment":
                limits = real(row.kappa_low), real(row.kappa_high)
                one["kappa"] = _estimate(real(row.kappa), *limits)
    return sorted(found.values(), key=_least_first)


def _least_first(row: dict[str, Any]) -> tuple[int, float]:
    """Where a comparison stands: by alpha of two people, else of person and computer."""
    known = ((at, row["alpha"][pair]) for at, pair in enumerate(PAIRS) if pair in row["alpha"])
    return next(known, (len(PAIRS), 0.0))


def agreement_words(rows: Sequence[dict[str, Any]]) -> str:
    """How many of all comparisons of two people are firm, tentative or too low, in a sentence."""
    read = Counter(
        narrative.alpha_words(one["alpha"]["human-human"]).partition(":")[0]
        for one in rows
        if "human-human" in one["alpha"]
    )
    told = [f"{n} {words}" for words, n in sorted(read.items())]
    return f"Of {read.total()} comparisons of two people: {narrative.listed(told)}." if told else ""


def _estimate(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "too few to say"
    told = f"{value:.2f}"
    return told if low is None or high is None else f"{told} ({low:.2f} to {high:.2f})"


def why_short(release: Release) -> dict[str, str]:
    """Why a section has little to show, in words; for sections that have something, unused."""
    modes = set(evidence.modes(release).values())
    has_codebook = not evidence.table(release, "codebook").empty
    if evidence.reflexive(release):
        counts = "This is a reflexive study. It looks for meaning and does not count people."
    elif not has_codebook:
        counts = "This study has no codebook, so nothing was counted by topic."
    elif modes == {"document"}:
        counts = (
            "This study read published documents and asked nobody, so it counts no people. "
            "What the documents claim, voice by voice, stands in section 3."
        )
    else:
        counts = "No number could be shown without pointing at single people."
    if evidence.reflexive(release):
        gradient = counts
    elif "survey" not in modes:
        gradient = (
            "This study has no survey. We look for differences by deprivation in surveys "
            "of residents only, because people in interviews are picked on purpose."
        )
    elif not has_codebook:
        gradient = counts
    elif evidence.table(release, "links").empty:
        gradient = (
            "Nobody told this study where they live, so it can say nothing about deprivation."
        )
    else:
        gradient = (
            "Too few residents gave an answer and a place to live for this study to say anything "
            "about deprivation."
        )
    asked = [mode for mode in modes if mode != "document"]
    sampling = set(evidence.table(release, "sources")["sampling"])
    if modes and not asked:
        representation = "Nobody was asked, so there is nobody to set beside the county."
    elif sampling == {"purposive"}:
        representation = ""  # The report says why by name.
    else:
        representation = (
            "We have no figures on who lives in the county to compare with, or too few people "
            "gave their details."
        )
    return {
        "counts": counts,
        "gradients": gradient,
        "quotes": "No quotes are shown: nobody agreed to be quoted, or none is approved yet.",
        "representation": representation,
        "disagree": counts
        if modes == {"document"}
        else "No two groups can be set side by side: only one group spoke, or the groups "
        "are too small to show.",
        "themes": "No candidate themes are given: there was too little text for a computer to "
        "sort, or none was released.",
        "agreement": "This is a reflexive study. Coders were not compared."
        if evidence.reflexive(release)
        else "No part of the text was coded by two people, so agreement is not known.",
        "principles": "No codebook links what people said to the Marmot principles.",
    }
