"""What changed since the wave before, and what people say now of what was promised after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from insight.report import evidence, names, narrative
from insight.report.evidence import Count, Topic, real, whole
from insight.schemas.release import Release

THEN, NOW = "then", "now"
NAMED = 4
"""So many topics that are not compared for one reason are named; more are only counted."""


@dataclass(frozen=True)
class Change:
    """One topic and group of one source, then and now; `words` tell the difference, if any."""

    topic: Topic
    then: Count
    now: Count
    seen: str
    words: str

    @property
    def who(self) -> str:
        """Of whom it is, in words."""
        return "everybody asked" if self.now.stratum == "all" else narrative.who(self.now)


@dataclass(frozen=True)
class Changed:
    """All that may be said of one source: what is compared, what stands side by side."""

    told_in: str
    compared: tuple[Change, ...]
    beside: tuple[Change, ...]


@dataclass(frozen=True)
class Promised:
    """What was promised, and what people say of its topic now."""

    topic: Topic
    you_said: str
    we_did: str
    who: str
    by: str
    now: str
    changed: str


def changed(release: Release, codes: Sequence[Topic]) -> tuple[Changed, ...]:
    """Source by source, what of its topics is told then and now; clear differences first."""
    rows = evidence.table(release, "changes")
    topics = {topic.id: topic for topic in codes}
    found = []
    for _, own in rows[rows["subject_id"].isin(topics)].groupby("source_name", sort=True):
        told = {
            standing: tuple(
                _change(topics[row.subject_id], row)
                for row in sorted(
                    evidence.each(own[own["standing"] == standing]),
                    key=lambda row: (not _is_clear(row), *names.group_order(row.stratum_value)),
                )
            )
            for standing in ("compared", "side by side")
        }
        if any(told.values()):
            first = next(one for both in told.values() for one in both)
            found.append(Changed(first.now.told_in, told["compared"], told["side by side"]))
    return tuple(found)


def not_compared_since(release: Release, codes: Sequence[Topic]) -> list[tuple[str, str]]:
    """Why topics are not compared with the wave before, and which, in words; with each source."""
    topics = {topic.id: topic.name for topic in codes}
    rows = evidence.table(release, "changes")
    every = Counter(rows["source_name"])
    apart = rows[rows["standing"].isin(("not compared", "new", "gone"))]
    found = []
    for key, own in apart.groupby(["source_name", "mode", "note"], sort=True):
        source, mode, note = map(str, key)
        why = f"{narrative.capital(names.source(source, mode))}: {note}"
        if 1 < every[source] == len(own):
            found.append((why, "All topics"))
            continue
        parts = Counter(rows.loc[rows["source_name"] == source, "subject_id"])
        told = [
            _of_topic(
                topics.get(str(code), str(code)), of_topic, whole=len(of_topic) == parts[code]
            )
            for code, of_topic in own.groupby("subject_id", sort=False)
        ]
        if len(told) > NAMED:
            told = [f"{len(told)} topics, of some groups or of all; the workbook names them"]
        found.append((why, "; ".join(told)))
    return sorted(found)


def _of_topic(name: str, rows: pd.DataFrame, *, whole: bool) -> str:
    """A topic, with those of whom it is not compared unless these are all there are (`whole`)."""
    if whole:
        return name
    of_all = (rows["stratum"] == "all").any()
    parts = rows.loc[rows["stratum"] != "all", "stratum_value"]
    groups = [names.group(part) for part in sorted(parts, key=names.group_order)]
    return f"{name} ({narrative.listed([*(['everybody'] if of_all else []), *groups])})"


def promised(release: Release, codes: Sequence[Topic]) -> tuple[Promised, ...]:
    """Promises in their order, each with what people say now and what changed."""
    topics = {topic.id: topic for topic in codes}
    every = {
        one.topic.id: one.words
        for source in changed(release, codes)
        for one in source.compared
        if one.now.stratum == "all"
    }
    return tuple(
        Promised(
            topics[row.code],
            row.you_said,
            row.we_did,
            row.who,
            row.by,
            _now(topics[row.code]),
            every.get(row.code, ""),
        )
        for row in evidence.each(evidence.table(release, "promises"))
        if row.code in topics
    )


def _now(topic: Topic) -> str:
    """What people with lived experience, and others, say now."""
    told = [*evidence.spoken(topic, lived=True), *evidence.spoken(topic, lived=False)]
    return narrative.finding(told) if told else ""


def _change(topic: Topic, row: Any) -> Change:
    then, now = (
        Count(
            row.source_name,
            row.mode,
            row.sampling,
            row.stratum,
            row.stratum_value,
            whole(getattr(row, f"mentioning_{when}")),
            whole(getattr(row, f"asked_{when}")),
            real(getattr(row, f"share_{when}")),
            None,
            None,
            row.basis,
            row.note,
        )
        for when in (THEN, NOW)
    )
    return Change(topic, then, now, _seen(real(row.detectable)), _words(row))


def _seen(detectable: float | None) -> str:
    """The least change that would probably have been seen: said before the result."""
    if detectable is None:
        return "No change at all: there are too few answers."
    return (
        f"Only a change of about {narrative.out_of_hundred(detectable)} or more people in every "
        "100."
    )


def _is_clear(row: Any) -> bool:
    low, high = real(row.ci_low), real(row.ci_high)
    if low is None or high is None or low <= 0 <= high:
        return False
    adjusted = real(row.p_adjusted)
    return adjusted is None or adjusted < narrative.SIGNIFICANT


def _words(row: Any) -> str:
    """The difference in words, with its range; empty where none is told."""
    d, low, high = real(row.difference), real(row.ci_low), real(row.ci_high)
    if d is None or low is None or high is None:
        return ""
    if low <= 0 <= high:
        return f"Not enough to say: anything from {_towards(low)} to {_towards(high)} is possible."
    near, far = sorted((abs(low), abs(high)))
    told = (
        f"About {narrative.out_of_hundred(d)} {'fewer' if d < 0 else 'more'} people in every 100 "
        f"now (likely between {narrative.out_of_hundred(near)} and "
        f"{narrative.out_of_hundred(far)})."
    )
    if not _is_clear(row):
        told += " We looked at many topics, so a change like this could turn up by chance."
    return told


def _towards(change: float) -> str:
    people = narrative.out_of_hundred(change)
    if people == "0":
        return "no change"
    return f"{people} in 100 {'fewer' if change < 0 else 'more'}"
