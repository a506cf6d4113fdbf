"""Who was heard in a source, beside who lives in the authority."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from insight.inequality.evidence.source import Rows, Source
from insight.inequality.representation import chance_of_none, representation_ratio
from insight.schemas import DECLINED, LIVED_EXPERIENCE

BY_AREA = ("imd_quintile", "rural_urban", "locality")
_COLUMNS = {
    "imd_quintile": "quintile",
    "rural_urban": "rural_urban",
    "locality": "locality",
    "age_65": "age_band",
    "age_band": "age_band",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "disability": "disability",
    "carer": "carer",
}
"""Margin of the reference population -> what of a person it is about."""
_CALLED: Mapping[str, Mapping[str, str]] = {
    "age_65": {"65+": "65+"},
    "disability": {"disabled": "yes", "not disabled": "no"},
    "sex": {"f": "female", "m": "male", "women": "female", "men": "male"}
    | {f"{one}s": one for one in ("female", "male")},
    "carer": {"carer": "yes", "unpaid carer": "yes", "not a carer": "no", "no unpaid care": "no"},
}
"""How categories of the population are called among people, where not as they stand."""
_ETHNIC_GROUPS = ("white", "asian", "black", "mixed", "other")
_ONLY_CALLED = ("age_65",)
_NOT_TOLD = ("", DECLINED, "not stated")


def representation(
    source: Source, population: pd.DataFrame, localities: pd.DataFrame | None = None
) -> Rows:
    """Residents with lived experience against everybody who lives in the authority.

    Every margin of `population` of which people tell something: fifth, kind of place, age, sex,
    ethnicity, disability, care, locality (`localities` : speaker_id, locality). People who did not
    say, or could not be placed, stand in no category but in a row of their own. How likely it was
    by chance that nobody of a category was heard is told of probability samples only.
    """
    residents = residents_heard(source.asked, localities)
    rows: Rows = []
    for margin in _COLUMNS:
        if margin in BY_AREA and not source.carries.by_area:
            continue
        living = living_by(population, margin)
        values = told_of(residents, margin)
        known = values.notna()
        names = {category: called(margin, category) for category in living.index}
        if margin in _ONLY_CALLED:
            names = {one: name for one, name in names.items() if name in _CALLED[margin].values()}
        if not set(names.values()) & _possible(margin, values[known]):
            continue  # Nobody could stand in these categories: they are cut in another way.
        n = int(known.sum())
        for category, name in names.items():
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
            if n and living[category] > 0:
                heard = int((values[known] == name).sum())
                found = representation_ratio(heard, n, float(living[category]), float(living.sum()))
                by_lot = source.sampling == "probability"
                row |= {
                    "n_speakers": heard,
                    "share_of_speakers": found.share_heard,
                    "ratio": found.ratio,
                    "ci_low": found.lower if source.carries.intervals else np.nan,
                    "ci_high": found.upper if source.carries.intervals else np.nan,
                    "not_heard": heard == 0,
                    "chance_of_none": chance_of_none(found.share_resident, n) if by_lot else np.nan,
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


def residents_heard(asked: pd.DataFrame, localities: pd.DataFrame | None = None) -> pd.DataFrame:
    """Those `asked` with lived experience who live where they say; carer and locality told."""
    groups = asked["stakeholder_groups"].str.split(";")
    lived = groups.map(set(LIVED_EXPERIENCE).intersection).astype(bool)
    residents = asked[asked["resident"] & lived]
    carer = groups[residents.index].map(lambda own: "yes" if "unpaid_carer" in own else "no")
    locality = pd.Series("", index=residents.index)
    if localities is not None:
        where = localities.set_index("speaker_id")["locality"]
        locality = residents["speaker_id"].map(where).fillna("")
    return residents.assign(carer=carer, locality=locality)


def told_of(residents: pd.DataFrame, margin: str) -> pd.Series:
    """What each of the residents is in a margin; missing where they did not tell."""
    told = residents[_COLUMNS[margin]].astype("string")
    return told.mask(told.isin(_NOT_TOLD))


def living_by(population: pd.DataFrame, margin: str) -> pd.Series:
    """Residents of the authority by category of a margin, as counted last."""
    rows = population[population["margin"] == margin]
    if "year" in rows.columns:
        rows = rows[rows["year"] == rows["year"].max()]
    return rows.set_index("category")["population"]


def called(margin: str, category: str) -> str:
    """What somebody in a category of the population is called among the people who speak.

    >>> called("sex", "Women"), called("disability", "not disabled"), called("locality", "Dale")
    ('female', 'no', 'Dale')
    """
    if margin in BY_AREA:
        return category
    told = category.strip().casefold()
    if margin == "ethnicity":
        return next((one for one in _ETHNIC_GROUPS if told.startswith(one)), told)
    return _CALLED.get(margin, {}).get(told, told)


def _possible(margin: str, told: pd.Series) -> set[str]:
    """Values that people can have: all that a short vocabulary holds, or what they tell."""
    every = {
        "imd_quintile": {str(fifth) for fifth in range(1, 6)},
        "rural_urban": {"Rural", "Urban"},
        "age_65": {"65+"},
        "sex": {"female", "male"},
        "ethnicity": set(_ETHNIC_GROUPS),
        "disability": {"yes", "no"},
    }
    return every.get(margin, set(told))
