"""How far a gradient moves when it is made in another way. For the analyst: it never leaves.

A slope without one person, beside the slope with them, tells what that person said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from insight.inequality.evidence.evidence import Evidence
from insight.inequality.evidence.gradients import mentioned_by
from insight.inequality.evidence.mentions import residents_of
from insight.inequality.evidence.source import Rows, Source
from insight.inequality.individual import individual_slope
from insight.inequality.inputs import FloatArray
from insight.inequality.repeated import repeated_slope
from insight.inequality.robust import least_squares

CHANGED_AREAS = "without people whose area the other index cuts in another way"


def other_ways(source: Source, codes: Sequence[str], evidence: Evidence) -> Rows:
    """Rows of sensitivity: what theme_gradients tells of `codes`, and what else it might.

    Slopes as told; the range over leaving out each person; over each of the other rankings; and
    the odds ratio over segments, where people speak several times (`repeated_slope`).
    """
    if not source.carries.gradients:
        return []
    everybody = residents_of(source.asked)
    placed = {
        name: everybody.merge(ranks, on="speaker_id").sort_values("speaker_id")
        for name, ranks in {"as told": evidence.ranks, **evidence.other_ranks}.items()
    }
    residents = placed["as told"]
    if residents.empty:
        return []
    segments = evidence.segments[evidence.segments["role"] == "participant"]
    spoken = segments[["segment_id", "speaker_id"]].merge(
        residents[["speaker_id", "local_rank"]], on="speaker_id"
    )
    rows: Rows = []
    for code in codes:
        for name, people in placed.items():
            found = _slope(source, code, people)
            short = CHANGED_AREAS if len(people) < len(residents) else ""
            note = "; ".join(filter(None, [str(found["note"]), short]))
            rows.append(_row(source, code, name) | found | {"note": note})
        rows.append(_row(source, code, "without one person") | _range(source, code, residents))
        about = evidence.said.loc[evidence.said["subject_id"] == code, "segment_id"]
        rows.append(_row(source, code, "by segment") | _by_segment(spoken, about))
    return rows


def _row(source: Source, code: str, analysis: str) -> dict[str, object]:
    return {
        "source_name": source.name,
        "subject_id": code,
        "analysis": analysis,
        "measure": "sii",
        "note": "",
    }


def _slope(source: Source, code: str, residents: pd.DataFrame) -> dict[str, object]:
    rank = residents["local_rank"]
    cluster = rank if rank.min() < rank.max() else None
    found = individual_slope(mentioned_by(source, code, residents), rank, cluster=cluster)
    limits = {"value": found.slope, "low": found.lower, "high": found.upper}
    return limits | {"n": found.n, "note": found.reason}


def _range(source: Source, code: str, residents: pd.DataFrame) -> dict[str, object]:
    """Least and greatest slope without one person: b - B x e / (1 - h), each in turn."""
    said = mentioned_by(source, code, residents).to_numpy(dtype=np.float64)
    rank = residents["local_rank"].to_numpy(dtype=np.float64)
    n = len(said)
    if n < 4 or rank.min() == rank.max():
        return {"value": math.nan, "low": math.nan, "high": math.nan, "n": n, "note": "too few"}
    slopes = without_one(said, rank)
    slope = float(np.polyfit(rank, said, 1)[0])
    return {"value": slope, "low": float(slopes.min()), "high": float(slopes.max()), "n": n}


def without_one(said: FloatArray, rank: FloatArray) -> FloatArray:
    """The least-squares slope of `said` on `rank` without each person in turn.

    Of three people on a straight line two always tell its slope:

    >>> without_one(np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.5, 1.0])).tolist()
    [1.0, 1.0, 1.0]
    """
    design = np.column_stack([np.ones(len(said)), rank])
    line = least_squares(design, said)
    pull = design @ line.bread
    left = 1 - (pull * design).sum(axis=1)
    residual = said - design @ line.coefficients
    change = np.divide(pull[:, 1] * residual, left, where=left > 1e-9, out=np.zeros(len(said)))
    slopes: FloatArray = line.coefficients[1] - change
    return slopes


def _by_segment(spoken: pd.DataFrame, about: pd.Series) -> dict[str, object]:
    """The odds ratio over segments: `spoken` (segment_id, speaker_id, local_rank)."""
    measure = {"measure": "log odds ratio", "n": spoken["speaker_id"].nunique()}
    if spoken.empty:
        return measure | {"note": "nobody said anything"}
    said = spoken["segment_id"].isin(about).astype("float64")
    found = repeated_slope(said, spoken["local_rank"], spoken["speaker_id"])
    limits = {"value": found.log_odds_ratio, "low": found.lower, "high": found.upper}
    return measure | limits | {"note": found.reason}
