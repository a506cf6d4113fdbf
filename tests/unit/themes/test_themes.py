"""What candidate themes are, stated on an invented corpus whose groups are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from insight.errors import InputError
from insight.settings import ThemesSettings
from insight.themes import FittedThemes, fit_themes
from insight.themes.usable import usable_text

SUBJECTS = {
    "buses": (
        "the {} bus never turns up in our valley",
        "we waited an hour for the {} bus again",
        "without a car the {} bus is all we have",
        "they cut the {} bus to twice a week",
    ),
    "meals": (
        "the lunch club serves a {} dinner every week",
        "mother likes the {} dinner at the lunch club",
        "a {} dinner and company at the lunch club",
        "volunteers cook the {} dinner for everybody",
    ),
    "forms": (
        "the {} form was full of words nobody understands",
        "we filled in the {} form three times over",
        "nobody could explain the {} form to us",
        "the {} form came back because one box was empty",
    ),
}
KINDS = ("early", "late", "old", "new", "small", "first", "second", "long", "plain", "usual")


def corpus(seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """120 invented comments on three subjects: segments, vectors, and the subject of each."""
    draw = np.random.default_rng(seed)
    centres = np.eye(3, 384)
    rows = [
        (sentence.format(kind), at, subject)
        for at, (subject, sentences) in enumerate(SUBJECTS.items())
        for sentence in sentences
        for kind in KINDS
    ]
    ids = [f"s{number:03d}" for number in range(len(rows))]
    vectors = np.array([centres[at] for _, at, _ in rows]) + draw.normal(0, 0.03, (len(rows), 384))
    segments = pd.DataFrame(
        {
            "segment_id": ids,
            "document_id": ids,
            "speaker_id": [f"p{number % 40:02d}" for number in range(len(rows))],
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
            "text": [text for text, _, _ in rows],
            "n_redactions": 0,
            "state": "detected",
        }
    )
    table = pd.DataFrame({"segment_id": ids, "vector": list(vectors.astype(np.float16))})
    return segments, table, pd.Series([subject for _, _, subject in rows], index=ids)


def main_themes(fitted: FittedThemes) -> pd.Series:
    """The main theme of each segment: the highest weight, ties by theme_id."""
    ordered = fitted.segment_themes.sort_values(
        ["segment_id", "weight", "theme_id"], ascending=[True, False, True]
    )
    return ordered.drop_duplicates("segment_id").set_index("segment_id")["theme_id"]


@pytest.fixture(scope="module")
def fitted() -> FittedThemes:
    segments, vectors, _ = corpus()
    return fit_themes(segments, vectors, ThemesSettings(), seed=7)


def test_subjects_that_are_plainly_apart_are_found_exactly(fitted: FittedThemes) -> None:
    _, _, subjects = corpus()
    main = main_themes(fitted)
    assert len(fitted.themes) == 3
    assert pd.crosstab(main, subjects.loc[main.index]).gt(0).to_numpy().sum() == 3
    assert fitted.themes["repeatability"].eq(1.0).all()


def test_every_theme_is_named_in_the_words_of_those_in_it(fitted: FittedThemes) -> None:
    text = corpus()[0].set_index("segment_id")["text"]
    main = main_themes(fitted)
    for theme in fitted.themes.itertuples():
        said = " ".join(text[main.index[main == theme.theme_id]])
        # What a theme leans to is told in words of ours, after its own.
        own = theme.label.lower().partition(" (mostly")[0]
        named = own.replace(",", "").replace(" and ", " ").split()
        assert all(word in said for word in named)
        assert theme.status == "candidate"


def test_neither_the_order_of_rows_nor_a_second_run_changes_anything(fitted: FittedThemes) -> None:
    segments, vectors, _ = corpus()
    again = fit_themes(
        segments.sample(frac=1, random_state=3),
        vectors.sample(frac=1, random_state=4),
        ThemesSettings(),
        seed=7,
    )
    pd.testing.assert_frame_equal(fitted.themes, again.themes)
    pd.testing.assert_frame_equal(fitted.segment_themes, again.segment_themes)
    pd.testing.assert_frame_equal(fitted.exemplars, again.exemplars)


def test_weights_of_a_segment_sum_to_at_most_one_and_none_is_lost(fitted: FittedThemes) -> None:
    sums = fitted.segment_themes.groupby("segment_id")["weight"].sum()
    assert len(sums) == 120
    assert sums.max() <= 1 + 1e-9
    assert fitted.segment_themes["weight"].gt(0).all()


def test_themes_come_by_size_and_count_people_apart_from_segments(fitted: FittedThemes) -> None:
    assert list(fitted.themes["theme_id"]) == [0, 1, 2]
    assert fitted.themes["n_segments"].is_monotonic_decreasing
    assert list(fitted.themes["n_segments"]) == [40, 40, 40]
    assert list(fitted.themes["n_speakers"]) == [40, 40, 40]


def test_exemplars_are_members_told_by_different_people(fitted: FittedThemes) -> None:
    speaker = corpus()[0].set_index("segment_id")["speaker_id"]
    main = main_themes(fitted)
    for theme_id, shown in fitted.exemplars.groupby("theme_id"):
        assert set(shown["why"]) == {"central", "typical", "dissenting"}
        assert main.loc[shown["segment_id"]].eq(theme_id).all()
        assert speaker.loc[shown["segment_id"]].is_unique


def test_as_many_themes_as_asked_for() -> None:
    segments, vectors, _ = corpus()
    for number in (2, 5):
        found = fit_themes(segments, vectors, ThemesSettings(number=number), seed=7)
        assert len(found.themes) == number


def test_what_the_interviewer_says_and_what_is_short_shapes_no_theme() -> None:
    segments, vectors, _ = corpus()
    segments.loc[0, "role"] = "interviewer"
    segments.loc[1, "text"] = "no bus"
    found = fit_themes(segments, vectors, ThemesSettings(), seed=7)
    assert not {"s000", "s001"} & set(found.segment_themes["segment_id"])


def test_the_same_words_from_many_people_count_for_each_of_them() -> None:
    segments, vectors, _ = corpus()
    copies = segments.iloc[[0] * 30].assign(
        segment_id=[f"c{number:02d}" for number in range(30)],
        speaker_id=[f"q{number:02d}" for number in range(30)],
    )
    more = vectors.iloc[[0] * 30].assign(segment_id=copies["segment_id"].to_list())
    found = fit_themes(
        pd.concat([segments, copies]), pd.concat([vectors, more]), ThemesSettings(), seed=7
    )
    main = main_themes(found)
    assert main.loc[copies["segment_id"]].eq(main["s000"]).all()
    assert found.themes.loc[0, "n_segments"] == 70


def test_copies_of_the_same_words_share_one_place_and_count_for_each_speaker() -> None:
    segments, vectors, subjects = corpus()
    # Everybody who complains of the first bus sent nearly the same letter.
    letter = segments.index[:10]
    segments.loc[letter[1:], "same_as"] = segments.loc[letter[0], "segment_id"]
    segments.loc[letter[1:], "set_aside"] = "same words"
    usable = usable_text(segments, vectors, min_words=4)
    rows = usable.segments.set_index("segment_id")["row"]
    assert len(set(rows[segments.loc[letter, "segment_id"]])) == 1
    assert len(usable.texts) == len(subjects) - 9
    assert usable.texts[rows[segments.loc[letter[0], "segment_id"]]] == segments.loc[0, "text"]
    # Who stands for the others withdrew: each of them speaks for itself again.
    left = usable_text(segments.drop(index=letter[0]), vectors, min_words=4)
    assert len(left.texts) == len(subjects) - 1


def test_other_languages_and_short_answers_shape_no_theme() -> None:
    segments, vectors, subjects = corpus()
    segments.loc[:2, "set_aside"] = ["other language", "short answer", "same words"]
    usable = usable_text(segments, vectors, min_words=4)
    assert set(subjects.index) - set(usable.segments["segment_id"]) == {"s000", "s001"}


def test_a_name_that_was_missed_does_not_become_a_keyword() -> None:
    segments, vectors, _ = corpus()
    segments["text"] = segments["text"] + " said Geraldine"
    found = fit_themes(segments, vectors, ThemesSettings(), seed=7)
    assert not found.themes["keywords"].str.lower().str.contains("geraldine").any()


def test_a_small_corpus_gets_a_reading_list_instead_of_themes() -> None:
    segments, vectors, _ = corpus()
    found = fit_themes(segments[:59], vectors, ThemesSettings(min_segments=60), seed=7)
    assert found.themes.empty
    assert found.segment_themes.empty
    assert sorted(found.exemplars["segment_id"]) == sorted(segments["segment_id"][:59])
    assert "59 segments" in found.note
    assert "read" in found.note


def test_a_segment_without_a_vector_is_refused_without_telling_its_words() -> None:
    segments, vectors, _ = corpus()
    with pytest.raises(InputError, match="1 of 120 segments have no vector") as refused:
        fit_themes(segments, vectors[1:], ThemesSettings(), seed=7)
    assert "bus" not in str(refused.value)


def test_texts_that_no_other_is_like_are_a_reading_list() -> None:
    segments, vectors, _ = corpus()
    alike = vectors.assign(vector=[np.ones(384, dtype=np.float16)] * len(vectors))
    fitted = fit_themes(segments, alike, ThemesSettings(), seed=7)
    assert fitted.themes.empty
    assert len(fitted.exemplars) == len(segments)
    assert fitted.note.startswith("No themes were sought")
