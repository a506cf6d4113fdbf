"""Turns written as the programs and the typists write them: one function a layout.

A renderer takes (label, text) pairs, paragraphs of a text parted by line breaks, and gives the
bytes of a file. Times are invented: fifteen characters a second, half a second between speakers.
"""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import docx

Said = Sequence[tuple[str, str]]
_CHARACTERS_A_SECOND = 15
_CUE = 80


@dataclass(frozen=True)
class Cue:
    """A stretch of one turn, and when it was said."""

    label: str
    text: str
    starts: float
    ends: float
    is_first: bool


def cues(said: Said) -> Iterator[Cue]:
    at = 3.0
    for label, text in said:
        for number, part in enumerate(
            textwrap.wrap(" ".join(text.split()), _CUE, break_on_hyphens=False)
        ):
            ends = at + len(part) / _CHARACTERS_A_SECOND
            yield Cue(label, part, at, ends, number == 0)
            at = ends
        at += 0.5


def spans(said: Said) -> Iterator[tuple[str, list[str], float, float]]:
    """Label, paragraphs, start and end of each turn."""
    at = 3.0
    for label, text in said:
        ends = at + len(text) / _CHARACTERS_A_SECOND
        yield label, [part for part in text.split("\n") if part.strip()], at, ends
        at = ends + 0.5


def clock(at: float, point: str = ".") -> str:
    whole, thousandths = divmod(round(at * 1000), 1000)
    return f"{_hms(whole)}{point}{thousandths:03d}"


