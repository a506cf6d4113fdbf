"""What is counted, and how sure a share is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from identifiers import covered

from insight.anonymise.detect import Span
from insight.inequality.prevalence import wilson

Stretch = tuple[int, int]
_REPEATS = 1000


@dataclass(frozen=True)
class Table:
    """A table of a section, with what it says and what to know about it."""

    title: str
    frame: pd.DataFrame
    note: str = ""


def share(part: int, whole: int) -> str:
    """`part` of `whole` with Wilson's 95 % interval.

    >>> share(7, 20), share(0, 0)
    ('0.350 (0.181-0.567) of 20', '-')
    """
    if not whole:
        return "-"
    low, high = wilson(part, whole)
    return f"{part / whole:.3f} ({float(low):.3f}-{float(high):.3f}) of {whole}"


def ratio(parts: Sequence[float], wholes: Sequence[float]) -> str:
    """Sum of `parts` by sum of `wholes`, with the 95 % bootstrap interval over their pairs."""
    part, whole = np.asarray(parts, dtype=float), np.asarray(wholes, dtype=float)
    draw = np.random.default_rng(20261123)
    picked = draw.integers(0, len(part), (_REPEATS, len(part)))
    drawn = part[picked].sum(axis=1) / whole[picked].sum(axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{part.sum() / whole.sum():.4f} ({low:.4f}-{high:.4f})"


def is_whole(text: str, mark: Stretch, gone: set[int]) -> bool:
    """Whether every letter and figure of `mark` is covered.

    >>> is_whole("Ann O'Hare", (0, 10), {0, 1, 2, 4, 6, 7, 8, 9})
    True
    """
    return all(place in gone or not text[place].isalnum() for place in range(*mark))


def count_whole(
    texts: Sequence[str], marks: Sequence[Iterable[Stretch]], found: Sequence[Sequence[Span]]
) -> tuple[int, int]:
    """How many marks are wholly covered, of how many."""
    part = whole = 0
    for text, own, spans in zip(texts, marks, found, strict=True):
        gone = covered(list(spans))
        for mark in own:
            whole += 1
            part += is_whole(text, mark, gone)
    return part, whole


def count_touching(
    marks: Sequence[Iterable[Stretch]], found: Sequence[Sequence[Span]]
) -> tuple[int, int]:
    """How many spans touch a mark, of how many; overlapping spans are one."""
    part = whole = 0
    for own, spans in zip(marks, found, strict=True):
        gold = {place for mark in own for place in range(*mark)}
        for start, end in stretches(spans):
            whole += 1
            part += not gold.isdisjoint(range(start, end))
    return part, whole


def stretches(spans: Iterable[Span]) -> list[Stretch]:
    """Where `spans` are, those that overlap as one.

    >>> stretches([Span(0, 4, "a", 1, ""), Span(2, 6, "b", 1, ""), Span(6, 8, "a", 1, "")])
    [(0, 6), (6, 8)]
    """
    made: list[Stretch] = []
    for span in sorted(spans):
        if made and span.start < made[-1][1]:
            made[-1] = made[-1][0], max(made[-1][1], span.end)
        else:
            made.append((span.start, span.end))
    return made
