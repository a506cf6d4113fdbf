"""A Word file on A4, written block by block with the styles of Word's own template.

An organisation can put its own styles in their place. The same blocks give the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any

from insight.report import look

FONT = "Arial"
PRINT = 11.0
"""Size of print in points."""
WIDTH, LETTER, MARGIN = 170.0, 2.1, 4.5
"""Of tables, of a letter at 10 points and of a cell's two margins, in millimetres."""
LONGEST_LINE = 160
"""Letters of a cell from which on it takes more lines, not more width."""
SHORT = 18
"""Tables of no more lines of print than this, about a third of a page, are not broken."""
MANY = 6
ZIPPED_ON = (1980, 1, 1, 0, 0, 0)
_SIZES = {"Title": 24, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5, "Heading 4": 11}
# What XML cannot hold, however it is written.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Run:
    """A stretch of text of one kind; `link` is the anchor of a heading of the same file."""

    text: str
    bold: bool = False
    italic: bool = False
    small: bool = False
    warns: bool = False
    link: str = ""


Text = Sequence[Run]


def plain(text: str, *, bold: bool = False) -> Text:
    """`text` in one run."""
    return (Run(text, bold=bold),)


class Paper:
    """A document to be filled from top to bottom.

    `foot` stands at the foot of each page before its number, `head` at the top where there is any;
    `print_size` is that of plain text, in points.
    """

    def __init__(
        self,
        title: str,
        subject: str,
        made_on: datetime,
        foot: str,
        head: str = "",
        *,
        print_size: float = PRINT,
    ) -> None:
        from docx import Document

        self._document = Document()
        self._print = print_size
        self._anchors = 0
        self._set_up(title, subject, made_on)
        page = self._document.sections[0]
        below = page.footer.paragraphs[0]
        below.style.font.size = _points(9)
        below.add_run(f"{_clean(foot)} Page ")
        _page_number(below)
        if head:
            self._warn(page.header.paragraphs[0], plain(head, bold=True))

    def _set_up(self, title: str, subject: str, made_on: datetime) -> None:
        """Language, page, fonts and colours by style."""
        from docx.oxml.ns import qn
        from docx.shared import Mm, RGBColor

        told = self._document.core_properties
        told.title, told.subject, told.author = _clean(title), _clean(subject), ""
        told.language, told.comments = "en-GB", ""
        told.created = told.modified = made_on
        page = self._document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(20)
        page.top_margin = page.bottom_margin = Mm(20)
        styles = self._document.styles
        body = styles["Normal"]
        body.font.name, body.font.size = FONT, _points(self._print)
        language = body.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
        body.element.rPr.append(language)
        accent = RGBColor.from_string(look.ACCENT.lstrip("#"))
        for name, size in (*_SIZES.items(), ("Subtitle", 12)):
            style = styles[name]
            larger = size * self._print / PRINT
            style.font.name, style.font.size, style.font.color.rgb = FONT, _points(larger), accent
            style.font.italic = False
            fonts = style.element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            fonts.set(qn("w:hAnsi"), FONT)
        ink = RGBColor.from_string(look.INK.lstrip("#"))
        styles["Caption"].font.color.rgb, styles["Caption"].font.size = ink, _points(10.5)
        styles["Quote"].font.color.rgb, styles["Quote"].font.italic = ink, False
        styles["Quote"].paragraph_format.left_indent = Mm(8)

    def title(self, text: str) -> None:
        """The name of the whole."""
        self._document.add_heading(_clean(text), level=0)

    def heading(self, text: Text, level: int, anchor: str = "", *, new_page: bool = False) -> None:
        """A heading of `level` 1 to 4, to which links may lead under the name `anchor`."""
        paragraph = self._document.add_heading(level=level)
        paragraph.paragraph_format.page_break_before = new_page or None
        _runs(paragraph, text)
        self._anchor(paragraph, anchor)

    def _anchor(self, paragraph: Any, name: str) -> None:
        if name:
            self._anchors += 1
            _bookmark(paragraph, name, self._anchors)

    def paragraph(
        self, text: Text, style: str = "Normal", *, keep: bool = False, anchor: str = ""
    ) -> None:
        """A paragraph; `keep` where it must stay with what follows, `anchor` as of headings."""
        paragraph = self._document.add_paragraph(style=style)
        paragraph.paragraph_format.keep_with_next = keep or None
        _runs(paragraph, text)
        self._anchor(paragraph, anchor)

    def warning(self, text: Text) -> None:
        """A paragraph that must not be overlooked."""
        self._warn(self._document.add_paragraph(), text)

    def points(self, items: Sequence[Text], *, numbered: bool = False) -> None:
        """A list."""
        for item in items:
            self.paragraph(item, "List Number" if numbered else "List Bullet")

    def table(
        self,
        caption: str,
        heads: Sequence[Text],
        rows: Sequence[Sequence[Text]],
        tall: float = 0,
        widths: Sequence[float] = (),
        *,
        named_above: bool = False,
    ) -> None:
        """A table with a caption and a heading row that every page repeats.

        The first cell of a row is its heading; rows are `tall` millimetres high at least, and
        columns `widths` wide, or as what stands in them asks. Where the heading above says the
        same (`named_above`), the caption is there for screen readers alone.
        """
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.oxml.ns import qn
        from docx.shared import Mm

        if not named_above:
            self.paragraph(plain(caption), "Caption", keep=True)
        size = self._print - (1 if len(heads) < MANY else 2)
        table = self._document.add_table(rows=1, cols=len(heads), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        told = table._tbl.tblPr
        told.append(told.makeelement(qn("w:tblCaption"), {qn("w:val"): _clean(caption)}))
        head = table.rows[0]
        _mark(head, "w:tblHeader")
        for cell, text in zip(head.cells, heads, strict=True):
            _fill(cell, [Run(run.text, bold=True) for run in text], size, look.ACCENT_MIST)
        for row in rows:
            added = table.add_row()
            _mark(added, "w:cantSplit")
            for at, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
                bold = [replace(run, bold=True) for run in text]
                _fill(cell, bold if at == 0 else text, size)
            if tall:
                added.height = Mm(tall)
        widths = widths or _widths([heads, *rows], size)
        for at, column in enumerate(table.columns):
            column.width = Mm(widths[at])
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        whole = _lines([heads, *rows], widths, size) <= SHORT
        for row in table.rows[:-1] if whole else table.rows[:1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._document.add_paragraph().paragraph_format.space_after = _points(2)

    def picture(self, png: bytes, title: str, alt: str) -> None:
        """A picture under its title; `alt` says what it shows to those who do not see it."""
        from docx.shared import Mm

        self.paragraph(plain(title), "Caption", keep=True)
        shape = self._document.add_picture(BytesIO(png), width=Mm(165))
        if shape.height > Mm(215):
            shape.width, shape.height = int(shape.width * Mm(215) / shape.height), Mm(215)
        shape._inline.docPr.set("descr", _clean(alt))
        shape._inline.docPr.set("title", _clean(title))

    def written(self) -> bytes:
        """The bytes of the .docx."""
        made, told = BytesIO(), BytesIO()
        self._document.save(made)
        with zipfile.ZipFile(made) as parts, zipfile.ZipFile(told, "w") as fixed:
            for name in parts.namelist():
                part = zipfile.ZipInfo(name, ZIPPED_ON)
                part.compress_type = zipfile.ZIP_DEFLATED
                fixed.writestr(part, parts.read(name))
        return told.getvalue()

    @staticmethod
    def _warn(paragraph: Any, text: Text) -> None:
        from docx.oxml.ns import qn

        _runs(paragraph, [Run(run.text, bold=run.bold, warns=True, link=run.link) for run in text])
        told = paragraph._p.get_or_add_pPr()
        fill = look.WARNING_MIST.lstrip("#")
        told.append(told.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): fill}))


