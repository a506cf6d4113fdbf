"""Who was heard, who was not, and how that compares with who lives here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from insight.report import evidence, names, narrative
from insight.report.evidence import real, whole
from insight.schemas.release import Release

NOBODY = "nobody was heard"
"""As the table `outreach` says it."""


@dataclass(frozen=True)
class Heard:
    """How one part of the county is heard in one source."""

    who: str
    people: int
    share_heard: float | None
    share_there: float | None
    nobody: bool
    words: str


@dataclass(frozen=True)
class HeardIn:
    """One source beside the county; `hidden` names parts of which too few were heard to show."""

    told_in: str
    rows: tuple[Heard, ...]
    hidden: tuple[str, ...]


def heard(release: Release) -> tuple[HeardIn, ...]:
    """Sources of which a part can be set beside the county; people picked on purpose never are."""
    rows = evidence.table(release, "representation")
    modes = evidence.modes(release)
    purposive = set(_purposive(release))
    found = []
    for source, of_source in rows.groupby("source_name", sort=True):
        parts = [row for row in evidence.each(of_source) if row.category != names.NOT_KNOWN]
        shown = tuple(_part(row) for row in parts if whole(row.n_speakers) is not None)
        if shown and source not in purposive:
            found.append(
                HeardIn(
                    told_in=names.source(str(source), modes.get(str(source), "survey")),
                    rows=shown,
                    hidden=tuple(
                        names.category(row.margin, row.category)
                        for row in parts
                        if whole(row.n_speakers) is None
                    ),
                )
            )
    return tuple(sorted(found, key=lambda one: (-sum(r.people for r in one.rows), one.told_in)))


def not_compared(release: Release) -> str:
    """Which sources are not set beside the county, and why; empty where there are none."""
    modes = evidence.modes(release)
    asked = [name for name in _purposive(release) if modes[name] != "document"]
    if not asked:
        return ""
    told = narrative.listed([names.source(name, modes[name]) for name in asked])
    return (
        f"People in {told} were invited because of what they know, so we do not set them beside "
        "the people who live here."
    )


@dataclass(frozen=True)
class Ask:
    """A part of the county to ask next, and what is missing of it, source by source.

    `first` : whether it is one of those whom equality law or a Marmot programme seeks out.
    """

    who: str
    residents: int | None
    missing: str
    first: bool


def to_ask(release: Release) -> tuple[Ask, ...]:
    """Whom to ask next: those sought first before others, then those of whom nobody was heard.

    Among equals the largest part stands first.
    """
    rows = evidence.table(release, "outreach")
    modes = evidence.modes(release)
    # A part of the county has as many residents whichever source missed it.
    order = rows.assign(some=rows["missing"] != NOBODY, size=-rows["population"].fillna(0))
    found: dict[tuple[str, str], list[Any]] = {}
    for row in evidence.each(order.sort_values(["some", "size", "margin", "category"])):
        found.setdefault((row.margin, row.category), []).append(row)
    asks = [
        Ask(
            who=names.category(margin, category),
            residents=whole(own[0].population),
            missing=narrative.sentence(
                "; ".join(
                    f"in {names.source(row.source_name, modes[row.source_name])}: {row.missing}"
                    for row in own
                )
            ),
            first=names.is_sought_first(margin, category),
        )
        for (margin, category), own in found.items()
    ]
    return tuple(sorted(asks, key=lambda ask: not ask.first))


def _purposive(release: Release) -> list[str]:
    rows = evidence.each(evidence.table(release, "sources"))
    return [str(row.name) for row in rows if row.sampling == "purposive"]


def _part(row: Any) -> Heard:
    return Heard(
        who=names.category(row.margin, row.category),
        people=int(row.n_speakers),
        share_heard=real(row.share_of_speakers),
        share_there=real(row.share_of_population),
        nobody=bool(row.not_heard),
        words=narrative.representation_words(
            real(row.ratio),
            not_heard=bool(row.not_heard),
            chance_of_none=real(row.chance_of_none),
            note=row.note,
            sure=not _may_be_chance(row),
        ),
    )


def _may_be_chance(row: Any) -> bool:
    """Whether a ratio far from 1 has an interval that reaches 1."""
    ratio, low, high = real(row.ratio), real(row.ci_low), real(row.ci_high)
    if ratio is None or low is None or high is None:
        return False
    return not narrative.HEARD_LESS <= ratio <= narrative.HEARD_MORE and low <= 1 <= high


def heard_words(release: Release) -> list[str]:
    """Who was heard, source by source, and which parts of the county were not."""
    sources = evidence.table(release, "sources")
    largest_first = sources.sort_values(["n_speakers", "name"], ascending=[False, True])
    told = [_people(row) for row in evidence.each(largest_first) if row.mode != "document"]
    sentences = [narrative.sentence(f"We heard {narrative.listed(told)}")] if told else []
    missing = [
        f"{narrative.lower(row.who)} ({source.told_in})"
        for source in heard(release)
        for row in source.rows
        if row.nobody
    ]
    if missing:
        sentences.append(narrative.sentence(f"We heard nobody from: {'; '.join(missing)}"))
    return sentences


def _people(row: Any) -> str:
    source = names.source(row.name, row.mode)
    n = whole(row.n_speakers)
    if n is None:
        return f"people in {source} (too few to show)"
    about = "about " if evidence.are_rounded(row.mode, row.sampling) else ""
    return f"{about}{n:,} people in {source}"
