"""Who speaks in which file under which label: the CSV that a source names with `speakers`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from insight.corpus.formats import TABLE_READERS, Hints
from insight.corpus.formats.content import ResponseTable
from insight.corpus.formats.transcripts.corrected import is_corrected, stem_of
from insight.corpus.people.attributes import ATTRIBUTES, one_of
from insight.errors import InputError, SourceError

ROLES = ("participant", "interviewer")
ROSTER_COLUMNS = ("file", "label", "name", "role", *ATTRIBUTES)


@dataclass(frozen=True)
class RosterRow:
    """One row of the roster: its number, and what it tells, by column."""

    number: int
    told: Mapping[str, str]

    @property
    def label(self) -> str:
        """Under which label the person speaks."""
        return " ".join(self.told["label"].split())


@dataclass(frozen=True)
class Roster:
    """Who speaks in which file under which label. `name` is the roster's own path."""

    name: str
    rows: tuple[RosterRow, ...] = ()

    def speaking_in(self, source: str) -> dict[str, RosterRow]:
        """Rows about the file `source` (a path within the study), by label."""
        return {row.label: row for row in self.rows if self._is_about(row, source)}

    def _is_about(self, row: RosterRow, source: str) -> bool:
        told = PurePosixPath(row.told["file"].strip().replace("\\", "/")).as_posix()
        folders = ("", "data/raw", PurePosixPath(self.name).parent.as_posix())
        named = {(PurePosixPath(folder) / told).as_posix() for folder in folders}
        return source in named or any(
            stem_of(name) == stem_of(source) and (is_corrected(name) or is_corrected(source))
            for name in named
        )

    def role(self, row: RosterRow) -> str:
        """participant, interviewer, or empty where the roster does not say."""
        told = row.told.get("role", "").strip()
        return one_of(told, ROLES, "role", self.where(row)) if told else ""

    def where(self, row: RosterRow) -> str:
        """Where a row stands, for messages."""
        return f"{self.name}, row {row.number}"

    def strangers(self, labels_read: Mapping[str, frozenset[str] | None]) -> Iterator[InputError]:
        """Rows that match no file, or no label, in `labels_read` (labels by file).

        A file without labels there (None) could not be read, and nothing is said of it.
        """
        for row in self.rows:
            files = [source for source in labels_read if self._is_about(row, source)]
            if not files:
                yield SourceError(
                    "this row is about a file that was not read",
                    where=self.where(row),
                    remedy="correct its path (relative to data/raw), or take the row out",
                )
            elif not any(_knows(labels_read[source], row.label) for source in files):
                yield SourceError(
                    "nobody in that file speaks under this label",
                    where=self.where(row),
                    remedy="write the label as it stands in the file, or take the row out",
                )


def _knows(labels: frozenset[str] | None, label: str) -> bool:
    return labels is None or label in labels


def read_roster(root: Path, name: str, further: Collection[str] | None = None) -> Roster:
    """The roster kept at `name` below `root`; SourceError where it is none.

    `further` names columns that the settings declare; None lets any further column stand.
    """
    table = table_at(root / name, name)
    _check_header(table, name, further)
    rows = tuple(
        RosterRow(row.number, dict(zip(table.header, row.cells, strict=True))) for row in table.rows
    )
    seen: set[tuple[str, str]] = set()
    for row in rows:
        pair = (row.told["file"], row.label)
        if pair in seen:
            raise SourceError(
                "a row before is about the same label in the same file",
                where=f"{name}, row {row.number}",
                remedy="keep one of them",
            )
        seen.add(pair)
    return Roster(name, rows)


def _check_header(table: ResponseTable, name: str, further: Collection[str] | None) -> None:
    header = table.header
    known = {*ROSTER_COLUMNS, *(header if further is None else further)}
    missing = [column for column in ("file", "label") if column not in header]
    if missing or not set(header) <= known or len(set(header)) < len(header):
        told = f"lacks {', '.join(missing)}" if missing else "has unknown or repeated columns"
        raise SourceError(
            f"the table of speakers {told}",
            where=name,
            remedy=f"its columns are {', '.join(ROSTER_COLUMNS)}; declare others with the key "
            "`columns.declared`",
        )


def table_at(path: Path, name: str) -> ResponseTable:
    """The table at `path`, which messages call `name`."""
    reader = TABLE_READERS.get(path.suffix.lower())
    if not path.is_file() or reader is None:
        raise SourceError(
            "there is no such table",
            where=name,
            remedy="correct its path in study.toml; it names a CSV",
        )
    return reader(path.read_bytes(), name, Hints())
