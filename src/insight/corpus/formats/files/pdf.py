"""PDF files with a layer of text -> blocks: lines in reading order, joined to paragraphs.

Whether a line ends its paragraph is read from its place: the next line stands further down, begins
with a label or a point, or its first word would still have fitted. A hyphen at the end of a line
stays, since only a soft one is certain to be none of the word's.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from insight.corpus.formats.content import Hints, LeftOut, Prose, Transcript
from insight.corpus.formats.files.blocks import Contained, numbered, turns_or_paragraphs
from insight.corpus.formats.files.furniture import page_furniture
from insight.corpus.formats.files.pdf_lines import Glyph, Line, Page, page_of
from insight.corpus.formats.files.pdf_paragraphs import blocks_of
from insight.errors import SourceError
from insight.store.guards import LARGEST_UNPACKED

_START = 1024
_MOST_PAGES = 5_000
_LEAST_CLEAR = 0.9
_SKEW = 0.1
_BOLD = re.compile(r"bold|black|heavy|semibold|demi(?!-?italic)", re.I)
# What pdfminer puts in place of a sign whose letter the file does not tell.
_UNKNOWN = "(cid:"
_STREAM = re.compile(rb"stream\r?\n")
_PACKED_TWICE = re.compile(rb"/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl)\b")
_CHUNK = 65_536
_LEAST_LINES = 8
_EDGE = 3
_FAR = 2.5
_SMALLER = 0.95


def read_pdf(raw: bytes, where: str, hints: Hints) -> Transcript | Prose:
    """Turns or paragraphs of a PDF with a layer of text."""
    return turns_or_paragraphs(pdf_text(raw, where), where, hints)


def pdf_text(raw: bytes, where: str) -> Contained:
    """Blocks of a PDF. Raises SourceError, naming `where`: no PDF, damaged, locked, or scanned."""
    if b"%PDF-" not in raw[:_START]:
        raise SourceError(
            "this is not a PDF, or it is damaged", where=where, remedy="export it again"
        )
    _check_unpacks(raw, where)
    pages, pictures = _pages_of(raw, where)
    empty = [number for number, page in enumerate(pages, 1) if not page.lines]
    scanned = [number for number in empty if number in pictures]
    if len(empty) == len(pages):
        raise (
            _scanned(where)
            if pictures
            else SourceError("the document holds no text", where=where, remedy="replace it")
        )
    lines, left_out = _without_furniture(pages)
    notes = []
    if scanned:
        listed = ", ".join(map(str, scanned[:10])) + (" ..." if len(scanned) > 10 else "")
        notes.append(f"pages that are pictures without text were not read (OCR them): {listed}")
        left_out += [LeftOut(f"page {number}", "picture without text") for number in scanned]
    if numbers := sum(page.line_numbers for page in pages):
        notes.append(f"{numbers} line numbers in the margin were left out")
    if marks := sum(page.footnote_marks for page in pages):
        notes.append(f"{marks} marks of footnotes were left out")
    return Contained(
        "PDF",
        numbered(blocks_of(lines)),
        paged=True,
        left_out=tuple(left_out),
        notes=tuple(notes),
    )


def _scanned(where: str) -> SourceError:
    return SourceError(
        "the PDF is a scan: pictures of pages, without a layer of text",
        where=where,
        remedy="have its text recognised (OCR), check it, and save it as PDF or .docx",
    )


def _pages_of(raw: bytes, where: str) -> tuple[list[Page], set[int]]:
    """All pages, one after another, and the numbers of those that hold pictures."""
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException

    # Its warnings quote the file.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    pages: list[Page] = []
    pictures: set[int] = set()
    clear = unknown = 0
    try:
        for number, layout in enumerate(_layouts(raw), 1):
            glyphs = list(_glyphs(layout))
            shown = [glyph for glyph in glyphs if not glyph.text.startswith(_UNKNOWN)]
            clear, unknown = clear + len(shown), unknown + len(glyphs) - len(shown)
            pages.append(page_of(shown, number))
            if _has_picture(layout):
                pictures.add(number)
            if number >= _MOST_PAGES:
                raise SourceError(
                    f"the PDF has more than {_MOST_PAGES} pages", where=where, remedy="split it"
                )
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise SourceError(
            "the PDF is locked with a password", where=where, remedy="save it without one"
        ) from None
    # What a damaged file makes the parser stumble over is of every kind.
    except (
        *(PDFException, PSException, ValueError, TypeError, LookupError, AttributeError),
        *(AssertionError, ArithmeticError, RecursionError, struct.error, zlib.error, EOFError),
    ):
        raise SourceError("the PDF is damaged", where=where, remedy="export it again") from None
    if not pages:
        raise SourceError(
            "the PDF is damaged: it has no pages", where=where, remedy="export it again"
        )
    if unknown and clear < (clear + unknown) * _LEAST_CLEAR:
        raise SourceError(
            "the PDF does not tell which letters its signs are",
            where=where,
            remedy="have its text recognised (OCR), or ask for the file that it was made from",
        )
    return pages, pictures


def _layouts(raw: bytes) -> Iterator[Any]:
    """The objects on each page, as pdfminer places them."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    document = PDFDocument(PDFParser(io.BytesIO(raw)))
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        yield device.get_result()


