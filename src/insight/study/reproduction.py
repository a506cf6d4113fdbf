"""The method run again and compared with what the manifest promises, table by table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from insight.errors import ReproductionError
from insight.shown import Shown, Sight
from insight.store import Manifest
from insight.study.method import Study


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Tables that are the same, and those that differ or are missing on one side."""

    same: tuple[str, ...]
    differing: tuple[str, ...]
    versions: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """One row per table, in words."""
        rows = [(name, "same") for name in self.same] + [
            (name, "differs") for name in self.differing
        ]
        return pd.DataFrame(sorted(rows), columns=["table", "compared with the manifest"])

    def sight(self) -> Sight:
        """Which tables differ, those first."""
        n, rows = len(self.differing), self.table()
        others = ", ".join(self.versions)
        return Sight(
            f"{n} of {n + len(self.same)} tables differ" if n else "All tables are the same",
            rows.sort_values(["compared with the manifest", "table"], ignore_index=True),
            (f"Other versions here: {others}.",) if others else (),
        )

    def insist(self) -> None:
        """ReproductionError when any table differs."""
        if self.differing:
            because = f" (other versions here: {', '.join(self.versions)})" if self.versions else ""
            raise ReproductionError(
                f"{len(self.differing)} table(s) differ: {', '.join(self.differing)}{because}",
                remedy="compare inputs, settings and library versions with the manifest's",
            )


def reproduce(study: Study, *, keep_vectors: bool = True) -> Comparison:
    """Run the whole method in memory, write nothing, and compare with the study's manifest.

    Stored vectors are the starting point, which makes the comparison exact on any machine;
    `keep_vectors=False` computes them anew from the text.
    """
    promised = Manifest.read(study.folder.manifest)
    with study.folder.locked():
        study.compute(keep_vectors=keep_vectors)
        found = study.describe()
    differing = tuple(promised.differing(found))
    versions = tuple(
        f"{name} {found.versions.get(name)} instead of {kept}"
        for name, kept in sorted(promised.versions.items())
        if found.versions.get(name) != kept
    )
    same = tuple(sorted(set(promised.tables) & set(found.tables) - set(differing)))
    return Comparison(same, differing, versions)
