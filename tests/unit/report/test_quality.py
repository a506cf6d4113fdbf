"""How far themes can be leaned on, and what the numbers of each source rest on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from insight.report import evidence, write_report
from insight.report.sections.method import agreement_rows, agreement_words, why_short
from insight.report.sections.quality import code_standings, company_words, theme_standings

QUALITY = pd.DataFrame(
    [
        (0, 0.86, 0.8, 0.9, 0.1, 0.95, 50, 0.21, 0.6, None, "repeatable"),
        (1, 0.62, 0.5, 0.7, 0.1, 0.8, 50, -0.04, 0.4, None, "fragile"),
        (2, None, None, None, None, None, None, None, None, None,
         "decided by a person, not measured"),
    ],
    columns=["theme_id", "speakers", "speakers_low", "speakers_high", "by_chance", "seeds",
             "bootstraps", "npmi", "c_v", "diversity", "said"],
)  # fmt: skip
HEADINGS = pd.DataFrame(
    [(0, 0, "Asking around"), (1, 1, "Getting there"), (2, 0, "Asking around")],
    columns=["theme_id", "parent", "parent_label"],
)


@pytest.fixture(scope="module")
def measured(release):
    tables = {**release.tables, "theme_quality": QUALITY, "theme_headings": HEADINGS}
    return replace(release, tables=tables)


def test_a_theme_stands_with_its_reading_its_heading_and_what_chance_gives(measured):
    first, second, third = theme_standings(measured, evidence.topics(measured, "theme"))
    assert (first.reading, first.heading) == ("repeatable", "Asking around")
    assert first.found_again == "0.86 (0.80 to 0.90)"
    assert first.by_chance == "0.10"
    assert second.words == "less than by chance (-0.04)"
    assert third.found_again == third.words == "not measured"


@pytest.mark.parametrize(
    ("npmi", "told"), [(0.21, "more than"), (-0.2, "less than"), (0.001, "as"), (-0.001, "as")]
)
def test_words_together_are_set_beside_chance(npmi, told):
    assert company_words(npmi).startswith(f"{told} by chance")


def test_each_source_tells_which_topics_rest_on_people_and_which_on_a_computer(release):
    told = {
        row.told_in: (row.by_people, row.put_right, row.by_machine)
        for row in code_standings(release, evidence.topics(release, "code"))
    }
    assert told["the interviews"] == ("all 7 topics", "none", "none")
    assert told["the survey"][2] == "all 7 topics"


def test_numbers_that_people_put_right_are_told_apart(release):
    counts = release.tables["theme_prevalence"]
    right = counts["subject_id"].isin(["E1", "I1"]) & (counts["mode"] == "survey")
    mended = counts.assign(basis=counts["basis"].mask(right, "corrected: 250 people coded"))
    changed = replace(release, tables={**release.tables, "theme_prevalence": mended})
    told = code_standings(changed, evidence.topics(changed, "code"))
    (survey,) = (row for row in told if row.told_in == "the survey")
    assert survey.put_right == (
        "2 topics: Finding and understanding information and Money gets in the way of care"
    )
    assert survey.by_machine == "5 topics"


def test_a_reflexive_study_tells_neither(measured, tmp_path):
    page = write_report(replace(measured, approach="reflexive"), tmp_path).read_text("utf-8")
    assert "t-quality" not in page
    assert "t-standing" not in page


def test_comparisons_of_coders_that_agree_least_stand_first_and_all_are_counted(release):
    rows = agreement_rows(release, evidence.topics(release, "code"))
    assert [row["human-human"][:4] for row in rows][:5] == ["0.41", "0.69", "0.72", "0.84", "0.88"]
    assert rows[-1]["human-human"] == "too few to say"
    # 0.84 and 0.88 reach 0.8; 0.69 and 0.72 reach 0.667; 0.41 reaches neither
    assert agreement_words(rows) == (
        "Of 5 comparisons of two people: 2 firm, 2 tentative only and 1 too low."
    )


def test_of_many_comparisons_the_page_shows_ten_and_names_the_sheet_with_all(release, tmp_path):
    one = release.tables["agreement"].iloc[[0]]
    many = pd.concat([one.assign(subject_id=f"C{number:02}") for number in range(12)])
    write_report(replace(release, tables={**release.tables, "agreement": many}), tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "The 10 that agree least are shown. All 12 are in the workbook" in page
    assert "C09" in page
    assert "C10" not in page


def test_a_study_that_nobody_told_a_place_says_so(release):
    told = {name: frame for name, frame in release.tables.items() if name != "links"}
    assert (
        "Nobody told this study where they live"
        in why_short(replace(release, tables=told))["gradients"]
    )
