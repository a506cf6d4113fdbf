"""Who withdraws is gone: from raw files, tables, decisions and drafts; later runs stay without."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.errors import InputError
from insight.study import withdraw_speaker
from insight.study.search import files_holding
from tests.end_to_end.conftest import copy_study

MEMBER_OF_GROUP = "Denise Robson"
INTERVIEWED_ALONE = "Jamie Rutherford"


def words_of(folder: Path, name: str) -> tuple[str, set[str]]:
    """The speaker's id, and everything of theirs that a search can tell."""
    tables = folder / ".private" / "tables"
    speakers = pd.read_parquet(tables / "speakers.parquet")
    segments = pd.read_parquet(tables / "segments.parquet")
    speaker_id = speakers.loc[speakers["name"] == name, "speaker_id"].item()
    own = segments[segments["speaker_id"] == speaker_id]
    long = {text for text in own["text"] if len(text) >= 25}
    return speaker_id, {name} | long | set(own["segment_id"])


@pytest.mark.parametrize("name", [MEMBER_OF_GROUP, INTERVIEWED_ALONE])
def test_a_search_of_every_file_finds_nothing_of_them(tmp_path: Path, name: str):
    folder = copy_study(tmp_path / "study")
    study = Study(folder)
    study.run()
    release = study.release
    speaker_id, needles = words_of(folder, name)
    assert files_holding(folder, needles)

    done = withdraw_speaker(Study(folder), name)

    assert done.speaker_id == speaker_id
    assert done.left_in == ()
    assert files_holding(folder, needles) == []
    if not release.draft:
        assert done.releases == (release.release_id,)

    Study(folder).run()
    assert files_holding(folder, needles) == []
    people = pd.read_parquet(folder / ".private" / "tables" / "speakers.parquet")
    assert speaker_id not in set(people["speaker_id"])


def test_the_words_of_the_others_keep_their_ids_and_codes(tmp_path: Path):
    folder = copy_study(tmp_path / "study")
    before = Study(folder)
    before.read()
    speakers, segments = before.tables["speakers"], before.tables["segments"]
    gone = speakers.loc[speakers["name"] == MEMBER_OF_GROUP, "speaker_id"].item()

    withdraw_speaker(Study(folder), MEMBER_OF_GROUP)

    after = Study(folder)
    after.read()
    kept = set(segments.loc[segments["speaker_id"] != gone, "segment_id"])
    assert set(after.tables["segments"]["segment_id"]) == kept
    codes = pd.read_csv(folder / "data" / "raw" / "human_codes.csv", dtype="str")
    assert set(codes["segment_id"]) <= kept


def test_somebody_unknown_cannot_withdraw(tmp_path: Path):
    folder = copy_study(tmp_path / "study")
    with pytest.raises(InputError, match="no speaker of this study"):
        withdraw_speaker(Study(folder), "Nobody Known")
