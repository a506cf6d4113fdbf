"""How candidate themes are found again, and what lies outside a corpus, on invented directions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from insight.themes.communities import Corpus, grouping
from insight.themes.graph import FloatArray, directions, neighbours
from insight.themes.space import belonging, plane
from insight.themes.stability import apart, best_overlaps, choose_number, refits, union_overlaps


def clouds(sizes: list[int], spread: float, seed: int = 0) -> FloatArray:
    """Directions around as many axes as there are sizes, with a part that all share."""
    draw = np.random.default_rng(seed)
    middles = np.repeat(np.eye(len(sizes), 48), sizes, axis=0)
    middles[:, -1] = 1.0
    return middles + draw.normal(0, spread, middles.shape)


def corpus(vectors: FloatArray, people: int, seed: int = 1) -> Corpus:
    points = directions(vectors)
    said = [np.array([row % people]) for row in range(len(points))]
    return Corpus(plane(points.rows), neighbours(points), said, seed)


def grouped(vectors: FloatArray, number: int) -> list[int]:
    whole = corpus(vectors, len(vectors))
    return [int(one) for one in grouping(whole, np.arange(len(whole)), 0).of(number)]


def test_groups_that_are_plainly_apart_are_found_and_found_again() -> None:
    vectors = clouds([40, 30, 20], 0.05)
    whole = corpus(vectors, 45)
    all_rows = grouping(whole, np.arange(90), 0)
    choice, profile = choose_number(whole, all_rows, "auto", vectors)
    assert choice.number == 3
    assert profile.set_index("number").loc[3, "least"] == 1.0
    firm = refits(whole, all_rows.of(3), 3).stability()
    assert firm.speakers.tolist() == [1.0, 1.0, 1.0]
    assert firm.seeds.tolist() == [1.0, 1.0, 1.0]
    assert (firm.chance < 0.5).all()
    assert firm.table(np.array([2, 0, 1]))["said"].eq("repeatable").all()


def test_one_cloud_without_groups_is_not_divided_into_many() -> None:
    vectors = clouds([300], 0.05)
    whole = corpus(vectors, 300)
    choice, _ = choose_number(whole, grouping(whole, np.arange(300), 0), "auto", vectors)
    assert choice.number < 3


def test_a_bootstrap_leaves_people_out_with_all_that_they_said() -> None:
    whole = corpus(clouds([60, 60], 0.1), people=12)
    rows = whole.resampled(0)
    people = {int(row) % 12 for row in rows}
    assert 1 < len(people) < 12
    assert len(rows) == 10 * len(people)


@pytest.mark.parametrize("number", [2, 7])
def test_no_more_groups_than_asked_for_and_the_largest_comes_first(number: int) -> None:
    found = grouped(clouds([50, 40, 30, 20], 0.2), number)
    sizes = np.bincount(found)
    assert len(sizes) <= number
    assert list(sizes) == sorted(sizes, reverse=True)


@given(st.integers(1, 4), st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_threads_change_nothing(threads: int, seed: int) -> None:
    vectors = clouds([30, 30, 30], 0.3, seed)
    with threadpool_limits(1):
        alone = grouped(vectors, 5), belonging(vectors, 1)[0].tolist()
    with threadpool_limits(threads):
        together = grouped(vectors, 5), belonging(vectors, 1)[0].tolist()
    assert alone == together


def test_what_speaks_of_something_else_lies_outside() -> None:
    inside = clouds([60, 60, 60], 0.1)
    outside = np.random.default_rng(5).normal(0, 1, (6, 48))
    outside[:, -1] = 0.0
    belongs, _ = belonging(np.vstack([inside, outside]), seed=3)
    assert belongs[:180].mean() >= 0.95
    assert not belongs[180:].any()


def test_overlap_is_shared_rows_over_rows_of_either() -> None:
    found = best_overlaps(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1]), 2)
    assert found.tolist() == pytest.approx([2 / 3, 2 / 3])


def test_a_merger_is_found_again_by_the_groups_that_stand_for_its_parts() -> None:
    # Ten rows in groups a, b, c of 4, 3, 3; elsewhere x, y, z of 3, 4, 3. a is x (3/4), b is y
    # (3/4): a and b as one are rows 0 to 6, as are x and y. c is z. Apart each is found for 3/4.
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2])
    others = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2, 2])
    found = union_overlaps(labels, others, [[0], [1], [0, 1], [1, 2]])
    assert found.tolist() == pytest.approx([3 / 4, 3 / 4, 1.0, 6 / 7])


def test_texts_of_one_direction_are_not_apart_however_they_are_grouped() -> None:
    same = np.tile([1.0, 0.0, 0.0], (40, 1))
    assert apart(same, np.arange(40) % 4) == pytest.approx(0.0, abs=1e-3)


def test_what_chose_the_number_also_measures_it_with_the_same_answer() -> None:
    vectors = clouds([40, 30, 20], 0.4)
    fresh, used = corpus(vectors, 45), corpus(vectors, 45)
    labels = grouping(fresh, np.arange(90), 0).of(3)
    choose_number(used, grouping(used, np.arange(90), 0), "auto", vectors)
    assert refits(used, labels, 3).stability().speakers.tolist() == (
        refits(fresh, labels, 3).stability().speakers.tolist()
    )
