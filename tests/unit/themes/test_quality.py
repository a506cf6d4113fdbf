"""Coherence and diversity of the words of themes, beside an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest

from insight.themes.quality import Company, c_v, diversity, npmi

SHORT = (
    "bus late road rain",
    "bus late driver",
    "bus road",
    "meal warm lunch",
    "meal lunch friend",
    "lunch warm",
    "road rain",
    "late rain bus",
    "friend road bus",
    "meal late",
)
# 123 words, 14 windows of 110: no word comes twice.
FILLERS = [f"filler{number}" for number in range(120)]
LONG = ["bus", *FILLERS[:60], "late", *FILLERS[60:], "road"]
TEXTS = [*map(str.split, SHORT), LONG]


@pytest.mark.parametrize(
    ("words", "expected_npmi", "expected_c_v"),
    [
        ("bus late road", 0.227405, 0.583435),
        ("meal lunch warm friend", 0.194699, 0.726990),
        ("bus meal rain driver", -0.533149, 0.323999),
    ],
)
def test_coherence_is_that_of_gensim(words: str, expected_npmi: float, expected_c_v: float) -> None:
    # gensim 4.4.0, CoherenceModel(topics, texts, processes=1): c_npmi with window_size=1000, so
    # that every text is one window, and c_v as it comes.
    assert npmi(words.split(), Company(TEXTS)) == pytest.approx(expected_npmi, abs=1e-6)
    assert c_v(words.split(), Company(TEXTS)) == pytest.approx(expected_c_v, abs=1e-6)


def test_words_that_keep_company_cohere_more_than_words_that_never_meet() -> None:
    texts = [["bus", "late"], ["bus", "late"], ["meal", "warm"], ["meal", "warm"]]
    assert npmi(["bus", "late"], Company(texts)) == pytest.approx(1.0)
    assert npmi(["bus", "meal"], Company(texts)) < -0.9
    assert c_v(["bus", "late"], Company(texts)) == pytest.approx(1.0)
    assert c_v(["bus", "meal"], Company(texts)) < 0.1
    assert np.isnan(npmi(["bus"], Company(texts)))


def test_company_is_kept_within_windows_of_110_words() -> None:
    draw = np.random.default_rng(3)
    texts = [list(draw.choice(list("abcdefgh"), size)) for size in (5, 110, 111, 300)]
    texts[3][::2] = ["x"] * 150
    windows = [set(text[at : at + 110]) for text in texts for at in range(max(len(text) - 109, 1))]
    assert c_v(["a", "b", "x"], Company(texts)) == c_v(
        ["a", "b", "x"], Company([sorted(one) for one in windows])
    )


def test_themes_that_share_every_word_are_half_as_diverse_as_two_that_share_none() -> None:
    assert diversity([["bus", "road"], ["meal", "lunch"]]) == 1.0
    assert diversity([["bus", "road"], ["bus", "road"]]) == 0.5
