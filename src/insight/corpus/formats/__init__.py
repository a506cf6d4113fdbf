"""Layouts of files, recognised by what they hold: one module a family."""

from __future__ import annotations

from collections.abc import Callable

from insight.corpus.formats.content import Content, Hints
from insight.corpus.formats.files.prose import read_text, read_word
from insight.corpus.formats.tables.table import TABLE_READERS
from insight.corpus.formats.transcripts.captions import read_captions
from insight.errors import SourceError

READERS: dict[str, Callable[[bytes, str, Hints], Content]] = {
    **TABLE_READERS,
    ".vtt": read_captions,
    ".txt": read_text,
    ".md": read_text,
    ".rst": read_text,
    ".docx": read_word,
}


def read_content(raw: bytes, suffix: str, where: str, hints: Hints) -> Content:
    """Turns, paragraphs or rows of the file whose bytes are `raw` and whose name ends in `suffix`.

    Raises SourceError, naming `where`, for a file that is empty, damaged, or of another kind than
    its name or the settings say.
    """
    if suffix.lower() not in READERS:
        raise SourceError(
            f"files ending in {suffix or 'nothing'} cannot be read (known: {', '.join(READERS)})",
            where=where,
            remedy="export it as one of these, or narrow the key `files` of its source",
        )
    if not raw:
        raise SourceError(
            "the file is empty", where=where, remedy="replace it, or take it out of the source"
        )
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
    return READERS[suffix.lower()](raw, where, hints)


def _kind_by_name(suffix: str) -> str:
    """What a file of this ending must be; "auto" where its content decides."""
    if suffix in TABLE_READERS:
        return "survey"
    return "transcript" if suffix == ".vtt" else "auto"


__all__ = ["READERS", "TABLE_READERS", "Hints", "read_content"]
