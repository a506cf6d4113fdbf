"""Marmot principles: the topics that belong to each, who spoke of them, and public measures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insight.report import evidence, narrative
from insight.report.evidence import Topic
from insight.report.sections.claims import Claims
from insight.schemas.release import Release

NAMED = 3
"""So many topics of which nothing can be shown are named; more are only counted."""


@dataclass(frozen=True)
class Indicator:
    """A public measure; `good` says which direction is good, `figures` its values, if any."""

    name: str
    good: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Principle:
    """One principle: its topics with the released numbers of each in words, and its measures.

    `unseen` names topics of which nothing can be shown, or tells how many they are; or is empty.
    """

    id: str
    title: str
    topics: tuple[tuple[Topic, str], ...]
    unseen: str
    indicators: tuple[Indicator, ...]


def principles(
    release: Release,
    codes: Sequence[Topic],
    claims: Sequence[tuple[str, Sequence[Claims]]],
) -> tuple[Principle, ...]:
    """The principles in their order, each topic in the codebook's; none without a codebook."""
    every = evidence.reflexive(release)
    raised = [topic for topic in codes if every or topic.shown or topic.quotes]
    unseen = [topic for topic in codes if topic not in raised]
    measures = evidence.table(release, "indicators")
    values = _values(release)
    return tuple(
        Principle(
            id=row.principle,
            title=row.title,
            topics=tuple(
                (topic, _who_spoke(topic, claims))
                for topic in raised
                if row.principle in topic.principles
            ),
            unseen=_unseen(
                [one.name for one in unseen if row.principle in one.principles],
                more=any(row.principle in one.principles for one in raised),
            ),
            indicators=tuple(
                Indicator(
                    name=one.name,
                    good={"+": "high is good", "-": "low is good"}.get(one.polarity, ""),
                    figures=tuple(values.get(one.indicator_id, ())),
                )
                for one in evidence.each(measures[measures["principle"] == row.principle])
            ),
        )
        for row in evidence.each(evidence.table(release, "principles"))
    )


def _who_spoke(topic: Topic, claims: Sequence[tuple[str, Sequence[Claims]]]) -> str:
    """Released counts of people, and of statements of documents, in sentences; or empty."""
    people = [count for count in topic.shown if count.mode != "document"]
    told = [narrative.finding(people)] if people else []
    told += [
        narrative.sentence(f"statements in {told_in}: {'; '.join(_voices(one))}")
        for told_in, rows in claims
        for one in rows
        if one.topic.id == topic.id
    ]
    return " ".join(told)


def _voices(claim: Claims) -> Iterator[str]:
    yield from (narrative.lower(said) for said in (claim.lived, claim.others) if said)
    if claim.writer:
        yield f"{claim.writer} of the writers"


def _unseen(names: Sequence[str], *, more: bool) -> str:
    """Of which topics nothing can be shown; `more` where others of the principle are shown."""
    if len(names) > NAMED:
        which = "more topics" if more else "topics"
        return f"{len(names)} {which} belong here, of which nothing can be shown."
    return f"Nothing can be shown of: {'; '.join(names)}." if names else ""


def _values(release: Release) -> dict[str, list[str]]:
    """Indicator -> its value for the authority beside England's, for each group measured."""
    told: dict[str, list[str]] = {}
    rows = evidence.table(release, "indicator_values").drop_duplicates(
        ["indicator_id", "measured_for", "period"]
    )
    for row in evidence.each(rows):
        beside = "" if math.isnan(row.england) else f", England {row.england:.1f}"
        said = f"{row.value:.1f}{beside} ({row.period}"
        said += f"; {row.measured_for})" if row.measured_for else ")"
        told.setdefault(row.indicator_id, []).append(said)
    return told
