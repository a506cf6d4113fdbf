"""Who was heard in a source, beside who lives in the authority."""

from __future__ import annotations

import numpy as np
import pandas as pd

from insight.inequality.evidence.source import Rows, Source
from insight.inequality.representation import chance_of_none, representation_ratio
from insight.schemas import LIVED_EXPERIENCE

# margin of the reference population -> column of the people, and how its values are called there
_MARGINS = {
    "imd_quintile": ("quintile", {str(q): str(q) for q in range(1, 6)}),
    "rural_urban": ("rural_urban", {"Rural": "Rural", "Urban": "Urban"}),
    "age_65": ("age_band", {"65+": "65+"}),
    "disability": ("disability", {"disabled": "yes", "not disabled": "no"}),
}


def representation(source: Source, population: pd.DataFrame) -> Rows:
    """Residents with lived experience against everybody who lives in the authority.

    People who did not say, or could not be placed, stand in no category but in a row of their own.
    """
    lived = (
        source.asked["stakeholder_groups"].str.split(";").map(set(LIVED_EXPERIENCE).intersection)
    )
    residents = source.asked[source.asked["resident"] & lived.astype(bool)]
    rows: Rows = []
    for margin, (column, names) in _MARGINS.items():
        if not source.carries.by_area and column in ("quintile", "rural_urban"):
            continue
        living = population[population["margin"] == margin].set_index("category")["population"]
        if living.empty:
            continue
        values = residents[column].astype("string").fillna("")
        known = _is_told(column, values)
        n = int(known.sum())
        for category, called in names.items():
            row = {
                "source_name": source.name,
                "margin": margin,
                "category": category,
                "population": int(living[category]),
                "share_of_population": float(living[category] / living.sum()),
                "n_speakers": 0,
                "not_heard": True,
                "note": f"of {n} who can be placed in this margin" if n else "nobody told this",
            }
            if n:
                heard = int((values[known] == called).sum())
                found = representation_ratio(heard, n, float(living[category]), float(living.sum()))
                row |= {
                    "n_speakers": heard,
                    "share_of_speakers": found.share_heard,
                    "ratio": found.ratio,
                    "ci_low": found.lower if source.carries.intervals else np.nan,
                    "ci_high": found.upper if source.carries.intervals else np.nan,
                    "not_heard": heard == 0,
                    "chance_of_none": chance_of_none(found.share_resident, n),
                }
            rows.append(row)
        rows.append(
            {
                "source_name": source.name,
                "margin": margin,
                "category": "not known",
                "n_speakers": len(residents) - n,
                "not_heard": False,
                "note": "did not say, or cannot be placed",
            }
        )
    return rows


def _is_told(column: str, values: pd.Series) -> pd.Series:
    if column == "age_band":
        return values.str.fullmatch(r"(under )?\d.*")
    if column == "disability":
        return values.isin(["yes", "no"])
    return values != ""
