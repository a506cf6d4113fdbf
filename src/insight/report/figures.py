"""Figures as SVG and PNG with their data and a text that says their message.

Drawn with matplotlib's Agg canvas alone (no global state), in the font that matplotlib carries,
so that the same release gives the same bytes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.report import look, names, narrative
from insight.report.evidence import Count, Topic
from insight.report.narrative import Gradient

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

GROUPS_A_FIGURE = 4
FEWEST_COLUMNS = 3
"""So that the bars of one group alone do not run over the whole page."""
LARGE_AREA = 0.004
"""Share of the view above which an area has room for its number."""
CLOSE_VIEW = 0.22
"""Side of the closer view of a map, as a share of the county's longer side."""
DARK_FIFTHS = 2
"""Fills up to this fifth carry light numbers."""


@dataclass(frozen=True)
class Figure:
    """One picture: `name` is its file stem, `alt` says its message, `data` its numbers."""

    name: str
    title: str
    alt: str
    svg: bytes
    png: bytes
    data: pd.DataFrame


def side_by_side(
    source: str, mode: str, topics: Sequence[Topic], *, draft: bool
) -> tuple[Figure, ...]:
    """Bars of n of N for each topic (rows) and group (columns) of one source that can be shown.

    Several figures where more than `GROUPS_A_FIGURE` groups spoke; lived experience stands first.
    """
    counts = {(topic.id, c.part): c for topic in topics for c in topic.of("group", source)}
    bars = {key for key, count in counts.items() if count.share is not None}
    groups = sorted({part for _, part in bars}, key=names.group_order)
    pages = [groups[at : at + GROUPS_A_FIGURE] for at in range(0, len(groups), GROUPS_A_FIGURE)]
    return tuple(
        _side_by_side(
            source,
            names.source(source, mode),
            [topic for topic in topics if any((topic.id, part) in bars for part in page)],
            page,
            counts,
            number,
            draft=draft,
        )
        for number, page in enumerate(pages, start=1)
    )


def _side_by_side(
    source: str,
    told_in: str,
    topics: Sequence[Topic],
    groups: Sequence[str],
    counts: Mapping[tuple[str, str], Count],
    number: int,
    *,
    draft: bool,
) -> Figure:
    def draw(figure: Any) -> None:
        columns = max(len(groups), FEWEST_COLUMNS)
        axes = figure.subplots(1, columns, sharey=True, squeeze=False)[0]
        for ax in axes[len(groups) :]:
            ax.set_axis_off()
        for ax, group in zip(axes, groups, strict=False):
            colour = look.BARS[look.side_of(group)]
            for row, topic in enumerate(topics):
                count = counts.get((topic.id, group))
                share = count.share if count else None
                ax.barh(row, 1, height=0.34, color=look.MIST, zorder=1)
                if share is not None:
                    ax.barh(row, share, height=0.34, color=colour, zorder=2)
                said = narrative.short_of(count) if count else "not asked"
                ax.text(0, row - 0.3, said, fontsize=8.5, color=look.INK, va="bottom")
            heading = textwrap.fill(names.group(group).capitalize(), 18)
            ax.set_title(heading, fontsize=9.5, loc="left", color=look.INK, fontweight="bold")
            ax.set_xlim(0, 1.02)
            ax.set_xticks([])
        axes[0].set_yticks(range(len(topics)), [textwrap.fill(topic.name, 30) for topic in topics])
        axes[0].set_ylim(len(topics) - 0.5, -0.75)

    drawn = [(t, counts[t.id, g]) for t in topics for g in groups if (t.id, g) in counts]
    data = pd.DataFrame(
        [
            {
                "source": source,
                "topic": topic.id,
                "name": topic.name,
                "group": names.group(count.part),
                "spoke of it": count.mentioning,
                "asked": count.asked,
                "coded by": count.basis,
                "note": count.note,
            }
            for topic, count in drawn
        ]
    ).astype({"spoke of it": "Int64", "asked": "Int64"})
    title = f"How many in each group spoke of each topic, in {told_in}"
    svg, png = rendered(draw, 1.1 + 0.4 * len(topics), draft=draft)
    alt = side_by_side_alt(told_in, topics, groups, counts)
    return Figure(f"side-by-side-{_slug(source)}-{number}", title, alt, svg, png, data)


