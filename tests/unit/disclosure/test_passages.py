"""How many pieces of text stand behind a number, told where it tells nothing more of people."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.disclosure.passages import release_passages
from insight.settings import DisclosureSettings

KEY = {"source_name": "s", "subject": "code", "subject_id": "V1"}


@pytest.mark.parametrize(
    ("mode", "stratum", "people", "pieces", "most", "told"),
    [
        ("interview", "all", 6, 23, 9, 23),
        ("interview", "group", 5, 17, 9, 17),
        # The number of people is hidden, so nothing is told of their words.
        ("interview", "group", None, 3, 3, None),
        # 20 stands for 18 to 22 people; 47 pieces are told as 45.
        ("survey", "all", 20, 47, 4, 45),
        # By group they would bound, by subtraction, the people of a hidden group.
        ("survey", "group", 20, 47, 4, None),
        # 45 stands for 43 pieces or more: with two each, for 22 people or more of 18 to 22.
        ("survey", "all", 20, 44, 2, None),
    ],
)
def test_pieces_are_told_where_they_tell_no_more_of_people(
    mode: str, stratum: str, people: int | None, pieces: int, most: int, told: int | None
):
    about = KEY | {"stratum": stratum, "stratum_value": "all"}
    raw = pd.DataFrame([about | {"n_segments": pieces, "most": most}])
    seen = about | {"mode": mode, "sampling": "self_selected" if mode == "survey" else "purposive"}
    prevalence = pd.DataFrame([seen | {"n_mentioning": people, "basis": "human"}])
    found = release_passages(raw, prevalence, DisclosureSettings())
    assert found["n_segments"].to_list() == ([] if told is None else [told])
