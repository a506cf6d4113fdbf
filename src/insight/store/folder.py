"""Where things lie in a study's folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from insight.errors import StudyLockedError
from insight.store.private import make_private_folder, shred_all


def cache_folder() -> Path:
    """Where this system's user keeps what can be fetched again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "insight"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "insight"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "insight"


@dataclass(frozen=True)
class StudyFolder:
    """A study's folder: personal things below `.private`, shareable ones in `data/processed`."""

    root: Path

    @property
    def settings(self) -> Path:
        """study.toml."""
        return self.root / "study.toml"

    @property
    def private(self) -> Path:
        """Personal data, for its owner alone."""
        return self.root / ".private"

    @property
    def processed(self) -> Path:
        """What a run writes for others to read."""
        return self.root / "data" / "processed"

    @property
    def released(self) -> Path:
        """The tables of the last release, as CSV."""
        return self.processed / "released"

    @property
    def report(self) -> Path:
        """The report and its figures."""
        return self.processed / "report"

    @property
    def review(self) -> Path:
        """Sheets for people to read and sign."""
        return self.private / "review"

    @property
    def manifest(self) -> Path:
        """Digests, versions and seeds of the last run."""
        return self.processed / "manifest.json"

    @property
    def crate(self) -> Path:
        """The same for other programs, with every file of the run: RO-Crate metadata."""
        return self.processed / "ro-crate-metadata.json"

    @property
    def fingerprints(self) -> Path:
        """Digests of the rows and columns of tables, for those who have the tables."""
        return self.processed / "tables" / "fingerprints.parquet"

    @property
    def codebook(self) -> Path:
        """The codebook that the last run applied, wherever it came from."""
        return self.processed / "tables" / "codebook.toml"

    @property
    def vectors(self) -> Path:
        """Rounded vectors of the de-identified segments."""
        return self.processed / "vectors.parquet"

    @property
    def register(self) -> Path:
        """Where earlier versions kept names in the clear; a run takes them over and deletes it."""
        return self.private / "register.json"

    @property
    def releases(self) -> Path:
        """Which releases there were, and whose words each held."""
        return self.private / "releases.jsonl"

    @property
    def tombstones(self) -> Path:
        """Ids of people who withdrew."""
        return self.private / "tombstones.jsonl"

    @property
    def lock(self) -> Path:
        """Held by whoever writes to the study."""
        return self.private / "lock"

    @property
    def ledger_lock(self) -> Path:
        """Held by whoever writes to the ledger."""
        return self.private / "ledger.lock"

    @property
    def kept(self) -> Path:
        """What a run keeps so that the next one need not compute it; may be deleted at any time."""
        return self.private / "kept"

    @property
    def outputs(self) -> Path:
        """What models made of texts, by keyed hash."""
        return self.kept / "outputs.sqlite"

    @property
    def portions(self) -> Path:
        """Texts on their way to processes that help, and back; empty when no run is under way."""
        return self.kept / "portions"

    @property
    def workers_log(self) -> Path:
        """Who made which portion of a run, in numbers."""
        return self.kept / "workers.log"

    def forget_kept(self) -> None:
        """Write over and delete all that is kept for the next run."""
        shred_all(self.kept)

    def table(self, name: str) -> Path:
        """Where the table called `name` is kept."""
        # Here, not above: whoever looks only where things lie needs no pandas.
        from insight.schemas import TABLES

        table = TABLES[name]
        # Publishable tables are not rounded yet: they too stay private until they are released.
        home = self.processed if table._custody == "shareable" else self.private
        return home / "tables" / f"{name}.parquet"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the study, so that no two runs write at once."""
        make_private_folder(self.private)
        lock = FileLock(self.lock)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StudyLockedError(
                "another run holds this study",
                where=self.root.name,
                remedy="wait for it to end; if none runs, delete .private/lock",
            ) from None
        try:
            yield
        finally:
            lock.release()