def _points(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _runs(paragraph: Any, text: Text, size: float | None = None) -> None:
    """The stretches of `text` in `paragraph`; `size` in points, where it is not the style's."""
    for run in text:
        made = _link(paragraph, run) if run.link else paragraph.add_run(_clean(run.text))
        _formatted(made, run)
        if size is not None:
            made.font.size = _points(size - 1 if run.small else size)


def _formatted(made: Any, run: Run) -> None:
    from docx.shared import RGBColor

    made.bold, made.italic = run.bold or None, run.italic or None
    if run.small:
        made.font.size = _points(9.5)
    if run.warns:
        made.font.color.rgb = RGBColor.from_string(look.WARNING.lstrip("#"))


def _link(paragraph: Any, run: Run) -> Any:
    """The run of a new link to what the same file has under that name."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor
    from docx.text.run import Run as WordRun

    link, inner = OxmlElement("w:hyperlink"), OxmlElement("w:r")
    link.set(qn("w:anchor"), _bookmarked(run.link))
    link.append(inner)
    paragraph._p.append(link)
    made = WordRun(inner, paragraph)
    made.text = _clean(run.text)
    made.font.underline = True
    made.font.color.rgb = RGBColor.from_string(look.ACCENT.lstrip("#"))
    return made


def _bookmarked(anchor: str) -> str:
    """`anchor` as Word names bookmarks: letters, digits and underscores, 40 at most."""
    return re.sub(r"\W", "_", anchor)[:40]


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _bookmarked(name))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def _page_number(paragraph: Any) -> None:
    """A field that Word fills with the number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _mark(row: Any, name: str) -> None:
    from docx.oxml.ns import qn

    marks = row._tr.get_or_add_trPr()
    marks.append(marks.makeelement(qn(name), {qn("w:val"): "true"}))


def _widths(rows: Sequence[Sequence[Text]], size: float) -> list[float]:
    """Millimetres of each column: room for its longest word, then as its longest cell asks."""
    columns = [
        ["".join(run.text for run in cell) for cell in column] for column in zip(*rows, strict=True)
    ]
    words = [
        max((len(word) for text in column for word in text.split()), default=1)
        for column in columns
    ]
    least = [word * LETTER * size / 10 + MARGIN for word in words]
    if sum(least) >= WIDTH:
        return [WIDTH * one / sum(least) for one in least]
    if not any(text for column in columns for text in column[1:]):
        return [WIDTH / len(columns)] * len(columns)  # for people to fill in
    asked = [min(max(map(len, column)), LONGEST_LINE) ** 0.8 for column in columns]
    rest = WIDTH - sum(least)
    return [one + rest * more / max(sum(asked), 1) for one, more in zip(least, asked, strict=True)]


def _lines(rows: Sequence[Sequence[Text]], widths: Sequence[float], size: float) -> int:
    """About how many lines of print `rows` take in columns of `widths` millimetres."""
    letter = LETTER * size / 10
    return sum(
        max(
            ceil(sum(len(run.text) for run in cell) * letter / max(width - MARGIN, letter))
            for cell, width in zip(row, widths, strict=True)
        )
        or 1
        for row in rows
    )


def _fill(cell: Any, text: Text, size: float, ground: str = "") -> None:
    from docx.oxml.ns import qn

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = _points(2)
    _runs(paragraph, text, size)
    if ground:
        told = cell._tc.get_or_add_tcPr()
        told.append(
            told.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): ground.lstrip("#")})
        )
