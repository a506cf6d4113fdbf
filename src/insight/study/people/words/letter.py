"""The letter in which somebody sees their own words before they are printed, as a Word file.

Plain words, large letters, headings, boxes that can be ticked on screen and on paper. It has no
name on it: who has their own words in hand should not be named beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

_FONT, _SIZE = "Calibri", 13
_BOX = "☐"
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
_ANSWERS = (
    "Yes, use these words.",
    "Use them, but change something. Write below what to change.",
    "No, do not use these words.",
)


@dataclass(frozen=True)
class Passage:
    """Words that may be printed, what they would stand under, and how their speaker is told."""

    text: str
    subjects: tuple[str, ...]
    said_by: str


@dataclass(frozen=True)
class Letter:
    """What the letter says: about which study, from whom, to whom (an id), on which words."""

    study: str
    controller: str
    speaker_id: str
    passages: Sequence[Passage]


def letter_document(letter: Letter) -> bytes:
    """`letter` as the bytes of a .docx; the same letter gives the same text and structure."""
    from docx import Document

    document = Document()
    _set_up(document, letter)
    document.add_heading("Are we right to use your words?", level=0)
    document.add_paragraph(f"Study: {letter.study}")
    document.add_paragraph(f"Your number: {letter.speaker_id}")
    for line in _OPENING:
        document.add_paragraph(line)
    document.add_heading("What we ask you", level=1)
    for line in _ASKED:
        document.add_paragraph(line, style="List Bullet")
    for number, passage in enumerate(letter.passages, 1):
        _add_passage(document, number, passage)
    document.add_heading("Is there anything else?", level=1)
    document.add_paragraph("Write here what you want to add, or what we got wrong.")
    for _ in range(3):
        _add_line(document)
    document.add_heading("How to send it back", level=1)
    _add_line(document, "Please send it by (date):")
    _add_line(document, "To:")
    if letter.controller:
        document.add_paragraph(f"{letter.controller} is responsible for this study.")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


_OPENING = (
    "Thank you for talking to us. We are writing a report. We would like to print some of your "
    "words in it. Please look at them first.",
    "We took out names and places, so that people cannot tell who you are. Where we took something "
    "out, there are square brackets, like this: [place].",
    "Somebody who knows you well may still know that it is you. You decide.",
)
_ASKED = (
    "Read each of your quotes below.",
    "Tick one box for each quote.",
    "You do not have to give a reason.",
    "If you tick nothing, what you agreed to before still holds.",
    "You can change your mind at any time before the report is printed. You can also leave the "
    "study. Nothing bad happens if you do.",
)


def _add_passage(document: Any, number: int, passage: Passage) -> None:
    document.add_heading(f"Your quote {number}", level=1)
    quote = document.add_paragraph(passage.text, style="Quote")
    quote.paragraph_format.keep_with_next = True
    for line in (
        f"We would print it under: {'; '.join(passage.subjects)}.",
        f"We would say that this was said by: {passage.said_by}.",
    ):
        document.add_paragraph(line).paragraph_format.keep_with_next = True
    for answer in _ANSWERS:
        line = document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        _add_box(line, f"Quote {number}: {answer}")
        line.add_run(f" {answer}")
    _add_line(document, "What should change?").paragraph_format.keep_with_next = True
    _add_line(document)


def _add_line(document: Any, label: str = "") -> Any:
    """A ruled line to write on; unlike a row of underscores it is not read aloud."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = document.add_paragraph(label)
    line._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="1" '
            'w:color="595959"/></w:pBdr>'
        )
    )
    return line


def _add_box(paragraph: Any, title: str) -> None:
    """A box to tick: a content control of Word 2010 and later, a printed box elsewhere."""
    from xml.sax.saxutils import quoteattr

    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph._p.append(
        parse_xml(
            f'<w:sdt {nsdecls("w")} xmlns:w14="{_WORD_2010}"><w:sdtPr>'
            f"<w:alias w:val={quoteattr(title)}/><w:tag w:val={quoteattr(title)}/>"
            '<w14:checkbox><w14:checked w14:val="0"/>'
            '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
            '</w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" '
            'w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>'
            f"<w:t>{_BOX}</w:t></w:r></w:sdtContent></w:sdt>"
        )
    )


def _set_up(document: Any, letter: Letter) -> None:
    """Language, page, and large plain letters, by style."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    told = document.core_properties
    told.title, told.subject, told.author = "Are we right to use your words?", letter.study, ""
    told.language, told.comments = "en-GB", ""
    told.created = told.modified = datetime(2000, 1, 1, tzinfo=UTC)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(22)
    styles = document.styles
    body = styles["Normal"]
    body.font.name, body.font.size = _FONT, Pt(_SIZE)
    body.paragraph_format.line_spacing = 1.3
    body.element.get_or_add_rPr().append(
        body.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    )
    for name, size in (("Title", 24), ("Heading 1", 17), ("Quote", _SIZE + 1)):
        style = styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb, style.font.italic = RGBColor(0x1A, 0x1A, 0x1A), False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
    styles["Quote"].paragraph_format.left_indent = Mm(8)
