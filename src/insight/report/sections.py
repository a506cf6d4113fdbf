"""What each section of the report shows, as plain records and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from insight.report import evidence, names, narrative
from insight.report.evidence import Count, Topic, real, whole, why
from insight.report.narrative import Gradient
from insight.schemas.release import Release

SUMMARY_LIVED = 5
SUMMARY_OTHERS = 3
SUMMARY_GAPS = 3
GAPS_SHOWN = 10
GROUPS_A_FINDING = 3


@dataclass(frozen=True)
class Gap:
    """Two groups of one source beside each other on one topic."""

    topic: Topic
    source: str
    counts: tuple[Count, Count]
    size: float
    words: str


@dataclass(frozen=True)
class Finding:
    """One line of the summary."""

    topic: str
    words: str


@dataclass(frozen=True)
class Pair:
    """Two topics that the codebook sets against each other, group by group."""

    one: Topic
    other: Topic

    @property
    def rows(self) -> tuple[tuple[Count | None, Count | None], ...]:
        """Counts of both topics for each group and source that either was counted in."""
        sides = [
            {(count.part, count.source): count for count in topic.of("group")}
            for topic in (self.one, self.other)
        ]
        asked = {**sides[1], **sides[0]}
        order = sorted(
            asked.values(),
            key=lambda c: (c.mode == "document", *names.group_order(c.part), c.source),
        )
        keys = [(count.part, count.source) for count in order]
        return tuple((sides[0].get(key), sides[1].get(key)) for key in keys)


@dataclass(frozen=True)
class Slopes:
    """The gradients of one source, with the counts of each fifth and of town and country."""

    source: str
    sampling: str
    gradients: tuple[Gradient, ...]
    fifths: tuple[tuple[str, tuple[Count, ...]], ...]
    town_and_country: tuple[tuple[str, tuple[Count, ...]], ...]


@dataclass(frozen=True)
class Heard:
    """How one part of the county is heard in one source."""

    category: str
    people: int | None
    share_heard: float | None
    share_there: float | None
    nobody: bool
    words: str


def gaps(release: Release, codes: Sequence[Topic]) -> tuple[Gap, ...]:
    """The widest gap between two groups for each source and topic, widest first.

    Written claims are left out, and so is a gap of which a side is not shown.
    """
    by_id = {topic.id: topic for topic in codes}
    written = _written_sources(release)
    rows = evidence.table(release, "divergence")
    rows = rows[~rows["source_name"].isin(written) & rows["subject_id"].isin(by_id)]
    modes = _modes(release)
    widest: dict[tuple[str, str], Gap] = {}
    for row in evidence.each(rows):
        sides = tuple(
            Count(
                row.source_name,
                modes[row.source_name],
                row.sampling,
                "group",
                group,
                whole(said),
                whole(asked),
                None,
                None,
                None,
                row.basis,
                why(row.note),
            )
            for group, said, asked in (
                (row.group_a, row.mentioning_a, row.asked_a),
                (row.group_b, row.mentioning_b, row.asked_b),
            )
        )
        first, second = sorted(sides, key=lambda c: names.group_order(c.part))
        if first.share is None or second.share is None:
            continue
        words = narrative.difference_words(
            real(row.difference), real(row.ci_low), real(row.ci_high)
        )
        size = abs(first.share - second.share)
        gap = Gap(by_id[row.subject_id], row.source_name, (first, second), size, words)
        key = (row.source_name, row.subject_id)
        if key not in widest or size > widest[key].size:
            widest[key] = gap
    found = [gap for gap in widest.values() if gap.size > 0]
    return tuple(sorted(found, key=lambda g: (-g.size, g.topic.id, g.source)))


def pairs(codes: Sequence[Topic]) -> tuple[Pair, ...]:
    """Topics that the codebook sets against each other, each pair once."""
    by_id = {topic.id: topic for topic in codes}
    found = {tuple(sorted((topic.id, topic.pair))) for topic in codes if topic.pair in by_id}
    both = (Pair(by_id[one], by_id[other]) for one, other in sorted(found))
    return tuple(
        pair
        for pair in both
        if any(topic.counts or topic.quotes for topic in (pair.one, pair.other))
    )


def slopes(release: Release, codes: Sequence[Topic]) -> tuple[Slopes, ...]:
    """Gradients by source, in the codebook's order."""
    rows = evidence.table(release, "theme_gradients")
    rows = rows[rows["measure"] == "sii"]
    found = []
    for source, of_source in rows.groupby("source_name", sort=True):
        by_id = {row.subject_id: row for row in evidence.each(of_source)}
        own = [topic for topic in codes if topic.id in by_id]
        found.append(
            Slopes(
                source=str(source),
                sampling=str(of_source["sampling"].iloc[0]),
                gradients=tuple(_gradient(topic.name, by_id[topic.id]) for topic in own),
                fifths=_parts(own, "quintile", str(source)),
                town_and_country=_parts(own, "rural_urban", str(source)),
            )
        )
    return tuple(found)


