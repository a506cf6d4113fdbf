"""How many mentioned what, as it may be shown: surveys rounded, interviews in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from insight.disclosure.cells import (
    Family,
    add_up,
    hidden_asked,
    hidden_mentioning,
    possible_mentioning,
)
from insight.disclosure.policy import (
    BY_PLACE,
    DECIMALS,
    NOBODY_ASKED,
    counts_like_interviews,
    hidden_note,
    is_corrected,
    may_show,
    rounded,
    safe_note,
)
from insight.errors import InsightError
from insight.schemas import ThemePrevalence, empty, validate
from insight.settings import DisclosureSettings, InterviewPolicy, SurveyPolicy

Cell = tuple[str, str, str]
"""source_name, stratum and value of a cell that counts people."""

_FIGURES = ["n_mentioning", "n_unprompted", "n_asked", "prevalence", "ci_low", "ci_high"]
_ORDER = ["all", "group", "quintile", "rural_urban"]
_SUBJECT = ["source_name", "mode", "sampling", "subject", "subject_id"]


def release_prevalence(
    raw: pd.DataFrame, settings: DisclosureSettings, withheld: Iterable[Cell] = ()
) -> pd.DataFrame:
    """ThemePrevalence as it may be published, from unrounded ThemePrevalence.

    `withheld` names cells whose number of people another table hides already.
    """
    raw = validate(ThemePrevalence, raw)
    hidden_elsewhere = frozenset(withheld)
    parts = []
    for (source, mode, sampling, *_), found in raw.groupby(_SUBJECT, sort=True):
        rows = _in_order(found)
        if rows["stratum"].iloc[0] != "all":
            raise InsightError("theme_prevalence: a subject has no row for everybody asked")
        if counts_like_interviews(str(mode), str(sampling)):
            parts.append(_interviews(rows, settings.interviews))
        else:
            elsewhere = [
                (str(source), str(stratum), str(value)) in hidden_elsewhere
                for stratum, value in zip(rows["stratum"], rows["stratum_value"], strict=True)
            ]
            parts.append(_survey(rows, settings.survey, elsewhere))
    if not parts:
        return empty(ThemePrevalence)
    return validate(ThemePrevalence, pd.concat(parts, ignore_index=True))


def possible_counts(
    counted: pd.DataFrame, released: pd.DataFrame, policy: SurveyPolicy
) -> dict[str, tuple[int, int]]:
    """Per group, the least and greatest hidden count that what is `released` leaves possible.

    `counted`, `released` : the rows of one survey and one code, before and after
    `release_prevalence`. Groups of which the number asked is hidden as well are left out.
    """
    rows = _in_order(counted)
    shown = _in_order(released)
    unasked = frozenset(np.flatnonzero(shown["n_asked"].isna()).tolist())
    unmentioned = frozenset(np.flatnonzero(shown["n_mentioning"].isna()).tolist())
    limits = possible_mentioning(_family(rows), unasked, unmentioned, policy)
    return {
        str(rows["stratum_value"].iloc[cell]): (math.floor(least), math.ceil(greatest))
        for cell, (least, greatest) in limits.items()
        if rows["stratum"].iloc[cell] == "group"
    }


def small_groups(
    asked: Mapping[int, int], strata: Iterable[Iterable[int]], smallest: int
) -> set[int]:
    """Cells of interviews to hide: small groups, and those that leave one by subtraction.

    `asked` : people per cell, 0 = everybody; `strata` : the cells of each stratum. Groups may
    overlap, so the rest of each single group counts as well as that of all of them.

    >>> sorted(small_groups({0: 20, 1: 12, 2: 5, 3: 3}, [[1, 2, 3]], 5))
    [2, 3]
    """
    hidden = {cell for cell, n in asked.items() if 0 < n < smallest}
    for cells in strata:
        shown = sorted((set(cells) - hidden), key=lambda cell: (asked[cell], cell))
        shown = [c for c in shown if not 0 < asked[0] - asked[c] < smallest]
        while shown and 0 < abs(asked[0] - sum(asked[cell] for cell in shown)) < smallest:
            shown.pop(0)
        hidden |= set(cells) - set(shown)
    return hidden


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one source and subject: everybody first, then stratum by stratum."""
    return rows.sort_values(["stratum", "stratum_value"], key=_stratum_order, ignore_index=True)


