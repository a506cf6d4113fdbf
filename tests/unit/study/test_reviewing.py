"""The workbook of identifiers: private, no formula in it, and what is marked comes back.

All names and sentences here are invented.
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from insight import Study
from insight.errors import InputError
from insight.study.people.reviewing import (
    FILE,
    forget_words,
    read_workbook,
    record_review,
    write_review,
    write_workbook,
)

SETTINGS = """
[study]
title = "A study"
key = ".private/key"
[[source]]
name = "survey"
files = "data/raw/survey.csv"
kind = "survey"
sampling = "self_selected"
columns = { id = "id", text = "What works?" }
"""
ANSWERS = """id,What works?
R1,"Brenda Marsh listens, and bramble does. Ring 01632 960 123."
R2,"=HYPERLINK(""x"") is what Brenda Marsh wrote to Bramble."
R3,"Nothing much."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "study.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "data/raw/survey.csv").write_text(ANSWERS, "utf-8")
    return tmp_path


def deidentified(folder: Path) -> Study:
    study = Study(folder)
    study.read()
    study.anonymise()
    study.save()
    return study


def reviewed(study: Study) -> Path:
    assert write_review(study) == ""
    return study.folder.root / ".private/review" / FILE


def fill(path: Path, change: Callable[[Any, Any], None]) -> None:
    """Open the workbook as a person does, change its two sheets, and save it."""
    book = openpyxl.load_workbook(path)
    change(book["identifiers"], book["missed"])
    book.save(path)


def column(sheet: Any, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == name)


def reject(words: str, **more: str) -> Callable[[Any, Any], None]:
    def change(found: Any, _: Any) -> None:
        at = column(found, "words")
        row = next(n for n in range(2, found.max_row + 1) if found.cell(n, at).value == words)
        for name, value in {"decision": "reject", **more}.items():
            found.cell(row, column(found, name)).value = value

    return change


def texts(study: Study) -> str:
    return "\n".join(study.tables["deidentified_segments"]["text"])


def test_the_workbook_is_the_owners_alone_and_holds_no_formula(folder: Path):
    path = reviewed(deidentified(folder))
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    book = openpyxl.load_workbook(path)
    sheet = book["identifiers"]
    assert sheet.freeze_panes == "A2"
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    lists = {str(one.formula1).split(",")[0] for one in sheet.data_validations.dataValidation}
    assert lists == {'"accept', '"person', '"here'}
    assert sheet.column_dimensions[
        openpyxl.utils.get_column_letter(column(sheet, "segment_id"))
    ].hidden


def test_what_is_marked_is_recorded_once_and_holds_from_then_on(folder: Path):
    study = deidentified(folder)
    path = reviewed(study)
    assert "Brenda Marsh" not in texts(study)
    fill(path, reject("Brenda Marsh", applies_to="everywhere"))

    def add(_: Any, missed: Any) -> None:
        missed.append(["survey.csv", "", "", "", ""])
        missed.delete_rows(missed.max_row)
        for at, value in enumerate(["", "bramble", "person", "", "a note"], 1):
            missed.cell(2, at).value = value

    fill(path, add)
    assert list(record_review(study, "A. Reader", "2026-04-01")) == [
        "identifiers: 1 added, 1 rejected, by A. Reader"
    ]
    assert list(record_review(study, "A. Reader", "2026-04-01")) == [
        "identifiers: nothing new, by A. Reader"
    ]
    again = deidentified(folder)
    assert texts(again).count("Brenda Marsh") == 2
    assert "ramble" not in texts(again)
    ledger = (folder / "data/raw/ledger.jsonl").read_text("utf-8").casefold()
    assert not [word for word in ("brenda", "marsh", "bramble") if word in ledger]
    once = again.tables["identifiers"]
    assert deidentified(folder).tables["identifiers"].equals(once)


