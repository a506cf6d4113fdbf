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
    return frame.assign(source_name="survey", **blank)


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
