"""Chances are what they are said to be, and of neighbours seldom both are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.coding.draw.sample import chances, pivotal
from insight.errors import InputError


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=60), st.floats(0.05, 1), st.floats(0.01, 1))
def test_chances_add_up_to_the_draw_and_leave_nobody_out(scores, share, floor):
    count = max(1, round(share * len(scores)))
    found = chances(np.array(scores), count, floor)
    assert found.sum() == pytest.approx(count)
    assert found.min() >= floor * count / len(scores) - 1e-9
    assert found.max() <= 1


def test_everybody_is_drawn_as_often_as_their_chance_says():
    chance = chances(np.arange(20.0) ** 2, 6)
    generator = np.random.default_rng(4)
    draws = np.array([pivotal(chance, generator) for _ in range(20_000)])
    assert set(draws.sum(axis=1)) == {6}
    error = np.sqrt(chance * (1 - chance) / len(draws))
    assert (np.abs(draws.mean(axis=0) - chance) <= 4.5 * error + 1e-9).all()


def test_any_stretch_of_the_order_has_as_many_as_its_chances_add_up_to_give_or_take_one():
    chance = np.full(40, 0.1)
    generator = np.random.default_rng(4)
    for _ in range(200):
        drawn = pivotal(chance, generator)
        assert drawn[:20].sum() in (1, 2, 3)


def test_more_than_there_are_cannot_be_drawn():
    with pytest.raises(InputError, match="3 of 2 cannot be drawn"):
        chances(np.ones(2), 3)
