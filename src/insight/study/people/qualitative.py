"""A study out to programs for qualitative analysis, and what was coded there back into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from insight.errors import InputError, InsightError
from insight.store.custody import refuse_secrets
from insight.store.private import replacing, replacing_folder
from insight.study.people.exported import record_export
from insight.study.people.handing_on import shared

if TYPE_CHECKING:
    from insight.exchange import Shared
    from insight.store import StudyKey
    from insight.study.opened import OpenedStudy

Writer = Callable[["Shared", "StudyKey", Path], Iterable[str]]


def export(study: OpenedStudy, kind: str, to: Path, *, suggestions: bool = False) -> Iterator[str]:
    """Write what may go to partners as `kind` (one of KINDS) to `to`; yields what to tell.

    InputError where something is there already, or nothing may go.
    """
    if to.exists():
        raise InputError("this is there already", where=to.name, remedy="name a new one")
    going = shared(study, suggestions=suggestions)
    if kind != "qdc" and going.segments.empty:
        raise InputError(
            "nothing may go out: no text was read, or nobody allowed sharing",
            where=study.folder.root.resolve().name,
            remedy="read the texts in .private/review, and run `insight approve`",
        )
    told = list(KINDS[kind](going, study.key, to))
    if kind != "qdc":
        record_export(study.folder, study.key, kind, going.speakers["speaker_id"])
    yield from going.kept_out if kind != "qdc" else ()
    yield from told


def _qdpx(going: Shared, key: StudyKey, to: Path) -> Iterator[str]:
    """A REFI-QDA project."""
    from insight.exchange import Guids, lost, problems, project_of, read_project, write_project

    project = project_of(going, Guids(key))
    raw = write_project(project)
    if problems(project) or read_project(raw, to.name) != project:
        raise InsightError("the project that was made is not one by the standard")
    _write(to, raw)
    yield from lost(going)
    yield (
        f"{len(project.files)} texts, {len(going.speakers)} people, {len(going.codings)} codings, "
        f"{len(going.themes)} themes, {len(going.memos)} memos."
    )


def _qdc(going: Shared, key: StudyKey, to: Path) -> Iterator[str]:
    """The codebook alone."""
    if not going.codebook:
        raise InputError(
            "this study has no codebook", where="study.toml, coding.codebook", remedy="name one"
        )
    _write(to, going.codebook)
    yield f"{len(going.codes)} codes and groups."


def _csv(going: Shared, key: StudyKey, to: Path) -> Iterable[str]:
    """Codebook, texts and codings as CSV and plain text, as Taguette and QualCoder have them."""
    from insight.exchange import Guids, write_codings

    return _folder(to, lambda folder: write_codings(going, Guids(key), folder))


def _tables(going: Shared, key: StudyKey, to: Path) -> Iterable[str]:
    """Tidy tables with a data dictionary."""
    from insight.exchange import Guids, write_tables

    return _folder(to, lambda folder: write_tables(going, Guids(key), folder))


KINDS: Mapping[str, Writer] = {"qdpx": _qdpx, "qdc": _qdc, "csv": _csv, "tables": _tables}
"""What a study can be exported as."""


def _write(to: Path, raw: bytes) -> None:
    with replacing(to, private=True) as draft:
        draft.write_bytes(raw)


def _folder(to: Path, fill: Callable[[Path], Iterator[str]]) -> list[str]:
    with replacing_folder(to) as new:
        told = list(fill(new))
        refuse_secrets(new)
    return told
