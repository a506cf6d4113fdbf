"""Unread text makes a draft; what a named person read and approved makes a release."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from insight import Study
from tests.end_to_end.planted import ROWS


def test_the_demonstration_was_read_and_its_quotes_approved(finished: Path):
    report = finished / "data" / "processed" / "report"
    assert (report / "report.html").is_file()
    assert not list(report.glob("DRAFT*"))
    assert "DRAFT" not in (report / "report.html").read_text("utf-8")


def test_a_study_without_readings_is_a_draft_until_somebody_reads_it(planted: Path, released: Path):
    drafts = planted / "data" / "processed" / "report"
    assert "DRAFT" in (drafts / "DRAFT-report.html").read_text("utf-8")
    assert all(path.name.startswith("DRAFT-") for path in drafts.glob("*.*"))
    for name, column in (("readings.csv", "read"), ("quotes.csv", "approve")):
        path = planted / ".private" / "review" / name
        sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        assert len(sheet)
        assert not sheet[column].any()

    processed = released / "data" / "processed"
    assert (processed / "report" / "report.html").is_file()
    assert not list((processed / "report").glob("DRAFT*"))
    assert "DRAFT" not in (processed / "report" / "report.html").read_text("utf-8")
    assert set(pd.read_csv(processed / "released" / "quotes.csv")["status"]) == {"approved"}


def test_one_changed_word_asks_for_a_new_reading(released: Path, tmp_path: Path):
    folder = Path(shutil.copytree(released, tmp_path / "study"))
    raw = folder / "data" / "raw" / "survey.csv"
    assert "very kind" in ROWS[-1]
    raw.write_bytes(raw.read_bytes().replace(b"very kind", b"quite kind"))
    study = Study(folder)
    study.read()
    study.anonymise()
    states = study.reading_units().set_index("source_name")["reading"]
    assert states["survey"] == "changed"
    assert set(states.drop("survey")) == {"read"}
