"""Principles with the released numbers of each topic that belongs to them. All invented."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from insight.report import evidence, sections
from insight.report.sections.principles import _unseen


def found(release):
    codes = evidence.topics(release, "code")
    return {
        one.id: one for one in sections.principles(release, codes, sections.claims(release, codes))
    }


def test_a_principle_tells_how_many_of_how_many_spoke_of_each_of_its_topics(release):
    """Of the invented study: 3 of 8 and 4 of 9 in interviews; 55 of 120 and 30 of 80 answers."""
    ((topic, told),) = found(release)["P4"].topics
    assert topic.id == "E1"
    assert "3 of the 8 people using services" in told
    assert "4 of the 9 unpaid carers" in told
    assert "about 55 of about 120 people using services" in told
    assert "about 30 of about 80 unpaid carers in the survey" in told


def test_a_number_that_was_not_released_is_not_told(release):
    rows = release.tables["theme_prevalence"]
    hidden = rows.assign(
        n_mentioning=rows["n_mentioning"].mask(rows["subject_id"] == "E1"),
        prevalence=rows["prevalence"].mask(rows["subject_id"] == "E1"),
    )
    quiet = replace(release, tables={**release.tables, "theme_prevalence": hidden})
    assert all(not told for topic, told in found(quiet)["P4"].topics)
    unquoted = {**quiet.tables, "quotes": release.tables["quotes"].iloc[:0]}
    principle = found(replace(quiet, tables=unquoted))["P4"]
    assert principle.topics == ()
    assert principle.unseen == "Nothing can be shown of: Money gets in the way of care."


def test_statements_of_a_document_are_told_as_statements_and_not_as_people(release):
    documents = pd.DataFrame([{**release.tables["sources"].iloc[0], "name": "a report"}])
    claims = pd.DataFrame(
        {
            "source_name": "a report",
            "code": ["E1", "E1"],
            "voice": ["unpaid_carer", "assessor"],
            "n_statements": [2, 1],
            "basis": "human",
        }
    )
    sources = pd.concat([release.tables["sources"], documents.assign(mode="document")])
    told = {**release.tables, "claims": claims, "sources": sources}
    ((_, words),) = found(replace(release, tables=told))["P4"].topics
    assert words.endswith("unpaid carers (2); 1 statement of the writers.")
    assert "Statements in " in words


def test_topics_are_more_only_beside_others_that_are_shown():
    names = ["One", "Two", "Three", "Four"]
    assert _unseen(names, more=True).startswith("4 more topics belong here")
    assert _unseen(names, more=False).startswith("4 topics belong here")
