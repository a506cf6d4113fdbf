"""Whom to ask next, and weighted shares: no more than the released tables tell. All invented."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.disclosure.outreach import FEW, NOBODY, NOT_SHOWN, outreach
from insight.disclosure.weighted import release_weighted
from insight.schemas import Representation, ThemePrevalence, WeightedPrevalence, columns_of
from insight.settings import SurveyPolicy


def table(schema: type, *rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows).reindex(columns=columns_of(schema))


def part(category: str, n: int | None, high: float | None, *, nobody: bool = False) -> dict:
    return {
        "source_name": "s",
        "margin": "imd_quintile",
        "category": category,
        "n_speakers": n,
        "ratio": high and high / 2,
        "ci_high": high,
        "not_heard": nobody,
    }


def test_the_list_names_nobody_few_and_what_cannot_be_shown_and_leaves_out_the_rest() -> None:
    released = table(
        Representation,
        part("1", 0, 0.4, nobody=True),
        part("2", 10, 0.8),
        part("3", None, None),
        part("4", 20, 1.3),
        part("not known", None, None),
    )
    found = outreach(released).set_index("category")["missing"]
    assert found.to_dict() == {"1": NOBODY, "2": FEW, "3": NOT_SHOWN}


def test_of_people_chosen_on_purpose_only_nobody_is_told() -> None:
    chosen = table(
        Representation, part("1", 0, None, nobody=True), part("2", None, None), part("3", 6, None)
    )
    assert outreach(chosen)["category"].to_list() == ["1"]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_weighted_share_stands_only_where_every_part_of_it_is_shown(hidden: bool) -> None:
    of = {"source_name": "s", "mode": "survey", "sampling": "self_selected", "subject": "code"}
    of |= {"subject_id": "V3", "n_asked": 100}
    counts = {("all", "all"): 40, ("quintile", "1"): 20, ("quintile", "2"): None if hidden else 20}
    shown = table(
        ThemePrevalence,
        *[
            of | {"stratum": stratum, "stratum_value": value, "n_mentioning": x}
            for (stratum, value), x in counts.items()
        ],
    )
    raw = table(
        WeightedPrevalence,
        {
            **{name: of[name] for name in ("source_name", "sampling", "subject", "subject_id")},
            "n_asked": 98,
            "n_effective": 71.6,
            "unweighted": 0.41,
            "prevalence": 0.3456,
            "ci_low": 0.2512,
            "ci_high": 0.4567,
            "raked_on": "imd_quintile",
            "n_trimmed": 2,
            "largest_gap": 0.0,
            "method": "weighted",
            "basis": "human",
            "note": "",
        },
    )
    # Before rounding: forty of a hundred, all of them residents of two fifths.
    counted = shown.assign(n_mentioning=[40, 20, 20], n_asked=[100, 50, 50], n_unprompted=0)
    shown.loc[1:, "n_asked"] = 50
    row = release_weighted(raw, counted, shown, SurveyPolicy()).iloc[0]
    if hidden:
        assert row[["prevalence", "ci_low", "n_asked", "n_effective"]].isna().all()
        assert row["note"].startswith("not shown")
    else:
        assert (row["prevalence"], row["n_asked"], row["n_effective"]) == (0.35, 100, 70)
    assert pd.isna(row["n_trimmed"])


def test_a_weighted_share_is_not_told_where_it_would_tell_of_those_who_are_no_residents() -> None:
    # By hand: 42 of 110 mention it, 36 of 100 residents. Both are shown rounded, as 40 of 110 and
    # as 20 of 50 and 15 of 50. The share gives 36 away, and so that of the ten others 2 to 6 did.
    of = {"source_name": "s", "mode": "survey", "sampling": "self_selected", "subject": "code"}
    of |= {"subject_id": "V3"}
    cells = {("all", "all"): (42, 110), ("quintile", "1"): (19, 50), ("quintile", "2"): (17, 50)}

    def rows(base: int) -> pd.DataFrame:
        return table(
            ThemePrevalence,
            *[
                of
                | {"stratum": stratum, "stratum_value": value, "n_unprompted": 0}
                | {"n_mentioning": (x + base // 2) // base * base, "n_asked": n}
                for (stratum, value), (x, n) in cells.items()
            ],
        )

    raw = table(
        WeightedPrevalence,
        {name: of[name] for name in ("source_name", "sampling", "subject", "subject_id")}
        | {"n_asked": 100, "n_effective": 80.0, "unweighted": 0.36, "prevalence": 0.35}
        | {"ci_low": 0.25, "ci_high": 0.46, "raked_on": "imd_quintile", "n_trimmed": 0}
        | {"largest_gap": 0.0, "method": "weighted", "basis": "human", "note": ""},
    )
    row = release_weighted(raw, rows(1), rows(5), SurveyPolicy()).iloc[0]
    assert row[["prevalence", "unweighted", "n_asked"]].isna().all()
