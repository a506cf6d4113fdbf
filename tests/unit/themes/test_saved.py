"""A saved model gives a later wave the same themes, and says what has changed.

All words are invented.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.lib.npyio import NpzFile

from insight.errors import InputError
from insight.settings import ThemesSettings
from insight.themes import FittedThemes, fit_themes, main_members
from insight.themes.saved import SavedThemes, apply_themes, read_saved, write_saved
from insight.themes.waves import Sums, _scatter

SUBJECTS = {
    "buses": "the {} bus never turns up in our valley on a {} morning",
    "meals": "volunteers cook a {} dinner for everybody at the {} lunch club",
    "forms": "the {} form was full of {} words nobody understands",
    "ducks": "a {} duck swims on the {} pond behind the mill",
    "bells": "the {} bell rings over the {} square at noon",
}
KINDS = ("early", "late", "old", "new", "small", "first", "second", "long", "plain", "usual")


def wave(
    numbers: dict[str, int], name: str, seed: int = 1, turned: float = 0.0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """So many comments on each subject, each by somebody else; buses `turned` towards elsewhere."""
    draw = np.random.default_rng([seed, len(name)])
    at = {subject: row for row, subject in enumerate(SUBJECTS)}
    told = [(subject, n) for subject, count in numbers.items() for n in range(count)]
    middle = np.eye(len(SUBJECTS) + 1, 384)
    places = np.array([middle[at[subject]] for subject, _ in told])
    places[[subject == "buses" for subject, _ in told]] += turned * middle[-1]
    ids = [f"{name}{number:03d}" for number in range(len(told))]
    blank = ["attribution", "target_org", "language", "set_aside", "same_as", "question_asked"]
    segments = pd.DataFrame(
        {
            **dict.fromkeys(blank, ""),
            **dict.fromkeys(("segment_id", "document_id", "speaker_id"), ids),
            **dict.fromkeys(["source_name", "kind", "mode"], "survey"),
            "sampling": "self_selected",
            "wave": "1",
            "role": "participant",
            "stakeholder_groups": "",
            "prompted": True,
            "position": 0,
            "text": [
                SUBJECTS[subject].format(KINDS[n % 10], KINDS[n // 10 % 10]) for subject, n in told
            ],
            "n_redactions": 0,
            "state": "detected",
        }
    )
    vectors = (places + draw.normal(0, 0.04, places.shape)).astype(np.float16)
    return segments, pd.DataFrame({"segment_id": ids, "vector": list(vectors)})


FIRST = {"buses": 60, "meals": 60, "forms": 60}


@pytest.fixture(scope="module")
def fitted() -> FittedThemes:
    return fit_themes(*wave(FIRST, "a"), ThemesSettings(), seed=7)


@pytest.fixture(scope="module")
def saved(fitted: FittedThemes) -> SavedThemes:
    return SavedThemes.of(fitted, ThemesSettings(), seed=7)


@pytest.fixture
def folder(saved: SavedThemes, tmp_path: Path) -> Path:
    write_saved(saved, tmp_path / "model")
    return tmp_path / "model"


def of(table: pd.DataFrame, word: str) -> pd.Series:
    """The row of the theme whose label or keywords name `word`."""
    return table[table["label"].str.lower().str.contains(word)].iloc[0]


def named(saved: SavedThemes) -> SavedThemes:
    """`saved` with the subject of each theme in its label, whatever words the fit gives."""
    words = saved.themes["keywords"].str.lower()
    labels = [next(s for s in ("bus", "dinner", "form") if s in told) for told in words]
    return SavedThemes(
        saved.themes.assign(label=labels),
        saved.headings,
        saved.centres,
        saved.mean,
        saved.ground,
        saved.needed,
        saved.wave,
        saved.settings,
        saved.seed,
    )


def test_the_wave_that_themes_were_found_in_is_no_change_and_gets_its_themes(fitted, saved) -> None:
    again = apply_themes(saved, *wave(FIRST, "a"), intervals=True)
    assert main_members(again.segment_themes) == main_members(fitted.segment_themes)
    assert again.drift["change"].eq(0).all()
    assert not again.drift["shifted"].any()
    assert not again.drift["moved"].fillna(False).any()


def test_a_later_wave_stands_under_the_headings_of_the_first(fitted, folder) -> None:
    later = apply_themes(read_saved(folder), *wave({"buses": 20, "meals": 30}, "b"), intervals=True)
    pd.testing.assert_frame_equal(later.headings, fitted.hierarchy, check_dtype=False)


def test_a_model_read_back_gives_the_same_answer_whatever_the_order_of_rows(saved, folder) -> None:
    segments, vectors = wave({"buses": 20, "meals": 30, "forms": 40}, "bb")
    one = apply_themes(saved, segments, vectors, intervals=True)
    other = apply_themes(
        read_saved(folder),
        segments.sample(frac=1, random_state=1),
        vectors.sample(frac=1, random_state=2),
        intervals=True,
    )
    pd.testing.assert_frame_equal(one.segment_themes, other.segment_themes)
    pd.testing.assert_frame_equal(one.drift, other.drift)
    pd.testing.assert_frame_equal(one.themes, other.themes)


def test_a_wave_of_the_same_kind_is_called_no_change(saved) -> None:
    done = apply_themes(saved, *wave(FIRST, "ccc", seed=9), intervals=True)
    assert not done.drift["shifted"].any()
    assert not done.drift["moved"].fillna(False).any()


def test_shares_that_shift_are_told_with_an_interval_that_holds_the_change(saved) -> None:
    numbers = {"buses": 120, "meals": 30, "forms": 30}
    done = apply_themes(named(saved), *wave(numbers, "dddd"), intervals=True)
    buses = of(done.drift, "bus")
    # 60 of 180 then, 120 of 180 now: a third more.
    assert (buses["n_before"], buses["n_now"], buses["of_now"]) == (60, 120, 180)
    assert round(buses["change"], 6) == round(120 / 180 - 60 / 180, 6)
    # By hand: 1.96 sqrt(2 * 1/3 * 2/3 / 180) = 0.097.
    assert (buses["high"] - buses["low"]) / 2 == pytest.approx(0.097, abs=0.012)
    assert buses["low"] < buses["change"] < buses["high"]
    assert bool(buses["shifted"])


def test_a_theme_about_something_else_than_before_is_said_to_have_moved(saved) -> None:
    done = apply_themes(named(saved), *wave(FIRST, "eeeee", turned=0.5), intervals=True)
    moved = done.drift.set_index("label")["moved"]
    assert bool(moved["bus"])
    assert not moved["dinner"]
    assert not moved["form"]


def test_what_nobody_spoke_of_before_is_new_ground(saved) -> None:
    segments, vectors = wave({**FIRST, "ducks": 40, "bells": 40}, "ffffff")
    done = apply_themes(saved, segments, vectors, intervals=True)
    new = segments["text"].str.contains("duck|bell ")
    strangers = set(segments.loc[new, "segment_id"])
    main = done.segment_themes
    assert set(main.loc[main["theme_id"] == -1, "segment_id"]) == strangers
    none = done.drift.set_index("theme_id").loc[-1]
    assert (none["n_now"], none["of_now"]) == (80, 260)
    assert bool(none["shifted"])
    assert done.new_ground is not None
    assert set(done.new_ground.usable.segments["segment_id"]) == strangers


def test_people_picked_on_purpose_allow_no_interval(saved) -> None:
    done = apply_themes(saved, *wave(FIRST, "ggggggg"), intervals=False)
    assert done.drift[["low", "high", "shifted", "moved"]].isna().all(axis=None)


def test_a_saved_model_holds_no_text_and_nobody(folder) -> None:
    told = json.loads((folder / "model.json").read_text("utf-8"))
    segments, _ = wave(FIRST, "a")
    everything = json.dumps(told) + (folder / "arrays.npz").read_bytes().decode("latin-1")
    assert not any(text in everything for text in segments["text"])
    assert not any(one in everything for one in segments["segment_id"])
    with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
        assert isinstance(arrays, NpzFile)
        assert all(arrays[name].dtype.kind in "if" for name in arrays.files)


def test_the_same_model_gives_the_same_bytes(saved, tmp_path) -> None:
    for name in ("one", "two"):
        write_saved(saved, tmp_path / name)
    for file in ("model.json", "arrays.npz"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model_version": 0}, "another version"),
        ({"encoder": {"another": "encoder"}}, "another encoder"),
        ({"arrays_sha256": "0"}, "not the one"),
        ({"themes": [{"label": "Betty's secret"}]}, "not a whole model"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(folder, change, message) -> None:
    path = folder / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(InputError, match=message) as refused:
        read_saved(folder)
    assert "Betty" not in str(refused.value)


def test_without_a_model_the_error_says_how_to_get_one(tmp_path) -> None:
    with pytest.raises(InputError, match="insight themes --save"):
        read_saved(tmp_path)


def test_the_variance_of_a_mean_counts_people_not_segments() -> None:
    # Two people, one number each segment: sums 2 of 2 and 0 of 2; mean 0.5, each off by 1.
    # (1 + 1) / 4^2 * 2 / (2 - 1) = 0.25.
    sums = Sums(np.array([[2.0], [0.0]]), np.array([2, 2]))
    assert _scatter(sums) == 0.25
