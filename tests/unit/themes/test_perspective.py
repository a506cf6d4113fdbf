"""Who speaks of a theme where, counted by hand on a few invented people."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.themes.perspective import said_by_one_group, views


def people(sampling: str = "purposive", mode: str = "interview") -> pd.DataFrame:
    """Four carers, three who use services, and one in both groups."""
    groups = ["unpaid_carer"] * 4 + ["person_using_services"] * 3
    groups.append("person_using_services;unpaid_carer")
    return pd.DataFrame(
        {
            "speaker_id": [f"p{n}" for n in range(8)],
            "source_name": "talks",
            "mode": mode,
            "sampling": sampling,
            "stakeholder_groups": groups,
        }
    )


def said(rows: list[tuple[str, str, int, str, str]], mode: str = "interview") -> pd.DataFrame:
    """Segments: speaker, document, position, question, wave; those of `asks` are questions."""
    table = pd.DataFrame(
        rows, columns=["speaker_id", "document_id", "position", "question_asked", "wave"]
    )
    return table.assign(
        segment_id=[f"s{n}" for n in range(len(table))],
        source_name="talks",
        mode=mode,
        role=table["speaker_id"].map(lambda one: "interviewer" if one == "asks" else "participant"),
    )


def themes(of: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        {"segment_id": list(of), "theme_id": list(of.values()), "weight": [1.0] * len(of)}
    )


def counts(table: pd.DataFrame, view: str, theme: int) -> dict[str, tuple[int, int]]:
    kept = table[(table["view"] == view) & (table["theme_id"] == theme)]
    return {row.part: (row.n_mentioning, row.n_asked) for row in kept.itertuples()}


def test_the_course_of_a_talk_is_told_in_thirds_and_somebody_counts_once_in_each() -> None:
    turns = [("asks" if n % 2 == 0 else "p0", "d", n, "", "1") for n in range(12)]
    found = views(said(turns), people(), themes({"s1": 0, "s3": 0, "s11": 0, "s5": 1}))
    # Turns 1 and 3 are in the first third (0-3), 5 in the middle (4-7), 11 in the last (8-11).
    assert counts(found, "order", 0) == {
        "first third": (1, 8),
        "middle third": (0, 8),
        "last third": (1, 8),
    }
    assert counts(found, "order", 1)["middle third"] == (1, 8)


def test_everybody_in_a_survey_was_asked_every_question() -> None:
    rows = [(f"p{n}", f"d{n}", 0, "What helps?", "1") for n in range(3)]
    rows += [("p0", "e0", 0, "What hinders?", "1")]
    of = themes({"s0": 0, "s1": 0, "s3": 0})
    found = views(said(rows, "survey"), people(mode="survey"), of)
    assert counts(found, "question", 0) == {"What helps?": (2, 8), "What hinders?": (1, 8)}
    assert not counts(found, "order", 0)


def test_waves_stand_side_by_side_only_where_there_are_several() -> None:
    rows = [("p0", "d", 0, "", "1"), ("p1", "e", 0, "", "2")]
    of = themes({"s0": 0, "s1": 0})
    assert counts(views(said(rows), people(), of), "wave", 0) == {"1": (1, 8), "2": (1, 8)}
    single = said([(*row[:4], "1") for row in rows])
    assert not counts(views(single, people(), of), "wave", 0)


def test_what_one_group_alone_says_is_found_and_one_person_is_no_group() -> None:
    rows = [(f"p{n}", "d", n, "", "1") for n in range(8)]
    of = themes({"s0": 0, "s1": 0, "s7": 0, "s2": 1, "s5": 2, "s6": 2, "s4": 2, "s3": 3, "s4 ": 3})
    found = said_by_one_group(said(rows), people(), of)
    told = {
        (row.theme_id, row.group): (row.n_mentioning, row.n_group) for row in found.itertuples()
    }
    # p7 is in both groups, so theme 0 is of carers alone; theme 1 is one person's.
    assert told == {(0, "unpaid_carer"): (3, 5), (2, "person_using_services"): (3, 4)}


@pytest.mark.parametrize("sampling", ["purposive", "self_selected", "census"])
def test_only_a_probability_sample_carries_a_chance_statement(sampling: str) -> None:
    rows = [(f"p{n}", "d", n, "", "1") for n in range(8)]
    of = themes({"s0": 0, "s1": 0})
    assert said_by_one_group(said(rows), people(sampling), of)["chance"].isna().all()


def test_the_chance_is_the_hypergeometric_one_and_allows_for_all_that_was_looked_at() -> None:
    rows = [(f"p{n}", "d", n, "", "1") for n in range(8)]
    of = themes({"s0": 0, "s1": 0, "s2": 1, "s5": 1})
    (found,) = said_by_one_group(said(rows), people("probability"), of).to_dict("records")
    # Two of the eight asked, both among the five carers: 5/8 * 4/7 = 20/56.
    assert found["chance"] == pytest.approx(20 / 56)
    # Two themes times two groups were looked at; the least of four is multiplied by four.
    assert found["chance_adjusted"] == pytest.approx(min(4 * 20 / 56, 1))
