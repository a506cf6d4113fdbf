"""What the released tables say about each topic, gathered so that sentences and figures agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pandas as pd

from insight.errors import InsightError
from insight.report import names
from insight.schemas import (
    LIVED_EXPERIENCE,
    STAKEHOLDER_GROUPS,
    TABLES,
    empty,
    groups_in_words,
    validate,
)
from insight.schemas.release import Release

ALPHA_FIRM = 0.8
ALPHA_TENTATIVE = 0.667
"""Krippendorff's customary cut-offs: firm from the first, tentative from the second."""

MACHINE = "machine-suggested"
"""The basis of what a computer suggests and nobody has checked."""

NO_ESTIMATE = "none: what a computer suggests is no estimate"

_GROUPS = {groups_in_words(group): group for group in STAKEHOLDER_GROUPS}
_OTHER_COLUMNS = {
    "themes": ["theme_id", "label", "keywords", "status", "repeatability", "n_speakers"],
    "sources": [
        "name",
        "mode",
        "sampling",
        "collected_on",
        "wave",
        "n_speakers",
        "n_segments",
        "n_excluded",
    ],
    "redactions": ["kind", "n"],
    "codebook": ["code", "label", "name", "definition", "principles", "pair", "origin"],
    "principles": ["principle", "title"],
    "indicators": ["principle", "indicator_id", "name", "polarity"],
    "indicator_values": [
        *("principle", "indicator_id", "measured_for", "name", "polarity", "period"),
        *("value", "ci_low", "ci_high", "england", "origin"),
    ],
    "rungs": ["source_name", "group", "rung", "n_claimed", "n_experienced"],
    "claims": ["source_name", "code", "voice", "n_statements", "basis"],
    "links": ["link_status", "n"],
    "theme_map": ["theme_id", "x", "y"],
    "theme_quality": [
        *("theme_id", "speakers", "speakers_low", "speakers_high", "by_chance", "seeds"),
        *("bootstraps", "npmi", "c_v", "diversity", "said"),
    ],
    "theme_headings": ["theme_id", "parent", "parent_label"],
    "reported": ["item", "answer"],
}
"""Columns of the released tables that are not in `schemas.publishable`."""
_NOT_ALWAYS = {"codebook": ["ordinal", "version", "rules"], "sources": ["questions"]}
"""Columns that a release may do without; empty where it does."""


@dataclass(frozen=True)
class Count:
    """How many of those asked, in one source and stratum; None = not shown, `note` says why.

    What a computer suggests is no estimate and has no interval.
    """

    source: str
    mode: str
    sampling: str
    stratum: str
    part: str
    mentioning: int | None
    asked: int | None
    prevalence: float | None
    low: float | None
    high: float | None
    basis: str
    note: str

    @property
    def rounded(self) -> bool:
        """Whether the counts were rounded on their way out, as those of surveys are.

        A survey whose people were picked on purpose is counted like interviews.
        """
        return are_rounded(self.mode, self.sampling)

    @property
    def lived(self) -> bool | None:
        """Whether the people speak from their own life with care; None where nobody tells."""
        if self.part == names.EVERYBODY:
            return None
        return self.part in LIVED_EXPERIENCE and self.mode != "document"

    @property
    def told_in(self) -> str:
        """Where it was said, in words: `the survey`."""
        return names.source(self.source, self.mode)

    @property
    def share(self) -> float | None:
        """Mentioning as a share of asked, 0 to 1: for lengths of bars and for order."""
        if self.prevalence is not None:
            return self.prevalence
        if self.mentioning is None or not self.asked:
            return None
        return min(self.mentioning / self.asked, 1.0)


@dataclass(frozen=True)
class Quote:
    """Words that may be printed, with who said them in at most two attributes.

    `number` counts the quotes of this report, codes before themes.
    """

    text: str
    said_by: str
    side: str
    valence: str
    approved: bool
    source: str
    number: int = 0

    @property
    def speaker(self) -> str:
        """Who said it, with groups called as everywhere in the report."""
        groups, *rest = self.said_by.split(",", 1)
        told = (names.group(_GROUPS.get(one, one), many=False) for one in groups.split(" and "))
        return ",".join((" and ".join(told), *rest))

    @property
    def groups(self) -> tuple[str, ...]:
        """Stakeholder groups of who said them, as far as these are told."""
        told = self.said_by.split(",")[0].split(" and ")
        return tuple(_GROUPS[one] for one in told if one in _GROUPS)


