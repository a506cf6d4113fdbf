"""Codebooks outside of any run: shown, turned into another form, compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from insight.errors import InputError


def shown(named: str) -> tuple[str, pd.DataFrame, tuple[str, ...]]:
    """Title, one row a code, and notes of the codebook `named` (a file, or "starter")."""
    from insight.coding import codebook_path, read_codebook

    book = read_codebook(codebook_path(named, Path()))
    rows = [
        {
            "code": code.code,
            "name": code.title,
            "below": code.parent,
            "definition": code.definition,
            "reverse of": code.pair,
            "speaks to": ", ".join(code.principles),
            "origin": code.origin,
        }
        for code in book.codes
    ]
    return f"{book.title}, version {book.version}", pd.DataFrame(rows), book.notes


def convert(named: str, to: Path) -> Iterator[str]:
    """Write the codebook `named` to the file `to`, as its ending says; yields what to tell.

    InputError where the file is there already.
    """
    from insight.coding import codebook_path, read_codebook, write_codebook

    book = read_codebook(codebook_path(named, Path()))
    if to.exists():
        raise InputError("this is there already", where=to.name, remedy="name a new file")
    write_codebook(book, to)
    yield from book.notes
    yield f"{len(book.codes)} codes in {len(book.groups)} groups"


def compared(old: str, new: str, study: Path | None) -> tuple[list[str], pd.DataFrame | None]:
    """What changed from one codebook to the other, in words, and which codings it touches.

    The codings are those of the last run of the study in the folder `study`; none without one.
    """
    from insight.coding import codebook_path, compare, read_codebook
    from insight.study.method import Study

    found = compare(*(read_codebook(codebook_path(one, Path())) for one in (old, new)))
    words = found.words
    if words and found.old_version == found.new_version:
        words.append(f"Both say that they are version {found.new_version}: give the later another.")
    if study is None:
        return words, None
    return words, found.affected(Study(study).tables["codings"])
