"""What heads a table: how many rows, which names; and whether the first row is an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from insight.corpus.formats.tables.cells import collapsed

Cells = Sequence[str]

# Words that head the second row of some exports and say only that the answer is free.
_GENERIC_OPTIONS = frozenset(
    (
        "response",
        "open-ended response",
        "open ended response",
        "answer",
        "comment text",
        "open text",
    )
)
_TYPES = (
    re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?"),
    re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]+\d{1,2}:\d{2}.*)?"),
    re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"),
    re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}"),
)
_LEAST_OF_TYPE = 0.9
_LEAST_ROWS_OF_TYPE = 2
_PROMPT = re.compile(
    r"\?|:\s*$|\b(?:please|what|how|why|which|who|where|when|tell|describe|explain|comments?|feedback"
    r"|your|you|any|other|specify|answers?|response|questions?|suggestions?|reasons?|text)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!]\W*$")
_LEAST_WORDS = 4


@dataclass(frozen=True)
class Heading:
    """Names of the columns, how many rows they took, and what to tell of them."""

    names: tuple[str, ...]
    rows: int
    notes: tuple[str, ...] = ()
    free: tuple[int, ...] = ()


def free_columns(rows: Sequence[Cells]) -> tuple[int, ...]:
    """Numbers of the columns that a second row calls free, as `Open-Ended Response` does."""
    return tuple(
        n
        for row in rows[1:]
        for n, cell in enumerate(row)
        if collapsed(cell).casefold() in _GENERIC_OPTIONS
    )


def plain_heading(head: Sequence[Cells], told: int | None, guess: bool) -> Heading:
    """The heading of a table in no known layout, from its first rows `head`.

    `told` is what the settings say of the number of rows; without it, one row heads the table, or
    two where the first has gaps that the second fills; with `guess`, none where the first row is
    clearly an answer.
    """
    if told is not None:
        return Heading(joined(head[:told], _width(head, told)), min(told, len(head)))
    if guess and len(head) > 1 and first_row_is_data(head):
        note = "the first row was taken for an answer; if it heads the table, set header_rows = 1"
        return Heading(joined((), _width(head, 0)), 0, (note,))
    if _second_fills_gaps(head):
        note = "the first two rows were taken for the header; say otherwise with header_rows"
        names = joined(head[:2], _width(head, 2))
        return Heading(names, 2, (note,), free_columns(head[:2]))
    doubtful = guess and bool(head) and _could_be_answer(head)
    note = "the first row was taken for the header; if it is an answer, set header_rows = 0"
    return Heading(joined(head[:1], _width(head, 1)), 1, (note,) if doubtful else ())


def joined(rows: Sequence[Cells], width: int) -> tuple[str, ...]:
    """One name a column: question and option, a question filling the gaps to its right.

    A column without any is called by its number; `width` is how many there are.

    >>> joined([["Who?", "Help with", ""], ["", "Meals", "Bus"]], 3)
    ('Who?', 'Help with - Meals', 'Help with - Bus')
    """
    padded = [[collapsed(cell) for cell in row[:width]] + [""] * (width - len(row)) for row in rows]
    question = ""
    names = []
    for column in range(width):
        parts = [row[column] for row in padded]
        if parts and parts[0]:
            question = parts[0]
        elif len(parts) > 1 and any(parts[1:]):
            parts[0] = question
        told = [part for part in dict.fromkeys(parts) if part]
        if len(told) > 1:
            told = [told[0], *(p for p in told[1:] if p.casefold() not in _GENERIC_OPTIONS)]
        names.append(" - ".join(told) or f"column {column + 1}")
    return tuple(names)


def unique(names: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """`names` with a number behind those that a column before has, and how many these are."""
    taken = Counter[str]()
    found: list[str] = []
    for name in names:
        taken[name] += 1
        new = name if taken[name] == 1 else f"{name} ({taken[name]})"
        while new != name and new in names:
            taken[name] += 1
            new = f"{name} ({taken[name]})"
        found.append(new)
    return tuple(found), sum(old != new for old, new in zip(names, found, strict=True))


def first_row_is_data(head: Sequence[Cells]) -> bool:
    """Whether the first of these rows is clearly an answer, not the names of the columns.

    It is where its cells are numbers, dates, addresses or postcodes as below them; or recur below
    them; or, above long free text, are sentences of somebody who answers.
    """
    first, rest = head[0], head[1:]
    columns = [
        [row[n] for row in rest if n < len(row) and row[n].strip()] for n in range(len(first))
    ]
    typed = [(first[n].strip(), kind) for n, c in enumerate(columns) if (kind := _type_of(c))]
    if any(cell for cell, _ in typed):
        return all(not cell or kind.fullmatch(cell) for cell, kind in typed)
    folded = [cell.strip().casefold() for cell in first]
    if any(
        cell and cell in {other.strip().casefold() for other in column}
        for cell, column in zip(folded, columns, strict=True)
    ):
        return True
    long = [first[n].strip() for n, column in enumerate(columns) if _is_long(column)]
    return bool(long) and all(_reads_as_answer(cell) for cell in long)


def _type_of(cells: Sequence[str]) -> re.Pattern[str] | None:
    if len(cells) < _LEAST_ROWS_OF_TYPE:
        return None
    for kind in _TYPES:
        if sum(bool(kind.fullmatch(c.strip())) for c in cells) >= _LEAST_OF_TYPE * len(cells):
            return kind
    return None


def _is_long(cells: Sequence[str]) -> bool:
    words = [len(cell.split()) for cell in cells]
    return bool(words) and sum(words) / len(words) >= _LEAST_WORDS


def _reads_as_answer(cell: str) -> bool:
    return (
        len(cell.split()) >= _LEAST_WORDS and bool(_ENDS.search(cell)) and not _PROMPT.search(cell)
    )


def _could_be_answer(head: Sequence[Cells]) -> bool:
    return any(len(c.split()) >= _LEAST_WORDS and not _PROMPT.search(c) for c in head[0])


def _second_fills_gaps(head: Sequence[Cells]) -> bool:
    """Whether question and option stand in two rows: gaps of the first are filled in the second."""
    if len(head) < 3 or (head[1] and head[1][0].strip()):
        return False
    if not head[0][0].strip() or not head[2][0].strip():
        return False
    width = _width(head, 2)
    first = [*head[0], *[""] * (width - len(head[0]))]
    second = [*head[1], *[""] * (width - len(head[1]))]
    filled = [n for n in range(width) if second[n].strip()]
    gaps = [n for n in range(width) if not first[n].strip()]
    return bool(gaps) and set(gaps) <= set(filled)


def _width(head: Sequence[Cells], rows: int) -> int:
    """How many columns there are: as wide as what heads them, or as the widest row without one."""
    told = [
        max((n + 1 for n, cell in enumerate(row) if cell.strip()), default=0)
        for row in (head[:rows] or head)
    ]
    return max(told, default=0)
