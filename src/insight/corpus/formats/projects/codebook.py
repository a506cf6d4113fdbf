"""The codebook of a project, and who coded: guids -> names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from insight.corpus.formats.projects.elements import child, children, guid_of, slug, targets
from insight.corpus.formats.projects.parts import Coding
from insight.schemas.base import is_reserved


@dataclass(frozen=True)
class Codebook:
    """Slug and name of each code, and name of each coder, by guid; `cases` are no codes."""

    slugs: Mapping[str, str]
    names: Mapping[str, str]
    coders: Mapping[str, str]
    cases: Collection[str]
    default_coder: str

    def codings(self, element: Element, marked_by: str = "") -> tuple[Coding, ...]:
        """Codes given to `element` (a selection or a source), each once.

        `marked_by` is who marked it, where a coding does not say who gave it.
        """
        found = [
            Coding(
                self.slugs[code],
                self._coder(guid_of(coding, "creatingUser") or marked_by),
                _day(coding.get("creationDateTime", "")),
            )
            for coding in children(element, "Coding")
            for code in targets(coding, "CodeRef")
            if code in self.slugs
        ]
        return tuple(dict.fromkeys(found))

    def held_by(self, element: Element) -> tuple[str, ...]:
        """Cases that hold `element` by way of a coding, as NVivo writes it."""
        codes = [code for c in children(element, "Coding") for code in targets(c, "CodeRef")]
        return tuple(dict.fromkeys(code for code in codes if code in self.cases))

    def unknown(self, element: Element) -> int:
        """How many codings of `element` name a code that the codebook does not have."""
        codes = [code for c in children(element, "Coding") for code in targets(c, "CodeRef")]
        return sum(code not in self.slugs and code not in self.cases for code in codes)

    def _coder(self, guid: str) -> str:
        return self.coders.get(guid, self.default_coder)


def read_codebook(root: Element, cases: Collection[str]) -> Codebook:
    """The codes of the project `root`; `cases` are guids of its cases, which NVivo lists too."""
    book = child(root, "CodeBook")
    codes = child(book, "Codes")
    told = [
        (guid, path)
        for guid, path in _codes(book if codes is None else codes)
        if guid and guid not in cases
    ]
    leaves = Counter(slug(path[-1]) for _, path in told)
    slugs: dict[str, str] = {}
    for number, (guid, path) in enumerate(told, 1):
        # A name that two branches share is told with the names above it.
        own = slug(path[-1])
        unique = own if leaves[own] == 1 else slug(" ".join(path))
        slugs[guid] = unique or f"code_{number}"
    names = {slugs[guid]: " / ".join(path) for guid, path in told}
    users = [
        (guid_of(user), " ".join((user.get("name") or user.get("id") or "").split()))
        for user in children(child(root, "Users"), "User")
    ]
    coders = {
        guid: _person(name) or f"coder {number}" for number, (guid, name) in enumerate(users, 1)
    }
    default = coders.get(guid_of(root, "creatingUserGUID"), "") or "coder"
    return Codebook(slugs, names, coders, frozenset(cases), default)


def _codes(parent: Element | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Guid, and names from the top, of each code below `parent`, at any depth."""
    waiting: list[tuple[Element, tuple[str, ...]]]
    waiting = [(code, ()) for code in children(parent, "Code")]
    while waiting:
        code, names = waiting.pop(0)
        path = (*names, " ".join(code.get("name", "").split()))
        yield guid_of(code), path
        waiting[:0] = [(below, path) for below in children(code, "Code")]


def _person(name: str) -> str:
    return f"{name} (person)" if is_reserved(name) else name


def _day(told: str) -> str:
    try:
        return datetime.fromisoformat(told.strip().replace("Z", "+00:00")).date().isoformat()
    except ValueError:
        return ""
