"""An index of deprivation for one authority: national decile, local rank and local fifth.

Reads our own reference tables and the official "File 7" of 2019 and 2025. The official headers
differ between editions, copies and file formats (full, shortened, cut at 80 characters, broken over
lines), so they are matched by their stem and measure, never whole.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import numpy as np
import pandas as pd

from insight.errors import SourceError, VintageError

INDEX_COLUMNS = [
    "lsoa_code",
    "lsoa_name",
    "imd_rank",
    "decile",
    "national_quintile",
    "local_rank",
    "quintile",
    "population",
    "rural_urban",
]
FIFTHS = 5
_OWN_HEADERS = {"lsoa_code", "lsoa_name", "imd_rank", "imd_decile", "population"}
_OFFICIAL_HEADERS = {
    "lsoa_code": r"LSOA code \((2011|2021)\)",
    "lsoa_name": r"LSOA name \((2011|2021)\)",
    "authority": r"Local Authority District code \(\d{4}\)",
    "imd_rank": r"Index of Multiple Deprivation \(IMD\) Rank",
    "imd_decile": r"Index of Multiple Deprivation \(IMD\) Decile",
    "population": r"Total population",
}


class Vintage(StrEnum):
    """A census edition of LSOAs. Codes of both look alike, and most are valid in both."""

    LSOA2011 = "lsoa2011"
    LSOA2021 = "lsoa2021"

    @property
    def deprivation(self) -> str:
        """The index that speaks of areas of this vintage, as study.toml names it."""
        return {"lsoa2011": "iod2019", "lsoa2021": "iod2025"}[self.value]

    @property
    def year(self) -> str:
        """Census year: 2011 or 2021."""
        return self.value.removeprefix("lsoa")

    @property
    def population_year(self) -> str:
        """Year of the residents by whom the index is weighted (mid-year estimates)."""
        return {"lsoa2011": "2015", "lsoa2021": "2022"}[self.value]

    @property
    def other(self) -> Vintage:
        """The other vintage."""
        return Vintage.LSOA2021 if self is Vintage.LSOA2011 else Vintage.LSOA2011

    @classmethod
    def of(cls, deprivation: str) -> Vintage:
        """The vintage that the index called `deprivation` (iod2019 or iod2025) speaks of."""
        return next(vintage for vintage in cls if vintage.deprivation == deprivation)


def read_index(path: Path, vintage: Vintage, authority: str) -> pd.DataFrame:
    """One row per LSOA of `authority`, in the order of its code, with INDEX_COLUMNS.

    `decile` is the published national one (1 = most deprived tenth of England) and
    `national_quintile` is ceil(decile / 2); `local_rank` and `quintile` are of the residents of the
    authority, see `local_ranks`. `rural_urban` is empty where the file does not say. Raises
    VintageError for an index of the other vintage, SourceError for any other layout.
    """
    table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    table.columns = [" ".join(name.split()) for name in table.columns]
    if not _OWN_HEADERS.issubset(table.columns):
        table = _from_official(table, path.name, vintage, authority)
    index = pd.DataFrame({name: table[name] for name in ("lsoa_code", "lsoa_name")})
    for name in ("imd_rank", "imd_decile", "population"):
        index[name] = _whole_numbers(table[name], path.name, name)
    index["rural_urban"] = table["rural_urban"] if "rural_urban" in table.columns else ""
    if index["lsoa_code"].duplicated().any():
        raise SourceError("an LSOA stands in two rows", where=path.name, remedy="keep one")
    index["decile"] = index["imd_decile"]
    index["national_quintile"] = (index["decile"] + 1) // 2
    index["local_rank"] = local_ranks(index["imd_rank"], index["population"])
    index["quintile"] = local_fifths(index["local_rank"])
    return index[INDEX_COLUMNS].sort_values("lsoa_code", ignore_index=True)


def local_ranks(rank: pd.Series, population: pd.Series) -> pd.Series:
    """Where the middle resident of each area stands among all residents, 0 (most deprived) to 1.

    Areas are ordered by national `rank` (1 = most deprived); areas of equal rank share the middle
    of their common interval. Low A, Low A (2004), doi:10.1093/pubmed/fdh175.

    >>> local_ranks(pd.Series([5, 900, 70]), pd.Series([100, 200, 100])).tolist()
    [0.125, 0.75, 0.375]
    """
    blocks = population.groupby(rank).sum().sort_index()
    middles = (blocks.cumsum() - blocks / 2) / blocks.sum()
    found: pd.Series = rank.map(middles).astype(float)
    return found


def local_fifths(local_rank: pd.Series) -> pd.Series:
    """The fifth of the residents in which each local rank falls, 1 = most deprived.

    >>> local_fifths(pd.Series([0.0, 0.2, 0.59, 1.0])).tolist()
    [1, 2, 3, 5]
    """
    fifths: pd.Series = (np.floor(local_rank * FIFTHS) + 1).clip(upper=FIFTHS).astype("int64")
    return fifths


def _from_official(
    table: pd.DataFrame, file: str, vintage: Vintage, authority: str
) -> pd.DataFrame:
    """Our own columns from the official headers, for the rows of `authority`."""
    found: dict[str, str] = {}
    for name, pattern in _OFFICIAL_HEADERS.items():
        matching = [header for header in table.columns if re.match(pattern, header)]
        if len(matching) != 1:
            raise SourceError(
                f"{len(matching)} columns look like {name}, where one is expected",
                where=file,
                remedy="use the official File 7 as published, or our own reference table",
            )
        found[name] = matching[0]
    if vintage.year not in found["lsoa_code"]:
        raise VintageError(
            f"its LSOAs are of {vintage.other.year}, and {vintage.deprivation} needs those of "
            f"{vintage.year}",
            where=file,
            remedy=f"put the file of {vintage.deprivation} there, or set [places] deprivation = "
            f'"{vintage.other.deprivation}"',
        )
    own = table.rename(columns={header: name for name, header in found.items()})
    own = own[own["authority"] == authority].reset_index(drop=True)
    if own.empty:
        raise SourceError(
            f"no area of the authority {authority}",
            where=file,
            remedy="check [places] authority; the code must be of the file's own year",
        )
    return own


def _whole_numbers(column: pd.Series, file: str, name: str) -> pd.Series:
    read = pd.to_numeric(column.str.replace(",", ""), errors="coerce")
    wrong = read.isna() | (read < 1) | (read % 1 != 0)
    if wrong.any():
        raise SourceError(
            f"{int(wrong.sum())} of {len(read)} cells of {name} are not whole numbers above zero",
            where=f"{file}, first in row {int(np.argmax(wrong)) + 2}",
            remedy="use the file as published",
        )
    return read.astype("int64")
