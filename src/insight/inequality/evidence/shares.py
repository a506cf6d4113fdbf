"""How many of those asked mentioned something, source by source and part by part."""

from __future__ import annotations

import numpy as np

from insight.inequality.evidence.source import Rows, Source
from insight.inequality.prevalence import wilson


def shares(source: Source, kind: str, subject_id: str) -> Rows:
    """Rows of theme_prevalence about one code or theme; none where the design carries no count."""
    if not source.carries.counts:
        return []
    said, freely = source.said(kind, subject_id), source.said_freely(kind, subject_id)
    parts = np.array([stratum.chosen for stratum in source.strata])
    asked = parts.sum(axis=1)
    mentioning, unprompted = (parts & said).sum(axis=1), (parts & freely).sum(axis=1)
    limits = wilson(mentioning, asked) if source.carries.intervals else None
    corrected = source.corrects(subject_id) if kind == "code" else None
    rows: Rows = []
    for at, stratum in enumerate(source.strata):
        x, n = int(mentioning[at]), int(asked[at])
        row: dict[str, object] = {
            "source_name": source.name,
            "mode": source.mode,
            "sampling": source.sampling,
            "subject": kind,
            "subject_id": subject_id,
            "stratum": stratum.kind,
            "stratum_value": stratum.value,
            "n_mentioning": x,
            "n_unprompted": int(unprompted[at]),
            "n_asked": n,
            "prevalence": np.nan,
            "ci_low": np.nan,
            "ci_high": np.nan,
            "method": source.carries.method,
            "basis": source.basis if kind == "code" else "machine-suggested",
            "note": "",
        }
        if limits is not None:
            low, high = float(limits[0][at]), float(limits[1][at])
            row |= {"prevalence": x / n if n else np.nan, "ci_low": low, "ci_high": high}
        if corrected is not None:
            row = corrected.prevalence(subject_id, source.asked[stratum.chosen], row)
        rows.append(row)
    return rows
