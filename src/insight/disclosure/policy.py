"""The whole policy on one screen: what may be shown of which figure, and what is said instead.

Surveys. A count is shown when it, and what is left of those asked, are both at least `threshold`,
before and after rounding; nought and everybody disclose as much as one. Counts are rounded to
multiples of `base`; shares and intervals are computed from rounded counts, on at least
`percentages_from` people. A share that people put right is an estimate, and is rounded itself. A
hidden count must stay uncertain by at least `threshold` to somebody who has everything shown and
knows what adds up to what (`cells`).

Interviews, groups, and whatever was sampled on purpose. Whole numbers of groups of at least
`smallest_group`, as "7 of 20"; what can be had by subtraction is such a group too; no share, no
interval, never by place.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

from insight.schemas.publishable import CORRECTED
from insight.settings import DisclosureSettings, SurveyPolicy

GRADIENT_FROM = 30
DECIMALS = 2
CERTAINTY = 1e-6
"""Limits closer than this are the same."""
BY_PLACE = ("quintile", "rural_urban", "imd_quintile", "locality")
NOBODY_ASKED = "nobody was asked"
NOT_ENOUGH = "not enough people to say"


def is_corrected(row: Mapping[Hashable, Any]) -> bool:
    """Whether a figure is a machine's that people put right: an estimate, not a count."""
    return str(row["basis"]).startswith(CORRECTED)


def counts_like_interviews(mode: str, sampling: str) -> bool:
    """Whether the policy of interviews holds: for all that is no survey, or chosen on purpose."""
    return mode != "survey" or sampling == "purposive"


def rounded(count: int, base: int) -> int:
    """The multiple of `base` nearest to `count`; halves go up.

    >>> [rounded(count, 5) for count in (8, 12, 13)]
    [10, 10, 15]
    """
    return (count + base // 2) // base * base


def before_rounding(shown: int, base: int) -> tuple[int, int]:
    """Least and greatest count that is shown as `shown`.

    >>> before_rounding(10, 5)
    (8, 12)
    """
    least = shown - base // 2
    return max(least, 0), least + base - 1


def is_small(count: int, policy: SurveyPolicy) -> bool:
    """Whether a count of a survey is too small to be shown, as it is or as it would be rounded."""
    return min(count, rounded(count, policy.base)) < policy.threshold


def may_show(mentioning: int, asked: int, policy: SurveyPolicy) -> bool:
    """Whether a survey's count may be shown for itself, others apart.

    >>> policy = SurveyPolicy(threshold=8, base=5)
    >>> [may_show(x, 40, policy) for x in (0, 7, 8, 32, 33, 40)]
    [False, False, True, True, False, False]
    """
    left = asked - mentioning
    left_as_shown = rounded(asked, policy.base) - rounded(mentioning, policy.base)
    small = is_small(mentioning, policy) or is_small(left, policy)
    return not small and left_as_shown >= policy.threshold


def tells(low: float, high: float, of: int, least: int) -> bool:
    """Whether knowing that `low` to `high` `of` so many said something is knowing too much.

    It is not where so many might be shown: `least` who did, and `least` who did not.

    >>> [tells(*limits, of=30, least=8) for limits in ((0, 4), (0, 8), (9, 12), (27, 30))]
    [True, False, False, True]
    """
    may_be_shown = low > least - CERTAINTY and of - high > least - CERTAINTY
    return not may_be_shown and high - low < min(least, of) - CERTAINTY


def hidden_note(threshold: int) -> str:
    """Said of every hidden figure alike: to say which were hidden for others' sake would tell."""
    return f"not shown: fewer than {threshold}, or it would give such a number away"


def safe_note(note: str) -> str:
    """`note`, unless it holds a figure: those were not rounded."""
    return "" if re.search(r"\d", note) else note


def in_words(settings: DisclosureSettings) -> dict[str, str]:
    """The policy as a reader of the report is told it."""
    survey, interviews, quotes = settings.survey, settings.interviews, settings.quotes
    return {
        "survey": f"Counts below {survey.threshold}, and counts that leave fewer than "
        f"{survey.threshold} others, are not shown; nor are those from which such a number could "
        f"be worked out. The rest is rounded to the nearest {survey.base}. Percentages and "
        f"intervals are computed from rounded counts, on {survey.percentages_from} people or more.",
        "directions": "Where the number of one of two groups is hidden, the report says which "
        "group raised a topic clearly more often, if that holds for every number that the "
        "shown figures leave possible, and not otherwise.",
        "interviews": f"Interviews and groups are counted in whole numbers, for "
        f"{interviews.smallest_group} people or more, never by place and never in per cent.",
        "gradients": f"A gradient is shown for residents of a survey, {GRADIENT_FROM} or more, "
        f"{survey.threshold} of whom mentioned the code and {survey.threshold} of whom did not.",
        "quotes": f"Quotes come from people who allowed it, with at most {quotes.attributes} "
        f"attributes, each shared by {quotes.population_k} people of the study or more, never "
        "with a place" + ("; a named person approved each of them." if quotes.approval else "."),
    }
