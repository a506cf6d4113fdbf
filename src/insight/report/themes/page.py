"""One theme on one page: its words, who speaks of it and where, what is near, what was said."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from insight.report import look, names, narrative
from insight.report.evidence import whole
from insight.report.figures import Figure, rendered

FEWEST = 5
"""The message names no group of fewer people: one of one is no finding."""
_WIDE = 96
_BAR = 0.42
_TOP = 0.62
_LINE = 0.175
_ROW = 0.3


@dataclass(frozen=True)
class ThemePage:
    """What stands on the page of a theme.

    `counts` has part (of `by`: group, question, third, wave), by, said and asked, numbers missing
    where they are not shown; `near` are labels of like themes, `said` pairs of why and words,
    de-identified; both may be empty.
    """

    theme_id: int
    label: str
    status: str
    keywords: str
    n_segments: int | None
    n_speakers: int | None
    repeatability: float | None
    counts: pd.DataFrame
    near: Sequence[str] = ()
    said: Sequence[tuple[str, str]] = ()


_BY = {
    "group": "By group",
    "question": "By question",
    "wave": "By wave",
    "order": "In the course of a talk",
}


def theme_page(page: ThemePage, *, draft: bool) -> Figure:
    """The page as a picture; its numbers are the counts."""
    words = _words(page)
    quotes = [
        (why, textwrap.wrap(f"“{text}”", _WIDE, max_lines=4, placeholder=" …”"))
        for why, text in page.said
    ]
    blocks = [
        (by, rows.reset_index(drop=True))
        for by, rows in page.counts.groupby(["by", "source"], sort=False)
    ]
    lines = len(words) + sum(len(quote) + 1.3 for _, quote in quotes)
    bars = sum(len(rows) * _ROW + 0.42 for _, rows in blocks)
    height = _TOP + lines * _LINE + bars + 0.5

    def draw(figure: Any) -> None:
        figure.set_layout_engine("none")
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_xlim(0, look.FIGURE_WIDTH)
        ax.set_ylim(height, 0)
        ax.set_axis_off()
        y = 0.34
        ax.text(0.2, y, page.label, fontsize=14, fontweight="bold", color=look.INK, va="center")
        y = _TOP
        for line in words:
            ax.text(0.2, y, line, fontsize=9.5, color=look.QUIET, va="center")
            y += _LINE
        for (by, source), rows in blocks:
            y = _block(ax, y + 0.2, f"{_BY[str(by)]}: {source}", rows)
        y += 0.2
        for why, quote in quotes:
            ax.text(0.2, y, why, fontsize=9, fontweight="bold", color=look.ACCENT, va="center")
            for line in quote:
                y += _LINE
                ax.text(0.34, y, line, fontsize=9.5, color=look.INK, va="center")
            y += 1.3 * _LINE

    svg, png = rendered(draw, height, draft=draft)
    alt = f"Page of the {page.status} theme “{page.label}”. {' '.join(words)}{_most(page.counts)}"
    return Figure(
        f"theme-{page.theme_id:02d}", f"Theme: {page.label}", alt, svg, png, page.counts.copy()
    )


def _words(page: ThemePage) -> list[str]:
    told = [f"{narrative.capital(page.status)} theme."]
    if page.n_speakers is not None:
        of = f" in {page.n_segments} pieces of text" if page.n_segments is not None else ""
        told.append(f"{page.n_speakers} people{of}.")
    told.append(f"{narrative.repeatability_words(page.repeatability)}.")
    lines = [" ".join(told), *textwrap.wrap(f"Typical words: {page.keywords}", _WIDE)]
    if page.near:
        lines += textwrap.wrap(f"Near it: {'; '.join(page.near)}", _WIDE)
    return lines


def _block(ax: Any, y: float, heading: str, rows: pd.DataFrame) -> float:
    """Bars of one division from `y` down; returns where it ends."""
    ax.text(0.2, y, heading, fontsize=9.5, fontweight="bold", color=look.INK, va="center")
    left, wide = 3.4, 3.3
    for row in rows.itertuples():
        y += _ROW
        said, asked = whole(row.said), whole(row.asked)
        ax.barh(y, wide, height=_BAR * _ROW * 1.6, left=left, color=look.MIST)
        if said is not None and asked:
            share = said / asked
            colour = look.BARS[look.side_of(str(row.part))] if row.by == "group" else look.BAR
            ax.barh(y, wide * share, height=_BAR * _ROW * 1.6, left=left, color=colour)
        name = names.group(str(row.part)) if row.by == "group" else str(row.part)
        part = textwrap.shorten(narrative.capital(name), 46, placeholder=" …")
        ax.text(left - 0.12, y, part, fontsize=9, color=look.INK, ha="right", va="center")
        told = f"{said} of {asked}" if said is not None and asked else "not shown"
        ax.text(left + wide + 0.12, y, told, fontsize=9, color=look.INK, va="center")
    return y + 0.22


def _most(counts: pd.DataFrame) -> str:
    shown = [
        (said / asked, names.group(str(row.part)), f"{said} of {asked}", str(row.source))
        for row in counts[counts["by"] == "group"].itertuples()
        if (said := whole(row.said)) is not None
        and (asked := whole(row.asked)) is not None
        and asked >= FEWEST
    ]
    if not shown:
        return ""
    _, group, told, source = max(shown)
    return f" Spoken of most by {group} ({told}), in {source}. All numbers are in the table."
