"""Gradients, differences between groups, representation and agreement, as they may be shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from insight.detectable import minimum_detectable_difference
from insight.disclosure.people import ALL, PLACED, Part
from insight.disclosure.policy import (
    BY_PLACE,
    DECIMALS,
    GRADIENT_FROM,
    NOT_ENOUGH,
    counts_like_interviews,
    hidden_note,
    is_corrected,
    may_show,
    rounded,
)
from insight.disclosure.prevalence import Line, Subject, possible_counts, small_groups, wilson
from insight.errors import InsightError
from insight.schemas import (
    MORE_BY_A,
    MORE_BY_B,
    Agreement,
    Divergence,
    Representation,
    Table,
    ThemeGradients,
    empty,
    validate,
)
from insight.settings import DisclosureSettings, SurveyPolicy

Row = dict[Hashable, Any]
_OF_SPEAKERS = ["share_of_speakers", "ratio", "ci_low", "ci_high", "chance_of_none"]
_OF_CODERS = [
    *("alpha", "ci_low", "ci_high", "kappa", "kappa_low", "kappa_high"),
    *("positive_agreement", "negative_agreement"),
]
RANKS = ["source_name", "mean", "squares"]
"""How residents' ranks are spread: what a slope is made with, and never released."""
_ESTIMATES = ["value", "ci_low", "ci_high", "p_value", "p_adjusted", "detectable"]


def slopes_to_tell(
    raw: pd.DataFrame, prevalence: pd.DataFrame, ranks: pd.DataFrame, policy: SurveyPolicy
) -> dict[Subject, Line]:
    """Slopes of codes that enough residents mentioned, enough did not, as they would be rounded.

    `raw`, `prevalence` : ThemeGradients and ThemePrevalence, unrounded. `ranks` : the `mean` of
    residents' ranks and the sum of `squares` of what they are off it, by source_name. Without
    those that people put right: these are not made from counts that anybody is shown.
    """
    counts = _residents(prevalence)
    lines = {
        str(source): (float(mean), float(squares))
        for source, mean, squares in ranks[RANKS].itertuples(index=False)
    }
    slopes = raw[(raw["measure"] == "sii") & raw["value"].notna()]
    told = [
        row
        for row in slopes.to_dict("records")
        if not is_corrected(row) and _enough(row, counts, policy)
    ]
    if any(row["source_name"] not in lines for row in told):
        raise InsightError("theme_gradients: nobody said over which ranks they were made")
    return {
        (row["source_name"], row["subject_id"]): Line(
            round(row["value"], DECIMALS), *lines[row["source_name"]]
        )
        for row in told
    }


def release_gradients(
    raw: pd.DataFrame,
    prevalence: pd.DataFrame,
    safe: Mapping[Subject, frozenset[str]],
    policy: SurveyPolicy,
) -> pd.DataFrame:
    """ThemeGradients that may be published, to two decimals; `prevalence` is unrounded.

    `safe` : the measures that may be told beside the released counts, by code. Sources sampled on
    purpose have none. Where too few residents answered, mentioned or did not mention, or where a
    hidden count could be worked out with the measure, the row stays and says so.
    """
    counts = _residents(prevalence)
    rows: list[Row] = []
    for found in raw[raw["sampling"] != "purposive"].to_dict("records"):
        row = dict(found)
        subject = (row["source_name"], row["subject_id"])
        if _enough(row, counts, policy) and (
            is_corrected(row) or row["measure"] in safe.get(subject, ())
        ):
            row.update({name: round(row[name], DECIMALS) for name in _ESTIMATES})
            row["n"] = rounded(counts[subject][1], policy.base)
        else:
            row.update(dict.fromkeys(_ESTIMATES, np.nan) | {"n": None, "warning": NOT_ENOUGH})
        rows.append(row)
    return _table(ThemeGradients, rows)


def _residents(prevalence: pd.DataFrame) -> dict[Subject, tuple[int, int]]:
    """(source_name, code) -> residents who mentioned it, and who were asked."""
    rows = prevalence[(prevalence["stratum"] == "quintile") & (prevalence["subject"] == "code")]
    sums = rows.groupby(["source_name", "subject_id"])[["n_mentioning", "n_asked"]].sum()
    return {key: (x, n) for key, x, n in sums.astype(int).itertuples()}


def _enough(row: Row, residents: Mapping[Subject, tuple[int, int]], policy: SurveyPolicy) -> bool:
    x, n = residents.get((row["source_name"], row["subject_id"]), (0, 0))
    return n >= GRADIENT_FROM and may_show(x, n, policy)


