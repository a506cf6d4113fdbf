"""Where the people of a survey live, beside who lives there: residents for each person heard.

Only of whole fifths of the county, of town and country, and of larger places that a release tells
of; never of a small area, and never of people who were invited on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.report import evidence, look, names, narrative
from insight.report.evidence import real, whole
from insight.report.figures import Figure, slug
from insight.report.maps.areas import NOBODY, NOT_SHOWN, Fill, busiest, flat, places, short_names
from insight.report.maps.panels import Panel, draw_panels
from insight.schemas.release import Release

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

COLUMNS = {"imd_quintile": "quintile", "rural_urban": "rural_urban", "locality": "msoa_name"}
"""Margin of `representation` -> column of the outlines whose values are its categories."""
FEWEST, MOST_HIDDEN = 2, 0.2
"""A map on which fewer places have a number, or a greater share is hatched, shows no pattern."""
IN_LEGEND = 6
"""Of more places the legend tells the shades alone, and the table the places."""
LESS, AS_MANY, MORE = (Fill(look.QUINTILES[n]) for n in (4, 2, 0))
_SHADES = (
    (MORE, "Heard more than their share of the county"),
    (AS_MANY, "Heard about as much as their share"),
    (LESS, "Heard less than their share"),
    (NOBODY, "Nobody heard"),
    (NOT_SHOWN, "Not shown: too few people"),
)


@dataclass(frozen=True)
class Place:
    """A part of the county: how many live there, and how many of them a survey heard."""

    id: str
    name: str
    short: str
    residents: int
    people: int | None
    ratio: float | None

    @property
    def fill(self) -> Fill:
        """Dark where more people were heard than live there by share, as the report's words say."""
        if self.people == 0:
            return NOBODY
        if self.ratio is None:
            return NOT_SHOWN
        if self.ratio < narrative.HEARD_LESS:
            return LESS
        return MORE if self.ratio > narrative.HEARD_MORE else AS_MANY

    @property
    def residents_a_person(self) -> int | None:
        """Residents for each person heard, to two figures; None where nobody was, or not shown."""
        return two_figures(self.residents / self.people) if self.people else None

    @property
    def figure(self) -> str:
        """How many were heard: `about 1 in 1,800 residents (35 people)`."""
        if self.people is None:
            return "not shown"
        if self.people == 0:
            return "nobody heard"
        return f"about 1 in {self.residents_a_person:,} residents ({self.people} people)"


def heard_maps(release: Release, areas: GeoDataFrame, *, draft: bool) -> tuple[Figure, ...]:
    """A figure for each survey whose people can be set beside the residents of parts of the county.

    `areas` are the small areas with the columns that COLUMNS names; a margin without its column,
    with too many places hidden or fewer than two to compare, is left out.
    """
    rows = evidence.table(release, "representation")
    modes = evidence.modes(release)
    chosen = {
        str(row.name)
        for row in evidence.each(evidence.table(release, "sources"))
        if row.sampling == "purposive" or row.mode != "survey"
    }
    placed = flat(areas)
    found: list[Figure] = []
    for source, of_source in rows.groupby("source_name", sort=True):
        if str(source) not in chosen:
            told_in = names.source(str(source), modes.get(str(source), "survey"))
            found += _figure(str(source), told_in, of_source, placed, draft=draft)
    return tuple(found)


def _figure(
    source: str, told_in: str, rows: pd.DataFrame, areas: GeoDataFrame, *, draft: bool
) -> Iterator[Figure]:
    by_margin = {
        margin: _places(rows[rows["margin"] == margin], str(margin))
        for margin, column in COLUMNS.items()
        if column in areas.columns
    }
    shown = {margin: found for margin, found in by_margin.items() if _shows_a_pattern(found)}
    if not shown:
        return
    panels = [
        Panel(
            _title(margin, found),
            places(areas, COLUMNS[margin]),
            {place.id: place.fill for place in found},
            _legend(found),
        )
        for margin, found in shown.items()
    ]
    every = [place for found in shown.values() for place in found]
    svg, png = draw_panels(panels, busiest(areas), draft=draft)
    data = pd.DataFrame(
        {
            "Part of the county": [place.name for place in every],
            "People heard": [place.people for place in every],
            "Residents": [place.residents for place in every],
            "Residents for each person heard": [place.residents_a_person for place in every],
        }
    ).astype({"People heard": "Int64", "Residents for each person heard": "Int64"})
    yield Figure(
        f"map-heard-{slug(source)}",
        f"Residents for each person heard in {told_in}",
        _alt(told_in, every),
        svg,
        png,
        data,
    )


def _title(margin: str, found: list[Place]) -> str:
    title = names.MARGINS.get(margin, names.in_words(margin).capitalize())
    every = [place.id for place in found]
    numbered = list(short_names(every).values()) != every
    return f"{title} (numbered as in the table)" if numbered else title


def _places(rows: pd.DataFrame, margin: str) -> list[Place]:
    found = rows[rows["category"] != names.NOT_KNOWN].sort_values("category")
    return [_place(row, margin) for row in evidence.each(found)]


def _place(row: Any, margin: str) -> Place:
    return Place(
        id=row.category,
        name=names.category(margin, row.category),
        short=names.QUINTILE_NAMES.get(row.category, row.category),
        residents=int(row.population),
        people=whole(row.n_speakers),
        ratio=real(row.ratio),
    )


def _shows_a_pattern(found: list[Place]) -> bool:
    hidden = sum(place.ratio is None for place in found)
    return len(found) - hidden >= FEWEST and hidden <= MOST_HIDDEN * len(found)


def _legend(found: list[Place]) -> list[tuple[Fill, str]]:
    if len(found) <= IN_LEGEND:
        return [(place.fill, f"{place.short}: {place.figure}") for place in found]
    fills = [place.fill for place in found]
    return [(fill, words) for fill, words in _SHADES if fill in fills]


def _alt(told_in: str, every: list[Place]) -> str:
    heard = [place for place in every if place.ratio is not None and place.people]
    told = [f"Map of who was heard in {told_in}, by part of the county."]
    for words, pick in (("Most", max), ("Fewest", min)):
        if heard:
            end = pick(heard, key=lambda place: (place.ratio, place.id))
            told.append(f"{words} for their number: {narrative.lower(end.name)}, {end.figure}.")
    unheard = [narrative.lower(place.name) for place in every if place.people == 0]
    if unheard:
        told.append(f"Nobody was heard of: {narrative.listed(unheard)}.")
    return " ".join((*told, "All numbers are in the table."))


def two_figures(number: float) -> int:
    """A number of one or more with its first two figures.

    >>> two_figures(1874.0), two_figures(9.6)
    (1900, 10)
    """
    step = int(10 ** max(len(str(int(number))) - 2, 0))
    return int(number / step + 0.5) * step
