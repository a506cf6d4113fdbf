"""Ranks and fifths of the county's residents, whatever the layout of the index."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight.errors import SourceError, VintageError
from insight.places import (
    Reference,
    Vintage,
    boundaries,
    indicators,
    local_fifths,
    local_ranks,
    read_index,
)
from insight.places.index import INDEX_COLUMNS

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "data" / "raw" / "reference"


def test_the_rank_of_an_area_is_that_of_its_middle_resident() -> None:
    rank, people = pd.Series([900, 5, 70]), pd.Series([200, 100, 100])
    assert local_ranks(rank, people).tolist() == [300 / 400, 50 / 400, 150 / 400]


def test_areas_of_equal_rank_share_the_middle_of_their_interval() -> None:
    rank, people = pd.Series([1, 7, 7, 9]), pd.Series([100, 50, 150, 100])
    assert local_ranks(rank, people).tolist() == [50 / 400, 200 / 400, 200 / 400, 350 / 400]


def test_a_fifth_is_of_residents_and_the_first_is_the_most_deprived() -> None:
    assert local_fifths(pd.Series([0.0, 0.1999, 0.2, 0.5, 1.0])).tolist() == [1, 1, 2, 3, 5]


@pytest.mark.parametrize(
    ("which", "deciles", "residents"),
    [
        ("of_2011", [23, 17, 18, 22, 22, 22, 20, 13, 21, 19], 315_253),
        ("of_2021", [22, 20, 17, 27, 29, 16, 6, 21, 18, 24], 324_286),
    ],
)
def test_the_county_has_its_published_deciles_and_residents(
    which: str, deciles: list[int], residents: int, request: pytest.FixtureRequest
) -> None:
    reference: Reference = request.getfixturevalue(which)
    counted = reference.index["decile"].value_counts().sort_index()
    assert counted.tolist() == deciles
    assert reference.index["population"].sum() == residents
    pairs = reference.index[["decile", "national_quintile"]].drop_duplicates()
    assert {(d, (d + 1) // 2) for d in range(1, 11)} == set(pairs.itertuples(index=False))


def test_fifths_hold_the_residents_counted_when_the_reference_was_built(of_2021: Reference) -> None:
    built = pd.read_csv(REFERENCE / "population.csv", dtype={"category": str})
    expected = built[built["margin"] == "imd_quintile"].set_index("category")["population"]
    margins = of_2021.population
    counted = margins[margins["margin"] == "imd_quintile"].set_index("category")["population"]
    assert counted.to_dict() == expected.to_dict()


def test_fifths_of_one_index_are_never_compared_with_residents_of_another(
    of_2011: Reference,
) -> None:
    margins = of_2011.population
    of_areas = margins[margins["margin"].isin(["imd_quintile", "rural_urban"])]
    assert of_areas["population"].sum() == 315_253
    assert set(of_areas["margin"]) == {"imd_quintile"}  # nobody classed areas of 2011 here


def official(path: Path, year: str, *, cut: bool = False) -> Path:
    """Our table of 2025 under the headers of the official File 7, with one area elsewhere."""
    own = pd.read_csv(REFERENCE / "iod2025.csv", dtype=str)
    most = " (where 1 is most deprived 10% of LSOAs)"
    table = pd.DataFrame(
        {
            f"LSOA code ({year})": own["lsoa_code"],
            f"LSOA name ({year})": own["lsoa_name"],
            "Local Authority District code (2024)": "E06000057",
            "Local Authority District name (2024)": "Northumberland",
            "Index of Multiple Deprivation (IMD) Score": own["imd_score"],
            "Index of\nMultiple Deprivation (IMD) Rank (where 1 is most deprived)": own["imd_rank"],
            "Index of Multiple Deprivation (IMD) Decile" + most[: 38 if cut else None]: own[
                "imd_decile"
            ],
            "Income Score (rate)": "0.1",
            "Total population: mid 2022": own["population"],
        }
    )
    told = {f"LSOA code ({year})": "E01000001", "Local Authority District code (2024)": "E09000001"}
    elsewhere = table.iloc[:1].assign(**told)
    pd.concat([elsewhere, table]).to_csv(path, index=False)
    return path


@pytest.mark.parametrize("cut", [False, True])
def test_the_official_file_gives_the_same_index_as_our_own_table(
    tmp_path: Path, of_2021: Reference, cut: bool
) -> None:
    path = official(tmp_path / "File_7.csv", "2021", cut=cut)
    read = read_index(path, Vintage.LSOA2021, "E06000057")
    columns = [name for name in INDEX_COLUMNS if name != "rural_urban"]
    pd.testing.assert_frame_equal(read[columns], of_2021.index[columns])


def test_an_index_of_the_other_vintage_is_refused_and_the_setting_named(tmp_path: Path) -> None:
    path = official(tmp_path / "File_7.csv", "2011")
    with pytest.raises(VintageError, match=r'deprivation = "iod2019"'):
        read_index(path, Vintage.LSOA2021, "E06000057")


def test_another_layout_and_another_authority_are_refused(tmp_path: Path) -> None:
    path = official(tmp_path / "File_7.csv", "2021")
    with pytest.raises(SourceError, match="no area of the authority E06000001"):
        read_index(path, Vintage.LSOA2021, "E06000001")
    (tmp_path / "odd.csv").write_text("area,rank\nA,1\n")
    with pytest.raises(SourceError, match=r"odd\.csv: 0 columns look like lsoa_code"):
        read_index(tmp_path / "odd.csv", Vintage.LSOA2021, "E06000057")


def test_outlines_are_those_of_the_index(of_2011: Reference, of_2021: Reference) -> None:
    assert len(boundaries(of_2011)) == 197
    outlines = boundaries(of_2021)
    assert len(outlines) == 200
    assert outlines.crs.to_epsg() == 4326
    assert outlines["quintile"].between(1, 5).all()


def test_every_principle_has_its_public_indicators_or_says_it_has_none(of_2021: Reference) -> None:
    told = indicators(of_2021)
    assert set(told["principle"]) >= {f"P{n}" for n in (1, 2, 3, 4, 5, 6, 8)}
    assert set(told["polarity"]) <= {"+", "-", ""}
