"""The concentration index, checked against independent formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from insight.errors import InputError
from insight.inequality import concentration_index, fractional_rank

RNG = np.random.default_rng(3)
N = 200
PLACE = RNG.permutation(N)
BINARY = (RNG.random(N) < 0.5 - 0.3 * PLACE / N).astype(float)
AMOUNT = RNG.gamma(2.0, 3.0, N) * (1 + PLACE / N)


def by_sorted_sum(outcome: np.ndarray, place: np.ndarray) -> float:
    """Kakwani's form for distinct places: 2 / (n^2 mu) sum of i h_i - (n + 1) / n."""
    n, ordered = len(outcome), outcome[np.argsort(place)]
    return float(2 / (n**2 * ordered.mean()) * (np.arange(1, n + 1) * ordered).sum() - (n + 1) / n)


def by_lorenz_area(outcome: np.ndarray, place: np.ndarray) -> float:
    """One less twice the area under the curve of cumulated outcome over cumulated people."""
    share = np.concatenate([[0], np.cumsum(outcome[np.argsort(place)]) / outcome.sum()])
    return float(1 - np.sum(share[1:] + share[:-1]) / len(outcome))


@pytest.mark.parametrize("outcome", [BINARY, AMOUNT], ids=["yes/no", "amount"])
def test_the_index_agrees_with_two_other_forms(outcome: np.ndarray) -> None:
    found = concentration_index(outcome, PLACE)
    assert found.index == pytest.approx(by_sorted_sum(outcome, PLACE))
    assert found.index == pytest.approx(by_lorenz_area(outcome, PLACE))


def test_the_convenient_regression_gives_the_same_index() -> None:
    rank = fractional_rank(PLACE)
    variance = ((rank - 0.5) ** 2).mean()
    slope = np.polyfit(rank, 2 * variance * AMOUNT / AMOUNT.mean(), 1)[0]
    assert concentration_index(AMOUNT, PLACE).index == pytest.approx(slope)


def test_corrections_of_a_yes_no_outcome() -> None:
    found = concentration_index(BINARY, PLACE)
    mean = BINARY.mean()
    assert found.erreygers == pytest.approx(4 * mean * found.index)
    assert found.wagstaff == pytest.approx(found.index / (1 - mean))


def test_corrections_use_the_stated_limits() -> None:
    scores = RNG.integers(1, 6, N).astype(float)
    found = concentration_index(scores, PLACE, bounds=(1, 5))
    mean = scores.mean()
    assert found.erreygers == pytest.approx(4 * mean * found.index / 4)
    assert found.wagstaff == pytest.approx(4 * mean * found.index / ((5 - mean) * (mean - 1)))


def test_standard_errors_agree_with_a_numerical_delta_method() -> None:
    found = concentration_index(BINARY, PLACE)
    rank = fractional_rank(PLACE)
    fit = sm.OLS(BINARY, sm.add_constant(rank)).fit(cov_type="HC2")
    variance = ((rank - 0.5) ** 2).mean()

    def index(b: np.ndarray) -> float:
        return 2 * variance * b[1] / (b[0] + b[1] / 2)

    def wagstaff(b: np.ndarray) -> float:
        return index(b) / (1 - b[0] - b[1] / 2)

    # Ranks lie evenly, with mean square 1/12 and mean fourth power 1/80: the errors rest on
    # n (1/12)^2 / (1/80) degrees of freedom, nearly.
    expected = student.ppf(0.975, N * 80 / 144)
    for function, upper, value in (
        (index, found.index_upper, found.index),
        (wagstaff, found.wagstaff_upper, found.wagstaff),
    ):
        steps = np.eye(2) * 1e-6
        gradient = np.array(
            [(function(fit.params + s) - function(fit.params - s)) / 2e-6 for s in steps]
        )
        error = math.sqrt(gradient @ fit.cov_params() @ gradient)
        assert (upper - value) / error == pytest.approx(expected, abs=0.002)


