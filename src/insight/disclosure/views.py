"""Themes by question, wave and third of a talk, and themes of one group alone, as they may leave.

All parts of a theme's view are shown, or none: a hidden one beside shown ones could be worked out
from the total that theme_prevalence shows.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from insight.disclosure.differences import Earlier
from insight.disclosure.people import ALL
from insight.disclosure.policy import (
    counts_like_interviews,
    hidden_note,
    is_small,
    may_show,
    rounded,
)
from insight.disclosure.prevalence import hidden_since
from insight.schemas import ThemeOnly, ThemeViews, empty, validate
from insight.settings import DisclosureSettings

_VIEW = ["source_name", "mode", "sampling", "theme_id", "view"]
_COUNTS = ["n_mentioning", "n_asked"]
_PARTS = ("source_name", "theme_id", "view", "part")


def release_views(
    raw: pd.DataFrame,
    counted: pd.DataFrame,
    settings: DisclosureSettings,
    since: Sequence[Earlier] = (),
) -> pd.DataFrame:
    """ThemeViews as it may be published: surveys rounded, interviews in whole numbers.

    `counted` is theme_prevalence before rounding, of subjects whose mentions are shown: those of a
    survey who speak of a theme, but not in this part, must be as many as any other count that is
    shown, and parts of a hidden number are hidden. So are those that an earlier release showed,
    where they would tell what those said who came or left `since`.
    """
    raw = validate(ThemeViews, raw)
    every = counted[(counted["subject"] == "theme") & (counted["stratum"] == "all")]
    keys = zip(every["source_name"], every["subject_id"], strict=True)
    totals = dict(zip(keys, every["n_mentioning"], strict=True))
    shown = []
    for (source, mode, sampling, theme, view), rows in raw.groupby(_VIEW, sort=True):
        total = totals.get((source, str(theme)))
        if counts_like_interviews(str(mode), str(sampling)):
            shown.append(_of_interviews(rows, settings, known=total is not None))
        elif total is None or _hidden_since(rows, since, settings):
            shown.append(_hidden(rows, settings.survey.threshold))
        else:
            shown.append(_of_survey(rows, settings, int(total), overlap=view != "wave"))
    return validate(ThemeViews, pd.concat(shown)) if shown else empty(ThemeViews)


def _hidden_since(
    rows: pd.DataFrame, since: Sequence[Earlier], settings: DisclosureSettings
) -> bool:
    return any(
        hidden_since(
            ("theme_views", "n_mentioning", *(str(row[key]) for key in _PARTS)),
            int(row["n_mentioning"]),
            since,
            str(row["source_name"]),
            ALL,
            settings.survey,
        )
        for row in rows.to_dict("records")
    )


def _of_interviews(
    rows: pd.DataFrame, settings: DisclosureSettings, *, known: bool
) -> pd.DataFrame:
    least = settings.interviews.smallest_group
    return rows if known and rows["n_asked"].min() >= least else _hidden(rows, least)


def _of_survey(
    rows: pd.DataFrame, settings: DisclosureSettings, total: int, *, overlap: bool
) -> pd.DataFrame:
    policy = settings.survey
    counts = [(int(x), int(n)) for x, n in zip(rows["n_mentioning"], rows["n_asked"], strict=True)]
    shown = all(may_show(x, n, policy) for x, n in counts)
    if not shown or (overlap and any(is_small(total - x, policy) for x, _ in counts)):
        return _hidden(rows, policy.threshold)
    told = {
        name: pd.array([rounded(int(n), policy.base) for n in rows[name]], dtype="Int64")
        for name in _COUNTS
    }
    return rows.assign(**told)


def _hidden(rows: pd.DataFrame, threshold: int) -> pd.DataFrame:
    nothing = pd.array([pd.NA] * len(rows), dtype="Int64")
    return rows.assign(n_mentioning=nothing, n_asked=nothing, note=hidden_note(threshold))


def release_only(
    raw: pd.DataFrame, prevalence: pd.DataFrame, settings: DisclosureSettings
) -> pd.DataFrame:
    """ThemeOnly as it may be published.

    That nobody else spoke of a theme is a count of nought: of surveys it is not told. Of interviews
    it is, where `prevalence`, as released, shows how many of the group did, and where the others
    are a group of their own by size.
    """
    raw = validate(ThemeOnly, raw)
    least = settings.interviews.smallest_group
    seen = prevalence[(prevalence["subject"] == "theme") & prevalence["n_asked"].notna()]
    shown = set(zip(seen["source_name"], seen["subject_id"], seen["stratum_value"], strict=True))
    kept = [
        counts_like_interviews(str(row.mode), str(row.sampling))
        and (row.source_name, str(row.theme_id), row.group) in shown
        and (row.source_name, str(row.theme_id), "all") in shown
        and int(str(row.n_asked)) - int(str(row.n_group)) >= least
        for row in raw.itertuples()
    ]
    return validate(ThemeOnly, raw[pd.Series(kept, index=raw.index, dtype="bool")])
