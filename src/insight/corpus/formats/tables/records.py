"""Tables that programs write for programs: Parquet, JSON Lines."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from insight.corpus.formats.content import Hints, ResponseTable
from insight.corpus.formats.encoding import decode
from insight.corpus.formats.tables.cells import Record, damaged, text_of, texts
from insight.corpus.formats.tables.layouts import table_of
from insight.errors import SourceError


def read_parquet(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Rows of a Parquet table; its header counts as row 1."""
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(io.BytesIO(raw))
        columns = [column.to_pylist() for column in table.columns]
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError):
        raise damaged("a Parquet table", where, "write it anew") from None
    rows = [list(table.column_names), *map(list, zip(*columns, strict=True))]
    return table_of(texts(enumerate(rows, 1)), where, hints)


def read_json_lines(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Rows of a JSON Lines file: one object a line; the header holds all keys that occur."""
    decoded = decode(raw, where, hints.encoding)
    found: list[tuple[int, dict[str, object]]] = []
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if line.strip():
            found.append((number, _json_object(line, f"{where}, line {number}")))
    header = list(dict.fromkeys(key for _, told in found for key in told))
    return table_of(_headed(header, found), where, hints, decoded.notes)


def _headed(header: list[str], rows: list[tuple[int, dict[str, object]]]) -> Iterator[Record]:
    yield 0, header
    for number, told in rows:
        yield number, [text_of(told.get(key)) for key in header]


def _json_object(line: str, where: str) -> dict[str, object]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise SourceError("not a JSON object", where=where, remedy="write one object a line")
    return told