def test_a_family_that_says_the_same_is_one_voice() -> None:
    once = concentration_index(BINARY, PLACE)
    thrice = concentration_index(np.tile(BINARY, 3), np.tile(PLACE, 3), cluster=[*range(N)] * 3)
    assert thrice.erreygers == pytest.approx(once.erreygers)
    assert thrice.erreygers_upper == pytest.approx(once.erreygers_upper, rel=1e-3)


def test_its_standard_error_is_near_the_direct_one() -> None:
    # (1/n) [mean of q^2 - (1 + C)^2], q = (h/mu)(2R - 1 - C) + 2 - s_before - s
    found = concentration_index(AMOUNT, PLACE)
    h = AMOUNT[np.argsort(PLACE)]
    share = np.cumsum(h) / h.sum()
    before = np.concatenate([[0], share[:-1]])
    rank = (np.arange(N) + 0.5) / N
    q = h / h.mean() * (2 * rank - 1 - found.index) + 2 - before - share
    direct = math.sqrt(((q**2).mean() - (1 + found.index) ** 2) / N)
    assert found.index_se == pytest.approx(direct, rel=0.15)


def test_ties_share_the_middle_of_their_weight() -> None:
    ranks = fractional_rank([2, 1, 2, 3], weights=[1, 2, 3, 4])
    assert ranks.tolist() == pytest.approx([0.4, 0.1, 0.4, 0.8])


def test_whole_weights_are_repeated_people() -> None:
    weights = 1 + np.arange(N) % 3
    weighted = concentration_index(AMOUNT, PLACE, weights)
    repeated = concentration_index(np.repeat(AMOUNT, weights), np.repeat(PLACE, weights))
    assert weighted.index == pytest.approx(repeated.index)


@given(st.permutations(range(N)))
@settings(max_examples=10, deadline=None)
def test_row_order_changes_no_digit(order: list[int]) -> None:
    assert concentration_index(BINARY[order], PLACE[order]) == concentration_index(BINARY, PLACE)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 9)), min_size=5, max_size=60))
@settings(max_examples=40, deadline=None)
def test_turning_the_ranking_round_turns_the_sign(people: list[tuple[int, int]]) -> None:
    outcome, place = (np.array(column, dtype=float) for column in zip(*people, strict=True))
    assume(outcome.any())
    assume(len(set(place)) > 1)
    one, other = concentration_index(outcome, place), concentration_index(outcome, -place)
    assert other.index == pytest.approx(-one.index, abs=1e-9)
    assert -1 <= one.index <= 1
    assert abs(one.erreygers) <= 1 + 1e-9


@given(st.floats(0.01, 1000))
@settings(max_examples=10, deadline=None)
def test_the_unit_of_the_outcome_does_not_matter(factor: float) -> None:
    one, other = concentration_index(AMOUNT, PLACE), concentration_index(AMOUNT * factor, PLACE)
    assert other.index == pytest.approx(one.index)
    assert other.index_se == pytest.approx(one.index_se)


def test_what_cannot_be_estimated_is_said() -> None:
    assert "nobody" in concentration_index([0, 0, 0], [1, 2, 3]).reason
    assert "one place" in concentration_index([0, 1, 0], [1, 1, 1]).reason
    assert "fewer than three" in concentration_index([0, 1], [1, 2]).reason
    everybody = concentration_index([1, 1, 1, 1], [1, 2, 3, 4])
    assert everybody.index == pytest.approx(0)
    assert math.isnan(everybody.wagstaff)
    assert "Wagstaff" in everybody.reason
    assert "no stated limits" in concentration_index(AMOUNT, PLACE).reason


def test_refusals() -> None:
    with pytest.raises(InputError, match="negative"):
        concentration_index([-1, 2, 3], [1, 2, 3])
    with pytest.raises(InputError, match="own limits"):
        concentration_index([1, 2, 3], [1, 2, 3], bounds=(0, 2))
    with pytest.raises(InputError, match="different lengths"):
        concentration_index([1, 2, 3], [1, 2])
