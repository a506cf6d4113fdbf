"""The gradient among participants, against arithmetic, whole matrices and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import sqrtm
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
    # Welch: the variance of each share is p q / (n - 1), and both groups are alike: 78 degrees
    half = student.ppf(0.975, 78) * math.sqrt(2 * 0.75 * 0.25 / 39)
    assert found.upper - found.slope == pytest.approx(half)
    # log ratio: (1 - p) / p / (n - 1) of each group; 39 (1/3 + 3)^2 / (1/3^2 + 3^2) degrees
    spread = student.ppf(0.975, 39 * 100 / 82) * math.sqrt((1 / 3 + 3) / 39)
    assert found.ratio_upper == pytest.approx(math.exp(spread) / 3)
    assert (found.n, found.n_mentioned, found.reason) == (80, 40, "")


def written_out(
    design: np.ndarray, response: np.ndarray, weights: np.ndarray, site: np.ndarray
) -> tuple[float, float, float]:
    """Slope, CR2 error and Satterthwaite's degrees of freedom with whole matrices."""
    root = np.diag(np.sqrt(weights))
    x, y = root @ design, root @ response
    bread = np.linalg.inv(x.T @ x)
    left_over = np.eye(len(y)) - x @ bread @ x.T
    coefficients = bread @ x.T @ y
    residual = left_over @ y
    variance, columns = 0.0, []
    for name in np.unique(site):
        own = site == name
        undone = np.linalg.inv(sqrtm(left_over[np.ix_(own, own)]).real)
        pull = undone @ x[own] @ bread[1]
        variance += float(pull @ residual[own]) ** 2
        columns.append(left_over[:, own] @ pull)
    products = np.array(columns) @ np.array(columns).T
    freedom = np.trace(products) ** 2 / (products**2).sum()
    return float(coefficients[1]), math.sqrt(variance), float(freedom)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("clustered", [False, True])
def test_the_slope_agrees_with_whole_matrices(clustered: bool, weighted: bool) -> None:
    # Pustejovsky and Tipton (2018), equations 5 and 11, as they stand there
    site = SITE if clustered else np.arange(120)
    weights = 1.0 + np.arange(120) % 3 if weighted else np.ones(120)
    design = np.column_stack([np.ones(120), RANK])
    slope, error, freedom = written_out(design, SAID, weights, site)
    found = individual_slope(SAID, RANK, weights=weights, cluster=list(SITE) if clustered else None)
    assert found.slope == pytest.approx(slope)
    assert found.upper == pytest.approx(slope + student.ppf(0.975, freedom) * error)
    assert found.p_value == pytest.approx(2 * student.sf(abs(slope) / error, freedom))


def test_with_everybody_alone_errors_are_those_of_statsmodels() -> None:
    found = individual_slope(SAID, RANK)
    fit = sm.OLS(SAID, sm.add_constant(RANK)).fit(cov_type="HC2")
    freedom = written_out(
        np.column_stack([np.ones(120), RANK]), SAID, np.ones(120), np.arange(120)
    )[2]
    half = student.ppf(0.975, freedom) * fit.bse[1]
    assert (found.slope, found.upper) == pytest.approx((fit.params[1], fit.params[1] + half))


def test_logistic_ends_are_those_of_statsmodels() -> None:
    found = individual_slope(SAID, RANK)
    fit = sm.Logit(SAID, sm.add_constant(RANK)).fit(disp=False)
    assert found.at_most_deprived == pytest.approx(1 / (1 + math.exp(-fit.params[0])))
    # 120 people at leverages near 2/120 each: HC2 is near HC0 times 120 / 118
    error = sm.GLM(SAID, sm.add_constant(RANK), family=sm.families.Binomial()).fit(cov_type="HC0")
    low = fit.params[0] - 1.98 * error.bse[0] * math.sqrt(120 / 118)
    assert found.at_most_deprived_lower == pytest.approx(1 / (1 + math.exp(-low)), rel=0.01)


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
    assert thrice.upper - thrice.slope == pytest.approx(once.upper - once.slope, rel=0.001)


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


def test_few_sites_are_named_as_a_weakness() -> None:
    assert individual_slope(SAID, RANK, cluster=list(SITE)).reason == ""
    assert "rough guide" in individual_slope(SAID, RANK, cluster=list(SITE % 3)).reason


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
