"""Read text in which identifiers and coded passages are marked where they stand.

The marks are explained in `data/raw/marked/README.md`. Text and answer key live in one source,
so that neither can be changed without the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = frozenset(
    {
        "person", "address", "postcode", "phone", "email", "url", "handle", "nhs_number",
        "ni_number", "reference", "vehicle", "date_of_birth",
        "place", "organisation", "role", "date", "age", "condition", "relationship", "ethnicity",
    }
)  # fmt: skip
CODES = frozenset(
    {
        "V1", "V2", "V3", "V4", "V5", "I1", "I2", "I3", "L1", "L2", "L3", "L4",
        "W1", "W2", "E1", "E2", "E3", "E4",
    }
)  # fmt: skip
CODERS = ("a", "b")
CODE_WITH_RUNGS = "V2"

_CODE = re.compile(
    r"(?P<code>[A-Z]\d)(?P<valence>[-0+~])"
    r"(?:\((?P<claimed>[1-7?]),(?P<experienced>[1-7?])\))?"
    r"(?:/(?P<coder>[ab]))?"
)
_IDENTIFIER_HEAD = re.compile(r"\{([^\[\]{}|]*)\|")
_CODING_HEAD = re.compile(r"\[([^\[\]{}|]*)\|")
_PLAIN = re.compile(r"[^\[\]{}]+")


class MarkError(ValueError):
    """A mark that cannot be read. The message says which, the caller says where."""


@dataclass(frozen=True)
class Identifier:
    """Words that could tell who somebody is: `[start, end)` in code points of the plain text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Code:
    """One code as its head gives it. Empty rungs were not said; no coder means both gave it."""

    code: str
    valence: str
    rung_claimed: str = ""
    rung_experienced: str = ""
    coder: str = ""

    @property
    def coders(self) -> tuple[str, ...]:
        """Those who gave this code."""
        return (self.coder,) if self.coder else CODERS


@dataclass(frozen=True)
class Passage:
    """A coded passage: `[start, end)` in code points of the plain text, with its codes."""

    start: int
    end: int
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class MarkedText:
    """The text as it was spoken or written, and what the marks said about it, in text order."""

    text: str
    identifiers: tuple[Identifier, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class _Open:
    """A bracket still waiting for its partner; neither kind nor codes: brackets that are text."""

    start: int
    kind: str = ""
    codes: tuple[Code, ...] = ()

    @property
    def closes_with(self) -> str:
        return "}" if self.kind else "]"


def parse(source: str) -> MarkedText:
    """Take the marks out of `source`.

    >>> marked = parse("[V3-/a|I rang {person|Bren}] [laughs]")
    >>> marked.text
    'I rang Bren [laughs]'
    >>> marked.identifiers
    (Identifier(start=7, end=11, kind='person'),)
    >>> marked.passages[0].end, marked.passages[0].codes[0].coders
    (11, ('a',))

    Raises MarkError for an unknown kind or code, a mark left open, closed twice or crossed,
    and a mark around nothing or with blanks at its edge (offsets must hug the words).
    """
    reader = _Reader()
    at = 0
    while at < len(source):
        at = reader.take(source, at)
    return reader.finish()


class _Reader:
    """What `parse` has seen so far: the plain text, the marks closed, the marks still open."""

    def __init__(self) -> None:
        self.text = ""
        self.open: list[_Open] = []
        self.identifiers: list[Identifier] = []
        self.passages: list[Passage] = []

    def take(self, source: str, at: int) -> int:
        """Read one piece of `source` from `at` and return where the next one begins."""
        if plain := _PLAIN.match(source, at):
            self.text += plain.group()
            return plain.end()
        if source[at] in "}]":
            self._close(source[at])
            return at + 1
        if head := _IDENTIFIER_HEAD.match(source, at):
            self.open.append(_Open(len(self.text), kind=_known_kind(head.group(1))))
            return head.end()
        if source[at] == "{":
            raise MarkError("a curly bracket opens without `kind|`")
        if head := _CODING_HEAD.match(source, at):
            self.open.append(_Open(len(self.text), codes=read_codes(head.group(1))))
            return head.end()
        self.open.append(_Open(len(self.text)))
        self.text += "["
        return at + 1

    def _close(self, bracket: str) -> None:
        if not self.open or self.open[-1].closes_with != bracket:
            raise MarkError(f"`{bracket}` closes nothing that is open here")
        mark = self.open.pop()
        start, end = mark.start, len(self.text)
        if not mark.kind and not mark.codes:
            self.text += "]"
            return
        surface = self.text[start:end]
        if not surface or surface != surface.strip():
            raise MarkError("a mark is empty, or begins or ends with a blank")
        if mark.kind:
            self.identifiers.append(Identifier(start, end, mark.kind))
        else:
            self.passages.append(Passage(start, end, mark.codes))

    def finish(self) -> MarkedText:
        if self.open:
            raise MarkError(f"{len(self.open)} bracket(s) still open at the end")
        return MarkedText(
            self.text,
            tuple(sorted(self.identifiers, key=lambda mark: (mark.start, -mark.end))),
            tuple(sorted(self.passages, key=lambda mark: (mark.start, -mark.end))),
        )


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise MarkError(f"unknown kind `{kind}`")
    return kind


def read_codes(head: str) -> tuple[Code, ...]:
    """Read the head of a coded passage.

    >>> read_codes("V2-(6,?) L1-/a")[0]
    Code(code='V2', valence='-', rung_claimed='6', rung_experienced='', coder='')
    """
    if not head.strip():
        raise MarkError("a passage is marked with no code")
    return tuple(_read_code(word) for word in head.split())


def _read_code(word: str) -> Code:
    found = _CODE.fullmatch(word)
    if found is None or found["code"] not in CODES:
        raise MarkError(f"unknown code `{word}`")
    if (found["claimed"] is not None) != (found["code"] == CODE_WITH_RUNGS):
        raise MarkError(f"`{word}`: {CODE_WITH_RUNGS} has two rungs, and no other code has any")
    return Code(
        found["code"],
        found["valence"],
        _rung(found["claimed"]),
        _rung(found["experienced"]),
        found["coder"] or "",
    )


def _rung(written: str | None) -> str:
    return "" if written in (None, "?") else str(written)
