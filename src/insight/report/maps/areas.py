"""Areas as shapes on a page: their fills, the numbers in them, and a closer view of the towns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from insight.report import look

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LARGE_AREA = 0.004
"""Share of the view above which an area has room for a letter of its name."""
CLOSE_VIEW = 0.22
"""Side of the closer view, as a share of the map's longer side."""
NAME_SIZE = 8


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
    _name(ax, areas, of, fills, areas.geometry.area.sum())


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


def _name(ax: Any, areas: GeoDataFrame, of: str, fills: Mapping[str, Fill], reach: float) -> None:
    """Write into each connected part with room for it what place it belongs to."""
    parts = areas.explode(ignore_index=True)
    room = parts[of].astype("string").str.len() * LARGE_AREA * reach
    parts = parts[(parts.geometry.area > room).fillna(False)]
    points = parts.geometry.representative_point()
    for place, point in zip(parts[of].astype("string"), points, strict=True):
        fill = fills.get(str(place), NOT_SHOWN)
        halo = {"facecolor": fill.colour, "edgecolor": "none", "pad": 1.2} if fill.hatch else None
        ax.text(
            point.x,
            point.y,
            place,
            fontsize=NAME_SIZE,
            ha="center",
            va="center",
            color=look.ink_on(fill.colour),
            bbox=halo,
            clip_on=True,
        )


def key(label: str, fill: Fill) -> Any:
    """The entry of a legend that says what `fill` stands for."""
    from matplotlib.patches import Patch

    return Patch(facecolor=fill.colour, edgecolor=look.QUIET, hatch=fill.hatch or None, label=label)