@dataclass(frozen=True)
class Topic:
    """One code or candidate theme, with all that was released about it.

    `pieces` : by source, stratum and part, in how many pieces of text people spoke of it.
    """

    kind: str
    id: str
    name: str
    definition: str
    origin: str
    principles: tuple[str, ...]
    pair: str
    alpha: float | None
    counts: tuple[Count, ...]
    quotes: tuple[Quote, ...]
    pieces: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def of(self, stratum: str, source: str | None = None) -> tuple[Count, ...]:
        """Counts of one stratum (and source): lived experience first, then by source."""
        kept = (c for c in self.counts if c.stratum == stratum and source in (None, c.source))
        return tuple(
            sorted(kept, key=lambda c: (c.mode == "document", *names.group_order(c.part), c.source))
        )

    @property
    def shown(self) -> tuple[Count, ...]:
        """Counts of groups that may be shown, lived experience first."""
        return tuple(count for count in self.of("group") if count.share is not None)

    @property
    def quantified(self) -> bool:
        """Whether coders agreed well enough, so far as was measured, to lean on its numbers."""
        return self.alpha is None or self.alpha >= ALPHA_TENTATIVE

    @property
    def quoted(self) -> tuple[tuple[str, tuple[Quote, ...]], ...]:
        """Quotes by side, in words, what went wrong and what went well mixed."""
        sides = ((side, tuple(q for q in self.quotes if q.side == side)) for side in names.SIDES)
        told = names.SIDES if any(quote.side for quote in self.quotes) else names.NO_SIDES
        return tuple((told[side], quotes) for side, quotes in sides if quotes)


def are_rounded(mode: str, sampling: str) -> bool:
    """Whether people of such a source are counted in rounded numbers; see `Count.rounded`."""
    return mode == "survey" and sampling != "purposive"


def reflexive(release: Release) -> bool:
    """Whether the study's approach rules out counts by topic, and agreement."""
    return release.approach == "reflexive"


class _Checked(dict[str, pd.DataFrame]):
    """Released tables, each looked at once."""


def checked(release: Release) -> Release:
    """`release` with its tables as `table` gives them, which then need not be looked at again."""
    every = [name for name in TABLES if _is_publishable(name)]
    tables = {name: table(release, name) for name in (*every, *_OTHER_COLUMNS)}
    return replace(release, tables=_Checked(tables))


def _is_publishable(name: str) -> bool:
    return name in TABLES and TABLES[name]._custody == "publishable"


def table(release: Release, name: str) -> pd.DataFrame:
    """The released table `name` in its canonical order; without rows where the study has none.

    Raises InsightError naming the column where one is missing or does not fit.
    """
    if isinstance(release.tables, _Checked):
        return release.tables[name]
    if _is_publishable(name):
        schema = TABLES[name]
        if name not in release.tables:
            return empty(schema)
        found = validate(schema, release.tables[name])
        return _without_estimates(found) if name == "theme_prevalence" else found
    known = _OTHER_COLUMNS[name]
    if name not in release.tables:
        return pd.DataFrame({column: [] for column in (*known, *_NOT_ALWAYS.get(name, ()))})
    found = release.tables[name]
    missing = [column for column in known if column not in found.columns]
    if missing:
        raise InsightError(f"released table {name}: no column {', '.join(missing)}")
    also = _NOT_ALWAYS.get(name, [])
    return found.reindex(columns=[*known, *also], fill_value="").reset_index(drop=True)


def _without_estimates(counts: pd.DataFrame) -> pd.DataFrame:
    """`counts` without range and method where a computer suggested: that is no estimate."""
    suggested = counts["basis"] == MACHINE
    ranges = counts[["ci_low", "ci_high"]].mask(suggested)
    method = counts["method"].mask(suggested, NO_ESTIMATE)
    return counts.assign(**ranges, method=method)


def topics(release: Release, kind: str) -> tuple[Topic, ...]:
    """All codes (`kind` = "code", in the codebook's order) or themes ("theme", largest first).

    In a reflexive study they carry no counts and no agreement. A hidden theme is left out;
    a code that is counted but not in the codebook raises InsightError.
    """
    counts = {} if reflexive(release) else _counts(release, kind)
    alphas = {} if reflexive(release) else _alphas(release)
    quotes = _quotes(release, kind)
    if kind == "code":
        rows = table(release, "codebook")
        strangers = sorted(set(counts) - set(rows["code"].astype(str)))
        if strangers:
            raise InsightError(
                f"released table theme_prevalence: codes not in codebook: {', '.join(strangers)}"
            )
    else:
        rows = _themes_as_codes(release)
    pieces = {} if reflexive(release) else _pieces(release, kind)
    numbers = count(1 if kind == "code" else 1 + sum(map(len, _quotes(release, "code").values())))
    return tuple(
        Topic(
            kind=kind,
            id=row.code,
            name=row.name or names.in_words(row.label),
            definition=row.definition,
            origin=row.origin,
            principles=split(row.principles),
            pair=row.pair,
            alpha=alphas.get(row.code) if kind == "code" else None,
            counts=counts.get(row.code, ()),
            quotes=tuple(replace(one, number=next(numbers)) for one in quotes.get(row.code, ())),
            pieces=pieces.get(row.code, {}),
        )
        for row in each(rows.fillna("").astype(str))
    )


