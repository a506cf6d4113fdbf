"""No suppressed cell of a random study can be worked out from all that is released of it."""

from __future__ import annotations

import os
from random import Random

from hypothesis import given
from hypothesis import settings as check
from hypothesis import strategies as st

from insight.disclosure import publish
from insight.settings import DisclosureSettings, SurveyPolicy
from unit.disclosure.attack import Hidden, Reader, Rules, leaks, read
from unit.disclosure.invented import invent

STUDIES = int(os.environ.get("ATTACKED_STUDIES", "40"))
"""How many studies are attacked: two seconds each. Before a release of the tool, 200."""
POLICIES = [(8, 5), (5, 5), (10, 5), (8, 1), (3, 1)]


@check(max_examples=STUDIES, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**6), st.sampled_from([*POLICIES, (8, 5), (8, 5)]), st.booleans())
def test_no_suppressed_cell_of_a_random_study_is_known_within_its_protection(
    seed: int, policy: tuple[int, int], one_group: bool
) -> None:
    threshold, base = policy
    study = invent(Random(seed), one_group=one_group)
    survey = SurveyPolicy(threshold=threshold, base=base, percentages_from=20)
    released = publish(study.tables(), DisclosureSettings(survey=survey))
    rules = Rules(
        threshold, base, 5, one_group, study.moments(), study.residents_saying(), study.residents()
    )
    reader = Reader()
    assert leaks(reader, read(reader, released, rules)) == {}


def test_the_attack_finds_what_is_hidden_by_itself_alone() -> None:
    # Sixty in all; 39 to 41, and 15, in two groups of three: the third has four to six.
    reader = Reader()
    groups = [("group", name) for name in "abc"]
    reader.knows(dict.fromkeys(groups, 1.0), 60, 60)
    reader.knows({groups[0]: 1.0}, 39, 41)
    reader.knows({groups[1]: 1.0}, 15, 15)
    hidden = [Hidden("third", {groups[2]: 1.0}, 8)]
    assert leaks(reader, hidden) == {"third": (4, 6)}
