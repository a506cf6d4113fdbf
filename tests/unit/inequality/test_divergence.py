"""Differences between groups: the published examples of the method."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency

from insight.errors import InputError
from insight.inequality import difference_of_groups, difference_of_proportions, wilson


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


def test_the_p_value_is_pearson_s_but_for_n_minus_one() -> None:
    table = [[36, 4], [16, 64]]
    pearson = chi2_contingency(table, correction=False).statistic
    found = difference_of_proportions(36, 40, 16, 80)
    assert found.p_value == pytest.approx(chi2.sf(pearson * 119 / 120, 1))


def test_where_less_than_one_is_expected_the_p_value_is_fisher_s() -> None:
    # 1 of 10 against 0 of 3: of the 13 places of the one who said it, all are as likely as that
    assert difference_of_proportions(1, 10, 0, 3).p_value == pytest.approx(1)
    # 1 of 1 against 0 of 9: the chance is one in ten
    assert difference_of_proportions(1, 1, 0, 9).p_value == pytest.approx(0.1)


def test_the_ratio_is_near_the_score_interval_of_the_published_example() -> None:
    # Koopman (1984), 36 of 40 against 16 of 80: 4.5 (2.94 to 7.15)
    found = difference_of_proportions(36, 40, 16, 80)
    assert found.ratio == pytest.approx(4.5)
    assert found.ratio_lower == pytest.approx(2.94, rel=0.05)
    assert found.ratio_upper == pytest.approx(7.15, rel=0.05)


def test_people_who_stand_alone_are_independent() -> None:
    said = [1] * 36 + [0] * 4 + [1] * 16 + [0] * 64
    a = [True] * 40 + [False] * 80
    found = difference_of_groups(said, a, [not one for one in a])
    assert found == difference_of_proportions(36, 40, 16, 80)


def test_groups_of_which_half_are_in_both_differ_as_mcnemar_has_it() -> None:
    # Everybody is in both groups: the difference is of a person with themselves, and is nought.
    said = [1, 0, 1, 0, 1, 1, 0, 0]
    found = difference_of_groups(said, [True] * 8, [True] * 8)
    assert (found.difference, found.lower, found.upper) == pytest.approx((0, 0, 0), abs=1e-12)


def test_a_household_that_says_the_same_is_one_voice() -> None:
    once = [1] * 12 + [0] * 8 + [1] * 6 + [0] * 14
    a = [True] * 20 + [False] * 20
    thrice = difference_of_groups(once * 3, a * 3, [not one for one in a] * 3, list(range(40)) * 3)
    # Welch: p q / 19 of each group with the t of 19 (v + w)^2 / (v^2 + w^2) degrees, v = w nearly
    error = math.sqrt(0.6 * 0.4 / 19 + 0.3 * 0.7 / 19)
    assert thrice.difference == pytest.approx(0.3)
    assert thrice.upper - thrice.difference == pytest.approx(2.024 * error, rel=0.002)
    assert thrice.method.startswith("CR2")


def test_what_a_household_that_says_the_same_can_show_is_what_one_of_them_can() -> None:
    once = [1] * 12 + [0] * 8 + [1] * 6 + [0] * 14
    a = [True] * 20 + [False] * 20
    b = [not one for one in a]
    alone = difference_of_groups(once, a, b).detectable
    thrice = difference_of_groups(once * 3, a * 3, b * 3, list(range(40)) * 3).detectable
    # Newcombe's interval of 20 and 20 is narrower than Welch's with its t by a twelfth or so.
    assert alone < thrice < 1.15 * alone
    everybody_alone = difference_of_groups(once * 3, a * 3, b * 3).detectable
    assert thrice == pytest.approx(math.sqrt(3) * everybody_alone, rel=0.1)


def test_a_group_that_was_not_asked_has_no_difference() -> None:
    found = difference_of_proportions(3, 4, 0, 0)
    assert math.isnan(found.difference)
    assert found.n_b == 0


def test_a_count_beyond_the_number_asked() -> None:
    with pytest.raises(InputError, match="number asked"):
        difference_of_proportions(5, 4, 1, 4)
