"""Reading in context as a person has it: a notebook in JupyterLab, and a keyboard."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from insight import Study
from tests.end_to_end.browser import CHROMIUM, CTRL, chromium
from tests.end_to_end.desk import Hands, notebooks

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(
        not all(map(find_spec, ("anywidget", "jupyterlab", "websocket"))),
        reason="JupyterLab, anywidget or a socket is missing",
    ),
]
AXE = os.environ.get("AXE_CORE", "")
"""Path of axe.min.js (any axe-core from version 4); no part of the project."""
CELL = 'from insight import Study\n\nstudy = Study("..")\nstudy.in_context(study.find("board*"))'
OPENED = "document.querySelector('.desk-reader .desk-said-here') !== null"


@pytest.fixture(scope="module")
def notebook(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    nbformat = pytest.importorskip("nbformat")
    folder = tmp_path_factory.mktemp("reader") / "study"
    shutil.copytree(finished, folder)
    (folder / "notebooks").mkdir(exist_ok=True)
    path = folder / "notebooks" / "own.ipynb"
    # Without it JupyterLab asks which kernel it is to be.
    python = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(CELL)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=python), path)
    return path


@pytest.fixture(scope="module")
def hands(notebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    home = tmp_path_factory.mktemp("jupyter")
    with notebooks(notebook.parent, notebook.name, home) as lab, chromium() as page:
        page.size(1300, 1000)
        opened = Hands(page)
        opened.load(lab)
        opened.run_cell(OPENED)
        yield opened


def said(hands: Hands) -> str:
    """What a screen reader is told."""
    return hands.text(".desk-reader .desk-quiet")


def test_keys_go_from_place_to_place_and_each_is_read_out(hands: Hands):
    page = hands.page
    page.run("document.querySelector('.desk-reader .desk-list').focus()")
    page.key("j")
    page.wait("document.querySelector('.desk-reader .desk-quiet').textContent.startsWith('2 of ')")
    here = hands.text(".desk-said-here .desk-text")
    assert here in said(hands)
    assert hands.text(".desk-said-here mark").casefold().startswith("board")
    turns = int(page.run("document.querySelectorAll('.desk-talk li').length"))
    for _ in range(3):
        page.key("j")
    page.wait("document.querySelector('.desk-reader .desk-quiet').textContent.startsWith('5 of ')")
    page.key("m")
    page.wait(f"document.querySelectorAll('.desk-talk li').length >= {turns}")


def test_a_filter_leaves_one_group(hands: Hands, notebook: Path):
    found = Study(notebook.parent.parent).find("board*", group="vcs_partner")
    hands.page.run(
        "(() => { const list = document.querySelector('.desk-reader [data-key=group]');"
        "list.value = 'vcs_partner'; list.dispatchEvent(new Event('change')); })()"
    )
    told = f"{len(found.places)} places in "
    hands.page.wait(
        f"document.querySelector('.desk-reader .desk-status').textContent.startsWith('{told}')"
    )


@pytest.mark.skipif(not AXE, reason="AXE_CORE does not name an axe.min.js")
def test_axe_finds_no_barrier(hands: Hands):
    hands.page.run(Path(AXE).read_text("utf-8") + ";true")
    found = hands.page.run(
        "axe.run('.desk-reader').then(({violations}) => violations.map((one) => one.id))"
    )
    assert found == []


def test_no_word_is_saved_with_the_notebook_and_reading_is_logged(hands: Hands, notebook: Path):
    hands.page.key("s", CTRL)
    time.sleep(2)
    study = Study(notebook.parent.parent)
    kept = "".join(path.read_text("utf-8") for path in notebook.parent.rglob("*") if path.is_file())
    assert json.loads(notebook.read_text("utf-8"))["cells"][0]["outputs"], "it was not saved"
    found = study.find("board*").places["segment_id"]
    texts = study.tables["deidentified_segments"].set_index("segment_id").loc[found, "text"]
    assert not [len(text) for text in texts if text[:40] in kept]
    assert any("read in a notebook" in one["verb"] for one in study.custody.accesses())
