"""Two coders on two machines, and somebody who withdraws. All of it is invented."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from insight import Study
from insight.cli import app
from insight.coding import Seen, code_decision, decided
from insight.study import withdraw_speaker
from insight.study.people.coding import human_codings
from insight.study.people.exchanging import export_ledger, merge_ledger

SETTINGS = """\
[study]
title = "The ferry"
key = "data/raw/study.key"

[[source]]
name = "talks"
files = "data/raw/talks/*.txt"
sampling = "purposive"
speakers = "data/raw/speakers.csv"

[coding]
codebook = "starter"
"""
TALK = """\
INT: Is the ferry of any use to you?

P1: It leaves before the clinic opens, so that I stand in the rain for most of an hour.

P2: They asked us about the times last year, and then they kept them exactly as they were.
"""
DAY = "2026-05-04"


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Path, Path]:
    """The folders of two copies of one study, read and de-identified."""
    first = tmp_path / "a"
    (first / "data" / "raw" / "talks").mkdir(parents=True)
    (first / "study.toml").write_text(SETTINGS, "utf-8")
    (first / "data/raw/talks/one.txt").write_text(TALK, "utf-8")
    (first / "data/raw/speakers.csv").write_text(
        "file,label,name,role\ntalks/one.txt,P1,Ottoline Brack,participant\n"
        "talks/one.txt,P2,Wilf Oxnop,participant\ntalks/one.txt,INT,,interviewer\n"
    )
    study = Study(first)
    study.read()
    study.anonymise()
    study.save()
    shutil.copytree(first, tmp_path / "b")
    return first, tmp_path / "b"


def segments(study: Study) -> dict[str, tuple[str, str]]:
    """Label of the speaker -> segment and its words."""
    told = study.tables["deidentified_segments"].merge(
        study.tables["speakers"][["speaker_id", "label_in_source"]], on="speaker_id"
    )
    return {row.label_in_source: (row.segment_id, row.text) for row in told.itertuples()}


def give(folder: Path, by: str, code: str, whose: str = "P2") -> None:
    study = Study(folder)
    seen = Seen(*segments(study)[whose], by, DAY)
    study.ledger.append([code_decision(seen, study.key, code, 0, 9)])


def exchange(one: Path, other: Path, name: str) -> list[str]:
    """What the other machine is told when it merges the ledger of the one."""
    export_ledger(Study(one), one.parent / name)
    return list(merge_ledger(Study(other), one.parent / name))


def test_two_coders_decide_apart_and_both_machines_come_to_the_same(machines) -> None:
    a, b = machines
    give(a, "ann", "V2")
    give(b, "ben", "V3")
    told = exchange(a, b, "a.jsonl") + exchange(b, a, "b.jsonl")
    assert told[0] == "1 decisions are new here, 0 were here already."
    assert "1 segments are coded otherwise by one coder than by another" in told[1]
    found = [human_codings(Study(folder)).codings for folder in machines]
    assert found[0].equals(found[1])
    assert sorted(decided(found[0])["code"]) == ["V2", "V3"]
    again = exchange(b, a, "b2.jsonl")
    assert again[0] == "0 decisions are new here, 2 were here already."


def test_the_ledger_that_travels_holds_no_words(machines) -> None:
    a, _ = machines
    give(a, "ann", "V2")
    export_ledger(Study(a), a.parent / "a.jsonl")
    words = {text for _, text in segments(Study(a)).values()} | {"Brack", "Oxnop", "ferry"}
    assert not [one for one in words if one in (a.parent / "a.jsonl").read_text("utf-8")]


def test_codes_on_her_words_go_when_she_withdraws_and_do_not_come_back(machines) -> None:
    a, b = machines
    give(a, "ann", "V2", "P1")
    give(a, "ann", "V2", "P2")
    exchange(a, b, "a.jsonl")
    give(b, "ben", "V3", "P1")
    hers = segments(Study(a))["P1"][0]
    done = withdraw_speaker(Study(a), "Ottoline Brack")
    assert done.left_in == ()
    told = exchange(b, a, "b.jsonl")
    assert "2 are left out: they are about people who withdrew here." in told
    assert hers not in (a / "data/raw/ledger.jsonl").read_text("utf-8")
    told = exchange(a, b, "a2.jsonl")
    assert any(line.startswith("2 are removed here") for line in told)
    assert hers not in (b / "data/raw/ledger.jsonl").read_text("utf-8")


def test_the_verbs_say_what_they_did(machines, tmp_path: Path) -> None:
    a, b = machines
    give(a, "ann", "V2")

    def said(*arguments: object) -> str:
        done = CliRunner().invoke(app, ["ledger", *map(str, arguments)])
        assert done.exit_code == 0
        return done.output

    assert "who decided what" in said("export", a, "--to", tmp_path / "a.jsonl")
    assert "1 decisions are new here" in said("merge", tmp_path / "a.jsonl", b)
    assert "ann" in said("show", b)
