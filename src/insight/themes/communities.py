"""Groups of like segments: communities of the neighbour graph, and how firm they are.

Method: Louvain, by Blondel VD, Guillaume J-L, Lambiotte R, Lefebvre E (2008), Fast unfolding of
communities in large networks, J. Stat. Mech. P10008, doi:10.1088/1742-5468/2008/10/P10008. Leiden
would guarantee connected communities, but scikit-network's draws from the C library's unseeded
generator and answers differently at every call; here each row is afterwards moved to its nearest
centre, which mends what Leiden would have mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Literal

import numpy as np

from insight.progress import Progress, silent
from insight.themes.graph import Directions, IntArray, Neighbours, centres

RESOLUTIONS = tuple(0.25 * 2 ** (step / 2) for step in range(17))
SMALLEST = 5
REFITS = 12
PROFILE_REFITS = 6
SAMPLE = 0.9
FIRM = 0.9
FEWEST, MOST = 3, 40


@dataclass(frozen=True)
class Choice:
    """How fine the communities are: a resolution, how many to keep at most, and why."""

    resolution: float
    at_most: int | None
    reason: str


@dataclass(frozen=True)
class Corpus:
    """Points, their neighbours, and the seed of everything random about them."""

    points: Directions
    near: Neighbours
    seed: int

    def sample(self, fit: int) -> IntArray:
        """Rows of the `fit`-th re-fit: 90 % of all, drawn without replacement, in order."""
        draw = np.random.default_rng([self.seed, fit])
        size = round(SAMPLE * len(self.points))
        return np.sort(draw.permutation(len(self.points))[:size])


def communities(corpus: Corpus, choice: Choice) -> IntArray:
    """Labels (n,) 0, 1, ..., larger communities first; every row has one.

    Of several fits on the whole corpus with other seeds, the one most like the others counts.
    """
    every = np.arange(len(corpus.points))
    fits = [_fit(corpus, every, choice, seed) for seed in range(PROFILE_REFITS)]
    alike = np.zeros((len(fits), len(fits)))
    for one, other in combinations(range(len(fits)), 2):
        alike[one, other] = alike[other, one] = _agreement(fits[one], fits[other])
    return fits[int(np.argmax(alike.sum(axis=1).round(9)))]


def repeatability(
    corpus: Corpus, choice: Choice, labels: IntArray, progress: Progress = silent
) -> list[float]:
    """Per community: the mean, over 12 re-fits, of its best Jaccard overlap with one of theirs.

    Each re-fit sees another 90 % of the rows and another seed; overlap is counted among the rows
    it saw. 1 = found again exactly each time. It says that a pattern is firm, not that it is true.
    """
    found = []
    for fit in range(REFITS):
        rows = corpus.sample(fit)
        found.append(_best_overlaps(labels[rows], _fit(corpus, rows, choice, fit), labels.max()))
        progress(fit + 1, REFITS)
    return [float(value) for value in np.mean(found, axis=0)]


def choose_resolution(corpus: Corpus, number: Literal["auto"] | int) -> Choice:
    """How fine to look: as the data say, else as a board can read, or as asked.

    auto: where some resolution with 3 to sqrt(n)/2 communities gives nearly the same groups on
    other 90 % of the data (mean adjusted Rand index of 0.9 or more), the corpus has grains of
    its own and the firmest such resolution is taken. Ordinary comments shade into one another and
    have none: then the resolution that gives about sqrt(n)/2 communities, 40 at most.
    """
    every = np.arange(len(corpus.points))
    if number != "auto":
        for resolution in (*RESOLUTIONS, 90.0, 128.0, 256.0):
            if _count(_fit(corpus, every, Choice(resolution, None, ""), 0)) >= number:
                break
        return Choice(resolution, number, f"{number} themes were asked for")
    readable = min(max(sqrt(len(every)) / 2, FEWEST), MOST)
    counts = {}
    for resolution in RESOLUTIONS:
        counts[resolution] = _count(_fit(corpus, every, Choice(resolution, None, ""), 0))
        if counts[resolution] > readable:
            break
    grained = [r for r, count in counts.items() if FEWEST <= count <= readable]
    firmness = {r: _firmness(corpus, Choice(r, None, "")) for r in grained}
    firmest = max(grained, key=lambda r: firmness[r], default=None)
    if firmest is not None and firmness[firmest] >= FIRM:
        return Choice(firmest, MOST, "the corpus falls into groups that re-fits find again")
    nearest = min(counts, key=lambda r: (abs(counts[r] - readable), r))
    return Choice(
        nearest,
        MOST,
        "the corpus has no grain of its own; as many themes as a board can read",
    )


def _firmness(corpus: Corpus, choice: Choice) -> float:
    """Mean adjusted Rand index between re-fits, over the rows that both saw."""
    fits = []
    for fit in range(PROFILE_REFITS):
        rows = corpus.sample(fit)
        labels = np.full(len(corpus.points), -1)
        labels[rows] = _fit(corpus, rows, choice, fit)
        fits.append(labels)
    pairs = []
    for one, other in combinations(fits, 2):
        both = (one >= 0) & (other >= 0)
        pairs.append(_agreement(one[both], other[both]))
    return float(np.mean(pairs))


def _fit(corpus: Corpus, rows: IntArray, choice: Choice, seed: int) -> IntArray:
    from sknetwork.clustering import Louvain

    model = Louvain(
        resolution=choice.resolution,
        modularity="newman",
        shuffle_nodes=True,
        random_state=int(np.random.default_rng([corpus.seed, seed]).integers(2**31)),
        return_probs=False,
        return_aggregate=False,
    )
    labels = np.asarray(model.fit_predict(corpus.near.graph(rows)), dtype=np.int64)
    points = Directions(corpus.points.rows[rows], corpus.points.lengths[rows])
    return _settle(points, _by_size(labels), choice.at_most)


def _settle(points: Directions, labels: IntArray, at_most: int | None) -> IntArray:
    """Move each row to its nearest centre, and give up the smallest group while one is too small.

    Too small is fewer than five rows, or anything beyond the `at_most` largest.
    """
    while True:
        count = _count(labels)
        middle = centres(points, labels, count)
        labels = _by_size(points.cosines(middle).argmax(axis=1))
        sizes = np.bincount(labels)
        crowded = at_most is not None and len(sizes) > at_most
        if len(sizes) <= 1 or not (crowded or sizes[-1] < min(SMALLEST, len(labels) // 10)):
            return labels
        middle = centres(points, labels, len(sizes))
        orphans = labels == len(sizes) - 1
        others = points.cosines(middle)[orphans, :-1]
        labels = labels.copy()
        labels[orphans] = others.argmax(axis=1)


def _by_size(labels: IntArray) -> IntArray:
    """`labels` renamed 0, 1, ...: larger groups first, equals by their first row."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda at: (-sizes[at], first[at]))
    renamed = np.empty(len(names), dtype=np.int64)
    renamed[order] = np.arange(len(names))
    return renamed[np.searchsorted(names, labels)]


def _best_overlaps(labels: IntArray, others: IntArray, last: int) -> Sequence[float]:
    shared = np.zeros((last + 1, others.max() + 1))
    np.add.at(shared, (labels, others), 1)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    best: Sequence[float] = (shared / np.maximum(union, 1)).max(axis=1)
    return best


def _agreement(one: IntArray, other: IntArray) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(one, other))


def _count(labels: IntArray) -> int:
    return int(labels.max()) + 1
