"""Transcripts to correct against the recording: as Word and as CSV, and back.

`insight read` writes them; whoever corrects edits words, labels and rows, and puts the file beside
the original. `formats.transcripts.corrected` reads it, and the original is read no longer.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path, PurePosixPath

from insight.corpus.formats.content import Transcript
from insight.corpus.formats.transcripts.corrected import DATE, HEADER, MARK, UNTIL, stem_of
from insight.store.private import replacing
from insight.store.tables import guard_formula

FOLDER = "to-correct"
ENDINGS = (".docx", ".csv")
_TITLE = "Transcript to correct"
_HOW = (
    "Correct the words against the recording, in this table. Change a speaker where the label is "
    "wrong; put in, cut or delete rows where turns are missing, run together or were never said. "
    "Leave the column turn as it is, and empty in a new row. Then put this file beside the "
    "original, under the name that it has."
)
_ORIGINAL = "(this speaker in the original: leave this row as it is)"
_WIDTHS_CM = (1.7, 2.6, 2.7, 10.5)

Rows = list[tuple[str, str, str, str]]


def write_to_correct(found: Transcript, source: str, folder: Path) -> list[Path]:
    """Write `found`, which was read from `source`, to `folder` as Word and as CSV; where they lie.

    They hold personal data and are closed to others.
    """
    stem = PurePosixPath(stem_of(source)).name
    paths = [folder / f"{stem}{MARK}{ending}" for ending in ENDINGS]
    for path in paths:
        with replacing(path, private=True) as draft:
            draft.write_bytes(to_correct(found, path.suffix))
    return paths


def to_correct(found: Transcript, ending: str) -> bytes:
    """`found` as a table of turns: a Word document (.docx), or CSV for Excel (.csv)."""
    rows = _rows(found)
    return _word(rows) if ending.lower() == ".docx" else _csv(rows)


def _rows(found: Transcript) -> Rows:
    """Date and labels, which keep the ids as they are, then the turns."""
    labels = list(dict.fromkeys(turn.label for turn in found.turns))
    speakers = {label: number for number, label in enumerate(labels, 1)}
    rows: Rows = [(DATE, "", "", f"held on {found.held_on}")] if found.held_on else []
    rows += [(f"S{number}", "", label, _ORIGINAL) for label, number in speakers.items()]
    spoken: Counter[str] = Counter()
    for turn in found.turns:
        spoken[turn.label] += 1
        number = spoken[turn.label] if turn.number is None else turn.number
        place = f"S{speakers[turn.label]}-{number}"
        rows.append((place, _span(turn.starts_at, turn.ends_at), turn.label, turn.text))
    return rows


def _span(starts_at: float | None, ends_at: float | None) -> str:
    """Times in words: of a bare time Excel would make a number.

    >>> _span(3723.25, 3730.0), _span(5.0, None)
    ('1:02:03.250 to 1:02:10.000', 'from 0:00:05.000')
    """
    if starts_at is None:
        return "" if ends_at is None else f"{UNTIL} {_clock(ends_at)}"
    start = _clock(starts_at)
    return f"from {start}" if ends_at is None else f"{start} to {_clock(ends_at)}"


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _csv(rows: Rows) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written, lineterminator="\r\n")
    table.writerows([HEADER, *([guard_formula(cell) for cell in row] for row in rows)])
    return written.getvalue().encode("utf-8-sig")


def _word(rows: Rows) -> bytes:
    import docx
    from docx.shared import Cm

    document = docx.Document()
    document.add_heading(_TITLE, level=1)
    document.add_paragraph(_HOW)
    table = document.add_table(rows=0, cols=len(HEADER), style="Table Grid")
    table.autofit = False
    for row in [HEADER, *rows]:
        for cell, text, width in zip(table.add_row().cells, row, _WIDTHS_CM, strict=True):
            cell.width = Cm(width)
            first, *others = text.split("\n")
            cell.paragraphs[0].text = first
            for line in others:
                cell.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
