"""The codebook as an Excel workbook, for those who write it together: a row a code.

Nothing in it is ever a formula. Lists stand one item a line in their cell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from insight.coding.book.codebook import ORIGINS, Code, Codebook, Group, Principle
from insight.coding.book.records import record
from insight.errors import SettingsError

CODES, GROUPS, PRINCIPLES, HOW = "codebook", "groups", "principles", "how to"
_SHEETS = {CODES: Code, GROUPS: Group, PRINCIPLES: Principle}
# As programs and people head the same columns.
_ALSO = {
    "id": "code",
    "short name": "code",
    "title": "name",
    "description": "definition",
    "inclusion": "include",
    "inclusion criteria": "include",
    "when to use": "include",
    "exclusion": "exclude",
    "exclusion criteria": "exclude",
    "when not to use": "exclude",
    "example": "examples",
    "example quotes": "examples",
    "color": "colour",
    "principle": "principles",
    "marmot principles": "principles",
    "parent code": "parent",
}
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_WIDTHS = {
    "definition": 50,
    "include": 40,
    "exclude": 40,
    "examples": 50,
    "cues": 30,
    "title": 60,
    "label": 22,
    "name": 26,
    "rungs": 18,
}
_LINES = re.compile(r"[\r\n]+|_x000D_")
_TITLE, _VERSION = "Title of the codebook", "Version"
_HELP = (
    "Write the codebook on the sheet `codebook`: a row a code. Only code, label and definition "
    "must be filled.",
    "include, exclude, examples, cues, principles, rungs and replaces are lists: one item a line "
    "(Alt+Enter makes a new line in a cell).",
    "code: the short name, such as V1; label: the name in tables; name: the name in reports.",
    "parent: the code of a group (sheet `groups`) or of another code that it belongs under.",
    "pair: the code that says the reverse, such as a council that listens and one that does not.",
    "origin: prespecified (set before the analysis), added (set before, by you), or emerged (found "
    "while reading). Gradients are for codes that were set before.",
    "ordinal: yes where a rung is recorded with the code, as claimed and as lived; rungs: their "
    "names, the lowest first.",
    "replaces: codes of the version before that became this one: one code that several replace is "
    "split, several codes that one replaces are merged. Give the codebook a new version then.",
)


def to_excel(book: Codebook, path: Path) -> None:
    """Write `book` to the workbook `path`: a sheet for codes, groups, principles, and help."""
    import xlsxwriter

    plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    out = xlsxwriter.Workbook(str(path), plain)
    out.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC), "title": book.title})
    styles = {
        "head": out.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "cell": out.add_format({"text_wrap": True, "valign": "top"}),
    }
    for name, rows in ((CODES, book.codes), (GROUPS, book.groups), (PRINCIPLES, book.principles)):
        _fill(out.add_worksheet(name), _SHEETS[name], rows, styles)
    how = out.add_worksheet(HOW)
    how.set_column(0, 1, 60, styles["cell"])
    for row, pair in enumerate(((_TITLE, book.title), (_VERSION, book.version))):
        for column, told in enumerate(pair):
            how.write_string(row, column, told, styles["head" if column == 0 else "cell"])
    for row, line in enumerate(_HELP, 3):
        how.write_string(row, 0, line, styles["cell"])
    out.close()


def _fill(sheet: Any, kind: type[Any], rows: Sequence[object], styles: Mapping[str, Any]) -> None:
    names = [field.name for field in fields(kind)]
    for column, name in enumerate(names):
        sheet.set_column(column, column, _WIDTHS.get(name, 14))
        sheet.write_string(0, column, name, styles["head"])
    for number, one in enumerate(rows, 1):
        for column, name in enumerate(names):
            sheet.write_string(number, column, _cell(getattr(one, name)), styles["cell"])
    sheet.freeze_panes(1, 1)
    if kind is Code:
        choices = {"validate": "list", "source": list(ORIGINS)}
        at = names.index("origin")
        sheet.data_validation(1, at, len(rows) + 200, at, choices)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def from_excel(path: Path) -> Codebook:
    """The codebook in the workbook `path`, unchecked.

    Codes are on the sheet `codebook`, or on the first one; headings may be written in any case, and
    as others call them (description, inclusion criteria). Without a sheet of groups, parents that
    are no codes are groups; without one of principles, the codes' own are. SettingsError names
    file, sheet and row.
    """
    sheets = _sheets(path)
    first = CODES if CODES in sheets else next(iter(sheets))
    told = [
        (row, f"{path.name}, sheet {sheet}, row {number}")
        for sheet in (first,)
        for number, row in _rows(sheets[sheet], Code, f"{path.name}, sheet {sheet}")
    ]
    codes = tuple(record(Code, _completed(row), where) for row, where in told)
    groups = _others(sheets, Group, GROUPS, path) or _named_groups(codes)
    principles = _others(sheets, Principle, PRINCIPLES, path) or tuple(
        Principle(one, one) for one in sorted({p for code in codes for p in code.principles})
    )
    title, version = _told(sheets.get(HOW, []), path.stem)
    bare = sum("definition" not in row for row, _ in told)
    notes = f"{bare} codes have no definition; their names stand for it: write definitions."
    return Codebook(title, version, codes, groups, principles, (notes,) if bare else ())


def _sheets(path: Path) -> dict[str, list[list[str]]]:
    """All sheets, by their names in small letters, each cell as text."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        return {
            sheet.title.strip().lower(): [
                [_text(value) for value in row] for row in sheet.iter_rows(values_only=True)
            ]
            for sheet in book.worksheets
        }
    except (BadZipFile, InvalidFileException, KeyError, OSError, ParseError, ValueError):
        raise SettingsError(
            "not a workbook", where=path.name, remedy="save it as Excel workbook (.xlsx)"
        ) from None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _rows(
    cells: list[list[str]], kind: type[Any], where: str
) -> Iterator[tuple[int, dict[str, object]]]:
    """Number and filled cells of each row, by the fields of `kind`; empty rows are left out."""
    types = {field.name: str(field.type) for field in fields(kind)}
    header = [_heading(cell, types) for cell in cells[0]] if cells else []
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    if kind is Code and "code" not in header and "label" not in header and "name" not in header:
        raise SettingsError(
            "no column of codes", where=where, remedy=f"head the columns {', '.join(needed)}"
        )
    strange = [name for name in header if name and name not in types]
    if strange:
        raise SettingsError(
            f"unknown column {strange[0]}",
            where=where,
            remedy=f"take it out, or call it one of {', '.join(types)}",
        )
    for number, row in enumerate(cells[1:], 2):
        told = {name: cell for name, cell in zip(header, row, strict=False) if name and cell}
        if told:
            yield number, {name: _value(cell, types[name]) for name, cell in told.items()}


