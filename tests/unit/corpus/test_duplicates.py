"""The same words twice are found once: exactly, whatever the order, and never by chance."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.corpus.words.duplicates import folded, representatives


def linked(*texts: str) -> bool:
    return len(set(representatives(texts))) == 1


LONG = "the bus came late again and nobody at the depot could say why"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Never on time!", "never on  time", True),
        (LONG, LONG.upper() + "...", True),
        (LONG, LONG.replace("depot", "deppot"), True),
        (LONG, LONG + " today", True),
        (LONG, LONG + " today or yesterday or the day before", False),
        ("the bus came late again", "the bus came early again", False),
        (LONG, " ".join(reversed(LONG.split())), False),
        (LONG, LONG.replace("came", "never came"), False),
        (LONG + " at 8", LONG + " at 9", False),
        ("I wasn't told about it by anyone at all", "I was told about it by anyone at all", False),
        ("Ни разу не пришёл автобус", "ни разу не пришёл автобус.", True),
    ],
)
def test_what_counts_as_the_same(one: str, other: str, same: bool) -> None:
    assert linked(one, other) is same


def longest_common(one: list[str], other: list[str]) -> int:
    """Length of the longest common subsequence, by the table of the textbook."""
    row = [0] * (len(other) + 1)
    for word in one:
        corner = 0
        for place, theirs in enumerate(other, 1):
            corner, row[place] = (
                row[place],
                corner + 1 if word == theirs else max(row[place], row[place - 1]),
            )
    return row[-1]


def near(one: str, other: str) -> bool:
    a, b = one.split(), other.split()
    return min(len(a), len(b)) >= 8 and 20 * longest_common(a, b) >= 9 * (len(a) + len(b))


def expected(texts: list[str]) -> list[str]:
    """Every pair compared: who stands for whom, taken in the order of the words."""
    chosen: list[str] = []
    stands: dict[str, str] = {}
    for text in sorted(set(texts)):
        shares = [
            (-longest_common(text.split(), c.split()) / (len(text.split()) + len(c.split())), c)
            for c in chosen
            if near(text, c)
        ]
        stands[text] = min(shares)[1] if shares else text
        if not shares:
            chosen.append(text)
    return [stands[text] for text in texts]


@st.composite
def families(draw: st.DrawFn) -> list[str]:
    """Texts, and copies of them with some words changed, put in or left out."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        words = draw(st.lists(st.sampled_from("abcdefgh"), min_size=6, max_size=40))
        for _ in range(draw(st.integers(1, 5))):
            copy = list(words)
            for _ in range(draw(st.integers(0, 5))):
                place = draw(st.integers(0, len(copy)))
                copy[place : place + draw(st.integers(0, 1))] = draw(
                    st.lists(st.sampled_from("abcdefghij"), max_size=1)
                )
            found.append(" ".join(copy))
    return found


@given(families())
def test_every_near_pair_is_found_as_if_all_were_compared(texts: list[str]) -> None:
    assert representatives(texts) == expected(texts)


@given(families(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(texts: list[str], chance: random.Random) -> None:
    once = dict(zip(texts, representatives(texts), strict=True))
    shuffled = chance.sample(texts, len(texts))
    assert dict(zip(shuffled, representatives(shuffled), strict=True)) == once


WAIT = "one had to wait in the cold for a very long while before they came"
WEATHER = ("rain", "snow", "wind", "hail", "sleet")


def test_who_stands_for_others_stands_for_itself() -> None:
    chance = random.Random(7)
    words = WAIT.split()
    texts = []
    for _ in range(300):
        copy = list(words)
        for _ in range(chance.randrange(4)):
            copy[chance.randrange(len(copy))] = chance.choice(WEATHER)
        texts.append(" ".join(copy))
    stands = dict(zip(map(folded, texts), representatives(texts), strict=True))
    assert all(stands[kept] == kept for kept in stands.values())
    assert all(near(text, kept) for text, kept in stands.items())