def _parts(
    found: Sequence[Topic], stratum: str, source: str
) -> tuple[tuple[str, tuple[Count, ...]], ...]:
    """Topics by name with their counts in each part of a stratum, where there are any."""
    return tuple((t.name, counts) for t in found if (counts := t.of(stratum, source)))


def _gradient(name: str, row: Any) -> Gradient:
    return Gradient(
        topic=name,
        slope=real(row.value),
        low=real(row.ci_low),
        high=real(row.ci_high),
        p_adjusted=real(row.p_adjusted),
        detectable=real(row.detectable),
        n=whole(row.n),
        warning=why(row.warning),
        method=row.method,
        basis=row.basis,
    )


def summary(
    codes: Sequence[Topic], found_gaps: Sequence[Gap], found_slopes: Sequence[Slopes]
) -> dict[str, list[Finding]]:
    """The findings of the one-page summary, by heading; lived experience first."""
    lived = evidence.by_strength(codes, lived=True)[:SUMMARY_LIVED]
    others = evidence.by_strength(codes, lived=False)[:SUMMARY_OTHERS]
    settled = [gap for gap in found_gaps if gap.topic.quantified][:SUMMARY_GAPS]
    gradients = [g for found in found_slopes for g in found.gradients if narrative.is_clear(g)]
    return {
        "lived": [_finding(topic, lived=True) for topic, _ in lived],
        "others": [_finding(topic, lived=False) for topic, _ in others],
        "disagree": [Finding(gap.topic.name, narrative.finding(gap.counts)) for gap in settled],
        "gradients": [Finding(g.topic, narrative.gradient_words(g)) for g in gradients],
        "left_out": [Finding(topic.name, "") for topic in codes if not topic.quantified],
    }


def _finding(topic: Topic, *, lived: bool) -> Finding:
    spoken = evidence.spoken(topic, lived=lived)
    return Finding(topic.name, narrative.finding(spoken[:GROUPS_A_FINDING]))


def heard(release: Release) -> tuple[tuple[str, str, tuple[Heard, ...]], ...]:
    """Representation as (source, margin in words, rows)."""
    rows = evidence.table(release, "representation")
    return tuple(
        (
            str(source),
            names.MARGINS.get(str(margin), names.in_words(str(margin)).capitalize()),
            tuple(
                Heard(
                    category=_category(str(margin), row.category),
                    people=whole(row.n_speakers),
                    share_heard=real(row.share_of_speakers),
                    share_there=real(row.share_of_population),
                    nobody=bool(row.not_heard),
                    words=narrative.representation_words(
                        real(row.ratio),
                        not_heard=bool(row.not_heard),
                        chance_of_none=real(row.chance_of_none),
                        note=row.note,
                    ),
                )
                for row in evidence.each(of_margin)
            ),
        )
        for (source, margin), of_margin in rows.groupby(["source_name", "margin"], sort=True)
    )


