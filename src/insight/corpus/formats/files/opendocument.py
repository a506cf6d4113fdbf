"""OpenDocument texts (.odt: LibreOffice, Google Docs) -> blocks. Format: OASIS ODF 1.3, part 3."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZipFile

from insight.corpus.formats.content import Block, Hints, LeftOut, Prose, Transcript
from insight.corpus.formats.files.blocks import Contained, numbered, turns_or_paragraphs
from insight.corpus.formats.files.paragraphs import Item
from insight.corpus.formats.files.runs import Runs, row_of
from insight.corpus.formats.files.trees import Element, child, name_of, told, tree_of
from insight.errors import SourceError
from insight.store.guards import checked_archive, member_of

_WHAT = "an OpenDocument text"
_REMEDY = "open it in LibreOffice or Word and save it anew as .odt or .docx"
_THROUGH = frozenset(("span", "a", "meta", "meta-field", "ruby", "ruby-base", "bookmark-ref"))
_FIELDS = frozenset(("date", "time", "title", "subject", "sequence", "variable-set", "text-input"))
_HEADINGS = ("heading", "title", "subtitle")
_INDICES = re.compile(r"table-of-content|[a-z]+-index|bibliography")
_WIDEST_SPACE = 100
_DEEPEST = 20


@dataclass(frozen=True)
class _Style:
    bold: bool = False
    hidden: bool = False
    is_heading: bool = False


def read_opendocument(raw: bytes, where: str, hints: Hints) -> Transcript | Prose:
    """Turns or paragraphs of an OpenDocument text."""
    return turns_or_paragraphs(opendocument_text(raw, where), where, hints)


def opendocument_text(raw: bytes, where: str) -> Contained:
    """Blocks of an OpenDocument text. Raises SourceError, naming `where`, for what is none."""
    archive = checked_archive(raw, where, _WHAT, _REMEDY)
    names = set(archive.namelist())
    if "META-INF/manifest.xml" in names:
        manifest = _part(archive, "META-INF/manifest.xml", where)
        if any(name_of(one) == "encryption-data" for one in manifest.iter()):
            raise SourceError(
                "the file is locked with a password", where=where, remedy="save it without one"
            )
    content = _part(archive, "content.xml", where)
    elements: dict[str, Element] = {}
    left_out: list[LeftOut] = []
    if "styles.xml" in names:
        common = _part(archive, "styles.xml", where)
        elements.update(_style_elements(child(common, "styles")))
        left_out += _headers_and_footers(child(common, "master-styles"))
    elements.update(_style_elements(child(content, "automatic-styles")))
    text = child(child(content, "body"), "text")
    walk = _Walk({name: _resolved(name, elements) for name in elements})
    blocks = [] if text is None else list(walk.blocks(text))
    left_out = [*walk.left_out, *left_out]
    return Contained(
        "OpenDocument", numbered(blocks), left_out=tuple(left_out), notes=walk.notes(left_out)
    )


def _part(archive: ZipFile, name: str, where: str) -> Element:
    return tree_of(member_of(archive, name, where), where, _WHAT, _REMEDY)


def _style_elements(parent: Element | None) -> dict[str, Element]:
    if parent is None:
        return {}
    return {told(one, "name"): one for one in parent if name_of(one) == "style"}


def _resolved(name: str, elements: dict[str, Element]) -> _Style:
    """The style with what it inherits."""
    line: list[Element] = []
    while name in elements and len(line) < _DEEPEST:
        line.append(elements[name])
        name = told(elements[name], "parent-style-name")
    style = _Style()
    for element in line[::-1]:
        letters = child(element, "text-properties")
        weight, display = told(letters, "font-weight"), told(letters, "display")
        shown = f"{told(element, 'display-name')} {told(element, 'name')}".lower().split()
        style = _Style(
            weight in ("bold", "600", "700", "800", "900") if weight else style.bold,
            display == "none" if display else style.hidden,
            style.is_heading or bool(shown and shown[0].startswith(_HEADINGS)),
        )
    return style


def _headers_and_footers(masters: Element | None) -> Iterator[LeftOut]:
    if masters is None:
        return
    met: Counter[str] = Counter()
    for element in masters.iter():
        kind = re.match(r"(header|footer)", name_of(element))
        if kind and "".join(element.itertext()).strip():
            met[kind[1]] += 1
            yield LeftOut(f"{kind[1]} {met[kind[1]]}", f"{kind[1]} of the pages")


class _Walk:
    """One pass over the tree of a text, and what it met on its way."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self._styles = styles
        self._boxes: list[Element] = []
        self._met: Counter[str] = Counter()
        self.left_out: list[LeftOut] = []

    def notes(self, left_out: list[LeftOut]) -> tuple[str, ...]:
        """What to tell the user, in counts."""
        met = self._met
        found = []
        if met["deleted"]:
            found.append(f"changes are tracked: {met['deleted']} deletions were not read")
        if met["comments"]:
            found.append(f"{met['comments']} comments were not read")
        reasons = Counter(piece.reason for piece in left_out)
        found += [f"left out: {number} x {what}" for what, number in sorted(reasons.items())]
        return tuple(found)

    def blocks(self, parent: Element, *, listed: bool = False) -> Iterator[Block]:
        """Paragraphs and rows below `parent`, in the order of the text."""
        for element in parent:
            kind = name_of(element)
            if kind in ("p", "h"):
                yield from self._paragraph(element, listed)
            elif kind == "list":
                yield from self.blocks(element, listed=True)
            elif kind == "table":
                yield from self._table(element)
            elif kind == "section" and told(element, "display") == "none":
                self._leave_out("hidden text")
            elif kind in ("list-item", "list-header", "section", "numbered-paragraph"):
                yield from self.blocks(element, listed=listed or kind == "numbered-paragraph")
            elif kind == "tracked-changes":
                self._met["deleted"] += sum(name_of(one) == "deletion" for one in element.iter())
            elif _INDICES.fullmatch(kind):
                self._leave_out("table of contents")
            elif kind in ("frame", "text-box", "g"):
                yield from self.blocks(element)

    def _leave_out(self, reason: str) -> None:
        self._met[reason] += 1
        self.left_out.append(LeftOut(f"{reason} {self._met[reason]}", reason))

    def _paragraph(self, element: Element, listed: bool) -> Iterator[Block]:
        style = self._styles.get(told(element, "style-name"), _Style())
        runs = Runs()
        self._inline(element, runs, style)
        boxes, self._boxes = self._boxes, []
        if runs.text.strip():
            is_heading = name_of(element) == "h" or style.is_heading
            kind = Item if listed and not is_heading else Block
            yield kind(runs.text, heading=is_heading, bold=runs.bold)
        for box in boxes:
            yield from self.blocks(box)

    def _inline(self, element: Element, runs: Runs, style: _Style) -> None:
        self._words(element.text, runs, style)
        for one in element:
            kind = name_of(one)
            if kind in _THROUGH or kind in _FIELDS:
                own = self._styles.get(told(one, "style-name"))
                self._inline(one, runs, _over(style, own))
            elif kind == "s":
                count = told(one, "c", "1")
                runs.add(" " * min(int(count) if count.isdigit() else 1, _WIDEST_SPACE), style.bold)
            elif kind == "tab":
                runs.add("\t", style.bold)
            elif kind == "line-break":
                runs.add("\n", style.bold)
            elif kind == "note":
                self._leave_out(told(one, "note-class") or "footnote")
            elif kind == "annotation":
                self._met["comments"] += 1
            elif kind in ("hidden-text", "hidden-paragraph"):
                self._leave_out("hidden text")
            elif kind in ("frame", "custom-shape", "text-box", "g"):
                self._boxes.append(one)
            self._words(one.tail, runs, style)

    def _words(self, text: str | None, runs: Runs, style: _Style) -> None:
        if not text:
            return
        if style.hidden:
            if text.strip():
                self._leave_out("hidden text")
            return
        # White space of the file itself is one space; spaces and breaks have elements.
        runs.add(re.sub(r"[ \t\r\n]+", " ", text), style.bold)

    def _table(self, table: Element) -> Iterator[Block]:
        for row in table.iter():
            if name_of(row) != "table-row" or _table_of(row) is not table:
                continue
            # A covered cell is part of the one beside or above it.
            cells = [
                list(self.blocks(cell)) if name_of(cell) == "table-cell" else []
                for cell in row
                if name_of(cell) in ("table-cell", "covered-table-cell")
            ]
            if sum(name_of(cell) == "table-cell" for cell in row) == 1 and len(cells) >= 1:
                yield from (block for cell in cells for block in cell)
            elif block := row_of(cells):
                yield block


def _over(style: _Style, own: _Style | None) -> _Style:
    if own is None:
        return style
    return _Style(own.bold or style.bold, own.hidden or style.hidden, style.is_heading)


def _table_of(row: Element) -> Element:
    above = row.getparent()
    while name_of(above) != "table":
        above = above.getparent()
    return above
