"""Tables of responses: every cell is the text that was in it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from insight.corpus import read_rows
from insight.corpus.formats import Hints, read_content
from insight.corpus.formats.content import ResponseTable
from insight.errors import SourceError

HEADER = ["ID", "Comment", "Code"]
ROWS = [["001", "Grand; really, it is.\nTwo lines.", "NE 01"], ["002", 'He said "no".', "3-4"]]


def table(raw: bytes, suffix: str = ".csv", **hints: object) -> ResponseTable:
    found = read_content(raw, suffix, f"survey{suffix}", Hints(**hints))  # type: ignore[arg-type]
    assert isinstance(found, ResponseTable)
    return found


def workbook(rows: list[list[object]], number_format: str = "General") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell in sheet["A"]:
        cell.number_format = number_format
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiter_and_encoding_are_recognised(delimiter: str, encoding: str) -> None:
    text = pd.DataFrame(ROWS, columns=HEADER).to_csv(index=False, sep=delimiter)
    found = table(text.encode(encoding))
    assert list(found.header) == HEADER
    assert [list(row.cells) for row in found.rows] == ROWS
    assert [row.number for row in found.rows] == [2, 3]


def test_one_column_is_a_table_too() -> None:
    found = table(b'Comment\n"Good, clean; and warm"\nCold\n')
    assert found.header == ("Comment",)
    assert [row.cells for row in found.rows] == [("Good, clean; and warm",), ("Cold",)]


def test_parquet_and_json_lines_give_the_same_cells() -> None:
    frame = pd.DataFrame(ROWS, columns=HEADER)
    parquet = io.BytesIO()
    frame.to_parquet(parquet)
    lines = frame.to_json(orient="records", lines=True).encode()
    for found in (table(parquet.getvalue(), ".parquet"), table(lines, ".jsonl")):
        assert [list(row.cells) for row in found.rows] == ROWS


def test_a_workbook_keeps_leading_zeros_and_whole_numbers() -> None:
    raw = workbook([["ID", "n", "when"], [7, 3.0, date(2026, 3, 9)]], number_format="000")
    assert table(raw, ".xlsx").rows[0].cells == ("007", "3", "2026-03-09")


def test_several_choices_are_joined_by_semicolons() -> None:
    found = table(b'{"id": 1, "who": ["carer", "staff"]}\n{"id": 2, "why": null}\n', ".jsonl")
    assert found.header == ("id", "who", "why")
    assert [row.cells for row in found.rows] == [("1", "carer;staff", ""), ("2", "", "")]


def test_forms_names_and_addresses_are_never_read_in() -> None:
    head = [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "How is\nit?\u00a0",
        "Total points",
    ]
    began, ended = (datetime.combine(date(2026, 3, 9), time(9, minute)) for minute in (0, 5))
    row = [1, began, ended, "jo@x.org", "Jo Fell", "Fine.", 3]
    found = table(workbook([head, row]), ".xlsx")
    assert found.layout == "Microsoft Forms"
    assert found.header == ("ID", "Start time", "Completion time", "How is it?")
    assert found.rows[0].cells == ("1", "2026-03-09 09:00:00", "2026-03-09 09:05:00", "Fine.")


def test_qualtrics_heads_its_columns_three_times_and_keeps_previews() -> None:
    ids = "StartDate,ResponseId,IPAddress,RecipientEmail,DistributionChannel,Q1"
    asked = "Start Date,Response ID,IP Address,Recipient Email,Distribution Channel,How is it?"
    imports = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in ids.split(","))
    rows = "2026,R_1,1.2.3.4,jo@x.org,anonymous,Fine.\n2026,R_2,1.2.3.4,,preview,Testing."
    found = table(f"{ids}\n{asked}\n{imports}\n{rows}\n".encode())
    assert found.header == ("Start Date", "Response ID", "Distribution Channel", "How is it?")
    assert found.aliases[-1] == "Q1"
    assert [row.cells[1] for row in found.rows] == ["R_1"]
    assert [(left.place, left.reason) for left in found.left_out] == [("row 5", "preview response")]


@pytest.mark.parametrize(
    ("raw", "suffix", "what"),
    [
        (b"", ".csv", "the file is empty"),
        (b"ID,Comment\n1,good\n2,bad,worse\n", ".csv", r"row 3: more cells \(3\)"),
        (b'ID,Comment\n1,"never closed\n', ".csv", "quotation marks"),
        (workbook([["ID"], [1]]), ".csv", "a Word or Excel file"),
        (b"ID,Comment\n1,x\n", ".xlsx", "not an Excel workbook"),
        (b"ID,Comment\n1,x\n", ".parquet", "not a Parquet table"),
        (b'{"id": 1}\n[2]\n', ".jsonl", "line 2: not a JSON object"),
        (b"%PDF-1.4", ".pdf", "cannot be read"),
    ],
)
def test_each_fault_is_told_by_itself(raw: bytes, suffix: str, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        table(raw, suffix)


def test_a_table_is_no_transcript() -> None:
    with pytest.raises(SourceError, match="holds a survey, not a transcript"):
        table(b"a,b\n1,2\n", kind="transcript")


def test_rows_are_given_untouched(write: Callable[..., Path]) -> None:
    path = write("x.csv", "ref,comment\n007,  “Aye”\u00a0&amp; no \n008,n/a\n")
    found = read_rows(path, text="comment", id="ref")
    assert found.to_dict("list") == {
        "id": ["007", "008"],
        "text": ["  “Aye”\u00a0&amp; no ", "n/a"],
    }


def test_rows_without_an_id_go_by_their_number(write: Callable[..., Path]) -> None:
    path = write("x.csv", "text\nOne thing.\nAnother thing.\n")
    assert list(read_rows(path)["id"]) == ["2", "3"]


def test_ids_of_rows_must_differ(write: Callable[..., Path]) -> None:
    with pytest.raises(SourceError, match="two rows have the same id"):
        read_rows(write("x.csv", "id,text\n1,a\n1,b\n"))
