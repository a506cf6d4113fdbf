"""Bytes of a text file -> its characters, in the encoding that they were written in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from insight.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTAINERS = (
    (b"PK\x03\x04", "a Word or Excel file, or another archive"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet table"),
    (b"\xd0\xcf\x11\xe0", "a file of an old version of Word or Excel"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
_MIXED = "mixed"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Decoded:
    """Characters of a file without its byte-order mark, and the encoding they were read in.

    `mended` counts lines of a UTF-8 file that some program had written in Windows-1252.
    """

    text: str
    encoding: str
    mark: str
    mended: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the user: nothing for plain UTF-8."""
        if self.mended:
            return (f"read as utf-8, but {self.mended} lines, which are in cp1252",)
        return () if self.encoding == "utf-8" else (f"read as {self.encoding}",)

    def encode(self, text: str) -> bytes:
        """`text` in the same encoding, with the same mark."""
        return (self.mark + text).encode(self.encoding)


def decode(raw: bytes, where: str, encoding: str = "auto") -> Decoded:
    """Characters of `raw`; `encoding` "auto" recognises UTF-8, UTF-16, UTF-32 and Windows-1252.

    Lines in Windows-1252 amid UTF-8, as when one file is pasted behind another, are read as such.
    Raises SourceError for an empty file, a binary one, and an `encoding` that does not fit.
    """
    if not raw.strip():
        raise SourceError(
            "the file is empty", where=where, remedy="replace it, or take it out of the source"
        )
    for start, what in _CONTAINERS:
        if raw.startswith(start):
            raise SourceError(
                f"this is {what}, though its name says text",
                where=where,
                remedy="give the file the ending that fits its content",
            )
    name = recognised(raw) if encoding == "auto" else _told(raw, encoding)
    text, mended = _by_line(raw) if name == _MIXED else (_decoded(raw, name, where, encoding), 0)
    if _CONTROL.search(text):
        raise SourceError(
            "this is not text (it holds control characters)",
            where=where,
            remedy="export it as text, CSV, Excel or Word",
        )
    bare = text.removeprefix("\ufeff")
    return Decoded(
        bare, "utf-8" if name == _MIXED else name, "\ufeff" if bare != text else "", mended
    )


def _decoded(raw: bytes, name: str, where: str, encoding: str) -> str:
    try:
        return raw.decode(name)
    except (LookupError, UnicodeError):
        raise _does_not_fit(where, encoding) from None


def recognised(raw: bytes) -> str:
    """Name of the encoding of `raw`, or "mixed" where lines are in UTF-8 and in Windows-1252."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    zeros_even, zeros_odd = raw[::2].count(0), raw[1::2].count(0)
    if max(zeros_even, zeros_odd) * 4 > len(raw) and min(zeros_even, zeros_odd) == 0:
        return "utf-16-le" if zeros_odd else "utf-16-be"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        told = (_is_utf8(line[0]) for line in _LINE.finditer(raw) if not line[0].isascii())
        return _MIXED if any(told) else "cp1252"
    return "utf-8"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _by_line(raw: bytes) -> tuple[str, int]:
    """Characters of `raw`, each line in UTF-8 where it can be, and how many lines cannot."""
    lines, mended = [], 0
    for line in _LINE.finditer(raw):
        try:
            lines.append(line[0].decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line[0].decode("cp1252", errors="replace"))
            mended += 1
    return "".join(lines), mended


def _told(raw: bytes, encoding: str) -> str:
    """The encoding told, with the order of bytes that the file's mark gives."""
    plain = encoding.lower().replace("_", "-").removesuffix("-sig")
    plain = "utf-8" if plain == "utf8" else plain
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), plain)
    return marked if marked.startswith(plain) else plain


def _does_not_fit(where: str, encoding: str) -> SourceError:
    if encoding != "auto":
        return SourceError(
            f"the file cannot be read in the encoding {encoding}",
            where=where,
            remedy='correct the key `encoding` of its source, or set it to "auto"',
        )
    return SourceError(
        "the text is in no encoding that can be recognised (UTF-8, UTF-16, Windows-1252)",
        where=where,
        remedy="save it as UTF-8, or name its encoding with the key `encoding`",
    )
