"""Excel workbooks: one sheet, the values that Excel last showed, leading zeros kept."""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice, repeat
from typing import Any
from zipfile import BadZipFile, ZipFile

from insight.corpus.formats.content import Hints, ResponseTable
from insight.corpus.formats.tables.cells import Record, damaged, text_of
from insight.corpus.formats.tables.layouts import platform_of, table_of
from insight.errors import SourceError
from insight.store.guards import checked_archive

_WHAT = "an Excel workbook"
_REMEDY = "open it in Excel and save it as .xlsx"
_ROWS_TRIED = 40
_PLACES_TOLD = 5
_BLOCK = 1 << 20
_PER_CENT = re.compile(r"0(?:\.(0+))?%")
# What openpyxl runs into when the XML inside a workbook is not what it should be.
BROKEN = (
    *(BadZipFile, zlib.error, EOFError, OSError, SyntaxError, ValueError, TypeError, KeyError),
    *(IndexError, AttributeError, OverflowError, NotImplementedError, RuntimeError),
)


def read_workbook(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Rows of one sheet: the one named in the settings, else the one that looks like responses.

    Of a formula the value is read that Excel last showed; one without is told by its cell. Raises
    SourceError for a workbook that is damaged, locked or an attack, and a sheet that is not there.
    """
    archive = checked_archive(raw, where, _WHAT, _REMEDY)
    _check_entities(archive, where)
    book = _opened(raw, where, values=True)
    with _guarded(where):
        place, notes = chosen_sheet(book, where, hints)
        sheet = book.worksheets[place]
        formulas = None
        if _has_formulas(archive, sheet):
            formulas = _opened(raw, where, values=False).worksheets[place]
        told = _Cells()
        records = _records(sheet, formulas, told)
        table = table_of(records, where, hints)
    return replace(table, notes=(*notes, *table.notes, *told.notes))


def chosen_sheet(book: Any, where: str, hints: Hints) -> tuple[int, tuple[str, ...]]:
    """Number (from 0) of the sheet to read in an openpyxl workbook, and what to tell of the choice.

    Sheets are told by number, since the name of one may be somebody's.
    """
    sheets = book.worksheets
    titles = [sheet.title for sheet in sheets]
    if hints.sheet is not None:
        if hints.sheet not in titles:
            raise SourceError(
                f"there is no sheet called {hints.sheet}",
                where=where,
                remedy="correct the key `sheet` of its source",
            )
        return titles.index(hints.sheet), ()
    if not sheets:
        raise SourceError("the workbook has no sheet with cells", where=where, remedy=_REMEDY)
    visible = [n for n, sheet in enumerate(sheets) if sheet.sheet_state == "visible"]
    tried = visible or list(range(len(sheets)))
    place = max(tried, key=lambda n: (_likeness(sheets[n], hints), -n)) if tried[1:] else tried[0]
    notes = []
    if len(tried) > 1:
        others = ", ".join(str(n + 1) for n in tried if n != place)
        notes.append(
            f"sheet {place + 1} was read, which looks most like responses, and not {others}; "
            "name another with the key `sheet`"
        )
    if visible and len(visible) < len(sheets):
        notes.append(f"{len(sheets) - len(visible)} hidden sheets were not read")
    return place, tuple(notes)


def _likeness(sheet: Any, hints: Hints) -> tuple[bool, bool, int]:
    """How much a sheet looks like responses: a known layout, several rows, many words."""
    filled = (cells for _, cells in _records(sheet, None, _Cells()) if any(cells))
    rows = list(islice(filled, _ROWS_TRIED))
    words = sum(len(cell.split()) for row in rows[1:] for cell in row)
    known = bool(rows) and platform_of(rows, hints) is not None
    return known, len(rows) > 1 and len(rows[0]) > 1, words


@dataclass
class _Cells:
    """Cells whose value is lost: formulas that were never worked out, and errors."""

    unknown: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        """Where these cells are."""
        told = []
        if self.unknown:
            told.append(
                f"formulas without a value, taken for empty: {_named(self.unknown)}; open the "
                "workbook in Excel and save it, and they have one"
            )
        if self.failed:
            told.append(f"formulas that failed in Excel, taken for empty: {_named(self.failed)}")
        return tuple(told)


def _named(places: list[str]) -> str:
    more = f" and {len(places) - _PLACES_TOLD} more" if len(places) > _PLACES_TOLD else ""
    return ", ".join(places[:_PLACES_TOLD]) + more


def _records(sheet: Any, formulas: Any, told: _Cells) -> Iterator[Record]:
    from openpyxl.cell.read_only import EMPTY_CELL

    # Files by some programs tell a wrong extent, and rows beyond it would be lost.
    sheet.reset_dimensions()
    other: Iterator[Any] = repeat(())
    if formulas is not None:
        formulas.reset_dimensions()
        other = iter(formulas.rows)
    for number, (row, behind) in enumerate(zip(sheet.rows, other, strict=False), 1):
        cells = ["" if cell is EMPTY_CELL else _text(cell, told) for cell in row]
        for cell in behind:
            if cell.data_type == "f" and row[cell.column - 1].value is None:
                told.unknown.append(cell.coordinate)
        yield number, cells


def _text(cell: Any, told: _Cells) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        told.failed.append(cell.coordinate)
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = cell.number_format or ""
        if shown and not shown.strip("0") and isinstance(value, int):
            return str(value).zfill(len(shown))
        if share := _PER_CENT.fullmatch(shown):
            step = Decimal(1).scaleb(-len(share[1] or ""))
            return f"{(100 * Decimal(str(value))).quantize(step, ROUND_HALF_UP)}%"
    return text_of(value)


def _opened(raw: bytes, where: str, *, values: bool) -> Any:
    import openpyxl

    with warnings.catch_warnings(), _guarded(where):
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=values)


class _guarded:  # noqa: N801
    """Turns what openpyxl runs into, in a damaged workbook, into the error that says so."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, problem: object, trace: object) -> None:
        from openpyxl.utils.exceptions import InvalidFileException

        if kind is not None and issubclass(kind, (*BROKEN, InvalidFileException)):
            raise damaged(_WHAT, self._where, _REMEDY) from None


def _check_entities(archive: ZipFile, where: str) -> None:
    """Raise SourceError where a part of the workbook defines entities, which Excel never does."""
    for member in archive.infolist():
        if not member.filename.endswith((".xml", ".rels")):
            continue
        with _guarded(where), archive.open(member) as stream:
            start = stream.read(_BLOCK)
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise SourceError(
                "the XML inside the file is damaged, or defines entities",
                where=where,
                remedy="export it again",
            )


def _has_formulas(archive: ZipFile, sheet: Any) -> bool:
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    if path not in archive.namelist():
        return True
    behind = b""
    with archive.open(path) as stream:
        while block := stream.read(_BLOCK):
            if any(mark in behind + block for mark in (b"<f>", b"<f ", b"<f/", b":f>", b":f ")):
                return True
            behind = block[-3:]
    return False
