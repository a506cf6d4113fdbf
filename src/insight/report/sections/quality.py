"""How far candidate themes can be leaned on, and where the codes of each source stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Any

from insight.report import evidence, names, narrative
from insight.report.evidence import Topic, real
from insight.schemas.publishable import CORRECTED
from insight.schemas.release import Release

_STRENGTH = ("human", CORRECTED, "machine-suggested")
TOPICS_NAMED = 3


@dataclass(frozen=True)
class ThemeStanding:
    """One candidate theme: how far it is found again, and whether its words keep company."""

    name: str
    heading: str
    reading: str
    found_again: str
    by_chance: str
    words: str


@dataclass(frozen=True)
class CodesStanding:
    """How many topics of a source rest on people, on a computer put right, on a computer alone."""

    told_in: str
    by_people: str
    put_right: str
    by_machine: str


def theme_standings(release: Release, themes: Sequence[Topic]) -> tuple[ThemeStanding, ...]:
    """The released themes in their order; none if the study is reflexive or none was measured."""
    if evidence.reflexive(release):
        return ()
    measured, headings = (
        {str(row.theme_id): row for row in evidence.each(evidence.table(release, name))}
        for name in ("theme_quality", "theme_headings")
    )
    return tuple(
        _standing(topic, measured[topic.id], headings.get(topic.id))
        for topic in themes
        if topic.id in measured
    )


def _standing(topic: Topic, row: Any, heading: Any) -> ThemeStanding:
    again, low, high = real(row.speakers), real(row.speakers_low), real(row.speakers_high)
    chance = real(row.by_chance)
    told = "not measured" if again is None else f"{again:.2f}"
    return ThemeStanding(
        name=topic.name,
        heading="" if heading is None else str(heading.parent_label),
        reading=str(row.said),
        found_again=told if low is None or high is None else f"{told} ({low:.2f} to {high:.2f})",
        by_chance="not measured" if chance is None else f"{chance:.2f}",
        words=company_words(real(row.npmi)),
    )


def company_words(npmi: float | None) -> str:
    """Whether the words of a theme turn up together (normalised pointwise mutual information).

    >>> company_words(0.08)
    'more than by chance (0.08)'
    """
    if npmi is None:
        return "not measured"
    often = "more than" if npmi > 0 else "less than"
    return f"{'as' if round(npmi, 2) == 0 else often} by chance ({npmi:.2f})"


def code_standings(release: Release, codes: Sequence[Topic]) -> tuple[CodesStanding, ...]:
    """Sources in words, with the topics that rest on people and those that do not.

    A topic of which some numbers rest on less than others stands where the weakest does.
    """
    if evidence.reflexive(release):
        return ()
    named = {topic.id: topic.name for topic in codes}
    weakest: dict[str, dict[str, int]] = {}
    for source, code, basis in _bases(release):
        found = weakest.setdefault(source, {})
        found[code] = max(found.get(code, 0), _rank(basis))
    return tuple(
        CodesStanding(
            source,
            *(
                _topics([name for code, name in named.items() if found.get(code) == rank], named)
                for rank in range(len(_STRENGTH))
            ),
        )
        for source, found in sorted(weakest.items())
    )


def _bases(release: Release) -> Iterator[tuple[str, str, str]]:
    """Source in words, code and who coded it, as often as a released table says so."""
    rows = evidence.table(release, "theme_prevalence")
    for row in evidence.each(rows[rows["subject"] == "code"]):
        if row.mode != "document":
            yield names.source(row.source_name, row.mode), row.subject_id, row.basis
    for row in evidence.each(evidence.table(release, "claims")):
        yield names.source(row.source_name, "document"), row.code, row.basis


def _rank(basis: str) -> int:
    """0 where people coded; the higher, the less a number rests on people."""
    return _STRENGTH.index(CORRECTED if basis.startswith(CORRECTED) else basis)


def _topics(found: Sequence[str], every: Sized) -> str:
    if not found:
        return "none"
    if len(found) == len(every):
        return f"all {len(every)} topics"
    count = f"{len(found)} topic{'' if len(found) == 1 else 's'}"
    return f"{count}: {narrative.listed(found)}" if len(found) <= TOPICS_NAMED else count
