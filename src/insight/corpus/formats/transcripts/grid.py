"""Tables in a document -> turns: a row a turn, or a column a speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from insight.corpus.formats.content import Block, Hints, LeftOut, Transcript, Turn
from insight.corpus.formats.transcripts.labels import date_told, is_field, is_generic, is_label
from insight.corpus.formats.transcripts.times import LOOSE_TIME, times_in, unstamped

_HEADERS: Mapping[str, re.Pattern[str]] = {
    "speaker": re.compile(
        r"(?:speakers?|names?|who|person|participants?|label|voice|role|speaker name)", re.I
    ),
    "words": re.compile(
        r"(?:words?|text|transcript(?:ion)?|content|utterances?|speech|dialogue|said|what was said"
        r"|response|discussion|conversation|verbatim)",
        re.I,
    ),
    "ends": re.compile(r"(?:end|to|until|end[ _-]?time|ends[ _-]at|out)", re.I),
    "time": re.compile(
        r"(?:(?:start|time)(?:[ _-]?(?:time|stamp|code|span))?s?|starts[ _-]at|from|in|timespan)",
        re.I,
    ),
    "number": re.compile(
        r"(?:line|row|no\.?|nr\.?|#|id|num(?:ber)?|line (?:no\.?|number)|cue|turn(?: (?:no|id))?)",
        re.I,
    ),
}
_TIME_CELL = re.compile(
    rf"[\[(#{{<]?\s*{LOOSE_TIME}(?:\s*(?:-->|-|–|to|\n)?\s*{LOOSE_TIME})?(?:-\d)?\s*[\])#}}>]?"
)
_TIME_IN_CELL = re.compile(rf"[\s\[(|,]+{LOOSE_TIME}(?:\s*(?:-->|-|–)\s*{LOOSE_TIME})?[\])]?\s*:?")
_NUMBER_CELL = re.compile(r"\d{1,5}[.)]?")
_MOST = 0.8
_LEAST_ROWS = 3
_LEAST_CELLS = 3
_LONGEST_LABEL = 60
_HEADER_AMONG = 3


@dataclass(frozen=True)
class _Row:
    block: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class _Columns:
    """Numbers of the columns by what they hold; -1 where there is none."""

    speaker: int
    words: int
    time: int = -1
    ends: int = -1
    number: int = -1


def tabbed(blocks: Sequence[Block]) -> list[Block]:
    """Lines of `blocks` that tabulators part into three cells or more, as rows of a table."""
    if any(block.cells for block in blocks):
        return []
    lines = [line for block in blocks for line in block.text.split("\n") if line.strip()]
    rows = [tuple(cell.strip() for cell in line.split("\t")) for line in lines if "\t" in line]
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    if width < _LEAST_CELLS or sum(len(row) == width for row in rows) < len(lines) * _MOST:
        return []
    return [Block("\t".join(row), cells=row) for row in rows if len(row) == width]


def read_grid(blocks: Sequence[Block], hints: Hints, unit: str = "paragraph") -> Transcript | None:
    """Turns in the rows of `blocks` that are rows of a table; None where they hold no turns.

    `unit` is what places are counted in.
    """
    rows = [_Row(n, b.cells) for n, b in enumerate(blocks, 1) if len(b.cells) > 1]
    if len(rows) < (1 if hints.layout == "table" else 2):
        return None
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    full = [row for row in rows if len(row.cells) == width]
    header, columns = _told_columns(full)
    body = full[header + 1 :]
    is_headed = columns is not None
    if columns is None and hints.layout != "table-columns":
        columns = _guessed_columns(full, hints)
        body = full
    if columns is not None:
        found = _turns(body, columns)
        if is_headed or _is_talk(found, hints):
            kept = {row.block for row in body}
            return _transcript("table", found, blocks, kept, unit)
    side_by_side = _side_by_side(full, hints)
    if side_by_side:
        kept = {row.block for row in full}
        return _transcript("table-columns", side_by_side, blocks, kept, unit)
    return None


def _told_columns(rows: Sequence[_Row]) -> tuple[int, _Columns | None]:
    """Where the header row is, and the columns that it names: at least speaker and words."""
    for number, row in enumerate(rows[:_HEADER_AMONG]):
        told: dict[str, int] = {}
        for column, cell in enumerate(row.cells):
            name = " ".join(cell.split()).strip(":*")
            role = next((r for r, pattern in _HEADERS.items() if pattern.fullmatch(name)), None)
            if role and role not in told:
                told[role] = column
        if "words" in told and "speaker" in told:
            return number, _Columns(**told)
    return -1, None


def _guessed_columns(rows: Sequence[_Row], hints: Hints) -> _Columns | None:
    """Columns told by what they hold: times, numbers that count up, labels, and most words."""
    columns = list(zip(*(row.cells for row in rows), strict=True))
    time = next((n for n, cells in enumerate(columns) if _mostly(cells, _TIME_CELL)), -1)
    number = next(
        (n for n, cells in enumerate(columns) if _mostly(cells, _NUMBER_CELL) and _counts(cells)),
        -1,
    )
    left = [n for n in range(len(columns)) if n not in (time, number)]
    left = [n for n in left if any(cell.strip() for cell in columns[n])]
    if len(left) < 2:
        return None
    words = max(left, key=lambda n: sum(len(cell) for cell in columns[n]))
    speakers = [n for n in left if n != words and _are_labels(columns[n], hints)]
    return _Columns(speakers[0], words, time, number=number) if speakers else None


def _mostly(cells: Sequence[str], pattern: re.Pattern[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    fit = sum(pattern.fullmatch(cell) is not None for cell in filled)
    return bool(filled) and fit >= len(filled) * _MOST


def _counts(cells: Sequence[str]) -> bool:
    numbers = [int(re.sub(r"\D", "", c)) for c in cells if _NUMBER_CELL.fullmatch(c.strip())]
    return all(a <= b for a, b in pairwise(numbers))


def _are_labels(cells: Sequence[str], hints: Hints) -> bool:
    labels = [_label(cell)[0] for cell in cells if cell.strip()]
    fit = sum(label in hints.labels or is_label(label) for label in labels)
    return bool(labels) and fit >= len(labels) * _MOST


def _label(cell: str) -> tuple[str, str]:
    """The label in a cell, and a time that stands with it."""
    told = unstamped(" ".join(cell.split()))
    time = _TIME_IN_CELL.search(f" {told.text}")
    label = told.text if time is None else f" {told.text}"[: time.start()]
    stamp = cell if told.stamps else time[0] if time else ""
    return label.strip().strip(":*").strip(), stamp


def _turns(rows: Sequence[_Row], columns: _Columns) -> list[tuple[_Row, Turn]]:
    found: list[tuple[_Row, Turn]] = []
    label = ""
    for row in rows:
        told, stamp = _label(row.cells[columns.speaker])
        label = told or label
        text, starts, ends = _words(row.cells[columns.words])
        cell = row.cells[columns.time] if columns.time >= 0 else stamp
        first, second = times_in(cell)
        starts, ends = first if first is not None else starts, second or ends
        if columns.ends >= 0:
            ends = times_in(row.cells[columns.ends])[0]
        if text and label:
            found.append((row, Turn(label, text, starts, ends)))
    return found


def _words(cell: str) -> tuple[str, float | None, float | None]:
    lines = [unstamped(line) for line in cell.split("\n")]
    text = "\n".join(" ".join(line.text.split()) for line in lines if line.text)
    starts = next((line.starts_at for line in lines if line.starts_at is not None), None)
    return text, starts, None


def _is_talk(found: Sequence[tuple[_Row, Turn]], hints: Hints) -> bool:
    times = Counter(turn.label for _, turn in found)
    if any(is_field(label) for label in times) and not hints.labels & times.keys():
        return False
    if hints.kind == "transcript" or hints.layout == "table":
        return bool(found)
    repeated = sum(times[label] > 1 or is_generic(label) for label in times)
    return (
        len(times) >= 2
        and len(found) >= _LEAST_ROWS
        and repeated >= len(times) * 0.5
        and (max(times.values()) > 1)
    )


def _side_by_side(rows: Sequence[_Row], hints: Hints) -> list[tuple[_Row, Turn]]:
    """Turns of a table whose header names a speaker a column; none where it does not."""
    head, *body = rows
    labels = [" ".join(cell.split()).strip(":") for cell in head.cells]
    known = [label in hints.labels or (is_generic(label) and len(label) > 1) for label in labels]
    shaped = all(is_label(label) or label in hints.labels for label in labels)
    if not (shaped and any(known) and len(set(labels)) == len(labels) and body):
        return []
    return [
        (row, Turn(label, *_words(cell)))
        for row in body
        for label, cell in zip(labels, row.cells, strict=True)
        if _words(cell)[0]
    ]


def _transcript(
    layout: str,
    found: Sequence[tuple[_Row, Turn]],
    blocks: Sequence[Block],
    read: set[int],
    unit: str,
) -> Transcript:
    first = min(read, default=0)
    said = {row.block for row, _ in found}
    outside = [
        (n, "before the first turn" if n < first else "beside the table of turns")
        for n, block in enumerate(blocks, 1)
        if n not in said and n not in read and block.text.strip()
    ]
    outside += [(n, "row without words") for n in sorted(read - said)]
    before = [block.text for block in blocks[: max(0, first - 1)]]
    return Transcript(
        layout,
        tuple(turn for _, turn in found),
        held_on=date_told(line for text in before for line in text.split("\n")),
        left_out=tuple(LeftOut(f"{unit} {n}", why) for n, why in sorted(outside)),
    )


__all__ = ["read_grid"]
