"""Files that somebody sends by malice, by mishap, or by an odd program; made as they are needed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import docx
import openpyxl

MEGABYTE = 1_000_000
ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def archive(members: Mapping[str, str | bytes], compressed: bool = True) -> bytes:
    """A zip archive of these members."""
    written = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(written, "w", how) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return written.getvalue()


def rewritten(raw: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The archive `raw`, each member passed through `change` (name, content)."""
    with zipfile.ZipFile(io.BytesIO(raw)) as old:
        return archive({name: change(name, old.read(name)) for name in old.namelist()})


def word(*paragraphs: str) -> bytes:
    """A Word file."""
    document, written = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(written)
    return written.getvalue()


def workbook(*rows: list[object]) -> bytes:
    """An Excel workbook of one sheet."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


OPEN_DOCUMENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    "{}</office:text></office:body></office:document-content>"
)
PROJECT = (
    '<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="test"><CodeBook><Codes/></CodeBook>'
    "{}</Project>"
)


def opendocument(*paragraphs: str, prolog: str = "") -> bytes:
    """An OpenDocument text; paragraphs are XML."""
    body = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": prolog + OPEN_DOCUMENT.format(body),
        }
    )


def project(sources: str = "", prolog: str = "", **files: str) -> bytes:
    """A REFI-QDA project; `sources` is XML."""
    named = {name.replace("__", "/"): content for name, content in files.items()}
    return archive({"project.qde": prolog + PROJECT.format(sources), **named})


TURNS = ("INT: What was it like?", "P1: They were kind to me.", "INT: And then?", "P1: I waited.")


def bomb(raw: bytes, member: str) -> bytes:
    """The archive `raw`, whose `member` now unfolds to 400 megabytes of spaces."""
    padding = b" " * (400 * MEGABYTE)
    return rewritten(raw, lambda name, content: content + padding if name == member else content)


def with_entities(raw: bytes, member: str) -> bytes:
    """The archive `raw`, whose `member` defines entities that grow without end."""

    def change(name: str, content: bytes) -> bytes:
        if name != member:
            return content
        text = content.decode()
        start = text.index("?>") + 2 if text.startswith("<?xml") else 0
        return (ENTITY_BOMB + text[start:].replace("kind", "&i;")).encode()

    return rewritten(raw, change)


def traversing(raw: bytes) -> bytes:
    """The archive `raw` with a member that would be written outside of it."""
    with zipfile.ZipFile(io.BytesIO(raw)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    return archive({**members, "../../outside.txt": "x"})
