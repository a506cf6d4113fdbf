"""Make the reference tables in data/raw/reference from a folder of official figures.

The sources come in many shapes and editions; everything downstream reads only the few columns
kept here, under our own names, with the vintage of every area code in the file's name. Running
it twice gives the same bytes, so a change in a reference table is always a change in a source
or in this file.

    python scripts/build_reference.py [SOURCES] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT.parent / "shared" / "data"
REFERENCE = ROOT / "data" / "raw" / "reference"
PACKAGE = ROOT / "src" / "insight" / "places"  # the indicators, for studies without a list

DOMAINS = {
    "income": "income",
    "employment": "employment",
    "education": "education",
    "health": "health",
    "crime": "crime",
    "barriers": "barriers",
    "living_environment": "living_env",
    "idaci": "idaci",
    "idaopi": "idaopi",
}
AUTHORITY_OF = {"11": "lad19_code", "21": "lad24_code"}
AGE_BANDS = {"0-15": "population_0_15", "16-59": "population_16_59", "60+": "population_60_plus"}

BRITISH_GRID = 27700
LONGITUDE_LATITUDE = 4326
SIMPLIFY_METRES = 75  # at 100 a small urban area loses 14 % of its size, at 75 at most 6 %
DECIMALS = 5  # about one metre

# Census 2021, usual residents. The disabled share that is usually quoted (19.6 %) is
# age-standardised; counts, not standardised shares, are what a sample is compared with.
RESIDENTS_2021 = 320_600
DISABLED_2021 = 67_190
SHARE_65_PLUS_2021 = 0.255

MID_2022 = "MHCLG, IoD2025 population denominators, mid-2022"
CENSUS_2021 = "ONS, Census 2021"

PRINCIPLES = (
    ("P1", "Give every child the best start in life", "2010 review"),
    (
        "P2",
        "Enable all children, young people and adults to maximise their capabilities and have "
        "control over their lives",
        "2010 review",
    ),
    ("P3", "Create fair employment and good work for all", "2010 review"),
    ("P4", "Ensure a healthy standard of living for all", "2010 review"),
    (
        "P5",
        "Create and develop healthy and sustainable places and communities",
        "2010 review",
    ),
    ("P6", "Strengthen the role and impact of ill health prevention", "2010 review"),
    ("P7", "Tackle racism, discrimination and their outcomes", "added later"),
    ("P8", "Pursue environmental sustainability and health equity together", "added later"),
)

# principle, Fingertips id ("" = to be resolved), name, polarity, id seen tied to the name, note
INDICATORS = (
    ("P1", "90631", "Good level of development at the end of Reception", "+", True, ""),
    ("P1", "20101", "Low birth weight of term babies", "-", True, ""),
    ("P1", "92517", "Breastfeeding at 6 to 8 weeks", "+", True, ""),
    ("P1", "92196", "Infant mortality", "-", True, ""),
    ("P2", "93378", "Average Attainment 8 score", "+", True, ""),
    ("P2", "93203", "16 to 17 year olds NEET or not known", "-", False, "id from memory"),
    ("P2", "20401", "Under-18 conceptions", "-", True, ""),
    ("P3", "92313", "People in employment", "+", True, ""),
    ("P3", "93351", "Average weekly earnings", "+", True, ""),
    (
        "P3",
        "",
        "Employment-rate gap, learning disability or long-term condition",
        "-",
        False,
        "id not known: resolve it by name",
    ),
    ("P4", "93700", "Children in relative low-income families", "-", True, ""),
    ("P4", "93701", "Children in absolute low-income families", "-", True, ""),
    (
        "P4",
        "93759",
        "Fuel poverty (low income, low energy efficiency)",
        "-",
        True,
        "also serves P8",
    ),
    ("P4", "93736", "Households owed a homelessness duty", "-", True, ""),
    (
        "P5",
        "90280",
        "Social care users with as much social contact as they would like",
        "+",
        True,
        "",
    ),
    (
        "P5",
        "90638",
        "Carers with as much social contact as they would like",
        "+",
        False,
        "id from memory",
    ),
    ("P5", "11202", "Violence offences", "-", True, ""),
    ("P6", "92443", "Smoking prevalence", "-", True, ""),
    ("P6", "93088", "Overweight adults", "-", True, ""),
    ("P6", "93014", "Physically active adults", "+", True, ""),
    ("P6", "93721", "Under-75 mortality from preventable causes", "-", True, ""),
    ("P6", "41001", "Suicide", "-", True, ""),
    ("P6", "91734", "NHS Health Checks", "+", True, ""),
    ("P8", "93867", "PM2.5 concentration", "-", True, ""),
    ("P8", "93861", "Mortality attributable to particulate air pollution", "-", True, ""),
    ("overall", "90362", "Healthy life expectancy", "+", True, ""),
    ("overall", "90366", "Life expectancy", "+", True, ""),
    ("overall", "92901", "Inequality in life expectancy (SII, years)", "-", True, ""),
    ("overall", "93553", "IMD score", "", True, "context only"),
)


class MissingSourceError(Exception):
    """A source table is not where it was said to be."""


def read_source(folder: Path, name: str) -> pd.DataFrame:
    """One source table; the message names the file, because the folder is the user's to mend."""
    path = folder / name
    if not path.is_file():
        raise MissingSourceError(
            f"{path}: not there; give the folder of source tables: "
            "python scripts/build_reference.py FOLDER"
        )
    return pd.read_csv(path, dtype={"terminated": "str"})


