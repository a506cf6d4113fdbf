"""What answers no question is told apart from an answer that is short."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight.corpus.words.nonanswers import EMPTY, says_nothing

SHARED = Path(__file__).parents[4] / "shared"
WHAT, ELSE = "What should change?", "Is there anything else you would like to tell us?"
DID, WRONG = "Did they ask you?", "What went wrong?"


@pytest.mark.parametrize("answer", ["", "  ", "-", "...", "?", "\u200b", "#N/A", "NULL", "(blank)"])
def test_what_holds_nothing_is_empty(answer: str) -> None:
    assert says_nothing(answer, WHAT) == EMPTY


@pytest.mark.parametrize(
    ("answer", "question", "reason"),
    [
        ("n/a", WHAT, "non-answer"),
        ("N.A.", "", "non-answer"),
        ("Not applicable to me", WHAT, "non-answer"),
        ("No comment at this time, thanks", WHAT, "non-answer"),
        ("Prefer not to say.", DID, "non-answer"),
        ("nil", "", "non-answer"),
        ("No", ELSE, "non-answer"),
        ("Nothing, thank you", "Any other comments?", "non-answer"),
        ("None", "Comments", "non-answer"),
        ("Can’t think of anything", ELSE, "non-answer"),
        ("see above", WHAT, "refers to another answer"),
        ("As in my answer to question 2", WHAT, "refers to another answer"),
        ("Ditto", WHAT, "refers to another answer"),
    ],
)
def test_what_only_says_that_there_is_no_answer(answer: str, question: str, reason: str) -> None:
    assert says_nothing(answer, question) == reason


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        ("No.", DID),
        ("Na", DID),
        ("Nothing", WHAT),
        ("None", WHAT),
        ("Nothing to add, you do it well", ELSE),
        ("No answer", WRONG),
        ("No feedback", WRONG),
        ("No comment box for my daughter", ELSE),
        ("Nothing", ""),
        ("No, the lift is still broken", ELSE),
        ("See above the door, no ramp", WHAT),
        ("don't know", WHAT),
        ("y", DID),
        ("👍", WHAT),
        (":-(", WHAT),
        ("10/10", WHAT),
        ("✓", DID),
        ("£", WHAT),
    ],
)
def test_a_short_answer_is_an_answer(answer: str, question: str) -> None:
    assert says_nothing(answer, question) == ""


@pytest.mark.parametrize(
    "mash", ["asdf", "qwerty", "sdfghj sdf asdfg", "aslkdjf", "zzzz", "hjkl;", "dfgdfgdf", "ASDFGH"]
)
def test_keys_hit_at_random_are_no_answer(mash: str) -> None:
    assert says_nothing(mash, WHAT) == "keyboard mash"


@pytest.mark.parametrize(
    "word",
    ["hmm", "Hmmmmm", "grrr", "mmm", "NHS", "GP", "CAMHS", "AAA", "DWP", "thx", "pls", "appts",
     "lvly", "poverty", "property", "were", "rhythm", "Knightsbridge", "Gerty", "salads",
     "cwtch", "ysbyty", "Llwchwr", "hwyl", "źle", "szczęście", "рука", "护士"],
)  # fmt: skip
def test_words_sounds_and_abbreviations_are_no_mash(word: str) -> None:
    assert says_nothing(word, WHAT) == ""


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not here")
def test_answers_that_people_coded_are_hardly_ever_lost() -> None:
    coded = pd.read_parquet(SHARED / "data" / "fft_phase1_dev.parquet")
    lost = [bool(says_nothing(text, "What could we do better?")) for text in coded["text"]]
    assert sum(lost) <= len(coded) / 1000
