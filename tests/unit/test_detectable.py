"""What can be detected: against the exact chance, and against statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import power_proportions_2indep

from insight.detectable import (
    detectable_from,
    minimum_detectable_difference,
    minimum_detectable_slope,
)
from insight.errors import InputError
from insight.inequality import wilson


def shares(n: int, other: int, p: float, d: float) -> tuple[float, float]:
    """Of two groups that lie `d` apart and are `p` together."""
    return p + d * other / (n + other), p - d * n / (n + other)


@pytest.mark.parametrize(
    ("n", "other", "p"),
    [(20, 20, 0.3), (40, 40, 0.5), (80, 120, 0.2), (20, 60, 0.3), (25, 400, 0.4)],
)
def test_statsmodels_gives_the_harder_direction_a_power_of_80_in_100(n, other, p):
    d = minimum_detectable_difference(n, p, other)
    powers = []
    for sign in (1, -1):
        share, share_other = shares(n, other, p, sign * d)
        if 0 <= share <= 1 and 0 <= share_other <= 1:
            told = power_proportions_2indep(sign * d, share_other, n, ratio=other / n)
            powers.append(float(told.power))
    assert min(powers) == pytest.approx(0.8, abs=1e-4)


@pytest.mark.parametrize("p", [0.2, 0.3, 0.5, 0.8])
@pytest.mark.parametrize(
    ("n", "other"), [(20, 20), (20, 60), (40, 40), (80, 120), (100, 20), (400, 40)]
)
def test_newcombe_s_interval_finds_it_about_80_times_in_100(n, other, p):
    """By all pairs of counts that there can be, each with its chance."""
    x, x_other = np.arange(n + 1)[:, None], np.arange(other + 1)[None, :]
    (low, high), (low_o, high_o) = wilson(x, n), wilson(x_other, other)
    q, q_o = x / n, x_other / other
    clear = (q - q_o - np.hypot(q - low, high_o - q_o) > 0) | (
        q - q_o + np.hypot(high - q, q_o - low_o) < 0
    )
    d = minimum_detectable_difference(n, p, other)
    found = []
    for sign in (1, -1):
        share, share_other = shares(n, other, p, sign * d)
        if 0 <= share <= 1 and 0 <= share_other <= 1:
            chance = binom.pmf(x, n, share) * binom.pmf(x_other, other, share_other)
            found.append(float(chance[clear].sum()))
    assert 0.77 < min(found) < 0.84


def test_of_many_people_it_is_the_effect_size_of_the_textbook():
    h = NormalIndPower().solve_power(nobs1=20_000, alpha=0.05, power=0.8, ratio=1.5)
    found = minimum_detectable_difference(20_000, 0.3, 30_000)
    assert found == pytest.approx(h * math.sqrt(0.3 * 0.7), rel=1e-3)


def test_people_who_tell_half_as_much_are_half_as_many():
    assert minimum_detectable_difference(80, 0.3, 60, design_effect=2) == pytest.approx(
        minimum_detectable_difference(40, 0.3, 30)
    )


def test_which_group_comes_first_and_whether_it_is_said_or_not_makes_no_difference():
    found = minimum_detectable_difference(30, 0.2, 90)
    assert minimum_detectable_difference(90, 0.2, 30) == pytest.approx(found)
    assert minimum_detectable_difference(30, 0.8, 90) == pytest.approx(found)


def test_a_handful_shows_nothing():
    assert minimum_detectable_difference(1, 0.5) == math.inf
    assert minimum_detectable_difference(20, 0.1) == math.inf  # 4 of 20 against none, at most
    assert minimum_detectable_slope(10, 0.5) == math.inf


def test_a_slope_needs_six_times_the_people_of_a_difference():
    # variance 12 p q / n of a slope, against 4 p q / n between two halves of n people
    ratio = minimum_detectable_slope(600, 0.5) / minimum_detectable_difference(300, 0.5)
    assert ratio == pytest.approx(math.sqrt(3), rel=0.01)


def test_an_interval_of_two_standard_errors_each_way_detects_2_8_of_them():
    # Bloom (1995): the least effect found with 80 % power is 2.8 standard errors.
    assert detectable_from(-1.96, 1.96) == pytest.approx(2.8, abs=0.005)


def test_refusals():
    for arguments in ((0, 0.5), (50, 1.0)):
        with pytest.raises(InputError):
            minimum_detectable_difference(*arguments)
    with pytest.raises(InputError):
        minimum_detectable_slope(50, 0.0)
