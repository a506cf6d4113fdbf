"""The command line: help with an example for each verb, and exit codes that mean something."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from insight.cli import app

VERBS = ["run", "new", "check", "read", "anonymise", "themes", "code", "approve", "withdraw"]


def insight(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "insight", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("verb", [[verb] for verb in [*VERBS, "reproduce"]] + [["data", "get"]])
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
    assert "study.toml" in done.stdout.splitlines()[-1]
    assert insight("new", str(tmp_path / "mine")).returncode == 1
