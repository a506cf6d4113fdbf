"""Every example in the documentation is tried, as somebody would who reads page by page."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Once
from tests.end_to_end.examples import (
    PAGES,
    ROOT,
    TUTORIAL,
    Reader,
    blocks,
    grammar,
    spans,
    unknown_options,
)

TRIED = [page for page in PAGES if blocks(page)]
CALLED = {page: f"{page.relative_to(ROOT).with_suffix('')}".replace("/", "-") for page in PAGES}


def follow(page: Path, folder: Path, finished: Path | None) -> None:
    """Do all that `page` says, in `folder`, with a user's data folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(
            "insight.store.custody.user_data_path", lambda name, appauthor: folder / "user" / name
        )
        reader = Reader(folder, finished)
        for block in blocks(page):
            reader.do(block)


@pytest.fixture(scope="session")
def tutorial(once: Once) -> Path:
    """The folder of somebody who did the tutorial to its end; do not change it."""
    return once("tutorial", lambda folder: follow(TUTORIAL, folder, None))


@pytest.mark.parametrize("page", TRIED, ids=CALLED.get)
def test_what_a_page_says_can_be_done(page: Path, tutorial: Path, tmp_path: Path):
    if page != TUTORIAL:
        follow(page, tmp_path / "reader", tutorial / "my-study")
    assert (tutorial / "my-study/data/processed/report/report.html").is_file()


@pytest.mark.parametrize("page", PAGES, ids=CALLED.get)
def test_each_block_says_what_it_is_written_in(page: Path):
    assert [block.line for block in blocks(page) if not block.language] == []


@pytest.mark.parametrize("page", PAGES, ids=CALLED.get)
def test_verbs_and_options_named_in_passing_exist(page: Path):
    wrong = []
    for span in spans(page):
        words = shlex.split(span)[1:]
        try:
            wrong += [f"{span}: {option}" for option in unknown_options(words)]
        except KeyError:
            wrong.append(span)
    assert wrong == []


def test_a_verb_an_option_or_an_argument_that_is_not_there_is_noticed():
    with pytest.raises(KeyError):
        grammar(["anonymize", "comments.csv"])
    assert unknown_options(["run", "my-study", "--fast"]) == ["--fast"]
    assert unknown_options(["ledger", "show", "my-study"]) == []
