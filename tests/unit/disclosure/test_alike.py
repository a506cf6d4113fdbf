"""All that is told of one person is told of k or more, and no more coarsely than that takes."""

from __future__ import annotations

from random import Random

import pandas as pd
from hypothesis import given
from hypothesis import settings as check
from hypothesis import strategies as st

from insight.disclosure.alike import ATTRIBUTES, STEPS, alike, until_alike

VALUES = {
    "stakeholder_groups": ("unpaid_carer", "person_using_services", "ombudsman"),
    "speaks_for": ("self", "proxy"),
    "resident": (True, False),
    "age_band": ("25-44", "45-64", "65+", ""),
    "sex": ("female", "male"),
    "ethnicity": ("white", "asian", ""),
    "disability": ("yes", "no"),
    "quintile": (1, 2, 5, None),
    "rural_urban": ("Rural", "Urban", ""),
}


def people(n: int, chance: Random | None = None, **told: object) -> pd.DataFrame:
    """`n` invented people, all like the first of VALUES, or by chance."""
    usual = {"source_name": "survey", "mode": "survey", "sampling": "self_selected"}
    rows = [
        usual
        | {name: _one(of, chance) for name, of in VALUES.items()}
        | {"consent_quote": False, "speaker_id": f"p{i:03d}"}
        | told
        for i in range(n)
    ]
    table = pd.DataFrame(rows)
    return table.astype({"quintile": "Int64"})


def _one(of: tuple[object, ...], chance: Random | None) -> object:
    return chance.choice(of[: chance.randint(1, len(of))]) if chance else of[0]


def text(table: pd.DataFrame) -> pd.DataFrame:
    told = {name: table[name].astype("string").fillna("").astype("str") for name in ATTRIBUTES}
    return table.assign(**told)


@check(max_examples=30, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**6), st.integers(5, 60), st.sampled_from([2, 3, 5]))
def test_every_combination_that_leaves_is_held_by_k_people_or_hidden_and_by_no_step_too_coarse(
    seed: int, n: int, k: int
) -> None:
    chance = Random(seed)
    raw = people(n, chance)
    told, _ = alike(raw, k)
    assert told.groupby(ATTRIBUTES)["speaker_id"].size().min() >= min(k, n)
    # What each was told as, step by step, had everybody gone on to the last one.
    stages = [text(raw).sort_values("speaker_id", ignore_index=True)[ATTRIBUTES]]
    for step in STEPS:
        stages.append(step.coarser(stages[-1]))
    rows = [[tuple(stage.iloc[i]) for stage in stages] for i in range(n)]
    final = [tuple(row) for row in told[ATTRIBUTES].itertuples(index=False)]
    nothing = ("",) * len(ATTRIBUTES)
    before: dict[tuple[str, ...], int] = {}
    for own, shown in zip(rows, final, strict=True):
        assert shown in own or shown == nothing
        if shown != nothing and shown != own[0]:
            finer = own[own.index(shown) - 1]
            before[finer] = before.get(finer, 0) + 1
    # Had they been told of one step less coarsely, together, they would have been too few.
    assert all(number + final.count(finer) < k for finer, number in before.items())
    order = list(range(n))
    chance.shuffle(order)
    pd.testing.assert_frame_equal(told, alike(raw.iloc[order], k)[0])


def test_five_who_differ_in_their_fifth_alone_lose_it_and_nothing_else() -> None:
    raw = people(11)
    raw.loc[:4, "quintile"] = pd.array([2, 3, 4, 5, 5], dtype="Int64")
    told, words = alike(raw, 5)
    assert told["quintile"].tolist() == [""] * 5 + ["1"] * 6
    assert set(told["rural_urban"]) == {"Rural"}
    assert words == {"survey": ["place: rural or urban, no fifth, for 5 of 11"]}


def test_two_by_themselves_are_told_nothing_of_with_the_smallest_class_that_sorts_first() -> None:
    # By hand: two ombudsmen, and twice six who differ in sex; "female" sorts before "male".
    raw = people(14)
    raw.loc[6:11, "sex"] = "male"
    raw.loc[12:, "stakeholder_groups"] = "ombudsman"
    told, _ = until_alike(text(raw), 5)
    nothing = (told[ATTRIBUTES] == "").all(axis=1)
    assert nothing.tolist() == [True] * 6 + [False] * 6 + [True] * 2


def test_people_who_were_talked_with_are_never_told_of_by_place() -> None:
    told, words = alike(people(9, mode="interview", sampling="purposive"), 5)
    assert (told[["quintile", "rural_urban", "resident"]] == "").all(axis=None)
    assert words == {"survey": ["never by place"]}


def test_of_fewer_than_k_nothing_is_told() -> None:
    told, _ = alike(people(4), 5)
    assert (told[ATTRIBUTES] == "").all(axis=None)
