"""Notebooks: what they show of a whole study, and what turns their check red."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from insight import Study
from insight.schemas import TABLES
from insight.schemas.shown import sight
from insight.store import Manifest
from insight.study.links import links
from insight.study.people.outputs import leaks

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
NAME = "09_own_questions.ipynb"
SMALL = ("from insight import Study", "apart.assign")
"""The cells of the notebook that open the study and lay one of its tables side by side."""


def displayed(study: Study) -> Iterator[tuple[str, str]]:
    """Everything that a study gives out, by name, as a notebook would keep it."""
    release = study.release
    frames = {name: study.tables[name] for name in TABLES if name in study.tables}
    frames |= {f"released {name}": one for name, one in release.tables.items()}
    frames |= {"links": links(study), "summary": study.summary()}
    frames |= {"units": study.reading_units()}
    for name, frame in frames.items():
        seen = sight(frame)
        yield name, repr(frame) + frame.to_html() if seen is None else seen.html() + seen.plain()
    found = study.find("board*")
    for name, record in {
        "study": study,
        "tables": study.tables,
        "notes": study.notes,
        "release": release,
        "manifest": Manifest.read(study.folder.manifest),
        "codebook": study.codebook,
        "found": found,
        "reader": study.in_context(found),
        "key": study.key,
        "register": study.register,
    }.items():
        told = record._repr_html_() if hasattr(record, "_repr_html_") else ""
        yield name, repr(record) + told


def test_nothing_that_a_study_shows_holds_what_anybody_said(finished: Path):
    pytest.importorskip("anywidget")
    shown = list(displayed(Study(finished)))
    assert len(shown) > 50
    cells = [{"outputs": [{"data": {"text/plain": told}}]} for _, told in shown]
    assert leaks(finished, cells) == []


def test_a_name_a_number_and_words_of_anybody_are_leaks(finished: Path):
    study = Study(finished)
    roster = pd.read_csv(finished / "data" / "raw" / "speakers.csv", dtype="str")["name"].dropna()
    texts = study.tables["segments"].set_index("segment_id")["text"]
    phone = study.tables["identifiers"].query("kind == 'phone'").iloc[0]
    number = texts[phone["segment_id"]][phone["start"] : phone["end"]]
    texts = study.tables["deidentified_segments"].query("role == 'participant'")["text"]
    words = max(sorted(texts), key=len)
    for told, what in ((roster.iloc[0], "name"), (number, "number"), (words, "words")):
        shown = leaks(finished, [{"outputs": [{"text": ["So it is: ", told, "."]}]}])
        assert len(shown) == 1
        assert what in shown[0]
        assert told not in shown[0]


@pytest.fixture(scope="module")
def small(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study with the two cells of one notebook, as they were saved."""
    folder = tmp_path_factory.mktemp("notebooks") / "study"
    shutil.copytree(finished, folder)
    (folder / "notebooks").mkdir(exist_ok=True)
    shutil.copy(ROOT / "notebooks" / "conftest.py", folder / "notebooks")
    told = json.loads((ROOT / "notebooks" / NAME).read_text("utf-8"))
    told["cells"] = [
        cell for cell in told["cells"] if any(part in "".join(cell["source"]) for part in SMALL)
    ]
    assert len(told["cells"]) == len(SMALL)
    (folder / "notebooks" / NAME).write_text(json.dumps(told), "utf-8")
    return folder


def nbval(study: Path, *names: str, compare: bool = True) -> tuple[int, str]:
    """The command that checks notebooks of `study`: its exit code and what it said."""
    pytest.importorskip("nbval")
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider"]
    command += ["--nbval" if compare else "--nbval-lax"]
    command += ["--nbval-sanitize-with", str(ROOT / "notebooks" / "sanitise.cfg")]
    told = os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    done = subprocess.run(
        [*command, *(f"notebooks/{name}" for name in names or (NAME,))],
        cwd=study,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def move_a_number(study: Path) -> None:
    path = study / ".private" / "tables" / "theme_prevalence.parquet"
    table = pd.read_parquet(path)
    of_group = (table["stratum_value"] == "vcs_partner") & (table["subject"] == "code")
    at = table.index[of_group & (table["n_mentioning"] > 0)][0]
    table.loc[at, "n_mentioning"] -= 1
    table.to_parquet(path, index=False)


def rename_a_column(study: Path) -> None:
    path = study / ".private" / "tables" / "theme_prevalence.parquet"
    pd.read_parquet(path).rename(columns={"n_asked": "n_heard"}).to_parquet(path, index=False)


def leak_a_name(study: Path) -> None:
    """A cell prints somebody's name, and the name is saved: nothing differs, somebody is named."""
    name = pd.read_csv(study / "data" / "raw" / "speakers.csv")["name"].dropna().iloc[0]
    path = study / "notebooks" / NAME
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    printed = {"name": "stdout", "output_type": "stream", "text": [f"{name}\n"]}
    cell = {"cell_type": "code", "execution_count": 9, "id": "leak", "metadata": {}}
    told["cells"].append(cell | {"outputs": [printed], "source": [f"print({name!r})"]})
    path.write_text(json.dumps(told), "utf-8")


def test_nbval_is_green_as_long_as_nothing_moved(small: Path):
    code, said = nbval(small)
    assert code == 0, said
    assert "3 passed" in said


@pytest.mark.parametrize(
    ("spoil", "because"),
    [
        (move_a_number, "Cell outputs differ"),
        (rename_a_column, "column_in_schema"),
        (leak_a_name, "a name or number of somebody"),
    ],
)
def test_what_turns_nbval_red(
    small: Path, tmp_path: Path, spoil: Callable[[Path], None], because: str
):
    shutil.copytree(small, tmp_path / "study")
    spoil(tmp_path / "study")
    code, said = nbval(tmp_path / "study")
    assert code == 1
    assert because in said
    assert "1 failed" in said


def test_the_last_two_notebooks_run_in_a_small_study_of_somebody_else(
    planted: Path, tmp_path: Path
):
    study = tmp_path / "study"
    shutil.copytree(planted, study)
    shutil.copytree(ROOT / "notebooks", study / "notebooks")
    code, said = nbval(study, "08_reproduce.ipynb", NAME, compare=False)
    assert code == 0, said
