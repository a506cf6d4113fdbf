"""How many mentioned what, as it may be shown: surveys rounded, interviews in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from insight.disclosure.cells import hidden_mentioning, is_safe, possible_mentioning
from insight.disclosure.differences import Earlier, Figure, ratio_of, shown_limits, stay_hidden
from insight.disclosure.family import Adding, Family, Slope, Then
from insight.disclosure.people import ALL, RESIDENTS, Part, add_strata, hidden_people, parts_of
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

_FIGURES = ["n_mentioning", "n_unprompted", "n_asked", "prevalence", "ci_low", "ci_high"]
_ORDER = ["all", "group", "quintile", "rural_urban"]
_SUBJECT = ["source_name", "mode", "sampling", "subject", "subject_id"]
_ABOUT = ("source_name", "subject", "subject_id")
_FREELY = ("theme_prevalence", "n_unprompted")
_HALF = 0.5 * 10**-DECIMALS
MEASURES = (frozenset(("sii", "rii", "erreygers")), frozenset(("sii", "erreygers")))
"""What is told of a slope: everything, or all but the ratio.

The ratio gives away how many residents mentioned it: it is told only where every fifth is.
"""

Subject = tuple[str, str]
"""source_name and code."""


@dataclass(frozen=True)
class Line:
    """A slope as it would be told, over ranks with this mean and sum of squared deviations."""

    value: float
    mean: float
    squares: float


def release_prevalence(
    raw: pd.DataFrame,
    settings: DisclosureSettings,
    hidden: Mapping[str, frozenset[Part]] | None = None,
    slopes: Mapping[Subject, Line] | None = None,
    since: Sequence[Earlier] = (),
) -> tuple[pd.DataFrame, dict[Subject, frozenset[str]]]:
    """ThemePrevalence as it may be published, and which measures of `slopes` beside it, by code.

    `raw` : unrounded ThemePrevalence. `hidden` : of each survey, the parts whose people no table
    shows; by default, what this table alone asks for. `slopes` : of codes of surveys, the change
    over the ranks, counted from the same people: it tells in which fifths the mentions lie.
    `since` : earlier releases, and who came or left since.
    """
    raw = validate(ThemePrevalence, raw)
    few = stay_hidden(since)
    parts: list[pd.DataFrame] = []
    tellable: dict[Subject, frozenset[str]] = {}
    for (source, mode, sampling, subject, name), found in raw.groupby(_SUBJECT, sort=True):
        rows = _in_order(found)
        if rows["stratum"].iloc[0] != "all":
            raise InsightError("theme_prevalence: a subject has no row for everybody asked")
        if counts_like_interviews(str(mode), str(sampling)):
            changed = few.get(str(source), frozenset())
            parts.append(_interviews(rows, settings.interviews, changed))
            continue
        unshown = (
            hidden_people(parts_of(rows), {}, settings.survey)
            if hidden is None
            else hidden.get(str(source), frozenset())
        )
        slope = (slopes or {}).get((str(source), str(name))) if subject == "code" else None
        released, told = _survey(rows, settings.survey, unshown, slope, since)
        parts.append(released)
        tellable[str(source), str(name)] = told
    table = pd.concat(parts, ignore_index=True) if parts else empty(ThemePrevalence)
    return validate(ThemePrevalence, table), tellable


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


def may_tell_residents(counted: pd.DataFrame, released: pd.DataFrame, policy: SurveyPolicy) -> bool:
    """Whether all would stay safe if it were known how many residents mentioned something.

    `counted`, `released` : the rows of one survey and one subject, before and after
    `release_prevalence`. A share of residents to two decimals nearly gives their number away.
    """
    rows, shown = _in_order(counted), _in_order(released)
    family = _family(rows)
    unasked = frozenset(np.flatnonzero(shown["n_asked"].isna()).tolist())
    unmentioned = frozenset(np.flatnonzero(shown["n_mentioning"].isna()).tolist())
    known = replace(family, exact=family.told[:1])
    return bool(family.told) and is_safe(known, unasked, unmentioned, policy)


def small_groups(
    asked: Mapping[int, int],
    strata: Iterable[Iterable[int]],
    smallest: int,
    also: Collection[int] = (),
) -> set[int]:
    """Cells of interviews to hide: small groups, and those that leave one by subtraction.

    `asked` : people per cell, 0 = everybody; `strata` : the cells of each stratum. Groups may
    overlap, so the rest of each single group counts as well as that of all of them. `also` : cells
    hidden for another reason; so many others are hidden with them that they cannot be told apart.

    >>> sorted(small_groups({0: 20, 1: 12, 2: 5, 3: 3}, [[1, 2, 3]], 5))
    [2, 3]
    >>> sorted(small_groups({0: 40, 1: 20, 2: 12, 3: 8}, [[1, 2, 3]], 5, also=[3]))
    [2, 3]
    """
    hidden = {cell for cell, n in asked.items() if 0 < n < smallest} | set(also)
    for cells in strata:
        shown = sorted((set(cells) - hidden), key=lambda cell: (asked[cell], cell))
        shown = [c for c in shown if not 0 < asked[0] - asked[c] < smallest]
        apart = set(cells) & set(also)
        beside = sum(asked[cell] for cell in apart)
        while shown:
            rest = asked[0] - sum(asked[cell] for cell in shown)
            if not 0 < abs(rest) < smallest and not (apart and abs(rest - beside) < smallest):
                break
            shown.pop(0)
        hidden |= set(cells) - set(shown)
    return hidden


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one source and subject: everybody first, then stratum by stratum."""
    return rows.sort_values(["stratum", "stratum_value"], key=_stratum_order, ignore_index=True)


