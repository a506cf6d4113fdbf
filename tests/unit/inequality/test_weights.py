"""Raking: margins are met, limits hold, and the price is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.errors import InputError
from insight.inequality import effective_n, rake

SAMPLE = pd.DataFrame(
    {
        "sex": ["f"] * 30 + ["m"] * 10 + ["f"] * 6 + ["m"] * 14,
        "age": ["old"] * 40 + ["young"] * 20,
    }
)
MARGINS = {"sex": {"f": 165_000, "m": 155_000}, "age": {"old": 110_000, "young": 210_000}}
NO_TRIM = (1e-6, 1e6)


def shares(weights: pd.Series, column: pd.Series) -> dict[str, float]:
    return (weights.groupby(column).sum() / weights.sum()).to_dict()


def test_one_margin_is_post_stratification() -> None:
    sample = pd.DataFrame({"sex": ["f", "f", "f", "m"]})
    raked = rake(sample, {"sex": {"f": 50, "m": 50}})
    assert raked.weights.tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])
    assert raked.effective_n == pytest.approx(16 / (3 * 4 / 9 + 4))
    assert raked.n_trimmed == 0


def test_both_margins_are_met_at_mean_one() -> None:
    raked = rake(SAMPLE, MARGINS, trim=NO_TRIM)
    assert shares(raked.weights, SAMPLE["sex"])["f"] == pytest.approx(165 / 320)
    assert shares(raked.weights, SAMPLE["age"])["old"] == pytest.approx(110 / 320)
    assert raked.weights.mean() == pytest.approx(1)
    assert raked.largest_gap < 1e-8


def test_odds_between_margins_stay_as_in_the_sample() -> None:
    # Raking keeps the cross-product ratio of the sample: (30 * 14) / (10 * 6) = 7
    raked = rake(SAMPLE, MARGINS, trim=NO_TRIM)
    cells = raked.weights.groupby([SAMPLE["sex"], SAMPLE["age"]]).sum()
    odds = cells["f", "old"] * cells["m", "young"] / (cells["m", "old"] * cells["f", "young"])
    assert odds == pytest.approx(7)


def test_trimming_holds_the_limits_keeps_the_mean_and_says_what_it_cost() -> None:
    sample = pd.DataFrame({"age": ["old"] * 97 + ["young"] * 3})
    margins = {"age": {"old": 1, "young": 1}}
    raked = rake(sample, margins)
    assert raked.weights.max() <= 5
    assert raked.weights.min() >= 0.2
    assert raked.weights.mean() == pytest.approx(1)
    assert raked.n_trimmed == 3
    # 3 people at weight 5 hold 15 % instead of 50 %
    assert raked.largest_gap == pytest.approx(0.35)


def test_a_gap_is_a_category_of_its_own() -> None:
    sample = pd.DataFrame({"age": ["old"] * 6 + ["young"] * 2 + [None] * 2})
    raked = rake(sample, {"age": {"old": 1, "young": 1}})
    assert raked.weights.iloc[8:].tolist() == pytest.approx([1, 1])
    assert shares(raked.weights.iloc[:8], sample["age"].iloc[:8])["old"] == pytest.approx(0.5)
    assert raked.largest_gap < 1e-8


@given(st.permutations(range(len(SAMPLE))))
@settings(max_examples=10, deadline=None)
def test_row_order_changes_no_digit(order: list[int]) -> None:
    straight, mixed = rake(SAMPLE, MARGINS), rake(SAMPLE.iloc[order], MARGINS)
    pd.testing.assert_series_equal(mixed.weights.sort_index(), straight.weights)
    assert mixed.effective_n == straight.effective_n


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=50), st.floats(0.01, 100))
def test_effective_n_is_at_most_n_and_ignores_scale(weights: list[float], factor: float) -> None:
    found = effective_n(weights)
    assert found <= len(weights) * (1 + 1e-12)
    assert effective_n([weight * factor for weight in weights]) == pytest.approx(found)


def test_equal_weights_cost_nothing() -> None:
    assert effective_n(np.full(40, 2.5)) == pytest.approx(40)


@pytest.mark.parametrize(
    ("margins", "options", "told"),
    [
        ({}, {}, "nothing to rake"),
        ({"ethnicity": {"a": 1}}, {}, "no such column"),
        ({"sex": {"f": 1}}, {}, "not in the population"),
        ({"sex": {"f": 1, "m": 1, "x": 1}}, {}, "nobody in the sample is x"),
        ({"sex": {"f": 1, "m": 0}}, {}, "empty or negative"),
        ({"sex": {"f": 1, "m": 1}}, {"trim": (2, 5)}, "both sides of 1"),
    ],
)
def test_refusals(margins: dict, options: dict, told: str) -> None:
    with pytest.raises(InputError, match=told):
        rake(SAMPLE, margins, **options)


def test_margins_that_contradict_each_other() -> None:
    sample = pd.DataFrame({"sex": ["f", "f", "m"], "carer": ["yes", "yes", "no"]})
    margins = {"sex": {"f": 1, "m": 1}, "carer": {"yes": 2, "no": 1}}
    with pytest.raises(InputError, match="no weights meet all margins"):
        rake(sample, margins)
