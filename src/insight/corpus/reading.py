"""Files of a study -> corpus: finds them, reads each in its layout, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from insight.corpus.aside import with_asides
from insight.corpus.corpus import Corpus, Origin, combined
from insight.corpus.formats import TABLE_READERS, Hints, read_content
from insight.corpus.formats.content import Content, Prose, ResponseTable, Transcript
from insight.corpus.formats.projects.parts import Project
from insight.corpus.formats.transcripts.corrected import LAYOUT as CORRECTED
from insight.corpus.formats.transcripts.corrected import is_corrected, stem_of
from insight.corpus.people.attributes import recodable
from insight.corpus.people.roster import Roster, read_roster
from insight.corpus.project import labels_in, project_tables
from insight.corpus.statements import statement_tables
from insight.corpus.survey import survey_tables
from insight.corpus.transcript import check_has_words, transcript_tables
from insight.errors import InputError, SourceError
from insight.progress import Progress, silent
from insight.settings import SourceSettings
from insight.store import StudyKey

_SYSTEM_FILES = ("Thumbs.db", "desktop.ini")
NO_ROSTER = Roster("no table of speakers")
CHECKING = StudyKey(b"only to check, nothing is kept")

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
    read = read_each(root, sources, key, frozenset(withdrawn), _raised, progress)
    found = combined([one.tables for one in read if one.tables is not None])
    return with_asides(found, {source.name: source.language for source in sources})


def check_sources(root: Path, sources: Sequence[SourceSettings]) -> list[str]:
    """Everything that is wrong with the files of `sources`, in words; empty when all is well."""
    problems: list[InputError] = []
    read_each(root, sources, CHECKING, frozenset(), problems.append, silent)
    return list(dict.fromkeys(map(str, problems)))


def read_file(path: Path, key: StudyKey, source: SourceSettings | None = None) -> Corpus:
    """One file without a study: everything that `source` does not say is recognised, and noted.

    Raises SourceError where it cannot be read.
    """
    read = read_one(path, key, source)
    if read.tables is None:
        raise read.problem or SourceError("the file cannot be read", where=path.name)
    return read.tables


def read_one(path: Path, key: StudyKey, source: SourceSettings | None = None) -> ReadFile:
    """Content and tables of one file without a study, or its problem."""
    is_table = path.suffix.lower() in TABLE_READERS and not is_corrected(path.name)
    settings = source or SourceSettings(
        name="file", files=path.name, sampling="self_selected" if is_table else "purposive"
    )
    file = File(path, path.name, settings, NO_ROSTER)
    try:
        if not path.is_file():
            raise SourceError("there is no such file", where=path.name, remedy="correct the path")
        content = content_of(file)
        read = combined([_tables(content, file, key, frozenset())])
        read = with_asides(read, {settings.name: settings.language})
    except InputError as fault:
        return ReadFile(file, problem=fault)
    if source is None:
        note = f"{path.name}: sampling not told, taken as {settings.sampling}"
        read = replace(read, notes=(*read.notes, note))
    return ReadFile(file, content, read)


@dataclass(frozen=True)
class File:
    """A file to be read: where it lies, its path within the study, and what is told of it.

    `instead_of` are the originals of a corrected transcript, which are not read.
    """

    path: Path
    source: str
    settings: SourceSettings
    roster: Roster
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadFile:
    """What a file gave, as far as it could be read: its content, its tables, or its problem."""

    file: File
    content: Content | None = None
    tables: Corpus | None = None
    problem: InputError | None = None


def _raised(problem: InputError) -> None:
    raise problem


def read_each(
    root: Path,
    sources: Sequence[SourceSettings],
    key: StudyKey,
    withdrawn: frozenset[str],
    complain: Complain,
    progress: Progress,
) -> list[ReadFile]:
    """What each file gives; `complain` hears of everything that is wrong."""
    rosters = _rosters(root, sources, complain)
    found = [file for source in sources for file in _files(root, source, rosters, complain)]
    files = _as_corrected(found)
    for problem in _clashes(files):
        complain(problem)
    for source in sources:
        _check_recode(source, complain)
    read: list[ReadFile] = []
    labels: dict[str, frozenset[str] | None] = {}
    for done, file in enumerate(files, 1):
        try:
            content = content_of(file)
            read.append(ReadFile(file, content, _tables(content, file, key, withdrawn)))
            labels |= _labels_in(content, file.source)
        except InputError as fault:
            complain(fault)
            read.append(ReadFile(file, problem=fault))
            labels[file.source] = None
        progress(done, len(files))
    for roster in rosters.values():
        for stranger in roster.strangers(labels):
            complain(stranger)
    for source in sources:
        _check_interviewers(
            source, [labels[f.source] for f in files if f.settings == source], complain
        )
    return read


def _labels_in(content: Content, file: str) -> dict[str, frozenset[str]]:
    """Labels of those who speak in `file`, by what a table of speakers may call it."""
    match content:
        case Transcript():
            return {file: frozenset(turn.label for turn in content.turns)}
        case Project():
            return labels_in(content, file)
        case _:
            return {file: frozenset()}


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


def _as_corrected(files: Sequence[File]) -> list[File]:
    """`files` without those of which a corrected transcript lies there, which tells of them."""
    originals: dict[tuple[str, str], list[str]] = {}
    for file in files:
        if not is_corrected(file.source):
            originals.setdefault(_name_of(file), []).append(file.source)
    corrected = {_name_of(file) for file in files if is_corrected(file.source)}
    return [
        replace(file, instead_of=tuple(originals.get(_name_of(file), ())))
        if is_corrected(file.source)
        else file
        for file in files
        if is_corrected(file.source) or _name_of(file) not in corrected
    ]


def _name_of(file: File) -> tuple[str, str]:
    """What a file is called within the study, whatever its ending."""
    return file.settings.name, stem_of(file.source)


def _clashes(files: Sequence[File]) -> Iterator[InputError]:
    """Files that two sources name, and files of one source that differ only in their ending."""
    places: set[str] = set()
    stems: set[tuple[str, str]] = set()
    for file in files:
        stem = _name_of(file)
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
    for attribute in sorted(set(source.recode) - set(recodable(source))):
        complain(
            SourceError(
                f"recode.{attribute} is about no attribute of a person",
                where=f"study.toml, source {source.name}",
                remedy=f"known are {', '.join(recodable(source))}",
            )
        )


def _rosters(
    root: Path, sources: Sequence[SourceSettings], complain: Complain
) -> Mapping[str, Roster]:
    found = {}
    for name in sorted({source.speakers for source in sources if source.speakers}):
        try:
            declared = (s.columns.declared for s in sources if s.speakers == name)
            found[name] = read_roster(root, name, {c for told in declared for c in told.values()})
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
    return read_content(_bytes(file), file.path.suffix, file.source, hints_of(file))


def hints_of(file: File) -> Hints:
    """What the settings and the roster say of how `file` is to be read."""
    settings = file.settings
    known = {*settings.interviewers, *file.roster.speaking_in(file.source)}
    columns = settings.columns
    return Hints(
        encoding=settings.encoding,
        delimiter=settings.delimiter,
        sheet=settings.sheet,
        kind=settings.kind,
        labels=frozenset(known),
        layout=settings.layout,
        header_rows=None if settings.header_rows == "auto" else settings.header_rows,
        boilerplate=tuple(settings.boilerplate),
        keep=frozenset(name for name in (columns.id, columns.person) if name),
    )


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
            told = replace(content, notes=(*content.notes, *_notes_on_correction(content, file)))
            return transcript_tables(told, origin, file.roster, withdrawn)
        case Prose():
            return statement_tables(content, origin)
        case Project():
            return project_tables(content, origin, file.roster, withdrawn)


def _notes_on_correction(content: Transcript, file: File) -> Iterator[str]:
    for original in file.instead_of:
        yield f"read instead of {original}, which it corrects"
    if is_corrected(file.source) and content.layout != CORRECTED:
        yield "called a corrected transcript, but no table of turns: ids may move"
