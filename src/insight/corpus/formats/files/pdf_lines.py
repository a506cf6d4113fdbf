"""Glyphs on a page of a PDF -> its lines in reading order, with where they stand.

A PDF knows glyphs and places, no words or lines. Glyphs on one baseline make fragments, parted by
gaps wider than any space between words; fragments make lines, or two columns, or a column of labels
beside what was said. What stands outside of the page or askew (watermarks) is not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_SPACE = 0.15
_GUTTER = 1.5
_SAME_LINE = 0.45
_RAISED = 0.15
_SMALL = 0.82
_LEAST_COLUMN_LINES = 5
_LEAST_ROWS = 3
_LEAST_MARGIN_NUMBERS = 3
_MOST_CROSSING = 0.25
_LEAST_COLUMN_WORDS = 4
_MOST_LABEL_WORDS = 4
_FIGURES = re.compile(r"\d{1,5}")


class Glyph(NamedTuple):
    """One character: its text, left and right end, baseline, size, and whether it is bold."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    is_bold: bool


@dataclass(frozen=True)
class Line:
    """A line, or a fragment of one: places in points from the lower left corner of the page.

    `bold` counts its leading bold characters. `column` is 0 for the whole width or the left column,
    1 for the right one. `labels` are what stands beside it in columns of labels and times.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: int = 0
    page: int = 0
    column: int = 0
    labels: tuple[str, ...] = ()

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return self.bold >= len(self.text)


@dataclass(frozen=True)
class Page:
    """Lines of a page in reading order, and how many marks were left out of them."""

    lines: tuple[Line, ...]
    line_numbers: int = 0
    footnote_marks: int = 0


def page_of(glyphs: Iterable[Glyph], number: int) -> Page:
    """Lines of the page with this number."""
    fragments, marks = _fragments(glyphs)
    kept = _without_line_numbers(fragments)
    rows = _rows(kept)
    lines = _in_reading_order(rows)
    numbered = tuple(replace(line, page=number) for line in lines)
    return Page(numbered, len(fragments) - len(kept), marks)


class _Fragment:
    """A fragment as it grows, glyph by glyph."""

    def __init__(self, glyph: Glyph) -> None:
        self.text = glyph.text
        self.x0, self.x1, self.y, self.size = glyph.x0, glyph.x1, glyph.y, glyph.size
        self.bold = len(glyph.text) if glyph.is_bold else 0

    def add(self, glyph: Glyph) -> None:
        gap = glyph.x0 - self.x1
        if gap > _SPACE * self.size and not self.text.endswith(" ") and glyph.text != " ":
            self._put(" ", glyph.is_bold)
        if not (glyph.text == " " and self.text.endswith(" ")):
            self._put(glyph.text, glyph.is_bold)
        self.x1 = max(self.x1, glyph.x1) if glyph.text != " " else self.x1
        self.size = max(self.size, glyph.size)

    def _put(self, text: str, is_bold: bool) -> None:
        if self.bold == len(self.text) and (is_bold or text == " "):
            self.bold += len(text)
        self.text += text

    def closed(self) -> Line | None:
        text = self.text.rstrip()
        return Line(
            text, self.x0, self.x1, self.y, self.size, min(self.bold, len(text))
        ) if text else None  # fmt: skip


def _fragments(glyphs: Iterable[Glyph]) -> tuple[list[Line], int]:
    """Runs of glyphs that stand on one baseline without a wide gap; and marks of footnotes."""
    closed: list[_Fragment] = []
    here: _Fragment | None = None
    marks = 0
    for glyph in glyphs:
        if here is None or not glyph.text.strip():
            if here is not None and abs(glyph.y - here.y) < _SAME_LINE * here.size:
                here.add(glyph._replace(text=" "))
            elif here is None and glyph.text.strip():
                here = _Fragment(glyph)
            continue
        is_near = abs(glyph.y - here.y) < _SAME_LINE * max(here.size, glyph.size)
        gap = glyph.x0 - here.x1
        if is_near and _is_mark(glyph, here, gap):
            marks += 1
            here.x1 = max(here.x1, glyph.x1)
        elif is_near and -here.size < gap < _GUTTER * max(here.size, glyph.size):
            here.add(glyph)
        else:
            closed.append(here)
            here = _Fragment(glyph)
    if here is not None:
        closed.append(here)
    return [line for fragment in closed if (line := fragment.closed())], marks


def _is_mark(glyph: Glyph, fragment: _Fragment, gap: float) -> bool:
    """Whether `glyph` is a small raised figure that points to a footnote."""
    return (
        glyph.text.isdigit()
        and glyph.size < _SMALL * fragment.size
        and glyph.y - fragment.y > _RAISED * fragment.size
        and gap < _SPACE * fragment.size
        and not fragment.text.endswith(" ")
    )


def _without_line_numbers(fragments: Sequence[Line]) -> list[Line]:
    """`fragments` without figures that count lines or paragraphs in the margin."""
    numbers = [one for one in fragments if _FIGURES.fullmatch(one.text)]
    words = [one for one in fragments if not _FIGURES.fullmatch(one.text)]
    if len(numbers) < _LEAST_MARGIN_NUMBERS or not words:
        return list(fragments)
    starts = Counter(round(one.x0) for one in words)
    common = max(starts.values())
    left = min(x for x, times in starts.items() if times >= max(2, common * 0.1) or common < 2)
    right = max(one.x1 for one in words)
    for beside in (
        [one for one in numbers if one.x1 < left],
        [one for one in numbers if one.x0 > right],
    ):
        values = [int(one.text) for one in sorted(beside, key=lambda one: -one.y)]
        rising = sum(a <= b for a, b in pairwise(values))
        if len(values) >= _LEAST_MARGIN_NUMBERS and rising >= (len(values) - 1) * 0.9:
            gone = set(map(id, beside))
            return [one for one in fragments if id(one) not in gone]
    return list(fragments)


def _rows(fragments: Sequence[Line]) -> list[list[Line]]:
    """Fragments that share a baseline, from the top of the page, each row from the left."""
    rows: list[list[Line]] = []
    for one in sorted(fragments, key=lambda one: (-one.y, one.x0)):
        if rows and abs(rows[-1][0].y - one.y) < _SAME_LINE * min(rows[-1][0].size, one.size):
            rows[-1].append(one)
        else:
            rows.append([one])
    return [_healed(sorted(row, key=lambda one: one.x0)) for row in rows]


def _healed(row: list[Line]) -> list[Line]:
    """A row whose fragments were drawn apart but stand together, joined."""
    joined: list[Line] = []
    for one in row:
        last = joined[-1] if joined else None
        if last is not None and one.x0 - last.x1 < _GUTTER * max(one.size, last.size):
            joined[-1] = _beside(last, one)
        else:
            joined.append(one)
    return joined


def _beside(left: Line, right: Line) -> Line:
    """Two fragments of a row as one."""
    space = " " if right.x0 - left.x1 > _SPACE * left.size else ""
    bold = left.bold + len(space) + right.bold if left.is_bold else left.bold
    return replace(
        left,
        text=f"{left.text}{space}{right.text}",
        x1=max(left.x1, right.x1),
        size=max(left.size, right.size),
        bold=bold,
    )


def _whole(row: Sequence[Line]) -> Line:
    line = row[0]
    for one in row[1:]:
        line = _beside(line, one)
    return line


def _in_reading_order(rows: Sequence[list[Line]]) -> list[Line]:
    gutter = _gutter(rows)
    if gutter is not None:
        left = [one for row in rows for one in row if one.x1 <= gutter]
        right = [one for row in rows for one in row if one.x0 >= gutter]
        if _are_columns(left, right):
            return _by_columns(rows, gutter)
        beside = [row for row in rows if row[0].x1 <= gutter]
        if _are_labels([_whole([one for one in row if one.x1 <= gutter]) for row in beside], right):
            return _with_labels(rows, gutter)
    return [_whole(row) for row in rows]


def _gutter(rows: Sequence[list[Line]]) -> float | None:
    """The place that most rows leave free between two fragments, and few cross."""
    gaps = [(a.x1, b.x0) for row in rows for a, b in pairwise(row)]
    if len(gaps) < _LEAST_ROWS:
        return None
    # The right column begins where most fragments that follow a gap begin.
    starts = Counter(round(start) for _, start in gaps)
    start = max(starts, key=lambda x: (starts[x - 1] + starts[x] + starts[x + 1], x))
    ends = [end for end, begin in gaps if abs(begin - start) <= 2]
    if len(ends) < _LEAST_ROWS:
        return None
    gutter = start - 2.0
    ends_before = [end for end in ends if end < gutter]
    everything = [one for row in rows for one in row]
    crossing = sum(one.x0 < gutter < one.x1 for one in everything)
    if not ends_before or crossing > _MOST_CROSSING * len(everything):
        return None
    return gutter


def _are_columns(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether both sides are columns of text, each to be read from top to bottom."""
    return all(
        len(side) >= _LEAST_COLUMN_LINES
        and median(len(one.text.split()) for one in side) >= _LEAST_COLUMN_WORDS
        for side in (left, right)
    )


