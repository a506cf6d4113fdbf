"""Groups of like segments: communities of the neighbour graph, merged until they repeat.

Method: Louvain at a fine resolution (Blondel VD, Guillaume J-L, Lambiotte R, Lefebvre E (2008),
Fast unfolding of communities in large networks, J. Stat. Mech. P10008,
doi:10.1088/1742-5468/2008/10/P10008), then the two communities whose union loses least direction
are merged, again and again (Ward JH (1963), JASA 58:236-244, on the sphere), then every row moves
to the nearest of the centres until none moves (spherical k-means: Dhillon IS, Modha DS (2001),
Machine Learning 42:143-175, doi:10.1023/A:1007612920971). Leiden would guarantee connected
communities, but scikit-network's draws from the C library's unseeded generator and answers
differently at every call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import sparse

from insight.themes.graph import FloatArray, IntArray, Neighbours
from insight.themes.space import FINE, Plane, Rows, group_sums, whole

FINE_RESOLUTION = 8.0
FINEST_RESOLUTION = 64.0
SMALLEST = 3
STARTS = 3
LARGE = 1_000
# Above that the whole has more starts, for it is what people read; all it is measured by, one.
STARTS_OF_WHOLE = 6
MOVES = 15
MOST_NEIGHBOURS, FEWEST_NEIGHBOURS = 15, 5


@dataclass(frozen=True)
class Choice:
    """How many groups, and why so many."""

    number: int
    reason: str


@dataclass(frozen=True)
class Corpus:
    """Where texts lie, their neighbours, who said each, and the seed of everything random.

    `speakers` (n,) holds, per row, the numbers of those who said it.
    """

    plane: Plane
    near: Neighbours
    speakers: list[IntArray]
    seed: int
    bootstraps: dict[int, tuple[IntArray, Grouping]] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.plane.rows)

    @property
    def neighbours(self) -> int:
        """How many neighbours a row has in the graph: a third of sqrt(n), 5 to 15."""
        third = round(len(self) ** 0.5 / 3)
        return int(np.clip(third, FEWEST_NEIGHBOURS, MOST_NEIGHBOURS))

    @cached_property
    def whole(self) -> tuple[sparse.csr_matrix, Rows]:
        """The graph of all rows, and where they lie when drawn to their neighbours."""
        return self.part(np.arange(len(self)))

    def part(self, rows: IntArray) -> tuple[sparse.csr_matrix, Rows]:
        """As `whole`, of `rows` alone."""
        graph = self.near.graph(rows, self.neighbours)
        return graph, self.plane.smoothed(rows, graph)

    @cached_property
    def said(self) -> sparse.csr_matrix:
        """Who (rows) said what (columns)."""
        people = np.concatenate(self.speakers)
        texts = np.repeat(np.arange(len(self)), [len(who) for who in self.speakers])
        return sparse.csr_matrix(
            (np.ones(len(people), dtype=np.int64), (people, texts)),
            shape=(int(people.max()) + 1, len(self)),
        )

    def resampled(self, draw: int) -> IntArray:
        """Rows that are left when speakers are drawn with replacement, as many as there are."""
        rng = np.random.default_rng([self.seed, 2, draw])
        people = self.said.shape[0]
        drawn = np.unique(rng.integers(0, people, people))
        return np.unique(self.said[drawn].indices).astype(np.int64)


@dataclass(frozen=True)
class _Tree:
    """One way down from many small groups (`fine`, a label per row) to few, merge by merge."""

    fine: IntArray
    merges: list[tuple[int, int]]

    @property
    def finest(self) -> int:
        """How many groups there are at most."""
        return len(self.merges) + 1

    def cut(self, number: int) -> IntArray:
        """Labels (n,) 0, 1, ... of at most `number` groups."""
        into = list(range(self.finest))
        for one, other in self.merges[: max(self.finest - number, 0)]:
            into[other] = one
        # Whoever is taken up has the greater number: the takers are settled before them.
        for at, taker in enumerate(into):
            into[at] = into[taker]
        return by_size(np.array(into)[self.fine])


@dataclass(frozen=True)
class Grouping:
    """How rows group, from several starts; `smoothed` (n, 64) is where they lie."""

    smoothed: Rows
    trees: list[_Tree]

    @cached_property
    def wide(self) -> FloatArray:
        """`smoothed` in double precision, in which sums of many are exact."""
        return self.smoothed.astype(np.float64)

    @property
    def finest(self) -> int:
        """How many groups there are at most."""
        return max(tree.finest for tree in self.trees)

    @property
    def sketched(self) -> Grouping:
        """The same from one start where there are many, to compare numbers of groups."""
        return Grouping(self.smoothed, self.trees[: 1 if len(self.trees) > STARTS else None])

    def of(self, number: int) -> IntArray:
        """Labels (n,) 0, 1, ... of at most `number` groups; larger groups come first.

        Of the starts, the one whose groups are longest counts: the sum over groups of the length of
        the sum of their unit vectors, as k-means takes the best of its starts.
        """
        found = [_settled(self.smoothed, self.wide, tree.cut(number)) for tree in self.trees]
        if len(found) == 1:
            return found[0]
        lengths = [_length(self.wide, labels) for labels in found]
        return found[int(np.argmax(lengths))]


def grouping(corpus: Corpus, rows: IntArray, fit: int, finest: int = 0) -> Grouping:
    """How `rows` of the corpus group, found anew with the `fit`-th seeds.

    Where `finest` groups are asked for, the resolution is raised until there are so many.
    """
    graph, smoothed = corpus.whole if len(rows) == len(corpus) else corpus.part(rows)
    starts = STARTS
    if len(corpus) > LARGE:
        starts = STARTS_OF_WHOLE if fit == 0 else 1
    trees = []
    for start in range(starts):
        resolution = FINE_RESOLUTION
        seeds = corpus.seed, fit, start
        fine = _louvain(graph, resolution, *seeds)
        while fine.max() + 1 < finest and resolution < FINEST_RESOLUTION:
            resolution *= 2
            fine = _louvain(graph, resolution, *seeds)
        trees.append(_Tree(fine, _merges(smoothed, fine)))
    return Grouping(smoothed, trees)


def _louvain(
    graph: sparse.csr_matrix, resolution: float, seed: int, fit: int, start: int
) -> IntArray:
    from sknetwork.clustering import Louvain

    model = Louvain(
        resolution=resolution,
        modularity="newman",
        shuffle_nodes=True,
        random_state=int(np.random.default_rng([seed, 3, fit, start]).integers(2**31)),
        return_probs=False,
        return_aggregate=False,
    )
    return by_size(np.asarray(model.fit_predict(graph), dtype=np.int64))


def _merges(smoothed: Rows, labels: IntArray) -> list[tuple[int, int]]:
    """Which group takes up which, first to last; the taker has the smaller number.

    A group's sum of unit vectors has length L; merging loses L1 + L2 - |S1 + S2|. Equal directions
    lose nothing; opposite groups of 2 and 3 lose 2 + 3 - 1 = 4.
    """
    count = int(labels.max()) + 1
    sums = group_sums(smoothed, labels, count) / FINE
    alive = np.ones(count, dtype=bool)
    merges = []
    losses = _losses(sums, sums)
    losses[np.tril_indices(count)] = np.inf
    for _ in range(count - 1):
        one, other = (int(at) for at in np.unravel_index(int(losses.argmin()), losses.shape))
        merges.append((one, other))
        sums[one] += sums[other]
        alive[other] = False
        losses[other, :] = losses[:, other] = np.inf
        fresh = _losses(sums[one : one + 1], sums)[0]
        fresh[~alive] = np.inf
        losses[one, one + 1 :] = fresh[one + 1 :]
        losses[:one, one] = fresh[:one]
    return merges


def _losses(some: FloatArray, others: FloatArray) -> FloatArray:
    """Length lost by merging each of `some` (m, d) with each of `others` (k, d), (m, k)."""
    mine, theirs = (np.sqrt((sums**2).sum(axis=1)) for sums in (some, others))
    cosines = (whole(some) @ whole(others).T).astype(np.float64) / FINE**2
    product = mine[:, None] * theirs[None, :] * cosines
    union = np.sqrt(np.maximum(mine[:, None] ** 2 + theirs[None, :] ** 2 + 2 * product, 0.0))
    lost: FloatArray = (mine[:, None] + theirs[None, :] - union).round(9)
    return lost


def _length(wide: FloatArray, labels: IntArray) -> float:
    sums = group_sums(wide, labels, int(labels.max()) + 1)
    return round(float(np.sqrt((sums**2).sum(axis=1)).sum()), 3)


def _settled(smoothed: Rows, wide: FloatArray, labels: IntArray) -> IntArray:
    """Every row at the nearest centre, fifteen moves at most; groups of fewer than 3 are given up.

    Their rows go to the nearest of the others. `wide` are the rows in double precision.
    """
    for _ in range(MOVES):
        middles = whole(group_sums(wide, labels, int(labels.max()) + 1))
        moved = by_size((smoothed @ middles.T).argmax(axis=1))
        if np.array_equal(moved, labels):
            break
        labels = moved
    sizes = np.bincount(labels)
    kept = int((sizes >= min(SMALLEST, len(labels))).sum())
    if 0 < kept < len(sizes):
        middles = whole(group_sums(wide, labels, len(sizes)))[:kept]
        labels = by_size((smoothed @ middles.T).argmax(axis=1))
    return labels


def by_size(labels: IntArray) -> IntArray:
    """`labels` renamed 0, 1, ...: larger groups first, equals by their first row.

    >>> by_size(np.array([7, 7, 2, 5, 2, 2]))
    array([1, 1, 0, 2, 0, 0])
    """
    sizes = np.bincount(labels)
    first = np.empty(len(sizes), dtype=np.int64)
    # Of several rows that are written to one place, the last one stays: the first, from behind.
    first[labels[::-1]] = np.arange(len(labels))[::-1]
    names = np.flatnonzero(sizes)
    renamed = np.empty(len(sizes), dtype=np.int64)
    renamed[names[np.lexsort((first[names], -sizes[names]))]] = np.arange(len(names))
    made: IntArray = renamed[labels]
    return made
