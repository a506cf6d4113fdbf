"""Intervals and adjustments against publications and arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import InputError
from insight.inequality import benjamini_hochberg, wilson


class TestWilson:
    def test_seven_of_twenty(self) -> None:
        low, high = wilson(7, 20)
        assert float(low) == pytest.approx(0.181, abs=0.0005)
        assert float(high) == pytest.approx(0.567, abs=0.0005)

    @pytest.mark.parametrize(
        # Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3
        ("x", "n", "low", "high"),
        [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )
    def test_published_examples(self, x: int, n: int, low: float, high: float) -> None:
        found = [float(limit) for limit in wilson(x, n)]
        assert found == pytest.approx([low, high], abs=0.00006)

    @given(st.integers(1, 500), st.data())
    def test_it_solves_its_own_equation(self, n: int, data: st.DataObject) -> None:
        x = data.draw(st.integers(0, n))
        z = 1.959963984540054
        for limit in wilson(x, n):
            p = float(limit)
            assert (x / n - p) ** 2 == pytest.approx(z**2 * p * (1 - p) / n, abs=1e-9)

    @given(st.integers(1, 500), st.data())
    def test_yes_and_no_mirror_each_other(self, n: int, data: st.DataObject) -> None:
        x = data.draw(st.integers(0, n))
        low, high = wilson(x, n)
        other_low, other_high = wilson(n - x, n)
        assert float(low) == pytest.approx(1 - float(other_high), abs=1e-12)
        assert float(high) == pytest.approx(1 - float(other_low), abs=1e-12)

    def test_arrays_are_matched(self) -> None:
        low, high = wilson([0, 7, 20], [20, 20, 20])
        assert low[0] == 0.0
        assert high[2] == 1.0
        assert low[1] == pytest.approx(float(wilson(7, 20)[0]))

    def test_nobody_asked_has_no_interval(self) -> None:
        assert all(math.isnan(float(limit)) for limit in wilson(0, 0))

    @pytest.mark.parametrize(("x", "n"), [(5, 4), (-1, 4)])
    def test_a_count_outside_the_number_asked(self, x: int, n: int) -> None:
        with pytest.raises(InputError, match="number asked"):
            wilson(x, n)


class TestBenjaminiHochberg:
    def test_the_example_of_the_paper(self) -> None:
        # Benjamini and Hochberg (1995), section 3.2: at 0.05 the four smallest are rejected
        p = [
            *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
            *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
        ]
        assert (benjamini_hochberg(p) <= 0.05).tolist() == [True] * 4 + [False] * 11

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
    def test_it_is_the_smallest_scaled_p_at_or_above(self, p: list[float]) -> None:
        m, ordered = len(p), sorted(p)
        expected = [
            min(1.0, *(m * q / (j + 1) for j, q in enumerate(ordered) if q >= own)) for own in p
        ]
        np.testing.assert_allclose(benjamini_hochberg(p), expected, atol=1e-12)

    def test_what_was_not_estimable_is_no_part_of_the_family(self) -> None:
        found = benjamini_hochberg([0.01, math.nan, 0.04])
        assert found[[0, 2]].tolist() == pytest.approx([0.02, 0.04])
        assert math.isnan(found[1])
