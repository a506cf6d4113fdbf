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

from insight import Study
from insight.coding import Seen, code_decision
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
BY, EARLIER, SPLITTER, READER = "Ann Example", "Ben Earlier", "Cy Splitter", "Di Reader"
AXE = os.environ.get("AXE_CORE", "")
"""Path of axe.min.js (any axe-core from version 4); no part of the project."""
SERIOUS = ("serious", "critical")
SLOW = 60
"""Steps of Tab before a keyboard has gone round the desk."""


@pytest.fixture(scope="module")
def study(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk") / "study"
    shutil.copytree(finished, folder)
    _give_codes_that_lapse(folder)
    return folder


def _give_codes_that_lapse(folder: Path) -> None:
    """A coder's code on each of two segments, as it was before a redaction was made in them."""
    opened = Study(folder)
    said = opened.tables["deidentified_segments"].query("role != 'interviewer'")
    for segment in sorted(said["segment_id"])[:2]:
        seen = Seen(segment, "Invented words, before a redaction.", EARLIER, "2026-01-01")
        opened.ledger.append([code_decision(seen, opened.key, "V1", 0, 8)])


@pytest.fixture(scope="module")
def desk(
    study: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Hands, Laboratory]]:
    with at_desk(study, tmp_path_factory.mktemp("jupyter")) as opened:
        yield opened


def made(study: Path, by: str = BY) -> list[Decision]:
    """What was decided at the desk."""
    held = Ledger(study / "data" / "raw" / "ledger.jsonl").lines()
    return [one for one in held if one.by == by]


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
        ("code", "undone"),
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

    hands.reload(lab)
    all_kept()
    hands.restart_kernel()
    hands.run_cell()
    all_kept()


def test_a_theme_is_split_by_examples_that_are_chosen_by_key_and_mouse(
    desk: tuple[Hands, Laboratory], study: Path
):
    hands, lab = desk
    hands.name(SPLITTER)
    hands.pane("themes")
    hands.go(2)
    chosen = "[...document.querySelectorAll('.desk-passages [aria-selected=true]')].length"
    parts = "document.querySelectorAll('.desk-memo .desk-parts [data-part]').length"
    size = (
        "[...document.querySelectorAll('.desk-memo .desk-parts h4')]"
        ".map((one) => Number(/: ([0-9,]+) seg/.exec(one.textContent)[1].replace(',', '')))"
    )
    hands.page.key("e")
    hands.page.wait("document.activeElement.dataset.key === 'passages'")
    hands.page.key("1")
    hands.page.wait(f"{chosen} === 1")
    assert hands.page.run(parts) == 0
    hands.page.key("ArrowDown")
    hands.page.key("2")
    hands.page.wait(f"{parts} === 2", "what would go where")
    assert "is an example of part 2. Part 1: " in hands.text(".desk-quiet")
    before = hands.page.run(size)
    assert f"{sum(before)} segments" in hands.text(".desk-panel")
    assert made(study, SPLITTER) == []

    hands.page.click("[data-key=part-3]")
    hands.page.click(".desk-passages [data-n='2']")
    hands.page.wait(f"{parts} === 3")
    assert sum(hands.page.run(size)) == sum(before)
    hands.page.click(".desk-passages [data-n='2']")
    hands.page.wait(f"{parts} === 2")
    assert hands.page.run(size) == before

    hands.page.run("document.querySelector('.desk-passages').focus()")
    hands.press("Enter")
    hands.stands(2, "split")
    lines = [one for one in made(study, SPLITTER) if one.what != "theme_member"]
    assert sorted((one.what, one.verdict) for one in lines) == [
        ("theme", "1+1"),
        ("theme_example", "1"),
        ("theme_example", "2"),
    ]
    hands.page.run("document.querySelector('.desk-list').focus()")
    hands.press("u")
    hands.stands(2, "left")
    hands.press("U")
    hands.stands(2, "split")

    hands.reload(lab)
    hands.name(SPLITTER)
    hands.pane("themes")
    hands.go(2)
    hands.page.wait(f"{chosen} === 2 && {parts} === 2", "the examples that were chosen")
    assert hands.page.run(size) == before


