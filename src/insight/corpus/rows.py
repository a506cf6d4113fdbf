"""Rows of one table without a study: an id and a text, as they stand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from insight.corpus.formats import TABLE_READERS, Hints
from insight.corpus.formats.content import ResponseTable, shown
from insight.corpus.formats.tables import check_has_rows
from insight.corpus.survey import free_text_columns
from insight.errors import SourceError


def read_rows(path: Path, text: str | None = None, id: str | None = None) -> pd.DataFrame:  # noqa: A002
    """Columns `id` and `text` of one table, cells untouched, in the order of the file.

    Without `text`, a column called text or the only one of free text is taken; without `id`, a
    column called id, else the row's number. Raises SourceError where that is not one column, or
    ids are not unique.
    """
    if not path.is_file() or path.suffix.lower() not in TABLE_READERS:
        raise SourceError(
            "there is no such table",
            where=path.name,
            remedy=f"name a file ending in one of {', '.join(TABLE_READERS)}",
        )
    table = TABLE_READERS[path.suffix.lower()](path.read_bytes(), path.name, Hints())
    check_has_rows(table, path.name)
    words = _named(table, text or "text", path.name) if text else _text_column(table, path.name)
    if id is None and "id" not in table.header:
        ids = [str(row.number) for row in table.rows]
    else:
        place = _named(table, id or "id", path.name)
        ids = [row.cells[place] for row in table.rows]
    if len(set(ids)) < len(ids):
        raise SourceError(
            "two rows have the same id", where=path.name, remedy="make them unique, or name another"
        )
    return pd.DataFrame({"id": ids, "text": [row.cells[words] for row in table.rows]}, dtype=str)


def _named(table: ResponseTable, name: str, where: str) -> int:
    if table.header.count(name) != 1:
        raise SourceError(
            f'there is not exactly one column called "{name}"',
            where=where,
            remedy=f"its columns are {_columns(table)}",
        )
    return table.header.index(name)


def _columns(table: ResponseTable) -> str:
    return ", ".join(shown(table, number) for number in range(len(table.header)))


def _text_column(table: ResponseTable, where: str) -> int:
    if table.header.count("text") == 1:
        return table.header.index("text")
    chosen = free_text_columns(table)
    if len(chosen) != 1:
        raise SourceError(
            f"{len(chosen)} columns look like free text",
            where=where,
            remedy=f"name one of {_columns(table)}",
        )
    return chosen[0]
