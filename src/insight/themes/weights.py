"""How far each text is in each theme: a softmax of its cosines to the middles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from insight.themes.communities import Corpus
from insight.themes.graph import Directions, FloatArray, IntArray, nearest
from insight.themes.space import drawn_to, spread_over

# A tenth more cosine to one centre makes a theme e times as likely as another.
TEMPERATURE = 0.1
LEAST_WEIGHT = 0.15


def memberships(
    points: Directions, cosines: FloatArray, corpus: Corpus, labels: IntArray, later: Directions
) -> tuple[FloatArray, FloatArray]:
    """Weights of the texts that were fitted, (n, k), and of `later` ones, (m, k).

    `cosines` (n + m, k) are those of the fitted `points`, then of the later ones, to the middles. A
    row's are drawn to its neighbours' before the softmax: the themes of a text and of those like
    it. The group in `labels` (n,) is the main theme of a fitted text; a later one has that of its
    highest weight.
    """
    steps = spread_over(corpus.near, cosines[: len(points)], corpus.neighbours)
    main = np.eye(cosines.shape[1], dtype=bool)[labels]
    best = steps[-1].max(axis=1, keepdims=True)
    # The group was found among smoothed vectors: where a centre is nearer by a hair, it still is.
    fitted = shares(np.where(main, best + 1e-6, steps[-1]), main)
    if not len(later):
        return fitted, np.empty((0, cosines.shape[1]))
    near = nearest(later, points, corpus.neighbours)
    return fitted, shares_of(drawn_to(near, cosines[len(points) :], steps))


def shares_of(scores: FloatArray) -> FloatArray:
    """`shares` of texts of which no more is known than their `scores`: the highest is the main."""
    return shares(scores, np.eye(scores.shape[1], dtype=bool)[scores.argmax(axis=1)])


def shares(scores: FloatArray, main: NDArray[np.bool_]) -> FloatArray:
    """Shares of a row's themes, rounded; those under 0.15 are 0, but for the `main` one.

    Scores of 0.2 and 0.1: 1 / (1 + exp(-1)) = 0.731059 and the rest.

    >>> shares_of(np.array([[0.2, 0.1], [0.5, 0.1]]))
    array([[0.731059, 0.268941],
           [0.982014, 0.      ]])
    """
    made = np.exp((scores - scores.max(axis=1, keepdims=True)) / TEMPERATURE)
    made = (made / made.sum(axis=1, keepdims=True)).round(6)
    kept: FloatArray = np.where((made >= LEAST_WEIGHT) | main, made, 0.0)
    return np.minimum(kept, 1.0)
