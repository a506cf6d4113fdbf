"""Bytes of a text file -> its characters as they were meant; no word is changed.

`decode` recognises the encoding. `clean` repairs what programs do to text (wrongly decoded
characters, HTML entities, control and zero-width characters, non-breaking spaces, typographic
quotation marks) and counts what it did.
"""

from __future__ import annotations

import codecs
import html
import re
from collections import Counter
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
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1a\x85")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2069\ufeff\ufff9-\ufffb]"
    # Joiners carry meaning in emoji and in other scripts, but none between Latin letters.
    r"|(?<=[A-Za-z0-9])[\u200c\u200d](?=[A-Za-z0-9])"
)
_WIDE_SPACE = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_END = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")
_QUOTE = re.compile("[‘’‚‛“”„‟]")


@dataclass(frozen=True)
class Decoded:
    """Characters of a file without its byte-order mark, and the encoding they were read in."""

    text: str
    encoding: str
    mark: str

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the user: nothing for plain UTF-8."""
        return () if self.encoding == "utf-8" else (f"read as {self.encoding}",)

    def encode(self, text: str) -> bytes:
        """`text` in the same encoding, with the same mark."""
        return (self.mark + text).encode(self.encoding)


def decode(raw: bytes, where: str, encoding: str = "auto") -> Decoded:
    """Characters of `raw`; `encoding` "auto" recognises UTF-8, UTF-16, UTF-32 and Windows-1252.

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
    name = _recognised(raw) if encoding == "auto" else _told(raw, encoding)
    try:
        text = raw.decode(name)
    except (LookupError, UnicodeError):
        raise _does_not_fit(where, encoding) from None
    if any(_is_control(character) for character in text):
        raise SourceError(
            "this is not text (it holds control characters)",
            where=where,
            remedy="export it as text, CSV, Excel or Word",
        )
    bare = text.removeprefix("\ufeff")
    return Decoded(bare, name, "\ufeff" if bare != text else "")


def _recognised(raw: bytes) -> str:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    zeros_even, zeros_odd = raw[::2].count(0), raw[1::2].count(0)
    if max(zeros_even, zeros_odd) * 4 > len(raw) and min(zeros_even, zeros_odd) == 0:
        return "utf-16-le" if zeros_odd else "utf-16-be"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


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


def _is_control(character: str) -> bool:
    return ord(character) < 32 and character not in _TEXT_CONTROLS


def clean(text: str, tally: Counter[str]) -> str:
    """`text` repaired; what was repaired is added to `tally`."""
    plain = _LINE_END.sub("\n", text)
    if "&" in plain:
        plain = _counted(_ENTITY, _unescape, plain, "HTML entities", tally)
    if not plain.isascii():
        plain = _fix_encoding(plain, tally)
        plain = _counted(_WIDE_SPACE, " ", plain, "non-breaking spaces", tally)
        tally["typographic quotation marks"] += len(_QUOTE.findall(plain))
        plain = plain.translate(_QUOTES)
    return _counted(_INVISIBLE, "", plain, "invisible characters", tally)


def notes_of(tally: Counter[str]) -> tuple[str, ...]:
    """What was repaired, as one note; none where nothing was."""
    told = ", ".join(f"{number} {what}" for what, number in sorted(tally.items()) if number)
    return (f"repaired: {told}",) if told else ()


def _fix_encoding(text: str, tally: Counter[str]) -> str:
    import ftfy

    fixed = ftfy.fix_encoding(text)
    tally["texts with wrongly decoded characters"] += fixed != text
    return fixed


def _unescape(found: re.Match[str]) -> str:
    return html.unescape(found[0])


def _counted(
    pattern: re.Pattern[str], new: object, text: str, what: str, tally: Counter[str]
) -> str:
    changed, number = pattern.subn(new, text)  # type: ignore[call-overload]
    tally[what] += number
    return str(changed)
