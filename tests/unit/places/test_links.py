"""Who could not be linked to an area, counted and put in words. Everybody is invented."""

from __future__ import annotations

import pandas as pd

from insight.places import link_report
from insight.settings import SurveyPolicy
from insight.study.links import links_in_words

POLICY = SurveyPolicy(threshold=8, base=5)


def people(*told: tuple[int, str, str]) -> pd.DataFrame:
    """How many people of a stakeholder group had which link status."""
    rows = [(groups, status) for n, groups, status in told for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["stakeholder_groups", "link_status"])
    blank = dict.fromkeys(["age_band", "sex", "ethnicity", "disability"], "")
    ids = [f"p{n:03}" for n in range(len(frame))]
    return frame.assign(speaker_id=ids, source_name="survey", **blank)


def mentions(*told: tuple[str, int, int]) -> pd.DataFrame:
    """Code, and the first and the last of the people who speak of it."""
    rows = [(f"p{n:03}", "code", code) for code, first, last in told for n in range(first, last)]
    return pd.DataFrame(rows, columns=["speaker_id", "subject", "subject_id"])


def test_staff_and_people_from_elsewhere_are_not_expected_to_be_linked() -> None:
    report = link_report(
        people((3, "unpaid_carer", "linked"), (2, "staff_frontline", "not_a_resident"),
               (1, "other", "other_nation"), (4, "unpaid_carer", "partial_postcode"))
    )  # fmt: skip
    everybody = report[report["margin"] == "all"].iloc[0]
    assert (everybody["n_people"], everybody["n_linked"], everybody["n_not_linked"]) == (7, 3, 4)


def test_a_group_that_leaves_its_postcode_out_is_named() -> None:
    report = link_report(
        people((10, "unpaid_carer", "linked"), (30, "unpaid_carer", "no_place_given"),
               (60, "person_using_services", "linked"),
               (12, "person_using_services", "unknown_postcode"))
    )  # fmt: skip
    words = links_in_words(report, POLICY)["survey"]
    assert words == (
        "about 70 of 110 people linked to an area; linked less often than others: unpaid carer; "
        "linked more often than others: person using services"
    )


def test_small_numbers_are_neither_given_nor_to_be_had_by_taking_away() -> None:
    few_left = people((40, "unpaid_carer", "linked"), (7, "unpaid_carer", "no_place_given"))
    assert links_in_words(link_report(few_left), POLICY)["survey"] == (
        "all but fewer than 8 linked to an area, too few to compare"
    )
    few = people((3, "unpaid_carer", "linked"), (7, "unpaid_carer", "no_place_given"))
    assert links_in_words(link_report(few), POLICY)["survey"] == "too few people to say"
    seven = people((60, "other", "linked"), (20, "other", "no_place_given"),
                   (7, "unpaid_carer", "no_place_given"))  # fmt: skip
    assert "unpaid carer" not in links_in_words(link_report(seven), POLICY)["survey"]


LINKED_AND_NOT = (
    (100, "unpaid_carer", "linked"),
    (40, "unpaid_carer", "no_place_given"),
    (5, "staff_frontline", "not_a_resident"),
)


def test_what_people_speak_of_is_counted_once_a_person_and_without_staff() -> None:
    spoken = mentions(("travel", 90, 145), ("travel", 90, 120))
    report = link_report(people(*LINKED_AND_NOT), spoken).set_index(["margin", "category"])
    counts = report.loc[("code", "travel"), ["n_people", "n_linked", "n_not_linked"]]
    assert counts.tolist() == [50, 10, 40]


def test_only_what_most_people_of_a_source_speak_of_is_compared() -> None:
    spoken = mentions(*[(f"code {n:02}", 0, 20 + n) for n in range(15)])
    report = link_report(people(*LINKED_AND_NOT), spoken)
    told = report.loc[report["margin"] == "code", "category"].tolist()
    assert told == [f"code {n:02}" for n in range(5, 15)]


def test_those_not_linked_who_speak_of_other_things_are_told_of_in_rounded_counts() -> None:
    spoken = mentions(("travel", 80, 121), ("money", 11, 108), ("forms", 50, 120))
    names = {("code", "travel"): "Getting there", ("code", "forms"): "Forms"}
    report = link_report(people(*LINKED_AND_NOT), spoken)
    words = links_in_words(report, POLICY, names)["survey"]
    # travel: 21 of 40 and 20 of 100; money: 8 of 40 and 89 of 100; forms: 20 of 40 and 50 of 100
    assert words == (
        "about 100 of 140 people linked to an area; no part that is large enough to compare "
        "differs by ten points or more; those not linked speak more often of Getting there (about "
        "20 of 40 people, and 20 of 100 of those linked); those not linked speak less often of "
        "money (about 10 of 40 people, and 90 of 100 of those linked)"
    )


def test_what_few_speak_of_or_few_do_not_is_not_told() -> None:
    few, all_but_few = ("few", 93, 140), ("many", 0, 133)  # 7 linked; 7 not linked do not
    report = link_report(people(*LINKED_AND_NOT), mentions(few, all_but_few))
    assert "speak" not in links_in_words(report, POLICY)["survey"]
