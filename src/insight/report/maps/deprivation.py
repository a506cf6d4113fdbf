"""How deprived the areas are: in fifths of the county, and in tenths of England."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.report import look, narrative
from insight.report.figures import Figure, rendered, slug
from insight.report.maps.areas import NOT_SHOWN, Fill, busiest, draw_closer, draw_whole, flat, key

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

HEIGHT = 5.6
FIFTHS = "Fifth of the county's residents"
TENTHS = "Tenth of the areas of England"


def deprivation_maps(name: str, areas: GeoDataFrame, *, draft: bool) -> tuple[Figure, ...]:
    """Maps of the index called `name`: by the county's fifths, and by England's tenths if told.

    `areas` has the column `quintile`, and may have `decile`; 1 is the most deprived in either, and
    a missing number is hatched.
    """
    placed = flat(areas)
    found = [_map(name, placed, "quintile", look.QUINTILES, FIFTHS, draft=draft)]
    if "decile" in placed.columns:
        found.append(_map(name, placed, "decile", look.DECILES, TENTHS, draft=draft))
    return tuple(found)


def _per_cent(share: float) -> str:
    """A share of the land: areas of a town are many, and small."""
    told = narrative.per_cent(share)
    return "under 1%" if told == "0%" else told


def _map(
    name: str,
    areas: GeoDataFrame,
    of: str,
    colours: tuple[str, ...],
    scale: str,
    *,
    draft: bool,
) -> Figure:
    placed = areas.assign(**{of: areas[of].astype("Int64")})
    last = len(colours)
    fills = {str(n): Fill(colour) for n, colour in enumerate(colours, start=1)}
    called = {n: str(n) for n in range(1, last + 1)}
    called |= {1: "1 (most deprived)", last: f"{last} (least deprived)"}
    window = busiest(placed)

    def draw(figure: Any) -> None:
        whole, close = figure.subplots(1, 2)
        draw_whole(whole, placed, of, fills, window)
        draw_closer(close, placed, of, fills, window)
        close.set_title("Closer view of the framed part", fontsize=9, color=look.INK)
        keys = [key(called[n], fills[str(n)]) for n in called]
        if placed[of].isna().any():
            keys.append(key("no figure", NOT_SHOWN))
        figure.legend(
            handles=keys,
            title=scale,
            loc="outside lower center",
            ncols=5,
            frameon=False,
            fontsize=9,
            title_fontsize=9,
        )

    size = placed.geometry.area
    by = [placed[of]]
    land = size.groupby(by, dropna=False).sum() / size.sum()
    data = pd.DataFrame(
        {
            scale: [called[n] if not pd.isna(n) else "no figure" for n in land.index],
            "Small areas": placed.groupby(by, dropna=False).size().to_numpy(),
            "Share of the land": [_per_cent(share) for share in land],
        }
    )
    ends = [
        f"the {words} deprived {scale.split()[0].lower()} holds {row['Small areas']} small areas "
        f"on {row['Share of the land']} of the land"
        for end, words in ((1, "most"), (last, "least"))
        for row in data[data[scale] == called[end]].to_dict("records")
    ]
    svg, png = rendered(draw, HEIGHT, draft=draft)
    told = f"Map of the county by {narrative.lower(scale)}, {name}"
    stem = f"map-{slug(name)}" if of == "quintile" else f"map-{slug(name)}-england"
    title = f"The county by area: {narrative.lower(scale)}, {name}"
    return Figure(stem, title, f"{told}: {narrative.listed(ends)}.", svg, png, data)
