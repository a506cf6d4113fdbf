"""Differences between groups: the published examples of the method."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.errors import InputError
from insight.inequality import difference_of_proportions, wilson


@pytest.mark.parametrize(
    # Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10
    ("x_a", "n_a", "x_b", "n_b", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_published_examples(
    x_a: int, n_a: int, x_b: int, n_b: int, low: float, high: float
) -> None:
    found = difference_of_proportions(x_a, n_a, x_b, n_b)
    assert found.difference == pytest.approx(x_a / n_a - x_b / n_b)
    assert (found.lower, found.upper) == pytest.approx((low, high), abs=0.00006)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
@settings(max_examples=60, deadline=None)
def test_it_is_the_hybrid_of_two_wilson_intervals(n_a: int, n_b: int, data: st.DataObject) -> None:
    x_a, x_b = data.draw(st.integers(0, n_a)), data.draw(st.integers(0, n_b))
    found = difference_of_proportions(x_a, n_a, x_b, n_b, confidence=0.9)
    (low_a, high_a), (low_b, high_b) = wilson(x_a, n_a, 0.9), wilson(x_b, n_b, 0.9)
    p_a, p_b = x_a / n_a, x_b / n_b
    low = p_a - p_b - math.hypot(p_a - low_a, high_b - p_b)
    high = p_a - p_b + math.hypot(high_a - p_a, p_b - low_b)
    assert (found.lower, found.upper) == pytest.approx((low, high), abs=1e-9)
    turned = difference_of_proportions(x_b, n_b, x_a, n_a, confidence=0.9)
    assert (turned.lower, turned.upper) == pytest.approx((-high, -low), abs=1e-9)


def test_the_tea_tasting_p_value() -> None:
    # Fisher's lady: 3 of 4 against 1 of 4, two-sided p = 34 / 70
    assert difference_of_proportions(3, 4, 1, 4).p_value == pytest.approx(34 / 70)


def test_a_group_that_was_not_asked_has_no_difference() -> None:
    found = difference_of_proportions(3, 4, 0, 0)
    assert math.isnan(found.difference)
    assert found.n_b == 0


def test_a_count_beyond_the_number_asked() -> None:
    with pytest.raises(InputError, match="number asked"):
        difference_of_proportions(5, 4, 1, 4)
