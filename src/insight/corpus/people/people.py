"""What is told of those who speak: attributes and consent, from a roster or a survey's columns.

A roster is the CSV that a source names with `speakers`: one row a label in a file. The names that
a study knows beforehand stand in a CSV of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

import pandas as pd

from insight.corpus.formats import TABLE_READERS, Hints
from insight.corpus.formats.content import ResponseTable
from insight.errors import InputError, SourceError
from insight.schemas import LIVED_EXPERIENCE, STAKEHOLDER_GROUPS
from insight.settings import SourceSettings

ROLES = ("participant", "interviewer")
SPEAKS_FOR = ("self", "proxy", "interpreter", "organisation")
NAME_KINDS = ("person", "organisation", "place")
ROSTER_COLUMNS = (
    "file",
    "label",
    "name",
    "role",
    "stakeholder_groups",
    "speaks_for",
    "resident",
    "postcode",
    "lsoa_code",
    "age_band",
    "sex",
    "ethnicity",
    "disability",
    "consent_quote",
    "consent_share",
    "consent_until",
)
# What `recode` of a source may name: an attribute of a person, groups by their settings' key.
RECODED = ("stakeholder_group", *ROSTER_COLUMNS[5:])
_AS_WRITTEN = ("name", "postcode", "lsoa_code", "age_band", "sex", "ethnicity", "disability")
_YES = re.compile(r"(?:yes|y|true|1|x|agree|agreed|i agree|consent|i consent)\b.*", re.I | re.S)
_NO = re.compile(
    r"(?:no|n|false|0|not|don't|do not|disagree|prefer not|i do not|i don't|unsure)\b.*",
    re.IGNORECASE | re.DOTALL,
)


def describe(told: Mapping[str, str], settings: SourceSettings, where: str) -> dict[str, object]:
    """The attribute columns of a row of speakers; `told` holds those that the source has.

    Raises SourceError, naming `where` and the column, for a value that nobody understands.
    """
    recoded = {name: _recoded(name, value, settings) for name, value in told.items()}
    groups = _groups(told.get("stakeholder_groups", ""), settings, where)
    resident = recoded.get("resident", "")
    may_quote = settings.quote_without_consent
    return {
        **{name: recoded.get(name, "") for name in _AS_WRITTEN},
        "stakeholder_groups": ";".join(groups),
        "speaks_for": _one_of(recoded.get("speaks_for") or "self", SPEAKS_FOR, "speaks_for", where),
        "resident": _is_yes(resident, "resident", where)
        if resident
        else any(group in LIVED_EXPERIENCE for group in groups),
        "declared": "",
        "consent_quote": _consents(recoded, "consent_quote", may_quote, where),
        "consent_share": _consents(recoded, "consent_share", may_quote, where),
        "consent_until": _iso_day(recoded.get("consent_until", ""), where),
    }


def _recoded(name: str, value: str, settings: SourceSettings) -> str:
    table = {_folded(old): new for old, new in settings.recode.get(name, {}).items()}
    return table.get(_folded(value), value.strip())


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()


def _groups(value: str, settings: SourceSettings, where: str) -> list[str]:
    parts = [part for part in value.split(";") if part.strip()]
    groups = {
        group.strip()
        for part in parts
        for group in _recoded("stakeholder_group", part, settings).split(";")
    }
    if groups - set(STAKEHOLDER_GROUPS):
        raise SourceError(
            "a stakeholder group that is not in the vocabulary",
            where=where,
            remedy="add it to recode.stakeholder_group of its source; the vocabulary is "
            + ", ".join(STAKEHOLDER_GROUPS),
        )
    return sorted(groups)


def _one_of(value: str, known: Sequence[str], column: str, where: str) -> str:
    if value.lower() not in known:
        raise SourceError(
            f"column {column} holds something else than {', '.join(known)}",
            where=where,
            remedy=f"correct the cell, or add it to recode.{column} of its source",
        )
    return value.lower()


def _consents(told: Mapping[str, str], column: str, by_default: bool, where: str) -> bool:
    """Whether consent was given: an empty cell gives none, a missing column says nothing."""
    if column not in told:
        return by_default
    return bool(told[column]) and _is_yes(told[column], column, where)


def _is_yes(value: str, column: str, where: str) -> bool:
    if _YES.fullmatch(value):
        return True
    if _NO.fullmatch(value):
        return False
    raise SourceError(
        f"column {column} holds neither yes nor no",
        where=where,
        remedy=f"correct the cell, or add its value to recode.{column} of its source",
    )


def _iso_day(value: str, where: str) -> str:
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise SourceError(
            "column consent_until holds no date such as 2031-12-31",
            where=where,
            remedy="write year, month and day in this order",
        ) from None


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
        return source in {(PurePosixPath(folder) / told).as_posix() for folder in folders}

    def role(self, row: RosterRow) -> str:
        """participant, interviewer, or empty where the roster does not say."""
        told = row.told.get("role", "").strip()
        return _one_of(told, ROLES, "role", self.where(row)) if told else ""

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


def read_roster(root: Path, name: str) -> Roster:
    """The roster kept at `name` below `root`; SourceError where it is none."""
    table = _table_at(root / name, name)
    _check_header(table, name)
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


def _check_header(table: ResponseTable, name: str) -> None:
    missing = [column for column in ("file", "label") if column not in table.header]
    unknown = [column for column in table.header if column not in ROSTER_COLUMNS]
    if missing or unknown or len(set(table.header)) < len(table.header):
        told = f"lacks {', '.join(missing)}" if missing else "has unknown or repeated columns"
        raise SourceError(
            f"the table of speakers {told}",
            where=name,
            remedy=f"its columns are {', '.join(ROSTER_COLUMNS)}",
        )


def read_known_names(path: Path) -> pd.DataFrame:
    """The table at `path` with columns name and kind (person, organisation, place).

    Raises SourceError naming file, row and remedy; rows without a name are left out.
    """
    table = _table_at(path, path.name)
    if not {"name", "kind"} <= set(table.header):
        raise SourceError(
            "the table of names lacks the column name or kind",
            where=path.name,
            remedy=f"give each name and its kind: {', '.join(NAME_KINDS)}",
        )
    name, kind = table.header.index("name"), table.header.index("kind")
    told = {(row.cells[name].strip(), _folded(row.cells[kind])): row.number for row in table.rows}
    for (_, one), number in told.items():
        if one not in NAME_KINDS:
            raise SourceError(
                "not a kind of name",
                where=f"{path.name}, row {number}, column kind",
                remedy=f"use one of {', '.join(NAME_KINDS)}",
            )
    known = sorted((one, called) for called, one in told if called)
    return pd.DataFrame(known, columns=["kind", "name"], dtype=str)[["name", "kind"]]


def _table_at(path: Path, name: str) -> ResponseTable:
    reader = TABLE_READERS.get(path.suffix.lower())
    if not path.is_file() or reader is None:
        raise SourceError(
            "there is no such table",
            where=name,
            remedy="correct its path in study.toml; it names a CSV",
        )
    return reader(path.read_bytes(), name, Hints())
