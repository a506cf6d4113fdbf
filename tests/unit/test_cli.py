"""The command line: help with an example for each verb, and exit codes that mean something."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from insight.cli import app

VERBS = [
    "run",
    "new",
    "check",
    "read",
    "anonymise",
    "themes",
    "code",
    "approve",
    "withdraw",
    "govern",
    "destroy",
    "export",
]


def insight(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "insight", *arguments], capture_output=True, text=True, check=False
    )


GROUPED = [
    ["data", "get"],
    *(["codebook", verb] for verb in ("show", "convert", "compare")),
    *(["ledger", verb] for verb in ("show", "export", "merge", "recode")),
    ["codes", "import"],
]


@pytest.mark.parametrize("verb", [[verb] for verb in [*VERBS, "reproduce"]] + GROUPED)
def test_every_verb_has_help_with_an_example(verb: list[str]):
    told = CliRunner().invoke(app, [*verb, "--help"])
    assert told.exit_code == 0
    assert f"insight {' '.join(verb)}" in " ".join(told.output.replace("│", " ").split())


def test_a_folder_without_study_is_the_users_to_mend(tmp_path):
    done = insight("run", str(tmp_path))
    assert done.returncode == 1
    assert "insight new" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_usage_has_its_own_exit_code():
    assert insight("run", "--no-such-option").returncode == 2


def test_a_new_study_is_complete_and_says_what_to_do_next(tmp_path):
    done = insight("new", str(tmp_path / "mine"))
    assert done.returncode == 0
    made = {path.name for path in (tmp_path / "mine").iterdir()}
    assert {"study.toml", "codebook.toml", "data", "notebooks", ".private", ".gitignore"} <= made
    notebooks = sorted((tmp_path / "mine" / "notebooks").glob("*.ipynb"))
    assert len(notebooks) == 9
    assert not [path.name for path in notebooks if '"output_type"' in path.read_text("utf-8")]
    assert "study.toml" in done.stdout.splitlines()[-1]
    assert insight("new", str(tmp_path / "mine")).returncode == 1


TALK = "INT: How did you hear of it?\n\nP1: From a neighbour.\n\nINT: And then?\n\nP1: I rang.\n"
STUDY = """\
[study]
title = "A study"
[[source]]
name = "interviews"
files = "data/raw/*.txt"
sampling = "purposive"
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "study.toml").write_text(STUDY, "utf-8")
    (tmp_path / "data/raw/one.txt").write_text(TALK, "utf-8")
    return tmp_path


def test_check_shows_what_is_there_and_what_is_not_told_and_lets_a_run_start(study):
    done = insight("check", str(study))
    assert done.returncode == 0
    assert "data/raw/one.txt" in done.stdout
    assert "no table of speakers" in done.stdout
    assert "`insight run` can start" in done.stdout


def test_check_shows_a_file_that_cannot_be_read_among_the_others_and_stops(study):
    (study / "data/raw/two.txt").write_bytes(b"")
    done = insight("check", str(study))
    assert done.returncode == 1
    assert "data/raw/one.txt" in done.stdout
    # A narrow terminal breaks the cell in two lines.
    assert re.search(r"two\.txt +│ NOT\b", done.stdout)
    assert "data/raw/two.txt: the file is empty" in done.stdout
    assert "1 to mend" in done.stderr


def test_read_reads_what_can_be_read_and_says_what_could_not(study):
    (study / "data/raw/two.txt").write_bytes(b"")
    files = [str(study / "data/raw" / name) for name in ("one.txt", "two.txt")]
    done = insight("read", *files, "--out", str(study / "out"))
    assert done.returncode == 1
    assert re.search(r"two\.txt +│ NOT\b", done.stdout)
    assert "1 of 2 files could not be read" in done.stderr
    assert (study / "out/segments.csv").is_file()
    alone = insight("read", files[1], "--out", str(study / "none"))
    assert alone.returncode == 1
    assert "the file is empty" in alone.stderr
    assert not (study / "none/segments.csv").exists()
