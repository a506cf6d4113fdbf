"""The gradient among participants, checked against arithmetic and robust errors of statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from insight.errors import InputError
from insight.inequality import individual_slope

RNG = np.random.default_rng(7)
RANK = RNG.random(120)
SAID = (RNG.random(120) < 0.6 - 0.4 * RANK).astype(int)
SITE = np.arange(120) % 12


def test_two_groups_give_the_difference_of_their_shares() -> None:
    # 30 of 40 at the most deprived end, 10 of 40 at the other
    found = individual_slope([1] * 30 + [0] * 10 + [1] * 10 + [0] * 30, [0] * 40 + [1] * 40)
    assert found.slope == pytest.approx(-0.5)
    assert found.at_most_deprived == pytest.approx(0.75)
    assert found.at_least_deprived == pytest.approx(0.25)
    assert found.ratio == pytest.approx(1 / 3)
    # HC1: each share's variance is p q / n, times n / (n - 2) of all
    half = student.ppf(0.975, 78) * math.sqrt(2 * 0.75 * 0.25 / 40 * 80 / 78)
    assert found.upper - found.slope == pytest.approx(half)
    # log ratio: (1 - p) / (n p) of each group, with the same factor
    spread = math.sqrt((0.25 / 30 + 0.75 / 10) * 80 / 78) * student.ppf(0.975, 78)
    assert found.ratio_upper == pytest.approx(math.exp(spread) / 3)
    assert (found.n, found.n_mentioned, found.reason) == (80, 40, "")


@pytest.mark.parametrize("clustered", [False, True])
def test_logistic_ends_agree_with_statsmodels_robust_errors(clustered: bool) -> None:
    found = individual_slope(SAID, RANK, cluster=list(SITE) if clustered else None)
    errors = (
        {"cov_type": "cluster", "cov_kwds": {"groups": SITE}} if clustered else {"cov_type": "HC0"}
    )
    fit = sm.GLM(SAID, sm.add_constant(RANK), family=sm.families.Binomial()).fit(**errors)
    critical = student.ppf(0.975, 11 if clustered else 118)
    # statsmodels applies n / (n - 2) to clustered errors of a GLM, but not to HC1
    error = fit.bse[0] if clustered else fit.bse[0] * math.sqrt(120 / 118)
    low, high = (fit.params[0] + sign * critical * error for sign in (-1, 1))
    assert found.at_most_deprived_lower == pytest.approx(1 / (1 + math.exp(-low)))
    assert found.at_most_deprived_upper == pytest.approx(1 / (1 + math.exp(-high)))


def test_the_linear_slope_agrees_with_a_covariance_written_out() -> None:
    found = individual_slope(SAID, RANK)
    x = np.column_stack([np.ones(120), RANK])
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ x.T @ SAID
    residual = SAID - x @ beta
    meat = (x * residual[:, None] ** 2).T @ x * 120 / 118
    error = math.sqrt((bread @ meat @ bread)[1, 1])
    assert found.slope == pytest.approx(beta[1])
    assert found.upper == pytest.approx(beta[1] + student.ppf(0.975, 118) * error)
    assert found.p_value == pytest.approx(2 * student.sf(abs(beta[1]) / error, 118))


def test_whole_weights_give_the_estimates_of_repeated_rows() -> None:
    weights = 1 + np.arange(120) % 3
    weighted = individual_slope(SAID, RANK, weights=weights)
    repeated = individual_slope(np.repeat(SAID, weights), np.repeat(RANK, weights))
    assert weighted.slope == pytest.approx(repeated.slope)
    assert weighted.ratio == pytest.approx(repeated.ratio)
    assert weighted.n == 120
    assert weighted.method.startswith("weighted")


def test_rows_repeated_inside_clusters_add_no_certainty() -> None:
    once = individual_slope(SAID, RANK, cluster=list(range(120)))
    thrice = individual_slope(np.tile(SAID, 3), np.tile(RANK, 3), cluster=[*range(120)] * 3)
    assert thrice.upper - thrice.slope == pytest.approx(once.upper - once.slope, rel=0.02)


@given(st.permutations(range(120)))
@settings(max_examples=10, deadline=None)
def test_row_order_changes_no_digit(order: list[int]) -> None:
    straight = individual_slope(SAID, RANK, cluster=list(SITE))
    assert individual_slope(SAID[order], RANK[order], cluster=list(SITE[order])) == straight


@given(st.floats(0.001, 1000))
@settings(max_examples=10, deadline=None)
def test_only_relative_weights_matter(factor: float) -> None:
    weights = 1 + np.arange(120) % 4
    one = individual_slope(SAID, RANK, weights=weights)
    other = individual_slope(SAID, RANK, weights=weights * factor)
    assert other.lower == pytest.approx(one.lower)
    assert other.ratio_upper == pytest.approx(one.ratio_upper)


@pytest.mark.parametrize(
    ("said", "rank", "told"),
    [
        ([0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4], "nobody mentioned it"),
        ([1, 1, 1, 1], [0.1, 0.2, 0.3, 0.4], "everybody mentioned it"),
        ([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5], "one rank"),
        ([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4], "divides"),
        ([1, 1, 0, 0], [0.1, 0.2, 0.2, 0.4], "divides"),
        ([1, 0], [0.1, 0.2], "fewer than three"),
    ],
)
def test_what_cannot_be_estimated_is_said(said: list[int], rank: list[float], told: str) -> None:
    found = individual_slope(said, rank)
    assert found.reason.startswith("not estimable: ")
    assert told in found.reason
    assert math.isnan(found.slope)
    assert math.isnan(found.ratio)
    assert found.n == len(said)


def test_few_clusters_are_named_as_a_weakness() -> None:
    assert "12 clusters" in individual_slope(SAID, RANK, cluster=list(SITE)).reason


@pytest.mark.parametrize(
    ("said", "rank", "options", "told"),
    [
        ([0, 2, 1], [0.1, 0.2, 0.3], {}, "neither 0 nor 1"),
        ([0, 1, 1], [0.1, 0.2, 30], {}, "between 0"),
        ([0, 1, 1], [0.1, 0.2], {}, "different lengths"),
        ([0, 1, None], [0.1, 0.2, 0.3], {}, "missing"),
        ([0, 1, 1], [0.1, 0.2, 0.3], {"weights": [1, -1, 1]}, "zero or more"),
        ([0, 1, 1], [0.1, 0.2, 0.3], {"cluster": ["a", "a", "a"]}, "one cluster"),
        ([0, 1, 1], [0.1, 0.2, 0.3], {"cluster": ["a", None, "b"]}, "no cluster"),
    ],
)
def test_refusals(said: list, rank: list, options: dict, told: str) -> None:
    with pytest.raises(InputError, match=told):
        individual_slope(said, rank, **options)
