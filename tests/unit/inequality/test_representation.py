"""Who was heard, against arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import InputError
from insight.inequality import chance_of_none, dissimilarity, representation_ratio


def test_seven_of_twenty_from_a_fifth_of_the_county() -> None:
    found = representation_ratio(7, 20, 64_000, 320_000)
    assert found.ratio == pytest.approx(1.75)
    assert found.lower == pytest.approx(0.181 / 0.2, abs=0.003)
    assert found.upper == pytest.approx(0.567 / 0.2, abs=0.003)


def test_disabled_residents_of_the_county() -> None:
    found = representation_ratio(0, 12, 67_190, 320_600)
    assert found.ratio == 0
    assert found.lower == 0
    assert found.chance_of_none == pytest.approx((1 - 67_190 / 320_600) ** 12)


def test_silence_of_a_small_group_is_no_surprise_and_of_a_large_one_is() -> None:
    assert chance_of_none(0.05, 20) == pytest.approx(0.95**20)
    assert chance_of_none(0.5, 20) == pytest.approx(1 / 2**20)
    assert chance_of_none(0.3, 0) == 1


def test_dissimilarity_by_hand() -> None:
    # shares .5 .3 .2 against .2 .3 .5: (.3 + 0 + .3) / 2
    assert dissimilarity([5, 3, 2], [20, 30, 50]) == pytest.approx(0.3)
    assert dissimilarity([1, 0], [0, 1]) == 1


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5000)), min_size=2, max_size=8))
def test_dissimilarity_lies_between_0_and_1_and_ignores_scale(
    strata: list[tuple[int, int]],
) -> None:
    heard, residents = (list(column) for column in zip(*strata, strict=True))
    if sum(heard) == 0:
        heard[0] = 1
    found = dissimilarity(heard, residents)
    assert 0 <= found <= 1
    assert dissimilarity([10 * count for count in heard], residents) == pytest.approx(found)
    assert dissimilarity(residents, residents) == pytest.approx(0)


def test_refusals() -> None:
    with pytest.raises(InputError, match="whole population"):
        representation_ratio(1, 2, 10, 5)
    with pytest.raises(InputError, match="nobody was heard"):
        representation_ratio(0, 0, 5, 10)
    with pytest.raises(InputError, match="number asked"):
        representation_ratio(3, 2, 5, 10)
    with pytest.raises(InputError, match="different lengths"):
        dissimilarity([1, 2], [1, 2, 3])
