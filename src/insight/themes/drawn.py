"""The texts of a large corpus in which themes are looked for: drawn by what they say."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from insight.themes.graph import IntArray
from insight.themes.usable import UsableText


def drawn_rows(texts: Sequence[str], most: int, seed: int) -> IntArray:
    """Rows of `texts` (n, all different), ascending: all of them, or the `most` drawn by lot.

    The lot is a hash of seed and text. Neither the order of rows nor what else is there moves it: a
    text that is drawn is drawn as well where some of the others are missing.
    """
    if len(texts) <= most:
        return np.arange(len(texts))
    salt = str(seed).encode()
    lots = [blake2b(text.encode(), digest_size=16, key=salt).digest() for text in texts]
    return np.sort(np.array(sorted(range(len(texts)), key=lots.__getitem__)[:most]))


def part_of(usable: UsableText, rows: IntArray) -> UsableText:
    """`usable` with the texts of `rows` (ascending) alone."""
    if len(rows) == len(usable.texts):
        return usable
    place = np.full(len(usable.texts), -1)
    place[rows] = np.arange(len(rows))
    segments = usable.segments.assign(row=place[usable.segments["row"]])
    return UsableText(
        segments[segments["row"] >= 0].reset_index(drop=True),
        [usable.texts[row] for row in rows],
        usable.vectors[rows],
    )
