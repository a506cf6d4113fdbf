"""Word files (.docx) -> blocks: what a reader of the final text would see, in its order.

The tree is walked here, because much of what people paste into Word (text boxes, content controls,
tracked changes, links) lies where the usual libraries do not look. Nothing of who wrote the file
is read. Format: ECMA-376, part 1, 17.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from zipfile import ZipFile

from insight.corpus.formats.content import Block, Hints, LeftOut, Prose, Transcript
from insight.corpus.formats.files.blocks import Contained, numbered, turns_or_paragraphs
from insight.corpus.formats.files.paragraphs import Item
from insight.corpus.formats.files.runs import Runs, row_of
from insight.corpus.formats.files.trees import Element, child, name_of, told, tree_of
from insight.corpus.formats.files.word_styles import Style, is_on, styles_in
from insight.store.guards import checked_archive, member_of

_WHAT = "a Word document"
_REMEDY = "open it in Word and save it anew as .docx"
_THROUGH = frozenset(
    ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdt")
) | frozenset(("sdtContent", "oMathPara", "oMath", "Choice"))
_GONE = frozenset(("del", "moveFrom"))


def read_word(raw: bytes, where: str, hints: Hints) -> Transcript | Prose:
    """Turns or paragraphs of a Word file."""
    return turns_or_paragraphs(word_text(raw, where), where, hints)


def word_text(raw: bytes, where: str) -> Contained:
    """Blocks of a Word file. Raises SourceError, naming `where`, for what is none."""
    archive = checked_archive(raw, where, _WHAT, _REMEDY)
    main = _main_part(archive, where)
    folder = main.rpartition("/")[0]
    names = set(archive.namelist())
    styles: dict[str, Style] = {}
    if f"{folder}/styles.xml" in names:
        styles = styles_in(_part(archive, f"{folder}/styles.xml", where))
    body = child(_part(archive, main, where), "body")
    walk = _Walk(styles)
    blocks = [] if body is None else list(walk.blocks(body))
    left_out = [*walk.left_out, *_beside(archive, folder, where)]
    return Contained("Word", numbered(blocks), left_out=tuple(left_out), notes=walk.notes(left_out))


def _part(archive: ZipFile, name: str, where: str) -> Element:
    return tree_of(member_of(archive, name, where), where, _WHAT, _REMEDY)


def _main_part(archive: ZipFile, where: str) -> str:
    """Name of the part that holds the text, as the package itself tells it."""
    usual = "word/document.xml"
    names = set(archive.namelist())
    if "_rels/.rels" in names:
        for relation in _part(archive, "_rels/.rels", where):
            if told(relation, "Type").endswith("/officeDocument"):
                target = told(relation, "Target").lstrip("/")
                usual = target if target in names else usual
    # Where the part is missing, the error of `member_of` says that the file is damaged.
    return usual


def _beside(archive: ZipFile, folder: str, where: str) -> Iterator[LeftOut]:
    """Headers, footers, footnotes and endnotes that hold words, without these words."""
    for name in sorted(archive.namelist()):
        part = name.removeprefix(f"{folder}/")
        kind = re.fullmatch(r"(header|footer|footnote|endnote)s?(\d*)\.xml", part)
        if kind is None or part == name:
            continue
        root = _part(archive, name, where)
        if kind[1] in ("header", "footer"):
            if _has_words(root):
                yield LeftOut(f"{kind[1]} {kind[2] or 1}", f"{kind[1]} of the pages")
            continue
        notes = [one for one in root if told(one, "type") in ("", "normal") and _has_words(one)]
        for number, _ in enumerate(notes, 1):
            yield LeftOut(f"{kind[1]} {number}", kind[1])


def _has_words(element: Element) -> bool:
    return any(name_of(one) == "t" and (one.text or "").strip() for one in element.iter())


class _Walk:
    """One pass over the tree of a document, and what it met on its way."""

    def __init__(self, styles: dict[str, Style]) -> None:
        self._styles = styles
        self._plain = styles.get("", Style())
        self._boxes: list[Element] = []
        self._pending: Runs | None = None
        self._met: Counter[str] = Counter()
        self.left_out: list[LeftOut] = []

    def notes(self, left_out: list[LeftOut]) -> tuple[str, ...]:
        """What to tell the user, in counts."""
        met = self._met
        found = []
        if met["inserted"] or met["deleted"]:
            found.append(
                f"changes are tracked: {met['inserted']} insertions were read as text, "
                f"{met['deleted']} deletions were not"
            )
        if met["comments"]:
            found.append(f"{met['comments']} comments were not read")
        if met["embedded"]:
            found.append(f"{met['embedded']} embedded files were not read")
        reasons = Counter(piece.reason for piece in left_out)
        found += [f"left out: {number} x {what}" for what, number in sorted(reasons.items())]
        return tuple(found)

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Paragraphs and rows below `parent`, in the order of the text."""
        for element in parent:
            kind = name_of(element)
            if kind == "p":
                yield from self._paragraph(element)
            elif kind == "tbl":
                yield from self._table(element)
            elif kind == "sdt" and _is_contents(element):
                self._leave_out("table of contents")
            elif kind in _THROUGH or kind == "AlternateContent":
                self._met["inserted"] += kind in ("ins", "moveTo")
                yield from self.blocks(_chosen(element))
            elif kind in _GONE:
                self._met["deleted"] += 1
            elif kind == "altChunk":
                self._met["embedded"] += 1
        if self._pending is not None and name_of(parent) in ("body", "tc", "txbxContent"):
            yield from self._closed(self._pending, Style())
            self._pending = None

    def _leave_out(self, reason: str) -> None:
        self._met[reason] += 1
        self.left_out.append(LeftOut(f"{reason} {self._met[reason]}", reason))

    def _style(self, properties: Element | None) -> Style:
        name = told(child(properties, "pStyle"), "val") if properties is not None else ""
        return self._styles.get(name, self._plain)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        properties = child(element, "pPr")
        style = self._style(properties).with_paragraph(properties)
        runs, self._pending = self._pending or Runs(), None
        self._inline(element, runs, style)
        boxes, self._boxes = self._boxes, []
        mark = child(properties, "rPr")
        if child(mark, "del") is not None:
            # The end of this paragraph was deleted: it goes on in the next.
            self._met["deleted"] += 1
            self._pending = runs
        elif style.is_contents and runs.text.strip():
            self._leave_out("table of contents")
        else:
            yield from self._closed(runs, style)
        for box in boxes:
            yield from self.blocks(box)

    def _closed(self, runs: Runs, style: Style) -> Iterator[Block]:
        text = runs.text
        if text.strip():
            kind = Item if style.is_listed and not style.is_heading else Block
            yield kind(text, heading=style.is_heading, bold=runs.bold)

    def _inline(self, parent: Element, runs: Runs, style: Style) -> None:
        for element in parent:
            kind = name_of(element)
            if kind == "r":
                self._run(element, runs, style)
            elif kind in _THROUGH or kind == "AlternateContent":
                self._met["inserted"] += kind in ("ins", "moveTo")
                self._inline(_chosen(element), runs, style)
            elif kind in _GONE:
                self._met["deleted"] += 1
            elif kind == "ruby":
                self._inline(child(element, "rubyBase"), runs, style)

    def _run(self, run: Element, runs: Runs, style: Style) -> None:
        properties = child(run, "rPr")
        named = self._styles.get(told(child(properties, "rStyle"), "val"), Style())
        is_bold = is_on(properties, "b", default=style.bold or named.bold)
        if is_on(properties, "vanish", default=style.hidden or named.hidden):
            if _has_words(run):
                self._leave_out("hidden text")
            return
        for element in run:
            kind = name_of(element)
            if kind == "t":
                runs.add(element.text or "", is_bold)
            elif kind in ("tab", "ptab"):
                runs.add("\t", is_bold)
            elif kind in ("br", "cr"):
                runs.add("\n", is_bold)
            elif kind == "noBreakHyphen":
                runs.add("-", is_bold)
            elif kind == "softHyphen":
                runs.add("\u00ad", is_bold)
            elif kind == "commentReference":
                self._met["comments"] += 1
            elif kind == "object":
                self._met["embedded"] += 1
            elif kind == "ruby":
                self._inline(child(element, "rubyBase"), runs, style)
            elif kind in ("drawing", "pict", "AlternateContent"):
                self._boxes += _boxes_in(element)

    def _table(self, table: Element) -> Iterator[Block]:
        for row in _rows(table):
            if child(child(row, "trPr"), "del") is not None:
                self._met["deleted"] += 1
                continue
            cells = [list(self.blocks(cell)) for cell in _cells(row)]
            if len(cells) == 1:
                # A frame around a text, or a cell that spans the table.
                yield from cells[0]
            elif block := row_of(cells):
                yield block


def _chosen(element: Element) -> Element:
    """What of an element's alternatives a present Word shows; else the element itself."""
    if name_of(element) == "sdt":
        content = child(element, "sdtContent")
        return element if content is None else content
    if name_of(element) != "AlternateContent":
        return element
    choice = child(element, "Choice")
    fallback = child(element, "Fallback")
    return choice if choice is not None else element if fallback is None else fallback


def _boxes_in(element: Element) -> list[Element]:
    """Contents of the text boxes below `element`, each once."""
    if name_of(element) == "txbxContent":
        return [element]
    return [box for one in _chosen(element) for box in _boxes_in(one)]


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if name_of(element) == "tr":
            yield element
        elif name_of(element) in _THROUGH:
            yield from _rows(_chosen(element))


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if name_of(element) == "tc":
            yield element
        elif name_of(element) in _THROUGH:
            yield from _cells(_chosen(element))


def _is_contents(control: Element) -> bool:
    """Whether a content control holds a table of contents."""
    gallery = child(child(child(control, "sdtPr"), "docPartObj"), "docPartGallery")
    return told(gallery, "val") == "Table of Contents"
