"""What is learned from whatever there is, and what it is said to rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from insight.coding import Code, Codebook
from insight.coding.machine import Decisions, Texts, learn
from insight.coding.machine.untaught import untaught
from insight.errors import InputError

Encode = Callable[[Sequence[str]], Any]

# Invented. Money is C1, distance C2 of the small codebook; the rest is neither.
MONEY = "We could not pay the charge"
FAR = "It is too far to drive"
OTHER = "We had a cup of tea"


def texts(said: Sequence[str], encode: Encode) -> Texts:
    """Each text by somebody else."""
    people = [f"p{at:03d}" for at in range(len(said))]
    return Texts(list(said), np.asarray(encode(said), dtype=float), people)


def nobody(count: int, codes: int = 4) -> Decisions:
    """Nothing was read."""
    return Decisions(np.zeros(count, dtype=bool), np.zeros((count, codes), dtype=bool))


def test_a_code_of_which_neither_people_nor_texts_speak_is_not_suggested(
    book: Codebook, encode: Encode
) -> None:
    said = texts([OTHER] * 30, encode)
    learned = learn(said, nobody(30), book, encode)
    assert {one.regime for one in learned.standings} == {"too few"}
    assert all(one.cut is None and one.f1 is None for one in learned.standings)


def test_eight_examples_make_a_learned_code(book: Codebook, encode: Encode) -> None:
    said = texts([f"{MONEY if at < 8 else OTHER} {at}" for at in range(40)], encode)
    given = np.zeros((40, 4), dtype=bool)
    given[:8, 0] = True
    learned = learn(said, Decisions(np.ones(40, dtype=bool), given), book, encode)
    money = learned.standings[0]
    assert (money.regime, money.positives) == ("learned", 8)
    given[7, 0] = False
    fewer = learn(said, Decisions(np.ones(40, dtype=bool), given), book, encode)
    assert fewer.standings[0].regime == "codebook"


def test_an_unread_text_is_judged_as_one_that_comes_later(book: Codebook, encode: Encode) -> None:
    said = texts([f"{(MONEY, FAR, OTHER)[at % 3]} {at}" for at in range(60)], encode)
    given = np.zeros((60, 4), dtype=bool)
    given[:, 0] = np.arange(60) % 3 == 0
    read = np.arange(60) < 45
    learned = learn(said, Decisions(read, given & read[:, None]), book, encode)
    later = Texts(said.said[45:], said.vectors[45:], said.people[45:])
    np.testing.assert_allclose(learned.probability(later), learned.unseen[45:], atol=1e-4)


def test_what_one_person_said_and_how_it_was_coded_never_teaches_about_them(
    book: Codebook, encode: Encode
) -> None:
    said = texts([f"{(MONEY, OTHER)[at % 2]} {at}" for at in range(40)], encode)
    people = ["one"] * 2 + said.people[2:]
    given = np.zeros((40, 4), dtype=bool)
    given[::2, 0] = True
    learned, other = (
        learn(
            Texts(said.said, said.vectors, people),
            Decisions(np.ones(40, dtype=bool), marks),
            book,
            encode,
        )
        for marks in (given, _turned(given, 0))
    )
    # Their two texts change sides together; the rank between them, which others taught, stays.
    for one in (learned, other):
        assert one.unseen[0, 0] > one.unseen[1, 0]


def _turned(given: np.ndarray, row: int) -> np.ndarray:
    marks = given.copy()
    marks[row, 0], marks[row + 1, 0] = marks[row + 1, 0], marks[row, 0]
    return marks


def test_the_best_of_several_sentences_counts(book: Codebook, encode: Encode) -> None:
    alone, buried, absent = untaught(
        texts([f"{MONEY}.", f"{OTHER}. {MONEY}. {OTHER}.", f"{OTHER}. {OTHER}."], encode),
        book,
        encode,
    )[:, 0]
    assert alone >= buried > absent


def test_a_code_that_says_nothing_is_refused_in_words(encode: Encode) -> None:
    book = Codebook("Invented", "1", (Code("X1", "cost", "Money."), Code("X2", "mute", "")))
    with pytest.raises(InputError, match="1 of 2 codes have neither a definition nor examples"):
        learn(texts([OTHER], encode), nobody(1, 2), book, encode)
