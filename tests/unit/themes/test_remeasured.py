"""Figures of themes that people regrouped, and of rows in any order. All words are invented."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.settings import ThemesSettings
from insight.store import StudyKey
from insight.store.ledger import Decision
from insight.themes import (
    FittedThemes,
    Remeasured,
    Remembered,
    fit_themes,
    main_members,
    remeasured,
    replay,
)
from insight.themes.remeasured import BY_A_PERSON
from insight.themes.remembered import MEMBER, THEME

SUBJECTS = {
    "bus": "the {} bus never turns up in our valley",
    "dinner": "volunteers cook a {} dinner at the lunch club",
    "form": "the {} form was full of words nobody understands",
}
KINDS = ("early", "late", "old", "new", "small", "first", "second", "long", "plain", "usual")
KEY = StudyKey(b"a key for tests, nobody's secret")
DAY = "2026-03-02"


def corpus() -> tuple[pd.DataFrame, pd.DataFrame]:
    """30 comments on each subject, 45 people; vectors of a subject lie close together."""
    draw = np.random.default_rng(1)
    told = [
        (at, sentence.format(f"{KINDS[n % 10]} {KINDS[n // 10]}"))
        for at, sentence in enumerate(SUBJECTS.values())
        for n in range(30)
    ]
    ids = [f"s{number:02d}" for number in range(len(told))]
    vectors = np.eye(3, 384)[[at for at, _ in told]] + draw.normal(0, 0.03, (len(told), 384))
    blank = ["attribution", "target_org", "language", "set_aside", "same_as", "question_asked"]
    segments = pd.DataFrame(
        {
            **dict.fromkeys([*blank, "stakeholder_groups"], ""),
            **dict.fromkeys(["source_name", "kind", "mode"], "survey"),
            "segment_id": ids,
            "document_id": ids,
            "speaker_id": [f"p{number % 45:02d}" for number in range(len(told))],
            "sampling": "self_selected",
            "wave": "1",
            "role": "participant",
            "prompted": True,
            "position": 0,
            "text": [text for _, text in told],
            "n_redactions": 0,
            "state": "detected",
        }
    )
    return segments, pd.DataFrame({"segment_id": ids, "vector": list(vectors.astype(np.float16))})


@pytest.fixture(scope="module")
def fitted() -> FittedThemes:
    return fit_themes(*corpus(), ThemesSettings(), seed=7)


def after(fitted: FittedThemes, decisions: Sequence[Decision]) -> Remeasured:
    tables = {name: getattr(fitted, name) for name in ("themes", "segment_themes", "exemplars")}
    held = Remembered.of(decisions)
    return remeasured(fitted, replay(tables, *corpus(), held, KEY))


def on(
    fitted: FittedThemes, theme: int, place: str, verdict: str, other: str = ""
) -> list[Decision]:
    """Lines of a ledger: what was decided on a theme, and the segments it is known by."""
    key = f"t-{theme}"
    own = sorted(main_members(fitted.segment_themes)[theme])
    lines = [Decision(MEMBER, one, key, "A", DAY, verdict="in") for one in own]
    return [*lines, Decision(THEME, key, other or key, "A", DAY, place, verdict)]


def test_themes_that_nobody_decided_on_keep_the_figures_of_the_fit(fitted: FittedThemes) -> None:
    told = after(fitted, [])
    pd.testing.assert_frame_equal(told.themes, fitted.themes)
    of_themes = told.quality[told.quality["theme_id"] >= 0].reset_index(drop=True)
    assert of_themes["speakers"].to_list() == fitted.stability["speakers"].to_list()
    assert of_themes["npmi"].notna().all()
    assert told.quality.set_index("theme_id").loc[-1, ["diversity", "said"]].notna().all()
    assert told.headings["parent_label"].to_list() == fitted.themes["label"].to_list()


def test_a_merged_theme_is_measured_as_one_and_never_has_the_figures_of_a_part(
    fitted: FittedThemes,
) -> None:
    merger = [*on(fitted, 0, "status", "candidate"), *on(fitted, 1, "merge", "yes", "t-0")]
    told = after(fitted, merger)
    assert told.themes["theme_id"].to_list() == [0, 2]
    both = told.themes.set_index("theme_id").loc[0]
    # Each of the three is found again whole, so two of them as one are, too.
    assert fitted.themes["repeatability"].eq(1.0).all()
    assert both["repeatability"] == 1.0
    # Two of three directions that are equally far apart: each at 60 degrees to their middle.
    assert both["coherence"] == pytest.approx(0.5, abs=0.1)
    assert told.quality.set_index("theme_id").loc[0, "said"] == "repeatable"
    assert pd.isna(told.quality.set_index("theme_id").loc[0, "npmi"])
    assert told.headings["theme_id"].to_list() == [0, 2]


def test_how_repeatable_parts_are_that_a_person_made_is_not_known(fitted: FittedThemes) -> None:
    told = after(fitted, on(fitted, 0, "split", "2"))
    assert told.themes["theme_id"].to_list() == [0, 1, 2, 3]
    quality = told.quality.set_index("theme_id")
    assert quality.loc[[0, 3], "said"].eq(BY_A_PERSON).all()
    assert quality.loc[[0, 3], ["speakers", "seeds", "row_order"]].isna().all(axis=None)
    assert quality.loc[[1, 2], "said"].eq("repeatable").all()
    assert told.themes.set_index("theme_id").loc[[0, 3], "coherence"].gt(0).all()
    assert told.themes.set_index("theme_id").loc[[0, 3], "repeatability"].isna().all()


def test_a_name_that_a_person_gave_stands_in_the_headings(fitted: FittedThemes) -> None:
    told = after(fitted, on(fitted, 1, "name", "Getting about"))
    assert told.headings.set_index("theme_id").loc[1, "parent_label"] == "Getting about"


def test_nothing_is_measured_in_a_reflexive_study(fitted: FittedThemes) -> None:
    told = after(fitted.unmeasured(), [])
    assert told.quality.empty
    assert told.themes["repeatability"].isna().all()
    assert len(told.headings) == 3


@given(st.permutations(range(90)), st.permutations(range(90)))
@settings(max_examples=5, deadline=None)
def test_rows_in_whatever_order_give_the_same_themes_and_the_same_figures(
    fitted: FittedThemes, one: list[int], other: list[int]
) -> None:
    segments, vectors = corpus()
    again = fit_themes(segments.iloc[one], vectors.iloc[other], ThemesSettings(), seed=7)
    for name in ("themes", "segment_themes", "exemplars", "stability", "quality", "hierarchy"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(fitted, name))
    assert again.note == fitted.note
