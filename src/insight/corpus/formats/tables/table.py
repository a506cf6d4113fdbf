"""Tables of responses (CSV, TSV, Excel, Parquet, JSON Lines) -> rows of text cells.

Every cell is text: a code with leading zeros, a postcode or a date stays what it was.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zipfile import BadZipFile

from insight.corpus.formats.content import Hints, LeftOut, ResponseTable, Row
from insight.corpus.formats.encoding import decode
from insight.errors import SourceError

_DELIMITERS = (",", "\t", ";", "|")
_LONGEST_CELL = 10_000_000
_FORMS_START = ("ID", "Start time", "Completion time", "Email", "Name")
# What Microsoft Forms adds by itself; the first two tell who somebody is.
_FORMS_OWN = ("Email", "Name", "Language", "Last modified time", "Total points", "Quiz feedback")
_FORMS_OWN_STARTS = ("Points - ", "Feedback - ")
_QUALTRICS_IDS = ("ResponseId", "ResponseID", "V1")
_QUALTRICS_OWN = re.compile(
    r"IPAddress|Recipient\w+|ExternalReference|Location(?:Latitude|Longitude|Accuracy)"
    r"|Name|EmailAddress|V[3-6]"
)

Records = Iterable[tuple[int, list[object]]]


def read_delimited(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Rows of a text table; the delimiter is recognised where the settings leave it open."""
    decoded = decode(raw, where, hints.encoding)
    text = decoded.text.rstrip("\x1a")
    delimiter = hints.delimiter if hints.delimiter != "auto" else delimiter_of(text)
    notes = decoded.notes
    if delimiter != ",":
        told = "tabulator" if delimiter == "\t" else delimiter
        notes = (*notes, f"delimiter {told}")
    records = enumerate(_parsed(text, delimiter, where), 1)
    return _table(records, where, notes)


def delimiter_of(text: str) -> str:
    """The delimiter that gives most rows as many cells as the first has, and most cells."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def lines_of(text: str) -> list[str]:
    """Lines of `text` with their ends; nothing but line feed and carriage return ends one."""
    return list(io.StringIO(text, newline=""))


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    try:
        rows = [row for row in csv.reader(lines_of(text), delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, width
    return sum(len(row) == width for row in rows) / len(rows), width


def _parsed(text: str, delimiter: str, where: str) -> Iterator[list[object]]:
    if len(delimiter) != 1:
        raise SourceError(
            "the key `delimiter` is not one character", where=where, remedy='set it to "auto"'
        )
    limit = csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines_of(text), delimiter=delimiter, strict=True)
    number = 0
    try:
        for row in reader:
            number += 1
            yield list(row)
    except csv.Error as problem:
        raise SourceError(
            f"the quotation marks or cells cannot be read ({problem})",
            where=f"{where}, row {number + 1}",
            remedy="export the table again, with quotation marks around text",
        ) from None
    finally:
        csv.field_size_limit(limit)


def read_workbook(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Rows of one sheet of an Excel workbook: the one named in the settings, else the first."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        raise _damaged(
            "an Excel workbook", where, "open it in Excel and save it as .xlsx"
        ) from None
    if hints.sheet is not None and hints.sheet not in book.sheetnames:
        raise SourceError(
            f"there is no sheet called {hints.sheet}",
            where=where,
            remedy="correct the key `sheet` of its source",
        )
    sheet = book[hints.sheet] if hints.sheet else book.worksheets[0]
    # Files by some programs tell a wrong extent, and rows beyond it would be lost.
    sheet.reset_dimensions()
    records = ((n, [_excel_text(cell) for cell in row]) for n, row in enumerate(sheet.rows, 1))
    more = len(book.sheetnames) - 1
    notes = (f"first sheet read, {more} more left",) if more and hints.sheet is None else ()
    return _table(records, where, notes)


def _excel_text(cell: object) -> object:
    value, shown = getattr(cell, "value", None), getattr(cell, "number_format", "") or ""
    if isinstance(value, int) and not isinstance(value, bool) and set(shown) == {"0"}:
        return str(value).zfill(len(shown))
    return value


def read_parquet(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Rows of a Parquet table."""
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(io.BytesIO(raw))
        columns = [column.to_pylist() for column in table.columns]
    except (pyarrow.ArrowException, OSError, ValueError):
        raise _damaged("a Parquet table", where, "write it anew") from None
    records = enumerate([list(table.column_names), *map(list, zip(*columns, strict=True))], 1)
    return _table(records, where, ())


