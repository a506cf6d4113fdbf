"""Rounded vectors of de-identified segments, kept so that a study reproduces to the last digit.

Between processors vectors differ in their last bits; what is kept is reused wherever the text is
still the same (by keyed hash), on whatever machine.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from insight.store.private import replacing

COLUMNS = ["segment_id", "text_digest", "vector"]


def write_vectors(vectors: pd.DataFrame, path: Path) -> None:
    """Write columns segment_id, text_digest (keyed), vector (float16 array) as Parquet."""
    ordered = vectors.sort_values("segment_id")[COLUMNS].reset_index(drop=True)
    with replacing(path, private=False) as draft:
        ordered.to_parquet(draft, index=False, compression="zstd")


def vectors_told(vectors: pd.DataFrame) -> pd.DataFrame:
    """segment_id and digest of its vector, sorted: what is compared of `vectors`."""
    told = [
        sha256(np.asarray(one, dtype=np.float16).tobytes()).hexdigest() for one in vectors["vector"]
    ]
    frame = pd.DataFrame({"segment_id": vectors["segment_id"].to_list(), "vector": told})
    return frame.astype("str").sort_values("segment_id", ignore_index=True)


def read_vectors(path: Path) -> pd.DataFrame:
    """The vectors kept at `path`; none where nothing is kept."""
    if not path.is_file():
        return pd.DataFrame({name: [] for name in COLUMNS})
    return pd.read_parquet(path)[COLUMNS]
