"""Deviant cases are sought among the few; people are counted, not segments.

People and what they say are invented.
"""

from __future__ import annotations

import pandas as pd

from insight.coding.words import deviant_cases
from unit.coding.words.tables import codings, segments

NONE = pd.DataFrame({"theme_id": [], "segment_id": [], "why": []})


def coded(**valences: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """V1 given to each segment with this valence."""
    said = segments(**{name: f"What {name} says." for name in valences})
    given = codings(*((name, "V1", "k", 0, 4) for name in valences))
    return given.assign(valence=list(valences.values())), said


def test_one_who_praises_often_is_the_exception_where_two_criticise() -> None:
    given, said = coded(ada_1="+", ada_2="+", ada_3="+", bo_1="-", cy_1="-")
    found = deviant_cases(given, said, NONE, {})
    assert [tuple(row) for row in found.to_numpy()] == [
        (f"segment:ada_{n}+code:V1", "praise, where most criticise") for n in (1, 2, 3)
    ]


def test_where_opinion_is_even_nobody_is_an_exception() -> None:
    assert deviant_cases(*coded(ada_1="+", ada_2="+", bo_1="-"), NONE, {}).empty


def test_everybody_is_heard_once_before_anybody_is_heard_twice() -> None:
    given, said = coded(
        **{f"many{n}x_1": "+" for n in range(5)},
        ada_1="-",
        ada_2="-",
        ada_3="-",
        bo_1="-",
        cy_1="-",
    )
    found = deviant_cases(given, said, NONE, {}, per_subject=3)
    assert {about.split("_")[0] for about in found["about"]} == {
        "segment:ada",
        "segment:bo",
        "segment:cy",
    }


def test_dissenting_exemplars_of_a_theme_are_told_by_its_key() -> None:
    given, said = coded(ada_1="0")
    shown = pd.DataFrame(
        {"theme_id": [2, 2], "segment_id": ["ada_1", "x"], "why": ["dissenting", "central"]}
    )
    found = deviant_cases(given, said, shown, {2: "t-a"})
    assert list(found["about"]) == ["segment:ada_1+theme:t-a"]