def _hms(whole: float) -> str:
    seconds = int(whole)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _short(at: float) -> str:
    """0:05, 12:09, 1:02:03: as people read a clock."""
    seconds = int(at)
    hours = f"{seconds // 3600}:{seconds // 60 % 60:02d}" if seconds >= 3600 else str(seconds // 60)
    return f"{hours}:{seconds % 60:02d}"


def teams_vtt(said: Said) -> bytes:
    """Teams: a GUID a cue, the voice in a tag, the words on one or two lines."""
    blocks = ["WEBVTT"]
    for number, cue in enumerate(cues(said)):
        words = "\n".join(textwrap.wrap(escape(cue.text, quote=False), 45))
        head = f"5c2e1f7a-0d6b-4e0c-9c58-2b1f4ad0c1{number % 100:02d}/{number}-0"
        timing = f"{clock(cue.starts)} --> {clock(cue.ends)}"
        blocks.append(f"{head}\n{timing}\n<v {cue.label}>{words}</v>")
    return "\n\n".join(blocks).encode()


def zoom_vtt(said: Said, names: Callable[[Cue], bool] = lambda cue: True) -> bytes:
    """Zoom: numbered cues, `Name: words`; `names` tells which cues have the name."""
    blocks = ["WEBVTT"]
    for number, cue in enumerate(cues(said), 1):
        words = f"{cue.label}: {cue.text}" if names(cue) else cue.text
        blocks.append(f"{number}\n{clock(cue.starts)} --> {clock(cue.ends)}\n{words}")
    return ("\r\n\r\n".join(block.replace("\n", "\r\n") for block in blocks) + "\r\n").encode()


def zoom_vtt_first(said: Said) -> bytes:
    """Zoom, the name only where somebody begins."""
    return zoom_vtt(said, lambda cue: cue.is_first)


def srt(said: Said) -> bytes:
    blocks = []
    for number, cue in enumerate(cues(said), 1):
        words = f"{cue.label}: {cue.text}" if cue.is_first else cue.text
        timing = f"{clock(cue.starts, ',')} --> {clock(cue.ends, ',')}"
        blocks.append(f"{number}\n{timing}\n" + "\n".join(textwrap.wrap(words, 42)))
    return ("\ufeff" + "\n\n".join(blocks) + "\n").encode()


def sbv(said: Said) -> bytes:
    blocks = []
    for cue in cues(said):
        words = f"{cue.label}: {cue.text}" if cue.is_first else cue.text
        blocks.append(f"{clock(cue.starts)[1:]},{clock(cue.ends)[1:]}\n{words}")
    return "\n\n".join(blocks).encode()


def _word(paragraphs: Sequence[str]) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return _saved(document)


def _saved(document: object) -> bytes:
    written = io.BytesIO()
    document.save(written)  # type: ignore[attr-defined]
    return written.getvalue()


def _teams_clock(at: float) -> str:
    """0:1:5.100: Teams pads no figure here."""
    seconds, thousandths = divmod(round(at * 1000), 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60}:{seconds % 60}.{thousandths}"


def teams_docx_a(said: Said) -> bytes:
    """Times, speaker and words, a paragraph each; an entry a cue."""
    told = []
    for cue in cues(said):
        told += [f"{_teams_clock(cue.starts)} --> {_teams_clock(cue.ends)}", cue.label, cue.text]
    return _word(told)


def teams_docx_b(said: Said) -> bytes:
    """Speaker and time, then a line break and the words; title, date and notices around."""
    host = said[0][0]
    head = ["Meeting in the hall-20260304_100000-Meeting Recording", "March 4, 2026, 10:00AM"]
    told = [f"{label}   {_short(at)}\n" + "\n".join(parts) for label, parts, at, _ in spans(said)]
    notices = (f"{host} started transcription", f"{host} stopped transcription")
    return _word([*head, "1h 2m 3s", notices[0], *told, notices[1]])


def teams_docx_c(said: Said) -> bytes:
    """Speaker and time span, the words below, a paragraph each."""
    told = []
    for label, parts, starts, ends in spans(said):
        told += [f"{label} {_hms(starts)} --> {_hms(ends)}", *parts]
    return _word(told)


def otter(said: Said) -> bytes:
    told = [f"{label}  {_short(at)}\n{' '.join(parts)}\n" for label, parts, at, _ in spans(said)]
    return "\n".join([*told, "Transcribed by https://otter.ai\n"]).encode()


def _wrapped(text: str, width: int = 88) -> str:
    """Paragraphs wrapped as a text editor does, parted by an empty line."""
    parts = (part for part in text.split("\n") if part.strip())
    return "\n\n".join("\n".join(textwrap.wrap(part, width)) for part in parts)


def labels(said: Said) -> bytes:
    """`INT: words`, wrapped, an empty line between paragraphs."""
    head = "Interview 4\nDate: 4 March 2026\nLength: 61 minutes\n\n"
    return (head + "\n\n".join(_wrapped(f"{who}: {text}") for who, text in said)).encode()


def labels_a_line_each(said: Said) -> bytes:
    """`INT: words` on one long line a turn, no empty lines."""
    return "\r\n".join(f"{who}:\t{' '.join(text.split())}" for who, text in said).encode()


def labels_dash(said: Said) -> bytes:
    return "\n\n".join(_wrapped(f"{who} - {text}") for who, text in said).encode()


def labels_brackets(said: Said) -> bytes:
    return "\n\n".join(_wrapped(f"[{who}] {text}") for who, text in said).encode()


def labels_tab(said: Said) -> bytes:
    return _word([f"{who}\t{' '.join(text.split())}" for who, text in said])


def labels_above(said: Said) -> bytes:
    return "\n\n".join(f"{who}\n{_wrapped(text)}" for who, text in said).encode()


def labels_above_capitals(said: Said) -> bytes:
    return labels_above([(who.upper(), text) for who, text in said])


def stamped(said: Said) -> bytes:
    """A time in brackets before the label, and at times within the words."""
    told = []
    for number, (label, parts, at, ends) in enumerate(spans(said)):
        words = " ".join(parts)
        if number % 7 == 0 and " " in words:
            first, rest = words.split(" ", 1)
            words = f"{first} [{_hms((at + ends) / 2)}] {rest}"
        told.append(_wrapped(f"[{_hms(at)}] {label}: {words}"))
    return "\n\n".join(told).encode()


def numbered(said: Said, lines_a_page: int = 0) -> bytes:
    """Wrapped lines, each with its number: through the file, or anew on each page."""
    lines = []
    for who, text in said:
        lines += textwrap.wrap(f"{who}: {' '.join(text.split())}", 66)
    size = lines_a_page or len(lines)
    told = [f"{n % size + 1:>4}  {line}" for n, line in enumerate(lines)]
    pages = ["\n".join(told[first : first + size]) for first in range(0, len(told), size)]
    return "\n\f".join(pages).encode()


def numbered_by_page(said: Said) -> bytes:
    return numbered(said, 25)


def markdown(said: Said) -> bytes:
    told = [f"**{who}:** " + text.replace("\n", "\n\n") for who, text in said]
    return ("# Group in the hall\n\n" + "\n\n".join(told) + "\n").encode()


def bold(said: Said) -> bytes:
    """The label in bold, without a colon, before the words."""
    document = docx.Document()
    for who, text in said:
        first, *others = [part for part in text.split("\n") if part.strip()]
        paragraph = document.add_paragraph()
        paragraph.add_run(who).bold = True
        paragraph.add_run(f" {first}")
        for part in others:
            document.add_paragraph(part)
    return _saved(document)


def bold_above(said: Said) -> bytes:
    """The label in bold on a line of its own."""
    document = docx.Document()
    for who, text in said:
        document.add_paragraph().add_run(who).bold = True
        for part in text.split("\n"):
            if part.strip():
                document.add_paragraph(part)
    return _saved(document)


def table(said: Said) -> bytes:
    """A row a turn: number, time, speaker, words, under a header."""
    rows = [
        (str(number), _hms(at), label, "\n".join(parts))
        for number, (label, parts, at, _) in enumerate(spans(said), 1)
    ]
    return _tabled([("No.", "Time", "Speaker", "Transcript"), *rows])


def table_bare(said: Said) -> bytes:
    """A row a turn: label and words, without a header."""
    return _tabled([(f"{who}:", text) for who, text in said])


def _tabled(rows: Sequence[Sequence[str]]) -> bytes:
    """A document with one table, written as Word stores it (python-docx is slow with tables)."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell = "<w:tc><w:tcPr/>{}</w:tc>"
    body = "".join(
        "<w:tr>" + "".join(cell.format(_paragraphs(text)) for text in row) + "</w:tr>"
        for row in rows
    )
    document = docx.Document()
    xml = f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid/>{body}</w:tbl>"
    document.element.body.insert(0, parse_xml(xml))
    return _saved(document)


def _paragraphs(text: str) -> str:
    return "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r></w:p>'
        for part in text.split("\n")
        if part.strip()
    )


def opendocument(said: Said) -> bytes:
    """`Name: words` in LibreOffice's own format."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    told = "".join(
        f"<text:p>{escape(f'{who}: {part}' if n == 0 else part)}</text:p>"
        for who, text in said
        for n, part in enumerate(part for part in text.split("\n") if part.strip())
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0" office:version="1.2">'
        f"<office:body><office:text>{told}</office:text></office:body></office:document-content>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return written.getvalue()


def web(said: Said) -> bytes:
    told = "".join(
        f"<p><strong>{escape(who)}:</strong> "
        + "</p><p>".join(escape(part) for part in text.split("\n") if part.strip())
        + "</p>"
        for who, text in said
    )
    head = "<!doctype html><html><head><meta charset='utf-8'><title>Hall</title></head>"
    return f"{head}<body><main>{told}</main></body></html>".encode()


_LINES_A_PAGE = 40


def pdf(said: Said) -> bytes:
    """Pages of wrapped lines with a header and a page number, as a word processor prints them."""
    lines: list[str] = []
    for who, text in said:
        for n, part in enumerate(part for part in text.split("\n") if part.strip()):
            lines += [*textwrap.wrap(f"{who}: {part}" if n == 0 else part, 84), ""]
    pages = [lines[n : n + _LINES_A_PAGE] for n in range(0, len(lines), _LINES_A_PAGE)]
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids "
        f"[{' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages, 1):
        drawn = [
            _drawn(60, 800, "Study of the harbour, transcript 4"),
            _drawn(290, 40, str(number)),
        ]
        drawn += [_drawn(60, 770 - 17 * n, line) for n, line in enumerate(page) if line]
        stream = "\n".join(drawn)
        size = len(stream.encode("cp1252"))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * number - 1} "
            "0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {size} >>\nstream\n{stream}\nendstream")
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table_of = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    )
    start = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    return body + (start + table_of + trailer).encode()


