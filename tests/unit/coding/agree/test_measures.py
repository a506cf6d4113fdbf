"""Alpha, kappa and alpha for unitising: published figures, and independent implementations."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from sklearn.metrics import cohen_kappa_score

from insight.coding import krippendorff_alpha
from insight.coding.agree.kappa import cohen_kappa, specific_agreement
from insight.coding.agree.unitising import Continua, characters, unitising_alpha

# Krippendorff (2011), section C: four observers, twelve units, "." where one did not judge. The
# library krippendorff 0.9.0 (PyPI) has 0.743 and 0.815 for it too, and 0.095 for section A below.
PUBLISHED = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units(observers: tuple[str, ...]) -> list[list[int]]:
    columns = zip(*(row.split() for row in observers), strict=True)
    return [[int(value) for value in column if value != "."] for column in columns]


def test_the_published_example_of_four_observers_gives_its_alphas() -> None:
    assert round(krippendorff_alpha(units(PUBLISHED)), 3) == 0.743
    assert round(krippendorff_alpha(units(PUBLISHED), "ordinal"), 3) == 0.815


def test_the_published_example_of_two_observers_gives_its_binary_alpha() -> None:
    # Krippendorff (2011), section A: binary data, two observers, ten units.
    meg = "0 1 0 0 0 0 0 0 1 0"
    owen = "1 1 1 0 0 1 0 0 0 0"
    assert round(krippendorff_alpha(units((meg, owen))), 3) == 0.095


def test_alpha_is_one_minus_observed_over_expected_disagreement() -> None:
    draw = np.random.default_rng(5)
    judged = [list(draw.integers(0, 3, size=draw.integers(2, 5))) for _ in range(40)]
    values = [value for unit in judged for value in unit]
    observed = np.mean(
        np.concatenate(
            [
                np.repeat(
                    np.mean([one != other for one, other in combinations(unit, 2)]), len(unit)
                )
                for unit in judged
            ]
        )
    )
    expected = np.mean([one != other for one, other in combinations(values, 2)])
    assert krippendorff_alpha(judged) == pytest.approx(1 - observed / expected)


def test_alpha_is_not_defined_where_all_values_are_the_same() -> None:
    assert np.isnan(krippendorff_alpha([["a", "a"], ["a", "a"]]))
    assert np.isnan(krippendorff_alpha([[3, 3], [3, 3]], "ordinal"))


def test_the_published_example_of_two_observers_gives_its_kappa() -> None:
    # Viera and Garrett (2005), table 1: kappa 0.57
    assert round(float(cohen_kappa(np.array([[70.0, 10.0], [5.0, 15.0]]))), 2) == 0.57


@given(some.lists(some.tuples(some.booleans(), some.booleans()), min_size=2, max_size=60))
def test_kappa_is_that_of_scikit_learn(said: list[tuple[bool, bool]]) -> None:
    table = np.zeros((2, 2))
    for one, other in said:
        table[int(one), int(other)] += 1
    ours = float(cohen_kappa(table))
    if np.isnan(ours):
        assert len({value for pair in said for value in pair}) == 1
    else:
        assert ours == pytest.approx(cohen_kappa_score(*zip(*said, strict=True)))


def test_agreement_on_yes_counts_what_both_gave_twice() -> None:
    # 15 times both, 15 times one alone
    assert specific_agreement(15, 15) == pytest.approx(2 * 15 / (2 * 15 + 15))
    assert np.isnan(specific_agreement(0, 0))


# Krippendorff (2004), Content Analysis, page 254: a continuum of 300 that begins at 150. The tests
# of DKPro Statistics hold the same figures for it.
C = ([(225, 295), (370, 400)], [(220, 300), (355, 375), (400, 420)])
K = ([(180, 240), (300, 350)], [(180, 240), (300, 350)])


@pytest.mark.parametrize(("category", "alpha"), [(C, 0.7286), (K, 1.0)])
def test_the_published_example_of_unitising_gives_its_alphas(
    category: tuple[list[tuple[int, int]], list[tuple[int, int]]], alpha: float
) -> None:
    one, other = ([(start - 150, end - 150) for start, end in side] for side in category)
    assert round(unitising_alpha(one, other, 300), 4) == alpha


def test_stretches_without_anything_in_common_are_worse_than_chance() -> None:
    assert unitising_alpha([(0, 20)], [(50, 70)], 100) < 0
    assert np.isnan(unitising_alpha([], [], 100))


def test_several_continua_are_one_after_another() -> None:
    one, other = ([(0, 10), (40, 60)], [(5, 12)], 70), ([], [(3, 9)], 20)
    third = ([(2, 8)], [(2, 8)], 30)
    joined = Continua.of([one, other, third])
    # the second and the third begin at 70 and 90; three times the first: at 70, 140
    firsts = [(0, 10), (40, 60), (92, 98)]
    seconds = [(5, 12), (73, 79), (92, 98)]
    assert joined.alpha(np.array([1, 1, 1])) == pytest.approx(unitising_alpha(firsts, seconds, 120))
    thrice = [[(a + 70 * n, b + 70 * n) for n in range(3) for a, b in side] for side in one[:2]]
    assert joined.alpha(np.array([3, 0, 0])) == pytest.approx(unitising_alpha(*thrice, 210))


def test_characters_in_common_are_counted_once_where_a_coder_drew_twice() -> None:
    assert characters([(0, 10), (5, 20)], [(15, 30)]) == (5, 15 + 10)
