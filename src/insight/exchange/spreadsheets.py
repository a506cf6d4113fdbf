"""Codebook, texts and codings as the programs without REFI-QDA projects have them.

    Taguette 1.5 (BSD-3): reads a codebook from a CSV with columns tag and description, and writes
    highlights with columns id, document, tag, content.
    QualCoder (LGPL-3): reads a codebook from a CSV without header: category>>code>>>code, memo.

Neither reads codings from a CSV: QualCoder takes the .qdpx.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from insight.exchange.project import coded, project_of, text_sources
from insight.exchange.project.marks import NAMES, VALENCES
from insight.exchange.refi import Node, Project
from insight.exchange.shared import Guids, Shared
from insight.store import write_csv
from insight.store.private import make_private_folder, replacing, write_private

_IN_TAGS = "."
_LONGEST_TAG = 200


def write_codings(shared: Shared, guids: Guids, folder: Path) -> Iterator[str]:
    """Write `shared` into `folder`; yields what to tell.

    Files: taguette-codebook.csv, qualcoder-codebook.csv, highlights.csv, and texts/ with a file
    per text, in which positions of highlights count code points.
    """
    project = project_of(shared, guids)
    texts = make_private_folder(folder / "texts")
    names = {}
    for source in text_sources(project):
        names[source.guid] = name = f"{_file_name(source.get('name'))}.txt"
        write_private(texts / name, project.plain_text(source) or "")
    book = list(_book(project))
    rows = [(_tag(path), code.description()) for path, _, code in book]
    write_csv(
        pd.DataFrame(rows, columns=["tag", "description"]),
        folder / "taguette-codebook.csv",
        private=True,
    )
    _without_header(book, folder / "qualcoder-codebook.csv")
    tags = {code.guid: _tag(path) for path, _, code in book}
    marked = list(_highlights(project, names, tags))
    columns = ["id", "document", "tag", "content", "start", "end", "coder", "on", *NAMES]
    write_csv(pd.DataFrame(marked, columns=columns), folder / "highlights.csv", private=True)
    yield f"{len(names)} texts, {len(rows)} codes, {len(marked)} highlights."


def _book(project: Project) -> Iterator[tuple[tuple[str, ...], tuple[bool, ...], Node]]:
    """Each code that can be given, with the names from the top, and which of them can be given."""
    waiting: list[tuple[Node, tuple[str, ...], tuple[bool, ...]]]
    waiting = [(one, (), ()) for one in project.root.below("CodeBook", "Codes", "Code")]
    while waiting:
        code, above, codable = waiting.pop(0)
        path = (*above, " ".join(code.get("name").split()))
        can_be = (*codable, code.get("isCodable") in ("true", "1"))
        if can_be[-1]:
            yield path, can_be, code
        waiting[:0] = [(one, path, can_be) for one in code.of("Code")]


def _tag(path: Sequence[str]) -> str:
    """Taguette's name of a code: points part it from those above."""
    told = _IN_TAGS.join(name.replace(_IN_TAGS, " ").strip() for name in path)
    return told[-_LONGEST_TAG:].strip()


def _without_header(
    book: Sequence[tuple[tuple[str, ...], tuple[bool, ...], Node]], path: Path
) -> None:
    """QualCoder's codebook: groups end in >>, codes that have codes below them in >>>."""
    with (
        replacing(path, private=True) as draft,
        draft.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        for names, codable, code in book:
            told = [name.replace(">>", "> >") for name in names]
            ends = [">>>" if one else ">>" for one in codable[:-1]]
            parts = "".join(name + end for name, end in zip(told, [*ends, ""], strict=True))
            writer.writerow([parts, code.description()])


def _highlights(
    project: Project, names: Mapping[str, str], tags: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    selections = {
        (source.guid, number): (source, one)
        for source in text_sources(project)
        for number, one in enumerate(source.of("PlainTextSelection"), 1)
    }
    for id_, one in enumerate(coded(project), 1):
        source, selection = selections[one.source, one.number]
        start, end = (int(selection.get(f"{name}Position")) for name in ("start", "end"))
        words = (project.plain_text(source) or "")[start:end]
        told = {**one.marks, "valence": VALENCES[str(one.marks.get("valence", ""))]}
        marks = [told.get(name, "") for name in NAMES]
        yield (
            id_, names[one.source], tags[one.code], words, start, end, one.coder, one.on, *marks
        )  # fmt: skip


def _file_name(name: str) -> str:
    """`name` as a file may be called on any system."""
    return "".join(sign if sign.isalnum() or sign in " -_" else "_" for sign in name).strip()
