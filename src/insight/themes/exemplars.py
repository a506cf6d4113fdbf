"""Which segments to read first to know what a theme is, and where it frays."""

from __future__ import annotations

import numpy as np
import pandas as pd

COLUMNS = ["theme_id", "segment_id", "why"]


def exemplars(members: pd.DataFrame) -> pd.DataFrame:
    """A central, a typical and a dissenting segment per theme, of different people if it can.

    `members` holds theme_id, segment_id, speaker_id and row of each segment in its main theme;
    cosine, to the centre of that theme; elsewhere, to the nearest other centre; and stance, from
    -1 (its words complain) to 1 (they praise).

    central: nearest to the centre. dissenting: in the theme, but taking the other side than most
    of those in it who take one; of several the one that does so most plainly, then the nearest to
    the centre, so that it disagrees about this matter and not about another. Where all take one
    side, or none, it is the segment that another theme pulls at most (elsewhere - cosine).
    typical: nearest to the median cosine, on the side of the majority where it can be.
    Columns: theme_id, segment_id, why.
    """
    rows: list[tuple[int, str, str]] = []
    for theme_id, theme in members.sort_values("segment_id").groupby("theme_id", sort=True):
        seen: set[str] = set()
        told: set[int] = set()
        for why, ranked in _ranked(theme).items():
            one = _first(ranked, seen, told)
            if one is not None:
                rows.append((int(str(theme_id)), one, why))
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(COLUMNS, ignore_index=True)


def _ranked(theme: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The segments of `theme`, in their order, as they would show each thing; equals stay so."""
    side = _majority(theme)
    agreement = theme["stance"] * side
    pulled = theme["elsewhere"] - theme["cosine"]
    middle = float(theme["cosine"].median())
    orders = {
        "central": [-theme["cosine"]],
        "dissenting": [agreement.clip(upper=0), -theme["cosine"].where(agreement < 0, pulled)],
        "typical": [agreement < 0, (theme["cosine"] - middle).abs()],
    }
    return {
        why: theme.iloc[np.lexsort([key.astype("float64").round(9) for key in reversed(keys)])]
        for why, keys in orders.items()
    }


def _majority(theme: pd.DataFrame) -> int:
    """1 or -1: the side of more people among those who take one; 0 where they are even."""
    signs = pd.DataFrame({"who": theme["speaker_id"], "side": np.sign(theme["stance"])})
    people = signs.groupby("who")["side"].sum()
    return int(np.sign((people > 0).sum() - (people < 0).sum()))


def _first(ranked: pd.DataFrame, seen: set[str], told: set[int]) -> str | None:
    """The first segment with words not `told` yet, of somebody not `seen` if there is anybody."""
    fresh = ranked[~ranked["row"].isin(told)]
    unheard = fresh[~fresh["speaker_id"].isin(seen)]
    chosen = unheard if len(unheard) else fresh
    if chosen.empty:
        return None
    one = chosen.iloc[0]
    seen.add(str(one["speaker_id"]))
    told.add(int(one["row"]))
    return str(one["segment_id"])
