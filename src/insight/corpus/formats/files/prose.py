"""Text, Markdown-like markup and Word files -> turns where they are labelled, else paragraphs."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from zipfile import BadZipFile

from insight.corpus.formats.content import Hints, Paragraph, Prose, Transcript
from insight.corpus.formats.encoding import decode
from insight.corpus.formats.transcripts.labelled import read_labelled
from insight.corpus.formats.transcripts.labels import date_told
from insight.corpus.formats.transcripts.markup import is_markup, read_markup
from insight.corpus.words.cleaning import clean, notes_of
from insight.errors import SourceError

_BLANK_LINE = re.compile(r"\n[ \t]*\n|\f")
_LONGEST_HEADING_WORDS = 14
_LABEL_OF_A_CELL_WORDS = 6


def read_text(raw: bytes, where: str, hints: Hints) -> Transcript | Prose:
    """Turns or paragraphs of a text file."""
    decoded = decode(raw, where, hints.encoding)
    tally: Counter[str] = Counter()
    # A form feed parts pages; cleaning would take it away with the other control characters.
    text = clean(decoded.text.replace("\f", "\n\n"), tally)
    notes = (*decoded.notes, *notes_of(tally))
    if hints.kind != "document" and is_markup(text):
        return _with_notes(read_markup(text), notes)
    paragraphs = [part.strip("\n") for part in _BLANK_LINE.split(text) if part.strip()]
    return _turns_or_paragraphs(paragraphs, set(), "plain text", where, hints, notes)


def read_word(raw: bytes, where: str, hints: Hints) -> Transcript | Prose:
    """Turns or paragraphs of a Word file; a table's two cells are read as label and words."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(raw))
    except (OpcError, BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        raise SourceError(
            "this is not a Word document, or it is damaged",
            where=where,
            remedy="open it in Word and save it anew as .docx",
        ) from None
    tally: Counter[str] = Counter()
    paragraphs: list[str] = []
    headings: set[int] = set()
    for text, is_heading in _blocks(document):
        if words := clean(text, tally).strip():
            if is_heading:
                headings.add(len(paragraphs))
            paragraphs.append(words)
    if not paragraphs:
        raise SourceError("the document holds no text", where=where, remedy="replace it")
    return _turns_or_paragraphs(paragraphs, headings, "Word", where, hints, notes_of(tally))


def _blocks(document: object) -> Iterator[tuple[str, bool]]:
    """Text of each paragraph and table row, and whether its style says that it is a heading."""
    from docx.table import Table

    for block in document.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(block, Table):
            for row in block.rows:
                yield _row_text([cell.text for cell in row.cells]), False
        else:
            style = block.style.name or "" if block.style is not None else ""
            yield block.text, style.startswith(("Heading", "Title", "Subtitle"))


def _row_text(cells: list[str]) -> str:
    told = [cell.strip() for n, cell in enumerate(cells) if cell.strip() and cell not in cells[:n]]
    if len(told) == 2 and len(told[0].split()) <= _LABEL_OF_A_CELL_WORDS:
        return f"{told[0].rstrip(':')}: {told[1]}"
    return " ".join(told)


def _turns_or_paragraphs(
    paragraphs: list[str],
    headings: set[int],
    medium: str,
    where: str,
    hints: Hints,
    notes: tuple[str, ...],
) -> Transcript | Prose:
    if hints.kind != "document":
        found = read_labelled(paragraphs, hints)
        if found is not None:
            return _with_notes(found, notes)
    if hints.kind == "transcript":
        raise SourceError(
            "nobody speaks here: no labels of speakers were found",
            where=where,
            remedy="begin each turn with a label and a colon, such as `P1: ...`",
        )
    told = tuple(
        Paragraph(line, number in headings or _looks_like_heading(line))
        for number, paragraph in enumerate(paragraphs)
        for line in _unwrapped(paragraph)
    )
    dates = date_told(part.text for part in told[:5] if len(part.text.split()) <= 12)
    return Prose(medium, told, dates, notes)


def _unwrapped(paragraph: str) -> list[str]:
    """Lines of a paragraph: joined where they were wrapped, apart where each is a paragraph."""
    lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
    wrapped = max(map(len, lines)) <= 100 and all(
        not line.endswith((".", "?", "!", ":")) and not _looks_like_heading(line)
        for line in lines[:-1]
    )
    return [" ".join(lines)] if wrapped else lines


def _looks_like_heading(line: str) -> bool:
    """Few words without an end: `Key findings for this statement`, `Score: 3`."""
    return len(line.split()) <= _LONGEST_HEADING_WORDS and not re.search(r"[.?!;,\"')]$", line)


def _with_notes(found: Transcript, notes: tuple[str, ...]) -> Transcript:
    return Transcript(found.layout, found.turns, found.held_on, found.left_out, notes)
