"""The reference tables say what was published about Northumberland, and nothing else.

The numbers here come from the publications of ONS and MHCLG, or from arithmetic on them.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from shapely import area, intersects, is_valid, union_all
from shapely.geometry import Point

gpd = pytest.importorskip("geopandas")

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "data" / "raw" / "reference"
SOURCES = ROOT.parent / "shared" / "data"

LSOAS_IN_ENGLAND = {"iod2019": 32_844, "iod2025": 33_755}
NATIONAL_DECILES = {
    "iod2019": [23, 17, 18, 22, 22, 22, 20, 13, 21, 19],
    "iod2025": [22, 20, 17, 27, 29, 16, 6, 21, 18, 24],
}
RESIDENTS = {"iod2019": 315_253, "iod2025": 324_286}
AREAS = {"iod2019": 197, "iod2025": 200}
INDICES = (
    "imd",
    "income",
    "employment",
    "education",
    "health",
    "crime",
    "barriers",
    "living_environment",
    "idaci",
    "idaopi",
)
EDITIONS = ("iod2019", "iod2025")


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"{name}.csv", dtype={"indicator_id": "str"})


@pytest.fixture(scope="module")
def postcodes() -> pd.DataFrame:
    return pd.read_parquet(REFERENCE / "postcodes.parquet")


@pytest.fixture(scope="module")
def changes() -> pd.DataFrame:
    return table("lsoa_changes")


class TestIndices:
    @pytest.mark.parametrize("edition", EDITIONS)
    def test_each_edition_has_its_own_number_of_areas(self, edition: str) -> None:
        codes = table(edition)["lsoa_code"]
        assert len(codes) == AREAS[edition]
        assert codes.is_unique
        assert codes.is_monotonic_increasing

    @pytest.mark.parametrize("edition", EDITIONS)
    def test_areas_fall_into_national_deciles_as_published(self, edition: str) -> None:
        counts = table(edition)["imd_decile"].value_counts().sort_index()
        assert counts.index.tolist() == list(range(1, 11))
        assert counts.tolist() == NATIONAL_DECILES[edition]

    @pytest.mark.parametrize("edition", EDITIONS)
    @pytest.mark.parametrize("index", INDICES)
    def test_the_decile_is_the_tenth_of_england_that_the_rank_falls_in(
        self, edition: str, index: str
    ) -> None:
        areas = table(edition)
        tenths = np.ceil(10 * areas[f"{index}_rank"] / LSOAS_IN_ENGLAND[edition])
        assert (areas[f"{index}_decile"] == tenths).all()

    @pytest.mark.parametrize("edition", EDITIONS)
    def test_residents_add_up_to_the_county(self, edition: str) -> None:
        areas = table(edition)
        assert areas["population"].sum() == RESIDENTS[edition]
        bands = ["population_0_15", "population_16_59", "population_60_plus"]
        assert (areas[bands].sum(axis=1) == areas["population"]).all()

    @pytest.mark.parametrize("edition", EDITIONS)
    def test_nothing_is_missing(self, edition: str) -> None:
        assert not table(edition).isna().any().any()

    @pytest.mark.parametrize("edition", EDITIONS)
    def test_a_higher_score_never_means_a_much_less_deprived_rank(self, edition: str) -> None:
        areas = table(edition).sort_values("imd_score", ascending=False)
        assert areas["imd_rank"].diff().dropna().min() > -10


class TestRuralUrban:
    def test_88_of_200_areas_are_rural(self) -> None:
        assert table("iod2025")["rural_urban"].value_counts().to_dict() == {
            "Urban": 112,
            "Rural": 88,
        }

    def test_classes_of_2021_are_counted_as_published(self) -> None:
        assert table("iod2025")["rural_urban_class"].value_counts().to_dict() == {
            "UN1": 103,
            "RLN1": 30,
            "RLF1": 21,
            "RSF1": 19,
            "RSN1": 18,
            "UF1": 9,
        }

    def test_classes_beginning_with_r_are_the_rural_ones(self) -> None:
        areas = table("iod2025")
        assert (areas["rural_urban_class"].str[0] == areas["rural_urban"].str[0]).all()


class TestChanges:
    def test_191_codes_are_valid_in_both_vintages(self, changes: pd.DataFrame) -> None:
        unchanged = changes[changes["change"] == "U"]
        assert len(unchanged) == 191
        assert (unchanged["lsoa11_code"] == unchanged["lsoa21_code"]).all()
        both = set(table("iod2019")["lsoa_code"]) & set(table("iod2025")["lsoa_code"])
        assert both == set(unchanged["lsoa11_code"])

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("E01027425", ["E01035633", "E01035634", "E01035635"]),
            ("E01027441", ["E01035631", "E01035632"]),
            ("E01027448", ["E01035629", "E01035630"]),
        ],
    )
    def test_three_areas_were_split(self, changes: pd.DataFrame, old: str, new: list[str]) -> None:
        rows = changes[changes["lsoa11_code"] == old]
        assert rows["lsoa21_code"].tolist() == new
        assert set(rows["change"]) == {"S"}

    @pytest.mark.parametrize(
        ("change", "old", "new"),
        [
            ("M", ["E01027501", "E01027502"], "E01035636"),
            ("X", ["E01008187", "E01027506"], "E01035637"),
        ],
    )
    def test_two_pairs_became_one(
        self, changes: pd.DataFrame, change: str, old: list[str], new: str
    ) -> None:
        rows = changes[changes["change"] == change]
        assert rows["lsoa11_code"].tolist() == old
        assert set(rows["lsoa21_code"]) == {new}

    def test_every_area_of_either_vintage_has_a_way_to_the_other(
        self, changes: pd.DataFrame
    ) -> None:
        gateshead = {"E01008187"}
        assert set(changes["lsoa11_code"]) == set(table("iod2019")["lsoa_code"]) | gateshead
        assert set(changes["lsoa21_code"]) == set(table("iod2025")["lsoa_code"])


class TestPostcodes:
    def test_a_postcode_stands_once_in_capitals_without_a_space(
        self, postcodes: pd.DataFrame
    ) -> None:
        assert postcodes["postcode"].is_unique
        assert postcodes["postcode"].str.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}").all()

    def test_its_areas_exist_in_the_table_of_their_vintage(self, postcodes: pd.DataFrame) -> None:
        assert set(postcodes["lsoa11_code"]) <= set(table("iod2019")["lsoa_code"])
        assert set(postcodes["lsoa21_code"]) <= set(table("iod2025")["lsoa_code"])

    def test_its_two_areas_are_joined_by_the_look_up(
        self, postcodes: pd.DataFrame, changes: pd.DataFrame
    ) -> None:
        pairs = postcodes[["lsoa11_code", "lsoa21_code"]].drop_duplicates()
        known = pairs.merge(changes, on=["lsoa11_code", "lsoa21_code"])
        assert len(known) == len(pairs)

    def test_terminated_postcodes_and_large_users_are_kept_and_marked(
        self, postcodes: pd.DataFrame
    ) -> None:
        assert 0 < postcodes["terminated"].sum() < len(postcodes)
        assert 0 < postcodes["large_user"].sum() < len(postcodes)

    def test_the_county_is_not_one_postcode_area(self, postcodes: pd.DataFrame) -> None:
        areas = set(postcodes["postcode"].str.extract(r"^([A-Z]+)")[0])
        assert {"NE", "TD", "CA"} <= areas


class TestBoundaries:
    @pytest.mark.parametrize(("year", "edition"), [(2011, "iod2019"), (2021, "iod2025")])
    def test_the_map_shows_exactly_the_areas_of_its_vintage(self, year: int, edition: str) -> None:
        areas = gpd.read_file(REFERENCE / f"boundaries_{year}.geojson")
        assert areas["lsoa_code"].tolist() == table(edition)["lsoa_code"].tolist()
        assert set(areas.columns) == {"lsoa_code", "geometry"}
        assert is_valid(areas.geometry.to_numpy()).all()
        assert set(areas.geom_type) <= {"Polygon", "MultiPolygon"}

    @pytest.mark.parametrize("year", [2011, 2021])
    def test_neighbours_neither_gape_nor_overlap(self, year: int) -> None:
        areas = gpd.read_file(REFERENCE / f"boundaries_{year}.geojson").to_crs(27700)
        county = union_all(areas.geometry.to_numpy())
        one_hectare = 10_000
        assert area(areas.geometry.to_numpy()).sum() - county.area < one_hectare
        assert not [hole for part in county.geoms for hole in part.interiors]

    @pytest.mark.parametrize("year", [2011, 2021])
    def test_the_county_is_about_5000_square_kilometres(self, year: int) -> None:
        areas = gpd.read_file(REFERENCE / f"boundaries_{year}.geojson").to_crs(27700)
        assert areas.area.sum() / 1e6 == pytest.approx(5_020, rel=0.01)

    @pytest.mark.parametrize("year", [2011, 2021])
    def test_morpeth_lies_in_it_and_newcastle_does_not(self, year: int) -> None:
        shapes = gpd.read_file(REFERENCE / f"boundaries_{year}.geojson").geometry.to_numpy()
        assert intersects(shapes, Point(-1.689, 55.168)).any()
        assert not intersects(shapes, Point(-1.613, 54.978)).any()

    @pytest.mark.parametrize("year", [2011, 2021])
    def test_it_is_light_enough_for_a_report(self, year: int) -> None:
        assert (REFERENCE / f"boundaries_{year}.geojson").stat().st_size < 350_000


class TestPopulation:
    def test_every_margin_of_2022_adds_up_to_the_county(self) -> None:
        margins = table("population").query("year == 2022")
        totals = margins.groupby("margin")["population"].sum()
        assert set(totals.index) == {"total", "age_band", "imd_quintile", "rural_urban"}
        assert set(totals) == {324_286}

    def test_every_margin_of_the_census_adds_up_to_its_residents(self) -> None:
        margins = table("population").query("year == 2021")
        assert set(margins.groupby("margin")["population"].sum()) == {320_600}

    def test_each_fifth_of_the_county_holds_about_a_fifth_of_its_residents(self) -> None:
        fifths = table("population").query("margin == 'imd_quintile'")
        assert fifths["category"].tolist() == list("12345")
        largest_area = table("iod2025")["population"].max()
        assert ((fifths["population"] - 324_286 / 5).abs() <= largest_area).all()

    def test_the_disabled_are_a_count_not_an_age_standardised_share(self) -> None:
        counts = table("population").set_index("category")["population"]
        assert counts["disabled"] == 67_190
        assert counts["disabled"] / 320_600 == pytest.approx(0.210, abs=0.0005)

    def test_a_quarter_of_the_county_is_65_or_older(self) -> None:
        counts = table("population").set_index("category")["population"]
        assert counts["65+"] / 320_600 == pytest.approx(0.255, abs=0.0005)


class TestPrinciples:
    def test_six_principles_of_2010_and_two_added_later(self) -> None:
        principles = table("principles")
        assert principles["principle"].tolist() == [f"P{n}" for n in range(1, 9)]
        assert principles["origin"].value_counts().to_dict() == {
            "2010 review": 6,
            "added later": 2,
        }

    def test_indicators_belong_to_a_principle_or_to_all(self) -> None:
        indicators = table("indicators")
        assert set(indicators["principle"]) <= set(table("principles")["principle"]) | {"overall"}
        assert set(indicators["polarity"].fillna("")) <= {"+", "-", ""}

    def test_the_gap_at_racism_is_not_filled_with_a_guess(self) -> None:
        assert "P7" not in set(table("indicators")["principle"])

    def test_an_id_that_nobody_has_seen_says_so(self) -> None:
        indicators = table("indicators")
        doubtful = indicators[~indicators["id_verified"]]
        assert len(doubtful) == 3
        assert doubtful["note"].notna().all()
        ids = indicators["indicator_id"].dropna()
        assert ids.is_unique
        assert ids.str.fullmatch(r"\d{5}").all()


class TestBuilding:
    @pytest.mark.skipif(not SOURCES.is_dir(), reason="the source tables are not on this machine")
    def test_building_again_gives_the_same_bytes(self, tmp_path: Path) -> None:
        builder().build(SOURCES, tmp_path)
        made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        kept = {path.name: path.read_bytes() for path in REFERENCE.iterdir()}
        assert set(kept) - set(made) == {"README.md"}
        assert [name for name in sorted(made) if made[name] != kept.get(name)] == []

    def test_a_missing_folder_is_one_clear_message(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["build_reference.py", str(tmp_path / "nowhere")])
        assert builder().main() == 1
        assert "nowhere: no such folder" in capsys.readouterr().err


def builder() -> ModuleType:
    """The script as a module; it lives outside the package."""
    path = ROOT / "scripts" / "build_reference.py"
    spec = importlib.util.spec_from_file_location("build_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
