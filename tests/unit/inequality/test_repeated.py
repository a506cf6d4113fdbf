"""Segments of people who speak several times: one voice is never taken for many."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm

from insight.inequality.repeated import repeated_slope

RNG = np.random.default_rng(11)
RANK = RNG.random(80)
SAID = (RNG.random(80) < 0.7 - 0.4 * RANK).astype(int)


def test_where_everybody_speaks_once_it_is_the_logistic_line() -> None:
    found = repeated_slope(SAID, RANK, list(range(80)))
    fit = sm.Logit(SAID, sm.add_constant(RANK)).fit(disp=False)
    assert found.log_odds_ratio == pytest.approx(fit.params[1], rel=1e-5)
    # The corrected error is a little above the plain one, and Student's t above the normal.
    plain = 1.96 * fit.bse[1]
    assert plain < found.upper - found.log_odds_ratio < 1.15 * plain


def test_saying_nearly_the_same_three_times_adds_little_certainty() -> None:
    said, rank, person = np.repeat(SAID, 3), np.repeat(RANK, 3), np.repeat(np.arange(80), 3)
    said[::15] = 1 - said[::15]  # one in five people says another thing once
    found = repeated_slope(said, rank, list(person))
    one_for_many = sm.Logit(said, sm.add_constant(rank)).fit(disp=False).bse[1]
    assert found.upper - found.log_odds_ratio > 1.5 * 1.96 * one_for_many
    assert (found.n_people, found.n_segments) == (80, 240)
    assert 0.7 < found.alike < 1


def test_row_order_changes_no_digit() -> None:
    order = RNG.permutation(80)
    straight = repeated_slope(SAID, RANK, list(range(80)))
    assert repeated_slope(SAID[order], RANK[order], [int(one) for one in order]) == straight


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([1] * 5 + [0] * 35, "fewer than ten people"),
        ([1] * 20 + [0] * 20, "divides"),
    ],
)
def test_what_cannot_be_estimated_is_said(said: list[int], told: str) -> None:
    found = repeated_slope(said, [(one + 0.5) / 40 for one in range(40)], list(range(40)))
    assert told in found.reason
    assert math.isnan(found.log_odds_ratio)
