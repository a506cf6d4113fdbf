"""Notebooks are a course: one title each, no functions in them, no names in their outputs."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[dict]:
    told = json.loads(path.read_text("utf-8"))
    return [cell for cell in told["cells"] if cell["cell_type"] == kind]


def test_there_is_one_notebook_for_each_step():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"0{n}" for n in range(1, 10)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_one_title_and_ends_with_the_readers_own_data(path: Path):
    headings = [
        line
        for cell in cells(path, "markdown")
        for line in "".join(cell["source"]).splitlines()
        if line.startswith("#")
    ]
    assert sum(heading.startswith("# ") for heading in headings) == 1
    assert headings[-1] == "## Now with your own data"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_no_function(path: Path):
    for cell in cells(path, "code"):
        tree = ast.parse("".join(cell["source"]))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_its_outputs_and_none_of_them_is_an_error(path: Path):
    outputs = [output for cell in cells(path, "code") for output in cell["outputs"]]
    assert outputs
    assert not [output for output in outputs if output["output_type"] == "error"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_state_of_a_widget_is_saved(path: Path):
    assert "widgets" not in json.loads(path.read_text("utf-8"))["metadata"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_name_nobody_on_the_roster_and_no_place_on_this_machine(path: Path):
    names = set(pd.read_csv(ROOT / "data" / "raw" / "speakers.csv", dtype="str")["name"].dropna())
    shown = json.dumps([cell["outputs"] for cell in cells(path, "code")])
    assert not [len(name) for name in names if name in shown]
    assert not re.search(r"/(home|root|tmp|Users)/", shown)
