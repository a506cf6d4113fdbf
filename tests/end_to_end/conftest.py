"""The demonstration study as a council would have it: its files, without marks and gold."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from tests.end_to_end.apart import WHOLE_RUN, said_last, shuffle_rows
from tests.end_to_end.planted import plant

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


Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A folder of a name, made by the first that asks for it, also among several workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], None]) -> Path:
        with FileLock(shared / f"{name}.lock"):
            if not (shared / f"{name}.done").exists():
                make(shared / name)
                (shared / f"{name}.done").touch()
        return shared / name

    return made


@pytest.fixture(scope="session")
def finished(once: Once) -> Path:
    """A copy of the demonstration study after `run`, made once for all; do not change it."""
    return once("finished", lambda folder: run(copy_study(folder)))


@pytest.fixture(scope="session")
def apart(once: Once) -> Path:
    """A second run, its rows in another order, in a process that may open no connection.

    The run is in `study`, and in `told` what the process said last.
    """

    def make(folder: Path) -> None:
        study = copy_study(folder / "study")
        shuffle_rows(study)
        (folder / "told").write_text(said_last(WHOLE_RUN, str(study)), "utf-8")

    return once("apart", make)


@pytest.fixture(scope="session")
def planted(once: Once) -> Path:
    """The small study of `planted` after `run`, made once for all; do not change it."""
    return once("planted", lambda folder: run(plant(folder)))


@pytest.fixture(scope="session")
def released(planted: Path, once: Once) -> Path:
    """The small study, read in full, every quote approved, and run again; do not change it."""

    def make(folder: Path) -> None:
        shutil.copytree(planted, folder)
        say_yes(folder)
        run(folder)

    return once("released", make)


def run(folder: Path) -> None:
    """The whole method on the study in `folder`."""
    from insight import Study

    Study(folder).run()


def say_yes(folder: Path) -> None:
    """Everything is marked as read, every quote as approved, and the marks are taken over."""
    from insight import Study
    from insight.study import approve_sheets

    for name, column in (("readings.csv", "read"), ("quotes.csv", "approve")):
        path = folder / ".private" / "review" / name
        sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        sheet.assign(**{column: "yes"}).to_csv(path, index=False, encoding="utf-8-sig")
    list(approve_sheets(Study(folder), "A. Reader"))
