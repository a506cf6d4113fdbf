"""What ground a corpus covers, in sums over people: so that a later text that is off it is seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from insight.themes.graph import (
    Directions,
    FloatArray,
    IntArray,
    Vectors,
    centres,
    directions,
)

PEOPLE = 5
"""A spot of fewer people is left out: it would be about somebody."""
LOST = 0.03
"""Share of a corpus' own texts that may be taken for strangers."""
_TEXTS_A_SPOT = 10
_MOST_SPOTS = 300
_ROUNDS = 15
_DIGITS = 9


def spots(points: Directions, speakers: Sequence[set[str]], seed: int) -> Directions:
    """Mean directions (m, d) of small groups of like `points` (n, d), five people or more in each.

    Spherical k-means (Dhillon IS, Modha DS 2001, doi:10.1023/A:1007612920971) from seeded rows.
    """
    count = max(1, min(_MOST_SPOTS, len(points) // _TEXTS_A_SPOT))
    draw = np.random.default_rng([seed, len(points)])
    first = np.sort(draw.choice(len(points), count, replace=False))
    middle = Directions(points.rows[first], points.lengths[first])
    labels = points.cosines(middle).argmax(axis=1)
    for _ in range(_ROUNDS):
        labels = _renamed(labels)
        middle = centres(points, labels, int(labels.max()) + 1)
        moved = points.cosines(middle).argmax(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    labels = _renamed(labels)
    people: list[set[str]] = [set() for _ in range(int(labels.max()) + 1)]
    for label, who in zip(labels, speakers, strict=True):
        people[label] |= who
    kept = np.array([len(who) >= PEOPLE for who in people])
    middle = centres(points, labels, len(people))
    if not kept.any():
        return centres(points, np.zeros(len(points), dtype=np.int64), 1)
    return Directions(middle.rows[kept], middle.lengths[kept])


def _renamed(labels: IntArray) -> IntArray:
    """`labels` as 0, 1, ..., none left out."""
    renamed: IntArray = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return renamed


def nearness(vectors: Vectors, ground: Directions) -> FloatArray:
    """Cosine (n,) of each of `vectors` (n, d), as they are, to the nearest spot of `ground`."""
    points = directions(vectors, np.zeros(vectors.shape[1]))
    near: FloatArray = points.cosines(ground).max(axis=1).round(_DIGITS)
    return near


def ground_of(
    vectors: Vectors, speakers: Sequence[set[str]], seed: int
) -> tuple[Directions, float, FloatArray]:
    """The spots of a corpus, the nearness a text needs to be on its ground, and that of its own.

    Each half of the texts is measured against spots of the other half, (n,). What is needed is the
    less of two: what 97 of 100 of these reach, and the median of vectors that are nobody's, made of
    the corpus' own numbers, each component drawn from another text. Vectors are taken as they are,
    not around their mean: that a text is about care at all is half of what tells it from others.
    """
    points = directions(vectors, np.zeros(vectors.shape[1]))
    draw = np.random.default_rng([seed, 2])
    first = np.zeros(len(points), dtype=bool)
    first[draw.permutation(len(points))[: len(points) // 2]] = True
    own = np.empty(len(points))
    for half in (first, ~first):
        rows = Directions(points.rows[~half], points.lengths[~half])
        others = [who for who, out in zip(speakers, ~half, strict=True) if out]
        own[half] = nearness(vectors[half], spots(rows, others, seed))
    ground = spots(points, speakers, seed)
    nobody = np.stack([draw.permutation(column) for column in vectors.T], axis=1)
    by_chance = float(np.median(nearness(nobody, ground)))
    return ground, min(by_chance, float(np.quantile(own, LOST))), own
