"""What was replaced, counted: a log that holds no words and may be shared."""

from __future__ import annotations

import pandas as pd


def audit(segments: pd.DataFrame, identifiers: pd.DataFrame) -> pd.DataFrame:
    """How much was found, of what, by which detectors, and what people decided on it; no text.

    Columns: kind, detector, n (identifiers), n_segments (of so many), n_rejected (stay in the
    text), n_accepted and n_added (by a person; the others nobody has decided on), n_invented (in
    whose place stands an invented name or code, not brackets), n_segments_read (in all). One row
    per kind and combination of detectors.
    """
    told = identifiers.assign(
        **{f"n_{one}": identifiers["decision"] == one for one in ("rejected", "accepted", "added")}
    )
    put = identifiers["replacement"]
    told["n_invented"] = (put != "") & ~put.str.startswith("[")
    grouped = told.groupby(["kind", "detector"], sort=True)
    counts = grouped.agg(
        n=("segment_id", "size"),
        n_segments=("segment_id", "nunique"),
        n_rejected=("n_rejected", "sum"),
        n_accepted=("n_accepted", "sum"),
        n_added=("n_added", "sum"),
        n_invented=("n_invented", "sum"),
    )
    return counts.reset_index().assign(n_segments_read=len(segments))
