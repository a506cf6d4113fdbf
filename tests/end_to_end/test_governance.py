"""The governance report of the demonstration: evidence without a word of anybody."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from insight import Study
from insight.study.governance import govern
from insight.study.people.search import files_holding


@pytest.fixture(scope="module")
def governed(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study with its governance report; do not change it."""
    folder = tmp_path_factory.mktemp("governed") / "study"
    shutil.copytree(finished, folder)
    list(govern(Study(folder)))
    return folder


def test_the_report_holds_no_name_no_passage_and_no_small_number(governed: Path, tmp_path: Path):
    report = tmp_path / "report"
    report.mkdir()
    made = governed / ".private" / "governance"
    for name in ("governance.html", "governance.docx"):
        shutil.copy(made / name, report / name)

    speakers = pd.read_parquet(governed / ".private" / "tables" / "speakers.parquet")
    segments = pd.read_parquet(governed / ".private" / "tables" / "segments.parquet")
    clean = pd.read_parquet(
        governed / "data" / "processed" / "tables" / "deidentified_segments.parquet"
    )
    names = {name for name in speakers["name"] if name}
    words = {text for text in [*segments["text"], *clean["text"]] if len(text) >= 25}
    ids = set(speakers["speaker_id"]) | set(segments["segment_id"])
    assert files_holding(report, names | words | ids) == []

    told = Document(str(report / "governance.docx"))
    risk = [
        t for t in told.tables if [c.text for c in t.rows[0].cells][:3] == ["Step", "k", "Alone"]
    ]
    assert len(risk) == 1
    cells = [c.text for table in risk for row in table.rows[1:] for c in row.cells[2:]]
    assert all(re.fullmatch(r"none|fewer than 8|about [\d,]*[05]", text) for text in cells)


def test_the_sheets_hold_de_identified_words_alone(governed: Path):
    made = governed / ".private" / "governance"
    speakers = pd.read_parquet(governed / ".private" / "tables" / "speakers.parquet")
    names = {name for name in speakers["name"] if len(name.split()) > 1}
    assert files_holding(made, names) == []
    clean = pd.read_parquet(
        governed / "data" / "processed" / "tables" / "deidentified_segments.parquet"
    )
    sheet = pd.read_csv(made / "safeguarding.csv", dtype="str", encoding="utf-8-sig")
    assert set(sheet["segment_id"]) <= set(clean["segment_id"])
    passages = pd.read_excel(made / "intruder-worksheet.xlsx", sheet_name="Passages")
    assert len(passages) == 20
    assert set(passages["De-identified words"]) <= set(clean["text"])
