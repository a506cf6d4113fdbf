"""Themes by group: a dot for each share, with the number of people under it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from insight.report import look, names, narrative
from insight.report.evidence import whole
from insight.report.figures import Figure, rendered

GROUPS_A_FIGURE = 6
_WRAP = 32
_LARGEST = 460.0
"""Area of the dot that stands for everybody, in square points."""


def theme_dots(
    source: str, told_in: str, counts: pd.DataFrame, *, draft: bool
) -> tuple[Figure, ...]:
    """Dots of n of N for each theme (rows) and stakeholder group (columns) of one source.

    `counts` has theme_id, label, group, n_mentioning and n_asked; both numbers may be missing where
    they are not shown. Lived experience stands first; several figures where there are more groups
    than one can hold; groups of whom no number is shown stand in none.
    """
    shown = counts[counts["n_asked"].notna() & counts["n_mentioning"].notna()]
    groups = sorted(set(shown["group"]), key=names.group_order)
    pages = [groups[at : at + GROUPS_A_FIGURE] for at in range(0, len(groups), GROUPS_A_FIGURE)]
    return tuple(
        _page(source, told_in, counts[counts["group"].isin(page)], page, number, draft=draft)
        for number, page in enumerate(pages, start=1)
    )


def _page(
    source: str,
    told_in: str,
    counts: pd.DataFrame,
    groups: Sequence[str],
    number: int,
    *,
    draft: bool,
) -> Figure:
    labels = dict(zip(counts["theme_id"].astype(int), counts["label"].astype(str), strict=True))
    cells = {
        (int(str(row.theme_id)), str(row.group)): (whole(row.n_mentioning), whole(row.n_asked))
        for row in counts.itertuples()
    }
    order = _order(labels, groups, cells)

    def draw(figure: Any) -> None:
        ax = figure.subplots()
        for column, group in enumerate(groups):
            for row, theme in enumerate(order):
                said, asked = cells.get((theme, group), (None, None))
                share = said / asked if said is not None and asked else None
                ax.scatter(column, row - 0.1, s=_LARGEST, fc=look.PAPER, ec=look.RULE, lw=1.0)
                if share:
                    colour = look.BARS[look.side_of(group)]
                    ax.scatter(column, row - 0.1, s=_LARGEST * share, fc=colour, ec=colour, lw=0.5)
                told = "not shown" if share is None else f"{said} of {asked}"
                ax.text(
                    column, row + 0.4, told, fontsize=9, color=look.INK, ha="center", va="center"
                )
        heads = [textwrap.fill(names.group(one).capitalize(), 13) for one in groups]
        ax.set_xticks(range(len(groups)), heads)
        ax.xaxis.tick_top()
        ax.tick_params(axis="x", labelsize=9, colors=look.INK, length=0)
        for tick, group in zip(ax.get_xticklabels(), groups, strict=True):
            tick.set_color(look.BARS[look.side_of(group)])
            tick.set_fontweight("bold")
        ax.set_yticks(range(len(order)), [textwrap.fill(labels[one], _WRAP) for one in order])
        ax.set_ylim(len(order) - 0.35, -0.65)
        ax.set_xlim(-0.6, max(len(groups), 3) - 0.4)
        for row in range(1, len(order)):
            ax.axhline(row - 0.45, color=look.RULE, lw=0.6, zorder=0)

    svg, png = rendered(draw, 1.2 + 0.56 * len(order), draft=draft)
    data = counts.sort_values(["theme_id", "group"], ignore_index=True).assign(source=source)
    title = f"Who speaks of which theme, in {told_in}"
    return Figure(
        f"theme-groups-{_slug(source)}-{number}",
        title,
        _alt(told_in, labels, groups, cells),
        svg,
        png,
        data,
    )


def _order(
    labels: dict[int, str],
    groups: Sequence[str],
    cells: dict[tuple[int, str], tuple[int | None, int | None]],
) -> list[int]:
    """Themes that the first group speaks of most come first."""
    first = {theme: cells.get((theme, groups[0]), (None, None))[0] or 0 for theme in labels}
    return sorted(labels, key=lambda theme: (-first[theme], theme))


def _alt(
    told_in: str,
    labels: dict[int, str],
    groups: Sequence[str],
    cells: dict[tuple[int, str], tuple[int | None, int | None]],
) -> str:
    """The message: what each group speaks of most, with its numbers."""
    told = []
    for group in groups:
        own = [
            (said / asked, -theme, said, asked)
            for theme in labels
            for said, asked in [cells.get((theme, group), (None, None))]
            if said and asked
        ]
        if own:
            _, theme, said, asked = max(own)
            told.append(
                f"{names.group(group)} speak most of “{labels[-theme]}” ({said} of {asked})"
            )
        else:
            told.append(f"no number can be shown for {names.group(group)}")
    return (
        f"Dots for {told_in}. {narrative.sentence('; '.join(told))} All numbers are in the table."
    )


def _slug(text: str) -> str:
    kept = "".join(sign if sign.isalnum() else "-" for sign in text.lower())
    return "-".join(part for part in kept.split("-") if part)
