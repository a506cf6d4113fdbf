"""People by group and rung of co-production, as they may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from insight.disclosure.differences import Earlier
from insight.disclosure.policy import counts_like_interviews, may_show, rounded
from insight.disclosure.prevalence import hidden_since
from insight.settings import DisclosureSettings

COLUMNS = ["source_name", "group", "rung", "n_claimed", "n_experienced"]
_COUNTS = COLUMNS[3:]


def release_rungs(
    raw: pd.DataFrame,
    counted: pd.DataFrame,
    prevalence: pd.DataFrame,
    settings: DisclosureSettings,
    since: Sequence[Earlier] = (),
) -> pd.DataFrame:
    """`raw` (COLUMNS) as it may be published; hidden for groups too small to be counted anywhere.

    `counted` is theme_prevalence before rounding, `prevalence` as released. In a survey a rung is a
    count like any other: it is shown where it, and the rest of the group, are large enough, and
    where it does not tell what those said who came or left `since` an earlier release.
    """
    asked = {
        (row.source_name, row.stratum_value): (
            int(str(row.n_asked)),
            counts_like_interviews(str(row.mode), str(row.sampling)),
        )
        for row in counted[counted["stratum"] == "group"].itertuples()
    }
    seen = prevalence[(prevalence["stratum"] == "group") & prevalence["n_asked"].notna()]
    shown = set(zip(seen["source_name"], seen["stratum_value"], strict=True))
    frame = raw[COLUMNS].sort_values(COLUMNS[:3], ignore_index=True)

    def told(count: Any, group: tuple[str, str], rung: int, name: str) -> int | None:
        if group not in shown:
            return None
        people, like_interviews = asked[group]
        if like_interviews:
            return int(count)
        figure = ("rungs", name, *group, str(rung))
        may = may_show(int(count), people, settings.survey) and not hidden_since(
            figure, int(count), since, group[0], ("group", group[1]), settings.survey
        )
        return rounded(int(count), settings.survey.base) if may else None

    counts = {
        name: pd.array(
            [
                told(count, (source, group), rung, name)
                for count, source, group, rung in zip(
                    frame[name], *(frame[column] for column in COLUMNS[:3]), strict=True
                )
            ],
            dtype="Int64",
        )
        for name in _COUNTS
    }
    return frame.assign(**counts)
