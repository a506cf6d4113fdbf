"""Every number of the demonstration study is counted again from the words behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight import Study
from insight.study.behind.walk import WALKED, Walk


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
