"""How far candidate themes are found again: by other seeds, and by other speakers.

Clusterwise stability: Hennig C (2007), Cluster-wise assessment of cluster stability, Computational
Statistics and Data Analysis 52:258-271, doi:10.1016/j.csda.2006.11.025, which takes 0.75 as the
least at which a cluster may be called stable. Its bootstrap is over speakers here, because what one
person says is no independent evidence. That a pattern is found again does not make it true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from typing import Literal

import numpy as np
import pandas as pd

from insight.progress import Progress, silent
from insight.themes.communities import LARGE, Choice, Corpus, Grouping, grouping
from insight.themes.graph import FloatArray, IntArray
from insight.themes.space import FINE, group_sums
from insight.themes.space import whole as whole_numbers

REPEATABLE = 0.75
BOOTSTRAPS = 50
LARGE_BOOTSTRAPS = 20
SEEDS = 6
PROFILE_DRAWS = 6
# How fine to look, from few themes to as many as a board can read.
NUMBERS = (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 30)
# Groups lie apart where texts within them are by so much nearer than any two: see the decision.
APART = 0.15
LEAST_COMMON = 0.01
SMALL_MOST = 12
PROFILE = ["number", "groups", "repeatable", "median", "least", "apart"]
GRAIN_OF_ITS_OWN = 0.9
FEWEST = 3
COLUMNS = [
    "theme_id",
    "row_order",
    "seeds",
    "speakers",
    "speakers_low",
    "speakers_high",
    "by_chance",
    "bootstraps",
    "said",
]


@dataclass(frozen=True)
class Stability:
    """Per group (k,): agreement with fits of other seeds and with bootstraps over speakers.

    `speakers` is the median, `low` and `high` the quartiles of the best Jaccard overlap over
    `bootstraps`; `chance` is the median when the groups' sizes stay and their members are dealt at
    random. All from 0 to 1.
    """

    seeds: FloatArray
    speakers: FloatArray
    low: FloatArray
    high: FloatArray
    chance: FloatArray
    bootstraps: int

    def table(self, renamed: IntArray) -> pd.DataFrame:
        """A row per theme, in the order of theme_id; `renamed` (k,) are the groups' theme_ids."""
        told = pd.DataFrame(
            {
                "theme_id": renamed,
                # Rows are sorted by their content before anything else: order has no way in.
                "row_order": 1.0,
                "seeds": self.seeds.round(6),
                "speakers": self.speakers.round(6),
                "speakers_low": self.low.round(6),
                "speakers_high": self.high.round(6),
                "by_chance": self.chance.round(6),
                "bootstraps": self.bootstraps,
                "said": [in_words(value) for value in self.speakers],
            },
            columns=COLUMNS,
        )
        return told.sort_values("theme_id", ignore_index=True)


def in_words(repeatability: float) -> str:
    """`repeatability` (0 to 1) in a word.

    >>> in_words(0.75), in_words(0.74)
    ('repeatable', 'fragile')
    """
    return "repeatable" if repeatability >= REPEATABLE else "fragile"


def best_overlaps(labels: IntArray, others: IntArray, count: int) -> FloatArray:
    """Of each of `count` groups in `labels` (n,), the best Jaccard overlap with one of `others`.

    Rows of which 2 are in both groups and 3 in one or both give 2/3. A group that has no row here
    is nowhere: NaN.

    >>> best_overlaps(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), 3).round(2)
    array([0.67, 0.5 ,  nan])
    """
    shared, overlaps = _overlaps(labels, others, count)
    best: FloatArray = np.where(shared.sum(axis=1) > 0, overlaps.max(axis=1), np.nan)
    return best


def union_overlaps(
    labels: IntArray, others: IntArray, unions: Sequence[Sequence[int]]
) -> FloatArray:
    """Of each of `unions` of groups in `labels` (n,), the Jaccard overlap with its counterpart.

    What stands for a union is the union of the `others` that overlap best with each of its groups:
    a merger of people done there as well. Of one group alone it is the best overlap.

    >>> labels, others = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 0, 1, 1, 2])
    >>> union_overlaps(labels, others, [[0], [0, 1], [2]]).round(2)
    array([0.67, 0.8 , 0.5 ])
    """
    count = max(int(labels.max()), *(max(union) for union in unions)) + 1
    shared, overlaps = _overlaps(labels, others, count)
    best = overlaps.argmax(axis=1)
    here, there = shared.sum(axis=1), shared.sum(axis=0)
    found = np.full(len(unions), np.nan)
    for at, union in enumerate(unions):
        own = [group for group in union if here[group] > 0]
        if own:
            stand_in = np.unique(best[own])
            both = shared[np.ix_(np.array(own), stand_in)].sum()
            found[at] = both / (here[own].sum() + there[stand_in].sum() - both)
    return found