def side_by_side_alt(
    told_in: str,
    topics: Sequence[Topic],
    groups: Sequence[str],
    counts: Mapping[tuple[str, str], Count],
) -> str:
    """The message of the bars: what each group raised most, with its numbers."""
    told = []
    for group in groups:
        own = [(topic, counts[topic.id, group]) for topic in topics if (topic.id, group) in counts]
        raised = [(topic, count) for topic, count in own if count.share]
        if raised:
            topic, count = max(raised, key=lambda pair: (pair[1].share or 0, pair[0].id))
            told.append(
                f"{names.group(group)} spoke most of {topic.name} ({narrative.short_of(count)})"
            )
        else:
            told.append(f"no number can be shown for {names.group(group)}")
    return (
        f"Bars for {told_in}. {narrative.sentence('; '.join(told))} All numbers are in the table."
    )


def slopes(source: str, told_in: str, gradients: Sequence[Gradient], *, draft: bool) -> Figure:
    """Gap between the two ends of deprivation for each topic, with its interval."""

    def draw(figure: Any) -> None:
        ax = figure.subplots()
        ax.axvline(0, color=look.QUIET, linewidth=1)
        for row, gradient in enumerate(gradients):
            if gradient.slope is None or gradient.low is None or gradient.high is None:
                ax.text(2, row, "not enough to say", fontsize=9, color=look.QUIET, va="center")
                continue
            ends = [100 * gradient.low, 100 * gradient.high]
            ax.plot(ends, [row, row], color=look.BAR, linewidth=3)
            filled = look.BAR if narrative.is_clear(gradient) else look.PAPER
            ax.plot(
                100 * gradient.slope, row, "o", ms=9, mfc=filled, mec=look.ACCENT, mew=1.8, zorder=3
            )
            ax.text(
                100 * gradient.slope,
                row - 0.2,
                f"{100 * gradient.slope:+.0f}",
                fontsize=9,
                ha="center",
                va="bottom",
                color=look.INK,
            )
        ax.set_yticks(range(len(gradients)), [textwrap.fill(g.topic, 32) for g in gradients])
        ax.set_ylim(len(gradients) - 0.5, -0.7)
        reach = max(
            (abs(100 * edge) for g in gradients for edge in (g.low, g.high) if edge is not None),
            default=20,
        )
        ax.set_xlim(-1.15 * max(reach, 20), 1.15 * max(reach, 20))
        ax.set_xlabel(
            "commoner in the most deprived areas  ◀     people in every 100     ▶  "
            "commoner in the least deprived areas",
            fontsize=8.5,
            color=look.INK,
        )
        ax.grid(axis="x", color=look.RULE, linewidth=0.6)
        ax.tick_params(axis="x", labelsize=9, colors=look.INK)

    data = pd.DataFrame(
        [
            {
                "source": source,
                "topic": g.topic,
                "slope": g.slope,
                "low": g.low,
                "high": g.high,
                "smallest slope that could be seen": g.detectable,
                "n": g.n,
            }
            for g in gradients
        ]
    )
    clear = [g for g in gradients if narrative.is_clear(g)]
    told = [f"{g.topic} was {narrative.direction(g.slope or 0)}" for g in clear]
    message = narrative.listed(told) or "no topic shows a gap that we can be sure of"
    alt = f"Gaps by deprivation in {told_in}: {message}. All numbers are in the table."
    svg, png = rendered(draw, 1.1 + 0.42 * len(gradients), draft=draft)
    title = f"Gap between the most and the least deprived areas, in {told_in}"
    return Figure(f"slopes-{_slug(source)}", title, alt, svg, png, data)