def deprivation(
    source: pd.DataFrame, vintage: str, imd_score: str, population_year: str
) -> pd.DataFrame:
    """Ranks, deciles and denominators of one edition, in one set of column names for both."""
    columns = {f"lsoa{vintage}_code": "lsoa_code", f"lsoa{vintage}_name": "lsoa_name"}
    columns |= {AUTHORITY_OF[vintage]: "authority"}
    columns |= {"imd_rank": "imd_rank", "imd_decile": "imd_decile", imd_score: "imd_score"}
    for ours, theirs in DOMAINS.items():
        columns |= {f"{theirs}_rank": f"{ours}_rank", f"{theirs}_decile": f"{ours}_decile"}
    columns |= {
        f"pop_total_{population_year}": "population",
        f"pop_0_15_{population_year}": "population_0_15",
        f"pop_16_59_{population_year}": "population_16_59",
        f"pop_60plus_{population_year}": "population_60_plus",
    }
    return source[list(columns)].rename(columns=columns).sort_values("lsoa_code")


def context(source: pd.DataFrame) -> pd.DataFrame:
    """What an LSOA of 2021 belongs to: MSOA, ward (2024), rural-urban class (RUC 2021)."""
    columns = {
        "lsoa21_code": "lsoa_code",
        "msoa21_code": "msoa_code",
        "msoa21_name": "msoa_name",
        "ward24_code": "ward_code",
        "ward24_name": "ward_name",
        "ruc21_code": "rural_urban_class",
        "ruc21_urban_rural": "rural_urban",
    }
    return source[list(columns)].rename(columns=columns)


def postcodes(source: pd.DataFrame) -> pd.DataFrame:
    """Postcode to both vintages; whom it delivers to stays as a flag, where it lies is left out."""
    return pd.DataFrame(
        {
            "postcode": source["postcode_nospace"].str.upper(),
            "lsoa11_code": source["lsoa11_code"],
            "lsoa21_code": source["lsoa21_code"],
            "lsoa21_method": source["lsoa21_method"],
            "terminated": source["terminated"].notna(),
            "large_user": source["large_user"],
        }
    ).sort_values("postcode")


def changes(source: pd.DataFrame) -> pd.DataFrame:
    """How each LSOA of 2011 became LSOAs of 2021: U unchanged, S split, M merged, X irregular."""
    columns = {"change_code": "change"}
    table = source[["lsoa11_code", "lsoa21_code", "change_code"]].rename(columns=columns)
    return table.sort_values(["lsoa11_code", "lsoa21_code"])


def county_fifths(table: pd.DataFrame) -> pd.Series:
    """Population-weighted fifth of the county, 1 = most deprived.

    An area belongs to the fifth that holds the middle of its residents when all residents
    are lined up from the most to the least deprived area; equal ranks share one middle.
    """
    by_rank = table.groupby("imd_rank")["population"].sum().sort_index()
    middle = (by_rank.cumsum() - by_rank / 2) / by_rank.sum()
    fifth = np.minimum(np.floor(5 * middle).astype(int) + 1, 5)
    return table["imd_rank"].map(fifth)


def population_margins(table: pd.DataFrame) -> pd.DataFrame:
    """Who lives in the county, margin by margin: the denominators for 'who is not heard'."""
    residents = table["population"]
    rows: list[tuple[str, str, int, int, str]] = [
        ("total", "all", int(residents.sum()), 2022, MID_2022)
    ]
    for band, column in AGE_BANDS.items():
        rows.append(("age_band", band, int(table[column].sum()), 2022, MID_2022))
    for fifth, count in residents.groupby(county_fifths(table)).sum().items():
        rows.append(("imd_quintile", str(fifth), int(count), 2022, MID_2022))
    for kind, count in residents.groupby(table["rural_urban"]).sum().items():
        rows.append(("rural_urban", str(kind), int(count), 2022, f"{MID_2022}; ONS RUC 2021"))
    rows.extend(census_margins())
    return pd.DataFrame(rows, columns=["margin", "category", "population", "year", "source"])


