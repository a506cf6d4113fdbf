"""Three segments show a theme: its middle, its run of the mill, and who disagrees in it."""

from __future__ import annotations

import pandas as pd

from insight.themes.exemplars import exemplars

# One theme of five: four praise, "e" complains though it is near the centre; "d" is far from it.
MEMBERS = pd.DataFrame(
    {
        "theme_id": 0,
        "segment_id": list("abcde"),
        "speaker_id": ["p1", "p2", "p3", "p4", "p5"],
        "row": range(5),
        "cosine": [0.9, 0.7, 0.6, 0.2, 0.8],
        "elsewhere": [0.1, 0.1, 0.1, 0.4, 0.1],
        "stance": [1.0, 1.0, 1.0, 1.0, -1.0],
    }
)


def shown(members: pd.DataFrame) -> dict[str, str]:
    return dict(exemplars(members).set_index("why")["segment_id"])


def test_who_dissents_takes_the_other_side_and_is_not_merely_far_from_the_middle() -> None:
    assert shown(MEMBERS) == {"central": "a", "dissenting": "e", "typical": "b"}


def test_where_all_agree_it_is_the_segment_that_another_theme_pulls_at_most() -> None:
    assert shown(MEMBERS.assign(stance=0.0))["dissenting"] == "d"


def test_all_three_are_of_different_people_where_so_many_speak() -> None:
    same = MEMBERS.assign(speaker_id=["p1", "p2", "p3", "p4", "p1"])
    assert shown(same)["dissenting"] == "d"
    one = MEMBERS.assign(speaker_id="p1")
    assert len(set(shown(one).values())) == 3


def test_the_order_of_rows_changes_nothing() -> None:
    assert shown(MEMBERS[::-1]) == shown(MEMBERS)
