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
    told = Hints(**hints)  # type: ignore[arg-type]
    found = read_content(raw, suffix, f"survey{suffix}", told)
    assert isinstance(found, ResponseTable)
    return found


def survey(raw: bytes, suffix: str = ".csv", **hints: object) -> ResponseTable:
    """A table as a source of the study reads it: nothing that tells who somebody is."""
    return table(raw, suffix, **{"keep": frozenset(), **hints})


def cells(found: ResponseTable) -> list[tuple[str, ...]]:
    return [row.cells for row in found.rows]


def told(found: ResponseTable, *words: str) -> bool:
    """Whether one note holds all of `words`."""
    return any(all(word in note for word in words) for note in found.notes)


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
        (b"a,b\n1,2\n", ".ppt", "cannot be read"),
        (b"$FL2 and no more", ".sav", "not an SPSS file"),
        (b"a,b\n1," + b"word " * 2_500_000, ".csv", "single line"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), ".xlsx", "password"),
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


def test_a_delimiter_is_declared_or_told_by_excel() -> None:
    assert table(b"id~text\n1~a, b; c\n", delimiter="~").header == ("id", "text")
    assert table(b"id\ttext\n1\ta,b\n", delimiter="tab").header == ("id", "text")
    said = table(b'sep=;\r\nid;text\r\n1;"a, b, c"\r\n')
    assert (said.header, said.rows[0].number) == (("id", "text"), 3)
    with pytest.raises(SourceError, match="not one character"):
        table(b"id,text\n1,a\n", delimiter="::")


def test_lines_in_two_encodings_are_each_read_in_their_own() -> None:
    raw = "id,text\n1,Zoë – fine\n".encode() + "2,café £5\n".encode("cp1252") + "3,naïve\n".encode()
    found = table(raw)
    assert [row.cells[1] for row in found.rows] == ["Zoë – fine", "café £5", "naïve"]
    assert told(found, "1 lines", "cp1252")


def test_nul_bytes_are_taken_out_and_told() -> None:
    found = table(b"id,text\n1,go\0od\n2,\0\n")
    assert cells(found) == [("1", "good"), ("2", "")]
    assert told(found, "2 NUL bytes")


def test_empty_rows_are_skipped_and_counted() -> None:
    found = table(b"id,text\n1,good\n\n,\n , \n2,bad\n,\n")
    assert [row.number for row in found.rows] == [2, 6]
    assert told(found, "3 empty rows")


def test_headings_are_unique_and_none_is_empty() -> None:
    found = table(b"id,Why?,,Why?,\n1,a,b,c,\n2,d,e,f,\n")
    assert found.header == ("id", "Why?", "column 3", "Why? (2)")
    assert told(found, "1 columns have the heading of another")


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        # Numbers, dates, addresses, postcodes where all others are, too.
        (["7,Warm hub", "8,Cold hall", "9,No bus"], "7"),
        (["2026-03-01,Warm", "2026-03-02,Cold", "2026-03-04,Wet"], "2026-03-01"),
        # A choice that comes again.
        (["carer,Warm hub", "neighbour,Cold hall", "carer,No bus"], "carer"),
        # Somebody's sentence.
        (
            [
                '"They were late, and we waited."',
                "Nobody rang us that day.",
                "It was cold there.",
            ],
            "They were late, and we waited.",
        ),
    ],
)
def test_an_answer_is_not_lost_as_a_header(rows: list[str], first: str) -> None:
    found = survey("".join(f"{row}\n" for row in rows).encode())
    assert found.rows[0].cells[0] == first
    assert found.header[0] == "column 1"
    assert told(found, "taken for an answer", "header_rows = 1")


@pytest.mark.parametrize(
    "header",
    [
        "id,What should change?",
        "Case,I would recommend this service",
        "number,Please tell us about your visit.",
    ],
)
def test_a_header_is_not_taken_for_an_answer(header: str) -> None:
    found = survey(f"{header}\n1,The hall was cold and dark\n2,Nobody came to us\n".encode())
    assert ",".join(found.header) == header
    assert len(found.rows) == 2


def test_the_number_of_header_rows_can_be_told() -> None:
    raw = b"Help with,,Why?\nmeals,bus,\nyes,no,late\n"
    assert table(raw, header_rows=2).header == ("Help with - meals", "Help with - bus", "Why?")
    assert table(raw, header_rows=2).rows[0].number == 3
    none = table(raw, header_rows=0)
    assert none.header == ("column 1", "column 2", "column 3")
    assert len(none.rows) == 3


def test_question_and_option_in_two_rows_are_recognised() -> None:
    raw = b"ref,Help with,,Why?\n,meals,bus,open-ended response\n1,yes,no,late\n2,no,no,early\n"
    found = survey(raw)
    assert found.header == ("ref", "Help with - meals", "Help with - bus", "Why?")
    assert told(found, "first two rows")


def test_a_header_that_comes_again_is_no_response() -> None:
    found = table(b"id,text\n1,good\nid,text\n2,bad\n")
    assert cells(found) == [("1", "good"), ("2", "bad")]
    assert [(left.place, left.reason) for left in found.left_out] == [("row 3", "header repeated")]


