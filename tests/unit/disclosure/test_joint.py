"""Two releases of a study that changed between them tell nothing that the second must not add."""

from __future__ import annotations

import os
from random import Random

import pandas as pd
from hypothesis import given
from hypothesis import settings as check
from hypothesis import strategies as st

from insight.disclosure import few_changed, publish
from insight.settings import DisclosureSettings, SurveyPolicy
from unit.disclosure.attack import Rules
from unit.disclosure.invented import CHANGES, change, invent
from unit.disclosure.joint import moved_between, second_look

PAIRS = int(os.environ.get("ATTACKED_STUDIES", "40")) // 4
"""How many pairs of releases are attacked: three seconds each, for small studies."""
SIZES = (12, 35, 60)


@check(max_examples=PAIRS, deadline=None, derandomize=True, database=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([(8, 5), (5, 5), (10, 5), (8, 1)]),
    st.sampled_from(CHANGES),
    st.booleans(),
)
def test_no_hidden_figure_and_nobody_who_moved_is_known_from_two_releases(
    seed: int, policy: tuple[int, int], how: str, one_group: bool
) -> None:
    chance = Random(seed)
    threshold, base = policy
    survey = SurveyPolicy(threshold=threshold, base=base, percentages_from=20)
    settings = DisclosureSettings(survey=survey)
    before = invent(chance, one_group=one_group, sizes=[chance.choice(SIZES)])
    after = change(chance, before, how, one_group=one_group)
    if not after.people:
        return
    modes = before.modes() | after.modes()
    first = publish(before.tables(), settings)
    since = few_changed(after.members(), before.members(), first, modes, settings)
    second = publish(after.tables(), settings, [since])
    if how == "nothing":
        for name, table in first.items():
            pd.testing.assert_frame_equal(second[name], table)
    rules = [Rules(threshold, base, 5, one_group, *one.known()) for one in (before, after)]
    assert second_look(first, second, moved_between(before, after), (rules[0], rules[1])) == {}
