"""Published figures are read as they were published, and nothing else gets in by that door.

All tables here are invented.
"""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

from insight.errors import InputError, SettingsError
from insight.study.counted import counted
from insight.study.opened import OpenedStudy

STUDY = """
[study]
title = "A study"
key = "key"
custody = "public"
[[source]]
name = "survey"
files = "survey.csv"
sampling = "census"
[coding]
codebook = "starter"
"""
COUNTED = """
[[counted]]
title = "Complaints"
file = "{file}"
source = "Example Council, invented"
published = {published}
period = "Quarter"
figures = {figures}
rates = {rates}
codes = {codes}
"""
GIVEN = "Quarter,Received,Upheld (%),Decided\n2024/25 Q1,21,32%,19\n2024/25 Q2,1204,[c],*\n"


def study(
    folder: Path,
    table: str | None = GIVEN,
    *,
    file: str = "complaints.csv",
    figures: str = '["Received", "Upheld (%)"]',
    rates: str = '{ "Upheld (%)" = "Decided" }',
    codes: str = '["L2"]',
    published: str = "true",
) -> OpenedStudy:
    told = COUNTED.format(file=file, figures=figures, rates=rates, codes=codes, published=published)
    (folder / "study.toml").write_text(STUDY + told, "utf-8")
    if table is not None:
        (folder / file).write_text(table, "utf-8")
    return OpenedStudy(folder)


def test_a_figure_leaves_as_it_was_given_and_a_share_with_the_number_it_is_of(tmp_path: Path):
    found = counted(study(tmp_path))
    told = found[["period", "measure", "told", "n_of"]].to_numpy().tolist()
    assert told == [
        ["2024/25 Q1", "Received", "21", ""],
        ["2024/25 Q1", "Upheld (%)", "32%", "Decided"],
        ["2024/25 Q2", "Received", "1204", ""],
        ["2024/25 Q2", "Upheld (%)", "[c]", "Decided"],
    ]
    assert found["value"].tolist()[:3] == [21.0, 32.0, 1204.0]
    assert math.isnan(found["value"][3])
    assert found["n"].fillna(-1).tolist() == [-1, 19, -1, -1]


def test_a_workbook_gives_what_excel_shows(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "Table 1"
    book.active.append(["Quarter", "Received", "Upheld (%)", "Decided"])
    book.active.append(["Apr to Jun 2024", 21, 6 / 19, 19])
    book.active["C2"].number_format = "0.0%"
    book.save(tmp_path / "complaints.xlsx")
    found = counted(study(tmp_path, None, file="complaints.xlsx"))
    assert found["told"].tolist() == ["21", "31.6%"]  # 6 / 19 = 0.31579


@pytest.mark.parametrize(
    "period",
    ["2024", "2024-25", "2024/25 Q3", "Q3 2024", "October 2024", "Oct-Dec 2024", "2024-10-01",
     "Year ending 31 March 2025", "Total"],
)  # fmt: skip
def test_periods_may_be_written_in_many_ways(tmp_path: Path, period: str):
    table = f"Quarter,Received\n{period},3\n"
    found = counted(study(tmp_path, table, figures='["Received"]', rates="{}"))
    assert found["period"].tolist() == [period]


@pytest.mark.parametrize(
    ("table", "more", "problem"),
    [
        ("Quarter,Received\nMargaret Ovens,3\n", {}, "not a period"),
        ("Quarter,Received\n2024 Q1,3\n2024  q1,4\n", {}, "a period stands twice"),
        ("Quarter,Received\n2024 Q1,Margaret Ovens\n", {}, "not a figure"),
        ("Quarter,Recieved\n2024 Q1,3\n", {}, "not exactly one column called Received"),
        ("Quarter,Received\n2024 Q1,43%\n", {}, "nothing tells of how many"),
        (
            "Quarter,Upheld rate\n2024 Q1,43\n",
            {"figures": '["Upheld rate"]'},
            "nothing tells of how many",
        ),
        (
            "Quarter,Upheld,Decided\n2024 Q1,43%,\n",
            {"figures": '["Upheld"]', "rates": '{ Upheld = "Decided" }'},
            "not the number that a share of the same row is of",
        ),
    ],
)
def test_what_is_no_published_figure_is_refused_without_repeating_it(
    tmp_path: Path, table: str, more: dict[str, str], problem: str
):
    with pytest.raises(InputError, match=problem) as refused:
        counted(study(tmp_path, table, **({"figures": '["Received"]', "rates": "{}"} | more)))
    assert "Ovens" not in str(refused.value)
    assert "complaints.csv" in str(refused.value)


def test_figures_that_nobody_published_have_no_place(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"counted\.0\.published"):
        study(tmp_path, published="false")


def test_a_code_that_the_codebook_has_not_is_told(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"1 of 2 codes .*|counted\.0\.codes"):
        counted(study(tmp_path, codes='["L2", "Z9"]'))


def test_a_study_without_published_figures_has_none(tmp_path: Path):
    (tmp_path / "study.toml").write_text(STUDY, "utf-8")
    assert counted(OpenedStudy(tmp_path)).empty
