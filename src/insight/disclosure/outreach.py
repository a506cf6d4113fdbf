"""Whom to ask next: made from what is released of who was heard, and so telling no more."""

from __future__ import annotations

import pandas as pd

from insight.schemas import Outreach, empty, validate

NOBODY = "nobody was heard"
FEW = "fewer were heard than their share of the residents"
NOT_SHOWN = "too few were heard to show, or it would give such a number away"
_NOT_KNOWN = "not known"


def outreach(representation: pd.DataFrame) -> pd.DataFrame:
    """Parts of the authority that a source heard nobody of, clearly too few, or too few to show.

    `representation` as released. "Clearly" where the interval of the ratio lies below 1. People who
    were chosen on purpose have no ratio: of them only is told where there is nobody.
    """
    told = representation[representation["category"] != _NOT_KNOWN]
    missing = pd.Series("", index=told.index, dtype="str")
    sampled = told["source_name"].isin(told.loc[told["ratio"].notna(), "source_name"])
    missing[told["n_speakers"].isna() & sampled] = NOT_SHOWN
    missing[told["ci_high"] < 1] = FEW
    missing[told["not_heard"]] = NOBODY
    found = told.assign(missing=missing)[missing != ""]
    if found.empty:
        return empty(Outreach)
    return validate(Outreach, found[list(Outreach.to_schema().columns)])
