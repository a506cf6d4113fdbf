"""In how many pieces of text something is mentioned, where the number of people is shown.

Pieces of a group could be had by subtraction from those of everybody, and nobody has more people
than pieces: so they would bound a hidden number of people. Of surveys they are therefore told of
everybody alone, rounded. Of interviews they are told for every group whose number is: what is left
after subtraction is a group large enough to be shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from insight.disclosure.policy import (
    before_rounding,
    counts_like_interviews,
    is_corrected,
    rounded,
)
from insight.schemas import PassagesBehind, empty, validate
from insight.settings import DisclosureSettings

_KEY = ["source_name", "subject", "subject_id", "stratum", "stratum_value"]


def release_passages(
    raw: pd.DataFrame, prevalence: pd.DataFrame, settings: DisclosureSettings
) -> pd.DataFrame:
    """PassagesBehind as it may be published; rows without a number that may be told are left out.

    `raw` : its columns, unrounded, and `most`: as many pieces as one person has at most. A number
    so high that it tells more of the people than `prevalence`, as released, is not told. Nor is one
    of people whose number is an estimate: it counts others.
    """
    seen = prevalence[prevalence["n_mentioning"].notna()]
    shown = raw.merge(seen[[*_KEY, "mode", "sampling", "n_mentioning", "basis"]], on=_KEY)
    rows = [
        {**{name: row[name] for name in _KEY}, "n_segments": told}
        for row in shown.to_dict("records")
        if not is_corrected(row) and (told := _told(row, settings)) is not None
    ]
    return validate(PassagesBehind, pd.DataFrame(rows)) if rows else empty(PassagesBehind)


def _told(row: Mapping[Hashable, Any], settings: DisclosureSettings) -> int | None:
    if counts_like_interviews(str(row["mode"]), str(row["sampling"])):
        return int(row["n_segments"])
    base = settings.survey.base
    pieces = rounded(int(row["n_segments"]), base)
    people_at_least = before_rounding(int(row["n_mentioning"]), base)[0]
    tells_more = before_rounding(pieces, base)[0] > int(row["most"]) * people_at_least
    return None if row["stratum"] != "all" or tells_more else pieces
