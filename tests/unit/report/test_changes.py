"""The section on the wave before: what is told of a change, and that nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from insight.report import evidence, sections
from insight.schemas import Changes, Promises, columns_of, validate
from insight.schemas.release import Release


@pytest.fixture
def told(release: Release) -> Release:
    """The invented release with four changes and a promise."""
    compared = {"standing": "compared", "share_then": 0.4, "asked_then": 100, "asked_now": 100}
    rows = [
        ("I1", compared | {"difference": 0.2, "ci_low": 0.06, "ci_high": 0.33, "p_adjusted": 0.01}),
        ("V3", compared | {"difference": 0.1, "ci_low": -0.04, "ci_high": 0.23, "p_adjusted": 0.3}),
        ("V4", compared | {"difference": -0.15, "ci_low": -0.27, "ci_high": -0.01}),
        ("L1", {"standing": "not compared", "note": "another question was asked"}),
    ]
    blank = dict.fromkeys(columns_of(Changes), None)
    about = {"source_name": "survey", "mode": "survey", "sampling": "probability", "note": ""}
    about |= {"stratum": "all", "stratum_value": "all", "method": "", "basis": "human"}
    frame = pd.DataFrame([{**blank, **about, "subject_id": code, **row} for code, row in rows])
    frame.loc[frame["subject_id"] == "V4", "p_adjusted"] = 0.08
    promise = {"row": 0, "code": "I1", "you_said": "Nobody answers.", "we_did": "One number."}
    tables = {
        "changes": validate(Changes, frame),
        "promises": validate(Promises, pd.DataFrame([promise | {"who": "A team", "by": "May"}])),
    }
    return replace(release, tables={**release.tables, **tables})


def test_a_change_is_told_with_its_range_and_chance_is_named(told: Release):
    ((survey),) = sections.changed(told, evidence.topics(told, "code"))
    words = {one.topic.id: one.words for one in survey.compared}
    assert words["I1"] == "About 20 more people in every 100 now (likely between 6 and 33)."
    assert words["V3"] == (
        "Not enough to say: anything from 4 in 100 fewer to 23 in 100 more is possible."
    )
    assert words["V4"].startswith("About 15 fewer people in every 100 now (likely between 1 and 27")
    assert words["V4"].endswith("could turn up by chance.")
    # What is clear, also among many topics, stands first.
    assert survey.compared[0].topic.id == "I1"


def test_what_is_not_compared_says_why_and_a_promise_stands_beside_what_people_say(told: Release):
    codes = evidence.topics(told, "code")
    ((why, which),) = sections.not_compared_since(told, codes)
    assert "another question was asked" in why
    assert which == "Knowing how to complain, and feeling safe to"
    (one,) = sections.promised(told, codes)
    assert (one.we_did, one.who, one.by) == ("One number.", "A team", "May")
    assert "7 of the 9 unpaid carers" in one.now
    assert one.changed.startswith("About 20 more")


def test_a_source_of_which_nothing_is_compared_is_told_in_one_line(told: Release):
    rows = told.tables["changes"].assign(
        standing="not compared",
        note="asked in another way",
        **dict.fromkeys(("difference", "ci_low", "ci_high", "p_adjusted"), float("nan")),
    )
    alone = replace(told, tables={**told.tables, "changes": rows})
    ((why, which),) = sections.not_compared_since(alone, evidence.topics(alone, "code"))
    assert why == "The survey: asked in another way"
    assert which == "All topics"


def test_many_topics_that_are_not_compared_are_counted_and_a_few_named(told: Release):
    rows = told.tables["changes"]
    compared, other = (rows[rows["subject_id"] == code] for code in ("I1", "L1"))
    many = [other.assign(subject_id=f"C{number}") for number in range(5)]
    five = replace(
        told, tables={**told.tables, "changes": pd.concat([compared, *many], ignore_index=True)}
    )
    ((_, which),) = sections.not_compared_since(five, evidence.topics(five, "code"))
    assert which == "5 topics, of some groups or of all; the workbook names them"
    four = replace(
        told, tables={**told.tables, "changes": pd.concat([compared, *many[:4]], ignore_index=True)}
    )
    ((_, which),) = sections.not_compared_since(four, evidence.topics(four, "code"))
    assert which == "C0; C1; C2; C3"


def test_a_topic_is_named_once_with_the_groups_that_are_not_compared(told: Release):
    rows = told.tables["changes"]
    groups = [
        rows[rows["subject_id"] == "L1"].assign(stratum="group", stratum_value=group)
        for group in ("unpaid_carer", "staff_frontline")
    ]
    compared = rows[rows["subject_id"] == "I1"].assign(subject_id="L1", stratum_value="all")
    some = pd.concat([rows[rows["subject_id"] != "L1"], compared, *groups], ignore_index=True)
    mixed = replace(told, tables={**told.tables, "changes": some})
    ((_, which),) = sections.not_compared_since(mixed, evidence.topics(mixed, "code"))
    assert which == (
        "Knowing how to complain, and feeling safe to (unpaid carers and frontline staff)"
    )
