"""What somebody holds of a run: its manifest, its tables, their digests, wherever they lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from insight.errors import InputError, InsightError
from insight.schemas import TABLES, columns_of, validate
from insight.store import Manifest, StudyFolder, table_digest
from insight.store.fingerprints import (
    FIGURES,
    RELEASED,
    VECTORS,
    Fingerprint,
    fingerprint,
    kept_fingerprint,
    read_fingerprints,
)
from insight.store.vectors import read_vectors, vectors_told
from insight.study.promise import CODEBOOK


@dataclass(frozen=True)
class Laid(StudyFolder):
    """A folder in which things lie as in a study's, or all together."""

    @property
    def processed(self) -> Path:
        """`data/processed`, or the folder itself where its files were copied without it."""
        usual = self.root / "data" / "processed"
        return usual if (usual / "manifest.json").is_file() else self.root

    @property
    def tables(self) -> Path:
        """Where the shareable tables lie."""
        usual = self.processed / "tables"
        return usual if usual.is_dir() else self.processed

    @property
    def fingerprints(self) -> Path:
        """Digests of rows and columns."""
        return self.tables / "fingerprints.parquet"

    @property
    def codebook(self) -> Path:
        """The codebook that the run applied."""
        return self.tables / "codebook.toml"

    def table(self, name: str) -> Path:
        """Where the table called `name` would lie; personal ones are nowhere."""
        return self.tables / f"{name}.parquet"


class Kept:
    """A manifest, and whatever of its tables lies in `folder`."""

    def __init__(self, folder: Laid) -> None:
        self.folder = folder
        self.manifest = Manifest.read(folder.manifest)
        self.prints = read_fingerprints(folder.fingerprints)
        if self.prints is not None and table_digest(self.prints) != self.manifest.fingerprints:
            self.prints = None

    def promised(self) -> dict[str, str]:
        """Digests of all tables, by name; of unrounded figures too where their digests are here."""
        told = dict(self.manifest.tables)
        if self.prints is not None:
            whole = self.prints[(self.prints["column"] == "") & (self.prints["key"] == "")]
            told |= {
                name: digest
                for name, digest in zip(whole["table"], whole["digest"], strict=True)
                if name.startswith(FIGURES)
            }
        return told

    def fingerprint(self, name: str) -> Fingerprint | None:
        """Digests of rows and columns that the table `name` had."""
        return None if self.prints is None else kept_fingerprint(self.prints, name)

    def table(self, name: str) -> pd.DataFrame | None:
        """The table `name` as it lies here; None where it does not. InputError where it is none."""
        if name == VECTORS:
            path = self.folder.vectors
            return vectors_told(_readable(read_vectors, path)) if path.is_file() else None
        if name == CODEBOOK:
            return self._codebook()
        if name.startswith(RELEASED):
            path = self.folder.released / f"{name.removeprefix(RELEASED)}.csv"
            return _readable(_csv, path) if path.is_file() else None
        path = self.folder.table(name)
        if name.startswith(FIGURES) or not path.is_file():
            return None
        return _as_declared(name, _readable(pd.read_parquet, path))

    def copy(self, name: str) -> pd.DataFrame | None:
        """The table `name` as CSV, which a bundle has beside it; None where there is none."""
        path = self.folder.root / f"{name}.csv"
        has_copies = self.manifest.of == "bundle" and path.is_file()
        return _readable(_csv, path) if has_copies else None

    def _codebook(self) -> pd.DataFrame | None:
        from insight.coding import read_codebook

        path = self.folder.codebook
        return read_codebook(path).table() if path.is_file() else None

    def is_as_promised(self, name: str, frame: pd.DataFrame) -> bool | None:
        """Whether `frame`, from `table`, is what the run wrote; None where nobody can tell."""
        if not name.startswith(RELEASED):
            return table_digest(frame) == self.manifest.tables.get(name)
        then = self.fingerprint(name)
        if then is None:
            return None
        now = fingerprint(name, frame)
        return (dict(then.rows), dict(then.columns)) == (dict(now.rows), dict(now.columns))


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


def _readable(read: object, path: Path) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = read(path)  # type: ignore[operator]
    except (ValueError, KeyError, OSError):
        raise InputError(
            "this file cannot be read as a table",
            where=path.name,
            remedy="it was cut short or changed: ask the sender for it again",
        ) from None
    return frame


def _as_declared(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` in canonical order; as it is where a change made it another table than declared."""
    known = TABLES.get(name)
    if known is None or set(frame.columns) != set(columns_of(known)):
        return frame
    try:
        return validate(known, frame)
    except InsightError:
        return frame
