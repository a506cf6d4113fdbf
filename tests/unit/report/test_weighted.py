"""Weighted shares, and whom to ask next: in page, Word and workbook, where there are any."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

from insight.report import evidence, sections, write_report
from insight.schemas import Outreach, validate


def with_table(release, name, table):
    return replace(release, tables={**release.tables, name: table})


def weighted(release):
    codes, themes = (evidence.topics(release, kind) for kind in ("code", "theme"))
    return sections.weighted(release, codes, themes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, weighted_release):
    folder = tmp_path_factory.mktemp("weighted")
    write_report(weighted_release, folder)
    return folder


def test_weighted_shares_stand_beside_the_plain_ones_of_codes_first_then_themes(weighted_release):
    (found,) = weighted(weighted_release)
    told = [(one.topic.id, one.plain, one.weighted) for one in found.shares]
    assert told == [("I1", 0.53, 0.51), ("E1", 0.43, 0.46), ("0", 0.31, 0.33)]
    assert found.hidden == ("Having enough trained workers",)


def test_it_is_said_of_whom_they_are_and_what_weights_cost(weighted_release):
    words = " ".join(weighted(weighted_release)[0].people)
    # Residents of the five fifths, by the table of who was heard.
    assert f"the {65433 + 64256 + 65197 + 65591 + 63809:,} people who live in the county" in words
    assert "by: deprivation of the area (fifths of the county) and aged 65 and over" in words
    assert "up to 3 in 100" in words
    assert "those of about 155 people who all count the same" in words


def test_page_word_and_workbook_tell_the_same(folder):
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", (folder / "report.html").read_text("utf-8")))
    assert re.search(r"Money gets in the way of care machine-suggested 43% 46% 38% to 54%", page)
    tables = [
        [cell.text for cell in row.cells]
        for table in Document(folder / "report.docx").tables
        for row in table.rows
    ]
    (row,) = [row for row in tables if row[1:] == ["43%", "46%", "38% to 54%"]]
    assert row[0].startswith("Money gets in the way of care")
    assert [row[2] for row in tables if row[:2] == ["Age: 0-15", "51,686"]] == [
        "In the survey: nobody was heard."
    ]
    book = load_workbook(folder / "released_tables.xlsx")
    shares = list(book["Weighted shares"].iter_rows(values_only=True))
    by_id = {row[3]: row for row in shares[4:]}
    assert {0.43, 0.46, 0.38, 0.54, 155} <= set(by_id["E1"])
    assert "[x]" in by_id["W1"]


def test_a_study_without_weights_and_a_reflexive_one_have_no_such_heading(
    release, weighted_release
):
    assert weighted(release) == ()
    assert weighted(replace(weighted_release, approach="reflexive")) == ()


def test_weights_that_were_asked_for_and_cannot_be_shown_are_told(weighted_release):
    table = weighted_release.tables["weighted_prevalence"]
    none = table.assign(prevalence=float("nan"))
    (found,) = weighted(with_table(weighted_release, "weighted_prevalence", none))
    assert found.shares == ()
    assert len(found.hidden) == len(table)


def test_whom_to_ask_next_starts_with_those_of_whom_nobody_was_heard(release):
    told = [(one.who, one.missing) for one in sections.to_ask(release)]
    assert told == [
        ("Age: 0-15", "In the survey: nobody was heard."),
        (
            "People in the most deprived fifth of areas",
            "In the survey: fewer were heard than their share of the residents.",
        ),
    ]
    nobody_missing = with_table(release, "outreach", release.tables["outreach"].iloc[:0])
    assert sections.to_ask(nobody_missing) == ()


def test_whom_to_ask_next_leads_with_those_whom_equality_law_and_marmot_seek_out(release):
    """The part of most residents, people without a disability, must not head such a list."""
    short = "fewer were heard than their share of the residents"
    rows = [
        ("disability", "not disabled", 253410, 20, "nobody was heard"),
        ("rural_urban", "Urban", 180859, 20, short),
        ("imd_quintile", "5", 63809, 10, short),
        ("rural_urban", "Rural", 143427, 10, short),
        ("disability", "disabled", 67190, 10, short),
        ("imd_quintile", "1", 65433, 0, "nobody was heard"),
        ("carer", "yes", 35000, 10, short),
        ("carer", "no", 285000, 10, short),
    ]
    names = ["margin", "category", "population", "n_speakers", "missing"]
    table = validate(Outreach, pd.DataFrame(rows, columns=names).assign(source_name="survey"))
    found = sections.to_ask(with_table(release, "outreach", table))
    assert [one.who for one in found if one.first] == [
        "People in the most deprived fifth of areas",
        "People in the country",
        "Disabled people",
        "Carers",
    ]
    assert {one.who for one in found if not one.first} == {
        "People who are not disabled",
        "People who are not carers",
        "People in towns",
        "People in the least deprived fifth of areas",
    }
    assert [one.first for one in found] == [True] * 4 + [False] * 4


def test_a_part_that_two_sources_missed_stands_there_once(release):
    rows = release.tables["outreach"]
    both = rows.assign(source_name="interviews", missing="nobody was heard")
    table = with_table(
        release, "outreach", type(rows)(rows.to_dict("records") + both.to_dict("records"))
    )
    found = sections.to_ask(table)
    assert [one.who for one in found] == ["People in the most deprived fifth of areas", "Age: 0-15"]
    assert "In the interviews: nobody was heard" in found[0].missing
    assert "in the survey: fewer" in found[0].missing


def test_a_gap_of_a_survey_that_is_not_found_is_not_enough_to_say(release):
    codes = evidence.topics(release, "code")
    gaps = sections.gaps(release, codes)
    (gap,) = [one for one in gaps if one.topic.id == "I1" and one.told_in == "the survey"]
    assert gap.clear is False
    assert gap.showable == "Only a gap of about 20 or more people in every 100."
    assert gap.sure.startswith("Not enough to say")
    rows = release.tables["divergence"]
    no_range = rows.assign(**dict.fromkeys(("detectable", "difference", "ci_low", "ci_high"), None))
    few = sections.gaps(with_table(release, "divergence", no_range), codes)
    (gap,) = [one for one in few if one.topic.id == "I1" and one.told_in == "the survey"]
    assert gap.clear is False
    assert gap.showable == "No gap at all: there are too few answers."
    of_talks = [one for one in few if one.told_in == "the interviews"]
    assert {one.clear for one in of_talks} == {None}
