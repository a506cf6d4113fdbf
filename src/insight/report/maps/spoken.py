"""Where people of a survey spoke of a topic: shares in the fifths of the county, never in areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from insight.report import look, narrative
from insight.report.evidence import Count, Topic
from insight.report.figures import Figure, slug
from insight.report.maps.areas import NOT_SHOWN, Fill, busiest, flat, places
from insight.report.maps.panels import Panel, draw_panels
from insight.report.names import QUINTILE_NAMES

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FEWEST_FIFTHS = 4
"""A map on which more fifths are hatched than one shows no pattern."""
TOPICS_SHOWN = 3
BANDS = (0.2, 0.4, 0.6, 0.8)
"""Limits of the shades: the same for every topic and study, so that maps can be compared."""
SHADES = tuple(Fill(colour) for colour in reversed(look.QUINTILES))


def spoken_maps(
    codes: Sequence[Topic], clear: Mapping[str, Sequence[str]], areas: GeoDataFrame, *, draft: bool
) -> tuple[Figure, ...]:
    """A figure for each survey with topics that enough fifths of the county show a share of.

    `clear` : by source, names of topics whose gap by deprivation is clear; these come first, then
    those of which most fifths are shown, and three at most are drawn. The shares are those of the
    residents of a whole fifth: who speaks where within it is not told.
    """
    placed = flat(areas)
    window = busiest(placed)
    fifths = places(placed, "quintile")
    figures = []
    for source, told_in in sorted({(c.source, c.told_in) for t in codes for c in _fifths(t)}):
        own = [(topic, counts) for topic in codes if (counts := _fifths(topic, source))]
        wanted = [
            (topic, counts)
            for topic, counts in own
            if sum(count.prevalence is not None for count in counts) >= FEWEST_FIFTHS
        ]
        wanted.sort(
            key=lambda pair: (
                pair[0].name not in clear.get(source, ()),
                -sum(count.prevalence is not None for count in pair[1]),
            )
        )
        if wanted:
            drawn = wanted[:TOPICS_SHOWN]
            panels = [
                Panel(
                    topic.name,
                    fifths,
                    {count.part: _fill(count) for count in counts},
                    [(_fill(count), f"{_fifth(count)}: {_said(count)}") for count in counts],
                )
                for topic, counts in drawn
            ]
            svg, png = draw_panels(panels, window, draft=draft)
            figures.append(
                Figure(
                    f"map-spoken-{slug(source)}",
                    f"Topics by fifth of the county, in {told_in}",
                    _alt(told_in, drawn),
                    svg,
                    png,
                    _data(drawn),
                )
            )
    return tuple(figures)


def _fifths(topic: Topic, source: str | None = None) -> tuple[Count, ...]:
    """Counts of the fifths, first to last, of surveys that carry shares by area."""
    counts = [count for count in topic.of("quintile", source) if count.rounded]
    return tuple(sorted(counts, key=lambda count: (count.source, count.part)))


def _fill(count: Count) -> Fill:
    if count.prevalence is None:
        return NOT_SHOWN
    return SHADES[sum(count.prevalence >= limit for limit in BANDS)]


def _fifth(count: Count) -> str:
    return QUINTILE_NAMES.get(count.part, count.part)


def _said(count: Count) -> str:
    return "not shown" if count.prevalence is None else narrative.short_of(count)


def _alt(told_in: str, drawn: Sequence[tuple[Topic, Sequence[Count]]]) -> str:
    told = []
    for topic, counts in drawn:
        shown = [count for count in counts if count.prevalence is not None]
        most, least = (
            pick(shown, key=lambda count: (count.prevalence or 0, count.part))
            for pick in (max, min)
        )
        told.append(
            f"{topic.name}: the same in every fifth shown, {_said(most)}"
            if most.prevalence == least.prevalence
            else f"{topic.name}: most in fifth {_fifth(most)}, {_said(most)}; least in fifth "
            f"{_fifth(least)}, {_said(least)}"
        )
    return (
        f"Maps of the fifths of the county by the share of people who spoke of a topic in "
        f"{told_in}. {'. '.join(told)}. All numbers are in the table."
    )


def _data(drawn: Sequence[tuple[Topic, Sequence[Count]]]) -> pd.DataFrame:
    """A row a topic, a column a fifth: how many spoke of it, as it may be shown."""
    return pd.DataFrame(
        [
            {"Topic": topic.name}
            | dict.fromkeys(QUINTILE_NAMES.values(), "not shown")
            | {_fifth(count): _said(count) for count in counts}
            | {"Coded by": narrative.tag_of(counts[0].basis) or "people"}
            for topic, counts in drawn
        ]
    )