def county(name: str, areas: GeoDataFrame, *, draft: bool) -> Figure:
    """The areas of the county by fifth of deprivation (column `quintile`, 1 = most deprived).

    A closer view beside it shows the part with most areas, where towns are.
    """
    flat = areas.to_crs("EPSG:27700") if areas.crs is not None else areas
    flat = flat.sort_values(list(flat.columns.drop("geometry"))).reset_index(drop=True)
    flat["quintile"] = flat["quintile"].astype("Int64")
    size = flat.geometry.area
    window = _busiest(flat)

    def draw(figure: Any) -> None:
        from matplotlib.patches import Patch, Rectangle

        whole, close = figure.subplots(1, 2, width_ratios=(1, 1))
        for ax in (whole, close):
            _draw_areas(ax, flat)
            ax.set_aspect("equal")
            ax.set_xticks([])
            ax.set_yticks([])
        whole.autoscale_view()
        left, bottom, side = window
        whole.add_patch(Rectangle((left, bottom), side, side, fill=False, ec=look.WARNING, lw=1.6))
        close.set_xlim(left, left + side)
        close.set_ylim(bottom, bottom + side)
        close.spines[:].set(visible=True, color=look.WARNING, linewidth=1.6)
        close.set_title("Closer view of the framed part", fontsize=9, color=look.INK)
        for ax, reach in ((whole, size.sum()), (close, side * side)):
            _number_areas(ax, flat[size > LARGE_AREA * reach])
        keys = [
            Patch(fc=fill, ec=look.QUIET, label=names.QUINTILE_NAMES[str(fifth)])
            for fifth, fill in enumerate(look.QUINTILES, start=1)
        ]
        figure.legend(
            handles=keys,
            title="Fifth of the county",
            loc="outside lower center",
            ncols=5,
            frameon=False,
            fontsize=9,
            title_fontsize=9,
        )

    land = size.groupby(flat["quintile"], dropna=False).sum() / size.sum()
    data = flat.groupby("quintile", dropna=False).size().rename("areas").reset_index()
    data["share_of_land"] = land.to_numpy().round(3)
    in_fifth = {row.quintile: row for row in data.itertuples()}
    ends = [
        f"the {words} deprived fifth holds {in_fifth[end].areas} small areas "
        f"on {narrative.per_cent(in_fifth[end].share_of_land)} of the land"
        for end, words in ((1, "most"), (5, "least"))
        if end in in_fifth
    ]
    alt = f"Map of the county by fifth of deprivation ({name}): {narrative.listed(ends)}."
    svg, png = rendered(draw, 5.6, draft=draft)
    return Figure(f"map-{_slug(name)}", f"The county by area: {name}", alt, svg, png, data)


def _draw_areas(ax: Any, areas: GeoDataFrame) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for quintile, shape in zip(areas["quintile"], areas.geometry, strict=True):
        fill = look.PAPER if pd.isna(quintile) else look.QUINTILES[int(quintile) - 1]
        parts = getattr(shape, "geoms", [shape])
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        outline = Path.make_compound_path(*(Path(list(ring.coords)) for ring in rings))
        ax.add_patch(PathPatch(outline, fc=fill, ec=look.QUIET, lw=0.35))


def _number_areas(ax: Any, areas: GeoDataFrame) -> None:
    known = areas[areas["quintile"].notna()]
    points = known.geometry.representative_point()
    for quintile, point in zip(known["quintile"], points, strict=True):
        colour = look.PAPER if int(quintile) <= DARK_FIFTHS else look.INK
        ax.text(
            point.x,
            point.y,
            int(quintile),
            fontsize=8,
            ha="center",
            va="center",
            color=colour,
            clip_on=True,
        )


def _busiest(areas: GeoDataFrame) -> tuple[float, float, float]:
    """Left, bottom and side of the square that holds the centres of most areas."""
    left, bottom, right, top = areas.total_bounds
    side = CLOSE_VIEW * max(right - left, top - bottom)
    centres = areas.geometry.centroid
    east, north = centres.x.to_numpy(), centres.y.to_numpy()
    near = (abs(east[:, None] - east) < side / 2) & (abs(north[:, None] - north) < side / 2)
    middle = int(near.sum(axis=1).argmax())
    return float(east[middle] - side / 2), float(north[middle] - side / 2), float(side)


def rendered(draw: Callable[[Any], None], height: float, *, draft: bool) -> tuple[bytes, bytes]:
    """SVG and PNG of what `draw` puts on a figure `height` inches high."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    with rc_context(
        {
            "font.family": look.FONT,
            "svg.hashsalt": "insight",
            "svg.fonttype": "path",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
            "axes.spines.bottom": False,
            "ytick.major.size": 0,
            "ytick.labelsize": 9.5,
            "ytick.color": look.INK,
            "xtick.major.size": 0,
        }
    ):
        figure = Canvas(
            figsize=(look.FIGURE_WIDTH, height), dpi=look.DOTS_PER_INCH, layout="constrained"
        )
        FigureCanvasAgg(figure)
        draw(figure)
        if draft:
            figure.suptitle(
                "DRAFT: not for use", fontsize=9, color=look.WARNING, x=0.995, ha="right"
            )
        svg, png = BytesIO(), BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", metadata={"Software": None})
    return svg.getvalue(), png.getvalue()


def _slug(text: str) -> str:
    kept = "".join(sign if sign.isalnum() else "-" for sign in text.lower())
    return "-".join(part for part in kept.split("-") if part)
