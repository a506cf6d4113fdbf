"""The report as a Word file, made from its page: both say the same because one is the other."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from insight.report.word.paper import Paper, Run, Text, plain

MADE_ON = datetime(2000, 1, 1, tzinfo=UTC)
LEVELS = {"h2": 1, "h3": 2, "h4": 3, "h5": 4}
TO_WRITE = 16
FACTS = "What this release was made of, and with"
EMBEDDED_PNG = "data:image/png;base64,"
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def word_report(page: str) -> bytes:
    """The .docx of the report's HTML `page`, whose pictures are PNG within it.

    Headings, lists, tables with captions and heading rows, and pictures with their alternative text
    are Word's own; bars drawn beside numbers are left out. What the page shows a draft by stands at
    the top of every page.
    """
    from lxml import html

    root = html.fromstring(page)
    title = _said(root.find(".//header/div/h1"))
    draft = root.find(".//aside")
    intro = [one for one in root.find(".//header/div") if one.tag == "p"]
    head = "" if draft is None else _said(draft)
    paper = Paper(title, _said(intro[0]), MADE_ON, f"{title}.", head)
    paper.paragraph(_text(intro[0]), "Subtitle")
    paper.title(title)
    for one in intro[1:]:
        paper.paragraph(_text(one))
    contents = root.find(".//nav/div")
    paper.paragraph([replace(run, bold=True) for run in _text(contents.find("h2"))], keep=True)
    paper.points([_text(item) for item in contents.iter("li")], numbered=True)
    for section in root.iterfind(".//main/div/section"):
        _fill(paper, section)
    for one in root.find(".//footer/div"):
        _fill_one(paper, one)
    return paper.written()


def _fill(paper: Paper, parent: Any) -> None:
    for one in parent:
        _fill_one(paper, one)


def _fill_one(paper: Paper, one: Any) -> None:
    if one.tag in LEVELS:
        section = one.getparent() if one.tag == "h2" else one
        new_page = "newpage" in _kinds(section) or section.get("id") == "summary"
        paper.heading(_text(one), LEVELS[one.tag], section.get("id") or "", new_page=new_page)
    elif one.tag in _WRITERS:
        _WRITERS[one.tag](paper, one)
    else:
        _fill(paper, one)


def _paragraph(paper: Paper, one: Any) -> None:
    text = _text(one)
    if not text:
        return
    if "why" in _kinds(one.getparent()) or "caution" in _kinds(one):
        paper.warning(text)
    elif "side" in _kinds(one):
        paper.paragraph([replace(run, bold=True) for run in text], keep=True)
    elif "few" in _kinds(one):
        paper.paragraph([replace(run, small=True) for run in text], anchor=one.get("id") or "")
    else:
        paper.paragraph(text, keep=_leads_to_table(one))


def _leads_to_table(one: Any) -> bool:
    """Whether a table follows at once, which should not open another page alone."""
    following = one.getnext()
    return following is not None and (following.tag == "table" or "scroll" in _kinds(following))


def _list(paper: Paper, one: Any) -> None:
    paper.points([_text(item) for item in one.iterfind("li")], numbered=one.tag == "ol")


def _table(paper: Paper, one: Any) -> None:
    rows = [[_text(cell) for cell in row] for row in one.iterfind("./tbody/tr")]
    tall = TO_WRITE if one.find(".//td[@class='blank']") is not None else 0
    heads = [_text(cell) for cell in one.iterfind("./thead/tr/th")]
    paper.table(_said(one.find("caption")), heads, rows, tall)


def _facts(paper: Paper, one: Any) -> None:
    """A list of names and values."""
    rows = [[_small(pair.find("dt")), _small(pair.find("dd"))] for pair in one.iterfind("div")]
    paper.table(FACTS, [plain("What"), plain("Which")], rows)


def _small(one: Any) -> Text:
    return [replace(run, small=True) for run in _text(one)]


def _picture(paper: Paper, one: Any) -> None:
    shown = one.find("img")
    png = b64decode(shown.get("src").removeprefix(EMBEDDED_PNG))
    paper.picture(png, _said(one.find("figcaption")), shown.get("alt"))


def _quote(paper: Paper, one: Any) -> None:
    paper.paragraph(_text(one.find("p")), "Quote", keep=True, anchor=one.get("id") or "")
    paper.paragraph(_small(one.find("footer")), "Quote")


_WRITERS: dict[str, Callable[[Paper, Any], None]] = {
    "p": _paragraph,
    "ul": _list,
    "ol": _list,
    "table": _table,
    "dl": _facts,
    "figure": _picture,
    "blockquote": _quote,
}


def _kinds(one: Any) -> list[str]:
    return list((one.get("class") or "").split())


def _said(one: Any) -> str:
    """The words of an element, without their kinds."""
    return "".join(run.text for run in _text(one))


def _text(one: Any) -> Text:
    """The words of an element by kind, with blanks as a browser shows them."""
    told: list[Run] = []
    for run in _pieces(one, Run("")):
        words = _BLANKS.sub(" ", run.text)
        if not told or told[-1].text.endswith(" "):
            words = words.removeprefix(" ")
        if words:
            told.append(replace(run, text=words))
    if told:
        told[-1] = replace(told[-1], text=told[-1].text.rstrip(" "))
    return [run for run in told if run.text]


def _pieces(one: Any, kind: Run) -> Iterator[Run]:
    """Stretches of text under `one`, as `kind` says and what stands within changes."""
    if one.get("aria-hidden") == "true":
        return
    if one.tag == "strong":
        kind = replace(kind, bold=True)
    elif one.tag == "small":
        kind = replace(kind, small=True)
    elif one.tag == "a" and (one.get("href") or "").startswith("#"):
        kind = replace(kind, link=one.get("href")[1:])
    elif "tag" in _kinds(one):
        kind = replace(kind, small=True, warns="warn" in _kinds(one))
        yield replace(kind, text=" [")
    yield replace(kind, text=one.text or "")
    for child in one:
        yield from _pieces(child, kind)
        yield replace(kind, text=child.tail or "")
    if "tag" in _kinds(one):
        yield replace(kind, text="]")