def _are_labels(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the left side is a column of labels beside what was said."""
    if len(left) < _LEAST_ROWS or len(right) < len(left):
        return False
    starts = Counter(round(one.x0) for one in left)
    aligned = max(starts[x - 1] + starts[x] + starts[x + 1] for x in starts)
    is_short = median(len(one.text.split()) for one in left) <= _MOST_LABEL_WORDS
    return is_short and aligned >= len(left) * 0.7


def _by_columns(rows: Sequence[list[Line]], gutter: float) -> list[Line]:
    """Left column, then right column, between one line across the page and the next."""
    lines: list[Line] = []
    right: list[Line] = []
    for row in rows:
        if any(one.x0 < gutter < one.x1 for one in row):
            lines += [*right, _whole(row)]
            right = []
            continue
        lines += [one for one in row if one.x1 <= gutter]
        right += [replace(one, column=1) for one in row if one.x0 >= gutter]
    return lines + right


def _with_labels(rows: Sequence[list[Line]], gutter: float) -> list[Line]:
    """Lines beside a column of labels; a label goes with the line it stands beside."""
    lines: list[Line] = []
    for row in rows:
        labels = [one for one in row if one.x1 <= gutter]
        words = [one for one in row if one.x1 > gutter]
        if labels and words and words[0].x0 >= gutter:
            lines.append(replace(_whole(words), labels=tuple(one.text for one in labels)))
        else:
            lines.append(_whole(row))
    return lines
