"""The themes on a map: themes alike stand near one another."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import pandas as pd

from insight.report import look, narrative
from insight.report.figures import Figure, rendered
from insight.report.themes.labels import Box, Dot, apart, beside

SMALLEST, LARGEST = 9.0, 21.0
"""Radius in points; the area goes with the number of people."""
_POINTS = 72
_MARGIN = 12.0
_WRAP = 24
_TEXT = 9.0
_LINE = 11.5
_LEGEND = 20.0
_ROW = 13.0
_COLUMNS = 2
_WIDEST = 52


@dataclass(frozen=True)
class _Plan:
    """Where everything stands, in points: marks, labels beside them, and those that are listed."""

    height: float
    dots: list[Dot]
    boxes: list[Box | None]
    told: list[str]
    listed: list[str]


def theme_map(places: pd.DataFrame, themes: pd.DataFrame, *, draft: bool) -> Figure:
    """`places` (theme_id, x, y in -1 to 1) with labels and n_speakers of `themes`.

    n_speakers may be missing where it is not shown; such themes get the smallest mark. Labels
    without room beside their mark are listed below by number.
    """
    known = places.merge(themes[["theme_id", "label", "n_speakers"]], on="theme_id")
    known = known.sort_values("theme_id", ignore_index=True)
    plan = _planned(known)

    def draw(figure: Any) -> None:
        _draw(figure, known, plan)

    svg, png = rendered(draw, plan.height / _POINTS, draft=draft)
    return Figure(
        "theme-map",
        "Candidate themes: themes alike stand near one another",
        _alt(known),
        svg,
        png,
        known.rename(columns={"n_speakers": "people"}),
    )


def _planned(known: pd.DataFrame) -> _Plan:
    width, high = look.FIGURE_WIDTH * _POINTS, (4.6 + 0.11 * len(known)) * _POINTS
    area = Box(_MARGIN, _MARGIN + _LEGEND, width - _MARGIN, high - 2 * _MARGIN)
    dots = _dots(known, area)
    # The number tells which mark a label is for, wherever there was room for it.
    named = [f"{int(n)}  {o}" for n, o in zip(known["theme_id"], known["label"], strict=True)]
    told = [textwrap.fill(label, _WRAP) for label in named]
    boxes = beside(dots, [_size(label) for label in told], area)
    listed = [label for label, box in zip(named, boxes, strict=True) if box is None]
    below = _ROW * ceil(len(listed) / _COLUMNS)
    return _Plan(
        high + below,
        [Dot(dot.x, dot.y + below, dot.radius) for dot in dots],
        [
            None if box is None else Box(box.left, box.bottom + below, box.right, box.top + below)
            for box in boxes
        ],
        told,
        listed,
    )


def _draw(figure: Any, known: pd.DataFrame, plan: _Plan) -> None:
    figure.set_layout_engine("none")
    ax = figure.add_axes((0, 0, 1, 1))
    width = look.FIGURE_WIDTH * _POINTS
    ax.set_xlim(0, width)
    ax.set_ylim(0, plan.height)
    ax.set_axis_off()
    for dot, number in zip(plan.dots, known["theme_id"], strict=True):
        ax.plot(dot.x, dot.y, "o", ms=2 * dot.radius, mfc=look.BAR, mec=look.PAPER, mew=1.2)
        ax.text(
            dot.x,
            dot.y,
            str(int(number)),
            fontsize=_TEXT,
            color=look.PAPER,
            ha="center",
            va="center",
            fontweight="bold",
        )
    for dot, box, label in zip(plan.dots, plan.boxes, plan.told, strict=True):
        if box is not None:
            _tell(ax, dot, box, label)
    note = "A larger mark: more people. Near: alike. Directions and distances mean no more."
    rows = ceil(len(plan.listed) / _COLUMNS)
    top = _MARGIN + _ROW * rows
    ax.text(_MARGIN, top, note, fontsize=_TEXT, color=look.QUIET, va="bottom")
    for at, label in enumerate(plan.listed):
        column, row = divmod(at, rows)
        x, y = _MARGIN + column * width / _COLUMNS, top - _ROW * (row + 1)
        short = textwrap.shorten(label, _WIDEST, placeholder=" …")
        ax.text(x, y, short, fontsize=_TEXT, color=look.INK, va="bottom")


def _tell(ax: Any, dot: Dot, box: Box, label: str) -> None:
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    near_x = min(max(dot.x, box.left), box.right)
    near_y = min(max(dot.y, box.bottom), box.top)
    if max(abs(near_x - dot.x), abs(near_y - dot.y)) > dot.radius + _LINE / 2:
        ax.plot([dot.x, near_x], [dot.y, near_y], color=look.QUIET, lw=0.7, zorder=0)
    # What stands right of its mark starts there; what stands left of it ends there.
    sides = {"left": box.left, "right": box.right, "center": x}
    side = "left" if box.left > dot.x else "right" if box.right < dot.x else "center"
    ax.text(
        sides[side],
        y,
        label,
        fontsize=_TEXT,
        color=look.INK,
        ha=side,
        va="center",
        linespacing=1.15,
    )


def _dots(known: pd.DataFrame, area: Box) -> list[Dot]:
    people = known["n_speakers"].astype("Float64").fillna(0.0).to_numpy(dtype="float64")
    most = max(float(people.max()) if len(people) else 0.0, 1.0)
    wide, high = area.right - area.left, area.top - area.bottom
    # Labels stand beside marks: two thirds of the width, and the middle of the height, for marks.
    dots = [
        Dot(
            area.left + wide * (0.5 + 0.34 * float(x)),
            area.bottom + high * (0.5 + 0.45 * float(y)),
            max(SMALLEST, LARGEST * sqrt(float(n) / most)),
        )
        for x, y, n in zip(known["x"], known["y"], people, strict=True)
    ]
    return apart(dots, area)


def _size(label: str) -> tuple[float, float]:
    """Width and height of `label` in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font, measured = FontProperties(family=look.FONT, size=_TEXT), TextToPath()
    lines = label.splitlines() or [""]
    widest = max(
        measured.get_text_width_height_descent(line, font, ismath=False)[0] for line in lines
    )
    return float(widest) + 3.0, _LINE * len(lines) + 2.0


def _alt(known: pd.DataFrame) -> str:
    """The message: how many themes there are, and the largest of which the people are shown."""
    told = known[known["n_speakers"].notna()]
    largest = told.sort_values(["n_speakers", "theme_id"], ascending=[False, True])["label"]
    first = narrative.listed([f"“{label}”" for label in largest.head(3)])
    most = f" Most people speak of {first}." if first else ""
    return f"Map of {len(known)} candidate themes.{most} All places are in the table."
