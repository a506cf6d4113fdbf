"""What people coded of a known sample puts right what a machine coded of everything."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from insight.errors import InputError
from insight.inequality import concentration_index, individual_slope
from insight.inequality.corrected import (
    corrected_difference,
    corrected_outcomes,
    corrected_prevalence,
)
from insight.inequality.corrected_slope import corrected_concentration, corrected_slope

NAN = float("nan")


def of_sample(y, f, chosen, weight, **kwargs):
    read = np.full(len(y), NAN)
    read[list(chosen)] = y[list(chosen)]
    return corrected_outcomes(f, read, np.full(len(y), weight), **kwargs)


def test_on_average_over_all_samples_the_machine_does_no_harm_whatever_it_says():
    y = np.array([1.0, 0, 0, 1, 1, 0, 0])
    for f in (np.array([0.0, 1, 1, 0, 0, 1, 1]), np.array([1.0, 0, 0, 1, 0.5, 0.5, 0])):
        estimates = [
            of_sample(y, f, chosen, 7 / 3, tuned=False).outcome.mean()
            for chosen in combinations(range(7), 3)
        ]
        assert np.mean(estimates) == pytest.approx(y.mean())


def test_with_a_plain_sample_it_is_the_power_tuned_prediction_powered_mean():
    # theta = lambda mean_unread(f) + mean_read(y - lambda f), lambda = cov(y, f) / ((1 + n/N) var
    # f), n read and N unread: Angelopoulos, Duchi, Zrnic (2023), arXiv:2311.01453, section 6.
    generator = np.random.default_rng(5)
    y = (generator.random(400) < 0.3).astype(float)
    f = np.where(generator.random(400) < 0.85, y, 1 - y)
    read = generator.permutation(400)[:80]
    unread = np.setdiff1d(np.arange(400), read)
    covariance = np.cov(y[read], f[read])
    tuning = covariance[0, 1] / ((1 + 80 / 320) * covariance[1, 1])
    expected = tuning * f[unread].mean() + (y[read] - tuning * f[read]).mean()
    found = corrected_prevalence(of_sample(y, f, read, 5.0))
    assert found.estimate == pytest.approx(expected)


def test_where_people_read_everything_the_machine_has_no_say_and_nothing_is_uncertain():
    y, f = np.array([1.0, 0, 0, 1, 0]), np.array([0.0, 1, 1, 0, 1])
    found = corrected_prevalence(corrected_outcomes(f, y, np.ones(5)), finite=True)
    assert (found.estimate, found.lower, found.upper) == pytest.approx((0.4, 0.4, 0.4))


def test_a_gradient_of_what_people_read_whole_is_that_of_their_mentions():
    generator = np.random.default_rng(3)
    rank = generator.random(200)
    y = (generator.random(200) < 0.6 - 0.4 * rank).astype(float)
    outcomes = corrected_outcomes(1 - y, y, np.ones(200))
    ours, theirs = corrected_slope(outcomes, rank), individual_slope(y, rank)
    for name in ("slope", "lower", "upper", "ratio", "ratio_lower", "at_most_deprived"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=0.06)
    index = corrected_concentration(outcomes, rank)
    assert index.estimate == pytest.approx(concentration_index(y, rank).erreygers)


def test_intervals_hold_though_the_machine_errs_more_in_one_group():
    generator = np.random.default_rng(11)
    group = np.arange(1200) < 500
    y = (generator.random(1200) < np.where(group, 0.3, 0.15)).astype(float)
    right = np.where(y == 1, np.where(group, 0.9, 0.5), np.where(group, 0.95, 0.85))
    f = np.where(generator.random(1200) < right, y, 1 - y)
    true = y[group].mean() - y[~group].mean()
    held, width, alone, naive = [], [], [], f[group].mean() - f[~group].mean()
    for _ in range(400):
        read = generator.permutation(1200)[:240]
        found = corrected_difference(of_sample(y, f, read, 5.0), group, ~group, finite=True)
        without = of_sample(y, np.zeros(1200), read, 5.0)
        people = corrected_difference(without, group, ~group, finite=True)
        held.append(found.lower <= true <= found.upper)
        width.append(found.upper - found.lower)
        alone.append(people.upper - people.lower)
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean(width) < 0.9 * np.mean(alone)
    assert abs(naive - true) > np.mean(width) / 4


def test_people_drawn_together_count_as_one():
    y, f = np.tile([1.0, 0, 0, 1, 0, 0], 20), np.full(120, 0.5)
    read = np.arange(0, 60)
    single = corrected_prevalence(of_sample(y, f, read, 2.0))
    paired = corrected_prevalence(
        corrected_outcomes(
            np.repeat(f, 2),
            np.repeat(np.where(np.isin(np.arange(120), read), y, NAN), 2),
            np.full(240, 2.0),
            cluster=list(np.repeat(np.arange(120), 2)),
        )
    )
    assert paired.se == pytest.approx(single.se, rel=0.03)


def test_a_chance_that_nobody_knows_is_refused():
    with pytest.raises(InputError, match="chance to be drawn must be known"):
        corrected_outcomes([0.5, 0.5], [1, NAN], [NAN, NAN])