def _family(rows: pd.DataFrame, *, slopes: bool = True) -> Family:
    """Rows `_in_order` as cells that add up; for `slopes`, the number of residents is told."""
    adding = Adding(
        (int(x), int(n)) for x, n in rows[["n_mentioning", "n_asked"]].itertuples(index=False)
    )
    add_strata(adding, {part: number for number, part in enumerate(parts_of(rows))})
    family = adding.family()
    return family if slopes else replace(family, told=())


def _stratum_order(column: pd.Series) -> pd.Series:
    return column.map(_ORDER.index) if column.name == "stratum" else column


def _strata(rows: pd.DataFrame) -> dict[str, list[int]]:
    """Numbers of the cells of each stratum but everybody."""
    found: dict[str, list[int]] = {}
    for number, stratum in enumerate(rows["stratum"]):
        if number:
            found.setdefault(str(stratum), []).append(number)
    return found


def _interviews(rows: pd.DataFrame, policy: InterviewPolicy, few: frozenset[Part]) -> pd.DataFrame:
    rows = rows[~rows["stratum"].isin(BY_PLACE)].reset_index(drop=True)
    asked = {cell: int(n) for cell, n in enumerate(rows["n_asked"])}
    changed = {cell for cell, part in enumerate(parts_of(rows)) if ALL in few or part in few}
    hidden = small_groups(asked, _strata(rows).values(), policy.smallest_group, changed)
    out = rows.assign(prevalence=np.nan, ci_low=np.nan, ci_high=np.nan)
    out["note"] = [safe_note(note) for note in out["note"]]
    out.loc[sorted(hidden), _FIGURES] = pd.NA
    out.loc[sorted(hidden), "note"] = hidden_note(policy.smallest_group)
    return out