def _category(margin: str, category: str) -> str:
    return names.QUINTILE_NAMES.get(category, category) if "quintile" in margin else category


def heard_words(release: Release) -> list[str]:
    """Who was heard, source by source, and which parts of the county were not."""
    sources = [
        row for row in evidence.each(evidence.table(release, "sources")) if row.mode != "document"
    ]
    people = [(row.name, whole(row.n_speakers)) for row in sources]
    told = [f"{name}: {'number not shown' if n is None else f'{n} people'}" for name, n in people]
    missing = [
        f"{margin}, {row.category} ({source})"
        for source, margin, rows in heard(release)
        for row in rows
        if row.nobody
    ]
    sentences = [narrative.sentence("; ".join(told))] if told else []
    if missing:
        sentences.append(narrative.sentence(f"We heard nobody from: {'; '.join(missing)}"))
    return sentences


def principle_rows(release: Release, codes: Sequence[Topic]) -> list[dict[str, Any]]:
    """Each Marmot principle with the topics people raised and the public indicators."""
    indicators = evidence.table(release, "indicators")
    every = evidence.reflexive(release)
    raised = [topic for topic in codes if every or topic.counts or topic.quotes]
    return [
        {
            "id": row.principle,
            "title": row.title,
            "topics": [topic.name for topic in raised if row.principle in topic.principles],
            "indicators": [
                {"name": i.name, "good": {"+": "high is good", "-": "low is good"}.get(i.polarity)}
                for i in evidence.each(indicators[indicators["principle"] == row.principle])
            ],
        }
        for row in evidence.each(evidence.table(release, "principles"))
    ]


def agreement_rows(release: Release, codes: Sequence[Topic]) -> list[dict[str, Any]]:
    """Agreement per code and pair of coders, in words too; none in a reflexive study."""
    if evidence.reflexive(release):
        return []
    by_id = {topic.id: topic.name for topic in codes}
    return [
        {
            "topic": by_id.get(row.subject_id, row.subject_id),
            "pair": "people" if row.pair == "human-human" else "people and computer",
            "alpha": real(row.alpha),
            "low": real(row.ci_low),
            "high": real(row.ci_high),
            "words": narrative.alpha_words(real(row.alpha)),
            "n": row.n_segments,
            "note": row.note,
        }
        for row in evidence.each(evidence.table(release, "agreement"))
    ]


def why_short(release: Release) -> dict[str, str]:
    """Why a section has little to show, in words; for sections that have something, unused."""
    modes = set(_modes(release).values())
    has_codebook = not evidence.table(release, "codebook").empty
    if evidence.reflexive(release):
        counts = "This is a reflexive study. It looks for meaning and does not count people."
    elif not has_codebook:
        counts = "This study has no codebook, so nothing was counted by topic."
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
    else:
        gradient = (
            "Too few residents gave an answer and a place to live for this study to say anything "
            "about deprivation."
        )
    return {
        "counts": counts,
        "gradients": gradient,
        "quotes": "No quotes are shown: nobody agreed to be quoted, or none is approved yet.",
        "representation": "We have no figures on who lives in the county to compare with, or too "
        "few people gave their details.",
        "disagree": "No two groups can be set side by side: only one group spoke, or the groups "
        "are too small to show.",
        "themes": "No candidate themes are given: there was too little text for a computer to "
        "sort, or none was released.",
        "agreement": "This is a reflexive study. Coders were not compared."
        if evidence.reflexive(release)
        else "No part of the text was coded by two people, so agreement is not known.",
        "principles": "No codebook links what people said to the Marmot principles.",
    }


def _modes(release: Release) -> dict[str, str]:
    """How each source was collected, by name."""
    told = evidence.table(release, "sources")
    return {str(row.name): str(row.mode) for row in evidence.each(told)}


def _written_sources(release: Release) -> list[str]:
    return [name for name, mode in _modes(release).items() if mode == "document"]
