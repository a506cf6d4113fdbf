"""Vectors in whole numbers, and the graph of who is whose neighbour.

Sums of products of floating-point numbers depend on the order in which threads and processors add
them, and a last bit that differs can move a neighbour, and with it a theme. Components are
therefore rounded to multiples of 1/32,768: products and their sums are then whole numbers below
2^53, which double precision holds exactly, whatever the order. float16, in which vectors are kept,
is no finer than this for components above 1/64.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

FloatArray = NDArray[np.float64]
Vectors = NDArray[np.floating[Any]]
IntArray = NDArray[np.int64]

GRAIN = 2.0**15
NEIGHBOURS = 15
SPARE = 3
BLOCK = 256
AT_ONCE = 8_192
WORKERS = min(os.cpu_count() or 1, 8)
# A cosine of vectors of d components is off by d x 2^-24 at most in single precision, and two that
# are compared by twice that: 0.00005 for d = 384. This is enough for d = 1,600.
ERROR = 2e-4
# How much longer it takes to sort one of those left than to look at one of some: see `_candidates`.
SEARCHED = 4


@dataclass(frozen=True)
class Directions:
    """Vectors around their common centre: whole numbers `rows` (n, d), and their lengths (n,)."""

    rows: FloatArray
    lengths: FloatArray

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def unit(self) -> FloatArray:
        """The rows at length 1, (n, d)."""
        made: FloatArray = self.rows / self.lengths[:, None]
        return made

    def only(self, rows: IntArray) -> Directions:
        """Those of `rows` alone."""
        return Directions(self.rows[rows], self.lengths[rows])

    def cosines(self, others: Directions) -> FloatArray:
        """Cosine of every row with every row of `others`, (n, m)."""
        product: FloatArray = self.rows @ others.rows.T
        return product / self.lengths[:, None] / others.lengths[None, :]


def portions(count: int) -> Iterator[slice]:
    """The rows 0 to `count`, so many at a time that they do not fill the memory.

    >>> list(portions(10_000))
    [slice(0, 8192, None), slice(8192, 10000, None)]
    """
    return (slice(at, min(at + AT_ONCE, count)) for at in range(0, count, AT_ONCE))


def shared_direction(vectors: Vectors) -> FloatArray:
    """What all `vectors` (n, d) share: the mean of their unit vectors (d,), in multiples of grain.

    Shorter than 1; `directions` takes it away, and so must whoever applies themes to other texts.
    """
    parts = (
        np.rint(_of_unit_length(vectors[rows]) * GRAIN).sum(axis=0)
        for rows in portions(len(vectors))
    )
    total: FloatArray = sum(parts, start=np.zeros(vectors.shape[1]))
    shared: FloatArray = np.rint(total / len(vectors)) / GRAIN
    return shared


def directions(vectors: Vectors, shared: FloatArray | None = None) -> Directions:
    """`vectors` (n, d) as unit vectors, less what all of them share, or less `shared` (d,)."""
    unit = np.rint(_of_unit_length(vectors) * GRAIN)
    less = shared_direction(vectors) if shared is None else shared
    return _measured(unit - np.rint(less * GRAIN))


def centres(points: Directions, labels: IntArray, count: int) -> Directions:
    """The mean direction of each of `count` clusters, (count, d)."""
    unit = np.rint(points.rows / points.lengths[:, None] * GRAIN)
    member = sparse.csr_matrix(
        (np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(count, len(labels))
    )
    return _measured(np.rint(_of_unit_length(member @ unit) * GRAIN))


def _of_unit_length(vectors: Vectors) -> FloatArray:
    wide = np.asarray(vectors, dtype=np.float64)
    lengths = np.sqrt((wide**2).sum(axis=1, keepdims=True))
    unit: FloatArray = wide / np.maximum(lengths, np.finfo(np.float64).tiny)
    return unit


def _measured(rows: FloatArray) -> Directions:
    # A vector that is nothing but the common centre points nowhere: its cosine with all is 0.
    return Directions(rows, np.maximum(np.sqrt((rows**2).sum(axis=1)), 1.0))


@dataclass(frozen=True)
class Neighbours:
    """The nearest rows of every row, nearest first: `index` and `cosine`, both (n, m)."""

    index: IntArray
    cosine: FloatArray

    def graph(self, kept: IntArray, count: int = NEIGHBOURS) -> sparse.csr_matrix:
        """Undirected graph of the rows `kept`, each joined to its `count` nearest among them.

        The weight of an edge is the cosine; whoever is alike by no angle is not joined.
        """
        place = np.full(len(self.index), -1)
        place[kept] = np.arange(len(kept))
        to = place[self.index[kept]]
        among = to >= 0
        near = among & (np.cumsum(among, axis=1) <= count) & (self.cosine[kept] > 0)
        source = np.broadcast_to(np.arange(len(kept))[:, None], to.shape)
        directed = sparse.csr_matrix(
            (self.cosine[kept][near], (source[near], to[near])), shape=(len(kept), len(kept))
        )
        return directed.maximum(directed.T).tocsr()


def neighbours(points: Directions) -> Neighbours:
    """For every row its nearest others, three times as many as a graph needs.

    The surplus lets a re-fit on a part of the rows find its neighbours without a new search.
    """
    return _searched(points, points, min(NEIGHBOURS * SPARE, len(points) - 1), itself=False)


def nearest(points: Directions, others: Directions, count: int) -> Neighbours:
    """For every row of `points` its `count` nearest of `others`."""
    return _searched(points, others, min(count, len(others)), itself=True)


def _searched(points: Directions, others: Directions, count: int, *, itself: bool) -> Neighbours:
    """The `count` of `others` with the greatest cosine to each row, that row `itself` or without.

    Equal cosines are ordered by row, so there are no ties to be broken by chance. Who could be
    near is found in single precision, with room for its error; who is, is counted exactly.
    """
    index = np.empty((len(points), count), dtype=np.int64)
    cosine = np.empty((len(points), count))
    unit = others.unit.astype(np.float32)

    def fill(start: int) -> None:
        end = start + BLOCK
        mine = points.rows[start:end] / points.lengths[start:end, None]
        near = mine.astype(np.float32) @ unit.T
        if not itself:
            near[np.arange(len(near)), np.arange(start, start + len(near))] = -2.0
        for row, candidates in enumerate(_candidates(near, count), start):
            exact = others.rows[candidates] @ points.rows[row]
            exact = exact / points.lengths[row] / others.lengths[candidates]
            best = np.argsort(-exact, kind="stable")[:count]
            index[row], cosine[row] = candidates[best], exact[best]

    with threadpool_limits(1), ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(fill, range(0, len(points), BLOCK)))
    return Neighbours(index, cosine)


def _candidates(near: NDArray[np.float32], count: int) -> Iterator[IntArray]:
    """Of each row of cosines `near` (b, n), the columns of the `count` greatest, ascending.

    And of all that are as great within the error. The `count`-th greatest of some columns is no
    greater than that of all: that leaves few to sort.
    """
    wide = near.shape[1]
    some = near[:, :: max(wide // isqrt(SEARCHED * count * wide), 1)]
    floor = np.partition(some, some.shape[1] - count, axis=1)[:, some.shape[1] - count]
    for cosines, least in zip(near, floor, strict=True):
        found = np.flatnonzero(cosines >= least - ERROR)
        worst = np.partition(cosines[found], len(found) - count)[len(found) - count]
        yield found[cosines[found] >= worst - ERROR]
