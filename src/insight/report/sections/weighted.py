"""Shares weighted to who lives here, beside the plain ones; only where a study asks for weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from insight.report import evidence, names, narrative
from insight.report.evidence import Topic, real, whole
from insight.schemas.release import Release


@dataclass(frozen=True)
class Share:
    """Share of the residents who raised one topic: as they answered, and weighted."""

    topic: Topic
    plain: float
    weighted: float
    low: float | None
    high: float | None
    basis: str


@dataclass(frozen=True)
class WeightedIn:
    """The weighted shares of one source; `hidden` names topics of which none can be shown.

    `people` says in words of whom they are, how they were weighted and what that costs.
    """

    told_in: str
    people: tuple[str, ...]
    shares: tuple[Share, ...]
    hidden: tuple[str, ...]
    methods: tuple[str, ...]


def weighted(
    release: Release, codes: Sequence[Topic], themes: Sequence[Topic]
) -> tuple[WeightedIn, ...]:
    """Sources with weights, codes before candidate themes; none in a reflexive study."""
    if evidence.reflexive(release):
        return ()
    rows = evidence.table(release, "weighted_prevalence")
    modes = evidence.modes(release)
    found = []
    for source, of_source in rows.groupby("source_name", sort=True):
        by_id = {(row.subject, row.subject_id): row for row in evidence.each(of_source)}
        own = [
            (topic, row)
            for topic in (*codes, *themes)
            if (row := by_id.get((topic.kind, topic.id))) is not None
        ]
        shown = [(topic, row) for topic, row in own if not _unshown(row.prevalence)]
        told_in = names.source(str(source), modes.get(str(source), "survey"))
        found.append(
            WeightedIn(
                told_in=told_in,
                people=_people(release, str(source), told_in, shown[0][1]) if shown else (),
                shares=tuple(
                    Share(
                        topic=topic,
                        plain=float(row.unweighted),
                        weighted=float(row.prevalence),
                        low=real(row.ci_low),
                        high=real(row.ci_high),
                        basis=row.basis,
                    )
                    for topic, row in shown
                ),
                hidden=tuple(topic.name for topic, row in own if _unshown(row.prevalence)),
                methods=tuple(sorted({row.method for _, row in shown})),
            )
        )
    return tuple(found)


def _unshown(value: object) -> bool:
    return real(value) is None


def _people(release: Release, source: str, told_in: str, row: Any) -> tuple[str, ...]:
    """Of whom the shares are, what they were weighted to, and what that costs; any row tells."""
    margins = str(row.raked_on).split(";")
    asked, effective = whole(row.n_asked), whole(row.n_effective)
    gap = real(row.largest_gap)
    residents = _residents(release, source, margins[0])
    by = narrative.listed(
        [narrative.lower(names.MARGINS.get(one, names.in_words(one))) for one in margins]
    )
    many = f"the {residents:,} people" if residents else "all people"
    told = [
        f"About {asked} people in {told_in} live here and speak of their own life with care. Each "
        f"was given a weight, so that together they are spread like {many} who live in the "
        f"county, by: {by}.",
        "Nobody counts for more than five people, or for less than a fifth of one. "
        + (
            f"So the weighted people still differ from the county, by up to "
            f"{narrative.out_of_hundred(gap)} in 100 in one part."
            if gap
            else "Weighted so, they match the county in these parts."
        ),
        f"Weights cost certainty: the ranges are those of about {effective} people who all count "
        "the same.",
    ]
    return tuple(told)


def _residents(release: Release, source: str, margin: str) -> int:
    """People who live in the county, by the table of who was heard; 0 where it does not tell."""
    rows = evidence.table(release, "representation")
    own = rows[(rows["source_name"] == source) & (rows["margin"] == margin)]
    return int(own["population"].fillna(0).sum())
