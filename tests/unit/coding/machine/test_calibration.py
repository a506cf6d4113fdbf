"""Probabilities mean what they say, and a cut follows from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from insight.coding.machine.calibration import (
    CODEBOOK_ONLY,
    best_cut,
    calibration_error,
    weigh,
)


def test_whoever_says_seven_in_ten_and_is_right_seven_times_in_ten_makes_no_error() -> None:
    given = np.array([True] * 7 + [False] * 3)
    assert calibration_error(np.full(10, 0.7), given) == 0
    assert calibration_error(np.full(10, 0.9), given) == pytest.approx(0.2)


@over(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_no_other_number_of_suggestions_expects_a_better_f1(told: list[float]) -> None:
    ranked = sorted(told, reverse=True)
    tried = [2 * sum(ranked[:n]) / (n + sum(told)) for n in range(1, len(told) + 1)]
    cut, f1 = best_cut(np.array(told))
    assert f1 == pytest.approx(max(tried))
    chosen = [p for p in told if p >= cut]
    if chosen and f1 > 0:
        assert 2 * sum(chosen) / (len(chosen) + sum(told)) == pytest.approx(f1)


def facts(log_odds: np.ndarray, scores: np.ndarray) -> np.ndarray:
    return np.stack([np.ones_like(log_odds), log_odds, scores], axis=2)


def told(found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    shares: np.ndarray = 1 / (1 + np.exp(-(found * weights).sum(axis=2)))
    return shares


def test_the_mean_probability_is_the_share_of_texts_that_have_the_code() -> None:
    draw = np.random.default_rng(2)
    log_odds = draw.normal(-3, 1, (2000, 2))
    given = draw.random((2000, 2)) < np.array([0.02, 0.4])
    found = facts(log_odds, np.zeros_like(log_odds))
    shares = told(found, weigh(found, given, np.ones(2000))).mean(axis=0)
    assert shares == pytest.approx(given.mean(axis=0), abs=0.01)


def test_one_reading_hardly_moves_what_the_codebook_says() -> None:
    found = facts(np.array([[-2.0]]), np.array([[0.0]]))
    weights = weigh(found, np.array([[False]]), np.ones(1))
    assert weights[0] == pytest.approx(CODEBOOK_ONLY, abs=0.5)


def test_texts_that_were_drawn_seldom_count_for_those_that_were_not() -> None:
    # A tenth of all texts have the code. They were drawn for certain, the others one in nine.
    given = np.array([[True]] * 100 + [[False]] * 100)
    weights = np.array([1.0] * 100 + [9.0] * 100)
    found = facts(np.zeros((200, 1)), np.zeros((200, 1)))
    probability = told(found, weigh(found, given, weights))
    assert probability.mean() == pytest.approx(0.1, abs=0.02)
