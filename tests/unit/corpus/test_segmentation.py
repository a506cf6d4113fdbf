"""Long turns are cut where sentences end, and every piece is a stretch of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.corpus.words.segmentation import LONGEST_WORDS, pieces, sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("I saw Dr. Fell and Mr. J. Ash, i.e. both. Yes.", None),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("It cost £3.50 a day. 20 of us paid.", ["It cost £3.50 a day.", "20 of us paid."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("really? aye. it was", ["really?", "aye. it was"]),
    ],
)
def test_where_sentences_end(text: str, parts: list[str] | None) -> None:
    wanted = parts or ["I saw Dr. Fell and Mr. J. Ash, i.e. both.", "Yes."]
    assert cut(text) == wanted


def test_a_turn_that_is_not_long_is_one_piece() -> None:
    text = "It was a very long day. " * 20
    assert len(text.split()) == LONGEST_WORDS
    assert pieces(text) == [(0, len(text) - 1)]


def test_a_long_turn_becomes_even_pieces_of_whole_sentences() -> None:
    text = "It was a very long day. " * 50
    lengths = [len(text[start:end].split()) for start, end in pieces(text)]
    assert sum(lengths) == 300
    assert all(60 <= length <= LONGEST_WORDS for length in lengths)
    assert all(text[end - 1] == "." for _, end in pieces(text))


def test_speech_without_full_stops_is_cut_between_words() -> None:
    text = " ".join(["aye"] * 400)
    lengths = [len(text[start:end].split()) for start, end in pieces(text)]
    assert sum(lengths) == 400
    assert max(lengths) <= LONGEST_WORDS


WORDS = st.lists(st.sampled_from(["Aye", "no.", "Well?", "Dr.", "3.5", "it", "\n", "“so”!", "-"]))


@given(WORDS.map(" ".join), st.integers(1, 30))
def test_pieces_follow_each_other_and_lose_no_word(text: str, longest: int) -> None:
    found = pieces(text, longest)
    assert all(start < end for start, end in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(found))
    assert " ".join(text[s:e] for s, e in found).split() == text.split()
    assert all(len(text[s:e].split()) <= longest for s, e in found)