def sheets(**named: list[list[object]]) -> bytes:
    """A workbook of several sheets; one whose name begins with an underscore is hidden."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name.startswith("_") else "visible"
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


LONG = "The carer came late on every day of that week"


def test_the_sheet_that_looks_like_responses_is_read() -> None:
    raw = sheets(
        Cover=[["Report for the board"]],
        May=[["id", "What happened?"], [1, LONG], [2, LONG]],
        _Keys=[["id", "name"], [1, LONG * 9], [2, LONG * 9]],
    )
    found = survey(raw, ".xlsx")
    assert cells(found)[0] == ("1", LONG)
    assert told(found, "sheet 2 was read", "not 1")
    assert told(found, "1 hidden sheets were not read")
    assert not told(found, "May")


def test_a_sheet_named_in_the_settings_is_read() -> None:
    raw = sheets(May=[["id"], [1]], _Keys=[["id"], [2]])
    assert cells(table(raw, ".xlsx", sheet="_Keys")) == [("2",)]
    with pytest.raises(SourceError, match="there is no sheet called June"):
        table(raw, ".xlsx", sheet="June")


def test_a_formula_without_a_value_is_told_by_its_cell() -> None:
    found = table(workbook([["id", "text"], [1, "=1+1"], [2, "plain"]]), ".xlsx")
    assert cells(found) == [("1", ""), ("2", "plain")]
    assert told(found, "formulas without a value", "B2")


def test_a_formula_is_read_as_excel_last_showed_it() -> None:
    import zipfile

    raw = workbook([["id", "text"], [1, "=1+1"]])
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"<v></v>", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")
                content = content.replace(b"<v />", b"<v>2</v>")
            new.writestr(name, content)
    assert cells(table(written.getvalue(), ".xlsx")) == [("1", "2")]


def spss(tmp_path: Path, suffix: str = ".sav", **columns: list[object]) -> bytes:
    """An SPSS file of these variables, with labels, user-missing values and a long string."""
    import pyreadstat

    path = tmp_path / f"made{suffix}"
    labels = {"age": "How old are you?", "works": "What works?", "mail": "Your e-mail address"}
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        str(path),
        column_labels=[labels.get(name) for name in columns],
        variable_value_labels={
            "age": {1: "18-24", 2: "25-34", 8: "Prefer not to say", 9: "Not asked"}
        },
        missing_ranges={"age": [8, 9]},
        compress=suffix == ".zsav",
    )
    return path.read_bytes()


@pytest.mark.parametrize("suffix", [".sav", ".zsav"])
def test_spss_values_go_by_their_labels(tmp_path: Path, suffix: str) -> None:
    long = "Zoë said: " + "the bus, " * 200
    raw = spss(
        tmp_path,
        suffix,
        ref=[1.0, 2.0, 3.0, 4.0],
        age=[1.0, 8.0, 9.0, 3.0],
        works=[long, "Aye.", "", "No."],
        mail=["jo@x.org", "", "", ""],
    )
    found = survey(raw, suffix)
    assert (found.layout, found.header) == ("SPSS", ("ref", "How old are you?", "What works?"))
    assert found.aliases == ("ref", "age", "works")
    assert [row.cells[1] for row in found.rows] == ["18-24", "Prefer not to say", "", "3"]
    assert found.rows[0].cells[2] == long.strip()
    assert found.rows[0].cells[0] == "1"


def test_columns_that_tell_who_somebody_is_are_never_read_in() -> None:
    raw = (
        b"ref,Your full name,E-mail address,Phone number,IP Address,Latitude,What is your name?,"
        b"Which name should the hub have?,Postcode\n1,Jo Ash,j@x.org,0191,1.2.3.4,55.1,Jo,Tin Hut,"
        b"NE1 1AA\n"
    )
    found = survey(raw)
    assert found.header == ("ref", "Which name should the hub have?", "Postcode")
    assert told(found, "not read in", "E-mail address")
    kept = survey(raw, keep=frozenset(["E-mail address"]))
    assert "E-mail address" in kept.header
    # A table that is no survey, such as a list of speakers, is read whole.
    assert len(table(raw).header) == 9


@pytest.mark.parametrize(
    "heading",
    [
        "If you would like to hear more, please leave your e-mail address or phone number below",
        "Name of the person who filled this in",
        "12. Contact number (optional)",
        "Respondent's surname",
    ],
)
def test_however_it_is_asked_who_somebody_is_stays_out(heading: str) -> None:
    found = survey(f'ref,"{heading}",Why?\n1,Jo,late\n2,Al,early\n'.encode())
    assert found.header == ("ref", "Why?")


@pytest.mark.parametrize(
    "heading",
    [
        "Which name should the hub have?",
        "How did you address this?",
        "Did we ring or e-mail you?",
        "What type of help did you get over the phone?",
        "Please share your views on how we e-mail you",
        "Did they give you a number to ring?",
    ],
)
def test_a_question_about_services_is_read(heading: str) -> None:
    assert heading in survey(f'ref,"{heading}"\n1,By phone\n2,By letter\n'.encode()).header


def test_addresses_are_known_by_the_cells_too() -> None:
    found = survey(b"ref,Reply to,Why?\n1,jo@ash.org,late\n2,al@reed.org,early\n3,,cold\n")
    assert found.header == ("ref", "Why?")


def test_a_layout_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SourceError, match="names no layout of a survey"):
        table(b"id,text\n1,a\n", layout="papyrus")
    assert (
        table(b"ID,Start time,Completion time,Email,Name\n1,,,,\n", layout="plain").layout
        == "table"
    )
