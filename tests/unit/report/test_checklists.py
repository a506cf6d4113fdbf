"""What journals ask for is answered from the study, or left to people; nothing is made up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from insight.report import evidence
from insight.report.document import SECTIONS
from insight.report.sections.checklists import COMPUTER, COREQ, REFLEXIVE, checklists
from insight.settings import ReportingSettings

HEADS = {anchor: f"{n}. {title}" for n, (anchor, title) in enumerate(SECTIONS.items(), start=1)}
PEOPLE_ALONE = {*range(1, 9), 11, 13, 14, 15, *range(17, 24), 28}
"""Items of COREQ that no data can tell: who asked, how, where, and what came back to people."""


def lists(release):
    found = checklists(release, evidence.topics(release, "code"), HEADS)
    return {one.name: one for one in found}


def with_answers(release, **answers):
    told = pd.DataFrame(list(answers.items()), columns=["item", "answer"])
    return replace(release, tables={**release.tables, "reported": told})


def test_coreq_has_its_32_items_in_three_domains_of_8_15_and_9(release):
    items = lists(release)[COREQ].items
    numbers = [int(item.name.split(".")[0]) for item in items]
    assert numbers == list(range(1, 33))
    first_of_domains = [items[n].name for n in (0, 8, 23)]
    assert first_of_domains == [
        "1. Interviewer or facilitator",
        "9. Methodological orientation and theory",
        "24. Number of data coders",
    ]


def test_what_only_people_can_tell_stays_open_until_they_do(release):
    open_items = {int(i.name.split(".")[0]) for i in lists(release)[COREQ].items if not i.answer}
    assert open_items == PEOPLE_ALONE | {24}  # this release does not say who coded
    answered = with_answers(release, duration="40 to 75 minutes.", saturation="After ten.")
    found = {i.name: i.answer for i in lists(answered)[COREQ].items}
    assert found["21. Duration"] == "40 to 75 minutes."
    assert found["22. Data saturation"] == "After ten."
    assert not found["20. Field notes"]


def test_every_key_of_reporting_has_its_place_in_a_list(release):
    """Nobody writes into study.toml what is never printed."""
    answers = {key: f"Answer on {key}." for key in ReportingSettings.model_fields}
    told = with_answers(release, **answers)
    every = [*lists(told).values(), *lists(replace(told, approach="reflexive")).values()]
    printed = " ".join(item.answer for one in every for item in one.items)
    assert [key for key, answer in answers.items() if answer not in printed] == []


def test_a_reflexive_study_is_not_asked_for_coders_or_agreement(release):
    found = lists(replace(release, approach="reflexive"))
    assert set(found) == {REFLEXIVE, COMPUTER}
    told = " ".join(f"{item.name} {item.question} {item.answer}" for item in found[REFLEXIVE].items)
    assert "coder" not in told
    assert "agree" not in told


def test_a_survey_alone_is_not_asked_what_is_asked_of_interviews(release):
    sources = release.tables["sources"].query("mode == 'survey'")
    found = lists(replace(release, tables={**release.tables, "sources": sources}))
    assert set(found) == {COMPUTER}


def test_the_sample_is_told_in_the_rounded_numbers_of_the_report(release):
    found = {i.name: i.answer for i in lists(release)[COREQ].items}
    assert found["12. Sample size"].startswith("We heard about 200 people in the survey")
    assert "people were invited because of what they know" in found["10. Sampling"]
