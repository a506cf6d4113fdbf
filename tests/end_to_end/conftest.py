"""The demonstration study as a council would have it: its files, without marks and gold."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
NOT_SENT = ("marked", "gold")


def copy_study(to: Path) -> Path:
    """Copy the demonstration study into the folder `to`."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "study.toml", to / "study.toml")
    shutil.copytree(
        ROOT / "data" / "raw", to / "data" / "raw", ignore=shutil.ignore_patterns(*NOT_SENT)
    )
    processed = to / "data" / "processed"
    processed.mkdir()
    for kept in ("vectors.parquet", "manifest.json"):
        shutil.copy(ROOT / "data" / "processed" / kept, processed / kept)
    return to


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration study after `run`, made once for all; do not change it."""
    from insight import Study

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "finished" / "study"
    with FileLock(shared / "finished.lock"):
        if not (shared / "finished.done").exists():
            Study(copy_study(folder)).run()
            (shared / "finished.done").touch()
    return folder


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    """A copy of the demonstration study of one's own, before any run."""
    return copy_study(tmp_path / "study")
