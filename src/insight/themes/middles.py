"""Where themes lie: their middles, a map and a tree of them, and the codes of a codebook beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.schemas import ThemeCodes, empty, validate
from insight.themes.graph import (
    Directions,
    FloatArray,
    IntArray,
    centres,
    directions,
    shared_direction,
)
from insight.themes.regrouped import main_members

DRAWS = 400
BY_CHANCE = 0.95
_DIGITS = 6
_LARGEST_DRAW = 200
MAP_COLUMNS = ["theme_id", "x", "y"]
TREE_COLUMNS = ["node", "left", "right", "height", "n_themes"]


@dataclass(frozen=True)
class Middles:
    """The `ids` (k,) of themes, their `centres` (k, d), and the segments they were made from.

    `points` (n, d) point from `mean` (d,), what all segments share; `sizes` (k,) segments a theme.
    """

    ids: IntArray
    centres: Directions
    points: Directions
    mean: FloatArray
    sizes: IntArray

    def only(self, ids: Collection[int]) -> Middles:
        """The middles of `ids` alone."""
        kept = np.isin(self.ids, sorted(ids))
        middle = Directions(self.centres.rows[kept], self.centres.lengths[kept])
        return Middles(self.ids[kept], middle, self.points, self.mean, self.sizes[kept])

    def nearest(self, theme_id: int) -> list[int]:
        """The other themes, those most like `theme_id` first."""
        own = int(np.flatnonzero(self.ids == theme_id)[0])
        alike = self.centres.cosines(self.centres)[own].round(_DIGITS)
        order = sorted(range(len(self.ids)), key=lambda at: (-alike[at], at))
        return [int(self.ids[at]) for at in order if at != own]


def middles_of(segment_themes: pd.DataFrame, vectors: pd.DataFrame) -> Middles:
    """The middle of each theme's main segments, around what all segments with a row share."""
    ids = sorted(set(segment_themes["segment_id"]))
    by_id = vectors.set_index("segment_id")["vector"].loc[ids]
    stacked = np.array([np.asarray(vector, dtype=np.float64) for vector in by_id])
    mean = shared_direction(stacked)
    points = directions(stacked, mean)
    members = main_members(segment_themes)
    place = {segment: at for at, segment in enumerate(ids)}
    themes = np.array(sorted(members), dtype=np.int64)
    rows = np.concatenate(
        [[place[segment] for segment in sorted(members[theme])] for theme in themes]
    ).astype(np.int64)
    sizes = np.array([len(members[theme]) for theme in themes], dtype=np.int64)
    own = Directions(points.rows[rows], points.lengths[rows])
    labels = np.repeat(np.arange(len(themes)), sizes)
    return Middles(themes, centres(own, labels, len(themes)), points, mean, sizes)


def theme_map(middles: Middles) -> pd.DataFrame:
    """Columns theme_id, x, y: themes alike lie near one another. x and y run from -1 to 1 at most.

    Classical scaling of the distances sqrt(2 - 2 cos) in two dimensions: Torgerson WS (1952),
    doi:10.1007/BF02288916. Each axis points so that its largest number is positive.
    """
    if len(middles.ids) == 0:
        return pd.DataFrame({name: [] for name in MAP_COLUMNS})
    cosines = middles.centres.cosines(middles.centres)
    squares = 2 - 2 * cosines
    n = len(squares)
    centring = np.eye(n) - np.full((n, n), 1 / n)
    values, axes = np.linalg.eigh(-0.5 * centring @ squares @ centring)
    flat = np.zeros((n, 2))
    for column, at in enumerate(np.argsort(values)[::-1][:2]):
        axis = axes[:, at] * np.sqrt(max(values[at], 0.0))
        largest = int(np.argmax(np.abs(axis).round(_DIGITS)))
        flat[:, column] = axis if axis[largest] >= 0 else -axis
    reach = float(np.abs(flat).max()) or 1.0
    flat = (flat / reach).round(_DIGITS) + 0.0
    return pd.DataFrame({"theme_id": middles.ids, "x": flat[:, 0], "y": flat[:, 1]})


def theme_tree(middles: Middles) -> pd.DataFrame:
    """Which themes, and groups of themes, are nearest: columns as `TREE_COLUMNS`, nearest first.

    `left` and `right` are theme_ids or, from the largest theme_id + 1 on, the `node` of an earlier
    row; `height` is the mean distance (1 - cosine) between the themes of both sides, 0 to 2:
    average linkage, Sokal RR, Michener CD (1958), University of Kansas Science Bulletin 38:1409.
    """
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    k = len(middles.ids)
    if k < 2:
        return pd.DataFrame({name: [] for name in TREE_COLUMNS})
    apart = (1 - middles.centres.cosines(middles.centres)).round(_DIGITS)
    np.fill_diagonal(apart, 0.0)
    made = linkage(squareform((apart + apart.T) / 2, checks=False), method="average")
    first = int(middles.ids.max()) + 1
    names = [*(int(one) for one in middles.ids), *range(first, first + len(made))]
    return pd.DataFrame(
        {
            "node": names[k:],
            "left": [names[int(one)] for one in made[:, 0]],
            "right": [names[int(one)] for one in made[:, 1]],
            "height": made[:, 2].round(_DIGITS),
            "n_themes": made[:, 3].astype("int64"),
        }
    )


def beside_codes(
    middles: Middles, codes: Mapping[str, NDArray[np.float32]], seed: int
) -> pd.DataFrame:
    """ThemeCodes: the code nearest to each theme, and themes that are near none.

    `codes` : code -> vectors (m, d) of its definition and examples. A theme is near a code when
    its cosine is above what as many segments, drawn by lot, reach to their nearest code in 95 of
    100 draws; else it is outside the codebook: nobody asked about it, or not in these words.
    """
    if not codes or not len(middles.ids):
        return empty(ThemeCodes)
    names = sorted(codes)
    unit = [directions(np.asarray(codes[name], dtype=np.float64), middles.mean) for name in names]
    stacked = Directions(
        np.vstack([one.rows for one in unit]), np.concatenate([one.lengths for one in unit])
    )
    which = np.repeat(np.arange(len(names)), [len(one) for one in unit])
    targets = centres(stacked, which, len(names))
    cosines = middles.centres.cosines(targets).round(_DIGITS)
    nearest = cosines.argmax(axis=1)
    best = cosines[np.arange(len(nearest)), nearest]
    least = np.array([_by_lot(middles.points, targets, int(n), seed) for n in middles.sizes])
    return validate(
        ThemeCodes,
        pd.DataFrame(
            {
                "theme_id": middles.ids,
                "code": [names[at] for at in nearest],
                "cosine": best,
                "least": least,
                "outside": best <= least,
            }
        ),
    )


def _by_lot(points: Directions, codes: Directions, size: int, seed: int) -> float:
    """Cosine to the nearest code that `size` of `points`, drawn by lot, exceed 1 time in 20.

    The direction of a mean of many does not depend on how many, so no more than 200 are drawn.
    """
    draw = np.random.default_rng([seed, size])
    size = min(size, _LARGEST_DRAW)
    drawn = []
    for _ in range(DRAWS):
        rows = draw.choice(len(points), size, replace=False)
        of = Directions(points.rows[rows], points.lengths[rows])
        drawn.append(centres(of, np.zeros(size, dtype=np.int64), 1).cosines(codes).max())
    return float(np.quantile(drawn, BY_CHANCE).round(_DIGITS))
