"""The day to destroy: asked for by title, recorded, proved. Everybody here is invented."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.anonymise import deidentify
from insight.errors import InputError
from insight.schemas import Identifiers, validate
from insight.study.describe import overdue
from insight.study.people.destruction import destroy_raw, doomed

TITLE = "Care in the valley"
SAID = "Please tell Wilfred Oxnop that the ramp is still not mended after a year."
DUE = date(2026, 1, 31)
SETTINGS = f"""\
[study]
title = "{TITLE}"
destroy_raw_by = {DUE.isoformat()}
[[source]]
name = "survey"
files = "data/raw/survey.csv"
kind = "survey"
sampling = "self_selected"
[source.columns]
id = "ID"
text = "What should change?"
postcode = "Postcode"
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study of one answer, in which one name was replaced, with its tables on disk."""
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (tmp_path / "study.toml").write_text(SETTINGS, "utf-8")
    (raw / "survey.csv").write_text(
        f'ID,What should change?,Postcode\n1,"{SAID}",NE66 1ZZ\n', "utf-8"
    )
    (raw / "reference").mkdir()
    opened = Study(tmp_path)
    opened.read()
    tables = opened.tables
    (segment,) = tables["segments"].to_dict("records")
    start = segment["text"].index("Wilfred")
    row = {
        "segment_id": segment["segment_id"],
        "start": start,
        "end": start + len("Wilfred Oxnop"),
        "kind": "person",
        "detector": "names",
        "score": 1.0,
        "decision": "auto",
        "decided_by": "",
        "replacement": "[person 1]",
    }
    tables["identifiers"] = validate(Identifiers, pd.DataFrame([row]))
    tables["deidentified_segments"] = deidentify(
        tables["segments"], tables["speakers"], tables["documents"], tables["identifiers"], ()
    )
    tables.write()
    return opened


def test_nothing_goes_before_its_day_nor_without_the_title(study: Study):
    root = study.folder.root
    with pytest.raises(InputError, match="has not come"):
        destroy_raw(study, "C. Keeper", TITLE, today=date(2026, 1, 30))
    with pytest.raises(InputError, match="title of the study"):
        destroy_raw(study, "C. Keeper", "yes", today=DUE)
    with pytest.raises(InputError, match="name is missing"):
        destroy_raw(study, " ", TITLE, today=DUE)
    assert (root / "data" / "raw" / "survey.csv").is_file()
    assert not (root / ".private" / "destroyed.jsonl").exists()


def test_raw_files_and_personal_tables_go_and_de_identified_ones_stay(study: Study):
    folder = study.folder
    assert overdue(study)

    done = destroy_raw(study, "C. Keeper", TITLE, today=DUE)

    assert done.left_in == ()
    assert not (folder.root / "data" / "raw" / "survey.csv").exists()
    assert not (folder.private / "tables").exists()
    assert folder.table("deidentified_segments").is_file()
    assert (folder.root / study.settings.study.key).is_file()
    assert overdue(study) == ""


def test_the_record_names_nobody_and_no_file(study: Study):
    destroy_raw(study, "C. Keeper", TITLE, today=DUE)
    kept = (study.folder.private / "destroyed.jsonl").read_text("utf-8")
    (entry,) = [json.loads(line) for line in kept.splitlines()]
    assert (entry["on"], entry["due"], entry["by"]) == ("2026-01-31", "2026-01-31", "C. Keeper")
    assert not any(word in kept for word in ("survey", "Wilfred", "Oxnop", "ramp"))


def test_a_copy_under_another_name_is_found(study: Study):
    root = study.folder.root
    (root / "old.bin").write_bytes((root / "data" / "raw" / "survey.csv").read_bytes())
    (root / "notes.md").write_text(
        "wilfred  said: please tell **wilfred oxnop**, that the ramp is "
        "still not mended after a year!",
        "utf-8",
    )
    done = destroy_raw(study, "C. Keeper", TITLE, today=DUE)
    assert {path.name for path in done.left_in} == {"old.bin", "notes.md"}


def test_files_that_no_source_names_are_told_of_and_stay(study: Study):
    other = study.folder.root / "data" / "raw" / "audio.wav"
    other.write_bytes(b"RIFF")
    assert doomed(study).stay == (other,)
    destroy_raw(study, "C. Keeper", TITLE, today=DUE)
    assert other.is_file()
