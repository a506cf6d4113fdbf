"""The governance report as a Word file: real headings, tables with heading rows, text for pictures.

Made with the styles of Word's own template, so that an organisation can put its own in their place.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from insight.report import look
from insight.report.governance import (
    MARK_TO_FILL,
    Blanks,
    Block,
    Governance,
    Grid,
    Picture,
    Points,
    Words,
)

_LINES_TO_WRITE = 2
_FONT = "Calibri"
_WIDTH, _FIRST, _FIRST_OF_TWO, _FIRST_OF_MANY = 170.0, 52.0, 80.0, 38.0
"""Of tables and of their first column, in millimetres."""
_SHORT = 9
"""Tables of no more rows than this are not broken over pages."""


def word_document(report: Governance) -> bytes:
    """`report` as the bytes of a .docx; the same report gives the same text and structure."""
    from docx import Document

    document = Document()
    _set_up(document, report)
    document.add_heading(report.title, level=0)
    document.add_paragraph(f"{report.study}. As of {report.as_of}.", style="Subtitle")
    if report.controller:
        document.add_paragraph(f"Controller: {report.controller}")
    for mark in report.marks:
        _warn(document, mark)
    for number, section in enumerate(report.sections, start=1):
        document.add_heading(f"{number}. {section.title}", level=1)
        for block in section.blocks:
            _add(document, block)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any, report: Governance) -> None:
    """Language, page, fonts and colours by style; title and foot of each page."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    told = document.core_properties
    told.title, told.subject, told.author = report.title, report.study, ""
    told.language, told.comments = "en-GB", ""
    told.created = told.modified = datetime.fromisoformat(report.as_of).replace(tzinfo=UTC)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(20)
    styles = document.styles
    body = styles["Normal"]
    body.font.name, body.font.size = _FONT, Pt(11)
    language = body.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    body.element.rPr.append(language)
    accent = RGBColor.from_string(look.ACCENT.lstrip("#"))
    for name, size in (("Title", 24), ("Heading 1", 16), ("Heading 2", 13), ("Subtitle", 12)):
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), accent
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
    styles["Caption"].font.color.rgb = RGBColor.from_string(look.INK.lstrip("#"))
    styles["Caption"].font.size = Pt(10.5)
    foot = page.footer.paragraphs[0]
    foot.style.font.size = Pt(9)
    foot.add_run(f"{report.title}. As of {report.as_of}. Page ")
    _page_number(foot)


def _page_number(paragraph: Any) -> None:
    """A field that Word fills with the number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Words):
        if block.warning:
            _warn(document, block.text)
        else:
            document.add_paragraph(block.text)
    elif isinstance(block, Points):
        for item in block.items:
            document.add_paragraph(item, style="List Bullet")
    elif isinstance(block, Grid):
        _grid(document, block)
    elif isinstance(block, Blanks):
        rows = tuple((question, MARK_TO_FILL) for question in block.questions)
        _grid(document, Grid("For people to answer", ("Question", "Answer"), rows), tall=True)
    elif isinstance(block, Picture):
        _picture(document, block)


def _warn(document: Any, text: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(look.WARNING.lstrip("#"))
    ground = paragraph._p.get_or_add_pPr().makeelement(
        qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): look.WARNING_MIST.lstrip("#")}
    )
    paragraph._p.get_or_add_pPr().append(ground)


def _grid(document: Any, grid: Grid, *, tall: bool = False) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    caption = document.add_paragraph(grid.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(grid.heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    told = table._tbl.tblPr
    told.append(told.makeelement(qn("w:tblCaption"), {qn("w:val"): grid.caption}))
    head = table.rows[0]
    marks = head._tr.get_or_add_trPr()
    marks.append(marks.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for cell, text in zip(head.cells, grid.heads, strict=True):
        _fill(cell, text, bold=True, ground=look.ACCENT_MIST)
    first = (
        _FIRST_OF_TWO if len(grid.heads) == 2 else _FIRST if len(grid.heads) < 5 else _FIRST_OF_MANY
    )
    widths = [first, *[(_WIDTH - first) / (len(grid.heads) - 1)] * (len(grid.heads) - 1)]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(head.cells, widths, strict=True):
        cell.width = Mm(width)
    for row in grid.rows:
        added = table.add_row()
        marks = added._tr.get_or_add_trPr()
        marks.append(marks.makeelement(qn("w:cantSplit"), {qn("w:val"): "true"}))
        for at, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            cell.width = Mm(widths[at])
            _fill(cell, text, bold=at == 0, ground="")
        if tall:
            added.height = Mm(7 * _LINES_TO_WRITE)
    if len(grid.rows) <= _SHORT:
        for row in table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(cell: Any, text: str, *, bold: bool, ground: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(10)
    if text == MARK_TO_FILL:
        run.italic = True
    if ground:
        told = cell._tc.get_or_add_tcPr()
        told.append(
            told.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): ground.lstrip("#")})
        )


def _picture(document: Any, block: Picture) -> None:
    from docx.shared import Mm

    caption = document.add_paragraph(block.figure.title, style="Caption")
    caption.paragraph_format.keep_with_next = True
    shape = document.add_picture(BytesIO(block.figure.png), width=Mm(165))
    shape._inline.docPr.set("descr", block.figure.alt)
    shape._inline.docPr.set("title", block.figure.title)
