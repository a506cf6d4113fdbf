"""Files of a study -> corpus: finds them, reads each in its layout, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pandas as pd

from insight.corpus.corpus import Corpus, Origin, combined
from insight.corpus.formats import TABLE_READERS, Hints, read_content
from insight.corpus.formats.content import Content, Prose, ResponseTable, Transcript, shown
from insight.corpus.formats.tables.table import check_has_rows
from insight.corpus.people.people import RECODED, Roster, read_roster
from insight.corpus.statements import statement_tables
from insight.corpus.survey import free_text_columns, survey_tables
from insight.corpus.transcript import check_has_words, transcript_tables
from insight.errors import InputError, SourceError
from insight.progress import Progress, silent
from insight.settings import SourceSettings
from insight.store import StudyKey

_SYSTEM_FILES = ("Thumbs.db", "desktop.ini")
NO_ROSTER = Roster("no table of speakers")
_CHECKING = StudyKey(b"only to check, nothing is kept")

Complain = Callable[[InputError], None]


def read_sources(
    root: Path,
    sources: Sequence[SourceSettings],
    key: StudyKey,
    withdrawn: Collection[str] = (),
    progress: Progress = silent,
) -> Corpus:
    """All files of all `sources` of the study at `root`; `progress` counts files.

    Nobody in `withdrawn` (speaker ids) is in the tables; exclusions say so. Raises InputError for
    the first thing that is wrong; `check_sources` tells all of them.
    """
    parts = _read_all(root, sources, key, frozenset(withdrawn), _raised, progress)
    return combined(parts)


def check_sources(root: Path, sources: Sequence[SourceSettings]) -> list[str]:
    """Everything that is wrong with the files of `sources`, in words; empty when all is well."""
    problems: list[InputError] = []
    _read_all(root, sources, _CHECKING, frozenset(), problems.append, silent)
    return list(dict.fromkeys(map(str, problems)))


def read_file(path: Path, key: StudyKey, source: SourceSettings | None = None) -> Corpus:
    """One file without a study: everything that `source` does not say is recognised, and noted."""
    if not path.is_file():
        raise SourceError("there is no such file", where=path.name, remedy="correct the path")
    is_table = path.suffix.lower() in TABLE_READERS
    settings = source or SourceSettings(
        name="file", files=path.name, sampling="self_selected" if is_table else "purposive"
    )
    file = File(path, path.name, settings, NO_ROSTER)
    read = _tables(content_of(file), file, key, frozenset())
    if source is None:
        note = f"{path.name}: sampling not told, taken as {settings.sampling}"
        return Corpus(
            read.documents, read.speakers, read.segments, read.exclusions, (*read.notes, note)
        )
    return read


def read_rows(path: Path, text: str | None = None, id: str | None = None) -> pd.DataFrame:  # noqa: A002
    """Columns `id` and `text` of one table, cells untouched, in the order of the file.

    Without `text`, a column called text or the only one of free text is taken; without `id`, a
    column called id, else the row's number. Raises SourceError where that is not one column, or
    ids are not unique.
    """
    if not path.is_file() or path.suffix.lower() not in TABLE_READERS:
        raise SourceError(
            "there is no such table",
            where=path.name,
            remedy=f"name a file ending in one of {', '.join(TABLE_READERS)}",
        )
    table = TABLE_READERS[path.suffix.lower()](path.read_bytes(), path.name, Hints())
    check_has_rows(table, path.name)
    words = _named(table, text or "text", path.name) if text else _text_column(table, path.name)
    if id is None and "id" not in table.header:
        ids = [str(row.number) for row in table.rows]
    else:
        place = _named(table, id or "id", path.name)
        ids = [row.cells[place] for row in table.rows]
    if len(set(ids)) < len(ids):
        raise SourceError(
            "two rows have the same id", where=path.name, remedy="make them unique, or name another"
        )
    return pd.DataFrame({"id": ids, "text": [row.cells[words] for row in table.rows]}, dtype=str)


def _named(table: ResponseTable, name: str, where: str) -> int:
    if table.header.count(name) != 1:
        raise SourceError(
            f'there is not exactly one column called "{name}"',
            where=where,
            remedy=f"its columns are {_columns(table)}",
        )
    return table.header.index(name)


def _columns(table: ResponseTable) -> str:
    return ", ".join(shown(table, number) for number in range(len(table.header)))


def _text_column(table: ResponseTable, where: str) -> int:
    if table.header.count("text") == 1:
        return table.header.index("text")
    chosen = free_text_columns(table)
    if len(chosen) != 1:
        raise SourceError(
            f"{len(chosen)} columns look like free text",
            where=where,
            remedy=f"name one of {_columns(table)}",
        )
    return chosen[0]


@dataclass(frozen=True)
class File:
    """A file to be read: where it lies, its path within the study, and what is told of it."""

    path: Path
    source: str
    settings: SourceSettings
    roster: Roster


def _raised(problem: InputError) -> None:
    raise problem


def _read_all(
    root: Path,
    sources: Sequence[SourceSettings],
    key: StudyKey,
    withdrawn: frozenset[str],
    complain: Complain,
    progress: Progress,
) -> list[Corpus]:
    """What each file gives; `complain` hears of everything that is wrong."""
    rosters = _rosters(root, sources, complain)
    files = [file for source in sources for file in _files(root, source, rosters, complain)]
    for problem in _clashes(files):
        complain(problem)
    for source in sources:
        _check_recode(source, complain)
    parts: list[Corpus] = []
    labels: dict[str, frozenset[str] | None] = {}
    for done, file in enumerate(files, 1):
        try:
            content = content_of(file)
            parts.append(_tables(content, file, key, withdrawn))
            labels[file.source] = _labels_in(content)
        except InputError as fault:
            complain(fault)
            labels[file.source] = None
        progress(done, len(files))
    for roster in rosters.values():
        for stranger in roster.strangers(labels):
            complain(stranger)
    for source in sources:
        _check_interviewers(
            source, [labels[f.source] for f in files if f.settings == source], complain
        )
    return parts


def _labels_in(content: Content) -> frozenset[str]:
    return (
        frozenset(t.label for t in content.turns)
        if isinstance(content, Transcript)
        else frozenset()
    )


def _check_interviewers(
    source: SourceSettings, read: list[frozenset[str] | None], complain: Complain
) -> None:
    """Complain of interviewers named in the settings whom no file of the source knows."""
    if None in read:
        return
    found = {label.casefold() for labels in read for label in labels or ()}
    strangers = [n for n, name in enumerate(source.interviewers, 1) if name.casefold() not in found]
    if strangers:
        complain(
            SourceError(
                f"nobody speaks under the label that is number {strangers[0]} of `interviewers`",
                where=f"study.toml, source {source.name}",
                remedy="write it as it stands in the files",
            )
        )


def _clashes(files: Sequence[File]) -> Iterator[InputError]:
    """Files that two sources name, and files of one source that differ only in their ending."""
    places: set[str] = set()
    stems: set[tuple[str, str]] = set()
    for file in files:
        stem = (file.settings.name, PurePosixPath(file.source).with_suffix("").as_posix())
        if file.source in places:
            yield SourceError(
                "two sources name this file",
                where=file.source,
                remedy="narrow the key `files` of one of them",
            )
        elif stem in stems:
            yield SourceError(
                "another file of this source has the same name with another ending",
                where=file.source,
                remedy="rename one, or keep only one of them",
            )
        places.add(file.source)
        stems.add(stem)


def _check_recode(source: SourceSettings, complain: Complain) -> None:
    for attribute in sorted(set(source.recode) - set(RECODED)):
        complain(
            SourceError(
                f"recode.{attribute} is about no attribute of a person",
                where=f"study.toml, source {source.name}",
                remedy=f"known are {', '.join(RECODED)}",
            )
        )


def _rosters(
    root: Path, sources: Sequence[SourceSettings], complain: Complain
) -> Mapping[str, Roster]:
    found = {}
    for name in sorted({source.speakers for source in sources if source.speakers}):
        try:
            found[name] = read_roster(root, name)
        except InputError as problem:
            complain(problem)
    return found


def _files(
    root: Path, source: SourceSettings, rosters: Mapping[str, Roster], complain: Complain
) -> Iterator[File]:
    where = f"study.toml, source {source.name}"
    if Path(source.files).is_absolute() or ".." in Path(source.files).parts:
        complain(
            SourceError(
                "the key `files` leads out of the study folder",
                where=where,
                remedy="copy the files into the study, and name them relative to its folder",
            )
        )
        return
    found = (path for path in root.glob(source.files) if path.is_file())
    paths = sorted(found, key=Path.as_posix)
    read = [path for path in paths if not _is_system_file(path.name)]
    if not read:
        complain(
            SourceError(
                f"no file matches {source.files}",
                where=where,
                remedy="correct the key `files`, or put the files there",
            )
        )
    roster = rosters.get(source.speakers or "", NO_ROSTER)
    for path in read:
        yield File(path, path.relative_to(root).as_posix(), source, roster)


def _is_system_file(name: str) -> bool:
    """Whether the file system or Word, not a person, put the file there."""
    return name.startswith((".", "~$")) or name in _SYSTEM_FILES


def content_of(file: File) -> Content:
    """What `file` holds, read in its layout; SourceError says why it cannot be."""
    settings = file.settings
    known = {*settings.interviewers, *file.roster.speaking_in(file.source)}
    hints = Hints(
        settings.encoding, settings.delimiter, settings.sheet, settings.kind, frozenset(known)
    )
    return read_content(_bytes(file), file.path.suffix, file.source, hints)


def _bytes(file: File) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as problem:
        raise SourceError(
            f"the file cannot be opened ({problem.strerror})",
            where=file.source,
            remedy="close it in other programs, or ask for the right to read it",
        ) from None


def origin_of(file: File, key: StudyKey) -> Origin:
    """Where `file` comes from, and what mints its ids."""
    return Origin(file.settings, file.source, sha256(_bytes(file)).hexdigest(), key)


def _tables(content: Content, file: File, key: StudyKey, withdrawn: frozenset[str]) -> Corpus:
    origin = origin_of(file, key)
    match content:
        case ResponseTable():
            return survey_tables(content, origin, withdrawn)
        case Transcript():
            check_has_words(content, file.source)
            return transcript_tables(content, origin, file.roster, withdrawn)
        case Prose():
            return statement_tables(content, origin)
