"""Views of themes leave whole or not at all; that nobody else spoke of a theme is a count."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.disclosure.views import release_only, release_views
from insight.settings import DisclosureSettings

POLICY = DisclosureSettings()


def view(counts: list[int], asked: int, mode: str = "survey") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_name": "asked",
            "mode": mode,
            "sampling": "self_selected" if mode == "survey" else "purposive",
            "theme_id": 0,
            "view": "question",
            "part": [f"Question {n}" for n in range(len(counts))],
            "place": range(len(counts)),
            "n_mentioning": counts,
            "n_asked": asked,
            "note": "",
        }
    )


def total(mentioning: int) -> pd.DataFrame:
    return pd.DataFrame(
        [["asked", "theme", "all", "0", mentioning]],
        columns=["source_name", "subject", "stratum", "subject_id", "n_mentioning"],
    )


def test_counts_of_a_survey_are_rounded() -> None:
    shown = release_views(view([22, 31], 103), total(44), POLICY)
    assert shown["n_mentioning"].to_list() == [20, 30]
    assert shown["n_asked"].to_list() == [105, 105]


@pytest.mark.parametrize(
    ("counts", "mentioning"),
    [
        ([7, 40], 45),  # seven is below the threshold: with the other part it goes
        ([0, 40], 40),  # nought tells as much as one
        ([38, 12], 43),  # 43 - 38 = 5 spoke of it under the other question alone
    ],
)
def test_a_view_with_one_number_that_may_not_be_shown_goes_whole(counts, mentioning) -> None:
    shown = release_views(view(counts, 103), total(mentioning), POLICY)
    assert shown[["n_mentioning", "n_asked"]].isna().all(axis=None)
    assert shown["note"].str.startswith("not shown").all()


def test_interviews_are_told_in_whole_numbers_of_five_or_more_people() -> None:
    assert release_views(view([0, 3], 5, "interview"), total(3), POLICY)[
        "n_mentioning"
    ].to_list() == [0, 3]
    assert release_views(view([0, 3], 4, "interview"), total(3), POLICY)["n_asked"].isna().all()


def only(mode: str, n_group: int, n_asked: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_name": ["asked"],
            "mode": mode,
            "sampling": "purposive" if mode == "interview" else "probability",
            "theme_id": 0,
            "group": "unpaid_carer",
            "n_mentioning": 3,
            "n_group": n_group,
            "n_asked": n_asked,
            "chance": None,
            "chance_adjusted": None,
        }
    )


@pytest.mark.parametrize(
    ("mode", "n_group", "n_asked", "leaves"),
    [
        ("interview", 6, 11, True),
        ("interview", 6, 10, False),  # four others: who they are is known
        ("survey", 60, 200, False),  # that none of 140 others said it is a count of nought
    ],
)
def test_what_one_group_alone_said_is_told_of_interviews_only(
    mode, n_group, n_asked, leaves
) -> None:
    row = ["asked", "theme", "group", "0", "unpaid_carer", n_group]
    names = ["source_name", "subject", "stratum", "subject_id", "stratum_value", "n_asked"]
    everybody = ["asked", "theme", "all", "0", "all", n_asked]
    released = pd.DataFrame([row, everybody], columns=names)
    raw = only(mode, n_group, n_asked)
    assert len(release_only(raw, released, POLICY)) == int(leaves)
    hidden = released.assign(n_asked=pd.array([pd.NA] * 2, dtype="Int64"))
    assert release_only(raw, hidden, POLICY).empty
