"""A study on first-pass vectors: it runs, says so, and is taken as it lies.

The comments are put together from invented pieces, on four matters.
"""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.study.unchanged import last_run

SETTINGS = """
[study]
title = "What was said of an invented service"

[[source]]
name = "comments"
files = "data/raw/comments.csv"
kind = "survey"
sampling = "self_selected"
columns = { id = "id", text = "text" }

[themes]
vectors = "first pass"

[coding]
codebook = "starter"
"""
MATTERS = {
    "travel": (
        ("The bus", "A taxi to the clinic", "Transport from our village", "The last coach"),
        ("stopped running", "costs too much", "came an hour late", "never arrived"),
        ("on market day", "and the road was flooded", "so we drove", "and parking was full"),
    ),
    "meals": (
        ("Lunch on the ward", "The soup", "Supper in the day room", "The vegetarian dinner"),
        ("was cold", "tasted of nothing", "was cooked well", "came without gravy"),
        ("and the bread was stale", "but pudding was warm", "so I ate toast", "with weak tea"),
    ),
    "letters": (
        ("The letter", "My appointment card", "The text message", "An email about the booking"),
        ("gave the wrong date", "was sent twice", "went to an old address", "used tiny print"),
        ("and the phone rang out", "so the visit was cancelled", "and I rang again", "in March"),
    ),
    "nurses": (
        ("The nurse", "A kind doctor", "Staff at night", "The young physiotherapist"),
        ("listened patiently", "explained my tablets", "held my hand", "was cheerful"),
        ("when I was frightened", "after the operation", "and eased the pain", "while I cried"),
    ),
}
SAYS_NOTHING = "And so it was with them, as it is."


def write_study(folder: Path) -> Path:
    """A study of 257 comments, one of them of function words alone."""
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS, "utf-8")
    said = [f"{' '.join(parts)}." for pieces in MATTERS.values() for parts in product(*pieces)]
    comments = pd.DataFrame({"text": [*said, SAYS_NOTHING]})
    comments["id"] = comments.index
    comments.to_csv(folder / "data" / "raw" / "comments.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study after a run by itself; not to be changed."""
    folder = write_study(tmp_path_factory.mktemp("first-pass") / "study")
    Study(folder).run()
    return folder


def tables(study: Path) -> dict[str, bytes]:
    """Every table, as it lies on the disk."""
    found = [*study.glob(".private/tables/*"), *study.glob("data/processed/**/*")]
    return {one.relative_to(study).as_posix(): one.read_bytes() for one in found if one.is_file()}


def test_themes_are_the_matters_and_the_report_says_on_what_they_rest(study: Path):
    done = Study(study)
    themes = done.tables["segment_themes"].query("theme_id >= 0")
    said = done.tables["deidentified_segments"].set_index("segment_id")["text"]
    openings = {one: matter for matter, pieces in MATTERS.items() for one in pieces[0]}
    of = (
        themes["segment_id"]
        .map(said)
        .map(lambda text: next((m for start, m in openings.items() if text.startswith(start)), ""))
    )
    main = themes.assign(matter=of).sort_values("weight").drop_duplicates("segment_id", keep="last")
    commonest = main.groupby("theme_id")["matter"].agg(lambda own: own.value_counts().iloc[0])
    assert main["theme_id"].nunique() >= len(MATTERS)
    assert commonest.sum() / len(main) >= 0.9
    page = " ".join(
        next((study / "data/processed/report").glob("*report.html")).read_text("utf-8").split()
    )
    section = page[page.index('<section id="themes"') :]
    assert "rest on a first pass over very many texts" in section[: section.index("</section>")]


def test_a_second_run_is_taken_as_it_lies(study: Path, tmp_path: Path):
    again = tmp_path / "study"
    shutil.copytree(study, again)
    assert last_run(again) is not None
    Study(again).run()
    assert tables(again) == tables(study)
