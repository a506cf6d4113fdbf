"""National files as published, for any authority; Northumberland's figures from them.

What is invented says so; what is published needs the public tables beside the repository.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

from insight.errors import SourceError, VintageError
from insight.places import (
    Reference,
    Vintage,
    average_score,
    local_fifths,
    local_ranks,
    place_speakers,
    read_index,
    read_reference,
)
from insight.settings import PlacesSettings

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data"
beside = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the public tables in ../shared/data")

People = Callable[..., pd.DataFrame]

IDS = [
    *("LSOA code (2021)", "LSOA name (2021)"),
    *("Local Authority District code (2024)", "Local Authority District name (2024)"),
]
RANK, DECILE = " Rank (where 1 is most deprived)", " Decile (where 1 is most deprived 10% of LSOAs)"
IMD = "Index of Multiple Deprivation (IMD)"
IDACI = "Income Deprivation Affecting Children Index (IDACI)"
AREAS = [  # invented: code, name, district, its name, score, rank, decile, residents
    ("E01900001", "Upper Dale 001A", "E07900001", "Upper Dale", "30.5", "100", "1", "1000"),
    ("E01900002", "Upper Dale 001B", "E07900001", "Upper Dale", "10.5", "9,000", "3", "3000"),
    ("E01900003", "Lower Dale 001A", "E07900002", "Lower Dale", "20.0", "500", "1", "2000"),
]
FILE_7 = pd.DataFrame(
    AREAS,
    columns=[*IDS, f"{IMD} Score", IMD + RANK, IMD + DECILE, "Total population: mid 2022"],
).assign(**{"Income Score (rate)": "0.1", "Income" + RANK: "7", f"{IDACI}{DECILE}"[:80]: "2"})
CODE = IDS[0]


def saved(table: pd.DataFrame, path: Path) -> Path:
    """`table` as CSV, or as a workbook with a sheet of notes and a title above the header."""
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
        return path
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["These notes are not the table"])
    sheet = book.create_sheet("Table")
    sheet.append(["A title above the header"])
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_any_authority_of_a_file_is_read_from_csv_and_excel_alike(
    tmp_path: Path, kind: str
) -> None:
    path = saved(FILE_7, tmp_path / f"File 7 IoD2025.{kind}")
    index = read_index(path, Vintage.LSOA2021, "E07900001")
    assert index["lsoa_code"].tolist() == ["E01900001", "E01900002"]
    assert index["local_rank"].tolist() == [500 / 4000, 2500 / 4000]
    assert index["quintile"].tolist() == [1, 4]
    assert index[["income_rank", "idaci_decile"]].to_numpy().tolist() == [[7, 2], [7, 2]]
    assert average_score(index) == (30.5 * 1000 + 10.5 * 3000) / 4000


def test_the_districts_of_a_county_are_ranked_together(tmp_path: Path) -> None:
    path = saved(FILE_7, tmp_path / "File_7.csv")
    index = read_index(path, Vintage.LSOA2021, ["E07900001", "E07900002"])
    assert index.set_index("lsoa_code")["local_rank"].to_dict() == {
        "E01900001": 500 / 6000,
        "E01900003": 2000 / 6000,
        "E01900002": 4500 / 6000,
    }
    with pytest.raises(SourceError, match=r"E10900001.*districts"):
        read_index(path, Vintage.LSOA2021, "E10900001")
    with pytest.raises(SourceError, match="no area of the authority E07900009"):
        read_index(path, Vintage.LSOA2021, ["E07900001", "E07900009"])


def test_files_that_hold_a_part_each_are_read_together(tmp_path: Path) -> None:
    index_only = FILE_7[[*IDS, IMD + RANK, IMD + DECILE]]
    index_only.columns = [*IDS, f"{IMD} Rank", f"{IMD} Decile (where 1 is most deprived 10% of"]
    one = saved(index_only, tmp_path / "File_1.xlsx")
    domains = saved(FILE_7[[*IDS, "Income" + RANK]], tmp_path / "File_2.xlsx")
    residents = saved(FILE_7[[*IDS, "Total population: mid 2022"]], tmp_path / "File_6.csv")
    alone = read_index(one, Vintage.LSOA2021, "E07900001")
    assert alone["decile"].tolist() == [1, 3]
    assert alone[["local_rank", "quintile"]].isna().all(axis=None)  # never by number of areas
    together = read_index([one, domains, residents], Vintage.LSOA2021, "E07900001")
    assert together["local_rank"].tolist() == [500 / 4000, 2500 / 4000]
    assert together["income_rank"].tolist() == [7, 7]


def folder_of(tmp_path: Path, *, changes: bool = True) -> Path:
    saved(FILE_7, tmp_path / "File_7_IoD2025.csv")
    if changes:
        (tmp_path / "LSOA_(2011)_to_LSOA_(2021)_Exact_Fit_Lookup.csv").write_text(
            "LSOA11CD,LSOA21CD,CHGIND\nE01900001,E01900001,U\nE01900009,E01900002,S\n"
            "E01900003,E01900003,U\n"
        )
    (tmp_path / "MSOA_lookup.csv").write_text(
        "LSOA21CD,MSOA21CD,MSOA21NM,RUC21CD\nE01900001,E02900001,Dale 001,RLN1\n"
        "E01900002,E02900001,Dale 001,UN1\n"
    )
    (tmp_path / "NSPL.csv").write_text(
        "pcds,doterm,usertype,lsoa21\nZZ1 1AB,,0,E01900001\nZZ1 1AD,,1,E01900001\n"
        "ZZ1 1AE,,0,E01900003\nZZ1 1AF,,0,W01900001\nZZ1 1AG,,0,S01900001\n"
        "ZZ1 1AH,,0,N20000001\nZZ1 1AJ,,0,M99999999\nZZ1 1AL,,0,E99999999\nZZ1 1AN,202001,0,"
        "E01900002\n"
    )
    return tmp_path


@pytest.fixture
def dale(tmp_path: Path) -> Reference:
    settings = PlacesSettings(authority="E07900001", reference=".")
    return read_reference(folder_of(tmp_path), settings)


def test_a_postcode_gets_a_decile_of_its_own_area_or_a_reason_for_none(
    people: People, dale: Reference
) -> None:
    told = {
        "ZZ1 1AB": "linked",
        "ZZ1 1AN": "linked_terminated",
        "ZZ1 1AD": "large_user",  # one organisation
        "ZZ1 1AE": "outside_authority",
        "ZZ1 1AF": "other_nation",
        "ZZ1 1AG": "other_nation",
        "ZZ1 1AH": "other_nation",
        "ZZ1 1AJ": "other_nation",
        "ZZ1 1AL": "not_geographic",
        "EH1 1AA": "other_nation",
        "BX1 1AA": "not_geographic",
        "ZZ9 9ZZ": "unknown_postcode",
        "ZZ1": "partial_postcode",
    }
    speakers = people(*[{"postcode": postcode} for postcode in told])
    areas, _ = place_speakers(speakers, dale, PlacesSettings())
    assert areas["link_status"].tolist() == list(told.values())
    linked = areas["link_status"].isin(["linked", "linked_terminated"])
    assert areas.loc[linked, "decile"].tolist() == [1, 3]
    assert areas.loc[linked, "rural_urban"].tolist() == ["Rural", "Urban"]
    assert areas.loc[~linked, ["decile", "quintile", "local_rank"]].isna().all(axis=None)


def test_areas_given_directly_are_judged_by_what_they_are(people: People, dale: Reference) -> None:
    told = {
        "E01900001": "given_area",
        "E01900003": "outside_authority",
        "E05900001": "larger_area_given",
        "E02900001": "larger_area_given",
        "W01900001": "other_nation",
        "S01900001": "other_nation",
    }
    speakers = people(*[{"lsoa_code": code} for code in told])
    areas, _ = place_speakers(speakers, dale, PlacesSettings())
    assert areas["link_status"].tolist() == list(told.values())
    mixed = people({"lsoa_code": "E01900009"}, {"lsoa_code": "E01900002"})
    with pytest.raises(VintageError, match=r"2011.*lsoa_changes\.csv"):
        place_speakers(mixed, dale, PlacesSettings())


def test_what_an_area_belongs_to_is_known_where_a_file_says(dale: Reference) -> None:
    assert dale.index["msoa_code"].tolist() == ["E02900001", "E02900001"]
    assert dale.index["rural_urban"].tolist() == ["Rural", "Urban"]
    totals = dale.population[dale.population["margin"] == "total"]
    assert totals["population"].tolist() == [4000]


def test_without_the_look_up_the_vintage_of_a_code_could_not_be_told(tmp_path: Path) -> None:
    settings = PlacesSettings(authority="E07900001", reference=".")
    with pytest.raises(SourceError, match="exact-fit"):
        read_reference(folder_of(tmp_path, changes=False), settings)


def test_postcodes_without_a_look_up_are_not_called_unknown(people: People, tmp_path: Path) -> None:
    settings = PlacesSettings(authority="E07900001", reference=".")
    folder = folder_of(tmp_path)
    (folder / "NSPL.csv").unlink()
    reference = read_reference(folder, settings)
    with pytest.raises(SourceError, match="insight data get nspl") as refused:
        place_speakers(people({"postcode": "ZZ1 1AB"}), reference, settings)
    assert "ZZ1" not in str(refused.value)


def test_the_cache_is_looked_at_after_the_study(tmp_path: Path) -> None:
    cache, study = tmp_path / "cache", tmp_path / "study"
    cache.mkdir()
    study.mkdir()
    folder_of(cache)
    settings = PlacesSettings(authority="E07900002", reference=".")
    assert len(read_reference(study, settings, cache).index) == 1


def test_tables_of_one_county_are_not_taken_for_another(tmp_path: Path) -> None:
    for deprivation in ("iod2019", "iod2025"):
        settings = PlacesSettings(authority="E08000021", deprivation=deprivation)
        with pytest.raises(SourceError, match="no area of the authority E08000021"):
            read_reference(ROOT, settings)


# -- published figures ----------------------------------------------------------------------------


def test_northumberlands_average_scores() -> None:
    """22.08 in IoD2019 and 21.96 in IoD2025: scores of its areas, weighted by residents."""
    found = [
        average_score(
            read_reference(ROOT, PlacesSettings(authority="E06000057", deprivation=each)).index
        )
        for each in ("iod2019", "iod2025")
    ]
    assert found == pytest.approx([22.08, 21.96], abs=0.005)


@beside
def test_northumberlands_rank_of_average_score_among_authorities() -> None:
    """116th of 317 in IoD2019; 115th of 296 in IoD2025, as the publishers say of the latter.

    The national table of 2025 here has no residents. Those of other authorities are estimated from
    the number and share in income deprivation, which is good enough for an order, not for fifths.
    """
    old = pd.read_parquet(SHARED / "iod2019_england.parquet")
    scores = old.groupby("lad19_code").apply(
        lambda of: np.average(of["imd_score_derived"], weights=of["pop_total_2015"])
    )
    assert (len(scores), int(scores.rank(ascending=False)["E06000057"])) == (317, 116)
    new = pd.read_parquet(SHARED / "iod2025_england.parquet")
    new["people"] = (new["income_numerator"] / new["income_score"]).fillna(1_500)
    scores = new.groupby("lad24_code").apply(
        lambda of: np.average(of["imd_score"], weights=of["people"])
    )
    county = read_reference(ROOT, PlacesSettings(authority="E06000057")).index
    scores["E06000057"] = average_score(county)
    assert (len(scores), int(scores.rank(ascending=False)["E06000057"])) == (296, 115)


@beside
def test_every_postcode_of_the_county_finds_its_area_in_both_vintages(people: People) -> None:
    known = pd.read_csv(SHARED / "postcodes_northumberland.csv", dtype=str)
    assert len(known) == 16_173
    speakers = people(*[{"postcode": postcode} for postcode in known["postcode"]])
    for deprivation, column in (("iod2019", "lsoa11_code"), ("iod2025", "lsoa21_code")):
        settings = PlacesSettings(authority="E06000057", deprivation=deprivation)
        reference = read_reference(ROOT, settings)
        table = reference.postcodes.set_index("postcode")["lsoa_code"]
        assert table[known["postcode_nospace"]].tolist() == known[column].tolist()
        placed, _ = place_speakers(speakers, reference, settings)
        of_postcode = placed.merge(speakers[["speaker_id", "postcode"]], on="speaker_id")
        areas = of_postcode.set_index("postcode").loc[known["postcode"]].reset_index()
        assert areas["lsoa_code"].tolist() == known[column].tolist()
        large = (known["large_user"] == "True").to_numpy()
        assert large.sum() == 2_481
        assert set(areas.loc[large, "link_status"]) == {"large_user"}
        assert areas.loc[large, ["decile", "quintile", "local_rank"]].isna().all(axis=None)
        assert areas.loc[~large, ["decile", "quintile", "local_rank"]].notna().all(axis=None)


@beside
def test_national_groups_are_of_englands_residents_and_local_ones_of_the_authoritys() -> None:
    settings = PlacesSettings(authority="E08000021", deprivation="iod2019", reference=".")
    index = read_reference(SHARED, settings).index
    england = pd.read_parquet(SHARED / "iod2019_england.parquet").set_index("lsoa11_code")
    ranks = local_ranks(england["imd_rank"], england["pop_total_2015"])
    assert index["england_rank"].tolist() == ranks[index["lsoa_code"]].tolist()
    shares = index.groupby("quintile")["population"].sum() / index["population"].sum()
    assert shares.between(0.17, 0.23).all()
    assert index["quintile"].tolist() == local_fifths(index["local_rank"]).tolist()
