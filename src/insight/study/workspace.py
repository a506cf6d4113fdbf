"""The tables of a run: read from disk when first asked for, written only when all is well."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from insight.schemas import TABLES, validate
from insight.shown import Shown, Sight
from insight.store import StudyFolder, read_table, write_table


class Workspace(Shown):
    """Tables by name. New ones wait in memory until `write` puts all of them on disk."""

    def __init__(self, folder: StudyFolder) -> None:
        self._folder = folder
        self._held: dict[str, pd.DataFrame] = {}
        self._unwritten: set[str] = set()

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table called `name`; InputError when no run has made it yet."""
        if name not in self._held:
            self._held[name] = read_table(TABLES[name], self._folder.table(name))
        return self._held[name]

    def __setitem__(self, name: str, frame: pd.DataFrame) -> None:
        self._held[name] = validate(TABLES[name], frame)
        self._unwritten.add(name)

    def __contains__(self, name: str) -> bool:
        return name in self._held or self._folder.table(name).is_file()

    def put(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Hold several tables."""
        for name, frame in tables.items():
            self[name] = frame

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
