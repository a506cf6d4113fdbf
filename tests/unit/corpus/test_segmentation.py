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
    "parts",
    [
        ["One.", "Two!", "Three?", "Four"],
        ["I saw Dr. Fell and Mr. J. Ash, i.e. both.", "Yes."],
        ['He said "no."', "Then he left."],
        ['"Really?" she said.', "I was cross!"],
        ["It cost £3.50 a day.", "20 of us paid."],
        ["The bus is at 10.30 a.m. on Mondays.", "It left at 9 a.m.", "They never told us."],
        ["It was, well... not good…", "So I left."],
        ["I asked for vitamin C.", "They laughed."],
        ["1. The bus.", "2. The chemist, etc.", "That is all."],
        ["Ring ext. 20 or ask for no. 5.", "She said no.", "Five of us heard."],
        ["The U.K. Border people rang.", "Cllr. Ash did not."],
        ["نحن ننتظر.", "متى يأتي؟", "لا أحد يعرف."],
        ["ڈاکٹر نہیں آیا۔", "ہم گھر گئے۔"],
        ["डॉक्टर नहीं आए।", "हम घर गए।"],
    ],
)
def test_where_sentences_end(parts: list[str]) -> None:
    assert cut(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("first line\nsecond line", ["first line", "second line"]),
        ("really? aye. it was", ["really?", "aye.", "it was"]),
        ("they said approx. three. nobody came", ["they said approx. three.", "nobody came"]),
        ("It was late.They never rang.I did", ["It was late.", "They never rang.", "I did"]),
        ("护士很好。医生没来。", ["护士很好。", "医生没来。"]),
        ("see www.example.org/a.b for v2.0", ["see www.example.org/a.b for v2.0"]),
    ],
)
def test_where_sentences_end_without_capitals_or_space(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


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


BUS = ("The bus was late.", "Nobody waits at a bus stop in the rain.", "The driver drove past.",
       "A bus and a driver cost money.", "We stood at the stop in the rain.")  # fmt: skip
MEALS = ("The dinner was cold.", "A cook left the kitchen.", "Cold dinner is no dinner at all.",
         "The kitchen needs a cook.", "Hot soup came from the kitchen.")  # fmt: skip


def test_a_long_turn_is_cut_where_the_subject_changes() -> None:
    first, second = " ".join(BUS * 2 + BUS[:2]), " ".join(MEALS * 3)
    text = f"{first} {second}"
    assert len(text.split()) > LONGEST_WORDS
    assert len(first.split()) != len(second.split())
    assert [text[start:end] for start, end in pieces(text)] == [first, second]


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
