"""Numbers of the page lead to approved quotes of those they count, or say that there are none."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from insight.report import evidence, sections
from insight.report.document import render
from insight.report.figures import Figure
from insight.schemas import PassagesBehind, validate
from insight.schemas.release import Release


@pytest.fixture
def told(release: Release) -> Release:
    """The invented release, with how many pieces of text there are behind two numbers."""
    rows = [("interviews", "all", "all", 41), ("interviews", "group", "unpaid_carer", 17)]
    frame = pd.DataFrame(rows, columns=["source_name", "stratum", "stratum_value", "n_segments"])
    passages = validate(PassagesBehind, frame.assign(subject="code", subject_id="I1"))
    return replace(release, tables={**release.tables, "passages": passages})


def test_a_number_leads_to_quotes_of_its_own_group_and_source(told: Release):
    topics = evidence.topics(told, "code")
    links = sections.Links(topics)
    i1 = next(one for one in topics if one.id == "I1")
    found = {(c.source, c.part): links.count(i1, c) for c in i1.of("group")}
    carers = found["interviews", "unpaid_carer"]
    assert [one.text for one in carers.quotes] == [
        "I rang four numbers before anybody could tell me."
    ]
    assert carers.pieces == "17 pieces of text"
    # The survey's carers said none of the interviews' words; partners have no quote on this.
    assert not found["survey", "unpaid_carer"].quotes
    assert not found["interviews", "vcs_partner"].quotes
    assert not found["interviews", "vcs_partner"].perhaps


def test_whose_group_is_not_told_may_be_of_any(told: Release):
    quotes = told.tables["quotes"].assign(said_by="a participant", side="")
    topics = evidence.topics(replace(told, tables={**told.tables, "quotes": quotes}), "code")
    v3 = next(one for one in topics if one.id == "V3")
    (carers,) = (c for c in v3.of("group", "interviews") if c.part == "unpaid_carer")
    found = sections.Links(topics).count(v3, carers)
    assert not found.quotes
    assert len(found.perhaps) == 2


def test_quotes_are_numbered_once_each_and_every_link_has_its_place(told: Release):
    codes = evidence.topics(told, "code")
    numbers = [quote.number for topic in codes for quote in topic.quotes]
    assert numbers == list(range(1, len(told.tables["quotes"]) + 1))
    none: dict[str, tuple[Figure, ...]] = dict.fromkeys(
        ("counts", "gradients", "heard", "spoken", "maps", "themes"), ()
    )
    release = replace(
        told, tables={**told.tables, "theme_gradients": told.tables["theme_gradients"].head(0)}
    )
    page = render(release, none, codes, sections.gaps(release, codes))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert {f"quote-{number}" for number in numbers} <= set(ids)
    assert "17 pieces of text" in page
    assert "Behind all of it: 41 pieces of text in the interviews." in page
