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
