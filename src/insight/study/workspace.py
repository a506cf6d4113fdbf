"""The tables of a run: read from disk when first asked for, written only when all is well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO

import pandas as pd

from insight.schemas import TABLES, validate
from insight.shown import Shown, Sight
from insight.store import StudyFolder, read_table, write_table


@dataclass
class Noted:
    """Names of the tables that were `read` as they were before, and of those `made`."""

    read: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)


class Workspace(Shown):
    """Tables by name. New ones wait in memory until `write` puts all of them on disk."""

    def __init__(self, folder: StudyFolder) -> None:
        self._folder = folder
        self._held: dict[str, pd.DataFrame] = {}
        self._unwritten: set[str] = set()
        self._noted = Noted()

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table called `name`; InputError when no run has made it yet."""
        self._read(name)
        if name not in self._held:
            self._held[name] = read_table(TABLES[name], self._folder.table(name))
        return self._held[name]

    def __setitem__(self, name: str, frame: pd.DataFrame) -> None:
        self._held[name] = validate(TABLES[name], frame)
        self._unwritten.add(name)
        self._noted.made.add(name)

    def __contains__(self, name: str) -> bool:
        self._read(name)
        return name in self._held or self._folder.table(name).is_file()

    def put(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Hold several tables."""
        for name, frame in tables.items():
            self[name] = frame

    @contextmanager
    def noting(self) -> Iterator[Noted]:
        """What is read and made while inside; a table that was only looked for counts as read."""
        before, self._noted = self._noted, Noted()
        try:
            yield self._noted
        finally:
            self._noted = before

    def digest(self, name: str) -> str:
        """SHA-256 of the whole content of a table; empty where it is not there."""
        return content_digest(self[name]) if name in self else ""

    def take_from_disk(self, names: Iterable[str]) -> None:
        """Hold nothing of the tables `names`: they are as they stand on disk."""
        for name in names:
            self._held.pop(name, None)
            self._unwritten.discard(name)

    def _read(self, name: str) -> None:
        if name not in self._noted.made:
            self._noted.read.add(name)

    def write(self) -> None:
        """Write what is new to disk."""
        for name in sorted(self._unwritten):
            write_table(TABLES[name], self._held[name], self._folder.table(name))
        self._unwritten.clear()

    def sight(self) -> Sight:
        """Which tables there are, and who may have them."""
        rows = [
            (name, table._custody, (table.__doc__ or "").splitlines()[0])
            for name, table in TABLES.items()
            if name in self
        ]
        return Sight(
            f"{len(rows)} tables, by name",
            pd.DataFrame(rows, columns=["table", "custody", "what it holds"]),
        )

    def forget(self) -> None:
        """Drop what is held in memory without writing it."""
        self._held.clear()
        self._unwritten.clear()


def content_digest(frame: pd.DataFrame) -> str:
    """SHA-256 of `frame`, to the last bit of every number."""
    content = BytesIO()
    frame.to_parquet(content, index=False)
    return sha256(content.getvalue()).hexdigest()
