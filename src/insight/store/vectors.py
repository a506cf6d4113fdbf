"""Rounded vectors of de-identified segments, kept so that a study reproduces to the last digit.

Between processors vectors differ in their last bits; what is kept is reused wherever the text is
still the same (by keyed hash), on whatever machine.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from insight.store.private import replacing

COLUMNS = ["segment_id", "text_digest", "vector"]


def write_vectors(vectors: pd.DataFrame, path: Path) -> None:
    """Write columns segment_id, text_digest (keyed), vector (float16 array) as Parquet."""
    ordered = vectors.sort_values("segment_id")[COLUMNS].reset_index(drop=True)
    with replacing(path, private=False) as draft:
        ordered.to_parquet(draft, index=False, compression="zstd")


def read_vectors(path: Path) -> pd.DataFrame:
    """The vectors kept at `path`; none where nothing is kept."""
    if not path.is_file():
        return pd.DataFrame({name: [] for name in COLUMNS})
    return pd.read_parquet(path)[COLUMNS]
