"""Gradients of codes that were set before the analysis, over the ranking of residents' areas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from insight.detectable import detectable_from, minimum_detectable_slope
from insight.inequality.concentration import concentration_index
from insight.inequality.evidence.mentions import residents_of
from insight.inequality.evidence.source import Rows, Source
from insight.inequality.individual import IndividualSlope, individual_slope
from insight.inequality.prevalence import benjamini_hochberg


def gradients(source: Source, codes: Sequence[str], ranks: pd.DataFrame) -> Rows:
    """Rows of theme_gradients; the family of tests is all `codes` in this source.

    `ranks` : speaker_id, local_rank. None where the design carries no gradient.
    """
    if not source.carries.gradients:
        return []
    residents = residents_of(source.asked).merge(ranks, on="speaker_id")
    if residents.empty:
        return []
    residents = residents.sort_values("speaker_id")
    rows: Rows = []
    p_values: list[float] = []
    for code in codes:
        found, slope = _gradient(source, code, residents)
        rows += found
        p_values.append(slope.p_value)
    adjusted = dict(zip(codes, benjamini_hochberg(p_values), strict=True))
    for row in rows:
        row["p_adjusted"] = adjusted[str(row["subject_id"])] if row["measure"] == "sii" else np.nan
    return rows


def mentioned_by(source: Source, code: str, residents: pd.DataFrame) -> pd.Series:
    """Whether each of the `residents` mentioned the code: 0.0 or 1.0."""
    saying = source.asked.loc[source.said("code", code), "speaker_id"]
    return residents["speaker_id"].isin(saying).astype("float64")


def _gradient(source: Source, code: str, residents: pd.DataFrame) -> tuple[Rows, IndividualSlope]:
    """The three measures of one code, and the slope among them.

    People of one area have one rank, and may have more than that in common: they belong together.
    """
    said, rank = mentioned_by(source, code, residents), residents["local_rank"]
    slope = individual_slope(said, rank, cluster=rank if rank.min() < rank.max() else None)
    index = concentration_index(said, rank, cluster=rank)
    erreygers = (index.erreygers, index.erreygers_lower, index.erreygers_upper)
    how, warning = index.method, index.reason
    share, basis = float(said.mean()), source.basis
    detectable = minimum_detectable_slope(len(residents), share) if 0 < share < 1 else np.nan
    if corrected := source.corrects(code):
        slope, put_right = corrected.gradient(code, residents)
        erreygers = (put_right.estimate, put_right.lower, put_right.upper)
        how, warning = corrected.method, put_right.reason
        detectable = detectable_from(slope.lower, slope.upper)
        basis = corrected.basis
    common: dict[str, object] = {
        "source_name": source.name,
        "sampling": source.sampling,
        "subject_id": code,
        "p_value": np.nan,
        "detectable": np.nan,
        "n": len(residents),
        "basis": basis,
    }
    rows: Rows = [
        common
        | {
            "measure": "sii",
            "value": slope.slope,
            "ci_low": slope.lower,
            "ci_high": slope.upper,
            "p_value": slope.p_value,
            "detectable": detectable if np.isfinite(detectable) else np.nan,
            "method": slope.method,
            "warning": slope.reason,
        },
        common
        | {
            "measure": "rii",
            "value": slope.ratio,
            "ci_low": slope.ratio_lower,
            "ci_high": slope.ratio_upper,
            "method": slope.method,
            "warning": slope.reason,
        },
        common
        | {
            "measure": "erreygers",
            "value": erreygers[0],
            "ci_low": erreygers[1],
            "ci_high": erreygers[2],
            "method": how,
            "warning": warning,
        },
    ]
    return rows, slope
