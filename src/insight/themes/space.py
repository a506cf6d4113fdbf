"""Where texts lie: exact nearness, who lies outside, and the plane in which they are grouped.

Everything is in whole numbers. A unit vector in multiples of 1/4,000 has products whose partial
sums stay below 4,000^2 = 16,000,000 in size, which is below 2^24: single precision holds them
exactly, whatever the order in which threads and processors add them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from insight.themes.graph import FloatArray, IntArray, Neighbours, Vectors

Rows = NDArray[np.float32]
FINE = 4_000.0
AXES = 64
SMOOTHINGS = 4
BLOCK = 1024
SAMPLE = 2_000
FEWEST_NEAR = 8
NEAR_SHARE = 0.01
# Whoever reaches less than three in four of nobody's vectors: see the decision.
OF_NOBODYS = 0.25


def whole(vectors: Vectors) -> Rows:
    """`vectors` (n, d) at length 1, in whole multiples of 1/4,000; a vector of nothing stays 0.

    >>> whole(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[2400., 3200.],
           [   0.,    0.]], dtype=float32)
    """
    wide = np.asarray(vectors, dtype=np.float64)
    lengths = np.maximum(np.sqrt((wide**2).sum(axis=1, keepdims=True)), np.finfo(np.float64).tiny)
    # Truncated, not rounded: no row may become longer than 4,000.
    made: Rows = np.trunc((wide / lengths).round(12) * FINE).astype(np.float32)
    return made


def group_sums(rows: Rows | FloatArray, labels: IntArray, count: int) -> FloatArray:
    """Sum of the whole-numbered `rows` in each of `count` groups, (count, d), exactly."""
    member = sparse.csc_matrix(
        (np.ones(len(labels)), labels, np.arange(len(labels) + 1)), shape=(count, len(labels))
    )
    sums: FloatArray = member @ rows.astype(np.float64, copy=False)
    return sums


def reach(vectors: Vectors, sample: Rows, near: int) -> FloatArray:
    """Mean cosine of each of `vectors` (n, d) with its `near` nearest of `sample`, (n,)."""
    found = np.empty(len(vectors))
    near = min(near, len(sample))
    for start in range(0, len(vectors), BLOCK):
        cosines = whole(vectors[start : start + BLOCK]) @ sample.T
        best = np.partition(cosines, len(sample) - near, axis=1)[:, len(sample) - near :]
        found[start : start + BLOCK] = best.astype(np.float64).sum(axis=1) / near / FINE**2
    return found


def belonging(vectors: Vectors, seed: int) -> tuple[NDArray[np.bool_], float]:
    """Which of `vectors` (n, d) lie among the others, and the reach (a cosine) that they need.

    The reach of a text is its mean cosine with its nearest few of at most 2,000 others (one in a
    hundred, at least eight). What it needs comes from the data: the lower quartile of the reach of
    vectors that are nobody's, made of the corpus' own numbers, each component drawn from another
    text. A text that three in four of such vectors are nearer to speaks of something else.
    """
    draw = np.random.default_rng([seed, 1])
    drawn = np.sort(draw.permutation(len(vectors))[:SAMPLE])
    unit = whole(vectors[drawn])
    near = max(FEWEST_NEAR, round(NEAR_SHARE * len(drawn)))
    nobody = np.stack([draw.permutation(column) for column in unit.T], axis=1)
    needed = float(np.quantile(reach(nobody.astype(np.float64), unit, near), OF_NOBODYS).round(9))
    # Each text of the sample is its own nearest: one more is looked for, and itself taken away.
    own = reach(vectors, unit, near)
    among = np.zeros(len(vectors), dtype=bool)
    among[drawn] = True
    found = reach(vectors[among], unit, near + 1)
    own[among] = (found * (near + 1) - 1) / near
    return own.round(9) >= needed, needed


@dataclass(frozen=True)
class Plane:
    """Texts along the 64 axes on which they differ most: whole-numbered `rows` (n, 64)."""

    rows: FloatArray

    def smoothed(self, kept: IntArray, graph: sparse.csr_matrix) -> Rows:
        """The rows `kept`, each drawn to its neighbours in `graph`, at length 1.

        Four times, each row becomes the mean of itself and of its neighbours' weighted mean
        (a low-pass filter on the graph: Li Q, Han Z, Wu X-M (2018), arXiv:1801.07606). What
        a short text leaves out, texts like it say.
        """
        moved = self.rows[kept]
        average = _averaging(graph)
        for _ in range(SMOOTHINGS):
            moved = np.rint((moved + average @ moved) / 2)
        return whole(moved)


def plane(rows: FloatArray) -> Plane:
    """The principal axes of `rows` (n, d), whole-numbered, and where each row lies on them."""
    from threadpoolctl import threadpool_limits

    unit = whole(rows)
    wide = unit.astype(np.float64)
    spread = sum(
        (wide[at : at + BLOCK].T @ wide[at : at + BLOCK] for at in range(0, len(wide), BLOCK)),
        start=np.zeros((wide.shape[1],) * 2),
    )
    # One thread: of the steps here, only this one rounds on its way.
    with threadpool_limits(1):
        _, axes = np.linalg.eigh(spread)
    axes = axes[:, ::-1][:, : min(AXES, len(unit) - 1)]
    signs = np.where(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])] < 0, -1.0, 1.0)
    whole_axes = whole((axes * signs).T)
    return Plane(np.rint((unit @ whole_axes.T).astype(np.float64) / FINE * 16))


def spread_over(near: Neighbours, scores: FloatArray, count: int) -> list[FloatArray]:
    """`scores` (n, k) of texts, each drawn to those of its `count` neighbours, as in the plane.

    As they come, and after each of the four steps; the last are the ones to use.
    """
    average = _averaging(near.graph(np.arange(len(scores)), count))
    steps = [scores]
    for _ in range(SMOOTHINGS):
        steps.append((steps[-1] + average @ steps[-1]) / 2)
    return steps


def drawn_to(near: Neighbours, scores: FloatArray, steps: list[FloatArray]) -> FloatArray:
    """`scores` (m, k) of texts drawn to those of their nearest among others, who took `steps`.

    As `spread_over`, for texts that came too late to draw the others to themselves. Whose only
    neighbour stays at 1 comes from 0 by way of 1/2, 3/4 and 7/8 to 15/16.

    >>> drawn_to(Neighbours(np.array([[0]]), np.array([[0.9]])), np.zeros((1, 1)), [np.eye(1)] * 5)
    array([[0.9375]])
    """
    weights = np.maximum(near.cosine, 0.0)
    total = weights.sum(axis=1, keepdims=True)
    weights = weights / np.where(total > 0, total, 1.0)
    rows = np.repeat(np.arange(len(scores)), near.index.shape[1])
    others = len(steps[0])
    average = sparse.csr_matrix(
        (weights.ravel(), (rows, near.index.ravel())), shape=(len(scores), others)
    )
    alone = (total <= 0).astype(np.float64)
    for step in steps[:-1]:
        scores = (scores + average @ step + alone * scores) / 2
    return scores


def _averaging(graph: sparse.csr_matrix) -> sparse.csr_matrix:
    weights = np.asarray(graph.sum(axis=1)).ravel()
    # Whoever has no neighbour stays where they are.
    alone = sparse.diags((weights <= 0).astype(np.float64))
    scaled = sparse.diags(1 / np.where(weights > 0, weights, 1.0)) @ graph
    made: sparse.csr_matrix = (scaled + alone).tocsr()
    made.sort_indices()
    return made
