"""Everything that is known about the authority's areas, for one vintage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import SourceError, VintageError
from insight.places.census import population_margins, read_census
from insight.places.index import Vintage, read_index
from insight.settings import PlacesSettings

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


@dataclass(frozen=True)
class Reference:
    """Areas of one vintage in one authority, and how to find a person's.

    `index` : one row per LSOA, see `read_index`.
    `postcodes` : postcode (normalised), lsoa_code of this vintage, terminated; of the authority.
    `codes_elsewhere` : LSOA codes that exist in the other vintage only.
    `codes_in_both` : LSOA codes that are valid in either, and so tell no vintage.
    `population` : margin, category, population, year, source.
    """

    vintage: Vintage
    authority: str
    folder: Path
    index: pd.DataFrame
    postcodes: pd.DataFrame
    codes_elsewhere: frozenset[str]
    codes_in_both: frozenset[str]
    population: pd.DataFrame


def read_reference(study: Path, settings: PlacesSettings) -> Reference:
    """The reference tables in the folder that `settings` names, relative to the `study` folder.

    Reads the index that `settings.deprivation` names (`iod2019.csv`, `iod2025.csv`, or the official
    File 7), `postcodes.parquet`, `lsoa_changes.csv` and `population.csv`. Raises SourceError for
    what is missing and VintageError for an index of the other vintage.
    """
    folder = study / settings.reference
    vintage = Vintage.of(settings.deprivation)
    authority = settings.authority or ""
    path = _needed(_index_file(folder, vintage))
    index = read_index(path, vintage, authority)
    changes = pd.read_csv(_needed(folder / "lsoa_changes.csv"), dtype=str)
    here, there = (set(changes[_code_column(v)]) for v in (vintage, vintage.other))
    strangers = set(index["lsoa_code"]) - here
    if strangers & there:
        raise VintageError(
            f"{len(strangers & there)} of {len(index)} LSOAs do not exist in {vintage.year}",
            where=path.name,
            remedy=f"put the table of {vintage.deprivation} there",
        )
    postcodes = pd.read_parquet(_needed(folder / "postcodes.parquet"))
    return Reference(
        vintage=vintage,
        authority=authority,
        folder=folder,
        index=index,
        postcodes=postcodes.rename(columns={_code_column(vintage): "lsoa_code"})[
            ["postcode", "lsoa_code", "terminated"]
        ],
        codes_elsewhere=frozenset(there - here),
        codes_in_both=frozenset(there & here),
        population=population_margins(
            read_census(_needed(folder / "population.csv")), index, vintage
        ),
    )


def boundaries(reference: Reference) -> GeoDataFrame:
    """Outlines of the areas (WGS84) with their name, decile, fifth and kind, for a map.

    Columns: lsoa_code, lsoa_name, decile, quintile, rural_urban, geometry. Raises VintageError
    when the outlines are not exactly those of the index.
    """
    import geopandas

    path = _needed(reference.folder / f"boundaries_{reference.vintage.year}.geojson")
    outlines = geopandas.read_file(path)[["lsoa_code", "geometry"]]
    if set(outlines["lsoa_code"]) != set(reference.index["lsoa_code"]):
        raise VintageError(
            f"its areas are not those of {reference.vintage.deprivation}",
            where=path.name,
            remedy=f"put the LSOAs of {reference.vintage.year} there",
        )
    told = reference.index[["lsoa_code", "lsoa_name", "decile", "quintile", "rural_urban"]]
    columns = [*told.columns, "geometry"]
    return outlines.merge(told, on="lsoa_code")[columns].sort_values("lsoa_code", ignore_index=True)


def indicators(reference: Reference) -> pd.DataFrame:
    """The Marmot indicators that give context: principle, indicator_id, name, polarity, note.

    One value for a whole authority each: never to be correlated with anything inside it.
    """
    path = _needed(reference.folder / "indicators.csv")
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def _index_file(folder: Path, vintage: Vintage) -> Path:
    own = folder / f"{vintage.deprivation}.csv"
    official = sorted(folder.glob(f"File_7*IoD{vintage.deprivation.removeprefix('iod')}*.csv"))
    return own if own.is_file() or not official else official[-1]


def _code_column(vintage: Vintage) -> str:
    return f"lsoa{vintage.year[-2:]}_code"


def _needed(path: Path) -> Path:
    if not path.is_file():
        raise SourceError(
            "a reference table is missing",
            where=f"{path.parent.name}/{path.name}",
            remedy="restore it from the repository, or name its folder under [places] reference",
        )
    return path