def read_json_lines(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Rows of a JSON Lines file: one object a line; the header holds all keys that occur."""
    decoded = decode(raw, where, hints.encoding)
    found: list[tuple[int, dict[str, object]]] = []
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if line.strip():
            found.append((number, _json_object(line, f"{where}, line {number}")))
    header = list(dict.fromkeys(key for _, told in found for key in told))
    rows = ((number, [told.get(key) for key in header]) for number, told in found)
    return _table(_headed(header, rows), where, decoded.notes)


def _headed(header: Sequence[object], rows: Iterable[tuple[int, list[object]]]) -> Records:
    yield 0, list(header)
    yield from rows


def _json_object(line: str, where: str) -> dict[str, object]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise SourceError("not a JSON object", where=where, remedy="write one object a line")
    return told


def text_of(value: object) -> str:
    """A cell as text: lists joined by `;`, whole numbers without a point, dates in ISO order."""
    if value is None or value != value:  # NaN alone differs from itself
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    if isinstance(value, list | tuple):
        return ";".join(text_of(part) for part in value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(records: Records, where: str, notes: tuple[str, ...]) -> ResponseTable:
    told = ((number, [text_of(cell) for cell in cells]) for number, cells in records)
    filled = ((number, cells) for number, cells in told if any(cell.strip() for cell in cells))
    first = next(filled, None)
    if first is None:
        raise SourceError("the table is empty", where=where, remedy="export it again")
    header = tuple(" ".join(name.split()) for name in first[1])
    while header and not header[-1]:
        header = header[:-1]
    rows = tuple(_row(number, cells, len(header), where) for number, cells in filled)
    return _recognised(header, rows, notes) if rows else ResponseTable("table", header, (), notes)


def check_has_rows(table: ResponseTable, where: str) -> None:
    """Raise SourceError for a header without rows."""
    if not table.rows:
        raise SourceError(
            "the table has a header and no rows", where=where, remedy="export it with responses"
        )


def _row(number: int, cells: list[str], width: int, where: str) -> Row:
    if any(cell.strip() for cell in cells[width:]):
        raise SourceError(
            f"more cells ({len(cells)}) than the header has columns ({width})",
            where=f"{where}, row {number}",
            remedy="put quotation marks around text that holds the delimiter",
        )
    return Row(number, tuple((cells + [""] * width)[:width]))


def _recognised(
    header: tuple[str, ...], rows: tuple[Row, ...], notes: tuple[str, ...]
) -> ResponseTable:
    if header[: len(_FORMS_START)] == _FORMS_START:
        known = {"id": "ID", "collected_on": "Completion time"}
        table = ResponseTable("Microsoft Forms", header, rows, notes, known)
        return _without(table, [n for n, name in enumerate(header) if _is_forms_own(name)])
    if rows[0].cells and "ImportId" in rows[min(1, len(rows) - 1)].cells[0]:
        return _qualtrics(ResponseTable("Qualtrics", rows[0].cells, rows[2:], notes), header)
    if header[0] == "V1" and rows[0].cells[0] == "ResponseID":
        return _qualtrics(
            ResponseTable("Qualtrics, legacy", rows[0].cells, rows[1:], notes), header
        )
    return ResponseTable("table", header, rows, notes)


def _is_forms_own(name: str) -> bool:
    return name in _FORMS_OWN or name.startswith(_FORMS_OWN_STARTS)


def _qualtrics(table: ResponseTable, ids: tuple[str, ...]) -> ResponseTable:
    """Qualtrics heads a column three times: its id, the question, an import id in JSON.

    Columns go by the question, or by their id; tests of the form by its makers are left out.
    """
    names = tuple(" ".join(name.split()) for name in table.header)
    places = {name: n for n, name in enumerate(ids)}
    channel = places.get("DistributionChannel", places.get("Status", 0))
    tests = {row for row in table.rows if "preview" in row.cells[channel].casefold()}
    id_column = next((names[places[name]] for name in _QUALTRICS_IDS if name in places), names[0])
    told = replace(
        table,
        header=names,
        rows=tuple(row for row in table.rows if row not in tests),
        aliases=ids,
        known={"id": id_column},
        left_out=tuple(
            LeftOut(f"row {row.number}", "preview response") for row in table.rows if row in tests
        ),
    )
    return _without(told, [n for name, n in places.items() if _QUALTRICS_OWN.fullmatch(name)])


def _without(table: ResponseTable, dropped: Sequence[int]) -> ResponseTable:
    """`table` without the columns numbered `dropped`, which tell who somebody is."""
    kept = [n for n in range(len(table.header)) if n not in dropped]
    return replace(
        table,
        header=tuple(table.header[n] for n in kept),
        aliases=tuple(table.aliases[n] for n in kept) if table.aliases else (),
        rows=tuple(Row(row.number, tuple(row.cells[n] for n in kept)) for row in table.rows),
        notes=(*table.notes, f"{len(dropped)} columns about the person or the form not read"),
    )


def _damaged(what: str, where: str, remedy: str) -> SourceError:
    return SourceError(f"this is not {what}, or it is damaged", where=where, remedy=remedy)


TABLE_READERS: dict[str, Callable[[bytes, str, Hints], ResponseTable]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".tab": read_delimited,
    ".xlsx": read_workbook,
    ".parquet": read_parquet,
    ".jsonl": read_json_lines,
}
