"""Judging by texts of other people, without fitting anew for each of them."""

from __future__ import annotations

import numpy as np

from insight.coding.machine.likeness import Likeness, alike
from insight.coding.machine.records import Texts
from insight.coding.machine.ridge import RIDGE, fit

SAID = [
    "The bus never comes",
    "No bus on a Sunday",
    "They listened to us",
    "Nobody listened at all",
    "The bus driver listened",
    "",
    "Parking costs a fortune",
]


def texts(said: list[str], seed: int = 1) -> Texts:
    """`said`, each by somebody else, with vectors that mean nothing."""
    vectors = np.random.default_rng(seed).normal(size=(len(said), 6))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Texts(said, vectors, [str(at) for at in range(len(said))])


def test_unseen_scores_are_those_of_a_fit_without_the_fold() -> None:
    features = Likeness(texts(SAID)).own
    given = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, 1], [0, 0], [0, 0]], dtype=float)
    folds = np.array([0, 1, 2, 0, 1, 2, 0])
    learned = fit(features, given, folds)
    kernel = alike(features, features) + 1
    for fold in range(3):
        out, rest = folds == fold, folds != fold
        anew = kernel[np.ix_(out, rest)] @ np.linalg.solve(
            kernel[np.ix_(rest, rest)] + RIDGE * np.eye(rest.sum()), given[rest]
        )
        np.testing.assert_allclose(learned.unseen[out], anew, atol=1e-9)


def test_a_text_is_most_like_itself_and_likeness_goes_both_ways() -> None:
    found = alike(*[Likeness(texts(SAID)).own] * 2)
    np.testing.assert_allclose(found, found.T, atol=1e-12)
    assert (found.argmax(axis=1) == np.arange(len(SAID))).all()


def test_words_in_common_make_texts_alike_and_everybodys_words_less_so() -> None:
    same = texts(SAID)
    vectors = np.zeros_like(same.vectors)
    own = Likeness(Texts(SAID, vectors, same.people)).own
    found = alike(own, own)
    bus, sunday, parking = 0, 1, 6
    assert found[bus, sunday] > found[bus, parking]


def test_a_text_seen_later_is_compared_as_one_of_the_first() -> None:
    pool = texts(SAID)
    likeness = Likeness(pool)
    again = likeness.features(Texts([SAID[0]], pool.vectors[:1], ["someone"]))
    np.testing.assert_allclose(alike(again, likeness.own), alike(likeness.own[:1], likeness.own))


def test_texts_without_words_or_meaning_have_nothing_in_common() -> None:
    own = Likeness(Texts(["", ""], np.zeros((2, 3)), ["a", "b"])).own
    assert alike(own, own).tolist() == [[0.0, 0.0], [0.0, 0.0]]
