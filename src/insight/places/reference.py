"""Everything that is known about the authority's areas, for one vintage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import SourceError, VintageError
from insight.places.census import index_margins, population_margins, read_census
from insight.places.context import read_context
from insight.places.files import sources
from insight.places.files.lookup import no_postcodes, read_changes, read_postcodes
from insight.places.files.sources import CHANGES
from insight.places.index import of_authority, read_areas, with_more
from insight.places.official.checksums import refuse_changed
from insight.places.vintage import Vintage
from insight.settings import PlacesSettings

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_CHANGE_OF_RESIDENTS = 0.15
"""No authority grew or shrank by more between the years that the figures are of (2015 to 2022)."""


@dataclass(frozen=True)
class Reference:
    """Areas of one vintage in one authority, and how to find a person's.

    `index` : one row per LSOA, see `read_index`.
    `postcodes` : see `read_postcodes`, areas of this vintage; empty where no look-up was found.
    `codes_elsewhere` : LSOA codes that exist in the other vintage only, as far as is known.
    `codes_in_both` : LSOA codes that are valid in either, and so tell no vintage.
    `england` : every LSOA code of England in this vintage; empty where the files hold less.
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
    england: frozenset[str] = frozenset()


def read_reference(study: Path, settings: PlacesSettings, cache: Path | None = None) -> Reference:
    """The reference tables in the folder that `settings` names, relative to the `study` folder.

    The index that `settings.deprivation` names, a postcode look-up, the exact-fit look-up of LSOAs
    and a table of residents: our own, or the official national files as published, there or in
    `cache` (`insight data get`); see `sources` for what is looked for. Only the index is always
    needed. Raises SourceError for what is missing or of another place, and VintageError for files
    of the other vintage.
    """
    folder = study / settings.reference
    vintage = Vintage.of(settings.deprivation)
    codes = tuple(settings.districts) or (settings.authority or "",)
    where = (folder,) if cache is None else (folder, cache)
    areas, index, file = _index(where, vintage, codes)
    england = frozenset(areas["lsoa_code"])
    if len(england) != vintage.areas_of_england:
        england = frozenset()
    here, there = _codes(where, index, vintage, file, england)
    elsewhere = frozenset(there - here)
    for path in sources.contexts(folder):
        more = read_context(path, vintage)
        if more is not None:
            index = _filled(index, more)
    postcodes, lookup = _postcodes(where, index, vintage, elsewhere, england)
    index = _with_msoas(index, postcodes, vintage, lookup)
    census = folder / "population.csv"
    margins = (
        _of_this_place(read_census(census), index, census)
        if census.is_file()
        else index_margins(index, vintage)
    )
    return Reference(
        vintage=vintage,
        authority=settings.authority or "",
        folder=folder,
        index=index,
        postcodes=postcodes,
        codes_elsewhere=elsewhere,
        codes_in_both=frozenset(there & here),
        population=population_margins(margins, index, vintage),
        england=england,
    )


def boundaries(reference: Reference) -> GeoDataFrame | None:
    """Outlines of the areas (WGS84) with their name, decile, fifth and kind, for a map.

    Columns: lsoa_code, lsoa_name, decile, quintile, rural_urban, msoa_name, geometry. None where
    the folder has no outlines. Raises VintageError when they are not those of the index.
    """
    path = reference.folder / f"boundaries_{reference.vintage.year}.geojson"
    if not path.is_file():
        return None
    import geopandas

    outlines = geopandas.read_file(path).rename(columns=str.lower)
    short = f"lsoa{reference.vintage.year[-2:]}cd"
    outlines = outlines.rename(columns={short: "lsoa_code"})
    own = set(reference.index["lsoa_code"])
    if "lsoa_code" not in outlines.columns or not own <= set(outlines["lsoa_code"]):
        raise VintageError(
            f"its areas are not those of {reference.vintage.deprivation}",
            where=path.name,
            remedy=f"put the LSOAs of {reference.vintage.year} there",
        )
    known = ["lsoa_code", "lsoa_name", "decile", "quintile", "rural_urban", "msoa_name"]
    told = reference.index.reindex(columns=known)
    columns = [*told.columns, "geometry"]
    placed = outlines[["lsoa_code", "geometry"]].to_crs(epsg=4326).merge(told, on="lsoa_code")
    return placed[columns].sort_values("lsoa_code", ignore_index=True)


