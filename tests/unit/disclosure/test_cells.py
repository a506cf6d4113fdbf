"""No hidden count can be worked out: every reader who tries all possibilities stays uncertain."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from insight.disclosure.cells import hidden_asked, hidden_mentioning
from insight.disclosure.family import add_up
from insight.disclosure.policy import before_rounding, rounded
from insight.settings import SurveyPolicy

POLICY = SurveyPolicy(threshold=3, base=2, percentages_from=1)


def limits(shown: int, policy: SurveyPolicy) -> range:
    low, high = before_rounding(shown, policy.base)
    return range(max(low, policy.threshold), high + 1)


def possible(
    counts: tuple[int, ...], hidden: frozenset[int], most: int, policy: SurveyPolicy
) -> list[tuple[int, ...]]:
    """All whole-number counts of (everybody, a, b, ...) that agree with what is shown."""
    ranges = [
        range(most + 1)
        if cell in hidden
        else range(1)
        if n == 0
        else limits(rounded(n, policy.base), policy)
        for cell, n in enumerate(counts)
    ]
    return [(sum(parts), *parts) for parts in product(*ranges[1:]) if sum(parts) in ranges[0]]


def uncertainty(found: list[tuple[int, ...]], cell: int) -> int:
    values = [counts[cell] for counts in found]
    return max(values) - min(values)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.sampled_from([1, 2]))
def test_people_asked_in_strata_that_add_up_cannot_be_worked_out(
    parts: list[int], base: int
) -> None:
    policy = SurveyPolicy(threshold=3, base=base, percentages_from=1)
    asked = (sum(parts), *parts)
    family = add_up(asked, [0] * len(asked), [list(range(1, len(asked)))])
    hidden = hidden_asked(family, policy)
    found = possible(asked, hidden, 12, policy)
    assert asked in found
    for cell, n in enumerate(asked):
        if 0 < n < policy.threshold:
            assert cell in hidden
            assert uncertainty(found, cell) >= policy.threshold


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.integers(6, 11).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=2,
        max_size=3,
    )
)
def test_mentions_in_strata_that_add_up_cannot_be_worked_out(parts: list[tuple[int, int]]) -> None:
    policy = SurveyPolicy(threshold=3, base=1, percentages_from=1)  # people asked are known exactly
    mentioning = (sum(x for x, _ in parts), *[x for x, _ in parts])
    asked = (sum(n for _, n in parts), *[n for _, n in parts])
    family = add_up(asked, mentioning, [list(range(1, len(asked)))])
    assert hidden_asked(family, policy) == frozenset()
    hidden = hidden_mentioning(family, frozenset(), policy)
    found = [
        counts
        for counts in possible(mentioning, hidden, max(asked), policy)
        if all(
            x <= n if cell in hidden else x <= n - policy.threshold
            for cell, (x, n) in enumerate(zip(counts, asked, strict=True))
        )
    ]
    assert mentioning in found
    for cell, (x, n) in enumerate(zip(mentioning, asked, strict=True)):
        if min(x, n - x) < policy.threshold:
            assert cell in hidden
            assert uncertainty(found, cell) >= policy.threshold


def test_a_hidden_stratum_takes_the_next_smallest_with_it() -> None:
    family = add_up([46, 5, 11, 30], [0] * 4, [[1, 2, 3]])
    policy = SurveyPolicy(threshold=8, base=5, percentages_from=20)
    assert hidden_asked(family, policy) == {1, 2}


def test_with_two_strata_one_hidden_hides_both() -> None:
    family = add_up([60, 5, 55], [0] * 3, [[1, 2]])
    assert hidden_asked(family, SurveyPolicy()) == {1, 2}


def test_people_in_no_stratum_are_protected_like_a_stratum() -> None:
    # 40 asked, 37 of them placed: shown exactly, 40 - 20 - 17 would tell of three without a place.
    exact = SurveyPolicy(threshold=8, base=1, percentages_from=20)
    family = add_up([40, 20, 17], [0] * 3, [[1, 2]])
    assert hidden_asked(family, exact)


def test_overlapping_groups_are_no_sum() -> None:
    # Fifteen and ten of twenty: each is set against everybody else, five and ten of them.
    family = add_up([20, 15, 10], [0] * 3, [[1, 2]])
    assert sorted(family.asked[family.listed :]) == [5, 10]


def test_nothing_is_hidden_where_everything_is_large() -> None:
    family = add_up([100, 50, 50], [50, 25, 25], [[1, 2]])
    policy = SurveyPolicy()
    assert hidden_asked(family, policy) == frozenset()
    assert hidden_mentioning(family, frozenset(), policy) == frozenset()


def test_a_cell_hidden_for_another_reason_is_protected_like_a_small_one() -> None:
    family = add_up([60, 25, 35], [0] * 3, [[1, 2]])
    assert hidden_asked(family, SurveyPolicy()) == frozenset()
    assert hidden_asked(family, SurveyPolicy(), frozenset({1})) == {1, 2}
