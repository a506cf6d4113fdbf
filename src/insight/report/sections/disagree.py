"""Where groups see it differently: gaps between two groups, and topics set against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from insight.report import evidence, names, narrative
from insight.report.evidence import Count, Topic, real, whole, why
from insight.schemas import MORE_BY_A, MORE_BY_B
from insight.schemas.release import Release

GAPS_SHOWN = 10
WHAT_WAS_SAID = "What was said, and no more."


@dataclass(frozen=True)
class Gap:
    """Groups of one source that differ on one topic.

    Two counts in `shown`; or one, and in `unseen` groups that raised it clearly `less` (or more)
    often, though their number is hidden. `clear` : None where the design rules chance out.
    `showable` : which gap these people could show at all, and `sure` what was found, in words.
    """

    topic: Topic
    shown: tuple[Count, ...]
    unseen: tuple[Count, ...]
    less: bool
    clear: bool | None
    size: float
    showable: str
    sure: str

    @property
    def words(self) -> str:
        """The gap as one or two sentences."""
        if self.unseen:
            return narrative.one_sided(self.shown[0], self.unseen, less=self.less)
        told = narrative.finding(self.shown)
        return told if self.clear is None else f"{told} {self.sure}"

    @property
    def told_in(self) -> str:
        """Where it was said, in words."""
        return self.shown[0].told_in


@dataclass(frozen=True)
class Pair:
    """Two topics that the codebook sets against each other, group by group."""

    one: Topic
    other: Topic
    gaps: tuple[Gap, ...]

    @property
    def rows(self) -> tuple[tuple[Count | None, Count | None], ...]:
        """Counts of both topics for each group and source of which either may be shown."""
        sides = [
            {(count.part, count.source): count for count in topic.of("group")}
            for topic in (self.one, self.other)
        ]
        shown = {(c.part, c.source): c for c in (*self.one.shown, *self.other.shown)}
        order = sorted(
            shown.values(),
            key=lambda c: (c.mode == "document", *names.group_order(c.part), c.source),
        )
        keys = [(count.part, count.source) for count in order]
        return tuple((sides[0].get(key), sides[1].get(key)) for key in keys)


def gaps(release: Release, codes: Sequence[Topic]) -> tuple[Gap, ...]:
    """The plainest gap of each source and topic: pairs of the codebook first, then clear ones.

    Written claims are left out, and so is a gap of which nothing may be said.
    """
    by_id = {topic.id: topic for topic in codes}
    modes = evidence.modes(release)
    rows = evidence.table(release, "divergence")
    rows = rows[(rows["source_name"].map(modes) != "document") & rows["subject_id"].isin(by_id)]
    found = []
    for (source, code), told in rows.groupby(["source_name", "subject_id"], sort=True):
        topic, mode = by_id[str(code)], modes[str(source)]
        own = [*_both_shown(topic, mode, told), *_one_shown(topic, mode, told)]
        if own:
            found.append(min(own, key=_order))
    return tuple(sorted(found, key=_order))


def pairs(codes: Sequence[Topic], found_gaps: Sequence[Gap]) -> tuple[Pair, ...]:
    """Topics that the codebook sets against each other, each pair once."""
    by_id = {topic.id: topic for topic in codes}
    found = {tuple(sorted((topic.id, topic.pair))) for topic in codes if topic.pair in by_id}
    return tuple(
        Pair(
            *_apart(by_id[one], by_id[other]),
            tuple(gap for gap in found_gaps if gap.topic.id in (one, other)),
        )
        for one, other in sorted(found)
        if any(by_id[side].shown or by_id[side].quotes for side in (one, other))
    )


def _apart(one: Topic, other: Topic) -> tuple[Topic, Topic]:
    """Both without the passages that were given to both, as long as each has words left."""
    shared = {quote.text for quote in one.quotes} & {quote.text for quote in other.quotes}
    return _without(one, shared), _without(other, shared)


def _without(topic: Topic, texts: set[str]) -> Topic:
    left = tuple(quote for quote in topic.quotes if quote.text not in texts)
    return replace(topic, quotes=left or topic.quotes)


def _order(gap: Gap) -> tuple[bool, int, float, str, str]:
    certainty = {True: 0, None: 1, False: 2}[gap.clear]
    return (not gap.topic.pair, certainty, -gap.size, gap.topic.id, gap.told_in)


def _both_shown(topic: Topic, mode: str, rows: pd.DataFrame) -> list[Gap]:
    found = []
    for row in evidence.each(rows):
        a, b = _counts(row, mode)
        if a.share is None or b.share is None or a.share == b.share:
            continue
        shown = (a, b) if names.group_order(a.part) < names.group_order(b.part) else (b, a)
        size = abs(a.share - b.share)
        if not a.rounded:
            found.append(Gap(topic, shown, (), False, None, size, WHAT_WAS_SAID, "No range."))
            continue
        low, high, detectable = real(row.ci_low), real(row.ci_high), real(row.detectable)
        clear = low is not None and high is not None and not low <= 0 <= high
        found.append(
            Gap(
                topic,
                shown,
                (),
                False,
                clear,
                size,
                narrative.NO_GAP_AT_ALL
                if detectable is None
                else narrative.detectable_words(detectable),
                narrative.difference_words(real(row.difference), low, high),
            )
        )
    return found


def _one_shown(topic: Topic, mode: str, rows: pd.DataFrame) -> list[Gap]:
    """One gap for each group that is shown: whoever raised it clearly less, or more, often."""
    found: dict[tuple[str, bool], tuple[Count, list[Count]]] = {}
    for row in evidence.each(rows):
        if row.note in (MORE_BY_A, MORE_BY_B):
            a, b = _counts(row, mode)
            shown, unseen = (a, b) if b.share is None else (b, a)
            less = (row.note == MORE_BY_A) == (shown is a)
            found.setdefault((shown.part, less), (shown, []))[1].append(unseen)
    return [
        Gap(
            topic,
            (shown,),
            tuple(sorted(unseen, key=lambda count: names.group_order(count.part))),
            less,
            clear=True,
            size=shown.share or 0.0,
            showable="Not known: one number is not shown.",
            sure="Clear, whatever the hidden number is.",
        )
        for (_, less), (shown, unseen) in sorted(found.items())
    ]


def _counts(row: Any, mode: str) -> tuple[Count, Count]:
    """The two groups of a row of divergence."""
    sides = (
        (row.group_a, row.mentioning_a, row.asked_a),
        (row.group_b, row.mentioning_b, row.asked_b),
    )
    one, other = (
        Count(
            row.source_name,
            mode,
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
        for group, said, asked in sides
    )
    return one, other
