"""Web pages (.html, .htm) -> blocks: the text of the page itself, without what frames it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from insight.corpus.formats.content import Block, Hints, LeftOut, Prose, Transcript
from insight.corpus.formats.encoding import Decoded, decode
from insight.corpus.formats.files.blocks import Contained, numbered, turns_or_paragraphs
from insight.corpus.formats.files.paragraphs import Item
from insight.corpus.formats.files.runs import Runs, row_of
from insight.corpus.formats.files.trees import Element, child, name_of
from insight.errors import SourceError

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_START = 4096
_SILENT = frozenset(
    ("script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "canvas")
).union(("audio", "video", "map", "select", "button", "input", "textarea", "datalist"))
_FRAMING = {
    "nav": "navigation",
    "footer": "footer of the pages",
    "aside": "beside the text",
    "dialog": "notice of the site",
    "menu": "navigation",
}
_ROLES = {
    "navigation": "navigation",
    "banner": "header of the pages",
    "contentinfo": "footer of the pages",
    "complementary": "beside the text",
    "search": "navigation",
    "dialog": "notice of the site",
    "alertdialog": "notice of the site",
    "menu": "navigation",
}
_NAMED = re.compile(r"(?:^|[\s_-])(?:cookies?|gdpr|breadcrumbs?|skip-?(?:link|to)|site-?nav)", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.I)
_LIGHT = re.compile(r"font-weight\s*:\s*(normal|[1-5]00)", re.I)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"))
_PARTS = _HEADINGS.union(
    ("address", "article", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl"),
    ("dt", "fieldset", "figcaption", "figure", "form", "header", "hgroup", "hr", "html", "li"),
    ("main", "ol", "p", "pre", "section", "summary", "table", "ul", "tbody", "thead", "tfoot"),
    ("tr", "td", "th", "label"),
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LEAST_SHARE_OF_MAIN = 0.5
_DEEPEST = 200


def read_web(raw: bytes, where: str, hints: Hints) -> Transcript | Prose:
    """Turns or paragraphs of a web page."""
    return turns_or_paragraphs(web_text(raw, where, hints.encoding), where, hints)


def web_text(raw: bytes, where: str, encoding: str = "auto") -> Contained:
    """Blocks of a web page. Raises SourceError, naming `where`, for what is none."""
    from lxml import etree, html

    decoded = _decoded(raw, where, encoding)
    text = _XML_DECLARATION.sub("", decoded.text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise SourceError(
            "the page holds no text, or is damaged",
            where=where,
            remedy="save the page again, or save its text as .docx",
        ) from None
    if _depth(root) > _DEEPEST:
        raise SourceError(
            "the page is nested deeper than an honest one, as an attack would be",
            where=where,
            remedy="save its text as .docx or .txt",
        )
    walk = _Walk()
    blocks = list(walk.blocks(_main_of(root, walk)))
    return Contained(
        "web page",
        numbered(blocks),
        left_out=tuple(walk.left_out),
        notes=(*decoded.notes, *walk.notes()),
    )


def _decoded(raw: bytes, where: str, encoding: str) -> Decoded:
    """Characters of the page: as the settings say, as its marks say, as it says, as it looks."""
    told = _DECLARED.search(raw[:_START])
    is_marked = raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if encoding != "auto" or told is None or is_marked:
        return decode(raw, where, encoding)
    declared = told[1].decode("ascii").lower()
    # A page that could be read to here is not in UTF-16; and latin-1 means cp1252 on the web.
    declared = "cp1252" if declared in ("iso-8859-1", "latin1", "us-ascii", "ascii") else declared
    if declared.startswith(("utf-8", "utf8", "utf-16", "unicode", "x-user")):
        return decode(raw, where)
    try:
        return decode(raw, where, declared)
    except SourceError:
        return decode(raw, where)


def _depth(root: Element) -> int:
    deepest = depth = 0
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(one, depth + 1) for one in element]
    return deepest


def _main_of(root: Element, walk: _Walk) -> Element:
    """The page's own main part, where it tells one that holds most of its words; else its body."""
    body = child(root, "body")
    body = root if body is None else body
    mains = [one for one in body.iter("main", "div", "article") if _is_main(one)]
    if len(mains) != 1:
        return body
    around, within = _Walk(), _Walk()
    whole = sum(len(block.text) for block in around.blocks(body))
    inside = sum(len(block.text) for block in within.blocks(mains[0]))
    if inside < whole * _LEAST_SHARE_OF_MAIN:
        return body
    if inside < whole or len(within.left_out) < len(around.left_out):
        walk.leave_out("outside the main part of the page")
    return mains[0]


def _is_main(element: Element) -> bool:
    return name_of(element) == "main" or element.get("role") == "main"


