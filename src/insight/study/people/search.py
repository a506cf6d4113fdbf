"""Looking for words in every file of a folder: plain, zipped (docx, xlsx), gzipped, PDF, Parquet.

Compared are words alone: letter case, spaces, punctuation and the marks of HTML, XML and JSON make
no difference, so that a passage is found also where a program has written it in its own way.
"""

from __future__ import annotations

import gzip
import html
import re
import zipfile
from collections.abc import Collection, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pandas as pd

_SKIPPED = (".git", ".venv", "__pycache__", ".ipynb_checkpoints")
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_BLOCK_END = re.compile(r"</(?:w:p|p|div|td|th|li|si|t|h\d|text:p|table:table-cell)>|<br[^<>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_JSON_SIGN = re.compile(r'\\(["\\/nrt])')


def files_holding(root: Path, needles: Collection[str]) -> list[Path]:
    """Files below `root` that hold one of `needles` as whole words, relative to `root`.

    Letter case, spaces and punctuation make no difference.
    """
    sought = sorted({words for needle in needles if (words := _words(needle)).strip()})
    return [
        path.relative_to(root)
        for path in _files(root)
        if any(needle in words for words in map(_words, _texts(path)) for needle in sought)
    ]


def holds(text: str, needles: Collection[str]) -> bool:
    """Whether `text` holds one of `needles`, as `files_holding` looks for them."""
    words = _words(text)
    return any((sought := _words(one)).strip() and sought in words for one in needles)


def copies_of(root: Path, digests: Collection[str]) -> list[Path]:
    """Files below `root` whose bytes have one of the SHA-256 `digests`, relative to `root`."""
    wanted = set(digests)
    return [
        path.relative_to(root)
        for path in _files(root)
        if sha256(path.read_bytes()).hexdigest() in wanted
    ]


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not set(_SKIPPED) & set(path.relative_to(root).parts):
            yield path


def _words(text: str) -> str:
    """The words of `text` in lower case, each between blanks.

    >>> _words("She said: “Don’t!”")
    ' she said don t '
    """
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _texts(path: Path) -> Iterator[str]:
    """Everything readable in a file, its own name included."""
    yield path.name
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        texts = frame.select_dtypes(include=["object", "str"])
        for name in texts.columns:
            yield "\n".join(texts[name].astype(str))
        return
    yield from _readable(path.read_bytes())


def _readable(raw: bytes) -> Iterator[str]:
    if zipfile.is_zipfile(BytesIO(raw)):
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            for member in archive.namelist():
                yield member
                yield from _readable(archive.read(member))
    elif raw[:2] == b"\x1f\x8b":
        yield from _readable(gzip.decompress(raw))
    elif raw[:5] == b"%PDF-":
        yield from _decoded(raw)
        yield _of_pdf(raw)
    else:
        yield from _decoded(raw)


def _of_pdf(raw: bytes) -> str:
    """The text of a PDF's pages; none of one that is damaged, whose bytes are looked at anyway."""
    from pdfminer.high_level import extract_text
    from pdfminer.pdfexceptions import PDFException

    try:
        return str(extract_text(BytesIO(raw)))
    except PDFException:
        return ""


def _decoded(raw: bytes) -> Iterator[str]:
    text = raw.decode("utf-8", errors="replace")
    yield text
    if "<" in text or "&" in text:
        # A word may be parted by marks (runs of Word), and cells be parted by nothing else.
        yield html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", text)))
        yield html.unescape(_TAG.sub(" ", text))
    if "\\" in text:
        unescaped = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
        yield _JSON_SIGN.sub(lambda f: f.group(1) if f.group(1) in '"\\/' else " ", unescaped)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield raw.decode("utf-16", errors="replace")
