"""Who lives in the authority: counts of residents by margin, from our table or the user's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from insight.errors import SourceError
from insight.places.index import AGE_BANDS
from insight.places.vintage import Vintage

CENSUS_COLUMNS = ["margin", "category", "population", "year", "source"]
_NEEDED = CENSUS_COLUMNS[:3]
_OF_AREAS = ("imd_quintile", "rural_urban")


def read_census(path: Path) -> pd.DataFrame:
    """A table of residents by margin: margin, category, population [, year, source].

    One row per category, for instance `age_band, 65+, 81800`; categories of one margin are counted
    at one date and do not overlap. Raises SourceError naming column and row.
    """
    if not path.is_file():
        raise SourceError(
            "there is no such file",
            where=path.name,
            remedy=f"save a CSV with the columns {', '.join(_NEEDED)} there",
        )
    table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        raise SourceError(
            f"no column {', '.join(missing)}",
            where=path.name,
            remedy=f"name the columns {', '.join(CENSUS_COLUMNS)}",
        )
    read = pd.to_numeric(table["population"].str.replace(",", ""), errors="coerce")
    _refuse(read.isna() | (read < 0) | (read % 1 != 0), path, "population", "a count of residents")
    for name in ("margin", "category"):
        _refuse(table[name].str.strip() == "", path, name, "a name")
    for name in ("year", "source"):
        if name not in table.columns:
            table[name] = ""
    same = ["margin", "category", "year"]
    _refuse(table.duplicated(same), path, "category", "one row per margin, category and year")
    table["population"] = read.astype("int64")
    return table[CENSUS_COLUMNS].sort_values(same, ignore_index=True)


def index_margins(index: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Residents in all and by age, from the denominators of the index, where it has them."""
    counted = [("total", "all", "population")]
    counted += [("age_band", band, column) for band, column in AGE_BANDS.items()]
    rows = [
        (margin, category, int(index[column].sum()), vintage.population_year, _source(vintage))
        for margin, category, column in counted
        if column in index.columns and index[column].notna().all()
    ]
    return pd.DataFrame(rows, columns=CENSUS_COLUMNS)


def _source(vintage: Vintage) -> str:
    return f"population denominators of {vintage.deprivation}, LSOAs of {vintage.year}"


def population_margins(census: pd.DataFrame, index: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """`census`, with the margins that are made of areas counted anew from `index`.

    A fifth of deprivation and a rural or urban area mean something only in one index and one
    vintage, so these margins never come from a table of another one.
    """
    counted = [
        index.assign(category=index[column].astype(str))
        .groupby("category")["population"]
        .sum()
        .reset_index()
        .assign(margin=margin, year=vintage.population_year, source=_source(vintage))
        for margin, column in (("imd_quintile", "quintile"), ("rural_urban", "rural_urban"))
        if (index[column].astype(str) != "").all() and index["population"].notna().all()
    ]
    kept = census[~census["margin"].isin(_OF_AREAS)]
    margins = pd.concat([kept, *counted], ignore_index=True)[CENSUS_COLUMNS]
    return margins.sort_values(["margin", "category", "year"], ignore_index=True)


def _refuse(wrong: pd.Series, path: Path, column: str, expected: str) -> None:
    if wrong.any():
        raise SourceError(
            f"{int(wrong.sum())} of {len(wrong)} cells are not {expected}",
            where=f'{path.name}, row {int(np.argmax(wrong)) + 2}, column "{column}"',
            remedy="correct them",
        )
