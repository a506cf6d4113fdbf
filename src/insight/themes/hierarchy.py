"""A few broader headings over the candidate themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.themes.graph import FloatArray, IntArray
from insight.themes.labels import MIXED, labels
from insight.themes.themed import Themed

FEWEST_THEMES = 6
FEWEST, MOST = 3, 7
DIGITS = 9


def headings(centres: FloatArray) -> tuple[IntArray, FloatArray]:
    """The heading of each theme, 0, 1, ... by first theme, and the height at which it joins it.

    `centres` (k, d) are unit vectors. Themes are joined by average linkage on 1 - cosine (Sokal RR,
    Michener CD 1958, University of Kansas Science Bulletin 38:1409), and the tree is cut where the
    gap between two joins is widest among the cuts that leave 3 to 7 headings, and no more than
    half as many as there are themes: there the headings stay the same over the longest stretch of
    heights. Fewer than six themes are their own headings, at height 0. The height of a theme is
    that of the last join within its heading, 0 where it stands alone.

    >>> pairs = np.repeat(np.eye(4), 2, axis=0) + 0.2 * np.tile(np.eye(4)[[0, 1]], (4, 1))
    >>> headings(pairs / np.linalg.norm(pairs, axis=1, keepdims=True))[0].tolist()
    [0, 0, 1, 1, 2, 2, 3, 3]
    """
    count = len(centres)
    if count < FEWEST_THEMES:
        return np.arange(count), np.zeros(count)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    apart = (1 - centres @ centres.T).round(DIGITS).clip(min=0)
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform((apart + apart.T) / 2, checks=False), method="average")
    kept = _number(tree[:, 2])
    groups = _in_order(fcluster(tree, kept, criterion="maxclust"))
    return groups, _heights(tree, groups)


def heading_labels(themed: Themed, groups: IntArray, names: Sequence[str]) -> list[str]:
    """The name of each heading: that of its theme where it has one, else of the union's words.

    `groups` (k,) is the heading of each theme, and `names` the labels of the themes. A union whose
    people share no words goes by its largest theme that has a name, and how many others there are.
    """
    union = np.where(themed.main >= 0, groups[themed.main], -1)
    wider = replace(themed, main=union, parts=themed.main)
    ranked = [wider.commonest(group) for group in range(int(groups.max()) + 1)]
    named = labels(wider, ranked, taken=names)
    sizes = np.bincount(themed.main[themed.main >= 0], minlength=len(groups))
    told = []
    for group, name in enumerate(named):
        inside = sorted(np.flatnonzero(groups == group).tolist(), key=lambda at: (-sizes[at], at))
        first = next((names[at] for at in inside if not names[at].startswith(MIXED)), name)
        if len(inside) == 1:
            told.append(names[inside[0]])
        elif name.startswith(MIXED) and first != name:
            told.append(f"{first}, and {len(inside) - 1} more")
        else:
            told.append(name)
    return told


def _number(heights: FloatArray) -> int:
    """How many groups the widest gap between joins leaves; the fewer where gaps are equal."""
    count = len(heights) + 1
    most = min(MOST, count // 2)
    # Before the join of height heights[-(n - 1)] there are n groups, after it n - 1.
    gaps = {n: heights[-(n - 1)] - heights[-n] for n in range(FEWEST, most + 1)}
    return min(gaps, key=lambda n: (-gaps[n].round(DIGITS), n))


def _in_order(groups: NDArray[np.int32]) -> IntArray:
    """`groups` renamed 0, 1, ... in the order in which they first come."""
    names, first = np.unique(groups, return_index=True)
    place = {int(name): at for at, name in enumerate(names[np.argsort(first)])}
    return np.array([place[int(group)] for group in groups], dtype=np.int64)


def _heights(tree: FloatArray, groups: IntArray) -> FloatArray:
    """Per theme, the height of the last join of `tree` that stays within its heading."""
    count = len(groups)
    under = {leaf: [leaf] for leaf in range(count)}
    heights = np.zeros(count)
    for at, (left, right, height, _) in enumerate(tree):
        leaves = under[int(left)] + under[int(right)]
        under[count + at] = leaves
        if len(set(groups[leaves].tolist())) == 1:
            heights[leaves] = height
    return heights.round(DIGITS)


def theme_hierarchy(themed: Themed, centres: FloatArray, names: Sequence[str]) -> pd.DataFrame:
    """Columns theme_id, parent, parent_label and height, a row per theme in the order of `names`.

    `themed.main` numbers the themes as `centres` (k, d) and `names` (k) do.
    """
    groups, heights = headings(centres)
    named = heading_labels(themed, groups, names)
    return pd.DataFrame(
        {
            "theme_id": range(len(names)),
            "parent": groups,
            "parent_label": [named[group] for group in groups],
            "height": heights,
        }
    )
