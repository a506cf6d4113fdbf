"""A search finds a passage in whatever way a program has written it. The words are invented."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from insight.study.people.search import files_holding

SAID = "She said “we can’t wait”, and Tom & I left."


def word(path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for part in (SAID[:11], SAID[11:13], SAID[13:]):  # runs part words, as after a correction
        paragraph.add_run(part)
    document.save(str(path))


def workbook(path: Path) -> None:
    pd.DataFrame({"text": [SAID]}).to_excel(path, index=False)


def page(path: Path) -> None:
    path.write_text(f"<p>{SAID.replace('&', '&amp;').replace('said', '<b>sa</b>id')}</p>", "utf-8")


def lines(path: Path) -> None:
    path.write_text(json.dumps({"text": SAID}), "ascii")  # ’ becomes \u2019


def table(path: Path) -> None:
    pd.DataFrame({"text": [SAID]}).to_parquet(path)


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as outer:
        outer.writestr("inner.txt.gz", gzip.compress(SAID.encode("utf-16")))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.docx", word),
        ("a.xlsx", workbook),
        ("a.html", page),
        ("a.jsonl", lines),
        ("a.parquet", table),
        ("a.zip", zipped),
        ("a.txt", lambda path: path.write_text(SAID.upper().replace(" ", "\n"), "utf-8")),
    ],
)
def test_it_is_found(tmp_path: Path, name: str, write):
    write(tmp_path / name)
    assert files_holding(tmp_path, {SAID}) == [Path(name)]
    assert files_holding(tmp_path, {"She said we can wait"}) == []


def test_part_of_a_word_is_no_hit(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Annabel and Joanna", "utf-8")
    assert files_holding(tmp_path, {"Anna"}) == []
