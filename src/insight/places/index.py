"""An index of deprivation for one authority: national decile, local rank and local fifth.

Reads our own reference tables and the official files of 2019 and 2025: File 7, which holds all, or
Files 1, 2, 3, 5 and 6 together, as CSV or Excel.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from insight.errors import SourceError, VintageError
from insight.places.context import CONTEXT, context_headers, refuse_other_classes, two_way
from insight.places.files.tables import LSOA_CODE, columns_like, read_table
from insight.places.vintage import Vintage

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
_STEMS = {
    "imd": r"Index of Multiple Deprivation(?: \(IMD\))?",
    "income": "Income",
    "employment": "Employment",
    "education": "Education, Skills and Training",
    "health": "Health(?: Deprivation)? and Disability",
    "crime": "Crime",
    "barriers": "Barriers to Housing and Services",
    "living_environment": "Living Environment",
    "idaci": r"Income Deprivation Affecting Children(?: Index)?(?: \(IDACI\))?",
    "idaopi": r"Income Deprivation Affecting Older People(?: Index)?(?: \(IDAOPI\))?",
}
DOMAINS = tuple(name for name in _STEMS if name != "imd")
AGE_BANDS = {
    "0-15": "population_0_15",
    "16-59": "population_16_59",
    "60+": "population_60_plus",
}
_DETAILS = (
    *("authority", "imd_score", "england_rank", "england_quintile"),
    *(f"{domain}_{measure}" for domain in DOMAINS for measure in ("rank", "decile")),
    *AGE_BANDS.values(),
    *(name for name in CONTEXT if name != "rural_urban"),
)
_HEADERS = {
    "lsoa_code": LSOA_CODE,
    "lsoa_name": r"LSOA name(?: \((?:2011|2021)\))?$|lsoa(?:11|21)?(?:_name|nm)$",
    "authority": r"Local Authority District code(?: \(\d{4}\))?$|lad\d\d(?:_code|cd)$|authority$",
    "population": r"Total population|pop_total_\d{4}$|population$",
    "population_0_15": r"Dependent Children aged 0-15|pop_0_15_\d{4}$|population_0_15$",
    "population_16_59": r"Population aged 16-59|pop_16_59_\d{4}$|population_16_59$",
    "population_60_plus": r"Older population aged 60|pop_60plus_\d{4}$|population_60_plus$",
} | {
    f"{name}_{measure}": rf"{stem}(?: Domain)? {measure}\b"
    rf"|{name.replace('living_environment', 'living_env(?:ironment)?')}_{measure}(?:_derived)?$"
    for name, stem in _STEMS.items()
    for measure in (("score", "rank", "decile") if name == "imd" else ("rank", "decile"))
}
_NEEDED = frozenset({"lsoa_code", "imd_rank", "imd_decile"})
_WHOLE = tuple(name for name in _HEADERS if name.endswith(("_rank", "_decile")))
_COUNTS = ("population", *AGE_BANDS.values())


def read_index(
    files: Path | Sequence[Path], vintage: Vintage, authority: str | Sequence[str]
) -> pd.DataFrame:
    """One row per LSOA of `authority` (a code, or those of its districts), in order of its code.

    INDEX_COLUMNS, and then score, domains, ages and what the area belongs to, empty where `files`
    do not say. `decile` is the published national one (1 = most deprived tenth of England's LSOAs)
    and `national_quintile` is ceil(decile / 2); `local_rank` and `quintile` are of the residents of
    the authority, `england_rank` and `england_quintile` of England's, where the files hold the
    whole of it, see `local_ranks`. Without residents these four are missing. Raises VintageError
    for an index of the other vintage, SourceError for any other layout.
    """
    codes = (authority,) if isinstance(authority, str) else tuple(authority)
    paths = (files,) if isinstance(files, Path) else tuple(files)
    return of_authority(read_areas(paths, vintage), codes, paths[0].name)


def read_areas(paths: Sequence[Path], vintage: Vintage) -> pd.DataFrame:
    """Every area that `paths` tell of, one row each, in our own columns; see `read_index`."""
    whole = _own_columns(read_table(paths[0]), paths[0].name, vintage, _NEEDED)
    for path in paths[1:]:
        more = _own_columns(read_table(path), path.name, vintage, frozenset({"lsoa_code"}))
        whole = with_more(whole, more)
    file = paths[0].name
    areas = whole.copy()
    for name in (*_WHOLE, *_COUNTS):
        if name in areas.columns:
            areas[name] = _whole_numbers(areas[name], file, name, least=int(name not in _AGES))
    areas["imd_score"] = pd.to_numeric(
        areas["imd_score"] if "imd_score" in areas.columns else pd.Series(index=areas.index),
        errors="coerce",
    )
    for name in ("lsoa_name", "authority", *CONTEXT):
        areas[name] = areas[name].fillna("") if name in areas.columns else ""
    refuse_other_classes(areas["rural_urban_class"], vintage, file)
    told = areas["rural_urban"].str.strip().str.capitalize()
    areas["rural_urban"] = told.where(told.isin(["Rural", "Urban"]), "").where(
        told != "", areas["rural_urban_class"].map(two_way)
    )
    return _with_england(areas, vintage)


_AGES = frozenset(AGE_BANDS.values())


def with_more(areas: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """`areas` with the columns of `more` that it has not, or has nothing in, by LSOA."""
    new = [
        name
        for name in more.columns
        if name != "lsoa_code" and (name not in areas.columns or (areas[name] == "").all())
    ]
    kept = areas.drop(columns=[name for name in new if name in areas.columns])
    return kept.merge(more[["lsoa_code", *new]], on="lsoa_code", how="left", validate="one_to_one")


def of_authority(areas: pd.DataFrame, codes: Sequence[str], file: str) -> pd.DataFrame:
    """The rows of `areas` (from `read_areas`) in the authorities `codes`, as `read_index` says.

    A table that does not say whose its areas are is taken to be of the authority alone.
    """
    own = areas[areas["authority"].isin([*codes, ""])].copy()
    missing = sorted(set(codes) - set(own["authority"])) if (own["authority"] != "").any() else []
    if own.empty or missing:
        of_county = any(code.startswith("E10") for code in codes)
        raise SourceError(
            f"no area of the authority {', '.join(missing or codes)}",
            where=file,
            remedy="name the districts of the county under [places] districts; official files "
            "tell only districts"
            if of_county
            else "check [places] authority; the code must be of the file's own year (an authority "
            "made later is named by its former [places] districts)",
        )
    if own["population"].notna().all():
        own["local_rank"] = local_ranks(own["imd_rank"], own["population"])
        own["quintile"] = local_fifths(own["local_rank"])
    else:
        own["local_rank"] = np.nan
        own["quintile"] = pd.Series(pd.NA, index=own.index, dtype="Int64")
    told = [name for name in _DETAILS if name in own.columns]
    return own[[*INDEX_COLUMNS, *told]].sort_values("lsoa_code", ignore_index=True)


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


def average_score(index: pd.DataFrame) -> float:
    """Mean score of the areas of `index`, weighted by their residents; missing without either.

    It is how the index is summarised for larger areas: two areas of 100 and 300 residents that
    score 10 and 30 average 25.

    >>> average_score(pd.DataFrame({"imd_score": [10.0, 30.0], "population": [100, 300]}))
    25.0
    """
    return _weighted(index["imd_score"], index["population"])


def average_rank(index: pd.DataFrame) -> float:
    """Mean national rank (1 = most deprived) of the areas, weighted by their residents."""
    return _weighted(index["imd_rank"], index["population"])


def _weighted(values: pd.Series, population: pd.Series) -> float:
    if values.isna().any() or population.isna().any():
        return float("nan")
    return float((values * population).sum() / population.sum())


def _with_england(areas: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """National groups: of LSOAs as published, and of residents where all of England is there."""
    told = areas.assign(decile=areas["imd_decile"])
    told["national_quintile"] = (told["decile"] + 1) // 2
    if "population" not in told.columns:
        told["population"] = pd.Series(pd.NA, index=told.index, dtype="Int64")
    if len(told) == vintage.areas_of_england and told["population"].notna().all():
        told["england_rank"] = local_ranks(told["imd_rank"], told["population"])
        told["england_quintile"] = local_fifths(told["england_rank"])
    return told


def _own_columns(
    table: pd.DataFrame, file: str, vintage: Vintage, needed: frozenset[str]
) -> pd.DataFrame:
    """Our own columns from whatever headers `table` has."""
    found = columns_like(table, _HEADERS | context_headers(vintage), file, needed)
    other = vintage.other.year
    if re.search(rf"{other}|lsoa{other[-2:]}", found["lsoa_code"], re.IGNORECASE):
        raise VintageError(
            f"its LSOAs are of {vintage.other.year}, and {vintage.deprivation} needs those of "
            f"{vintage.year}",
            where=file,
            remedy=f"put the file of {vintage.deprivation} there, or set [places] deprivation = "
            f'"{vintage.other.deprivation}"',
        )
    own = table.rename(columns={header: name for name, header in found.items()})[list(found)]
    own["lsoa_code"] = own["lsoa_code"].str.strip()
    if own["lsoa_code"].duplicated().any():
        raise SourceError("an LSOA stands in two rows", where=file, remedy="keep one")
    return own


def _whole_numbers(column: pd.Series, file: str, name: str, *, least: int) -> pd.Series:
    read = pd.to_numeric(column.str.replace(",", ""), errors="coerce")
    wrong = read.isna() | (read < least) | (read % 1 != 0)
    if wrong.any():
        raise SourceError(
            f"{int(wrong.sum())} of {len(read)} cells of {name} are not whole numbers, "
            f"{least} or more",
            where=f"{file}, first in row {int(np.argmax(wrong)) + 2}",
            remedy="use the file as published",
        )
    return read.astype("int64")
