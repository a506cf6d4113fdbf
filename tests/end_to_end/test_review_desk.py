"""The review desk, driven as a person drives it: a real browser on a running JupyterLab."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from insight.store import Ledger
from insight.store.ledger import Decision
from tests.end_to_end.browser import CHROMIUM, CTRL, SHIFT
from tests.end_to_end.desk import Hands, Laboratory, at_desk

NEEDED = ("anywidget", "jupyterlab", "websocket")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(
        not all(map(find_spec, NEEDED)), reason="JupyterLab, anywidget or a socket is missing"
    ),
]
BY = "Ann Example"
AXE = os.environ.get("AXE_CORE", "")
"""Path of axe.min.js (any axe-core from version 4); no part of the project."""
SERIOUS = ("serious", "critical")
SLOW = 60
"""Steps of Tab before a keyboard has gone round the desk."""


@pytest.fixture(scope="module")
def study(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk") / "study"
    shutil.copytree(finished, folder)
    return folder


@pytest.fixture(scope="module")
def desk(
    study: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Hands, Laboratory]]:
    with at_desk(study, tmp_path_factory.mktemp("jupyter")) as opened:
        yield opened


def made(study: Path) -> list[Decision]:
    """What was decided at the desk."""
    held = Ledger(study / "data" / "raw" / "ledger.jsonl").lines()
    return [one for one in held if one.by == BY]


def test_nobody_decides_before_saying_who_they_are(desk: tuple[Hands, Laboratory], study: Path):
    hands, _ = desk
    hands.pane("identifiers")
    hands.page.key("a")
    hands.page.wait("!document.querySelector('.desk-alert').hidden")
    assert "who you are" in hands.text(".desk-alert")
    assert made(study) == []
    hands.name(BY)
    assert hands.text(".desk-status").startswith(f"You are: {BY}")


def test_what_was_decided_is_kept_by_page_and_kernel(desk: tuple[Hands, Laboratory], study: Path):
    hands, lab = desk
    hands.name(BY)

    hands.pane("identifiers")
    hands.go(3)
    hands.press("a")
    hands.stands(3, "accepted")
    hands.go(5)
    hands.press("r")
    hands.stands(5, "rejected")
    hands.go(7)
    hands.drag_over(*hands.plain_word())
    hands.press("+")
    hands.page.wait("document.querySelector('.desk-is-added')")
    n_found = int(hands.page.run("document.querySelector('.desk-row').ariaSetSize"))

    hands.pane("codes")
    hands.go(2)
    hands.press("2")
    hands.press("-")
    hands.press("Enter")
    hands.stands(2, "coded")
    hands.go(4)
    hands.press("3")
    hands.press("u")
    hands.stands(4, "left")

    hands.pane("themes")
    hands.go(1)
    hands.page.run(
        "(() => { const into = document.querySelector('[data-key=into]'); into.value = '0';"
        "document.querySelector('.desk-list').focus(); })()"
    )
    hands.page.run("document.querySelector('.desk-quiet').textContent = ''")
    hands.page.click("[data-key=Merge]")
    hands.page.wait("/saved/.test(document.querySelector('.desk-quiet').textContent)")
    hands.stands(1, "merged")

    told = [(one.what, one.verdict) for one in made(study) if one.what != "theme_member"]
    assert told == [
        ("identifier", "accepted"),
        ("identifier", "rejected"),
        ("identifier", "added"),
        ("code", "applied"),
        ("code", "applied valence=-"),
        ("code_read", "read"),
        ("code", "applied"),
        ("code", "withdrawn"),
        ("theme", "yes"),
    ]

    def all_kept() -> None:
        hands.name(BY)
        hands.pane("identifiers")
        hands.go(3)
        hands.stands(3, "accepted")
        hands.stands(5, "rejected")
        assert int(hands.page.run("document.querySelector('.desk-row').ariaSetSize")) == n_found
        hands.page.key("End")
        hands.settled()
        hands.stands(n_found - 1, "added")
        hands.pane("codes")
        hands.go(2)
        hands.stands(2, "coded")
        hands.stands(4, "left")
        assert hands.page.run("document.querySelector('[data-key=valence-0]').value") == "-"
        hands.pane("themes")
        hands.go(1)
        hands.stands(1, "merged")

    hands.page.key("s", CTRL)
    time.sleep(2)
    hands.load(lab)
    hands.page.wait("document.querySelector('.desk-panel h3')", "the desk, not run again")
    all_kept()
    hands.restart_kernel()
    hands.run_cell()
    all_kept()


def test_letters_typed_at_the_desk_are_no_shortcuts_of_the_notebook(
    desk: tuple[Hands, Laboratory],
):
    hands, _ = desk
    cells = "document.querySelectorAll('.jp-Notebook .jp-Cell').length"
    hands.pane("quotes")
    before = hands.page.run(cells)
    for key in "ddbmzzx":
        hands.page.key(key)
    assert hands.page.run(cells) == before
    assert hands.page.run("document.querySelector('.jp-CodeCell .desk') !== null")


def test_a_keyboard_alone_reaches_everything_and_marks_words(desk: tuple[Hands, Laboratory]):
    hands, _ = desk
    hands.name(BY)
    hands.pane("identifiers")
    reached = []
    for _ in range(SLOW):
        hands.page.key("Tab")
        told = hands.page.run(
            "document.activeElement.closest('.desk') && document.activeElement.dataset.key"
        )
        if told is None:
            break
        reached.append(told)
    assert reached[:4] == ["text", "Accept", "Reject", "Take back"]
    assert {"reach-here", "kind", "change"} <= set(reached)

    hands.page.run("document.querySelector('.desk-text').focus()")
    hands.page.key("ArrowRight")
    hands.page.key("ArrowRight", SHIFT)
    marked = hands.page.wait("document.querySelector('.desk-marked')?.textContent")
    assert hands.text(".desk-text").startswith(str(marked))
    assert hands.text(".desk-quiet").startswith("Marked: ")
    ring = "getComputedStyle(document.activeElement).outlineStyle"
    assert hands.page.run(ring) == "solid"
    hands.page.key("Escape")
    assert not hands.page.run("document.querySelector('.desk-marked') !== null")


def test_what_was_said_is_not_saved_with_the_notebook(desk: tuple[Hands, Laboratory], study: Path):
    hands, lab = desk
    seen = set()
    for pane in ("identifiers", "codes", "quotes"):
        hands.pane(pane)
        seen.add(max(hands.text(".desk-panel [data-key=text]").split(), key=len))
    assert len(seen) == 3
    hands.page.key("s", CTRL)
    time.sleep(3)
    notebook = study / ".private" / "review" / "desk.ipynb"
    outputs = json.loads(notebook.read_text("utf-8"))["cells"][0]["outputs"]
    assert outputs, "the notebook was not saved"
    kept = [notebook, *(notebook.parent / ".ipynb_checkpoints").rglob("*")]
    kept += [path for path in lab.home.rglob("*") if path.is_file()]
    texts = [path.read_bytes() for path in kept if path.is_file()]
    assert not [word for word in seen for text in texts if word.encode() in text]


@pytest.mark.skipif(not AXE, reason="AXE_CORE does not name an axe.min.js")
def test_no_serious_barrier_is_found(desk: tuple[Hands, Laboratory]):
    hands, _ = desk
    hands.page.run(Path(AXE).read_text("utf-8") + "; true")
    found = {}
    for light in ("true", "false"):
        hands.page.run(f"document.body.dataset.jpThemeLight = '{light}'; true")
        for pane in ("identifiers", "codes", "themes", "quotes"):
            hands.pane(pane)
            told = hands.page.run(
                "axe.run('.desk').then(({violations}) => violations.map((one) => "
                "[one.impact, one.id, one.nodes.map((node) => node.target.join(' '))]))"
            )
            found[light, pane] = [one for one in told if one[0] in SERIOUS]
    hands.page.run("document.body.dataset.jpThemeLight = 'true'; true")
    assert {where: told for where, told in found.items() if told} == {}