def _overlaps(labels: IntArray, others: IntArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Rows that each group in `labels` shares with each of `others`, and their Jaccard overlap."""
    width = int(others.max()) + 1
    pairs = np.bincount(labels * width + others, minlength=count * width)
    shared = pairs.reshape(count, width).astype(np.float64)
    either = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    overlaps: FloatArray = shared / np.maximum(either, 1)
    return shared, overlaps


@dataclass(frozen=True)
class Refits:
    """How texts were grouped again: what stability is measured on.

    `labels` (n,) are the groups that are asked after, `seeds` fits of other seeds (n,) each, and
    `draws` the bootstraps over speakers: rows, and their groups there.
    """

    labels: IntArray
    seeds: Sequence[IntArray]
    draws: Sequence[tuple[IntArray, IntArray]]
    seed: int

    def renamed(self, names: IntArray) -> Refits:
        """The same, of groups that go by other numbers: group g by `names[g]`."""
        return replace(self, labels=names[self.labels])

    def stability(self, unions: Sequence[Sequence[int]] | None = None) -> Stability:
        """How far each group, or each of `unions` (k, of groups), is found again."""
        if unions is None:
            unions = [[group] for group in range(int(self.labels.max()) + 1)]
        again = [union_overlaps(self.labels, other, unions) for other in self.seeds]
        found, dealt = [], []
        for draw, (rows, other) in enumerate(self.draws):
            own = self.labels[rows]
            found.append(union_overlaps(own, other, unions))
            mixed = np.random.default_rng([self.seed, 4, draw]).permutation(own)
            dealt.append(union_overlaps(mixed, other, unions))
        low, middle, high = _quantiles(found)
        return Stability(
            np.nan_to_num(np.nanmean(np.array(again), axis=0)),
            middle,
            low,
            high,
            _quantiles(dealt)[1],
            len(self.draws),
        )


def refits(corpus: Corpus, labels: IntArray, number: int, progress: Progress = silent) -> Refits:
    """The texts of the groups `labels` (n,), found by cutting at `number`, grouped again."""
    every = np.arange(len(corpus))
    count = BOOTSTRAPS if len(corpus) <= LARGE else LARGE_BOOTSTRAPS
    draws = []
    for draw in range(count):
        rows, grouped = _bootstrap(corpus, draw)
        draws.append((rows, grouped.of(number)))
        progress(draw + 1, count)
    seeds = [grouping(corpus, every, fit).of(number) for fit in range(1, SEEDS + 1)]
    return Refits(labels, seeds, draws, corpus.seed)


def _bootstrap(corpus: Corpus, draw: int) -> tuple[IntArray, Grouping]:
    """Rows of the `draw`-th bootstrap over speakers, and how they group.

    The first few are kept: they choose the number of themes, and then measure them.
    """
    known = corpus.bootstraps.get(draw)
    if known is None:
        rows = corpus.resampled(draw)
        known = rows, grouping(corpus, rows, draw + 1)
        if draw < PROFILE_DRAWS:
            corpus.bootstraps[draw] = known
    return known


def _quantiles(found: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Quartiles over draws; a group that no draw holds was never found again: 0."""
    seen = np.nan_to_num(np.array(found), nan=0.0)
    low, middle, high = np.quantile(seen, [0.25, 0.5, 0.75], axis=0)
    return low, middle, high


def choose_number(
    corpus: Corpus, whole: Grouping, number: Literal["auto"] | int, unit: FloatArray
) -> tuple[Choice, pd.DataFrame]:
    """How many themes, and the profile it comes from (number, groups, repeatable, median, apart).

    As many as were asked for; else the number at which groups lie farthest apart, if every group is
    found again nearly whole there (0.9); else the most that lie apart and of which half are found
    again (median best Jaccard overlap of 0.75 or more over six bootstraps of speakers). A corpus
    that cannot show that much is given sqrt(n)/2 themes, twelve at most, where they lie apart, and
    which of them are fragile is told. Groups lie apart where `apart` is 0.15 or more, and no less
    than between two groups: texts of words mixed by chance divide in two and no further.
    `unit` (n, d) are the vectors as they came.
    """
    if number != "auto":
        return Choice(number, f"{number} themes were asked for"), pd.DataFrame(columns=PROFILE)
    numbers = [one for one in NUMBERS if one <= min(whole.finest, len(corpus) // 10)]
    cuts = {one: whole.sketched.of(one) for one in numbers}
    separate = {one: apart(unit, labels) for one, labels in cuts.items()}
    found: dict[int, list[FloatArray]] = {one: [] for one in numbers}
    for draw in range(PROFILE_DRAWS):
        rows, other = _bootstrap(corpus, draw)
        for one, labels in cuts.items():
            count = int(labels.max()) + 1
            found[one].append(best_overlaps(labels[rows], other.of(one), count))
    profile = pd.DataFrame(
        [(*_profiled(one, _quantiles(found[one])[1]), separate[one]) for one in numbers],
        columns=PROFILE,
    )
    return _chosen(profile, min(sqrt(len(corpus)) / 2, SMALL_MOST)), profile


def _chosen(profile: pd.DataFrame, readable: float) -> Choice:
    # Texts of words put together by chance fall apart into two and no further.
    least = max(APART, *profile.loc[profile["number"] == NUMBERS[0], "apart"], 0.0)
    lie_apart = profile[profile["apart"] >= least]
    # A grain of its own: one number at which groups lie farthest apart, and all are found again.
    clearest = profile.loc[[profile["apart"].idxmax()]] if len(profile) else profile
    whole = (clearest["least"] >= GRAIN_OF_ITS_OWN) & (clearest["number"] >= FEWEST)
    grained = clearest.loc[whole & (clearest["apart"] >= least), "number"].max()
    if pd.notna(grained):
        return Choice(int(grained), "the texts fall into groups that other speakers give again")
    firm = lie_apart.loc[lie_apart["repeatable"] >= 0.5, "number"].max()
    few = lie_apart.loc[lie_apart["number"] <= readable, "number"].max()
    if pd.notna(firm) and (pd.isna(few) or firm >= few):
        return Choice(int(firm), "so many that at least half are found again by other speakers")
    if pd.notna(few):
        return Choice(
            int(few), "so many as so few texts can tell apart; read the fragile with care"
        )
    return Choice(1, "the texts lie too close together to be told apart")


def apart(unit: FloatArray, labels: IntArray) -> float:
    """How much nearer two texts of one group are than any two, per natural log of the groups.

    (mean cosine of pairs within groups / mean cosine of all pairs - 1) / ln k, of unit vectors
    `unit` (n, d). Two groups of two like texts each, at a cosine of 0.5 to the other group: within
    1, of all pairs (1 + 1 + 4 x 0.5) / 6 = 2/3, so (1.5 - 1) / ln 2 = 0.7213.

    >>> half = np.array([[1, 0], [1, 0], [0.5, 0.75**0.5], [0.5, 0.75**0.5]])
    >>> apart(half, np.array([0, 0, 1, 1]))
    0.7213
    """
    count = int(labels.max()) + 1
    if count < 2:
        return 0.0
    sizes = np.bincount(labels)
    sums = group_sums(whole_numbers(unit), labels, count) / FINE
    pairs = sizes * (sizes - 1)
    within = ((sums**2).sum(axis=1) - sizes) / np.maximum(pairs, 1)
    every = ((sums.sum(axis=0) ** 2).sum() - len(labels)) / (len(labels) * (len(labels) - 1))
    # Texts that have nothing in common at all lie apart however they are grouped.
    nearer = (within * sizes).sum() / len(labels) / max(every, LEAST_COMMON) - 1
    return round(float(nearer / log(count)), 4)


def _profiled(number: int, overlaps: FloatArray) -> tuple[int, int, float, float, float]:
    firm = float((overlaps >= REPEATABLE).mean())
    middle, least = float(np.median(overlaps)), float(overlaps.min())
    return number, len(overlaps), round(firm, 6), round(middle, 6), round(least, 6)
