"""Whether those who could not be linked to an area differ from those who were, in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from insight.disclosure.policy import rounded
from insight.settings import SurveyPolicy

Row = Mapping[Hashable, Any]
_GAP = 0.1


def links_in_words(report: pd.DataFrame, policy: SurveyPolicy) -> dict[str, str]:
    """By source: how many were linked, and which of them less or more often than the others.

    Safe to publish: a count is rounded, and given only where those linked and those not linked are
    both as many as `policy.threshold`; parts of a source are named only where these two, and the
    same two of all others, are. A part differs where its share is ten points or more from that of
    the others: a description, not a test. `report` is that of `insight.places.link_report`.
    """
    told: dict[str, str] = {}
    for source, rows in report.groupby("source_name"):
        everybody = rows[rows["margin"] == "all"].to_dict("records")[0]
        told[str(source)] = _of_few(everybody, policy.threshold) or "; ".join(
            [_counted(everybody, policy.base), *_differing(rows, everybody, policy.threshold)]
        )
    return told


def _counted(row: Row, base: int) -> str:
    linked, people = (rounded(int(row[name]), base) for name in ("n_linked", "n_people"))
    return f"about {linked} of {people} people linked to an area"


def _differing(rows: pd.DataFrame, everybody: Row, threshold: int) -> list[str]:
    """Which parts of a source are linked less or more often than its others."""
    less: list[str] = []
    more: list[str] = []
    for row in rows[rows["margin"] != "all"].to_dict("records"):
        linked, left = row["n_linked"], row["n_not_linked"]
        others_linked, others_left = (
            everybody["n_linked"] - linked,
            everybody["n_not_linked"] - left,
        )
        if min(linked, left, others_linked, others_left) < threshold:
            continue
        gap = linked / (linked + left) - others_linked / (others_linked + others_left)
        if abs(gap) >= _GAP:
            margin, category = (str(row[name]).replace("_", " ") for name in ("margin", "category"))
            named = category if margin == "stakeholder groups" else f"{margin} {category}"
            (less if gap < 0 else more).append(named)
    found = [("linked less often", less), ("linked more often", more)]
    said = [f"{words} than others: {', '.join(parts)}" for words, parts in found if parts]
    return said or ["no part that is large enough to compare differs by ten points or more"]


def _of_few(everybody: Row, threshold: int) -> str:
    """What is said where few were linked, or few were not; empty where neither."""
    few_linked, few_left = (everybody[n] < threshold for n in ("n_linked", "n_not_linked"))
    if few_linked and few_left:
        return "too few people to say"
    if few_linked:
        return f"fewer than {threshold} linked to an area, too few to compare"
    return (
        f"all but fewer than {threshold} linked to an area, too few to compare" if few_left else ""
    )
