"""Which segments to read first to know what a theme is, and where it frays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

PER_KIND = 2
COLUMNS = ["theme_id", "segment_id", "why"]


def exemplars(members: pd.DataFrame) -> pd.DataFrame:
    """Two central, two typical and two dissenting segments a theme, of different people if it can.

    `members` holds theme_id, segment_id, speaker_id, row and cosine (to the centre) of each segment
    in its main theme. central: nearest to the centre; typical: nearest to the median cosine;
    dissenting: in the theme, yet the least like its centre. Columns: theme_id, segment_id, why.
    """
    rows: list[tuple[int, str, str]] = []
    for theme_id, theme in members.groupby("theme_id", sort=True):
        seen: set[str] = set()
        told: set[int] = set()
        middle = float(theme["cosine"].median())
        orders = {
            "central": -theme["cosine"],
            "dissenting": theme["cosine"],
            "typical": (theme["cosine"] - middle).abs(),
        }
        for why, order in orders.items():
            ranked = theme.assign(order=order.round(9)).sort_values(["order", "segment_id"])
            rows.extend((int(str(theme_id)), one, why) for one in _some(ranked, seen, told))
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(COLUMNS, ignore_index=True)


def _some(ranked: pd.DataFrame, seen: set[str], told: set[int]) -> Iterator[str]:
    """The first segments of `ranked` with words not `told` yet, from people not `seen` if any."""
    fresh = ranked[~ranked["row"].isin(told)].drop_duplicates("row")
    unheard = ~fresh["speaker_id"].isin(seen) & ~fresh["speaker_id"].duplicated()
    order = np.concatenate([np.flatnonzero(unheard), np.flatnonzero(~unheard)])[:PER_KIND]
    for one in fresh.iloc[order].itertuples():
        seen.add(str(one.speaker_id))
        told.add(int(str(one.row)))
        yield str(one.segment_id)
