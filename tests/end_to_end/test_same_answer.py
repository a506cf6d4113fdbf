"""Same data, same answer: whatever the order of rows, and however often."""

from __future__ import annotations

import random
from hashlib import sha256
from pathlib import Path

import openpyxl
import pandas as pd

from insight import Study
from tests.end_to_end.conftest import copy_study


def released(folder: Path) -> dict[str, str]:
    """Digest of every released table, the report and the workbook, byte by byte."""
    processed = folder / "data" / "processed"
    files = [*sorted((processed / "released").glob("*.csv")), *sorted(processed.glob("report/*.*"))]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


def shuffle_rows(folder: Path) -> None:
    """Put the rows of every table that the study reads into another order."""
    raw = folder / "data" / "raw"
    for name in ("survey.csv", "speakers.csv", "known_names.csv", "human_codes.csv"):
        table = pd.read_csv(raw / name, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        table.sample(frac=1, random_state=7).to_csv(raw / name, index=False, encoding="utf-8-sig")
    book = openpyxl.load_workbook(raw / "forms.xlsx")
    sheet = book.active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    random.Random(7).shuffle(rows)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value  # also where it is empty
    book.save(raw / "forms.xlsx")


def test_a_second_run_gives_the_same_bytes(finished: Path, study_folder: Path):
    Study(study_folder).run()
    assert released(study_folder) == released(finished)
    assert len(released(finished)) > 10


def test_shuffled_rows_give_the_same_tables_byte_by_byte(finished: Path, tmp_path: Path):
    folder = copy_study(tmp_path / "shuffled")
    shuffle_rows(folder)
    Study(folder).run()
    ours, theirs = released(folder), released(finished)
    differing = {name for name in theirs if ours[name] != theirs[name]}
    # Report and workbook tell the digests of the files they were made from: these files differ.
    assert differing <= {"report.html", "released_tables.xlsx"}
    assert set(ours) == set(theirs)
