"""Areas as shapes on a page: their fills, the numbers in them, and a closer view of the towns."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from insight.report import look

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LARGE_AREA = 0.004
"""Share of the view above which an area has room for a letter of its name."""
CLOSE_VIEW = 0.22
"""Side of the closer view, as a share of the map's longer side."""
LETTER = 0.032
"""Width of a letter of a name, as a share of the side of a square as large as the view."""
NAME_SIZE = 8
DIGITS = 2
"""So short a name may stand where it leans over an outline."""


@dataclass(frozen=True)
class Fill:
    """How a place is filled: a colour and, so that colour is never alone, a pattern."""

    colour: str
    hatch: str = ""


NOT_SHOWN = Fill(look.PAPER, "////")
NOBODY = Fill(look.PAPER, "oo")


@dataclass(frozen=True)
class Window:
    """The framed part that the closer view shows, in metres."""

    left: float
    bottom: float
    side: float

    def holds(self, point: Any) -> bool:
        """Whether a name written around `point` would lie in the frame, or across it."""
        margin = 0.1 * self.side
        return bool(
            -margin < point.x - self.left < self.side + margin
            and -margin < point.y - self.bottom < self.side + margin
        )


def flat(areas: GeoDataFrame) -> GeoDataFrame:
    """`areas` on the British National Grid, in an order that is theirs alone."""
    placed = areas.to_crs("EPSG:27700") if areas.crs is not None else areas
    return placed.sort_values(list(placed.columns.drop("geometry"))).reset_index(drop=True)


def places(areas: GeoDataFrame, column: str) -> GeoDataFrame:
    """The places that `column` divides flat `areas` into, one row each: `place` and its outline.

    Areas that belong to none are left out. Lines between the areas of one place are gone: a figure
    is of the whole place, and a map must not seem to tell of each area.
    """
    told = areas[areas[column].notna() & (areas[column].astype("string") != "")]
    joined = told[[column, "geometry"]].dissolve(by=column, sort=True).reset_index()
    return joined.assign(place=joined[column].astype("string"))[["place", "geometry"]]


def busiest(areas: GeoDataFrame) -> Window:
    """The square that holds the centres of most of the flat `areas`: where towns are."""
    left, bottom, right, top = areas.total_bounds
    side = CLOSE_VIEW * max(right - left, top - bottom)
    centres = areas.geometry.centroid
    east, north = centres.x.to_numpy(), centres.y.to_numpy()
    near = (abs(east[:, None] - east) < side / 2) & (abs(north[:, None] - north) < side / 2)
    middle = int(near.sum(axis=1).argmax())
    return Window(float(east[middle] - side / 2), float(north[middle] - side / 2), float(side))


def draw_whole(
    ax: Any, areas: GeoDataFrame, of: str, fills: Mapping[str, Fill], window: Window
) -> None:
    """All of `areas` on `ax`, filled and named by their column `of`; the window is framed."""
    from matplotlib.patches import Rectangle

    _draw(ax, areas, of, fills)
    ax.autoscale_view()
    frame = Rectangle((window.left, window.bottom), window.side, window.side)
    frame.set(fill=False, edgecolor=look.WARNING, linewidth=1.6)
    ax.add_patch(frame)
    _name(ax, areas, of, fills, areas.geometry.area.sum(), window)


def draw_closer(
    ax: Any, areas: GeoDataFrame, of: str, fills: Mapping[str, Fill], window: Window
) -> None:
    """The window of `areas` on `ax`."""
    from shapely.geometry import box

    right, top = window.left + window.side, window.bottom + window.side
    frame = box(window.left, window.bottom, right, top)
    seen = areas.clip(frame, keep_geom_type=True, sort=True)
    _draw(ax, seen, of, fills)
    ax.set_xlim(window.left, right)
    ax.set_ylim(window.bottom, top)
    ax.spines[:].set(visible=True, color=look.WARNING, linewidth=1.6)
    _name(ax, seen, of, fills, window.side**2)


def _draw(ax: Any, areas: GeoDataFrame, of: str, fills: Mapping[str, Fill]) -> None:
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    for place, shapes in areas.groupby(areas[of].astype("string").fillna(""), sort=True):
        fill = fills.get(str(place), NOT_SHOWN)
        outlines = [
            Path.make_compound_path(*(Path(list(ring.coords)) for ring in _rings(shape)))
            for shape in shapes.geometry
        ]
        ax.add_collection(
            PathCollection(
                outlines,
                facecolors=fill.colour,
                edgecolors=look.QUIET,
                linewidths=0.35,
                hatch=fill.hatch or None,
            )
        )
    ax.set_aspect("equal")
    ax.xaxis.set_visible(False)
    ax.yaxis.set_visible(False)


def _rings(shape: Any) -> list[Any]:
    """Rings of `shape`, holes wound against what they are cut from, as a filled path wants them."""
    from shapely.geometry.polygon import orient

    parts = [orient(part) for part in getattr(shape, "geoms", [shape])]
    return [ring for part in parts for ring in (part.exterior, *part.interiors)]


def short_names(places: Sequence[str]) -> dict[str, str]:
    """What places are called on a map: names that differ by a number alone are told by it.

    >>> short_names(["Dale 003", "Dale 012"])
    {'Dale 003': '003', 'Dale 012': '012'}
    >>> short_names(["Rural", "Urban"])
    {'Rural': 'Rural', 'Urban': 'Urban'}
    """
    numbered = [re.fullmatch(r"(.*\D)(\d+)", place) for place in places]
    found = [one for one in numbered if one]
    if len(found) == len(places) and len({one[1] for one in found}) == 1:
        return {one[0]: one[2] for one in found}
    return {place: place for place in places}


def _name(
    ax: Any,
    areas: GeoDataFrame,
    of: str,
    fills: Mapping[str, Fill],
    reach: float,
    elsewhere: Window | None = None,
) -> None:
    """Write into each connected part with room for it what place it belongs to.

    Not into what lies `elsewhere`: the closer view names that.
    """
    called = short_names(sorted(set(areas[of].dropna().astype("string"))))
    parts = areas.explode(ignore_index=True)
    name = parts[of].astype("string").map(called)
    room = name.str.len().clip(upper=DIGITS) * LARGE_AREA * reach
    parts = parts[(parts.geometry.area > room).fillna(False)]
    points = parts.geometry.representative_point()
    for place, shape, point in zip(parts[of].astype("string"), parts.geometry, points, strict=True):
        short = called[str(place)]
        wide = len(short) * LETTER * math.sqrt(reach)
        if (elsewhere and elsewhere.holds(point)) or (
            len(short) > DIGITS and not _fits(shape, point, wide)
        ):
            continue
        fill = fills.get(str(place), NOT_SHOWN)
        halo = {"facecolor": fill.colour, "edgecolor": "none", "pad": 1.2} if fill.hatch else None
        ax.text(
            point.x,
            point.y,
            short,
            fontsize=NAME_SIZE,
            ha="center",
            va="center",
            color=look.ink_on(fill.colour),
            bbox=halo,
            clip_on=True,
        )


def _fits(shape: Any, point: Any, wide: float) -> bool:
    """Whether a line of this width around `point` stays within `shape`."""
    from shapely.geometry import LineString

    half = wide / 2
    return bool(shape.covers(LineString([(point.x - half, point.y), (point.x + half, point.y)])))


def key(label: str, fill: Fill) -> Any:
    """The entry of a legend that says what `fill` stands for."""
    from matplotlib.patches import Patch

    return Patch(facecolor=fill.colour, edgecolor=look.QUIET, hatch=fill.hatch or None, label=label)
