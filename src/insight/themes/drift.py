"""What is otherwise in a later wave than in the one that themes were found in.

Whether more or fewer people speak of a theme, whether the theme is still about the same, how much
fits no theme, and what new ground there is. Waves are taken for different people: where the same
ones spoke twice, the intervals are wider than they need be.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from insight.themes.graph import FloatArray
from insight.themes.waves import DRAWS, Sums, Wave

NONE = -1
LEVEL = 0.05
_DIGITS = 6
COLUMNS = [
    *("theme_id", "label", "n_before", "of_before", "n_now", "of_now"),
    *("share_before", "share_now", "change", "low", "high", "shifted", "cosine", "moved"),
]


def drift(
    themes: pd.DataFrame, before: Wave, now: Wave, sums: list[Sums], seed: int, *, intervals: bool
) -> pd.DataFrame:
    """One row per theme, and last (theme_id -1) the segments that fit none.

    n and of count speakers, in the last row segments. `change` is share_now - share_before, `low`
    and `high` its 95 % bootstrap interval over speakers. `shifted` says that it is more than chance
    gives the largest change of all themes: its size in standard errors is beyond the 95th per cent
    of that of the largest (Westfall PH, Young SS 1993, doi:10.2307/2533464). `cosine` is that of
    the theme's middle in both waves; `moved` says that it moved more than it does by chance,
    divided among the themes. Without `intervals` (people picked on purpose) these are missing.
    """
    change = now.shares - before.shares
    table = pd.DataFrame(
        {
            "theme_id": [*themes["theme_id"], NONE],
            "label": [*themes["label"], "fits no theme"],
            "n_before": [*before.n_speakers, before.n_none],
            "of_before": [*[before.of_speakers] * len(themes), before.of_segments],
            "n_now": [*now.n_speakers, now.n_none],
            "of_now": [*[now.of_speakers] * len(themes), now.of_segments],
            "share_before": before.shares,
            "share_now": now.shares,
            "change": change,
        }
    )
    drawn = now.drawn - before.drawn
    if intervals and now.of_speakers and before.of_speakers:
        low, high = np.quantile(drawn, [LEVEL / 2, 1 - LEVEL / 2], axis=0)
        table = table.assign(low=low, high=high, shifted=_beyond_chance(change, drawn))
    else:
        table = table.assign(low=np.nan, high=np.nan, shifted=np.nan)
    table["cosine"] = np.append(_cosines(before.middles, now.middles), np.nan)
    moved = _moved(before, now, sums, seed) if intervals else [pd.NA] * len(themes)
    table["moved"] = [*moved, pd.NA]
    flags = {"shifted": "boolean", "moved": "boolean"}
    return table[COLUMNS].round(_DIGITS).astype(flags)


def _beyond_chance(change: FloatArray, drawn: FloatArray) -> list[bool]:
    """Which changes are larger, in standard errors, than the largest chance one mostly is."""
    spread = drawn.std(axis=0, ddof=1)
    known = spread > 0
    if not known.any():
        return [False] * len(change)
    off = np.abs(drawn - change)[:, known] / spread[known]
    limit = np.quantile(off.max(axis=1), 1 - LEVEL)
    beyond = np.zeros(len(change), dtype=bool)
    beyond[known] = np.abs(change[known]) > limit * spread[known]
    return [bool(one) for one in beyond]


def _cosines(one: FloatArray, other: FloatArray) -> FloatArray:
    lengths = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    products: FloatArray = (one * other).sum(axis=1)
    return np.where(lengths > 0, products / np.where(lengths > 0, lengths, 1.0), np.nan)


def _moved(before: Wave, now: Wave, sums: list[Sums], seed: int) -> list[object]:
    """Whether each theme's middle moved; missing where fewer than two people spoke of it.

    The squared distance of the two means is compared with what chance gives: that of means of
    bootstrap samples of the later wave's speakers from its own mean, plus the earlier mean's
    variance. The share of samples as far or farther counts against 5 in 100 divided by the number
    of themes (Bonferroni).
    """
    told: list[object] = []
    for theme, own in enumerate(sums):
        if len(own.counts) < 2 or np.isnan(before.scatter[theme]):
            told.append(pd.NA)
            continue
        distance = ((now.middles[theme] - before.middles[theme]) ** 2).sum()
        by_chance = _own_distances(own, now.middles[theme], seed + theme) + before.scatter[theme]
        farther = int((by_chance.round(9) >= round(float(distance), 9)).sum())
        told.append((farther + 1) / (DRAWS + 1) <= LEVEL / len(sums))
    return told


def _own_distances(sums: Sums, middle: FloatArray, seed: int) -> FloatArray:
    """Squared distances (draws,) from `middle` of the means of bootstrap samples of speakers."""
    n = len(sums.counts)
    weights = np.random.default_rng([seed, n]).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    means = (weights @ sums.vectors) / (weights @ sums.counts)[:, None]
    distances: FloatArray = ((means - middle) ** 2).sum(axis=1)
    return distances
