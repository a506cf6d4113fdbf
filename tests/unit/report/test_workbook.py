"""The workbook can be read by an analyst without help, and by a machine without surprises."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest

from insight.report import names
from insight.report.workbook import write_workbook
from insight.schemas import ThemePrevalence, columns_of

HEADING = 4


def opened(release, folder):
    path = folder / "tables.xlsx"
    write_workbook(release, path)
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def book(release, tmp_path_factory):
    return opened(release, tmp_path_factory.mktemp("book"))


def test_contents_list_every_sheet(book):
    listed = [row[0].value for row in book["Contents"].iter_rows(min_row=HEADING + 1)]
    assert listed == book.sheetnames[1:]
    assert listed[-2:] == ["Data dictionary", "Method"]


def test_every_sheet_has_a_heading_that_stays_in_sight(book):
    for sheet in book:
        assert sheet.freeze_panes == f"B{HEADING + 1}"
        assert all(cell.value for cell in sheet[HEADING])


def test_headings_are_plain_words(book):
    headings = [cell.value for cell in book["How many spoke of it"][HEADING]]
    assert headings == [names.COLUMNS[column] for column in columns_of(ThemePrevalence)]


def test_the_dictionary_explains_each_column_with_the_tables_own_words(book):
    told = {row[2]: row[3] for row in book["Data dictionary"].iter_rows(values_only=True)}
    assert told["note"] == "why a figure is missing or how to read it"
    assert told["detectable"] == "minimum detectable slope"


def test_what_is_not_shown_is_marked_and_explained(book):
    rows = list(book["How many spoke of it"].iter_rows(min_row=HEADING + 1, values_only=True))
    hidden = [row for row in rows if row[7] == "[x]"]
    assert hidden
    assert all(row[-1] for row in hidden)


def test_text_that_looks_like_a_formula_stays_text(release, tmp_path):
    quotes = release.tables["quotes"].assign(text="=1+1")
    book = opened(replace(release, tables={**release.tables, "quotes": quotes}), tmp_path)
    cells = [cell for row in book["Quotes"].iter_rows(min_row=HEADING + 1) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_a_draft_says_so_on_every_sheet(draft, tmp_path):
    for sheet in opened(draft, tmp_path):
        assert sheet["A3"].value.startswith("DRAFT")
        assert "DRAFT" in sheet.oddHeader.center.text


def test_a_reflexive_study_hands_out_no_counts(release, tmp_path):
    book = opened(replace(release, approach="reflexive"), tmp_path)
    assert not {"How many spoke of it", "Gradients", "Agreement", "Groups side by side"} & set(
        book.sheetnames
    )


def test_what_a_computer_suggests_has_no_range_and_what_people_coded_has(book):
    head, *rows = book["How many spoke of it"].iter_rows(min_row=HEADING, values_only=True)
    at = {name: head.index(names.COLUMNS[name]) for name in ("basis", "ci_low", "method")}
    suggested = [row for row in rows if row[at["basis"]] == "machine-suggested"]
    coded = [row for row in rows if row[at["basis"]] == "human"]
    assert {row[at["ci_low"]] for row in suggested} == {"[x]"}
    assert all("no estimate" in row[at["method"]] for row in suggested)
    assert any(isinstance(row[at["ci_low"]], float) for row in coded)
