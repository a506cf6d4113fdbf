"""Nothing that a run says depends on who computed it: one core, two, other processes, or memory.

The comments are put together from invented pieces.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from insight import Study

SETTINGS = """
[study]
title = "What was said of an invented service"

[[source]]
name = "comments"
files = "data/raw/comments.csv"
kind = "survey"
sampling = "self_selected"
columns = { id = "id", text = "text" }

[coding]
codebook = "starter"
"""
WHO = ("Nurse Ottoline Brack", "my sister Wilfa", "the man at the desk", "a carer called Peregrin")
WHAT = (
    "rang me back the same day about the ramp",
    "told us to wait for the bus to Rothbury",
    "never answered, and we paid for a taxi",
    "was kind and explained each of the tablets",
    "lost the letter from 3 March",
    "came late but stayed as long as we needed",
    "asked my husband and not me",
    "sent the form to ottoline.brack@example.org",
)
SINCE = (
    "since the surgery closed",
    "when mam came home",
    "after the third call",
    "before Christmas",
    "and the garden path was mended",
    "and nobody wrote it down",
    "so I stopped going",
    "as they always do",
)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of 256 comments after a run by itself, with nothing kept from before."""
    folder = tmp_path_factory.mktemp("workers") / "alone"
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS, "utf-8")
    said = [f"{who} {what} {since}." for who, what, since in product(WHO, WHAT, SINCE)]
    comments = pd.DataFrame({"id": range(len(said)), "text": said})
    comments.to_csv(folder / "data" / "raw" / "comments.csv", index=False)
    Study(folder).run()
    return folder


def results(study: Path) -> dict[str, bytes]:
    """Every table and every file for readers."""
    found = [*study.glob(".private/tables/*"), *study.glob("data/processed/**/*")]
    return {one.relative_to(study).as_posix(): one.read_bytes() for one in found if one.is_file()}


def emptied(study: Path, to: Path) -> Path:
    """A copy of `study` that has its key and its sources, and nothing that a run made."""
    shutil.copytree(study, to)
    shutil.rmtree(to / "data" / "processed")
    for made in ("kept", "tables", "review"):
        shutil.rmtree(to / ".private" / made, ignore_errors=True)
    return to


def differing(one: Path, other: Path) -> list[str]:
    first, second = results(one), results(other)
    return sorted(n for n in first.keys() | second.keys() if first.get(n) != second.get(n))


def test_one_core_gives_the_same(alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    study = emptied(alone, tmp_path / "study")
    monkeypatch.setattr("insight.inference.runtime.os.cpu_count", lambda: 1)
    Study(study).run()
    assert differing(alone, study) == []


@pytest.mark.skipif(
    find_spec("distributed") is None, reason="Dask is not installed (insight[national])"
)
def test_workers_give_the_same_and_so_does_what_they_left(alone: Path, tmp_path: Path):
    study = emptied(alone, tmp_path / "study")
    Study(study).run(workers=2)
    log = (study / ".private" / "kept" / "workers.log").read_text("utf-8")
    assert log.count("portion 1 of") >= 3  # rules, detector, vectors, ...
    assert "Ottoline" not in log
    assert differing(alone, study) == []
    assert list((study / ".private" / "kept" / "portions").iterdir()) == []

    shutil.rmtree(study / "data" / "processed")
    for kept in ("stages.json", "last-run.json"):
        (study / ".private" / "kept" / kept).unlink()
    Study(study).run()
    assert differing(alone, study) == []
