"""Rows taken out of a table as it was sent; all others stay, to the byte where that is possible.

Where another row says the same in every cell and nothing but its words tells it apart, a mark takes
the place of the one that goes, so that the other keeps its id.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from insight.corpus.formats.content import Hints
from insight.corpus.formats.encoding import decode, recognised
from insight.corpus.formats.tables.delimited import (
    WIDE,
    characters,
    delimiter_told,
    lines_of,
)
from insight.corpus.formats.tables.layouts import WITHDRAWN_MARK
from insight.corpus.formats.tables.workbook import chosen_sheet
from insight.errors import SourceError

Going = Collection[int]
Marks = Mapping[int, str]


def without_rows(
    raw: bytes, suffix: str, where: str, hints: Hints, going: Going, marks: Marks
) -> bytes:
    """The table in `raw`, whose name ends in `suffix`, without the rows numbered `going`.

    A row that is a key of `marks` is replaced by a mark with that id. Raises SourceError where the
    format has no place for one.
    """
    return _REMOVERS[suffix.lower()](raw, where, hints, going, marks)


def records_of(text: str, delimiter: str) -> list[tuple[str, list[str]]]:
    """Each record of a text table: its characters, line end included, and its cells."""
    lines = lines_of(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    found, first = [], 0
    for cells in reader:
        found.append(("".join(lines[first : reader.line_num]), cells))
        first = reader.line_num
    return found


def _mark(unit: str) -> str:
    return f"{WITHDRAWN_MARK}{unit}]"


def _delimited(raw: bytes, where: str, hints: Hints, going: Going, marks: Marks) -> bytes:
    delimiter = delimiter_told(characters(raw, where, hints.encoding)[0], where, hints.delimiter)
    told = recognised(raw) if hints.encoding == "auto" else hints.encoding.lower()
    if told.startswith(WIDE) or not delimiter.isascii():
        decoded = decode(raw, where, hints.encoding)
        return decoded.encode(_kept(decoded.text, delimiter, going, marks))
    # Line ends, quotation marks and delimiters are the same bytes in every other encoding, so that
    # reading bytes as characters keeps what stays, whatever it is written in.
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    text = raw.removeprefix(mark).decode("latin-1")
    return mark + _kept(text, delimiter, going, marks).encode("latin-1")


def _kept(text: str, delimiter: str, going: Going, marks: Marks) -> str:
    kept = []
    for number, (record, cells) in enumerate(records_of(text, delimiter), 1):
        if number in marks:
            end = record[len(record.rstrip("\r\n")) :]
            kept.append(_mark(marks[number]) + delimiter * (len(cells) - 1) + end)
        elif number not in going:
            kept.append(record)
    return "".join(kept)


def _json_lines(raw: bytes, where: str, hints: Hints, going: Going, marks: Marks) -> bytes:
    decoded = decode(raw, where, hints.encoding)
    lines = decoded.text.split("\n")
    first = next(iter(json.loads(next(line for line in lines if line.strip()))))
    kept = [
        json.dumps({first: _mark(marks[number])}) if number in marks else line
        for number, line in enumerate(lines, 1)
        if number in marks or number not in going
    ]
    return decoded.encode("\n".join(kept))


def _workbook(raw: bytes, where: str, hints: Hints, going: Going, marks: Marks) -> bytes:
    import openpyxl

    read = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
    title = read.worksheets[chosen_sheet(read, where, hints)[0]].title
    book = openpyxl.load_workbook(io.BytesIO(raw), keep_vba=b"vbaProject.bin" in raw)
    sheet = book[title]
    for number in sorted(going, reverse=True):
        if number not in marks:
            sheet.delete_rows(number)
            continue
        for cell in sheet[number]:
            cell.value = None
        sheet.cell(number, 1).value = _mark(marks[number])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _parquet(raw: bytes, where: str, hints: Hints, going: Going, marks: Marks) -> bytes:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(raw))
    first = table.schema.field(0).type
    if marks and not (pyarrow.types.is_string(first) or pyarrow.types.is_large_string(first)):
        raise _no_place(where)
    # The header counts as row 1.
    rows = [
        {table.column_names[0]: _mark(marks[number])} if number in marks else row
        for number, row in enumerate(table.to_pylist(), 2)
        if number in marks or number not in going
    ]
    written = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=table.schema), written)
    return written.getvalue()


def _spss(raw: bytes, where: str, hints: Hints, going: Going, marks: Marks) -> bytes:
    import pyreadstat

    if marks:
        raise _no_place(where)
    frame, told = pyreadstat.read_sav(
        io.BytesIO(raw),
        user_missing=True,
        disable_datetime_conversion=True,
        encoding=None if hints.encoding == "auto" else hints.encoding,
    )
    kept = frame.loc[[number not in going for number in range(1, len(frame) + 1)]]
    options: dict[str, Any] = {
        "file_label": told.file_label or "",
        "note": list(told.notes) or None,
        "column_labels": told.column_labels,
        "variable_value_labels": told.variable_value_labels,
        "missing_ranges": told.missing_ranges,
        "variable_display_width": told.variable_display_width,
        "variable_measure": told.variable_measure,
        "variable_format": told.original_variable_types,
        "compress": raw.startswith(b"$FL3"),
    }
    # The folder is closed to others, and gone afterwards.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept.sav"
        pyreadstat.write_sav(kept.reset_index(drop=True), str(path), **options)
        return path.read_bytes()


def _no_place(where: str) -> SourceError:
    return SourceError(
        "another response says the same in every cell, and only an id could tell them apart",
        where=where,
        remedy="add a column of ids and name it with columns.id, or withdraw the last of those "
        "that say the same",
    )


_REMOVERS: dict[str, Callable[[bytes, str, Hints, Going, Marks], bytes]] = {
    ".csv": _delimited,
    ".tsv": _delimited,
    ".tab": _delimited,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".sav": _spss,
    ".zsav": _spss,
    ".parquet": _parquet,
    ".jsonl": _json_lines,
}
