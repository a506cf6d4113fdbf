"""Shares among residents, weighted to who lives in the authority; a stated response model.

Weights say: people with lived experience are spread over the margins as all residents are, and
within a margin's categories those who answered speak like those who did not. Nobody but the
researcher can say so, and they are therefore made only where the settings ask for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.errors import InputError
from insight.inequality.corrected import BoolArray
from insight.inequality.evidence.heard import called, living_by, residents_heard, told_of
from insight.inequality.evidence.source import Rows, Source
from insight.inequality.prevalence import wilson
from insight.inequality.weights import Raked, rake

METHOD = (
    "weighted: raked to all residents, weights held between a fifth and five times the mean, "
    "Wilson 95 % interval on the effective number of people; holds if people with lived "
    "experience are spread over these margins as residents are, and those who answered speak like "
    "those who did not"
)
_REST = {"age_65": "under 65"}
"""What people are in a margin who are not in its one category that they are asked for."""


@dataclass(frozen=True)
class Weighting:
    """Weights of some of a source's people (`chosen`), made to meet `margins`."""

    raked: Raked
    margins: tuple[str, ...]
    chosen: BoolArray


def weighting(source: Source, population: pd.DataFrame, margins: Sequence[str]) -> Weighting | None:
    """Weights for residents of `source` on those of the `margins` that can be met.

    A margin is left out where a category has nobody, or where nobody tells theirs. None where no
    margin is left, where the design carries no interval, or where everybody was asked.
    """
    if not source.carries.by_area or source.sampling == "census":
        return None
    residents = residents_heard(source.asked)
    sample, wanted = {}, {}
    for margin in margins:
        living = living_by(population, margin)
        people = _categories(residents, margin, living.index)
        if len(living) > 1 and set(people.dropna()) == set(living.index):
            sample[margin] = people
            wanted[margin] = {str(name): float(n) for name, n in living.items()}
    if not wanted:
        return None
    try:
        raked = rake(pd.DataFrame(sample, index=residents.index), wanted)
    except InputError:
        return None  # Margins that contradict each other in so few people; `shares` stand alone.
    chosen = np.asarray(source.asked.index.isin(residents.index), dtype=bool)
    return Weighting(raked, tuple(wanted), chosen)


def weighted_shares(
    source: Source, weights: Weighting, subjects: Iterable[tuple[str, str]]
) -> Rows:
    """Rows of weighted_prevalence; none of a code that people put right, which has no weights."""
    rows: Rows = []
    weight = weights.raked.weights.to_numpy(dtype=np.float64)
    for kind, subject_id in subjects:
        if kind == "code" and source.corrects(subject_id):
            continue
        said = source.said(kind, subject_id)[weights.chosen].astype(np.float64)
        share = float((weight * said).sum() / weight.sum())
        low, high = wilson(share * weights.raked.effective_n, weights.raked.effective_n)
        rows.append(
            {
                "source_name": source.name,
                "sampling": source.sampling,
                "subject": kind,
                "subject_id": subject_id,
                "n_asked": len(said),
                "n_effective": weights.raked.effective_n,
                "unweighted": float(said.mean()),
                "prevalence": share,
                "ci_low": float(low),
                "ci_high": float(high),
                "raked_on": ";".join(weights.margins),
                "n_trimmed": weights.raked.n_trimmed,
                "largest_gap": weights.raked.largest_gap,
                "method": METHOD,
                "basis": source.basis if kind == "code" else "machine-suggested",
                "note": "",
            }
        )
    return rows


def _categories(residents: pd.DataFrame, margin: str, living: pd.Index) -> pd.Series:
    """Each one's category of the population; missing where they did not tell."""
    told = told_of(residents, margin)
    names = {called(margin, str(category)): str(category) for category in living}
    found = told.map(names)
    if margin in _REST and _REST[margin] in set(living):
        found = found.where(found.notna() | told.isna(), _REST[margin])
    return found
