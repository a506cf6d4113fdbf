"""How far each text is in each theme: a softmax of its cosines to the middles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from insight.themes.communities import Corpus
from insight.themes.graph import Directions, FloatArray, IntArray, nearest
from insight.themes.space import drawn_to, spread_over

# A tenth more cosine to one centre makes a theme e times as likely as another.
TEMPERATURE = 0.1
LEAST_WEIGHT = 0.15


@dataclass(frozen=True)
class Fitted:
    """The texts that were fitted, as they point and in their groups `labels` (n,).

    `cosines` (n, k) are theirs to the middles. A row's are drawn to its neighbours' before the
    softmax: the themes of a text and of those like it.
    """

    points: Directions
    corpus: Corpus
    labels: IntArray
    cosines: FloatArray

    @cached_property
    def _steps(self) -> list[FloatArray]:
        return spread_over(self.corpus.near, self.cosines, self.corpus.neighbours)

    @property
    def weights(self) -> FloatArray:
        """Their weights (n, k); a text's group is its main theme."""
        main = np.eye(self.cosines.shape[1], dtype=bool)[self.labels]
        best = self._steps[-1].max(axis=1, keepdims=True)
        # The group was found among smoothed vectors: where a centre is nearer by a hair, it still
        # is.
        return shares(np.where(main, best + 1e-6, self._steps[-1]), main)

    def weights_of(self, later: Directions, cosines: FloatArray) -> FloatArray:
        """Weights (m, k) of `later` texts of these `cosines` to the middles: the highest is main.

        They are drawn to their nearest among the fitted; one later text moves no other.
        """
        near = nearest(later, self.points, self.corpus.neighbours)
        return shares_of(drawn_to(near, cosines, self._steps))


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
