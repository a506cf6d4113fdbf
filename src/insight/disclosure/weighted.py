"""Weighted shares, as they may be shown: where no part that they are made of is hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from insight.disclosure.differences import Earlier
from insight.disclosure.people import RESIDENTS
from insight.disclosure.policy import BY_PLACE, DECIMALS, hidden_note, rounded
from insight.disclosure.prevalence import may_tell_residents
from insight.schemas import WeightedPrevalence, empty, validate
from insight.settings import SurveyPolicy

_SHARES = ["unweighted", "prevalence", "ci_low", "ci_high", "largest_gap"]


def release_weighted(
    raw: pd.DataFrame,
    counted: pd.DataFrame,
    prevalence: pd.DataFrame,
    policy: SurveyPolicy,
    since: Sequence[Earlier] = (),
) -> pd.DataFrame:
    """WeightedPrevalence that may be published, to two decimals.

    `counted`, `prevalence` : theme_prevalence before rounding, and as released. A weighted share is
    a sum over fifths and kinds of place: where one of these counts is hidden it could be worked
    out. With the share that is not weighted, it tells how many residents mentioned it: it is shown
    where that gives no other count away, and where residents came or left `since` an earlier
    release that told it, it is not told again. How many weights were held at a limit is a count of
    people, too.
    """
    if raw.empty:
        return empty(WeightedPrevalence)
    parts = prevalence[prevalence["stratum"].isin(["all", *BY_PLACE])]
    key = ["source_name", "subject", "subject_id"]
    hidden = parts[parts["n_mentioning"].isna() | parts["n_asked"].isna()]
    unshown = set(hidden[key].itertuples(index=False, name=None))
    known = set(parts[key].itertuples(index=False, name=None))
    of_subject = {
        name: dict(tuple(table.groupby(key)))
        for name, table in (("counted", counted), ("released", prevalence))
    }
    rows = []
    for found in raw.to_dict("records"):
        row = dict(found)
        about = (row["source_name"], row["subject"], row["subject_id"])
        n = rounded(int(row["n_asked"]), policy.base)
        row["n_trimmed"] = None
        told_then = any(
            ("weighted_prevalence", "prevalence", *map(str, about)) in one.shown
            and any(one.moved(str(about[0]), RESIDENTS))
            for one in since
        )
        if (
            about in unshown
            or about not in known
            or n < policy.percentages_from
            or told_then
            or not may_tell_residents(
                of_subject["counted"][about], of_subject["released"][about], policy
            )
        ):
            row.update(dict.fromkeys([*_SHARES, "n_effective"], np.nan) | {"n_asked": None})
            row["note"] = hidden_note(policy.threshold)
        else:
            row.update({name: round(float(row[name]), DECIMALS) for name in _SHARES})
            row.update({"n_asked": n, "n_effective": rounded(int(row["n_effective"]), policy.base)})
        rows.append(row)
    return validate(WeightedPrevalence, pd.DataFrame(rows))
