"""Which segments can shape themes, once each, in an order that only their content decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.errors import InputError

ROLES_HEARD = ("participant", "voice")
# Read, coded and counted, but never grouped: too short, or words of another language.
SHAPES_NO_THEME = ("short answer", "other language")


@dataclass(frozen=True)
class UsableText:
    """The texts that are clustered.

    `segments` holds segment_id, speaker_id, text and `row`, sorted by text and segment_id; `row`
    is the place of its text in `texts` (n, unique but for case) and in `vectors` (n, d), which are
    as fine as they were handed over: float16 where they were kept. People
    who say the same words, or nearly (`same_as`), share one row, so that a stock phrase or a
    campaign does not become a theme by repetition alone.
    """

    segments: pd.DataFrame
    texts: list[str]
    vectors: NDArray[np.floating[Any]]


def usable_text(segments: pd.DataFrame, vectors: pd.DataFrame, min_words: int) -> UsableText:
    """What participants and voices said in `min_words` words or more, and is not set aside.

    Raises InputError when a usable segment has no vector.
    """
    heard = segments[segments["role"].isin(ROLES_HEARD)]
    long_enough = heard["text"].map(lambda text: len(text.split())) >= min_words
    groupable = ~heard["set_aside"].isin(SHAPES_NO_THEME)
    kept = heard.loc[long_enough & groupable, ["segment_id", "speaker_id", "text", "same_as"]]
    lost = int((~kept["segment_id"].isin(vectors["segment_id"])).sum())
    if lost:
        raise InputError(
            f"{lost} of {len(kept)} segments have no vector",
            where="table vectors",
            remedy="make the vectors anew from the de-identified segments",
        )
    kept = kept.sort_values(["text", "segment_id"], kind="stable").reset_index(drop=True)
    own = kept["text"].map(_alike)
    standing = kept["same_as"].map(dict(zip(kept["segment_id"], own, strict=True)))
    words = standing.where(standing.notna(), own)
    place = {alike: row for row, alike in enumerate(sorted(set(words)))}
    kept["row"] = words.map(place).astype("int64")
    firsts = kept[own == words].drop_duplicates("row").sort_values("row")
    kept = kept.drop(columns="same_as")
    found = vectors.set_index("segment_id")["vector"].loc[firsts["segment_id"]]
    stacked = np.array([np.asarray(vector) for vector in found])
    return UsableText(kept, firsts["text"].to_list(), stacked.reshape(len(firsts), -1))


def _alike(text: str) -> str:
    return " ".join(text.casefold().split())
