"""Unread text makes a draft; what a named person read and approved makes a release."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from insight import Study
from insight.study import approve_sheets


def reported(folder: Path) -> Study:
    """The study released and reported again, from the tables it has."""
    study = Study(folder)
    study.anonymise()
    study.publish()
    study.save()
    study.report()
    return study


def test_the_demonstration_was_read_and_its_quotes_approved(finished: Path):
    report = finished / "data" / "processed" / "report"
    assert (report / "report.html").is_file()
    assert not list(report.glob("DRAFT*"))
    assert "DRAFT" not in (report / "report.html").read_text("utf-8")


def test_a_copy_without_readings_is_a_draft_until_somebody_reads_it(finished: Path, tmp_path: Path):
    folder = tmp_path / "study"
    shutil.copytree(finished, folder)
    (folder / "data" / "raw" / "ledger.jsonl").unlink()

    draft = reported(folder)
    assert draft.release.draft
    report = draft.folder.report
    assert all(path.name.startswith("DRAFT-") for path in report.glob("*.*"))
    assert "DRAFT" in (report / "DRAFT-report.html").read_text("utf-8")

    for name, column in (("readings.csv", "read"), ("quotes.csv", "approve")):
        path = draft.folder.review / name
        sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        assert not sheet[column].any()
        sheet.assign(**{column: "yes"}).to_csv(path, index=False, encoding="utf-8-sig")
    list(approve_sheets(draft, "A. Reader"))

    final = reported(folder)
    assert not final.release.draft
    assert set(final.release.tables["quotes"]["status"]) == {"approved"}
    assert (report / "report.html").is_file()


def test_one_changed_word_asks_for_a_new_reading(finished: Path, tmp_path: Path):
    folder = tmp_path / "study"
    shutil.copytree(finished, folder)
    raw = folder / "data" / "raw" / "survey.csv"
    raw.write_bytes(raw.read_bytes().replace(b"Bath lift", b"Bath seat"))
    study = Study(folder)
    study.read()
    study.anonymise()
    states = study.reading_units().set_index("source_name")["reading"]
    assert states["survey"] == "changed"
    assert set(states.drop("survey")) == {"read"}
