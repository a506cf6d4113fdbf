"""Every number of the demonstration study is counted again from the words behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.study.behind.walk import WALKED, Walk
from insight.study.people.search import files_holding, holds


@pytest.fixture(scope="module")
def study(finished: Path) -> Study:
    return Study(finished)


@pytest.fixture(scope="module")
def walk(study: Study) -> Walk:
    return Walk(study)


@pytest.mark.parametrize("table", sorted(WALKED))
def test_what_is_walked_back_to_is_what_was_counted(study: Study, walk: Walk, table: str):
    rows = WALKED[table].rows(study)
    segments = study.tables["deidentified_segments"]
    interviewers = set(segments.loc[segments["role"] == "interviewer", "segment_id"])
    for row, found in zip(rows.to_dict("records"), walk.every(table, rows), strict=True):
        assert not set(found.segments["segment_id"]) & interviewers
        for name, people in found.people.groupby("number")["speaker_id"]:
            one = next(each for each in found.numbers if each.name == name)
            if one.counts == "people":
                assert people.nunique() == row[name]
        for name, texts in found.segments.groupby("number"):
            one = next(each for each in found.numbers if each.name == name)
            if one.counts == "segments":
                assert texts["segment_id"].nunique() == row[name]
            else:
                assert set(texts["speaker_id"]) <= one.people


SENTENCE = re.compile(r"[^.!?]+[.!?]")
FEWEST_WORDS = 8
"""Shorter sentences anybody may write, also in a codebook."""


def sentences(texts: Iterable[str]) -> set[str]:
    found = (one.strip() for text in texts for one in SENTENCE.findall(text))
    return {one for one in found if len(one.split()) >= FEWEST_WORDS}


def test_nothing_but_approved_quotes_is_in_anything_that_leaves(study: Study, finished: Path):
    """Page, Word files, workbook and tables hold no sentence that nobody approved."""
    quotes = pd.read_csv(finished / "data" / "processed" / "released" / "quotes.csv")
    approved = " ".join(quotes["text"])
    segments = study.tables["deidentified_segments"]
    unapproved = {one for one in sentences(segments["text"]) if not holds(approved, [one])}
    assert len(unapproved) > 100
    assert files_holding(study.folder.report, unapproved) == []
    assert files_holding(study.folder.released, unapproved) == []
