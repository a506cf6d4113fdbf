"""The documentation site: complete, readable for everybody, and without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.browser import CHROMIUM, Page, chromium
from tests.end_to_end.conftest import Once
from tests.end_to_end.examples import PAGES, PARSED, ROOT

AXE = os.environ.get("AXE_CORE", "")
"""Path of axe.min.js (any axe-core from version 4); no part of the project."""
LOADS = re.compile(
    r"<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href)=[\"']?((?:https?:)?//[^\"' >]+)"
)
NO_NEWS = {"NO_MKDOCS_2_WARNING": "1"}
WITH_A_MOUSE = "--blink-settings=primaryHoverType=2,availableHoverTypes=2"
PHONE, DESK = (390, 844), (1280, 900)


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    """The site, built with every warning as an error; do not change it."""

    def make(folder: Path) -> None:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        told = subprocess.run(
            [*command, "--site-dir", str(folder)],
            cwd=ROOT,
            env=os.environ | NO_NEWS,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr

    return once("site", make)


def test_nothing_that_a_page_loads_lies_on_another_machine(site: Path):
    foreign = {
        (page.name, one) for page in site.rglob("*.html") for one in LOADS.findall(page.read_text())
    }
    sheets = {
        (sheet.name, one)
        for sheet in site.rglob("*.css")
        for one in re.findall(r"(?:url\(|@import )[\"']?(https?:[^\"') ]+)", sheet.read_text())
    }
    assert (foreign, sheets) == (set(), set())


@pytest.mark.parametrize("tag", ["li", "td", "h2", "h3", "pre"])
def test_a_paper_has_the_same_parts_on_the_site_as_where_it_is_read_as_a_file(site: Path, tag: str):
    """The site's Markdown differs in when a list begins; CommonMark is the other reading."""
    differ = {}
    for paper in PAGES:
        if paper.name in ("README.md", "SECURITY.md"):
            continue
        page = site / paper.relative_to(ROOT / "docs").with_suffix(".html")
        article = page.read_text("utf-8").split("<article")[1].split("</article>")[0]
        counted = [
            len(re.findall(f"<{tag}[ >]", text))
            for text in (PARSED.render(paper.read_text("utf-8")), article)
        ]
        if counted[0] != counted[1]:
            differ[paper.name] = counted
    assert differ == {}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with chromium(WITH_A_MOUSE) as opened:
        yield opened


def open_page(page: Page, site: Path, name: str, size: tuple[int, int]) -> None:
    page.size(*size)
    page.go((site / name).as_uri())
    page.wait("document.readyState === 'complete' && document.querySelector('article h1')")


def test_opened_from_a_folder_a_page_asks_for_files_of_that_folder_alone(page: Page, site: Path):
    open_page(page, site, "tutorial.html", DESK)
    asked = page.run("performance.getEntriesByType('resource').map(({name}) => name)")
    assert [one for one in asked if not one.startswith("file:")] == []


def test_search_finds_a_word_without_a_network(page: Page, site: Path):
    open_page(page, site, "index.html", DESK)
    page.click(".md-search__input")
    page.write("tombstone")
    page.wait("document.querySelector('.md-search-result__link')", "no result of the search")


@pytest.mark.parametrize("name", ["index.html", "tutorial.html", "formats.html", "methods.html"])
def test_on_a_telephone_no_page_is_wider_than_the_window(page: Page, site: Path, name: str):
    open_page(page, site, name, PHONE)
    assert page.run("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.skipif(not AXE, reason="AXE_CORE does not name an axe.min.js")
@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize(
    "name", ["index.html", "tutorial.html", "formats.html", "api/inequality.html"]
)
def test_axe_finds_no_barrier(page: Page, site: Path, name: str, scheme: str):
    open_page(page, site, name, DESK)
    page.run(f"document.body.dataset.mdColorScheme = '{scheme}'; true")
    page.run(Path(AXE).read_text("utf-8") + "; true")
    told = page.run(
        "new Promise((done) => setTimeout(done, 500)).then(() => axe.run(document, {runOnly: "
        "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'cat.aria']}))"
        ".then(({violations}) => "
        "violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(' '))]))"
    )
    assert told == []