def _heading(cell: str, known: Collection[str]) -> str:
    name = " ".join(cell.lower().replace("_", " ").split())
    return name if name in known else _ALSO.get(name, name)


def _value(cell: str, wanted: str) -> object:
    if wanted.startswith("tuple"):
        return [line for told in _LINES.split(cell) if (line := told.strip())]
    return _YES.get(cell.lower(), cell) if wanted == "bool" else cell


def _completed(row: Mapping[str, object]) -> dict[str, object]:
    """`row` with a code, label and definition made from each other where one is left empty."""
    named = row.get("name") or row.get("label") or row.get("code")
    code = row.get("code") or named
    return {"code": code, "label": row.get("label") or code, "definition": named, **row}


def _others(
    sheets: Mapping[str, list[list[str]]], kind: type[Any], name: str, path: Path
) -> tuple[Any, ...]:
    where = f"{path.name}, sheet {name}"
    return tuple(
        record(kind, row, f"{where}, row {number}")
        for number, row in _rows(sheets.get(name, []), kind, where)
    )


def _named_groups(codes: Sequence[Code]) -> tuple[Group, ...]:
    own = {code.code for code in codes}
    named = dict.fromkeys(code.parent for code in codes if code.parent and code.parent not in own)
    return tuple(Group(one, one) for one in named)


def _told(cells: list[list[str]], stem: str) -> tuple[str, str]:
    """Title and version, from the sheet of help; the file's name and 1 where it has none."""
    told = {row[0]: row[1] for row in cells if len(row) > 1 and row[1]}
    return told.get(_TITLE, stem), told.get(_VERSION, "1")
