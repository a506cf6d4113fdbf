"""The files a council would send, as bytes that are the same on every machine and every day.

Each layout keeps the quirks of the program that writes it, because reading those quirks is what
the demonstration study is there to show.
"""

from __future__ import annotations

import csv
import io
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from html import escape

import docx
import xlsxwriter
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt

SECONDS_A_WORD = 0.4
PAUSE_SECONDS = 0.8
WORDS_A_CUE = 24
TURNS_A_TIMESTAMP = 9
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class SpokenTurn:
    """One turn: the name the file shows, the words, and its seconds from the start."""

    speaker: str
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Recording:
    """What a layout needs to write a transcript. `recorder` started the recording."""

    title: str
    held_on: date
    recorder: str
    turns: tuple[SpokenTurn, ...]


def timed(spoken: Sequence[tuple[str, str]]) -> tuple[SpokenTurn, ...]:
    """Give (speaker, text) pairs their times, from word counts at an ordinary speaking pace."""
    turns, clock = [], 5.0
    for speaker, text in spoken:
        end = clock + len(text.split()) * SECONDS_A_WORD
        turns.append(SpokenTurn(speaker, text, clock, end))
        clock = end + PAUSE_SECONDS
    return tuple(turns)


def teams_docx(recording: Recording) -> bytes:
    """Word file of Microsoft Teams: `Name   0:05`, a line break, then the words.

    The recorder's name stands in the file's properties too, as it does in real ones.
    """
    document = _bare_document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = recording.recorder
    properties.title = recording.title
    properties.comments = ""
    stamp = datetime.combine(recording.held_on, time(12))
    properties.created = properties.modified = stamp
    document.add_paragraph().add_run(f"{recording.title}-Meeting Transcript").font.size = Pt(16)
    day = recording.held_on
    document.add_paragraph(f"{day:%B} {day.day}, {day.year}, 10:00AM")
    minutes, seconds = divmod(round(recording.turns[-1].end), 60)
    document.add_paragraph(f"{minutes}m {seconds}s")
    document.add_paragraph(f"{recording.recorder} started transcription")
    for turn in recording.turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{turn.speaker}   {_short_clock(turn.start)}").add_break()
        paragraph.add_run(turn.text)
    document.add_paragraph(f"{recording.recorder} stopped transcription")
    written = io.BytesIO()
    document.save(written)
    return _timeless_zip(written.getvalue())


def _bare_document() -> Document:
    """An empty document without the template's table styles: 0.8 MB that nothing here uses."""
    document = docx.Document()
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE:
            style.delete()
    for key, link in list(document.part.rels.items()):
        if link.reltype.endswith("/stylesWithEffects"):
            document.part.rels.pop(key)
    return document


def teams_vtt(recording: Recording) -> bytes:
    """Captions of Microsoft Teams: `<v Name>words</v>`, a long turn over several cues."""
    meeting = uuid.uuid5(uuid.NAMESPACE_URL, f"{recording.title} {recording.held_on}")
    blocks = ["WEBVTT"]
    for number, turn in enumerate(recording.turns, start=10):
        for part, (words, start, end) in enumerate(_cues(turn)):
            spoken = f"<v {turn.speaker}>{escape(words, quote=False)}</v>"
            blocks.append(f"{meeting}/{number}-{part}\n{_clock(start)} --> {_clock(end)}\n{spoken}")
    return ("\n\n".join(blocks) + "\n").encode()


def zoom_vtt(recording: Recording) -> bytes:
    """Captions of Zoom: numbered cues, `Name: words`.

    Where its number can be divided by three, a cue that continues a turn leaves the name out, as
    Zoom does now and then.
    """
    blocks, number = ["WEBVTT"], 0
    for turn in recording.turns:
        for part, (words, start, end) in enumerate(_cues(turn)):
            number += 1
            unnamed = part > 0 and number % 3 == 0
            line = words if unnamed else f"{turn.speaker}: {words}"
            spoken = escape(line, quote=False)
            blocks.append(f"{number}\n{_clock(start)} --> {_clock(end)}\n{spoken}")
    return ("\n\n".join(blocks) + "\n").encode()


def plain_txt(recording: Recording) -> bytes:
    """A typist's transcript: `P1: words`, with a bracketed time on its own line now and then."""
    blocks = [recording.title]
    for number, turn in enumerate(recording.turns, start=1):
        if number % TURNS_A_TIMESTAMP == 0:
            blocks.append(f"[{_clock(turn.start)[:8]}]")
        blocks.append(f"{turn.speaker}: {turn.text}")
    return ("\n\n".join(blocks) + "\n").encode()


LAYOUTS = {
    "teams_docx": teams_docx,
    "teams_vtt": teams_vtt,
    "zoom_vtt": zoom_vtt,
    "plain_txt": plain_txt,
}


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[object]], bom: bool = False) -> bytes:
    """A UTF-8 CSV file, with the byte-order mark that survey tools put first where asked."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue().encode("utf-8-sig" if bom else "utf-8")


def workbook_bytes(
    header: Sequence[str], rows: Sequence[Sequence[str | int | datetime]], made: datetime
) -> bytes:
    """An Excel workbook of one sheet; datetimes become Excel dates and whole numbers numbers."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, options)
    book.set_properties({"created": made})
    dates = book.add_format({"num_format": "m/d/yy h:mm:ss"})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, header)
    for down, row in enumerate(rows, start=1):
        for across, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(down, across, cell, dates)
            elif isinstance(cell, int):
                sheet.write_number(down, across, cell)
            elif cell:
                sheet.write_string(down, across, cell)
    book.close()
    return _timeless_zip(written.getvalue())


def _timeless_zip(content: bytes) -> bytes:
    """The same archive without today's date, and stored: compressors differ between machines."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return written.getvalue()


def _cues(turn: SpokenTurn) -> Iterator[tuple[str, float, float]]:
    """Cut a turn into captions of a few words each, with their start and end in seconds."""
    words, start = turn.text.split(), turn.start
    for first in range(0, len(words), WORDS_A_CUE):
        caption = words[first : first + WORDS_A_CUE]
        end = start + len(caption) * SECONDS_A_WORD
        yield " ".join(caption), start, end
        start = end


def _clock(seconds: float) -> str:
    """Write seconds as `00:12:31.400`."""
    thousandths = round(seconds * 1000)
    whole, rest = divmod(thousandths, 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{rest:03d}"


def _short_clock(seconds: float) -> str:
    """Write seconds as Teams does: `12:31` below an hour, `1:02:31` above."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
