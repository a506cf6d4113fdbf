"""Who withdraws is gone: from raw files, tables, decisions and drafts; later runs stay without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.errors import InputError
from insight.store import Manifest, StudyFolder
from insight.study import withdraw_speaker
from insight.study.people.search import files_holding
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
def test_a_search_of_every_file_finds_nothing_of_them(finished: Path, tmp_path: Path, name: str):
    folder = tmp_path / "study"
    shutil.copytree(finished, folder)
    manifest = Manifest.read(StudyFolder(folder).manifest)
    speaker_id, needles = words_of(folder, name)
    assert files_holding(folder, needles)

    done = withdraw_speaker(Study(folder), name)

    assert done.speaker_id == speaker_id
    assert done.left_in == ()
    assert files_holding(folder, needles) == []
    assert not manifest.draft
    assert done.releases == (manifest.release,)


def test_a_later_run_stays_without_them_even_when_the_file_is_sent_again(
    finished: Path, tmp_path: Path
):
    folder = tmp_path / "study"
    shutil.copytree(finished, folder)
    speaker_id, needles = words_of(folder, MEMBER_OF_GROUP)
    withdraw_speaker(Study(folder), MEMBER_OF_GROUP)
    again = copy_study(tmp_path / "again") / "data" / "raw"
    for name in ("speakers.csv", "groups"):
        sent, kept = again / name, folder / "data" / "raw" / name
        if kept.is_dir():
            shutil.rmtree(kept)
            shutil.copytree(sent, kept)
        else:
            shutil.copy(sent, kept)
    study = Study(folder)
    study.run()
    assert speaker_id not in set(study.tables["speakers"]["speaker_id"])
    processed = folder / "data" / "processed"
    assert files_holding(processed, needles) == []
    assert "withdrawn" in set(study.tables["exclusions"]["reason"])


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
