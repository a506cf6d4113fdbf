"""The second run: nothing that is known already is computed, and nothing comes out otherwise."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from insight import Study
from insight.inference.runtime import Runner
from insight.study import unchanged, withdraw_speaker
from insight.study.people.destruction import doomed
from insight.study.unchanged import files_of, last_run
from tests.end_to_end.planted import FILE, SECRETS

TALK = f"data/raw/talks/{FILE}.txt"
opened: list[str] = []
watching: list[bool] = []


def note_opened(event: str, told: tuple[Any, ...]) -> None:
    if watching and event == "open" and isinstance(told[0], str | Path):
        opened.append(str(told[0]))


sys.addaudithook(note_opened)


@pytest.fixture
def ran(planted: Path, tmp_path: Path) -> Path:
    """The small study after its first run."""
    return shutil.copytree(planted, tmp_path / "study")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many sequences each call gave to a model."""
    counted: list[int] = []
    run = Runner.run

    def counting(self: Runner, sequences: Sequence[Any], *rest: Any) -> Any:
        counted.append(len(sequences))
        return run(self, sequences, *rest)

    monkeypatch.setattr(Runner, "run", counting)
    return counted


def results(study: Path) -> dict[str, bytes]:
    """Every table, every vector, the manifest, and what was released."""
    found = [*study.glob(".private/tables/*"), *study.glob("data/processed/**/*")]
    kept = [path for path in found if path.suffix in (".parquet", ".csv", ".json", ".html")]
    return {path.relative_to(study).as_posix(): path.read_bytes() for path in kept}


def appended(place: str, words: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        path = study / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text("utf-8") if path.is_file() else "") + words, "utf-8")

    return change


def deleted(place: str) -> Callable[[Path], None]:
    return lambda study: next(study.glob(place)).unlink()


CHANGES = {
    "a word in an interview": appended(TALK, " Aye."),
    "a row of the survey": appended("data/raw/survey.csv", "R9,Keep the bus.,,,yes,yes,,self\n"),
    "a new interview": appended("data/raw/talks/new.txt", "INT: And you?\n\nP2: I wait.\n"),
    "the roster": appended("data/raw/speakers.csv", "\n"),
    "the codebook": appended("codebook.toml", '\nauthor = "somebody"\n'),
    "the settings": appended("study.toml", "\n"),
    "a decision": appended("data/raw/ledger.jsonl", "{}\n"),
    "a memo": appended("data/raw/memos.jsonl", "{}\n"),
    "a mark in a sheet": appended(".private/review/readings.csv", "\n"),
    "a withdrawal": appended(".private/tombstones.jsonl", '{"speaker_id": "p-0"}\n'),
    "a table that is gone": deleted(".private/tables/segments.parquet"),
    "a report that is gone": deleted("data/processed/report/*.html"),
    "a survey called like a log": appended("data/raw/access.jsonl", "{}\n"),
    "vectors that are gone": deleted("data/processed/vectors.parquet"),
}


def test_an_unchanged_study_is_taken_as_it_was_and_whatever_changed_is_seen(
    ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    last = last_run(ran)
    assert last is not None
    assert (ran / last.report).is_file()
    for name, change in CHANGES.items():
        again = tmp_path / "changed" / name
        shutil.copytree(ran, again)
        assert last_run(again) == last, name  # wherever the folder lies
        change(again)
        assert last_run(again) is None, name
    with monkeypatch.context() as other:
        other.setattr(unchanged, "surroundings", lambda: ["insight 99"])
        assert last_run(ran) is None
    with monkeypatch.context() as other:
        other.setattr(unchanged, "_today", lambda: "2999-01-01")
        assert last_run(ran) is None
    assert last_run(ran) == last


def test_a_run_with_more_than_the_files_tell_is_not_recorded(ran: Path):
    study = Study(ran)
    told = study.settings.study.model_copy(update={"seed": 7})
    study.settings = study.settings.model_copy(update={"study": told})
    study.run()
    assert last_run(ran) is None


def test_a_torn_record_is_no_record(ran: Path):
    record = ran / ".private" / "kept" / "last-run.json"
    record.write_bytes(record.read_bytes()[:40])
    assert last_run(ran) is None


def test_stages_are_taken_and_nothing_comes_out_otherwise(ran: Path, read: list[int]):
    before = results(ran)
    again = Study(ran)
    again.run()
    assert read == []
    assert results(ran) == before
    read.clear()
    Study(ran).run(fresh=True)
    assert sum(read) > 10
    assert results(ran) == before


def test_one_changed_file_is_read_anew_and_no_other(ran: Path, read: list[int], tmp_path: Path):
    talk = ran / TALK
    talk.write_text(talk.read_text("utf-8").replace("sat by.", "sat by till noon."), "utf-8")
    shutil.copytree(ran, tmp_path / "fresh")
    Study(ran).run()
    warm = read.copy()
    read.clear()
    Study(tmp_path / "fresh").run(fresh=True)
    # One turn is another: the detector reads it, and it has a vector, whole and by sentence.
    assert 0 < sum(warm) <= 6
    assert sum(read) > 3 * sum(warm)
    assert results(ran) == results(tmp_path / "fresh")


def test_a_table_that_somebody_changed_is_not_taken(ran: Path):
    before = results(ran)
    for name in ("themes", "codings", "exemplars"):
        (path,) = ran.glob(f"**/tables/{name}.parquet")
        (other,) = ran.glob("**/tables/deidentified_speakers.parquet")
        path.write_bytes(other.read_bytes())
    Study(ran).run()
    assert results(ran) == before


def test_no_file_is_opened_that_is_not_looked_at_for_changes(ran: Path):
    study = Study(ran)
    watching.append(True)
    try:
        study.run(fresh=True)
    finally:
        watching.clear()
    own = {path.resolve() for path in (ran / ".private" / "kept").glob("*")}
    own |= {(ran / ".private" / name).resolve() for name in ("lock", "ledger.lock", "access.jsonl")}
    within = {Path(one).resolve() for one in opened if Path(one).resolve().is_relative_to(ran)}
    there = {path for path in within if path.is_file()} - own
    known = files_of(study.folder, study.settings, study.custody)
    assert len(there) > 10
    assert there - {(ran / name).resolve() for name in known} == set()


def test_who_withdraws_is_in_nothing_that_is_kept(ran: Path):
    assert any((ran / ".private" / "kept").iterdir())
    withdraw_speaker(Study(ran), f"Ada {SECRETS['roster']}")
    assert list((ran / ".private" / "kept").iterdir()) == []
    assert last_run(ran) is None


def test_what_is_kept_is_destroyed_with_the_raw_files(ran: Path):
    assert ran / ".private" / "kept" in doomed(Study(ran)).folders


def test_what_is_kept_holds_no_words(ran: Path):
    said = [*SECRETS.values(), "doctor", "telephone", FILE]
    for path in (ran / ".private" / "kept").iterdir():
        content = path.read_bytes()
        assert [word for word in said if word.encode() in content and path.suffix != ".json"] == []
        assert path.stat().st_mode & 0o077 == 0
