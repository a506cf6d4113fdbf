"""What a container of text gave, whatever it is -> turns where they are labelled, else prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from insight.corpus.formats.content import Block, Hints, LeftOut, Prose, Transcript
from insight.corpus.formats.files.furniture import (
    BOILERPLATE,
    is_named,
    named_in,
    notice_of,
    page_furniture,
)
from insight.corpus.formats.files.paragraphs import Item, paragraphs_of
from insight.corpus.formats.transcripts.corrected import read_corrected_blocks
from insight.corpus.formats.transcripts.labelled import read_labelled
from insight.corpus.formats.transcripts.labels import date_told
from insight.corpus.formats.transcripts.rewritten import read_rewritten
from insight.corpus.words.cleaning import clean, notes_of
from insight.errors import SourceError

_PLACE = re.compile(r"paragraph (\d+)(?:, line (\d+))?")
_LINES_THAT_TELL_A_DATE = 5
_LONGEST_DATE_LINE_WORDS = 12


@dataclass(frozen=True)
class Piece:
    """A block, and where it stands: number of its first line or of its paragraph, and its page.

    `lines` are the numbers of its lines in the file, where these no longer follow one another.
    """

    block: Block
    number: int
    page: int = 0
    lines: tuple[int, ...] = ()

    @property
    def line_numbers(self) -> tuple[int, ...]:
        """The numbers of its lines, in a file that is counted in lines."""
        told = self.block.text.count("\n") + 1
        return self.lines or tuple(range(self.number, self.number + told))


@dataclass(frozen=True)
class Contained:
    """Text of a file as its container holds it, in reading order, not yet cleaned.

    `unit` is what pieces are counted in (line, paragraph). `paged` says that page furniture has
    been taken out already.
    """

    medium: str
    pieces: tuple[Piece, ...]
    unit: str = "paragraph"
    paged: bool = False
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The blocks, joined by line breaks: offsets in the original count in it."""
        return "\n".join(piece.block.text for piece in self.pieces)


def numbered(blocks: Sequence[Block]) -> tuple[Piece, ...]:
    """`blocks`, counted from 1."""
    return tuple(Piece(block, number) for number, block in enumerate(blocks, 1))


def turns_or_paragraphs(found: Contained, where: str, hints: Hints) -> Transcript | Prose:
    """Turns in `found` where they are labelled, else its paragraphs; furniture is left out.

    Raises SourceError, naming `where`, where there is no text, or no label in what is told to be
    a transcript.
    """
    may_talk = hints.kind != "document"
    if may_talk:
        corrected = read_corrected_blocks(piece.block for piece in found.pieces)
        if corrected is not None:
            left = (*found.left_out, *corrected.left_out)
            return replace(corrected, left_out=left, notes=(*found.notes, *corrected.notes))
    tally: Counter[str] = Counter()
    pieces = [piece for one in found.pieces if (piece := _cleaned(one, tally)).block.text]
    left_out = list(found.left_out)
    # What this house wrote anew after a withdrawal holds nothing but what was said.
    if not (may_talk and read_rewritten([piece.block for piece in pieces[:1]])):
        if not found.paged:
            pieces = _without_page_furniture(pieces, found.unit, left_out)
        pieces = _without_notices(pieces, found.unit, hints.boilerplate, left_out)
    if not pieces:
        raise SourceError("the document holds no text", where=where, remedy="replace it")
    blocks = [piece.block for piece in pieces]
    notes = (*found.notes, *notes_of(tally))
    talk = read_labelled(blocks, hints, where) if may_talk else None
    if talk is not None:
        beside = (_replaced(piece, pieces, found.unit) for piece in talk.left_out)
        return replace(talk, left_out=(*left_out, *beside), notes=(*notes, *talk.notes))
    if hints.kind == "transcript":
        raise SourceError(
            "nobody speaks here: no labels of speakers were found",
            where=where,
            remedy="begin each turn with a label and a colon, such as `P1: ...`",
        )
    told = paragraphs_of(blocks, may_be_wrapped=found.unit == "line")
    opening = told[:_LINES_THAT_TELL_A_DATE]
    held_on = date_told(
        part.text for part in opening if len(part.text.split()) <= _LONGEST_DATE_LINE_WORDS
    )
    return Prose(found.medium, told, held_on, notes, tuple(left_out))


def _replaced(left_out: LeftOut, pieces: Sequence[Piece], unit: str) -> LeftOut:
    """`left_out`, whose place counts in the blocks that were read, with its place in the file."""
    match = _PLACE.fullmatch(left_out.place)
    if match is None or int(match[1]) > len(pieces):
        return left_out
    piece = pieces[int(match[1]) - 1]
    return replace(left_out, place=_place(piece, unit, int(match[2] or 1) - 1))


