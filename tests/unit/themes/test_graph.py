"""Nearness is exact: it does not depend on how the sums are added up."""

from __future__ import annotations

import numpy as np
import pytest

from insight.themes.graph import Directions, directions, nearest, neighbours


def test_cosines_are_the_same_to_the_last_bit_in_blocks_and_in_one_piece() -> None:
    points = directions(np.random.default_rng(0).normal(size=(300, 384)))
    whole = points.cosines(points)
    for start in range(0, 300, 7):
        part = Directions(points.rows[start : start + 7], points.lengths[start : start + 7])
        assert np.array_equal(part.cosines(points), whole[start : start + 7])


def test_cosines_are_those_of_the_centred_unit_vectors() -> None:
    vectors = np.random.default_rng(1).normal(size=(50, 8))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    centred = unit - unit.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    points = directions(vectors)
    assert np.allclose(points.cosines(points), centred @ centred.T, atol=3e-4)


def test_the_nearest_come_first_and_nobody_is_their_own_neighbour() -> None:
    angles = np.deg2rad([0, 10, 30, 180, 195])
    near = neighbours(directions(np.stack([np.cos(angles), np.sin(angles)], axis=1)))
    assert list(near.index[1][:2]) == [0, 2]
    assert list(near.index[4][:1]) == [3]
    assert not (near.index == np.arange(5)[:, None]).any()


@pytest.mark.parametrize("size", [20, 700])
def test_neighbours_are_those_of_a_plain_search_through_all_even_where_many_are_equal(
    size: int,
) -> None:
    vectors = np.random.default_rng(2).normal(size=(size, 40))
    vectors[:60] = vectors[0]
    points = directions(vectors)
    near = neighbours(points)
    cosines = points.cosines(points)
    np.fill_diagonal(cosines, -2)
    plain = np.argsort(-cosines, axis=1, kind="stable")[:, : min(45, size - 1)]
    assert np.array_equal(near.index, plain)
    assert np.array_equal(near.cosine, np.take_along_axis(cosines, plain, axis=1))


def test_the_nearest_of_others_are_those_of_a_plain_search_and_may_be_the_same_text() -> None:
    vectors = np.random.default_rng(4).normal(size=(400, 40))
    points, others = directions(vectors[:300]), directions(vectors)
    cosines = points.cosines(others)
    near = nearest(points, others, 15)
    assert np.array_equal(near.index, np.argsort(-cosines, axis=1, kind="stable")[:, :15])
    assert np.array_equal(near.cosine, np.take_along_axis(cosines, near.index, axis=1))