def release_divergence(
    raw: pd.DataFrame,
    prevalence: pd.DataFrame,
    counted: pd.DataFrame,
    settings: DisclosureSettings,
) -> pd.DataFrame:
    """Divergence made anew from the groups of the *released* `prevalence`, and from them alone.

    Where one count is hidden, the note says MORE_BY_A or MORE_BY_B if that is clear for every
    value that the released figures leave possible; `counted`, unrounded, tells what adds up to
    what.
    """
    groups = prevalence[(prevalence["stratum"] == "group") & (prevalence["subject"] == "code")]
    shown: dict[tuple[str, str, str], Row] = {
        (row["source_name"], row["subject_id"], row["stratum_value"]): row
        for row in groups.to_dict("records")
    }
    unknown: Row = {"mode": "survey", "n_mentioning": pd.NA, "n_asked": pd.NA, "note": NOT_ENOUGH}
    possible = _Possible(counted, prevalence, settings.survey)
    rows: list[Row] = []
    for row in raw.to_dict("records"):
        a, b = (
            shown.get((row["source_name"], row["subject_id"], row[group]), unknown)
            for group in ("group_a", "group_b")
        )
        row.update({"mentioning_a": a["n_mentioning"], "asked_a": a["n_asked"]})
        row.update({"mentioning_b": b["n_mentioning"], "asked_b": b["n_asked"]})
        row["note"] = "; ".join(dict.fromkeys(note for note in (a["note"], b["note"]) if note))
        may_compare = not counts_like_interviews(a["mode"], row["sampling"])
        least = settings.survey.percentages_from if may_compare else None
        row.update(_difference(row, least))
        if least is not None and not is_corrected(row):
            row["note"] = _direction(row, possible, least) or row["note"]
        rows.append(row)
    return _table(Divergence, rows)


def release_representation(
    raw: pd.DataFrame,
    modes: Mapping[str, tuple[str, str]],
    settings: DisclosureSettings,
    hidden: Mapping[str, frozenset[Part]],
    few: Mapping[str, frozenset[Part]] | None = None,
) -> pd.DataFrame:
    """Representation as it may be published; `modes`: source_name -> (mode, sampling).

    `hidden` : of each survey, the parts whose people no table shows; `few` : of other sources,
    those that few people came to or left. Nobody (0) in a category is shown, since who is not heard
    is the finding, and nobody is there to be known.
    """
    rows: list[Row] = []
    for source, found in raw.groupby("source_name", sort=True):
        like_interviews = counts_like_interviews(*modes.get(str(source), ("survey", "")))
        everybody = int(found.groupby("margin")["n_speakers"].sum().max())
        for margin, categories in found.groupby("margin", sort=True):
            told = categories.sort_values("category").to_dict("records")
            if not like_interviews:
                unshown = hidden.get(str(source), frozenset())
                placed = 0 if (margin, PLACED) in unshown else _placed(told)
                rows += [
                    _unseen(row, settings.survey.threshold)
                    if (margin, row["category"]) in unshown
                    else _heard(row, placed, settings.survey)
                    for row in told
                ]
            elif margin not in BY_PLACE:
                changed = (few or {}).get(str(source), frozenset())
                rows += _heard_in_talks(
                    told, everybody, settings.interviews.smallest_group, changed
                )
    return _table(Representation, rows)


def _heard_in_talks(
    told: list[Row], everybody: int, smallest: int, few: frozenset[Part]
) -> list[Row]:
    asked = dict(enumerate([everybody, *[int(row["n_speakers"]) for row in told]]))
    changed = {
        n for n, row in enumerate(told, 1) if ALL in few or (row["margin"], row["category"]) in few
    }
    hidden = small_groups(asked, [range(1, len(asked))], smallest, changed)
    return [
        _unseen(row, smallest) if cell in hidden else _heard_in_words(row)
        for cell, row in enumerate(told, 1)
    ]


def release_agreement(raw: pd.DataFrame, settings: DisclosureSettings) -> pd.DataFrame:
    """Agreement of coders: segments rounded, estimates to two decimals, none on too few."""
    policy = settings.survey
    rows: list[Row] = []
    for row in raw.to_dict("records"):
        few = row["n_positive"] < policy.threshold
        for name in _OF_CODERS:
            row[name] = np.nan if few else round(row[name], DECIMALS)
        row["note"] = NOT_ENOUGH.replace("people", "segments") if few else row["note"]
        for name in ("n_segments", "n_positive"):
            row[name] = rounded(row[name], policy.base)
        rows.append(row)
    return _table(Agreement, rows)


def _table(table: type[Table], rows: list[Row]) -> pd.DataFrame:
    return validate(table, pd.DataFrame(rows)) if rows else empty(table)


def _placed(margin: list[Row]) -> int:
    """How many speakers can be placed in a margin, from a share that is not nought."""
    shares = [
        round(row["n_speakers"] / row["share_of_speakers"])
        for row in margin
        if row["share_of_speakers"] > 0
    ]
    return shares[0] if shares else 0