def test_codes_that_lapsed_are_shown_alone_and_given_again(
    desk: tuple[Hands, Laboratory], study: Path
):
    hands, lab = desk
    hands.name(EARLIER)
    hands.pane("codes")
    sieve = "document.querySelector('.desk-sieve')"
    hands.page.wait(f"!{sieve}.hidden && {sieve}.textContent.includes('(2)')")
    assert hands.text("[data-pane=codes]").endswith("2 lapsed")
    hands.page.click("[data-key=lapsed]")
    hands.page.wait("document.querySelectorAll('.desk-row').length === 2")
    hands.page.run("document.querySelector('.desk-list').focus()")
    hands.press("G")
    hands.page.key("j")
    hands.page.wait("document.querySelector('.desk-quiet').textContent.startsWith('2 of 2')")
    hands.press("L")
    hands.page.wait(f"{sieve}.textContent.includes('(0)')")
    told = [(one.what, one.verdict) for one in made(study, EARLIER)[2:]]
    assert told == [("code", "applied"), ("code", "withdrawn")]
    hands.page.click("[data-key=lapsed]")
    hands.page.wait(f"{sieve}.hidden && document.querySelectorAll('.desk-row').length > 2")

    hands.reload(lab)
    hands.name(EARLIER)
    hands.pane("codes")
    assert hands.page.run(f"{sieve}.hidden")


def test_quotes_are_approved_and_vetoed_and_it_is_kept(desk: tuple[Hands, Laboratory], study: Path):
    hands, lab = desk
    hands.name(READER)
    hands.pane("quotes")
    hands.go(0)
    # What was approved before is decided otherwise; each time the desk goes on to the next left.
    for at, keys, mark in ((0, "v", "vetoed"), (1, "va", "approved"), (2, "vt", "left")):
        for key in keys:
            hands.go(at)
            hands.press(key)
        hands.go(at)
        hands.stands(at, mark)
    hands.press("u")
    hands.stands(2, "vetoed")
    last = {(one.about, one.what): one.verdict for one in made(study, READER)}
    assert sorted(what for (_, what), verdict in last.items() if not verdict) == [
        "approve_quote",
        "veto_quote",
        "veto_quote",
    ]
    hands.reload(lab)
    hands.name(READER)
    hands.pane("quotes")
    for at, mark in enumerate(("vetoed", "approved", "vetoed")):
        hands.go(at)
        hands.stands(at, mark)


def test_a_memo_is_kept_without_the_names_that_were_typed(
    desk: tuple[Hands, Laboratory], study: Path
):
    hands, _ = desk
    hands.name(READER)
    hands.pane("themes")
    hands.go(0)
    hands.page.run("[...document.querySelectorAll('.desk-memo')].at(-1).open = true")
    hands.page.click("[data-key=memo]")
    hands.page.write("I wonder what Mr Bartholomew Quill would say of this pattern.")
    hands.page.click("[data-key='Keep the memo']")
    told = "[...document.querySelectorAll('.desk-memo > .desk-none')].at(-1).textContent"
    hands.page.wait(told, "what became of the memo", patience=180)
    assert hands.page.run("document.querySelector('[data-key=memo]').value") == ""
    kept = (study / "data" / "raw" / "memos.jsonl").read_text("utf-8").splitlines()[-1]
    memo = json.loads(kept)
    assert memo["text"].startswith("I wonder what ")
    assert "Quill" not in kept
    assert (memo["author"], memo["about"].split(":")[0]) == (READER, "theme")


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
            if pane == "themes":
                hands.page.key("e")
                hands.page.wait("document.querySelector('.desk-passages [role=option]')")
            told = hands.page.run(
                "axe.run('.desk').then(({violations}) => violations.map((one) => "
                "[one.impact, one.id, one.nodes.map((node) => node.target.join(' '))]))"
            )
            found[light, pane] = [one for one in told if one[0] in SERIOUS]
    hands.page.run("document.body.dataset.jpThemeLight = 'true'; true")
    assert {where: told for where, told in found.items() if told} == {}