def _glyphs(layout: Any) -> Iterator[Glyph]:
    """Upright characters within the page."""
    from pdfminer.layout import LTChar, LTFigure

    left, bottom, right, top = layout.bbox
    bold: dict[str, bool] = {}
    stack = [iter(layout)]
    while stack:
        one = next(stack[-1], None)
        if one is None:
            stack.pop()
        elif isinstance(one, LTFigure):
            stack.append(iter(one))
        elif isinstance(one, LTChar):
            a, b, c, d, _, baseline = one.matrix
            is_upright = a > 0 and d > 0 and abs(b) <= _SKEW * a and abs(c) <= d
            if is_upright and left <= one.x0 and one.x1 <= right + 1 and bottom <= baseline <= top:
                font, text = one.fontname, one.get_text()
                if font not in bold:
                    bold[font] = _BOLD.search(font) is not None
                shown = " " if text.isspace() else text
                yield Glyph(shown, one.x0, one.x1, baseline, one.size, bold[font])


def _has_picture(layout: Any) -> bool:
    from pdfminer.layout import LTFigure, LTImage

    return any(
        isinstance(one, LTImage) or (isinstance(one, LTFigure) and _has_picture(one))
        for one in layout
    )


def _without_furniture(pages: Sequence[Page]) -> tuple[list[Line], list[LeftOut]]:
    """Lines that are no furniture; lines are counted from the top of their page."""
    from_top = [sorted(page.lines, key=lambda line: (-line.y, line.x0)) for page in pages]
    apart = {(n, at) for n, lines in enumerate(from_top) for at in _set_apart(lines)}
    found = page_furniture([[line.text for line in lines] for lines in from_top], apart)
    left_out = [
        LeftOut(f"page {page + 1}, line {line + 1}", reason)
        for (page, line), reason in sorted(found.items())
    ]
    gone = {id(from_top[page][line]) for page, line in found}
    kept = [line for page in pages for line in page.lines if id(line) not in gone]
    return kept, left_out


def _set_apart(lines: Sequence[Line]) -> Iterator[int]:
    """Indices of the first and the last lines that stand far from the rest, or are smaller."""
    if len(lines) < _LEAST_LINES:
        return
    size = median(line.size for line in lines)
    gaps = [a.y - b.y for a, b in pairwise(lines)]
    leading = min((gap for gap in gaps if gap > size / 2), default=size)
    for inward, indices in ((gaps, range(_EDGE)), (gaps[::-1], range(-1, -1 - _EDGE, -1))):
        far = [depth for depth in range(_EDGE) if inward[depth] > _FAR * leading]
        # What lies outside of the innermost wide gap is apart, and so is what is smaller.
        for depth, index in enumerate(indices):
            if (far and depth <= far[-1]) or lines[index].size < _SMALLER * size:
                yield index % len(lines)


def _check_unpacks(raw: bytes, where: str) -> None:
    """Raise SourceError where the streams of the file unfold to more than a PDF honestly holds."""
    left = LARGEST_UNPACKED
    for start in _STREAM.finditer(raw):
        # A stream that is not packed, or packed in another way, is as long as it looks.
        left -= _unpacked_size(raw, start.end(), left)
        if left <= 0 or _PACKED_TWICE.search(raw, max(0, start.start() - _START), start.start()):
            raise SourceError(
                "the file unfolds to far more than it can honestly hold, as an attack would",
                where=where,
                remedy="ask who sent it for another export",
            )


def _unpacked_size(raw: bytes, at: int, most: int) -> int:
    """Bytes to which the stream at `at` unfolds, counted no further than `most`."""
    unfolding, size = zlib.decompressobj(), 0
    try:
        while size < most and not unfolding.eof and at < len(raw):
            size += len(unfolding.decompress(raw[at : at + _CHUNK], _CHUNK))
            while unfolding.unconsumed_tail and size < most and not unfolding.eof:
                size += len(unfolding.decompress(unfolding.unconsumed_tail, _CHUNK))
            at += _CHUNK
    except zlib.error:
        pass
    return size
