"""A codebook is the same in TOML, REFI-QDA and Excel; those of other programs are read too."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from insight.coding import STARTER, Codebook, codebook_path, read_codebook, write_codebook
from insight.coding.book import Code, Group, Principle
from insight.errors import SettingsError

# Invented words: signs that mean something to TOML, XML or a spreadsheet.
AWKWARD = Codebook(
    "Invented: <awkward> & \"quoted\"",
    "2 beta",
    (
        Code(
            "A1",
            "costs",
            "=SUM(1, 2) is what it costs,\nsay some.",
            name="What it costs",
            include=("+ charges", "- bills", "@ the shop"),
            exclude=('so-called "help" \\ aid',),
            examples=("Too dear: £5; or was it 6?", "Code: a word of mine"),
            cues=("dear",),
            parent="A",
            pair="A2",
            principles=("P4",),
            colour="#1F77B4",
        ),
        Code(
            "A2",
            "free",
            "It costs nothing.",
            parent="A1",
            pair="A1",
            origin="emerged",
            ordinal=True,
            rungs=("none", "some", "all"),
            replaces=("A7", "A9"),
        ),
    ),
    (Group("A", "Money", "What things cost.", colour="#ABCDEF"), Group("B", "Empty")),
    (Principle("P1", "Children"), Principle("P4", "A healthy standard of living")),
)  # fmt: skip
ENDINGS = (".toml", ".qdc", ".xlsx")
WORDS = some.text(
    some.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_codebook_comes_back_as_it_was_written(tmp_path: Path, ending: str) -> None:
    starter = read_codebook(codebook_path(STARTER, Path()))
    for book in (starter, AWKWARD):
        path = tmp_path / f"book{ending}"
        write_codebook(book, path)
        once = path.read_bytes()
        assert read_codebook(path) == book
        write_codebook(read_codebook(path), path)
        assert path.read_bytes() == once


@given(title=WORDS, label=WORDS, lists=some.lists(WORDS, max_size=3))
@pytest.mark.parametrize("ending", [".toml", ".qdc"])
def test_whatever_people_write_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    ending: str,
    title: str,
    label: str,
    lists: list[str],
) -> None:
    plain = [word for word in lists if word not in ("-", ":")]
    code = Code("X1", label, "Defined.", include=tuple(plain), examples=tuple(plain))
    book = Codebook(title, "1", (code,))
    path = tmp_path_factory.mktemp("books") / f"book{ending}"
    write_codebook(book, path)
    assert read_codebook(path) == book


NVIVO = """<?xml version="1.0" encoding="UTF-8"?>
<CodeBook origin="Another program" xmlns="urn:QDA-XML:codebook:1:0">
 <Codes>
  <Code guid="11111111-1111-1111-1111-111111111111" name="Getting help" isCodable="true"
   color="#F80">
   <Description>What people do to get help.
Include:
- asking
Name: is a word that people use</Description>
   <Code guid="22222222-2222-2222-2222-222222222222" name="Good" isCodable="true"/>
  </Code>
  <Code guid="33333333-3333-3333-3333-333333333333" name="Paying" isCodable="false">
   <Code guid="44444444-4444-4444-4444-444444444444" name="Good" isCodable="true"/>
  </Code>
 </Codes>
 <Sets><Set guid="55555555-5555-5555-5555-555555555555" name="Mine"/></Sets>
</CodeBook>
"""


def test_a_codebook_of_another_program_is_read_with_its_hierarchy(tmp_path: Path) -> None:
    (tmp_path / "other.qdc").write_text(NVIVO, encoding="utf-8")
    book = read_codebook(tmp_path / "other.qdc")
    assert (book.title, book.version) == ("other", "1")
    assert [(one.code, one.title, one.parent) for one in book.codes] == [
        ("getting_help", "Getting help", ""),
        ("getting_help_good", "Good", "getting_help"),
        ("paying_good", "Good", "paying"),
    ]
    help_ = book.codes[0]
    assert help_.definition == "What people do to get help."
    assert help_.include == ("asking", "Name: is a word that people use")
    assert help_.colour == "#FF8800"
    assert [one.code for one in book.groups] == ["paying"]
    assert "2 codes have no description" in book.notes[0]
    assert "1 sets" in book.notes[1]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<CodeBook", "XML is damaged"),
        ('<!DOCTYPE x [<!ENTITY e "x">]><CodeBook>&e;</CodeBook>', "defines entities"),
        ("<Project/>", "not a REFI-QDA codebook"),
        ("<CodeBook><Codes/></CodeBook>", "there are no codes"),
    ],
)
def test_what_is_no_codebook_is_refused(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "bad.qdc").write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_codebook(tmp_path / "bad.qdc")


def workbook(path: Path, rows: list[list[str]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Our codes")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def test_a_workbook_that_people_made_needs_no_more_than_names_and_definitions(
    tmp_path: Path,
) -> None:
    path = workbook(
        tmp_path / "ours.xlsx",
        [
            ["Name", "Description", "Inclusion criteria", "Parent code"],
            ["Cost", "What it costs.", "charges\nbills", "Money"],
            ["", "", "", ""],
            ["Distance", "", "", ""],
        ],
    )
    book = read_codebook(path)
    assert [(one.code, one.definition, one.include) for one in book.codes] == [
        ("Cost", "What it costs.", ("charges", "bills")),
        ("Distance", "Distance", ()),
    ]
    assert [one.code for one in book.groups] == ["Money"]
    assert "1 codes have no definition" in book.notes[0]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["Colour of hair", "Words"], "sheet our codes: no column of codes"),
        (["Code", "Definitoin"], "unknown column definitoin"),
    ],
)
def test_what_is_wrong_with_a_workbook_is_named(
    tmp_path: Path, header: list[str], said: str
) -> None:
    path = workbook(tmp_path / "ours.xlsx", [header, ["x", "y"]])
    with pytest.raises(SettingsError, match=said):
        read_codebook(path)


def test_nothing_in_a_workbook_is_a_formula(tmp_path: Path) -> None:
    write_codebook(AWKWARD, tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["codebook", "groups", "principles", "how to"]
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}


def test_other_endings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "book.docx").touch()
    with pytest.raises(SettingsError, match=r"ends in \.toml, \.qdc or \.xlsx"):
        read_codebook(tmp_path / "book.docx")
