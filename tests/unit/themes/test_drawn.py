"""A large corpus is fitted on some of its texts, on invented ones whose subjects are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.settings import ThemesSettings
from insight.themes import FittedThemes, fit_themes
from insight.themes.drawn import drawn_rows

SUBJECTS = ("the bus to {} never came", "warm dinners at {} are lovely", "the form for {} was lost")
ROW = {
    "source_name": "survey",
    "kind": "survey",
    "mode": "survey",
    "sampling": "self_selected",
    "wave": "1",
    "role": "participant",
    "stakeholder_groups": "",
    **dict.fromkeys(["attribution", "target_org", "language", "set_aside", "same_as"], ""),
    "question_asked": "",
    "prompted": True,
    "position": 0,
    "n_redactions": 0,
    "state": "detected",
}
SIZE = 1_500
SETTINGS = ThemesSettings(most_fitted=1_000)


def corpus() -> tuple[pd.DataFrame, pd.DataFrame]:
    """1,500 comments, 500 on each of three subjects in turn, and their vectors."""
    draw = np.random.default_rng(1)
    ids = [f"s{at:04d}" for at in range(SIZE)]
    vectors = np.eye(3, 64)[np.arange(SIZE) % 3] + draw.normal(0, 0.05, (SIZE, 64))
    vectors[:, -1] += 1
    texts = [SUBJECTS[at % 3].format(f"place {at}") for at in range(SIZE)]
    segments = pd.DataFrame(
        {"segment_id": ids, "document_id": ids, "speaker_id": ids, **ROW, "text": texts}
    )
    return segments, pd.DataFrame({"segment_id": ids, "vector": list(vectors)})


@pytest.fixture(scope="module")
def fitted() -> FittedThemes:
    return fit_themes(*corpus(), SETTINGS, seed=7)


def test_the_texts_that_were_not_drawn_are_placed_among_the_themes_of_the_others(
    fitted: FittedThemes,
) -> None:
    main = fitted.segment_themes.sort_values("weight").drop_duplicates("segment_id", keep="last")
    subject = main["segment_id"].str[1:].astype(int) % 3
    assert pd.crosstab(main["theme_id"], subject).to_numpy().tolist() in (
        np.eye(3, dtype=int)[list(order)].dot(SIZE // 3).tolist()
        for order in [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    )
    assert fitted.themes["n_segments"].tolist() == [SIZE // 3] * 3
    assert fitted.themes["n_speakers"].tolist() == [SIZE // 3] * 3


def test_the_note_says_in_how_many_texts_the_themes_were_found(fitted: FittedThemes) -> None:
    assert "in 1000 texts, drawn by lot from 1500 different ones" in fitted.note
    small = fit_themes(*corpus(), ThemesSettings(most_fitted=SIZE), seed=7)
    assert "drawn" not in small.note


def test_the_order_of_rows_does_not_choose_who_is_fitted(fitted: FittedThemes) -> None:
    segments, vectors = corpus()
    mixed = segments.sample(frac=1, random_state=3), vectors.sample(frac=1, random_state=4)
    again = fit_themes(*mixed, SETTINGS, seed=7)
    pd.testing.assert_frame_equal(fitted.themes, again.themes)
    pd.testing.assert_frame_equal(fitted.segment_themes, again.segment_themes)


@given(st.sets(st.text(max_size=5), min_size=6, max_size=30), st.integers(0, 9))
def test_a_drawn_text_stays_drawn_where_others_are_missing(texts: set[str], seed: int) -> None:
    every = sorted(texts)
    chosen = {every[row] for row in drawn_rows(every, 4, seed)}
    assert len(chosen) == 4
    fewer = [text for text in every if text in chosen or text < every[2]]
    assert {fewer[row] for row in drawn_rows(fewer, 4, seed)} == chosen
