"""Two releases of a study that a few people came to or left tell nothing of these few."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pandas as pd
import pytest

from insight.disclosure import few_changed, publish
from insight.disclosure.prevalence import small_groups
from insight.settings import DisclosureSettings
from unit.disclosure.invented import Invented, Person, invent

DEFAULT = DisclosureSettings()
MODES = {"survey 0": ("survey", "self_selected"), "talks": ("interview", "purposive")}


def study_of(people: list[Person]) -> Invented:
    return Invented(tuple(replace(one, number=n) for n, one in enumerate(people)))


def large() -> list[Person]:
    found = invent(Random(4), sizes=[150]).people
    return [one for one in found if one.source == "survey 0"]


@pytest.mark.parametrize("gone", [1, 3, 7])
def test_a_survey_that_few_left_shows_none_of_their_cells(gone: int) -> None:
    people = large()
    before, after = study_of(people), Invented(study_of(people).people[gone:])
    first = publish(before.tables(), DEFAULT)
    few = few_changed(after.members(), before.members(), first, MODES, DEFAULT)
    again = publish(after.tables(), DEFAULT, [few])["theme_prevalence"]
    everybody = again[again["stratum"] == "all"]
    assert everybody[["n_asked", "n_mentioning", "prevalence"]].isna().all(axis=None)
    held = {(p.source, s, v) for p in before.people[:gone] for s, v in _parts(p)}
    shown = again[again["n_asked"].notna()]
    seen = set(zip(shown["source_name"], shown["stratum"], shown["stratum_value"], strict=True))
    was = first["theme_prevalence"]
    was = was[was["n_asked"].notna()]
    before_seen = set(zip(was["source_name"], was["stratum"], was["stratum_value"], strict=True))
    assert not held & seen & before_seen


def _parts(one: Person) -> list[tuple[str, str]]:
    return [("all", "all"), *(("group", g) for g in one.groups), ("quintile", str(one.fifth))]


def test_what_is_hidden_does_not_depend_on_what_the_few_said() -> None:
    people = large()
    before = study_of(people)
    first = publish(before.tables(), DEFAULT)
    found = []
    for said in (frozenset(), frozenset({("code", "C1")})):
        last = replace(people[-1], said=said, answers=frozenset(), number=999)
        after = Invented((*before.people, last))
        few = few_changed(after.members(), before.members(), first, MODES, DEFAULT)
        found.append(publish(after.tables(), DEFAULT, [few])["theme_prevalence"])
    pd.testing.assert_frame_equal(found[0], found[1])


def test_the_same_people_and_many_others_hide_nothing_more() -> None:
    before = study_of(large())
    first = publish(before.tables(), DEFAULT)
    same = few_changed(before.members(), before.members(), first, MODES, DEFAULT)
    assert (same.few, same.movers) == ({}, {})
    fewer = Invented(before.people[40:])
    few = few_changed(fewer.members(), before.members(), first, MODES, DEFAULT)
    assert ("all", "all") not in few.few["survey 0"]


def test_one_more_talk_hides_what_all_talks_counted() -> None:
    talks = [p for p in invent(Random(2), sizes=[0]).people if p.source == "talks"]
    talks = (talks * 12)[:12]
    before = study_of(talks[:11])
    after = study_of(talks)
    first = publish(before.tables(), DEFAULT)
    few = few_changed(after.members(), before.members(), first, MODES, DEFAULT)
    again = publish(after.tables(), DEFAULT, [few])["theme_prevalence"]
    assert again.loc[again["stratum"] == "all", "n_mentioning"].isna().all()


def test_one_newcomer_does_not_tell_that_nobody_of_the_talks_was_in_a_category() -> None:
    # Nobody did not say how old they are: hidden then beside a small category, it stays hidden.
    talks = [p for p in invent(Random(2), sizes=[0]).people if p.source == "talks"]
    one = replace(talks[0], groups=("unpaid_carer",), older="65+", disability="no")
    before, after = study_of([one] * 3), study_of([one] * 4)
    first = publish(before.tables(), DEFAULT)
    few = few_changed(after.members(), before.members(), first, MODES, DEFAULT)
    again = publish(after.tables(), DEFAULT, [few])["representation"]
    assert again["n_speakers"].isna().all()


def test_of_talks_a_part_hidden_for_an_earlier_release_is_not_hidden_alone() -> None:
    # 23 heard, 9 + 9 shown would leave the 5 that few came to.
    assert small_groups({0: 23, 1: 9, 2: 9, 3: 5}, [[1, 2, 3]], 5, also=[3]) == {1, 3}
