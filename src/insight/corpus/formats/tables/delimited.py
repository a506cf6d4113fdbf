"""Text tables (CSV, TSV): any delimiter, any usual encoding."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from insight.corpus.formats.content import Hints, ResponseTable
from insight.corpus.formats.encoding import decode, recognised
from insight.corpus.formats.tables.cells import Record
from insight.corpus.formats.tables.layouts import table_of
from insight.errors import SourceError

LONGEST_CELL = 10_000_000
_DELIMITERS = (",", "\t", ";", "|")
_CALLED = {"tab": "\t", "tabulator": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_LINES_TRIED = 1_000
WIDE = ("utf-16", "utf16", "utf_16", "utf-32", "utf32", "utf_32")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# Excel writes which delimiter it took into a line of its own.
_EXCEL_SAYS = re.compile(r"sep=(.)(?:\r\n|\r|\n)", re.IGNORECASE)


def read_delimited(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Rows of a text table; the delimiter is recognised where the settings leave it open.

    Raises SourceError for a line that no table has, for quotation marks that do not close, and for
    a row with more cells than the header.
    """
    check_lines(raw, where)
    text, notes = characters(raw, where, hints.encoding)
    delimiter = delimiter_told(text, where, hints.delimiter)
    if delimiter != ",":
        told = "tabulator" if delimiter == "\t" else delimiter
        notes = (*notes, f"delimiter {told}")
    return table_of(_records(text, delimiter, where), where, hints, notes)


def check_lines(raw: bytes, where: str) -> None:
    """Raise SourceError where a line is far too long: what parted the rows is lost."""
    # A line as long as that holds one of these blocks whole.
    block = LONGEST_CELL // 2
    for start in range(0, len(raw) - block + 1, block):
        end = start + block
        if raw.find(b"\n", start, end) < 0 and raw.find(b"\r", start, end) < 0:
            raise SourceError(
                f"a single line holds more than {LONGEST_CELL // 1_000_000} million characters",
                where=where,
                remedy="export it again, one response a line",
            )


def characters(raw: bytes, where: str, encoding: str) -> tuple[str, tuple[str, ...]]:
    """Characters of a text table without NUL bytes, and what to tell of them."""
    told: tuple[str, ...] = ()
    if b"\0" in raw:
        name = recognised(raw) if encoding == "auto" else encoding.lower()
        if not name.startswith(WIDE):
            told = (f"{raw.count(0)} NUL bytes were taken out",)
            raw = raw.replace(b"\0", b"")
    decoded = decode(raw, where, encoding)
    return decoded.text.rstrip("\x1a"), (*decoded.notes, *told)


def delimiter_told(text: str, where: str, told: str) -> str:
    """The delimiter that the settings, Excel or, failing both, the rows themselves tell."""
    if told != "auto":
        known = _CALLED.get(told.strip().lower(), told)
        if len(known) != 1 or known in '\r\n"':
            raise SourceError(
                "the key `delimiter` is not one character", where=where, remedy='set it to "auto"'
            )
        return known
    if said := _EXCEL_SAYS.match(text):
        return said[1]
    return delimiter_of(text)


def delimiter_of(text: str) -> str:
    """The delimiter that gives most rows as many cells as the first has, and most cells."""
    lines = list(islice(_each_line(text), _LINES_TRIED))
    return max(_DELIMITERS, key=lambda delimiter: _fit(lines, delimiter))


def lines_of(text: str) -> list[str]:
    """Lines of `text` with their ends; nothing but line feed and carriage return ends one."""
    return list(_each_line(text))


def _each_line(text: str) -> Iterator[str]:
    return (found[0] for found in _LINE.finditer(text))


def _fit(lines: Iterable[str], delimiter: str) -> tuple[float, int]:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, width
    return sum(len(row) == width for row in rows) / len(rows), width


def _records(text: str, delimiter: str, where: str) -> Iterator[Record]:
    limit = csv.field_size_limit(LONGEST_CELL)
    lines = _each_line(text)
    number = 0
    if _EXCEL_SAYS.match(text):
        next(lines)
        number = 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            number += 1
            yield number, row
    except csv.Error as problem:
        raise SourceError(
            f"the quotation marks or cells cannot be read ({problem})",
            where=f"{where}, row {number + 1}",
            remedy="export the table again, with quotation marks around text",
        ) from None
    finally:
        csv.field_size_limit(limit)
