"""What the files of a study hold, before anything long is done with them: one record a file.

    checked = looked_at(root, sources)
    checked.table()        # file, layout, documents, speakers, words, what is left out
    checked.problems       # stop a run
    checked.advice         # does not: what is not told, and what follows

Files that cannot be read stand in the table with what is wrong with them. Nothing here is anybody's
words or label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

import pandas as pd

from insight.corpus.advice import advice_on
from insight.corpus.aside import with_asides
from insight.corpus.corpus import combined
from insight.corpus.formats.content import Content, Prose, ResponseTable, Transcript
from insight.corpus.reading import CHECKING, ReadFile, read_each
from insight.corpus.suspicions import Beside, counted, suspicions_of
from insight.errors import InputError
from insight.progress import Progress, silent
from insight.settings import SourceSettings

COLUMNS = (
    "file",
    "layout",
    "documents",
    "speakers",
    "interviewers",
    "words",
    "left out",
    "what looks wrong",
)
_REASONS_SHOWN = 4


@dataclass(frozen=True)
class Looked:
    """What one file holds. `speakers` are without `interviewers`, and without voices of a document.

    `left_out` counts pieces by reason, the most frequent first. `problem` is why the file could
    not be read; `suspicions` are what looks wrong in one that could.
    """

    source_name: str
    file: str
    layout: str = ""
    documents: int = 0
    speakers: int = 0
    interviewers: int = 0
    words: int = 0
    left_out: tuple[tuple[str, int], ...] = ()
    suspicions: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Checked:
    """All files, what is wrong with them and with the settings, and what is not told."""

    files: tuple[Looked, ...]
    problems: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """One row a file, for a person; its columns are COLUMNS."""
        return pd.DataFrame([_row(one) for one in self.files], columns=list(COLUMNS))

    def overview(self) -> pd.DataFrame:
        """`table()` without what looks wrong, which `lines()` tells."""
        return self.table().drop(columns=COLUMNS[-1])

    def lines(self) -> Iterator[str]:
        """What looks wrong in files that could be read, a line each."""
        for one in self.files:
            for suspicion in one.suspicions:
                yield f"{one.file}: {suspicion}."


def looked_at(
    root: Path,
    sources: Sequence[SourceSettings],
    *,
    today: date | None = None,
    progress: Progress = silent,
) -> Checked:
    """All files of `sources` of the study at `root`, read and looked at; no key is needed.

    `today` tells which dates lie in the future; `progress` counts files.
    """
    problems: list[InputError] = []
    read = read_each(root, sources, CHECKING, frozenset(), problems.append, progress)
    read = _with_languages(read, sources)
    once = _once(read)
    advice = [
        told
        for source in sources
        for told in advice_on(source, [one for one in once if one.file.settings == source])
    ]
    return Checked(look(read, today=today), tuple(dict.fromkeys(map(str, problems))), tuple(advice))


def _once(read: Sequence[ReadFile]) -> list[ReadFile]:
    """Files of `read` without those that share their ids with one before: that is a problem."""
    seen: set[str] = set()
    kept = []
    for one in read:
        ids = set() if one.tables is None else set(one.tables.documents["document_id"])
        if not ids & seen:
            kept.append(one)
        seen |= ids
    return kept


def _with_languages(read: Sequence[ReadFile], sources: Sequence[SourceSettings]) -> list[ReadFile]:
    """`read`, the segments of each file with what is only known beside all others."""
    parts = [one.tables for one in _once(read) if one.tables is not None]
    if not parts:
        return list(read)
    found = with_asides(combined(parts), {source.name: source.language for source in sources})
    files = found.segments["document_id"].map(
        dict(zip(found.documents["document_id"], found.documents["source"], strict=True))
    )
    by_file = {str(file): rows for file, rows in found.segments.groupby(files.to_numpy())}
    return [
        one
        if one.tables is None
        else replace(
            one,
            tables=replace(one.tables, segments=by_file.get(one.file.source, one.tables.segments)),
        )
        for one in read
    ]


def look(read: Sequence[ReadFile], *, today: date | None = None) -> tuple[Looked, ...]:
    """A record of each file that was `read`, or could not be."""
    beside = Beside.of(read)
    day = today or datetime.now(UTC).date()
    return tuple(_looked(one, beside, day) for one in read)


def _looked(one: ReadFile, beside: Beside, today: date) -> Looked:
    name, file = one.file.settings.name, one.file.source
    if one.tables is None or one.content is None:
        return Looked(name, file, problem=_without_place(one.problem, file))
    roles = one.tables.speakers["role"].value_counts()
    reasons = one.tables.exclusions["reason"].value_counts()
    ordered = sorted(reasons.items(), key=lambda told: (-told[1], told[0]))
    return Looked(
        name,
        file,
        _layout(one.content, one.file.instead_of),
        len(one.tables.documents),
        int(roles.get("participant", 0)),
        int(roles.get("interviewer", 0)),
        sum(len(text.split()) for text in one.tables.documents["text"]),
        tuple((str(reason), int(number)) for reason, number in ordered),
        tuple(dict.fromkeys(suspicions_of(one, beside, today))),
    )


def _without_place(problem: InputError | None, file: str) -> str:
    """What is wrong, without the name of the file where that stands beside it."""
    return str(problem or "not read").removeprefix(f"{file}: ").rstrip(".")


def _layout(content: Content, instead_of: Sequence[str]) -> str:
    match content:
        case Transcript() if instead_of:
            names = ", ".join(PurePosixPath(original).name for original in instead_of)
            return f"{content.layout}, instead of {names}"
        case ResponseTable():
            return f"{content.layout}, {counted(len(content.rows), 'row')}"
        case Prose():
            return f"{content.layout}, document"
        case _:
            return content.layout


def _row(one: Looked) -> tuple[object, ...]:
    wrong = one.problem or "; ".join(one.suspicions)
    return (
        one.file,
        "NOT READ" if one.problem else one.layout,
        one.documents,
        one.speakers,
        one.interviewers,
        one.words,
        _reasons(one.left_out),
        wrong,
    )


def _reasons(left_out: Sequence[tuple[str, int]]) -> str:
    """How much is left out, and why.

    >>> _reasons([("empty answer", 12), ("page number", 2)])
    '12 empty answer, 2 page number'
    """
    told = [f"{number} {reason}" for reason, number in left_out[:_REASONS_SHOWN]]
    if rest := sum(number for _, number in left_out[_REASONS_SHOWN:]):
        told.append(f"{rest} others")
    return ", ".join(told)
