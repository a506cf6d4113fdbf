"""The run finds what was planted in the demonstration survey, and declares nothing that was not.

What was planted is told in data/raw/PLANTED.md and counted from the marks by
scripts/describe_study.py, which shares no code with the package.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from insight import Study

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import describe_study  # noqa: E402

SURE = 0.05
FALLING = ("E1", "V3")
FLAT = ("I1", "E3", "W2")
LIVED = ("person_using_services", "unpaid_carer")

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def from_people(finished: Path) -> Tables:
    """The findings of the whole run, in which people coded everything."""
    folder = finished / ".private" / "tables"
    names = ("theme_gradients", "divergence", "theme_prevalence")
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in names}


@pytest.fixture(scope="module")
def from_machine(finished: Path) -> Tables:
    """The findings from the machine's suggestions alone, as if nobody had coded.

    Its suggestions on a person come from models that learned from other people's codes.
    """
    study = Study(finished)
    codings = study.tables["codings"]
    study.tables["codings"] = codings[codings["coder"] == "machine"].reset_index(drop=True)
    study.measure()
    return {name: study.tables[name] for name in ("theme_gradients", "divergence")}


def slopes(found: Tables) -> pd.DataFrame:
    """Slope indices of the survey, by code; below 0: commoner among the deprived."""
    table = found["theme_gradients"].query("source_name == 'survey' and measure == 'sii'")
    return table.set_index("subject_id")


def difference(found: Tables, code: str, lived: str) -> pd.Series:
    """The row that sets `lived` beside the voluntary groups on `code`."""
    rows = found["divergence"].query(
        "source_name == 'survey' and subject_id == @code "
        "and group_a == @lived and group_b == 'vcs_partner'"
    )
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_package_counts_the_people_that_the_marks_give(from_people: Tables):
    counted = describe_study.placed(describe_study.responses("survey.toml"))
    said = describe_study.mentions(describe_study.table("gold/codes.csv"))
    expected = {
        (code, fifth): (sum((one, code) in said for one in people["id"]), len(people))
        for fifth, people in counted.groupby("fifth")
        if fifth != describe_study.UNKNOWN
        for code in describe_study.PLANTED
    }
    table = from_people["theme_prevalence"].query(
        "source_name == 'survey' and subject == 'code' and stratum == 'quintile'"
    )
    table = table[table["subject_id"].isin(describe_study.PLANTED)]
    found = {
        (row.subject_id, row.stratum_value): (row.n_mentioning, row.n_asked)
        for row in table.itertuples()
    }
    assert found == expected
    assert len(found) == 5 * len(describe_study.PLANTED)


@pytest.mark.parametrize("code", FALLING)
def test_planted_gradients_are_found_and_stay_after_correction(from_people: Tables, code: str):
    found = slopes(from_people).loc[code]
    assert found["value"] < 0
    assert found["ci_high"] < 0
    assert found["p_adjusted"] < SURE


def test_no_other_code_is_declared_to_have_a_gradient(from_people: Tables):
    found = slopes(from_people)
    assert len(found) == 18
    assert set(found.index[found["p_adjusted"] < SURE]) == set(FALLING)
    assert (found.loc[list(FLAT), "ci_low"] < 0).all()
    assert (found.loc[list(FLAT), "ci_high"] > 0).all()


def test_the_mild_opposite_gradient_has_the_right_sign_and_is_not_declared(from_people: Tables):
    """L1 was planted at 12 points, which is less than 185 people can show."""
    found = slopes(from_people).loc["L1"]
    assert found["value"] > 0
    assert found["detectable"] > 0.12
    assert found["p_adjusted"] > SURE


@pytest.mark.parametrize("lived", LIVED)
def test_planted_disagreements_are_listed(from_people: Tables, lived: str):
    listens, defensive = (difference(from_people, code, lived) for code in ("V4", "V3"))
    assert listens["ci_high"] < 0
    assert defensive["ci_low"] > 0


def test_distance_is_a_rural_matter(from_people: Tables):
    table = from_people["theme_prevalence"].query(
        "source_name == 'survey' and subject_id == 'E3' and stratum == 'rural_urban'"
    )
    limits = table.set_index("stratum_value")
    assert limits.loc["Rural", "ci_low"] > limits.loc["Urban", "ci_high"]


def test_the_machine_alone_finds_part_of_it_and_invents_nothing(from_machine: Tables):
    """It sees the steep gradient (E1), and finds that voluntary groups say V4.

    It misses what is left of E1 after correction (at the edge), the gradient of V3, and that
    people who use services say V3 more than voluntary groups. PLANTED.md has the figures.
    """
    found = slopes(from_machine)
    assert found.loc["E1", "ci_high"] < 0
    assert not (found.loc[list(FLAT), "p_adjusted"] < SURE).any()
    assert set(found.index[found["p_adjusted"] < SURE]) <= set(FALLING)
    for lived in LIVED:
        assert difference(from_machine, "V4", lived)["ci_high"] < 0
    assert set(found["basis"]) == {"machine-suggested"}
