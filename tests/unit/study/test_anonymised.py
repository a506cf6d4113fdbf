"""Files without a study: what a person marks in the workbook holds in the next call.

All names and sentences here are invented.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from insight.errors import InputError
from insight.progress import silent
from insight.study.anonymised import IDENTIFIER_COLUMNS, Asked, anonymise, shown

ROWS = """id,text
a1,"Brenda Marsh listens, and trolley does. Ring 01632 960 123."
a2,"=1+1 is what Brenda Marsh wrote."
"""
TALK = "INT: Who helped?\n\nP1: Brenda Marsh did, and trolley.\n"
GOLD = "document_id,start,end,kind\na1,0,12,person\na1,26,33,person\na1,45,58,phone\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    (tmp_path / "talk.txt").write_text(TALK, "utf-8")
    return [tmp_path / "rows.csv", tmp_path / "talk.txt"]


def done(files: list[Path], out: str, **asked: Path) -> pd.DataFrame | None:
    said: list[str] = []
    result = anonymise(files, files[0].parent / out, Asked(**asked), said.append, lambda _: silent)
    assert not [line for line in said if "Brenda" in line or "trolley" in line]
    return result


def test_a_review_marked_by_a_person_holds_in_the_next_call(files: list[Path]):
    folder = files[0].parent
    path = folder / "review.xlsx"
    done(files, "first", review=path)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = (folder / "first/rows.csv").read_text("utf-8")
    assert "Brenda" not in first
    assert "trolley" in first

    book = openpyxl.load_workbook(path)
    found, missed = book["identifiers"], book["missed"]
    header = [cell.value for cell in found[1]]
    words, decision, reach = (
        header.index(name) + 1 for name in ("words", "decision", "applies_to")
    )
    rows = range(2, found.max_row + 1)
    row = next(n for n in rows if found.cell(n, words).value == "Brenda Marsh")
    found.cell(row, decision).value, found.cell(row, reach).value = "reject", "everywhere"
    missed.cell(2, 2).value, missed.cell(2, 3).value = "trolley", "person"
    book.save(path)

    again = folder / "again.xlsx"
    done(files, "second", reviewed=path, review=again)
    second = (folder / "second/rows.csv").read_text("utf-8")
    assert second.count("Brenda Marsh") == 2
    assert "trolley" not in second
    talk = (folder / "second/talk.txt").read_text("utf-8")
    assert "Brenda Marsh did, and [person 1]." in talk
    told = pd.read_csv(folder / "second/identifiers.csv")
    assert list(told.columns) == IDENTIFIER_COLUMNS
    assert len(told) == 3  # the telephone number, and trolley twice: what stays is no identifier
    counts = pd.read_csv(folder / "second/audit.csv")
    assert counts[["n_rejected", "n_added"]].sum().tolist() == [3, 2]

    done(files, "third", reviewed=again)
    for name in ("rows.csv", "talk.txt", "identifiers.csv"):
        assert (folder / "third" / name).read_bytes() == (folder / "second" / name).read_bytes()


def test_marked_spans_tell_how_much_was_found(files: list[Path]):
    gold = files[0].parent / "gold.csv"
    gold.write_text(GOLD, "utf-8")
    measured = done(files[:1], "out", gold=gold)
    assert measured is not None
    told = measured.set_index("kind")
    assert told.loc["person", ["n_marked", "n_covered"]].tolist() == [2, 1]
    assert told.loc["phone", "recall"] == 1
    # One of two: 1 - sqrt(0.975) and sqrt(0.975).
    assert shown(measured).set_index("kind").loc["person", "recall (95 %)"] == "0.500 (0.013-0.987)"
    assert (files[0].parent / "out/recall.csv").is_file()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("b9,0,2,person", "row 2: no text has this document_id"),
        ("a1,0,2,dragon", "row 2: a kind that does not exist"),
        ("a1,2,2,person", "row 2: the span lies outside the text"),
        ("a1,0,999,person", "row 2: the span lies outside the text"),
        ("a1,x,2,person", "row 2: offsets are whole numbers"),
    ],
)
def test_a_mark_that_cannot_be_is_refused_by_its_row(files: list[Path], row: str, problem: str):
    gold = files[0].parent / "gold.csv"
    gold.write_text(f"document_id,start,end,kind\n{row}\n", "utf-8")
    with pytest.raises(InputError, match=problem) as told:
        done(files[:1], "out", gold=gold)
    assert "b9" not in str(told.value)
    assert "dragon" not in str(told.value)