def _drawn(left: int, up: int, line: str) -> str:
    safe = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 10 Tf {left} {up} Td ({safe}) Tj ET"


# Name of the layout as read, the ending, how it is written, and which labels it is given.
RENDERED: Sequence[tuple[str, str, Callable[[Said], bytes], str]] = (
    ("teams-docx", ".docx", teams_docx_a, "surname first"),
    ("teams-docx", ".docx", teams_docx_b, "surname first"),
    ("teams-docx", ".docx", teams_docx_c, "names"),
    ("teams-vtt", ".vtt", teams_vtt, "surname first"),
    ("zoom-vtt", ".vtt", zoom_vtt, "names"),
    ("zoom-vtt", ".vtt", zoom_vtt_first, "names"),
    ("otter", ".txt", otter, "speakers"),
    ("otter", ".txt", otter, "names"),
    ("labels", ".txt", labels, "codes"),
    ("labels", ".txt", labels, "names"),
    ("labels", ".txt", labels_a_line_each, "codes"),
    ("labels-dash", ".txt", labels_dash, "roles"),
    ("labels-brackets", ".txt", labels_brackets, "codes"),
    ("labels-tab", ".docx", labels_tab, "codes"),
    ("labels-above", ".txt", labels_above, "roles"),
    ("labels-above", ".txt", labels_above, "names"),
    ("labels-above", ".txt", labels_above_capitals, "capitals"),
    ("labels", ".txt", stamped, "names"),
    ("numbered-labels", ".txt", numbered, "codes"),
    ("numbered-labels", ".txt", numbered_by_page, "names"),
    ("markdown", ".md", markdown, "names"),
    ("bold-labels", ".docx", bold, "names"),
    ("bold-labels", ".docx", bold, "roles"),
    ("bold-labels", ".docx", bold_above, "names"),
    ("table", ".docx", table, "names"),
    ("table", ".docx", table_bare, "codes"),
    ("srt", ".srt", srt, "names"),
    ("sbv", ".sbv", sbv, "names"),
    ("labels", ".odt", opendocument, "names"),
    ("labels", ".html", web, "names"),
    ("labels", ".pdf", pdf, "names"),
)
