"""Layouts of files, recognised by what they hold: one module a family."""

from __future__ import annotations

from collections.abc import Callable

from insight.corpus.formats.content import Content, Hints, Transcript
from insight.corpus.formats.encoding import decode
from insight.corpus.formats.files.blocks import Contained
from insight.corpus.formats.files.opendocument import opendocument_text, read_opendocument
from insight.corpus.formats.files.pdf import pdf_text, read_pdf
from insight.corpus.formats.files.text import read_marked_up, read_text
from insight.corpus.formats.files.web import read_web, web_text
from insight.corpus.formats.files.word import read_word, word_text
from insight.corpus.formats.projects.qdpx import read_project
from insight.corpus.formats.tables import TABLE_READERS
from insight.corpus.formats.tables.workbook import read_workbook
from insight.corpus.formats.transcripts.captions import read_captions
from insight.corpus.formats.transcripts.corrected import (
    corrected_table,
    is_corrected,
    read_corrected_csv,
)
from insight.errors import SourceError

READERS: dict[str, Callable[[bytes, str, Hints], Content]] = {
    **TABLE_READERS,
    ".vtt": read_captions,
    ".srt": read_captions,
    ".sbv": read_captions,
    ".txt": read_text,
    ".md": read_marked_up,
    ".rst": read_marked_up,
    ".docx": read_word,
    ".odt": read_opendocument,
    ".pdf": read_pdf,
    ".html": read_web,
    ".htm": read_web,
    ".qdpx": read_project,
}
# Containers whose text is not what their bytes spell.
_CONTAINERS: dict[str, Callable[[bytes, str], Contained]] = {
    ".docx": word_text,
    ".odt": opendocument_text,
    ".pdf": pdf_text,
    ".html": web_text,
    ".htm": web_text,
}
_CAPTIONS = frozenset((".vtt", ".srt", ".sbv"))
_TEXTS = _CAPTIONS | {".txt", ".md", ".rst", ".csv", ".tsv", ".tab", ".jsonl"}
# Endings that people have, with the one to save such a file as.
_SAVE_AS = {
    ".doc": ".docx",
    ".docm": ".docx",
    ".dot": ".docx",
    ".rtf": ".docx",
    ".wpd": ".docx",
    ".pages": ".docx",
    ".fodt": ".odt",
    ".ott": ".odt",
    ".mht": ".html",
    ".mhtml": ".html",
    ".xhtml": ".html",
    ".xls": ".xlsx",
    ".ods": ".xlsx",
    ".xlsb": ".xlsx",
    ".numbers": ".xlsx",
}


def read_content(raw: bytes, suffix: str, where: str, hints: Hints) -> Content:
    """Turns, paragraphs or rows of the file whose bytes are `raw` and whose name ends in `suffix`.

    Raises SourceError, naming `where`, for a file that is empty, damaged, or of another kind than
    its name or the settings say.
    """
    if suffix.lower() not in READERS:
        raise _unknown(suffix, where)
    if not raw:
        raise SourceError(
            "the file is empty", where=where, remedy="replace it, or take it out of the source"
        )
    if hints.kind in ("auto", "transcript") and suffix.lower() in TABLE_READERS:
        corrected = _corrected(raw, suffix.lower(), where)
        if corrected is not None:
            return corrected
    natural = _kind_by_name(suffix.lower())
    if "auto" not in (natural, hints.kind) and natural != hints.kind:
        raise SourceError(
            f"a file ending in {suffix} holds a {natural}, not a {hints.kind}",
            where=where,
            remedy="correct the key `kind` of its source, or export the file otherwise",
        )
    if hints.kind == "survey" and natural == "auto":
        raise SourceError(
            "a survey must be a table",
            where=where,
            remedy=f"export it as one of {', '.join(TABLE_READERS)}",
        )
    if hints.kind == "project" and natural == "auto":
        raise SourceError(
            "a project must be a file ending in .qdpx",
            where=where,
            remedy="export it from its program as REFI-QDA project, or correct the key `kind`",
        )
    return READERS[suffix.lower()](raw, where, hints)


def _corrected(raw: bytes, suffix: str, where: str) -> Transcript | None:
    """The turns of a transcript that somebody corrected, where the table holds them."""
    if suffix in (".csv", ".tsv"):
        return read_corrected_csv(raw, where)
    if suffix == ".xlsx" and is_corrected(where):
        hints = Hints(header_rows=1, layout="plain")
        return corrected_table(read_workbook(raw, where, hints))
    return None


def plain_text(raw: bytes, suffix: str, where: str, encoding: str = "auto") -> str:
    """Text of the file as its container holds it, not yet cleaned: original offsets count in it.

    Of Word, PDF and web pages: their blocks, joined by line breaks. Raises SourceError, naming
    `where`, for what is damaged, and for a workbook, whose offsets count in its cells.
    """
    if suffix.lower() in _CONTAINERS:
        return _CONTAINERS[suffix.lower()](raw, where).text
    if suffix.lower() in _TEXTS:
        return decode(raw, where, encoding).text
    if suffix.lower() not in READERS:
        raise _unknown(suffix, where)
    raise SourceError(
        "the file has no one text: its places are cells or sources",
        where=where,
        remedy="look the place up in the file itself",
    )


def _unknown(suffix: str, where: str) -> SourceError:
    other = _SAVE_AS.get(suffix.lower())
    return SourceError(
        f"files ending in {suffix or 'nothing'} cannot be read (known: {', '.join(READERS)})",
        where=where,
        remedy=f"open it in the program that wrote it, and save it as {other}"
        if other
        else "export it as one of these, or narrow the key `files` of its source",
    )


def _kind_by_name(suffix: str) -> str:
    """What a file of this ending must be; "auto" where its content decides."""
    if suffix in TABLE_READERS:
        return "survey"
    if suffix == ".qdpx":
        return "project"
    return "transcript" if suffix in _CAPTIONS else "auto"


__all__ = ["READERS", "TABLE_READERS", "Hints", "plain_text", "read_content"]