def _index(
    where: tuple[Path, ...], vintage: Vintage, codes: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """All areas told of, those of the authority, and the name of the file."""
    refusal: SourceError | None = None
    for paths in sources.indices(where, vintage):
        areas = read_areas([refuse_changed(path) for path in paths], vintage)
        try:
            return areas, of_authority(areas, codes, paths[0].name), paths[0].name
        except SourceError as refused:  # another file may have this authority
            refusal = refusal or refused
    raise refusal or SourceError(
        f"there is no index {vintage.deprivation}",
        where=where[0].name,
        remedy=f"save File 7 of {vintage.deprivation} there as published, or fetch it with "
        f"`insight data get {vintage.deprivation}`",
    )


def _codes(
    where: tuple[Path, ...],
    index: pd.DataFrame,
    vintage: Vintage,
    file: str,
    england: frozenset[str],
) -> tuple[set[str], set[str]]:
    """LSOA codes of this vintage and of the other, from the exact-fit look-up."""
    own = set(index["lsoa_code"])
    for path in sources.changes(where):
        changes = read_changes(path)
        if changes is None:
            continue
        here, there = (set(changes[f"lsoa{v.year[-2:]}_code"]) for v in (vintage, vintage.other))
        strangers = own - here
        if strangers & there:
            raise VintageError(
                f"{len(strangers & there)} of {len(own)} LSOAs do not exist in {vintage.year}",
                where=file,
                remedy=f"put the table of {vintage.deprivation} there",
            )
        if not strangers:
            return here, there
    if england:
        return own, set()
    raise SourceError(
        "there is no exact-fit look-up of LSOAs 2011 to 2021 for these areas",
        where=f"{where[0].name}/{CHANGES}",
        remedy="save that of ONS there as published; without it the vintage of an area given "
        "directly cannot be told",
    )


def _postcodes(
    where: tuple[Path, ...],
    index: pd.DataFrame,
    vintage: Vintage,
    elsewhere: frozenset[str],
    england: frozenset[str],
) -> tuple[pd.DataFrame, str]:
    """The first look-up that has a postcode in the authority, and its name; empty without one."""
    own = set(index["lsoa_code"])
    refusal: VintageError | None = None
    for path in sources.postcodes(where):
        try:
            read = read_postcodes(refuse_changed(path), vintage)
        except VintageError as refused:  # another edition beside it may do
            refusal = refusal or refused
            continue
        codes = set(read["lsoa_code"].cat.categories)
        if codes & own:
            _refuse_other_vintage(codes, elsewhere, england, vintage, path.name)
            return read, path.name
    if refusal:
        raise refusal
    return no_postcodes(), ""


def _refuse_other_vintage(
    codes: set[str], elsewhere: frozenset[str], england: frozenset[str], vintage: Vintage, file: str
) -> None:
    """VintageError where a column that is named as of `vintage` holds LSOAs of the other one.

    Most codes are valid in both, so that people would be linked, and those in areas that were
    split or merged told to live elsewhere.
    """
    strangers = codes & elsewhere
    if england:
        in_england = {code for code in codes if re.fullmatch(r"E01\d{6}", code)}
        strangers |= in_england - england
    if strangers:
        raise VintageError(
            f"{len(strangers)} of the LSOAs in its column of {vintage.year} do not exist in "
            f"{vintage.year}",
            where=file,
            remedy=f"use NSPL or ONSPD as published, with LSOAs of {vintage.year}",
        )


def _with_msoas(
    index: pd.DataFrame, postcodes: pd.DataFrame, vintage: Vintage, file: str
) -> pd.DataFrame:
    """`index` with the MSOA of each area by its postcodes, where it tells none."""
    told = postcodes.loc[
        postcodes["lsoa_code"].isin(index["lsoa_code"]) & (postcodes["msoa_code"] != ""),
        ["lsoa_code", "msoa_code"],
    ]
    if told.empty or ("msoa_code" in index.columns and (index["msoa_code"] != "").any()):
        return index
    own = told.drop_duplicates().astype("str")
    several = own["lsoa_code"].duplicated()
    if several.any():
        raise VintageError(
            f"{int(several.sum())} LSOAs of {vintage.year} lie in two MSOAs, and each lies in one "
            "of its own vintage",
            where=file,
            remedy="use NSPL or ONSPD as published",
        )
    return _filled(index, own)


def _filled(index: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """`index` with what `more` tells of its areas and it does not yet."""
    filled = with_more(index, more)
    text = [name for name in more.columns if name != "lsoa_code"]
    filled[text] = filled[text].fillna("")
    return filled[[*index.columns, *(name for name in filled if name not in index.columns)]]


def _of_this_place(census: pd.DataFrame, index: pd.DataFrame, path: Path) -> pd.DataFrame:
    """`census`, unless its totals are those of another place than the areas of `index`."""
    totals = census.loc[census["margin"] == "total", "population"]
    residents = index["population"].sum() if index["population"].notna().all() else 0
    if residents and ((totals / residents - 1).abs() > _CHANGE_OF_RESIDENTS).any():
        raise SourceError(
            "its total is not that of the authority's areas",
            where=path.name,
            remedy="put counts of this authority there, or take the file away",
        )
    return census