def _themes_as_codes(release: Release) -> pd.DataFrame:
    themes = table(release, "themes")
    shown = themes[(themes["status"] != "hidden") & (themes["theme_id"] >= 0)]
    shown = shown.sort_values(["n_speakers", "theme_id"], ascending=[False, True])
    return pd.DataFrame(
        {
            "code": shown["theme_id"].astype(int).astype(str),
            "label": shown["label"],
            "name": shown["label"],
            "definition": shown["keywords"].astype(str),
            "principles": "",
            "pair": "",
            "origin": shown["status"],
        }
    )


def modes(release: Release) -> dict[str, str]:
    """How each source was collected, by name."""
    return {str(row.name): str(row.mode) for row in each(table(release, "sources"))}


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of `frame` as named tuples."""
    return iter(frame.itertuples(index=False))


def split(joined: str) -> tuple[str, ...]:
    """The parts of a cell that lists several, joined by ';' or ','."""
    return tuple(part for part in re.split(r"[;,\s]+", joined) if part)


def code_counts(release: Release) -> pd.DataFrame:
    """The released counts of topics of the codebook, without those of themes."""
    rows = table(release, "theme_prevalence")
    return rows[rows["subject"] == "code"]


def why(note: str) -> str:
    """The reason in a note, without the words that the page says itself."""
    return note.removeprefix("not shown: ")


def whole(value: Any) -> int | None:
    """`value` of a table as a whole number; None where it is missing."""
    return None if pd.isna(value) else int(value)


def real(value: Any) -> float | None:
    """`value` of a table as a number; None where it is missing."""
    return None if pd.isna(value) else float(value)


def _counts(release: Release, kind: str) -> dict[str, tuple[Count, ...]]:
    """Counts by topic; a source that does not tell who people are has everybody as one group."""
    rows = table(release, "theme_prevalence")
    rows = rows[rows["subject"] == kind]
    told = rows.loc[rows["stratum"] == "group", "source_name"]
    untold = (rows["mode"] != "document") & ~rows["source_name"].isin(told)
    as_one = untold & (rows["stratum"] == names.EVERYBODY)
    rows = rows.assign(stratum=rows["stratum"].mask(as_one, "group"))
    return {
        str(topic): tuple(
            Count(
                source=row.source_name,
                mode=row.mode,
                sampling=row.sampling,
                stratum=row.stratum,
                part=str(row.stratum_value),
                mentioning=whole(row.n_mentioning),
                asked=whole(row.n_asked),
                prevalence=real(row.prevalence),
                low=real(row.ci_low),
                high=real(row.ci_high),
                basis=row.basis,
                note=why(row.note),
            )
            for row in each(of_topic)
        )
        for topic, of_topic in rows.groupby("subject_id", sort=True)
    }


def _quotes(release: Release, kind: str) -> dict[str, tuple[Quote, ...]]:
    rows = table(release, "quotes")
    rows = rows[rows["subject"] == kind].sort_values(["subject_id", "said_by", "text"])
    return {
        str(topic): tuple(
            Quote(
                row.text,
                row.said_by,
                row.side,
                row.valence,
                row.status == "approved",
                row.source_name,
            )
            for row in each(of_topic)
        )
        for topic, of_topic in rows.groupby("subject_id", sort=True)
    }


def _pieces(release: Release, kind: str) -> dict[str, dict[tuple[str, str, str], int]]:
    rows = table(release, "passages")
    found: dict[str, dict[tuple[str, str, str], int]] = {}
    for row in each(rows[rows["subject"] == kind]):
        own = found.setdefault(str(row.subject_id), {})
        own[row.source_name, row.stratum, row.stratum_value] = int(row.n_segments)
    return found


def _alphas(release: Release) -> dict[str, float]:
    """Alpha between people, per code, where it could be reckoned."""
    rows = table(release, "agreement")
    between_people = rows[
        (rows["pair"] == "human-human") & (rows["compared_on"] == "segment") & rows["alpha"].notna()
    ]
    return {str(row.subject_id): float(row.alpha) for row in each(between_people)}


def spoken(topic: Topic, *, lived: bool | None) -> tuple[Count, ...]:
    """Shown counts of groups that raised `topic`, strongest first; written claims never count.

    What people coded stands before what a computer suggested.
    """
    found = [
        count
        for count in topic.of("group")
        if count.mode != "document" and count.lived == lived and count.mentioning
    ]
    shown = [count for count in found if count.share is not None]
    return tuple(sorted(shown, key=lambda count: [-part for part in _strength(count)]))


def by_strength(found: Sequence[Topic], *, lived: bool | None) -> tuple[tuple[Topic, Count], ...]:
    """Topics with the count of the group that raised them most, most-mentioned first.

    Topics whose coders agreed too little stay out.
    """
    best = [
        (topic, counts[0])
        for topic in found
        if topic.quantified and (counts := spoken(topic, lived=lived))
    ]
    return tuple(sorted(best, key=lambda pair: ([-x for x in _strength(pair[1])], pair[0].id)))


def _strength(count: Count) -> tuple[float, float, float, float]:
    """How much a count carries: read by people, of many rather than of a few, then its share."""
    by_people, of_many = float(count.basis != MACHINE), float(count.rounded)
    return (by_people, of_many, count.share or 0.0, float(count.asked or 0))
