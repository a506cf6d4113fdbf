"""A cell of a table as text: nothing that a program would make of it, only what it says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from insight.errors import SourceError

# A row as read: its number as a spreadsheet shows it, and its cells.
Record = tuple[int, list[str]]
Records = Iterable[Record]


def text_of(value: object) -> str:
    """A cell as text: lists joined by `;`, whole numbers without a point, dates in ISO order."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # NaN alone differs from itself
        return ""
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
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)


def collapsed(name: str) -> str:
    """A heading with single spaces: forms put line breaks and non-breaking spaces into theirs."""
    return " ".join(name.split())


def texts(rows: Iterable[tuple[int, Iterable[object]]]) -> Iterator[Record]:
    """`rows` with every cell as text."""
    return ((number, [text_of(cell) for cell in cells]) for number, cells in rows)


def damaged(what: str, where: str, remedy: str) -> SourceError:
    """The error for a file that is not `what` its name says."""
    return SourceError(f"this is not {what}, or it is damaged", where=where, remedy=remedy)