def _family(rows: pd.DataFrame, *, mentions: bool = True) -> Family:
    """Rows `_in_order` as cells that add up; without mentions, they are all 0."""
    strata = _strata(rows)
    asked = [int(n) for n in rows["n_asked"]]
    mentioning = [int(x) if mentions else 0 for x in rows["n_mentioning"]]
    announced = [stratum in BY_PLACE for stratum in strata]
    return add_up(asked, mentioning, list(strata.values()), announced)


def _stratum_order(column: pd.Series) -> pd.Series:
    return column.map(_ORDER.index) if column.name == "stratum" else column


def _strata(rows: pd.DataFrame) -> dict[str, list[int]]:
    """Numbers of the cells of each stratum but everybody."""
    found: dict[str, list[int]] = {}
    for number, stratum in enumerate(rows["stratum"]):
        if number:
            found.setdefault(str(stratum), []).append(number)
    return found


def _interviews(rows: pd.DataFrame, policy: InterviewPolicy) -> pd.DataFrame:
    rows = rows[~rows["stratum"].isin(BY_PLACE)].reset_index(drop=True)
    asked = {cell: int(n) for cell, n in enumerate(rows["n_asked"])}
    hidden = small_groups(asked, _strata(rows).values(), policy.smallest_group)
    out = rows.assign(prevalence=np.nan, ci_low=np.nan, ci_high=np.nan)
    out["note"] = [safe_note(note) for note in out["note"]]
    out.loc[sorted(hidden), _FIGURES] = pd.NA
    out.loc[sorted(hidden), "note"] = hidden_note(policy.smallest_group)
    return out


def _survey(rows: pd.DataFrame, policy: SurveyPolicy, elsewhere: list[bool]) -> pd.DataFrame:
    asked = [int(n) for n in rows["n_asked"]]
    mentioning = [int(x) for x in rows["n_mentioning"]]
    # People first, without mentions: what is hidden of them must be the same for every code.
    unasked = hidden_asked(_family(rows, mentions=False), policy)
    unasked |= {cell for cell, yes in enumerate(elsewhere) if yes}
    unmentioned = hidden_mentioning(_family(rows), unasked, policy)
    shown = []
    for cell, row in enumerate(rows.to_dict("records")):
        n = None if cell in unasked else rounded(asked[cell], policy.base)
        x = None if cell in unmentioned else rounded(mentioning[cell], policy.base)
        freely = int(row["n_unprompted"]) if pd.notna(row["n_unprompted"]) else 0
        note = safe_note(row["note"])
        if asked[cell] == 0:
            note = NOBODY_ASKED
        elif x is None:
            note = hidden_note(policy.threshold)
        elif n is not None and n < policy.percentages_from:
            note = f"fewer than {policy.percentages_from} people: no percentage"
        may_tell_freely = cell == 0 and x is not None and may_show(freely, mentioning[cell], policy)
        shown.append(
            {
                "n_mentioning": x,
                "n_unprompted": rounded(freely, policy.base) if may_tell_freely else None,
                "n_asked": n,
                **_share(x, n, row, policy.percentages_from),
                "note": note,
            }
        )
    return rows.drop(columns=[*_FIGURES, "note"]).join(pd.DataFrame(shown))


def _share(
    x: int | None, n: int | None, raw: Mapping[Hashable, Any], least: int
) -> dict[str, float]:
    """Share and interval of rounded counts, where the design carries them.

    A share that people put right is no count of anybody: it is rounded itself, with its interval.
    """
    out = {"prevalence": np.nan, "ci_low": np.nan, "ci_high": np.nan}
    if x is None or n is None or n < least or pd.isna(raw["prevalence"]):
        return out
    if is_corrected(raw):
        return {name: round(float(raw[name]), DECIMALS) for name in out}
    out["prevalence"] = x / n
    if pd.notna(raw["ci_low"]):
        out["ci_low"], out["ci_high"] = wilson(x, n)
    return out


def wilson(x: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % score interval for x of n. doi:10.1080/01621459.1927.10502953.

    >>> [round(limit, 3) for limit in wilson(7, 20)]
    [0.181, 0.567]
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(x, n, method="wilson")
    return float(low), float(high)
