"""Maps under one another: each a whole county, a closer view of its towns, and what fills mean."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from insight.report import look
from insight.report.figures import rendered
from insight.report.maps.areas import Fill, Window, draw_closer, draw_whole, key

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

HEIGHT = 3.2
FINEST = 100.0
CLOSEST = 30.0
"""Metres by which an outline may be off, and in the closer view: a third of a pixel at most."""
WIDTHS = (1.0, 1.0, 1.15)


@dataclass(frozen=True)
class Panel:
    """One map: its places (`maps.areas.places`), how each is filled, and the legend in words."""

    title: str
    places: GeoDataFrame
    fills: Mapping[str, Fill]
    legend: Sequence[tuple[Fill, str]]


def draw_panels(panels: Sequence[Panel], window: Window, *, draft: bool) -> tuple[bytes, bytes]:
    """SVG and PNG of `panels`, one a row, the closer view of each being that of `window`."""

    def draw(figure: Any) -> None:
        rows = figure.subplots(len(panels), 3, squeeze=False, width_ratios=WIDTHS)
        for (whole, close, side), panel in zip(rows, panels, strict=True):
            draw_whole(whole, _coarser(panel.places, FINEST), "place", panel.fills, window)
            near = _coarser(panel.places, CLOSEST)
            draw_closer(close, near, "place", panel.fills, window)
            side.set_axis_off()
            side.legend(
                handles=[
                    key(textwrap.fill(words, 34, break_on_hyphens=False), fill)
                    for fill, words in panel.legend
                ],
                title=textwrap.fill(panel.title, 30),
                title_fontproperties={"weight": "bold", "size": 9.5},
                alignment="left",
                loc="center left",
                bbox_to_anchor=(0, 0.5),
                borderaxespad=0,
                frameon=False,
                fontsize=9,
                labelcolor=look.INK,
                labelspacing=0.7,
            )

    return rendered(draw, HEIGHT * len(panels) + 0.2, draft=draft)


def _coarser(places: GeoDataFrame, metres: float) -> GeoDataFrame:
    """`places` with fewer corners, and no gaps between neighbours (Visvalingam-Whyatt)."""
    return places.assign(geometry=places.geometry.simplify_coverage(metres))
