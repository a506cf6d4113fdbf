"""Plain text and light markup (.txt, .md, .rst) -> turns where labelled, else paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from insight.corpus.formats.content import Block, Hints, LeftOut, Prose, Transcript
from insight.corpus.formats.encoding import decode
from insight.corpus.formats.files.blocks import Contained, Piece, turns_or_paragraphs
from insight.corpus.formats.files.furniture import BOILERPLATE, is_named, named_in, notice_of
from insight.corpus.formats.transcripts.markup import is_markup, read_markup
from insight.corpus.words.cleaning import clean, notes_of

_HEADING = re.compile(r"#{1,6}[ \t]+(?P<words>.*?)[ \t]*#*")
_UNDERLINE = re.compile(r"([=\-~^\"'#*+`])\1{2,}[ \t]*")
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3}|_{1,3})(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")


def read_text(raw: bytes, where: str, hints: Hints) -> Transcript | Prose:
    """Turns or paragraphs of a text file."""
    return _read(raw, where, hints, has_markup=False)


def read_marked_up(raw: bytes, where: str, hints: Hints) -> Transcript | Prose:
    """Turns or paragraphs of Markdown or reStructuredText: its signs are no words of anybody."""
    return _read(raw, where, hints, has_markup=True)


def _read(raw: bytes, where: str, hints: Hints, *, has_markup: bool) -> Transcript | Prose:
    decoded = decode(raw, where, hints.encoding)
    tally: Counter[str] = Counter()
    # Form feeds part pages; cleaning would take them away with the other control characters.
    pages = [clean(page, tally) for page in decoded.text.split("\f")]
    notes = (*decoded.notes, *notes_of(tally))
    text = "\n".join(pages)
    may_be_marked = hints.kind != "document" and hints.layout in ("auto", "markdown")
    if may_be_marked and is_markup(text):
        text, left_out = _without_notices(text, hints.boilerplate)
        found = read_markup(text)
        return replace(found, left_out=(*left_out, *found.left_out), notes=(*notes, *found.notes))
    pieces = tuple(_pieces(pages, has_markup))
    medium = "text with markup" if has_markup else "plain text"
    return turns_or_paragraphs(Contained(medium, pieces, unit="line", notes=notes), where, hints)


def _without_notices(text: str, boilerplate: Sequence[str]) -> tuple[str, list[LeftOut]]:
    """`text` with empty lines for those that nobody said: the others keep their numbers."""
    named = named_in(boilerplate)
    lines, left_out = [], []
    for number, line in enumerate(text.split("\n"), 1):
        reason = BOILERPLATE if is_named(line, named) else notice_of(line)
        if reason:
            left_out.append(LeftOut(f"line {number}", reason))
        lines.append("" if reason else line)
    return "\n".join(lines), left_out


def _pieces(pages: list[str], has_markup: bool) -> Iterator[Piece]:
    """Paragraphs between empty lines, with the number of their first line in the file."""
    number = 1
    for page, text in enumerate(pages):
        for first, lines in _runs(text.split("\n"), number):
            parts = _marked(first, lines) if has_markup else [(first, Block("\n".join(lines)))]
            yield from (Piece(block, at, page) for at, block in parts)
        # The line in which the form feed stands is counted once, as an editor does.
        number += text.count("\n")


def _runs(lines: list[str], number: int) -> Iterator[tuple[int, list[str]]]:
    run: list[str] = []
    for at, line in enumerate([*lines, ""], number):
        if line.strip():
            run.append(line)
        elif run:
            yield at - len(run), run
            run = []


def _marked(first: int, lines: list[str]) -> Iterator[tuple[int, Block]]:
    """A paragraph of light markup as blocks: headings apart, emphasis taken off."""
    run: list[str] = []
    at = first
    for number, line in enumerate(lines, first):
        heading = _HEADING.fullmatch(line)
        if heading or (run and _UNDERLINE.fullmatch(line)):
            title = heading["words"] if heading else run.pop()
            if run:
                yield at, _block(run)
            yield number - (heading is None), Block(_plain(title), heading=True)
            run = []
        elif not _UNDERLINE.fullmatch(line):
            at = at if run else number
            run.append(line)
    if run:
        yield at, _block(run)


def _block(lines: list[str]) -> Block:
    bold = re.match(r"\*\*(?=\S)([^*\n]+?)\*\*", lines[0])
    return Block("\n".join(map(_plain, lines)), bold=len(bold[1]) if bold else 0)


def _plain(line: str) -> str:
    return _EMPHASIS.sub(r"\2", line)