def _survey(
    rows: pd.DataFrame,
    policy: SurveyPolicy,
    unshown: frozenset[Part],
    slope: Line | None,
    since: Sequence[Earlier] = (),
) -> tuple[pd.DataFrame, frozenset[str]]:
    """Rows of one subject as they may be shown, and which measures of its slope beside them."""
    asked = [int(n) for n in rows["n_asked"]]
    mentioning = [int(x) for x in rows["n_mentioning"]]
    numbers = {part: number for number, part in enumerate(parts_of(rows))}
    unasked = frozenset(numbers[part] for part in unshown & numbers.keys())
    source, subject, name = (str(rows[key].iloc[0]) for key in _ABOUT)
    families = _families(rows, unshown, unasked, since)
    unmentioned: frozenset[int] = frozenset()
    for family in families:
        unmentioned = hidden_mentioning(family, unasked, policy, unmentioned)
    told_then = any(
        ratio_of(source, name) in one.shown and any(one.moved(source, RESIDENTS)) for one in since
    )
    told: frozenset[str] = frozenset()
    if slope is not None and RESIDENTS not in unshown:
        by_place = frozenset(n for part, n in numbers.items() if part[0] in BY_PLACE)
        fifths = frozenset(n for part, n in numbers.items() if part[0] == "quintile")
        said, residents = (sum(each[cell] for cell in fifths) for each in (mentioning, asked))
        for measures, also in product(MEASURES, (unmentioned, unmentioned | by_place)):
            if "rii" in measures and (fifths & also or told_then):
                continue
            saying = saying_by_detectable(said, residents)
            if "rii" in measures:
                saying = said, said
            of_fifths = tuple(
                (cell, int(part[1])) for part, cell in numbers.items() if cell in fifths
            )
            found = Slope(of_fifths, slope.value, _HALF, slope.mean, slope.squares, saying)
            if not told and all(
                is_safe(replace(family, slope=found), unasked, also, policy) for family in families
            ):
                unmentioned, told = also, measures
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
        figure: Figure = (*_FREELY, source, subject, name, *ALL)
        may_tell_freely = (
            cell == 0
            and x is not None
            and may_show(freely, mentioning[cell], policy)
            and not hidden_since(figure, freely, since, source, ALL, policy)
        )
        shown.append(
            {
                "n_mentioning": x,
                "n_unprompted": rounded(freely, policy.base) if may_tell_freely else None,
                "n_asked": n,
                **_share(x, n, row, policy.percentages_from),
                "note": note,
            }
        )
    return rows.drop(columns=[*_FIGURES, "note"]).join(pd.DataFrame(shown)), told


def _families(
    rows: pd.DataFrame,
    unshown: frozenset[Part],
    unasked: frozenset[int],
    since: Sequence[Earlier],
) -> list[Family]:
    """Rows as cells that add up, once beside each earlier release that tells more of them."""
    family = _family(rows, slopes=RESIDENTS not in unshown)
    about = tuple(str(rows[key].iloc[0]) for key in _ABOUT)
    numbers = {part: number for number, part in enumerate(parts_of(rows))}
    if unasked >= set(family.may_hide()):
        return [family]
    thens = [_then(one, about, numbers) for one in since if one.movers.get(about[0])]
    return [replace(family, then=then) for then in thens] or [family]


def _then(earlier: Earlier, about: tuple[str, ...], numbers: Mapping[Part, int]) -> Then:
    """What an earlier release tells of the cells `numbers`."""
    source = about[0]

    def shown(count: str, *of: str) -> tuple[tuple[int, int, int], ...]:
        figures = {
            cell: earlier.shown.get(("theme_prevalence", count, *of, *part))
            for part, cell in numbers.items()
        }
        return tuple((cell, *limits) for cell, limits in figures.items() if limits)

    def cells(parts: frozenset[Part]) -> frozenset[int]:
        return frozenset(numbers[part] for part in parts if part in numbers)

    return Then(
        shown("n_asked", source),
        shown("n_mentioning", *about),
        tuple((cells(one.came), cells(one.left), one.number) for one in earlier.movers[source]),
    )


def hidden_since(
    figure: Figure,
    count: int,
    since: Iterable[Earlier],
    source: str,
    part: Part,
    policy: SurveyPolicy,
) -> bool:
    """Whether an earlier release forbids to show `count` of what people in a part said."""
    now = shown_limits(rounded(count, policy.base), policy)
    return any(one.hides(figure, now, one.moved(source, part), policy.threshold) for one in since)


def saying_by_detectable(x: int, n: int) -> tuple[int, int]:
    """Least and greatest number of `n` residents mentioning a code, from what could be detected.

    A minimum detectable slope goes with the root of p (1 - p) / n, and so does the width of a
    slope's interval: to two decimals they tell `x` nearly where it is small, hardly near one half.

    >>> saying_by_detectable(10, 100), saying_by_detectable(50, 100)
    ((10, 10), (49, 51))
    """
    needed = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)

    def told(count: int) -> float:
        return round(needed * math.sqrt(12 * count * (n - count) / n) / n, DECIMALS)

    def as_told(count: int) -> bool:
        return 0 < count < n and told(count) == told(x)

    least = next(count for count in range(x, -1, -1) if not as_told(count - 1))
    return least, next(count for count in range(x, n + 1) if not as_told(count + 1))


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
