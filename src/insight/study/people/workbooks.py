"""Workbooks that go to people and come back: nothing in them is ever a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import pandas as pd

from insight.errors import InputError
from insight.store.private import replacing

FAR = 32_000
"""A cell of a workbook holds 32,767 signs."""
HOW = "how to"
_PLAIN = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
_MADE_ON = datetime(2000, 1, 1, tzinfo=UTC)


@contextmanager
def new_book(path: Path, title: str) -> Iterator[Any]:
    """A workbook to fill, for the owner alone; takes its place when all went well."""
    import xlsxwriter

    with replacing(path, private=True) as draft:
        book = xlsxwriter.Workbook(str(draft), _PLAIN)
        book.set_properties({"created": _MADE_ON, "title": title})
        yield book
        book.close()


def write_help(book: Any, lines: Sequence[str]) -> None:
    """The sheet that says how to use the others."""
    sheet = book.add_worksheet(HOW)
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)


def offer_choices(
    sheet: Any, names: Sequence[str], lists: Mapping[str, Sequence[str]], last: int
) -> None:
    """Give the columns of `lists` their lists to choose from, down to row `last`."""
    for name, choices in lists.items():
        column = list(names).index(name)
        told = {
            "validate": "list",
            "source": list(choices),
            "error_title": "None of the choices",
            "error_message": "Choose from the list.",
        }
        sheet.data_validation(1, column, last, column, told)


def opened_book(path: Path, sheets: Sequence[str]) -> Any:
    """The workbook at `path`, which has these `sheets`; InputError where it is none."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise InputError("there is no such sheet", where=path.name, remedy="correct the path")
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ParseError, ValueError):
        raise InputError(
            "not a workbook", where=path.name, remedy="save it as Excel workbook (.xlsx)"
        ) from None
    missing = [name for name in sheets if name not in book.sheetnames]
    if missing:
        raise InputError(
            f"the sheet {missing[0]} is missing", where=path.name, remedy="take a fresh workbook"
        )
    return book


def cells(
    sheet: Any, names: Sequence[str], path: Path, optional: Sequence[str] = ()
) -> pd.DataFrame:
    """The columns `names` of a sheet below its first row, all as text; `optional` ones if there."""
    rows = [[text_of(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    header = rows[0] if rows else []
    missing = [name for name in names if name not in header]
    if missing:
        raise InputError(
            f"columns are missing: {', '.join(missing)}",
            where=f"{path.name}, sheet {sheet.title}",
            remedy="take a fresh workbook",
        )
    wanted = [*names, *(name for name in optional if name in header)]
    return pd.DataFrame(rows[1:], columns=header, dtype="str")[wanted]


def text_of(value: object) -> str:
    """The value of a cell as text: whole numbers without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
