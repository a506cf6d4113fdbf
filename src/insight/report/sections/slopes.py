"""Differences by deprivation: the slopes of each survey, with the counts they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from insight.report import evidence, names, narrative
from insight.report.evidence import Count, Topic, real, whole, why
from insight.report.narrative import Gradient
from insight.schemas.release import Release


@dataclass(frozen=True)
class Slopes:
    """The gradients of one source, with the counts of each fifth and of town and country.

    `unsaid` names the topics of which too few people spoke; `methods` how the others were made.
    """

    source: str
    told_in: str
    gradients: tuple[Gradient, ...]
    unsaid: tuple[str, ...]
    methods: tuple[str, ...]
    fifths: tuple[tuple[str, tuple[Count, ...]], ...]
    town_and_country: tuple[tuple[str, tuple[Count, ...]], ...]

    @property
    def clear(self) -> bool:
        """Whether any gradient leaves out "no gap": without one, a picture says nothing."""
        return any(narrative.is_clear(gradient) for gradient in self.gradients)


def slopes(release: Release, codes: Sequence[Topic]) -> tuple[Slopes, ...]:
    """Gradients by source that has any, clear ones first; the source of most people first."""
    told = (found for found in _all(release, codes) if found.gradients)
    return tuple(
        sorted(told, key=lambda found: (-max(g.n or 0 for g in found.gradients), found.source))
    )


def clear_topics(found: Sequence[Slopes]) -> dict[str, tuple[str, ...]]:
    """Source -> names of the topics whose gap leaves out "no gap"."""
    return {
        one.source: tuple(g.topic for g in one.gradients if narrative.is_clear(g)) for one in found
    }


def no_slopes(release: Release, codes: Sequence[Topic]) -> tuple[str, ...]:
    """Sources in words of which no gradient can be shown."""
    return tuple(found.told_in for found in _all(release, codes) if not found.gradients)


def _all(release: Release, codes: Sequence[Topic]) -> list[Slopes]:
    rows = evidence.table(release, "theme_gradients")
    rows = rows[rows["measure"] == "sii"]
    modes = evidence.modes(release)
    found = []
    for source, of_source in rows.groupby("source_name", sort=True):
        by_id = {row.subject_id: row for row in evidence.each(of_source)}
        own = [topic for topic in codes if topic.id in by_id]
        every = [_gradient(topic.name, by_id[topic.id]) for topic in own]
        told = [gradient for gradient in every if gradient.slope is not None]
        found.append(
            Slopes(
                source=str(source),
                told_in=names.source(str(source), modes.get(str(source), "survey")),
                gradients=tuple(
                    sorted(told, key=lambda gradient: not narrative.is_clear(gradient))
                ),
                unsaid=tuple(gradient.topic for gradient in every if gradient.slope is None),
                methods=tuple(sorted({gradient.method for gradient in told if gradient.method})),
                fifths=_parts(own, "quintile", str(source)),
                town_and_country=_parts(own, "rural_urban", str(source)),
            )
        )
    return found


def _parts(
    found: Sequence[Topic], stratum: str, source: str
) -> tuple[tuple[str, tuple[Count, ...]], ...]:
    """Topics by name with their counts in each part of a stratum, where one may be shown."""
    every = ((topic.name, topic.of(stratum, source)) for topic in found)
    return tuple((name, parts) for name, parts in every if any(c.share is not None for c in parts))


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
        topic_id=row.subject_id,
    )
