"""A theme in parts that people showed by examples: each passage goes to those it is most like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.store import StudyKey
from insight.themes.graph import FloatArray, IntArray, centres, directions, shared_direction
from insight.themes.usable import usable_text

_DIGITS = 9


@dataclass(frozen=True)
class Likened:
    """Which part, from 0, each passage is in (n,), and its cosine to the examples of that (n,).

    `tied` are passages as near to another part, `unlike` those near to none, (n,) both.
    """

    part_of: IntArray
    nearness: FloatArray
    tied: NDArray[np.bool_]
    unlike: NDArray[np.bool_]


def example_digest(key: StudyKey, text: str) -> str:
    """Keyed hash of a de-identified segment that was chosen as an example of a part."""
    return key.digest("theme example", text)


def shared_by(segments: pd.DataFrame, vectors: pd.DataFrame, min_words: int) -> FloatArray:
    """What all texts of a fit share (d,): its space, as `fit_themes` has it."""
    return shared_direction(usable_text(segments, vectors, min_words).vectors)


def likened(
    members: Sequence[str],
    examples: Mapping[str, int],
    vectors: pd.Series,
    shared: FloatArray,
) -> Likened:
    """Divide `members` (n segment ids) by `examples` (segment id -> part, from 0 on, none empty).

    A passage goes to the part to whose examples' mean direction its cosine is highest, in the space
    in which themes are found: unit `vectors` (by segment id) less what all texts share, `shared`
    (d,). As near to two parts, it goes to the first of them. Where no cosine is above 0 it is like
    the examples of no part, and stays with the first part. An example is in the part that it
    stands for. Whole numbers and 9 digits: the same for whatever order of rows.

    >>> at = pd.Series({"a": [1.0, 0.0], "b": [0.0, 1.0], "c": [0.8, 0.6], "d": [-1.0, -0.1]})
    >>> found = likened(["a", "b", "c", "d"], {"b": 0, "a": 1}, at, np.zeros(2))
    >>> found.part_of.tolist(), found.nearness.round(2).tolist(), found.unlike.tolist()
    ([1, 0, 1, 0], [1.0, 1.0, 0.8, -0.1], [False, False, False, True])
    """
    chosen = sorted(examples)
    parts = np.array([examples[one] for one in chosen], dtype=np.int64)
    of_examples = directions(stacked(vectors, chosen), shared)
    middles = centres(of_examples, parts, int(parts.max()) + 1)
    cosines = directions(stacked(vectors, members), shared).cosines(middles).round(_DIGITS)
    best = cosines.max(axis=1)
    near = best > 0
    part_of = np.where(near, cosines.argmax(axis=1), 0)
    others = np.ones(len(members), dtype=bool)
    for at, member in enumerate(members):
        if member in examples:
            part_of[at], others[at] = examples[member], False
    as_near = (cosines == best[:, None]).sum(axis=1) > 1
    return Likened(
        part_of,
        cosines[np.arange(len(members)), part_of],
        others & near & as_near,
        others & ~near,
    )


def stacked(vectors: pd.Series, segments: Sequence[str]) -> FloatArray:
    """The `vectors` (by segment id) of these segments, (n, d)."""
    found = vectors.loc[list(segments)]
    return np.array([np.asarray(vector, dtype=np.float64) for vector in found])
