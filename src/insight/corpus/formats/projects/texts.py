"""The plain text of a source, found in its archive, and repaired so that every place is known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from insight.corpus.formats.encoding import decode
from insight.corpus.formats.projects.elements import child, text_of
from insight.corpus.words.alignment import Cleaned
from insight.errors import SourceError
from insight.store.guards import member_of

_INTERNAL = "internal://"
_FOLDERS = ("sources/", "")


@dataclass(frozen=True)
class PlainText:
    """The characters of a source as they stand in the project, without the mark of their file.

    `problem` says why there are none, where the file could not be read as text.
    """

    text: str
    has_mark: bool
    member: str = ""
    problem: str = ""


class Archive:
    """The parts of a project, found by the paths that its XML gives; nothing outside is opened."""

    def __init__(self, archive: ZipFile, where: str) -> None:
        self._archive = archive
        self._where = where
        self._names = {
            _folded(member.filename): member.filename
            for member in archive.infolist()
            if not member.is_dir()
        }

    def named(self, path: str) -> str:
        """The member that `path` (internal://...) means; empty where there is none inside."""
        if not path.casefold().startswith(_INTERNAL):
            return ""
        told = _folded(path[len(_INTERNAL) :]).lstrip("/")
        tried = [folder + name for name in (told, unquote(told)) for folder in _FOLDERS]
        return next((self._names[name] for name in tried if name in self._names), "")

    def read(self, member: str) -> bytes:
        """Bytes of `member`."""
        return member_of(self._archive, member, self._where)

    def projects(self) -> list[str]:
        """Members that hold a project's XML, the highest and likeliest first."""
        found = [name for folded, name in self._names.items() if folded.endswith(".qde")]
        return sorted(found, key=lambda name: (name.count("/"), _folded(name) != "project.qde"))

    def plain_text(self, element: Element, encoding: str, where: str) -> PlainText | None:
        """The plain text of `element`, inline or in a member; None where it has none inside."""
        member = self.named(element.get("plainTextPath", ""))
        if not member:
            inline = text_of(child(element, "PlainTextContent"))
            bare = inline.removeprefix("\ufeff")
            return PlainText(bare, bare != inline) if bare.strip() else None
        raw = self.read(member)
        if not raw.strip():
            return PlainText("", False, member)
        try:
            decoded = decode(raw, where, encoding)
        except SourceError as fault:
            return PlainText("", False, member, fault.problem)
        return PlainText(decoded.text, bool(decoded.mark), member)


def _folded(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).as_posix().casefold()


def repaired_span(found: Cleaned, start: int, end: int) -> tuple[int, int]:
    """Where the characters from `start` to `end` of a text stand in it once it is cleaned.

    >>> from insight.corpus.words.cleaning import cleaned
    >>> repaired_span(cleaned("a &amp; b"), 2, 9)
    (2, 5)
    """
    places = range(len(found.text))
    first = bisect_right(places, start, key=lambda place: found.original_span(place, place + 1)[1])
    last = bisect_left(places, end, key=lambda place: found.original_span(place, place + 1)[0])
    return first, max(first, last)
