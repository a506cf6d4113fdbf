"""Numbers become words that say how many, of whom, and how sure."""

from __future__ import annotations

import pytest

from insight.report import narrative
from insight.report.evidence import Count
from insight.report.narrative import Gradient


def rows(drawn: str) -> list[list[str]]:
    """The cells of a table drawn with bars, without its heading."""
    lines = [line.strip().strip("|") for line in drawn.strip().splitlines()]
    return [[cell.strip() for cell in line.split("|")] for line in lines[1:]]


def count(mode: str, part: str, said: str, asked: str) -> Count:
    shown = [None if number == "-" else int(number) for number in (said, asked)]
    return Count(mode, mode, "", "group", part, *shown, None, None, None, "human", "too few")


COUNTS = """
| mode      | group           | said | asked | in words |
| interview | unpaid_carer    | 7    | 20    | 7 of the 20 unpaid carers in the interviews. |
| interview | unpaid_carer    | 0    | 20    | None of the 20 unpaid carers in the interviews. |
| interview | unpaid_carer    | 20   | 20    | All 20 unpaid carers in the interviews. |
| group     | assessor        | 1    | 6     | 1 of the 6 assessors in the group discussions. |
| survey    | unpaid_carer    | 45   | 80    | About 45 of about 80 unpaid carers in the survey. |
"""


@pytest.mark.parametrize(("mode", "group", "said", "asked", "words"), rows(COUNTS))
def test_counts_are_told_as_people_who_were_asked(mode, group, said, asked, words):
    assert narrative.finding([count(mode, group, said, asked)]) == words


def test_a_finding_keeps_sources_apart_and_says_what_a_computer_suggested():
    spoken = count("interview", "unpaid_carer", "7", "9")
    also = count("interview", "person_using_services", "6", "8")
    machine = Count(
        "form", "survey", "", "group", "unpaid_carer", 45, 80, 0.56, None, None, "m", ""
    )
    assert narrative.finding([spoken, also, machine]) == (
        "7 of the 9 unpaid carers and 6 of the 8 people using services in the interviews; "
        "about 45 of about 80 unpaid carers in the “form” survey (machine-suggested)."
    )


GRADIENTS = """
| slope | low   | high  | adjusted | clear | says                                          |
| -0.37 | -0.58 | -0.16 | 0.01     | yes   | commoner among people in the most deprived    |
| 0.20  | 0.05  | 0.35  | 0.02     | yes   | commoner among people in the least deprived   |
| -0.37 | -0.58 | -0.16 | 0.20     | no    | could turn up by chance                       |
| -0.11 | -0.30 | 0.08  | 0.40     | no    | Not enough to say                             |
| -     | -     | -     | -        | no    | Not enough to say: fewer than 8 spoke of it.  |
"""


@pytest.mark.parametrize(("slope", "low", "high", "adjusted", "clear", "says"), rows(GRADIENTS))
def test_a_slope_below_zero_is_commoner_among_the_deprived(slope, low, high, adjusted, clear, says):
    numbers = [None if cell == "-" else float(cell) for cell in (slope, low, high, adjusted)]
    gradient = Gradient("money", *numbers, 0.25, 200, "fewer than 8 spoke of it")
    assert says in narrative.gradient_words(gradient)
    assert narrative.is_clear(gradient) == (clear == "yes")


def test_no_sentence_about_a_slope_names_a_cause():
    for sign in (-1, 1):
        gradient = Gradient(
            "money", sign * 0.3, sign * 0.3 - 0.1, sign * 0.3 + 0.1, 0.01, 0.2, 9, ""
        )
        told = narrative.gradient_words(gradient).lower()
        assert not any(word in told for word in ("because", "cause", "due to", "leads to"))


SIZES = """
| share | per cent |
| 0.125 | 13%      |
| 0.005 | 1%       |
| 0.994 | 99%      |
| 0.29  | 29%      |
| 0.375 | 38%      |
"""


@pytest.mark.parametrize(("share", "words"), rows(SIZES))
def test_halves_are_rounded_upwards(share, words):
    assert narrative.per_cent(float(share)) == words


ALPHAS = """
| alpha | reading                                |
| 0.80  | firm                                   |
| 0.799 | tentative only                         |
| 0.667 | tentative only                         |
| 0.666 | too low: do not rely on its numbers    |
"""


@pytest.mark.parametrize(("alpha", "reading"), rows(ALPHAS))
def test_agreement_is_read_by_krippendorffs_cut_offs(alpha, reading):
    assert narrative.alpha_words(float(alpha)) == reading


def test_the_luck_of_hearing_nobody_is_told_as_times_in_a_hundred():
    told = narrative.representation_words(0.0, not_heard=True, chance_of_none=0.9**30)
    assert "about 4 times in 100" in told  # 0.9 to the power of 30 is 0.042


def test_who_is_not_shown_is_told_source_by_source():
    shown, hidden = (
        count("survey", "unpaid_carer", "45", "80"),
        count("survey", "vcs_partner", "-", "-"),
    )
    both = [count("interview", part, "-", "-") for part in ("unpaid_carer", "vcs_partner")]
    assert narrative.too_few([shown, hidden, *both]) == (
        "Too few people to show: voluntary and community partners in the survey; "
        "every group in the interviews."
    )
    assert narrative.too_few([shown]) == ""


def test_a_list_reads_as_people_speak():
    assert narrative.listed(["a"]) == "a"
    assert narrative.listed(["a", "b", "c"]) == "a, b and c"
    assert narrative.day("2026-02-01") == "1 February 2026"
    assert narrative.day("spring") == "spring"


def test_a_ratio_that_may_be_chance_is_not_called_more_or_less():
    """10 of 40 from a fifth of the county: 1.26 times, likely between 0.72 and 2.03."""
    unsure = narrative.representation_words(1.26, not_heard=False, chance_of_none=None, sure=False)
    assert unsure.startswith("Heard about as much")
    sure = narrative.representation_words(1.26, not_heard=False, chance_of_none=None)
    assert sure.startswith("Heard more")