class _Paragraph:
    """The paragraph that is being read."""

    def __init__(self, is_heading: bool, is_item: bool, keeps_lines: bool) -> None:
        self._runs = Runs()
        self._is_heading = is_heading
        self._keeps_lines = keeps_lines
        self.is_item = is_item

    def add(self, text: str | None, is_bold: bool) -> None:
        """Add words; white space is one space, as a browser shows it."""
        if text and not self._keeps_lines:
            text = _SPACE.sub(" ", text)
            text = text.lstrip(" ") if self._runs.last in ("", " ", "\n") else text
        self._runs.add(text or "", is_bold)

    def break_line(self, is_bold: bool) -> None:
        """Begin a new line in the same paragraph."""
        self._runs.add("\n", is_bold)

    def closed(self) -> Iterator[Block]:
        """The paragraph, where it holds words; a new one begins."""
        runs, self._runs = self._runs, Runs()
        if runs.text.strip():
            kind = Item if self.is_item and not self._is_heading else Block
            yield kind(runs.text, heading=self._is_heading, bold=runs.bold)


class _Walk:
    """One pass over a page, and what it left out."""

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()
        self.left_out: list[LeftOut] = []

    def notes(self) -> tuple[str, ...]:
        """What to tell the user, in counts."""
        return tuple(f"left out: {n} x {what}" for what, n in sorted(self._met.items()))

    def leave_out(self, reason: str) -> None:
        """Tell that a part of the page is not read."""
        self._met[reason] += 1
        self.left_out.append(LeftOut(f"{reason} {self._met[reason]}", reason))

    def blocks(
        self, part: Element, *, is_bold: bool = False, is_item: bool = False
    ) -> Iterator[Block]:
        """Paragraphs, points and rows below `part`, in the order of the page."""
        kind = name_of(part)
        if kind == "table" and _is_of_data(part):
            yield from self._table(part)
        elif kind == "dl":
            yield from self._described(part)
        else:
            paragraph = _Paragraph(kind in _HEADINGS, is_item or kind == "li", kind == "pre")
            yield from self._flow(part, paragraph, is_bold)
            yield from paragraph.closed()

    def _flow(self, element: Element, paragraph: _Paragraph, is_bold: bool) -> Iterator[Block]:
        """Words and parts inside `element`; a part ends the paragraph before it."""
        is_bold = _is_bold(element, is_bold)
        paragraph.add(element.text, is_bold)
        for one in element:
            reason = _framing(one)
            if reason is not None:
                if reason and "".join(one.itertext()).strip():
                    self.leave_out(reason)
            elif name_of(one) == "br":
                paragraph.break_line(is_bold)
            elif name_of(one) in _PARTS:
                yield from paragraph.closed()
                yield from self.blocks(one, is_bold=is_bold, is_item=paragraph.is_item)
            else:
                yield from self._flow(one, paragraph, is_bold)
            paragraph.add(one.tail, is_bold)

    def _table(self, table: Element) -> Iterator[Block]:
        for row in table.iter("tr"):
            cells = [
                list(self.blocks(cell)) if _framing(cell) is None else []
                for cell in row
                if name_of(cell) in ("td", "th")
            ]
            if len(cells) == 1:
                yield from cells[0]
            elif block := row_of(cells):
                yield block

    def _described(self, listing: Element) -> Iterator[Block]:
        """Terms and what is said under them: rows of two cells."""
        term: list[Block] = []
        for one in _entries(listing):
            found = list(self.blocks(one)) if _framing(one) is None else []
            if name_of(one) == "dt":
                yield from term
                term = found
            elif block := row_of([term, found]) if term else None:
                yield block
                term = []
            else:
                yield from found
        yield from term


def _entries(listing: Element) -> Iterator[Element]:
    """Terms and descriptions of a list; they may stand in groups."""
    for one in listing:
        if name_of(one) in ("dt", "dd"):
            yield one
        else:
            yield from _entries(one)


def _framing(element: Element) -> str | None:
    """Why `element` is no text of the page: in words, or empty where it never shows words."""
    kind = name_of(element)
    if not kind or kind in _SILENT or "hidden" in element.attrib:
        return ""
    if _HIDDEN.search(element.get("style", "")) or element.get("aria-hidden") == "true":
        return "hidden text"
    if kind in _FRAMING:
        return _FRAMING[kind]
    if element.get("role", "") in _ROLES:
        return _ROLES[element.get("role")]
    if kind == "header" and not any(name_of(a) in ("main", "article") for a in _above(element)):
        return "header of the pages"
    named = f"{element.get('id', '')} {element.get('class', '')}"
    return "notice of the site" if kind not in ("body", "main") and _NAMED.search(named) else None


def _above(element: Element) -> Iterator[Element]:
    while (element := element.getparent()) is not None:
        yield element


def _is_bold(element: Element, inherited: bool) -> bool:
    style = element.get("style", "")
    if _LIGHT.search(style):
        return False
    return inherited or name_of(element) in ("b", "strong", "th") or bool(_BOLD.search(style))


def _is_of_data(table: Element) -> bool:
    """Whether a table holds rows of cells, and does not merely arrange the page."""
    if table.get("role") in ("presentation", "none"):
        return False
    return not any(name_of(one) in ("table", "h1", "h2", "h3", "ul", "ol") for one in _below(table))


def _below(element: Element) -> Iterator[Element]:
    return (one for one in element.iter() if one is not element)
