"""A theme that people want in parts: its segments divided by what sets them apart, and named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from insight.themes.graph import Directions, FloatArray, IntArray, centres, directions

FEWEST = 3
"""A part of fewer segments is none."""
_STARTS, _ROUNDS = 20, 50
_DIGITS = 9
_TELLING = 2


def divided(vectors: FloatArray, parts: int) -> IntArray | None:
    """Which of `parts` parts each of `vectors` (n, d) belongs to, larger parts first, (n,).

    Spherical k-means (Dhillon IS, Modha DS 2001, doi:10.1023/A:1007612920971) around the mean of
    the theme itself, the best of twenty seeded starts, in whole numbers: the same rows in the same
    order give the same parts. None where no start gives parts of three segments or more.
    """
    if len(vectors) < FEWEST * parts:
        return None
    points = directions(vectors)
    best: tuple[float, IntArray] | None = None
    for start in range(_STARTS):
        labels = _settled(points, parts, start)
        if labels is None:
            continue
        own = points.cosines(centres(points, labels, parts))[np.arange(len(labels)), labels]
        score = round(float(own.mean()), _DIGITS)
        if best is None or score > best[0]:
            best = score, labels
    return None if best is None else _largest_first(best[1], parts)


def _settled(points: Directions, parts: int, start: int) -> IntArray | None:
    draw = np.random.default_rng([len(points), start])
    first = np.sort(draw.choice(len(points), parts, replace=False))
    middle = Directions(points.rows[first], points.lengths[first])
    labels = points.cosines(middle).argmax(axis=1)
    for _ in range(_ROUNDS):
        if np.bincount(labels, minlength=parts).min() < FEWEST:
            return None
        moved = points.cosines(centres(points, labels, parts)).argmax(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels if np.bincount(labels, minlength=parts).min() >= FEWEST else None


def _largest_first(labels: IntArray, parts: int) -> IntArray:
    sizes = np.bincount(labels, minlength=parts)
    firsts = [int(np.flatnonzero(labels == part)[0]) for part in range(parts)]
    order = sorted(range(parts), key=lambda part: (-sizes[part], firsts[part]))
    place = np.empty(parts, dtype=np.int64)
    place[order] = np.arange(parts)
    return place[labels]


def telling(
    keywords: Sequence[str], texts: Sequence[str], part_of: IntArray, parts: int
) -> list[list[str]]:
    """For each part the `keywords` of the whole that its `texts` use more than the others' do.

    Only words that named the whole theme name a part: others may be known to one person alone.

    >>> telling(["bus", "fare"], ["the bus", "a late bus", "the fare"], np.array([0, 0, 1]), 2)
    [['bus'], ['fare']]
    """
    said = np.array([[word.casefold() in text.casefold() for word in keywords] for text in texts])
    told = []
    for part in range(parts):
        inside = said[part_of == part].mean(axis=0)
        outside = said[part_of != part].mean(axis=0)
        more = (inside - outside).round(_DIGITS)
        order = sorted(range(len(keywords)), key=lambda at: (-more[at], at))
        told.append([keywords[at] for at in order if more[at] > 0])
    return told


def part_label(whole: str, words: Sequence[str], part: int) -> str:
    """What a part is called until somebody names it.

    >>> part_label("Getting there", ["bus", "late", "rain"], 0)
    'Getting there (part 1: bus, late)'
    """
    told = ", ".join(words[:_TELLING])
    return f"{whole} (part {part + 1}{': ' if told else ''}{told})"
