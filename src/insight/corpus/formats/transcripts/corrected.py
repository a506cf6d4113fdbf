"""Transcripts that a person corrected against the recording: a table with a row a turn.

Its header holds turn, time, speaker and words; `insight read` writes it, as Word and as CSV, and
Excel may save it as a workbook. The cell `turn` tells which turn of which speaker a row was before
the correction, `S2-5` for the fifth of the second, and a row `S2` tells under which label that was.
So ids stay where turns are put in, taken out, cut, or given to somebody else.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import PurePosixPath

from insight.corpus.formats.content import Block, LeftOut, ResponseTable, Transcript, Turn
from insight.corpus.formats.encoding import decode
from insight.corpus.words.cleaning import clean, notes_of
from insight.errors import SourceError

LAYOUT = "corrected transcript"
MARK = ".corrected"
HEADER = ("turn", "time", "speaker", "words")
DATE = "date"
UNTIL = "until"

_DELIMITERS = (",", ";", "\t", "|")
_START = 1_000
_LONGEST_CELL = 10_000_000
# Word and Excel make long dashes of hyphens, and numbers of figures.
_OWN_TURN = re.compile(
    r"(?:s(?P<speaker>\d+)\s*[-\u2010-\u2015\u2212]\s*)?(?P<number>\d{1,12})(?:[.,]0)?", re.I
)
_ORIGINAL = re.compile(r"s(\d+)", re.IGNORECASE)
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
_TIME = re.compile(r"(?<![\d:])(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Numbers of turns that the correction made: beyond those of any original, and told by the turn
# before, so that a later correction elsewhere does not move them.
_MADE = 1_000_000
_MOST_BESIDE = 1_000


def is_corrected(source: str) -> bool:
    """Whether the name of a file says that it is a corrected transcript."""
    return PurePosixPath(source).with_suffix("").name.casefold().endswith(MARK)


def stem_of(source: str) -> str:
    """The path `source` without its ending, and without the mark of a corrected transcript.

    >>> stem_of("talks/one.docx"), stem_of("talks/one.corrected.csv")
    ('talks/one', 'talks/one')
    """
    stem = PurePosixPath(source).with_suffix("").as_posix()
    return stem[: -len(MARK)] if is_corrected(source) else stem


@dataclass(frozen=True)
class _Record:
    """A row of the table: where it stands, and its four cells."""

    place: str
    turn: str
    time: str
    speaker: str
    words: str


def read_corrected_csv(raw: bytes, where: str) -> Transcript | None:
    """The corrected transcript in the text table `raw`; None where its header is another.

    Excel may have saved it with semicolons, a byte-order mark, or in Windows-1252. Raises
    SourceError, naming `where`, for quotation marks that cannot be read.
    """
    start = raw[:_START].replace(b"\0", b"").lower()
    if not all(name.encode() in start for name in HEADER):
        return None
    # The settings tell the encoding of the original, and not of what Excel saved.
    decoded = decode(raw, where)
    first = next((line for line in decoded.text.splitlines() if line.strip()), "")
    fitting = [mark for mark in _DELIMITERS if _is_header(_cells_of(first, mark))]
    if not fitting:
        return None
    rows = [
        [_GUARDED.sub("", cell, count=1) if _GUARDED.match(cell) else cell for cell in row]
        for row in _parsed(decoded.text, fitting[0], where)
    ]
    placed = [(f"row {number}", row) for number, row in enumerate(rows, 1) if any(row)]
    return _transcript(placed, (), decoded.notes)


def corrected_table(table: ResponseTable) -> Transcript | None:
    """The corrected transcript in `table`, as a workbook holds it; None for another header."""
    if not _is_header(table.header):
        return None
    rows = [("row 1", table.header), *((f"row {row.number}", row.cells) for row in table.rows)]
    return _transcript(rows, (), table.notes)


def read_corrected_blocks(blocks: Iterable[Block]) -> Transcript | None:
    """The corrected transcript among `blocks`; None where no row of a table is its header.

    Paragraphs before the table are instructions to whoever corrects; later ones are left out.
    """
    told = list(blocks)
    before = len(list(takewhile(lambda block: not _is_header(block.cells), told)))
    if before == len(told):
        return None
    outside = tuple(
        LeftOut(f"paragraph {number}", "outside the table of turns")
        for number, block in enumerate(told[before:], before + 1)
        if not block.cells and block.text.strip()
    )
    rows = [block.cells for block in told[before:] if block.cells]
    return _transcript([(f"row {n}", cells) for n, cells in enumerate(rows, 1)], outside, ())


def _cells_of(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _parsed(text: str, delimiter: str, where: str) -> list[list[str]]:
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise SourceError(
            "the quotation marks of the table cannot be read",
            where=where,
            remedy="save it as CSV again, from the program that it was corrected in",
        ) from None
    finally:
        csv.field_size_limit(limit)


def _is_header(cells: Sequence[str]) -> bool:
    return set(HEADER) <= {_folded(cell) for cell in cells}


def _folded(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split()).casefold()


def _transcript(
    rows: Sequence[tuple[str, Sequence[str]]],
    outside: tuple[LeftOut, ...],
    notes: tuple[str, ...],
) -> Transcript:
    header = [_folded(cell) for cell in rows[0][1]]
    columns = [header.index(name) for name in HEADER]
    tally: Counter[str] = Counter()
    records: list[_Record] = []
    labels: dict[str, str] = {}
    held_on = ""
    for place, cells in rows:
        padded = [*cells, *[""] * len(header)]
        turn, time, speaker, words = (clean(padded[n], tally).strip() for n in columns)
        speaker = " ".join(speaker.split())
        if _is_header(cells) or not (turn or speaker or words):
            continue
        if _folded(turn) == DATE:
            held_on = next(iter(_DAY.findall(words)), held_on)
        elif original := _ORIGINAL.fullmatch(turn):
            labels[original[1]] = speaker
        else:
            records.append(_Record(place, turn, time, speaker, words))
    kept, left_out = _with_words(records)
    return Transcript(
        LAYOUT,
        _numbered(kept, labels),
        held_on=held_on,
        left_out=(*left_out, *outside),
        notes=(*notes, *notes_of(tally)),
    )


def _with_words(records: Sequence[_Record]) -> tuple[list[_Record], list[LeftOut]]:
    """Rows that somebody speaks; an empty speaker is the one before, as where a turn was cut."""
    kept: list[_Record] = []
    left_out: list[LeftOut] = []
    for record in records:
        if not record.words:
            left_out.append(LeftOut(record.place, "emptied by the correction"))
        elif not record.speaker and not kept:
            left_out.append(LeftOut(record.place, "no speaker told"))
        else:
            kept.append(replace(record, speaker=record.speaker or kept[-1].speaker))
    return kept, left_out


def _numbered(records: Sequence[_Record], labels: dict[str, str]) -> tuple[Turn, ...]:
    """Turns with their numbers from before the correction; those that it made get new ones.

    A number holds for its own speaker and once: a row that was given to somebody else, or that
    stands twice because a turn was cut, counts as made. `labels` are the original labels of the
    speakers by their number; where these rows are gone, those of their first turns.
    """
    places = [_OWN_TURN.fullmatch(record.turn) for record in records]
    of_speaker = dict(labels)
    for record, place in zip(records, places, strict=True):
        if place and place["speaker"]:
            of_speaker.setdefault(place["speaker"], record.speaker)
    claimed: set[tuple[str, int]] = set()
    numbers: list[int | None] = []
    for record, place in zip(records, places, strict=True):
        number = int(place["number"]) if place and _is_own(record, place, of_speaker) else None
        if number is not None and (record.speaker, number) in claimed:
            number = None
        if number is not None:
            claimed.add((record.speaker, number))
        numbers.append(number)
    before: Counter[str] = Counter()
    turns = []
    for record, number in zip(records, numbers, strict=True):
        if number is None:
            number = _free(before[record.speaker], record.speaker, claimed)  # noqa: PLW2901
        elif number < _MADE:
            before[record.speaker] = number
        claimed.add((record.speaker, number))
        turns.append(Turn(record.speaker, record.words, *_times(record.time), number))
    return tuple(turns)


def _is_own(record: _Record, place: re.Match[str], of_speaker: dict[str, str]) -> bool:
    """Whether the number in the cell is one of the speaker whom the row names.

    Somebody who is called anew keeps the numbers, unless the new label is another's of old.
    """
    label = of_speaker.get(place["speaker"] or "", record.speaker)
    return record.speaker == label or record.speaker not in of_speaker.values()


def _free(before: int, label: str, claimed: set[tuple[str, int]]) -> int:
    first = _MADE + before * _MOST_BESIDE
    return next(n for n in range(first, first + _MADE * _MOST_BESIDE) if (label, n) not in claimed)


def _times(cell: str) -> tuple[float | None, float | None]:
    """Seconds of the first two times in `cell`: where a turn starts and ends, as far as told.

    >>> _times("0:00:05.100 to 0:00:08.250"), _times("from 0:05"), _times("until 0:08")
    ((5.1, 8.25), (5.0, None), (None, 8.0))
    """
    told: list[float | None] = [_seconds(found[0]) for found in _TIME.finditer(cell)]
    if cell.strip().casefold().startswith(UNTIL):
        told = [None, *told]
    starts, ends, *_ = [*told, None, None]
    return starts, ends


def _seconds(time: str) -> float:
    """Seconds that `time` tells, to the millisecond.

    >>> _seconds("1:02:03.250"), _seconds("0:05")
    (3723.25, 5.0)
    """
    whole, _, fraction = time.replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return round(seconds + int(fraction.ljust(3, "0") or 0) / 1000, 3)