def test_marks_that_nobody_recorded_survive_a_run_and_recorded_ones_are_cleared(folder: Path):
    study = deidentified(folder)
    path = reviewed(study)
    fill(path, reject("Brenda Marsh", note="the baker"))
    write_review(study)
    found = read_workbook(path).found
    row = found[found["decision"] != ""].iloc[0]
    assert (row["decision"], row["note"]) == ("reject", "the baker")

    list(record_review(study, "A. Reader", "2026-04-01"))
    write_review(deidentified(folder))
    found = read_workbook(path).found
    assert not found["decision"].any()
    row = found[found["note"] != ""].iloc[0]
    assert (row["note"], row["standing"], row["decided_by"]) == (
        "the baker",
        "rejected here",
        "A. Reader",
    )


def decided_at_the_desk(study: Study, verdict: str) -> None:
    """Decide on all that the ledger holds anew, as another person."""
    standing = {told.matter: told for told in study.ledger.decisions()}
    study.ledger.append(
        replace(told, verdict=told.verdict.replace("rejected", verdict), by="B. Desk")
        for told in standing.values()
    )


def verdicts(study: Study) -> list[str]:
    return [told.verdict.split()[0] for told in study.ledger.decisions()]


def test_what_was_overruled_after_it_was_recorded_is_not_recorded_anew(folder: Path):
    study = deidentified(folder)
    path = reviewed(study)
    fill(path, reject("Brenda Marsh", applies_to="everywhere"))
    list(record_review(study, "A. Reader", "2026-04-01"))
    decided_at_the_desk(study, "accepted")
    told = list(record_review(study, "C. Third", "2026-04-02"))
    assert told[0] == "identifiers: nothing new, by C. Third"
    assert told[1].startswith("identifiers.xlsx: 1 marks were recorded earlier and overruled since")
    assert verdicts(study) == ["rejected", "accepted"]
    # The next run takes the mark out; who wants it back marks the fresh workbook.
    write_review(deidentified(folder))
    assert not read_workbook(path).found["decision"].any()
    fill(path, reject("Brenda Marsh", applies_to="everywhere"))
    assert list(record_review(study, "A. Reader", "2026-04-03")) == [
        "identifiers: 1 rejected, by A. Reader"
    ]
    assert verdicts(study) == ["rejected", "accepted", "rejected"]


def test_a_mark_that_was_not_recorded_overrules_what_was_decided_since_the_run(folder: Path):
    study = deidentified(folder)
    path = reviewed(study)
    fill(path, reject("Brenda Marsh", applies_to="everywhere"))
    list(record_review(study, "A. Reader", "2026-04-01"))
    write_review(deidentified(folder))
    fill(path, reject("Brenda Marsh", decision="undo", applies_to="everywhere"))
    decided_at_the_desk(study, "accepted")
    list(record_review(study, "A. Reader", "2026-04-03"))
    assert verdicts(study) == ["rejected", "accepted", "undone"]


def test_a_withdrawal_drops_decisions_on_words_that_only_this_person_said(folder: Path):
    study = deidentified(folder)
    path = reviewed(study)
    fill(path, reject("01632 960 123", applies_to="everywhere"))
    fill(path, reject("Brenda Marsh", applies_to="everywhere"))
    list(record_review(study, "A. Reader", "2026-04-01"))
    segments = study.tables["segments"]
    own = segments.loc[segments["text"].str.contains("01632"), "segment_id"]
    forget_words(study, [], set(own))
    (left,) = study.ledger.decisions()
    assert left.place.startswith("everywhere person")  # the other is said by somebody else too
    forget_words(study, ["Brenda Marsh"], set())
    assert study.ledger.decisions() == []


def test_a_file_that_is_no_such_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "x.xlsx"
    with pytest.raises(InputError, match="there is no such sheet"):
        read_workbook(path)
    path.write_text("Brenda Marsh", "utf-8")
    with pytest.raises(InputError, match="not a workbook"):
        read_workbook(path)
    openpyxl.Workbook().save(path)
    with pytest.raises(InputError, match="the sheet identifiers is missing"):
        read_workbook(path)
    with pytest.raises(InputError, match=r"end it in \.xlsx"):
        write_workbook(tmp_path / "x.csv", pd.DataFrame())