def census_margins() -> Iterator[tuple[str, str, int, int, str]]:
    """The published Census 2021 counts; the 65+ count is a share times a rounded total."""
    rounded = f"{CENSUS_2021}; rounded to 100, from a published share"
    older = int(round(RESIDENTS_2021 * SHARE_65_PLUS_2021, -2))
    yield "total", "all", RESIDENTS_2021, 2021, CENSUS_2021
    yield "age_65", "65+", older, 2021, rounded
    yield "age_65", "under 65", RESIDENTS_2021 - older, 2021, rounded
    yield "disability", "disabled", DISABLED_2021, 2021, CENSUS_2021
    yield "disability", "not disabled", RESIDENTS_2021 - DISABLED_2021, 2021, CENSUS_2021


def boundaries(path: Path, code_column: str) -> dict[str, Any]:
    """A light map of one vintage in longitude and latitude, as GeoJSON.

    The areas are simplified together, so that two neighbours keep one common border. The
    polygon that is invalid as published holds a neighbour in its inside; the even-odd rule of
    `make_valid` turns that into the hole it should be.
    """
    if not path.is_file():
        raise MissingSourceError(f"{path}: not there; give the folder of source tables")
    areas = gpd.read_file(path).sort_values(code_column).to_crs(BRITISH_GRID)
    shapes = shapely.coverage_clean(shapely.make_valid(areas.geometry.to_numpy()))
    simple = gpd.GeoSeries(shapely.coverage_simplify(shapes, SIMPLIFY_METRES), crs=BRITISH_GRID)
    degrees = simple.to_crs(LONGITUDE_LATITUDE).to_numpy()
    rounded = shapely.transform(degrees, lambda points: points.round(DECIMALS))
    areal = shapely.make_valid(rounded, method="structure", keep_collapsed=False)
    shapes = shapely.normalize(shapely.remove_repeated_points(areal))
    features = [
        {
            "type": "Feature",
            "properties": {"lsoa_code": code},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, shape in zip(areas[code_column], shapely.orient_polygons(shapes), strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Comma-separated, line feeds on every system."""
    table.to_csv(path, index=False, lineterminator="\n")


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Sorted postcodes share their beginnings: delta encoding makes them a third of a gzip."""
    columns = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(
        columns,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=["lsoa11_code", "lsoa21_code", "lsoa21_method"],
        column_encoding={"postcode": "DELTA_BYTE_ARRAY"},
    )


def write_geojson(collection: dict[str, Any], path: Path) -> None:
    """One area a line, so that a changed border is one changed line."""
    lines = [json.dumps(area, separators=(",", ":")) for area in collection["features"]]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def build(sources: Path, out: Path) -> None:
    """Every reference table, from the folder `sources` into the folder `out`."""
    if not sources.is_dir():
        raise MissingSourceError(f"{sources}: no such folder; give the folder of source tables")
    iod2019 = deprivation(
        read_source(sources, "iod2019_northumberland.csv"), "11", "imd_score_derived", "2015"
    )
    iod2025 = deprivation(
        read_source(sources, "iod2025_northumberland.csv"), "21", "imd_score", "2022"
    ).merge(
        context(read_source(sources, "lsoa21_northumberland_context.csv")),
        on="lsoa_code",
        how="left",
        validate="one_to_one",
    )
    lookup = read_source(sources, "lsoa11_to_lsoa21_northumberland_exactfit.csv")
    indicator_columns = ["principle", "indicator_id", "name", "polarity", "id_verified", "note"]

    out.mkdir(parents=True, exist_ok=True)
    write_csv(iod2019, out / "iod2019.csv")
    write_csv(iod2025, out / "iod2025.csv")
    write_csv(changes(lookup), out / "lsoa_changes.csv")
    write_csv(population_margins(iod2025), out / "population.csv")
    write_csv(
        pd.DataFrame(PRINCIPLES, columns=["principle", "title", "origin"]), out / "principles.csv"
    )
    write_csv(pd.DataFrame(INDICATORS, columns=indicator_columns), out / "indicators.csv")
    write_parquet(
        postcodes(read_source(sources, "postcodes_northumberland.csv")), out / "postcodes.parquet"
    )
    for vintage, year in (("11", "2011"), ("21", "2021")):
        source = sources / f"lsoa{vintage}_northumberland.geojson"
        write_geojson(boundaries(source, f"lsoa{vintage}cd"), out / f"boundaries_{year}.geojson")


def main() -> int:
    """Exit code 0: made; 1: a source is missing, with one message that says which."""
    parser = argparse.ArgumentParser(description="Make the tables in data/raw/reference.")
    parser.add_argument("sources", nargs="?", type=Path, default=SOURCES)
    parser.add_argument("--out", type=Path, default=REFERENCE)
    arguments = parser.parse_args()
    try:
        build(arguments.sources, arguments.out)
    except MissingSourceError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.out == REFERENCE:
        (PACKAGE / "indicators.csv").write_bytes((REFERENCE / "indicators.csv").read_bytes())
    for path in sorted(arguments.out.iterdir()):
        print(f"{path.stat().st_size:>8}  {path.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