class _Possible:
    """What the released figures leave possible of a hidden count."""

    def __init__(self, counted: pd.DataFrame, released: pd.DataFrame, policy: SurveyPolicy) -> None:
        self._policy = policy
        key = ["source_name", "subject_id"]
        self._rows = {
            name: dict(tuple(table[table["subject"] == "code"].groupby(key)))
            for name, table in (("counted", counted), ("released", released))
        }
        self._found: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}

    def of(self, source: str, code: str, group: str) -> tuple[int, int]:
        """Least and greatest; a count that is hidden for itself can always be the threshold."""
        key = (source, code)
        if key not in self._found:
            counted, released = (self._rows[name][key] for name in ("counted", "released"))
            self._found[key] = possible_counts(counted, released, self._policy)
        return self._found[key][group]


def _direction(row: Row, possible: _Possible, least: int) -> str:
    """Which group is clearly ahead though one count is hidden; empty where that is open."""
    if pd.isna(row["asked_a"]) or pd.isna(row["asked_b"]):
        return ""
    asked = {side: int(row[f"asked_{side}"]) for side in "ab"}
    hidden = [side for side in "ab" if pd.isna(row[f"mentioning_{side}"])]
    if len(hidden) != 1 or min(asked.values()) < least:
        return ""
    limits = possible.of(row["source_name"], row["subject_id"], row[f"group_{hidden[0]}"])
    intervals = []
    for count in limits:
        x = {side: count if side in hidden else int(row[f"mentioning_{side}"]) for side in "ab"}
        x = {side: min(x[side], asked[side]) for side in "ab"}
        intervals.append(_newcombe(x["a"], asked["a"], x["b"], asked["b"]))
    if min(low for low, _ in intervals) > 0:
        return MORE_BY_A
    return MORE_BY_B if max(high for _, high in intervals) < 0 else ""


def _newcombe(x_a: int, n_a: int, x_b: int, n_b: int) -> tuple[float, float]:
    """Newcombe's 95 % interval of x_a/n_a - x_b/n_b."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(x_a, n_a, x_b, n_b, method="newcomb", compare="diff")
    return float(low), float(high)


def _difference(row: Row, least: int | None) -> dict[str, Any]:
    """Difference of rounded shares with Newcombe's interval, and what could have been detected.

    `least` None = none by design. All of it is made of the four counts that are shown, and of
    nothing else; only what people put right, which is no count, is rounded itself.
    """
    out = dict.fromkeys(["detectable", "difference", "ci_low", "ci_high"], np.nan)
    counts = [row[name] for name in ("mentioning_a", "asked_a", "mentioning_b", "asked_b")]
    if least is None or pd.isna(row["difference"]) or any(pd.isna(count) for count in counts):
        return out
    x_a, n_a, x_b, n_b = (int(count) for count in counts)
    if min(n_a, n_b) < least:
        return out
    if is_corrected(row):
        return {name: round(float(row[name]), DECIMALS) for name in out}
    out["difference"] = x_a / n_a - x_b / n_b
    if 0 < x_a + x_b < n_a + n_b:
        found = minimum_detectable_difference(n_a, (x_a + x_b) / (n_a + n_b), n_b)
        out["detectable"] = found if np.isfinite(found) else np.nan
    if pd.notna(row["ci_low"]):
        out["ci_low"], out["ci_high"] = _newcombe(x_a, n_a, x_b, n_b)
    return out


def _heard(row: Row, placed: int, policy: SurveyPolicy) -> Row:
    """One row of a survey: ratio and interval from rounded counts, `placed` in the margin."""
    out = row | dict.fromkeys(_OF_SPEAKERS, np.nan)
    x = rounded(int(row["n_speakers"]), policy.base)
    out |= {"n_speakers": x, "note": ""}
    n = rounded(placed, policy.base)
    resident = row["share_of_population"]
    if n < policy.percentages_from or pd.isna(resident):
        return out
    x = min(x, n)
    out |= {"share_of_speakers": x / n, "ratio": x / n / resident}
    if pd.notna(row["chance_of_none"]):
        out["chance_of_none"] = round((1 - resident) ** n, DECIMALS + 1)
    if pd.notna(row["ci_low"]):
        low, high = wilson(x, n)
        out |= {"ci_low": low / resident, "ci_high": high / resident}
    return out


def _heard_in_words(row: Row) -> Row:
    """One row of interviews: whole numbers, nothing that pretends to be a sample."""
    return row | dict.fromkeys(_OF_SPEAKERS, np.nan) | {"note": "people chosen, not a sample"}


def _unseen(row: Row, threshold: int) -> Row:
    """A row that says only that it is hidden, and who lives here."""
    out = row | dict.fromkeys(_OF_SPEAKERS, np.nan)
    return out | {"n_speakers": None, "not_heard": False, "note": hidden_note(threshold)}