def _cleaned(piece: Piece, tally: Counter[str]) -> Piece:
    """`piece` with its words repaired, and what counts in them moved along."""
    block = piece.block
    if block.cells:
        cells = tuple(clean(cell, tally).strip() for cell in block.cells)
        text = "\t".join(cells) if any(cells) else ""
        bold = len(clean(block.text[: block.bold].strip(), Counter()))
        return replace(piece, block=replace(block, text=text, cells=cells, bold=bold))
    whole = clean(block.text, tally)
    text = whole.strip()
    bold = 0
    if block.bold:
        leading = clean(block.text[: block.bold], Counter()).lstrip()
        bold = min(len(leading), len(text))
    if text == block.text and bold == block.bold:
        return piece
    return replace(piece, block=replace(block, text=text, bold=bold))


def without_lines(piece: Piece, dropped: Sequence[int]) -> Piece | None:
    """`piece` without the lines whose indices are `dropped`; None where nothing is left."""
    lines = piece.block.text.split("\n")
    kept = [number for number in range(len(lines)) if number not in dropped]
    text = "\n".join(lines[number] for number in kept).strip()
    if not text:
        return None
    bold = 0 if 0 in dropped else min(piece.block.bold, len(text))
    numbers = tuple(piece.line_numbers[number] for number in kept)
    return replace(piece, block=replace(piece.block, text=text, bold=bold), lines=numbers)


def _without_page_furniture(
    pieces: Sequence[Piece], unit: str, left_out: list[LeftOut]
) -> list[Piece]:
    """`pieces` without page numbers, headers and footers; what these cut in two is one again."""
    pages: dict[int, list[str]] = {}
    at: dict[tuple[int, int], tuple[int, int]] = {}
    for index, piece in enumerate(pieces):
        page = pages.setdefault(piece.page, [])
        # The cells of a row are somebody's answers, and no line stands alone between them.
        lines = [""] if piece.block.cells else piece.block.text.split("\n")
        for offset, line in enumerate(lines):
            at[piece.page, len(page)] = index, offset
            page.append(line)
        page.append("")
    order = sorted(pages)
    dropped: dict[int, dict[int, str]] = {}
    for place, reason in page_furniture([pages[number] for number in order]).items():
        index, offset = at[order[place[0]], place[1]]
        dropped.setdefault(index, {})[offset] = reason
    if not dropped and len(order) == 1:
        return list(pieces)
    kept: list[Piece] = []
    is_cut = False
    for index, piece in enumerate(pieces):
        gone = dropped.get(index, {})
        for offset, reason in sorted(gone.items()):
            left_out.append(LeftOut(_place(piece, unit, offset), reason))
        rest = without_lines(piece, tuple(gone)) if gone else piece
        begins_page = bool(kept) and kept[-1].page != piece.page
        is_cut = is_cut or bool(gone) or begins_page
        if rest is None:
            continue
        if is_cut and kept and not gone.keys() & {0} and _goes_on(kept[-1].block, rest.block):
            before = kept[-1]
            kept[-1] = replace(
                before,
                block=replace(before.block, text=f"{before.block.text}\n{rest.block.text}"),
                page=rest.page,
                lines=(*before.line_numbers, *rest.line_numbers),
            )
        else:
            kept.append(rest)
        is_cut = bool(gone) and max(gone) == piece.block.text.count("\n")
    return kept


def _goes_on(before: Block, after: Block) -> bool:
    """Whether a paragraph was cut in two by the end of its page."""
    if before.cells or after.cells or before.heading or after.heading or after.bold:
        return False
    if isinstance(after, Item):
        return False
    return before.text[-1] not in ".?!:;\"')" and after.text[0].islower()


def _without_notices(
    pieces: Sequence[Piece], unit: str, boilerplate: Sequence[str], left_out: list[LeftOut]
) -> list[Piece]:
    """`pieces` without notices of programs, adverts, and what the settings name."""
    named = named_in(boilerplate)
    kept = []
    for piece in pieces:
        lines = [" ".join(piece.block.cells)] if piece.block.cells else piece.block.text.split("\n")
        whole = " ".join(lines)
        if named and is_named(whole, named):
            left_out.append(LeftOut(_place(piece, unit, 0), BOILERPLATE))
            continue
        if len(lines) > 1 and (reason := notice_of(whole)):
            left_out.append(LeftOut(_place(piece, unit, 0), reason))
            continue
        gone = {
            offset: BOILERPLATE if named and is_named(line, named) else notice_of(line)
            for offset, line in enumerate(lines)
        }
        gone = {offset: reason for offset, reason in gone.items() if reason}
        left_out += [LeftOut(_place(piece, unit, o), reason) for o, reason in gone.items()]
        if piece.block.cells:
            kept += [] if gone else [piece]
        elif (rest := without_lines(piece, tuple(gone)) if gone else piece) is not None:
            kept.append(rest)
    return kept


def _place(piece: Piece, unit: str, offset: int) -> str:
    if unit == "line":
        return f"line {piece.line_numbers[min(offset, len(piece.line_numbers) - 1)]}"
    return f"paragraph {piece.number}" + (f", line {offset + 1}" if offset else "")
