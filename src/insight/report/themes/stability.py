"""How repeatable each theme is: a bar each, with the line from which it is called repeatable."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from insight.report import look, narrative
from insight.report.evidence import real
from insight.report.figures import Figure, rendered

REPEATABLE = narrative.REPEATABLE
_WRAP = 34


def stability_bars(themes: pd.DataFrame, *, draft: bool) -> Figure:
    """Bars of `themes` (theme_id, label, repeatability), most repeatable first."""
    rows = themes[["theme_id", "label", "repeatability"]].sort_values(
        ["repeatability", "theme_id"], ascending=[False, True], ignore_index=True
    )
    values = [real(value) for value in rows["repeatability"]]
    words = [_in_words(value) for value in values]

    def draw(figure: Any) -> None:
        ax = figure.subplots()
        for row, (value, word) in enumerate(zip(values, words, strict=True)):
            ax.barh(row, 1, height=0.6, color=look.MIST, zorder=1)
            if value is not None:
                firm = value >= REPEATABLE
                ax.barh(
                    row,
                    value,
                    height=0.6,
                    facecolor=look.BAR if firm else look.PAPER,
                    edgecolor=look.BAR,
                    linewidth=1.2,
                    hatch="" if firm else "////",
                    zorder=2,
                )
            told = word if value is None else f"{value:.2f}  {word}"
            ax.text(1.02, row, told, fontsize=9, color=look.INK, va="center")
        ax.axvline(REPEATABLE, color=look.WARNING, lw=1.4, zorder=3)
        ax.set_yticks(
            range(len(rows)), [textwrap.fill(str(label), _WRAP) for label in rows["label"]]
        )
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_xlim(0, 1.36)
        ax.set_xticks([0, 0.25, 0.5, REPEATABLE, 1], ["0", "0.25", "0.5", "0.75", "1"])
        ax.tick_params(axis="x", labelsize=9, colors=look.INK)
        ax.set_xlabel(
            "how much of the theme is found again when the sorting is repeated\n"
            "from the line on it is called repeatable; that does not make it true, or important",
            fontsize=9,
            color=look.INK,
            loc="left",
        )

    n = sum(value is not None and value >= REPEATABLE for value in values)
    alt = (
        f"Bars for {len(rows)} candidate themes: {n} of them are repeatable"
        f" ({REPEATABLE} or more){_ends(rows, values)}. All numbers are in the table."
    )
    svg, png = rendered(draw, 1.3 + 0.4 * len(rows), draft=draft)
    data = rows.assign(words=words)
    return Figure("theme-stability", "How repeatable each theme is", alt, svg, png, data)


def _in_words(value: float | None) -> str:
    if value is None:
        return "not measured"
    return "repeatable" if value >= REPEATABLE else "fragile"


def _ends(rows: pd.DataFrame, values: list[float | None]) -> str:
    known = [
        (v, str(label)) for v, label in zip(values, rows["label"], strict=True) if v is not None
    ]
    if not known:
        return ""
    (most, first), (least, last) = known[0], known[-1]
    return f", from “{first}” ({most:.2f}) to “{last}” ({least:.2f})"
