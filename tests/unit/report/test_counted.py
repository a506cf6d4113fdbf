"""What was counted stands beside what people said, and is never mixed with it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import openpyxl
import pandas as pd
import pytest

from insight.report import write_report
from insight.report.workbook import write_workbook
from insight.schemas import Counted, validate

TITLE = "Complaints by quarter (invented)"


@pytest.fixture(scope="module")
def with_counted(release):
    rows = [
        # row, column, period, measure, told, value, n
        (0, 0, "2024 Q4", "Received", "1,204", 1204.0, None),
        (0, 1, "2024 Q4", "Upheld", "43%", 43.0, 7),
        (1, 0, "2025 Q1", "Received", "*", None, None),
        (1, 1, "2025 Q1", "Upheld", "", None, None),
    ]
    names = ["row", "column", "period", "measure", "told", "value", "n"]
    table = pd.DataFrame(rows, columns=names).assign(
        title=TITLE,
        n_of=["", "Decided"] * 2,
        codes="L1",
        origin="Example Council, 2025",
        note="A star stands for fewer than 3",
    )
    tables = {**release.tables, "counted": validate(Counted, table)}
    return replace(release, tables=tables)


def text_of(path):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", path.read_text("utf-8"))))


def test_figures_stand_with_source_period_and_the_number_a_share_is_of(with_counted, tmp_path):
    text = text_of(write_report(with_counted, tmp_path))
    section = text[text.index("5. What was counted") : text.rindex("6. Differences")]
    assert "From: Example Council, 2025." in section
    assert "From 2024 Q4 to 2025 Q1" in section
    assert "2024 Q4 1,204 43% (of 7)" in section
    assert "2025 Q1 * none given" in section
    assert "Shares of fewer than 20 are unsteady" in section


def test_what_people_said_of_the_same_topic_stands_with_them(with_counted, tmp_path):
    path = write_report(with_counted, tmp_path)
    text = text_of(path)
    section = text[text.index("5. What was counted") : text.rindex("6. Differences")]
    assert "4 of the 8 people using services and 3 of the 9 unpaid carers" in section
    assert f"Counted by others: {TITLE}" in text
    assert '<a href="#topic-code-L1">' in path.read_text("utf-8")


def test_a_study_without_published_figures_has_no_such_section(release, tmp_path):
    text = text_of(write_report(release, tmp_path))
    assert "What was counted" not in text
    assert "5. Differences by deprivation" in text


def test_a_reflexive_study_shows_the_figures_and_counts_nobody(with_counted, tmp_path):
    text = text_of(write_report(replace(with_counted, approach="reflexive"), tmp_path))
    section = text[text.index("5. What was counted") : text.rindex("6. Differences")]
    assert "43% (of 7)" in section
    assert "of the 8 people" not in section


def test_the_workbook_has_them_as_given_and_as_numbers(with_counted, tmp_path):
    write_workbook(with_counted, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["What was counted"]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [row[5:8] for row in rows[:2]] == [("1,204", 1204, "[x]"), ("43%", 43, 7)]
