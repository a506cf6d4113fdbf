"""Who withdraws is gone: from raw files, tables, decisions and drafts; later runs stay without."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.errors import InputError
from insight.store import Manifest, StudyFolder
from insight.study import withdraw_speaker
from insight.study.people.search import files_holding
from insight.study.people.withdrawal import Withdrawn

MEMBER_OF_GROUP = "Denise Robson"
INTERVIEWED_ALONE = "Jamie Rutherford"

INVENTED = "Ottoline Brack"
SETTINGS = """\
[study]
title = "The ferry"
key = "data/raw/study.key"

[[source]]
name = "talks"
files = "data/raw/talks/*.txt"
mode = "group"
sampling = "purposive"
speakers = "data/raw/speakers.csv"

[coding]
codebook = "starter"
"""
TALK = """\
INT: Is the ferry of any use to you?

P1: It leaves before the clinic opens, so that I stand in the rain for most of an hour.

P2: They asked Ottoline Brack about the times last year, and then they kept them as they were.

P1: And when I rang to ask why that was, nobody could tell me whose decision it had been.
"""
SPEAKERS = f"""\
file,label,name,role
talks/one.txt,INT,,interviewer
talks/one.txt,P1,{INVENTED},participant
talks/one.txt,P2,Wilf Oxnop,participant
"""


def send(folder: Path) -> Path:
    """Put an invented group into `folder`, as it was sent; returns the folder of raw files."""
    raw = folder / "data" / "raw"
    (raw / "talks").mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(SETTINGS, "utf-8")
    (raw / "talks" / "one.txt").write_text(TALK, "utf-8")
    (raw / "speakers.csv").write_text(SPEAKERS, "utf-8")
    return raw


def words_of(folder: Path, name: str) -> tuple[str, set[str]]:
    """The speaker's id, and everything of theirs that a search can tell."""
    tables = folder / ".private" / "tables"
    speakers = pd.read_parquet(tables / "speakers.parquet")
    segments = pd.read_parquet(tables / "segments.parquet")
    speaker_id = speakers.loc[speakers["name"] == name, "speaker_id"].item()
    own = segments[segments["speaker_id"] == speaker_id]
    long = {text for text in own["text"] if len(text) >= 25}
    return speaker_id, {name} | long | set(own["segment_id"])


@dataclass(frozen=True)
class Gone:
    """One who withdrew: their id, what a search could tell of them, and what was said of it."""

    speaker_id: str
    needles: set[str]
    were_held: bool
    done: Withdrawn


@pytest.fixture(scope="module")
def left(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Gone]]:
    """The demonstration after two people withdrew, and what is told of each of them."""
    folder = tmp_path_factory.mktemp("withdrawn") / "study"
    shutil.copytree(finished, folder)
    told = [words_of(folder, name) for name in (MEMBER_OF_GROUP, INTERVIEWED_ALONE)]
    gone = []
    for speaker_id, needles in told:
        were_held = bool(files_holding(folder, needles))
        gone.append(
            Gone(speaker_id, needles, were_held, withdraw_speaker(Study(folder), speaker_id))
        )
    return folder, gone


def test_a_search_of_every_file_finds_nothing_of_them(
    left: tuple[Path, list[Gone]], finished: Path
):
    folder, gone = left
    manifest = Manifest.read(StudyFolder(finished).manifest)
    assert not manifest.draft
    for one in gone:
        assert one.were_held
        assert one.done.speaker_id == one.speaker_id
        assert one.done.left_in == ()
        assert one.done.releases == (manifest.release,)
    assert files_holding(folder, set().union(*(one.needles for one in gone))) == []


def test_the_words_of_the_others_keep_their_ids_and_codes(
    left: tuple[Path, list[Gone]], finished: Path
):
    folder, gone = left
    tables = finished / ".private" / "tables"
    before = pd.read_parquet(tables / "segments.parquet")
    people = pd.read_parquet(tables / "speakers.parquet").query("role == 'participant'")
    stays = ~before["speaker_id"].isin([one.speaker_id for one in gone])
    heard = before["speaker_id"].isin(people["speaker_id"])
    # A talk in which nobody else was heard goes with its speaker, questions and all.
    talks = set(before.loc[stays & heard, "document_id"]) | set(
        before.loc[stays, "document_id"]
    ) - (set(before.loc[~stays, "document_id"]))
    kept = set(before.loc[stays & before["document_id"].isin(talks), "segment_id"])
    after = Study(folder)
    after.read()
    assert set(after.tables["segments"]["segment_id"]) == kept
    codes = pd.read_csv(folder / "data" / "raw" / "human_codes.csv", dtype="str")
    assert set(codes["segment_id"]) <= kept


def test_a_later_run_stays_without_them_even_when_the_file_is_sent_again(tmp_path: Path):
    raw, processed = send(tmp_path), tmp_path / "data" / "processed"
    first = Study(tmp_path)
    first.read()
    first.anonymise()
    first.save()
    speaker_id, needles = words_of(tmp_path, INVENTED)
    assert files_holding(processed, needles)
    withdraw_speaker(Study(tmp_path), INVENTED)
    assert files_holding(raw, needles) == []

    send(tmp_path)
    assert files_holding(raw, needles)
    study = Study(tmp_path)
    study.run()
    left = study.tables["speakers"].query("role == 'participant'")
    assert speaker_id not in set(left["speaker_id"])
    assert list(left["name"]) == ["Wilf Oxnop"]
    assert files_holding(processed, needles) == []
    assert "withdrawn" in set(study.tables["exclusions"]["reason"])


def test_somebody_unknown_cannot_withdraw(tmp_path: Path):
    send(tmp_path)
    with pytest.raises(InputError, match="no speaker of this study"):
        withdraw_speaker(Study(tmp_path), "Nobody Known")
