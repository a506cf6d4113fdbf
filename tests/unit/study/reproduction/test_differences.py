"""Two tables differ where a cell does, beyond what other processors may do to a float."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from insight.study.reproduction.differences import difference, vectors_moved

WEIGHTS = pd.DataFrame(
    {
        "segment_id": ["s-1", "s-2", "s-3"],
        "theme_id": [0, 1, 1],
        "weight": [0.5, 0.25, 0.75],
    }
)


def test_order_of_rows_is_no_difference():
    assert difference("segment_themes", WEIGHTS, WEIGHTS[::-1]) is None


def test_the_last_digits_of_a_float_are_no_difference_and_more_is():
    # The declared tolerance of a weight is one in a million of the larger of the two.
    within = WEIGHTS.assign(weight=[0.5, 0.25 * (1 + 9e-7), 0.75])
    beyond = WEIGHTS.assign(weight=[0.5, 0.25 + 0.01, 0.75])
    assert difference("segment_themes", WEIGHTS, within) is None
    by = difference("segment_themes", WEIGHTS, beyond)
    assert by is not None
    assert (by.rows, by.columns, by.at) == (1, ("weight",), "segment_id s-2, theme_id 1")
    assert by.largest == pytest.approx(0.01)


def test_whole_numbers_are_exact():
    counts = pd.DataFrame({"theme_id": [0, 1], "n_segments": [1_000_000_000, 7]})
    other = counts.assign(n_segments=[1_000_000_001, 7])
    by = difference("themes", counts, other)
    assert by is not None
    assert (by.columns, by.largest, by.at) == (("n_segments",), 1.0, "theme_id 0")


def test_rows_columns_and_missing_numbers_are_told():
    other = WEIGHTS.assign(weight=[0.5, np.nan, 0.75])[1:].rename(columns={"weight": "share"})
    by = difference("segment_themes", WEIGHTS, other)
    assert by is not None
    assert (by.missing, by.columns) == (1, ("share", "weight"))
    gone = difference("segment_themes", WEIGHTS, WEIGHTS.assign(weight=[0.5, np.nan, 0.75]))
    assert gone is not None
    assert (gone.rows, gone.largest) == (1, None)


def test_vectors_may_move_by_the_last_bit_of_float16():
    vectors = pd.DataFrame({"segment_id": ["s-1"], "vector": [np.array([1, 0.5], np.float16)]})
    bit = vectors.assign(vector=[np.array([1, np.nextafter(np.float16(0.5), np.float16(1))])])
    assert vectors_moved(vectors, bit) is None
    far = vectors.assign(vector=[np.array([1, 0.75], np.float16)])
    by = vectors_moved(vectors, far)
    assert by is not None
    assert (by.rows, by.largest, by.at) == (1, 0.25, "segment_id s-1")
