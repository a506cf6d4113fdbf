"""The desk's widget and notebook: nothing that anybody said is ever part of their state."""

from __future__ import annotations

import importlib
import json
import stat
import sys
from pathlib import Path

import pytest
from tests.unit.review.test_bench import WORDS, bench

from insight.errors import InputError
from insight.review import Told
from insight.review.notebook import open_lab, write_notebook
from insight.schemas import Identifiers, empty
from insight.store import Ledger, StudyFolder, write_table


@pytest.fixture
def folder(tmp_path: Path) -> StudyFolder:
    made = StudyFolder(tmp_path / "study")
    write_table(Identifiers, empty(Identifiers), made.table("identifiers"))
    return made


def test_words_travel_in_answers_and_are_no_state_of_the_widget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("anywidget")
    widget = importlib.import_module("insight.review.widget")
    desk = widget.Desk(bench(Ledger(tmp_path / "ledger.jsonl")))
    before = desk.get_state()
    sent: list[Told] = []
    monkeypatch.setattr(desk, "send", sent.append)
    for verb in ("open", "rows", "item"):
        asked = {"verb": verb, "pane": "things", "at": 0, "first": 0, "count": 9, "id": verb}
        desk._handle_custom_msg(asked, [])
    assert [one["id"] for one in sent] == ["open", "rows", "item"]
    assert WORDS[0] in json.dumps(sent)
    after = desk.get_state()
    assert after == before
    assert not [word for word in WORDS if word in repr(after) + repr(desk)]


def test_the_page_asks_nothing_of_the_network_and_sets_words_as_text_alone():
    pytest.importorskip("anywidget")
    page = importlib.import_module("insight.review.widget").page()
    for never in ("http:", "https:", "fetch(", "import ", "innerHTML", "insertAdjacent", "eval("):
        assert never not in page, never


def test_the_notebook_is_its_owners_and_says_nothing_of_where_it_lies(folder: StudyFolder):
    path = write_notebook(folder)
    assert path == folder.review / "desk.ipynb"
    told = path.read_text("utf-8")
    assert str(folder.root.parent) not in told
    (cell,) = json.loads(told)["cells"]
    assert cell["outputs"] == []
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_notebook_is_one_that_jupyter_can_read(folder: StudyFolder):
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.read(write_notebook(folder), as_version=4))


def test_before_the_first_run_there_is_nothing_to_review(tmp_path: Path):
    with pytest.raises(InputError, match="run `insight run` first"):
        write_notebook(StudyFolder(tmp_path))


def test_without_jupyterlab_one_is_told_what_to_install(
    folder: StudyFolder, monkeypatch: pytest.MonkeyPatch
):
    path = write_notebook(folder)
    monkeypatch.setattr("insight.review.notebook.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"not installed: jupyterlab, ipykernel, anywidget"):
        open_lab(path, browser=False)
