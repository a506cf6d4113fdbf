"""The whole method for an authority that the demonstration knows nothing of.

Everybody here is invented, and in the first test the authority, its areas and figures too.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight import Study

from .conftest import SHARED

SETTINGS = """\
[study]
title = "Getting to the day centre"
key = "data/raw/study.key"

[[source]]
name = "survey"
files = "data/raw/survey.csv"
kind = "survey"
sampling = "probability"
collected_on = 2026-03-02

[source.columns]
id = "Nr"
text = "What gets in the way?"
stakeholder_group = "I am"
resident = "I live here"
lsoa = "Area"

[source.recode.stakeholder_group]
"carer" = "unpaid_carer"

[coding]
codebook = "starter"

[places]
authority = "{authority}"
districts = {districts}
deprivation = "{deprivation}"
reference = "{reference}"
"""
SAID = (
    "The bus to the centre stopped in spring and a taxi costs more than I have.",
    "Nobody told us which form to fill in before the visit.",
    "They wrote down what we said and then the times stayed as they were.",
    "My neighbour drives me there, and without her I would stay at home.",
)


def study_of(folder: Path, areas: list[str], **places: object) -> Study:
    """A survey of one person for each of `areas`, some with an empty cell."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(SETTINGS.format(**places), "utf-8")
    pd.DataFrame(
        {
            "Nr": range(1, len(areas) + 1),
            "What gets in the way?": [SAID[n % len(SAID)] for n in range(len(areas))],
            "I am": "carer",
            "I live here": "Yes",
            "Area": areas,
        }
    ).to_csv(raw / "survey.csv", index=False)
    return Study(folder)


def invented(folder: Path) -> list[str]:
    """File 7 of a county of two districts and its look-up; returns the codes of its areas."""
    folder.mkdir(parents=True)
    codes = [f"E019{n:05d}" for n in range(20)]
    pd.DataFrame(
        {
            "LSOA code (2021)": codes,
            "LSOA name (2021)": [f"Dale {n:03d}A" for n in range(20)],
            "Local Authority District code (2024)": ["E07900001", "E07900002"] * 10,
            "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)": range(1, 21),
            "Index of Multiple Deprivation (IMD) Decile": [1 + n // 2 for n in range(20)],
            "Total population: mid 2022": 1_000,
        }
    ).to_csv(folder / "File_7_IoD2025.csv", index=False)
    pd.DataFrame({"LSOA11CD": codes, "LSOA21CD": codes, "CHGIND": "U"}).to_csv(
        folder / "lsoa_changes.csv", index=False
    )
    return codes


def test_a_county_of_districts_from_files_as_published(tmp_path: Path) -> None:
    codes = invented(tmp_path / "reference")
    study = study_of(
        tmp_path,
        [*codes * 5, *[""] * 20],
        authority="E10900001",
        districts=["E07900001", "E07900002"],
        deprivation="iod2025",
        reference="reference",
    )
    report = study.run()
    assert report.is_file()
    areas = study.tables["speaker_areas"]
    assert areas["link_status"].value_counts().to_dict() == {
        "given_area": 100,
        "no_place_given": 20,
    }
    # 20 areas of equal size: four in each fifth of the county
    assert areas["quintile"].value_counts().to_dict() == dict.fromkeys(range(1, 6), 20)
    heard = study.tables["representation"].query("margin == 'imd_quintile'")
    assert heard["population"].dropna().tolist() == [4_000] * 5
    assert "about 100 of 120 people linked to an area" in report.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the public tables in ../shared/data")
@pytest.mark.parametrize(("deprivation", "n_areas"), [("iod2019", 175), ("iod2025", 180)])
def test_newcastle_from_the_national_tables(tmp_path: Path, deprivation: str, n_areas: int) -> None:
    year = "11" if deprivation == "iod2019" else "21"
    national = pd.read_parquet(SHARED / f"{deprivation}_england.parquet")
    of_district = national.loc[
        national[f"lad{'19' if year == '11' else '24'}_code"] == "E08000021"
    ].set_index(f"lsoa{year}_code")
    codes = sorted(of_district.index)
    assert len(codes) == n_areas
    study = study_of(
        tmp_path,
        codes,
        authority="E08000021",
        districts=[],
        deprivation=deprivation,
        reference=SHARED.resolve().as_posix(),
    )
    assert study.run().is_file()
    areas = study.tables["speaker_areas"].set_index("lsoa_code")
    assert areas["decile"].to_dict() == of_district["imd_decile"].to_dict()
    if deprivation == "iod2019":
        people = of_district.groupby(areas["quintile"])["pop_total_2015"].sum()
        assert (people / people.sum()).between(0.17, 0.23).all()
        gradients = study.tables["theme_gradients"]
        assert gradients["n"].max() == n_areas
    else:  # this table tells no residents, and without them there are no groups of the authority
        assert areas["quintile"].isna().all()
        assert any("no residents" in note for note in study.notes)
