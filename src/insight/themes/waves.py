"""How many people speak of each theme in a wave, how sure that is, and where its middle lies.

People are counted, not segments. What is kept of a wave for comparing it with a later one holds
sums over many people, no segment and no speaker.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.themes.graph import GRAIN, Directions, FloatArray, IntArray
from insight.themes.regrouped import main_members
from insight.themes.usable import UsableText

DRAWS = 1999
"""Bootstrap samples: enough to tell 5 in 100 shared out among 40 themes."""


@dataclass(frozen=True)
class Wave:
    """One wave by theme, in the order of theme_id (k themes).

    `n_speakers` (k,) people with a segment in the theme, of `of_speakers`; `n_none` segments that
    fit no theme, of `of_segments`. `drawn` (draws, k + 1) holds the same shares, and last that of
    segments that fit none, in bootstrap samples of the speakers. `middles` (k, d) are the means of
    the unit vectors of each theme's `members` (k,) segments, `scatter` (k,) the variance of each
    mean, summed over its numbers, with the speakers as the units.
    """

    n_speakers: IntArray
    of_speakers: int
    n_none: int
    of_segments: int
    drawn: FloatArray
    members: IntArray
    middles: FloatArray
    scatter: FloatArray

    @property
    def shares(self) -> FloatArray:
        """Share of speakers by theme, and last the share of segments that fit none, (k + 1,)."""
        of_themes = self.n_speakers / max(self.of_speakers, 1)
        return np.append(of_themes, self.n_none / max(self.of_segments, 1))


@dataclass(frozen=True)
class Sums:
    """For one theme, by speaker: sums of the unit vectors of their segments, and how many."""

    vectors: FloatArray
    counts: IntArray


def wave_of(
    usable: UsableText,
    points: Directions,
    segment_themes: pd.DataFrame,
    count: int,
    seed: tuple[int, int],
) -> Wave:
    """The wave whose texts are `usable` and point to `points`, in `count` themes 0, 1, ...

    Two waves that are compared need seeds that differ: their samples are drawn apart.
    """
    speakers = usable.segments.set_index("segment_id")["speaker_id"]
    of_themes = segment_themes[segment_themes["theme_id"] >= 0]
    none = segment_themes[segment_themes["theme_id"] < 0]
    who, place = np.unique(speakers.to_numpy(dtype="str"), return_inverse=True)
    at = pd.Series(place, index=speakers.index)
    table = np.zeros((len(who), count + 2), dtype=np.int64)
    table[at[of_themes["segment_id"]].to_numpy(), of_themes["theme_id"].to_numpy()] = 1
    np.add.at(table[:, count], at[none["segment_id"]].to_numpy(), 1)
    np.add.at(table[:, count + 1], place, 1)
    sums = sums_of(usable, points, segment_themes, count)
    return Wave(
        n_speakers=table[:, :count].sum(axis=0),
        of_speakers=len(who),
        n_none=int(table[:, count].sum()),
        of_segments=int(table[:, count + 1].sum()),
        drawn=_drawn(table, seed),
        members=np.array([int(one.counts.sum()) for one in sums], dtype=np.int64),
        middles=np.array([_middle(one) for one in sums]).reshape(count, -1),
        scatter=np.array([_scatter(one) for one in sums]),
    )


def sums_of(
    usable: UsableText, points: Directions, segment_themes: pd.DataFrame, count: int
) -> list[Sums]:
    """For each theme the sums over its main segments by speaker; in whole numbers, so exact."""
    unit = np.rint(points.rows / points.lengths[:, None] * GRAIN)
    by_segment = usable.segments.set_index("segment_id")
    members = main_members(segment_themes)
    made = []
    for theme in range(count):
        own = by_segment.loc[sorted(members.get(theme, ()))].sort_values(["speaker_id", "row"])
        rows = unit[own["row"].to_numpy(dtype=np.int64)]
        who, place = np.unique(own["speaker_id"].to_numpy(dtype="str"), return_inverse=True)
        vectors = np.zeros((len(who), unit.shape[1]))
        np.add.at(vectors, place, rows)
        made.append(Sums(vectors / GRAIN, np.bincount(place, minlength=len(who))))
    return made


def _middle(sums: Sums) -> FloatArray:
    total: FloatArray = sums.vectors.sum(axis=0) / max(int(sums.counts.sum()), 1)
    return total


def _scatter(sums: Sums) -> float:
    """Variance of a theme's mean, summed over its numbers: that of a ratio, over speakers.

    Sum over speakers of |sum of (x - mean)|^2 / n^2, times m / (m - 1) for m speakers (Cochran WG
    1977, Sampling Techniques, 6.3, without the finite-population correction).
    """
    n, speakers = int(sums.counts.sum()), len(sums.counts)
    if speakers < 2:
        return float("nan")
    off = sums.vectors - sums.counts[:, None] * _middle(sums)
    return float((off**2).sum() / n**2 * speakers / (speakers - 1))


def _drawn(table: IntArray, seed: tuple[int, int]) -> FloatArray:
    """Shares in bootstrap samples of the rows (people) of `table`: themes, none, segments.

    People alike in all columns are drawn together, which changes nothing but the time it takes.
    """
    alike, n_alike = np.unique(table, axis=0, return_counts=True)
    n = int(n_alike.sum())
    if not n:
        return np.zeros((DRAWS, table.shape[1] - 1))
    draw = np.random.default_rng([*seed, n])
    weights = draw.multinomial(n, n_alike / n, size=DRAWS)
    totals = weights @ alike
    of_themes = totals[:, :-2] / n
    none = totals[:, -2:-1] / np.maximum(totals[:, -1:], 1)
    drawn: FloatArray = np.hstack([of_themes, none])
    return drawn
