"""What may be published of figures, as an information-governance officer would check it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as check
from hypothesis import strategies as st

from insight.detectable import minimum_detectable_difference
from insight.disclosure import guard, publish
from insight.disclosure.policy import before_rounding, hidden_note, may_show, rounded
from insight.disclosure.prevalence import release_prevalence, small_groups
from insight.errors import InsightError
from insight.schemas import (
    MORE_BY_A,
    MORE_BY_B,
    Divergence,
    Representation,
    ThemeGradients,
    ThemePrevalence,
    Themes,
    validate,
)
from insight.settings import DisclosureSettings, SurveyPolicy

DEFAULT = DisclosureSettings()
Counted = Callable[..., pd.DataFrame]

RANKS = pd.DataFrame({"source_name": ["survey"], "mean": [0.5], "squares": [5.0]})
"""How residents are spread over the ranks; invented."""


def only(released: pd.DataFrame, stratum: str = "all", value: str = "all") -> pd.Series:
    rows = released[(released["stratum"] == stratum) & (released["stratum_value"] == value)]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    ("mentioning", "asked", "shown"),
    [
        (0, 60, None),  # nobody: tells something of each of the sixty
        (7, 60, None),
        (8, 60, 10),
        (22, 60, 20),
        (52, 60, 50),
        (53, 60, None),  # all but seven
        (60, 60, None),  # everybody
    ],
)
def test_small_counts_and_small_remainders_are_hidden_and_others_rounded(
    counted: Counted, mentioning: int, asked: int, shown: int | None
) -> None:
    raw = counted((mentioning, asked))
    row = only(publish({"theme_prevalence": raw}, DEFAULT)["theme_prevalence"])
    assert row["n_asked"] == 60
    if shown is None:
        assert pd.isna(row["n_mentioning"])
        assert np.isnan([row["prevalence"], row["ci_low"], row["ci_high"]]).all()
        assert row["note"] == hidden_note(8)
    else:
        assert row["n_mentioning"] == shown
        assert row["prevalence"] == shown / 60


def test_shares_and_intervals_come_from_rounded_counts(counted: Counted) -> None:
    released = publish({"theme_prevalence": counted((22, 59))}, DEFAULT)["theme_prevalence"]
    row = only(released)
    x, n, z = 20, 60, 1.959964  # Wilson's formula, written out
    middle, spread = 2 * x + z * z, z * (z * z + 4 * x * (1 - x / n)) ** 0.5
    expected = [x / n, (middle - spread) / (2 * (n + z * z)), (middle + spread) / (2 * (n + z * z))]
    assert [row["prevalence"], row["ci_low"], row["ci_high"]] == pytest.approx(expected, abs=1e-6)


def test_no_percentage_below_twenty_people(counted: Counted) -> None:
    row = only(publish({"theme_prevalence": counted((9, 17))}, DEFAULT)["theme_prevalence"])
    assert pd.isna(row["n_mentioning"])  # rounded, 10 of 15 would leave five
    row = only(
        publish(
            {"theme_prevalence": counted((9, 17))},
            DisclosureSettings(survey=SurveyPolicy(threshold=5)),
        )["theme_prevalence"]
    )
    assert (row["n_mentioning"], row["n_asked"]) == (10, 15)
    assert np.isnan(row["prevalence"])


def test_a_note_with_a_figure_in_it_does_not_leave(counted: Counted) -> None:
    raw = counted((22, 59)).assign(note="of 59 who answered")
    assert only(publish({"theme_prevalence": raw}, DEFAULT)["theme_prevalence"])["note"] == ""


def test_interviews_are_told_in_whole_numbers_and_never_by_place(counted: Counted) -> None:
    raw = counted(
        (9, 20),
        {
            "group": {"unpaid_carer": (7, 12), "person_using_services": (2, 8)},
            "quintile": {"1": (3, 10), "2": (6, 10)},
        },
        mode="interview",
        sampling="purposive",
    )
    released = publish({"theme_prevalence": raw}, DEFAULT)["theme_prevalence"]
    assert set(released["stratum"]) == {"all", "group"}
    carers = only(released, "group", "unpaid_carer")
    assert (carers["n_mentioning"], carers["n_asked"]) == (7, 12)
    assert released[["prevalence", "ci_low", "ci_high"]].isna().all(axis=None)


def test_a_survey_of_people_chosen_on_purpose_is_told_like_interviews(counted: Counted) -> None:
    raw = counted((3, 30), {"quintile": {"1": (3, 30)}}, sampling="purposive")
    released = publish({"theme_prevalence": raw}, DEFAULT)["theme_prevalence"]
    assert released[["stratum", "n_mentioning"]].to_numpy().tolist() == [["all", 3]]


def test_a_small_group_of_interviews_cannot_be_had_by_subtraction() -> None:
    assert small_groups({0: 20, 1: 12, 2: 8}, [[1, 2]], 5) == set()
    assert small_groups({0: 20, 1: 17, 2: 3}, [[1, 2]], 5) == {1, 2}
    assert small_groups({0: 20, 1: 11, 2: 5, 3: 4}, [[1, 2, 3]], 5) == {2, 3}
    # Fourteen and eight of twenty: two are in both groups, and 14 + 8 - 20 would tell of them.
    assert small_groups({0: 20, 1: 14, 2: 8}, [[1, 2]], 5) == {2}


people = st.tuples(st.integers(0, 25), st.integers(0, 25))  # mentioning, not mentioning


@check(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(people, min_size=5, max_size=5), people, st.integers(1, 4), st.randoms())
def test_no_count_below_the_threshold_is_ever_published(
    counted: Counted,
    quintiles: list[tuple[int, int]],
    unplaced: tuple[int, int],
    cut: int,
    chance: Random,
) -> None:
    def together(parts: list[tuple[int, int]]) -> tuple[int, int]:
        return sum(x for x, _ in parts), sum(x + y for x, y in parts)

    raw = counted(
        together([*quintiles, unplaced]),
        {
            "quintile": {str(q): together([part]) for q, part in enumerate(quintiles, 1)},
            "rural_urban": {
                "Rural": together(quintiles[:cut]),
                "Urban": together(quintiles[cut:]),
            },
        },
    )
    released, _ = release_prevalence(raw, DEFAULT)
    left = released["n_asked"] - released["n_mentioning"]
    for counts in (released["n_mentioning"], left):
        assert (counts.dropna() >= 8).all()
    assert ((released["n_asked"].dropna() >= 8) | (released["n_asked"].dropna() == 0)).all()
    assert (released["n_mentioning"].dropna() % 5 == 0).all()
    order = list(range(len(raw)))
    chance.shuffle(order)
    again, _ = release_prevalence(raw.iloc[order], DEFAULT)
    pd.testing.assert_frame_equal(released, again)


@given(st.integers(0, 500), st.integers(1, 12))
def test_rounding_twice_is_rounding_once_and_its_limits_hold(count: int, base: int) -> None:
    once = rounded(count, base)
    assert rounded(once, base) == once
    low, high = before_rounding(once, base)
    assert low <= count <= high
    assert rounded(low, base) == rounded(high, base) == once


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 12), st.integers(1, 12))
def test_what_is_shown_would_be_shown_again(x: int, y: int, threshold: int, base: int) -> None:
    policy = SurveyPolicy(threshold=threshold, base=base)
    if may_show(x, x + y, policy):
        assert may_show(rounded(x, base), rounded(x + y, base), policy)


def gradient(**told: object) -> pd.DataFrame:
    usual = {
        "source_name": "survey",
        "sampling": "self_selected",
        "subject_id": "L1",
        "measure": "sii",
        "value": -0.12345,
        "ci_low": -0.2468,
        "ci_high": -0.0012,
        "p_value": 0.0123,
        "p_adjusted": 0.0456,
        "detectable": 0.3333,
        "n": 63,
        "method": "robust",
        "basis": "human",
        "warning": "",
    }
    return validate(ThemeGradients, pd.DataFrame([usual | told]))


def by_quintile(x: int, n: int) -> dict[str, dict[str, tuple[int, int]]]:
    return {"quintile": {str(q): (x, n) for q in range(1, 6)}}


def test_a_gradient_is_given_to_two_decimals_when_enough_residents_spoke(counted: Counted) -> None:
    tables = {
        "theme_prevalence": counted((25, 60), by_quintile(5, 12)),
        "theme_gradients": gradient(n=60),
        "ranks": RANKS,
    }
    row = publish(tables, DEFAULT)["theme_gradients"].iloc[0]
    assert (row["value"], row["ci_low"], row["ci_high"]) == (-0.12, -0.25, -0.0)
    assert row["n"] == 60


def test_a_gradient_that_tells_how_few_of_the_others_spoke_is_not_given(counted: Counted) -> None:
    """Of 63 people 23 to 27 said it, as shown; what could be detected tells that 25 to 27 of the 60
    with a rank did: two at most of the others, and nearer than 8 nobody may know a hidden count."""
    tables = {
        "theme_prevalence": counted((25, 63), by_quintile(5, 12)),
        "theme_gradients": gradient(),
        "ranks": RANKS,
    }
    assert np.isnan(publish(tables, DEFAULT)["theme_gradients"].iloc[0]["value"])


@pytest.mark.parametrize(("x", "n"), [(2, 5), (1, 20), (19, 20)])
def test_too_few_residents_or_mentions_or_others_give_no_gradient(
    counted: Counted, x: int, n: int
) -> None:
    tables = {
        "theme_prevalence": counted((5 * x, 5 * n), by_quintile(x, n)),
        "theme_gradients": gradient(),
        "ranks": RANKS,
    }
    row = publish(tables, DEFAULT)["theme_gradients"].iloc[0]
    assert np.isnan(row["value"])
    assert row["warning"] == "not enough people to say"


def test_people_chosen_on_purpose_have_no_gradient(counted: Counted) -> None:
    tables = {"theme_gradients": gradient(sampling="purposive")}
    assert publish(tables, DEFAULT)["theme_gradients"].empty


def groups(x_a: int, n_a: int, x_b: int, n_b: int, **told: object) -> pd.DataFrame:
    row = {
        "source_name": "survey",
        "sampling": "self_selected",
        "subject_id": "L1",
        "group_a": "unpaid_carer",
        "group_b": "vcs_partner",
        "mentioning_a": x_a,
        "asked_a": n_a,
        "mentioning_b": x_b,
        "asked_b": n_b,
        "detectable": 0.3333,
        "difference": x_a / n_a - x_b / n_b,
        "ci_low": -1.0,
        "ci_high": 1.0,
        "method": "Newcombe",
        "basis": "human",
        "note": "",
    }
    return validate(Divergence, pd.DataFrame([row | told]))


def test_groups_are_compared_by_the_counts_that_are_shown_of_them(counted: Counted) -> None:
    # 56 of 70 against 48 of 80: Newcombe (1998), first example, 0.20 (0.0524 to 0.3339).
    raw = counted((104, 150), {"group": {"unpaid_carer": (56, 70), "vcs_partner": (48, 80)}})
    tables = {"theme_prevalence": raw, "divergence": groups(56, 70, 48, 80)}
    exact = DisclosureSettings(survey=SurveyPolicy(base=1))
    row = publish(tables, exact)["divergence"].iloc[0]
    found = [row["difference"], row["ci_low"], row["ci_high"]]
    assert found == pytest.approx([0.2, 0.0524, 0.3339], abs=1e-4)
    row = publish(tables, DEFAULT)["divergence"].iloc[0]
    assert row["difference"] == pytest.approx(55 / 70 - 50 / 80)


def test_what_could_be_detected_is_told_of_the_numbers_shown_and_only_beside_them(
    counted: Counted,
) -> None:
    told = set()
    for said, partners in ((54, 34), (55, 33), (57, 32)):  # shown as 55 of 80 and 35 or 30 of 60
        strata = {"unpaid_carer": (said, 80), "vcs_partner": (partners, 60)}
        raw = counted((said + partners, 140), {"group": strata})
        tables = {"theme_prevalence": raw, "divergence": groups(said, 80, partners, 60)}
        row = publish(tables, DEFAULT)["divergence"].iloc[0]
        told.add((row["mentioning_a"], row["mentioning_b"], row["detectable"]))
    expected = {(55, b, minimum_detectable_difference(80, (55 + b) / 140, 60)) for b in (30, 35)}
    assert told == expected
    # One number hidden, or one group of fewer than 20: nothing is told.
    for carers, partners in (((6, 40), (25, 35)), ((12, 24), (9, 17))):
        strata = {"unpaid_carer": carers, "vcs_partner": partners}
        raw = counted((carers[0] + partners[0], carers[1] + partners[1]), {"group": strata})
        tables = {"theme_prevalence": raw, "divergence": groups(*carers, *partners)}
        assert pd.isna(publish(tables, DEFAULT)["divergence"].iloc[0]["detectable"])


@pytest.mark.parametrize("hidden", range(8))
def test_a_direction_is_told_alike_for_every_hidden_count_it_could_stand_for(
    counted: Counted, hidden: int
) -> None:
    # 25 of 35 partners against nought to seven of 110 carers; others make everybody's number up.
    others = 20 - hidden
    strata = {"unpaid_carer": (hidden, 110), "vcs_partner": (25, 35), "other": (others, 60)}
    raw = counted((45, 205), {"group": strata})
    released = publish(
        {"theme_prevalence": raw, "divergence": groups(hidden, 110, 25, 35)}, DEFAULT
    )
    row = released["divergence"].iloc[0]
    assert row["note"] == MORE_BY_B
    assert pd.isna(row["mentioning_a"])
    assert row[["difference", "ci_low", "ci_high"]].isna().all()
    shown = released["theme_prevalence"].query("stratum == 'group'").set_index("stratum_value")
    # The reader sees 45 mentions in all, 25 of them partners': the rest could all be the carers'.
    assert shown["n_mentioning"].notna().to_dict() == {
        "unpaid_carer": False,
        "vcs_partner": True,
        "other": False,
    }


@pytest.mark.parametrize(
    ("carers", "partners", "note"),
    [
        ((6, 40), (25, 35), MORE_BY_B),
        ((6, 40), (12, 35), None),  # 12 of 35 against up to 20 of 40: it could be the reverse
        ((34, 40), (10, 35), None),  # hidden because nearly all said it: no statement of "less"
        ((25, 35), (4, 40), MORE_BY_A),
    ],
)
def test_a_direction_is_told_only_where_no_possible_count_contradicts_it(
    counted: Counted, carers: tuple[int, int], partners: tuple[int, int], note: str | None
) -> None:
    asked = carers[1] + partners[1] + 30
    rest = (6, 30)
    everybody = (carers[0] + partners[0] + rest[0], asked)
    strata = {"unpaid_carer": carers, "vcs_partner": partners, "other": rest}
    raw = counted(everybody, {"group": strata})
    tables = {"theme_prevalence": raw, "divergence": groups(*carers, *partners)}
    row = publish(tables, DEFAULT)["divergence"].iloc[0]
    assert row[["mentioning_a", "mentioning_b"]].isna().sum() == 1
    assert row["note"] == (note or hidden_note(8))


def test_people_picked_on_purpose_carry_no_statement_of_direction(counted: Counted) -> None:
    strata = {"unpaid_carer": (2, 60), "vcs_partner": (25, 35)}
    raw = counted((27, 95), {"group": strata}, sampling="purposive")
    told = groups(2, 60, 25, 35, sampling="purposive")
    row = publish({"theme_prevalence": raw, "divergence": told}, DEFAULT)["divergence"].iloc[0]
    assert "clearly" not in row["note"]


def test_a_group_hidden_in_one_table_is_hidden_in_all(counted: Counted) -> None:
    raw = counted((54, 90), {"group": {"unpaid_carer": (50, 80), "vcs_partner": (4, 10)}})
    tables = {"theme_prevalence": raw, "divergence": groups(50, 80, 4, 10)}
    released = publish(tables, DEFAULT)
    row = released["divergence"].iloc[0]
    assert row[["mentioning_a", "mentioning_b", "difference"]].isna().all()
    assert released["theme_prevalence"].query("stratum == 'group'")["n_mentioning"].isna().all()


def heard(counts: dict[str, int]) -> pd.DataFrame:
    n = sum(counts.values())
    return validate(
        Representation,
        pd.DataFrame(
            {
                "source_name": "survey",
                "margin": "imd_quintile",
                "category": category,
                "n_speakers": x,
                "population": 65_000,
                "share_of_speakers": x / n,
                "share_of_population": 0.2,
                "ratio": x / n / 0.2,
                "ci_low": 0.0,
                "ci_high": 9.0,
                "not_heard": x == 0,
                "chance_of_none": 0.8**n,
                "note": f"of {n}",
            }
            for category, x in counts.items()
        ),
    )


def test_who_was_heard_is_rounded_and_who_was_not_is_told() -> None:
    tables = {"representation": heard({"1": 0, "2": 33, "3": 41, "4": 19, "5": 28})}
    released = publish(tables, DEFAULT)["representation"].set_index("category")
    assert released["n_speakers"].to_dict() == {"1": 0, "2": 35, "3": 40, "4": 20, "5": 30}
    assert released["not_heard"].tolist() == [True, False, False, False, False]
    assert released.loc["2", "ratio"] == pytest.approx(35 / 120 / 0.2)  # 121 are shown as 120
    assert (released["note"] == "").all()


def test_a_fifth_too_small_to_show_is_hidden_with_another_in_both_tables(counted: Counted) -> None:
    counts = {"1": 5, "2": 33, "3": 41, "4": 19, "5": 28}
    raw = counted((60, 126), {"quintile": {q: (n // 2, n) for q, n in counts.items()}})
    released = publish({"representation": heard(counts), "theme_prevalence": raw}, DEFAULT)
    seen = released["representation"].set_index("category")["n_speakers"]
    asked = released["theme_prevalence"].query("stratum == 'quintile'")
    assert set(seen[seen.isna()].index) == {"1", "4"}
    assert set(asked.loc[asked["n_asked"].isna(), "stratum_value"]) == {"1", "4"}


def test_themes_of_hardly_anybody_and_hidden_ones_stay_inside() -> None:
    themes = validate(
        Themes,
        pd.DataFrame(
            {
                "theme_id": [-1, 0, 1, 2, 3],
                "label": list("uabcd"),
                "keywords": "bus, fare",
                "status": ["candidate", "accepted", "hidden", "candidate", "candidate"],
                "n_segments": 30,
                "n_speakers": [90, 22, 22, 4, 6],
                "repeatability": 0.8,
                "coherence": 0.5,
            }
        ),
    )
    released = publish({"themes": themes}, DEFAULT)["themes"]
    assert released["theme_id"].tolist() == [0, 3]
    assert released["n_speakers"].fillna(-1).tolist() == [20, -1]


def test_a_study_is_described_by_rounded_counts_but_for_interviews() -> None:
    usual = {"sampling": "purposive", "collected_on": "", "wave": "1", "n_excluded": 3}
    sources = pd.DataFrame(
        [
            usual | {"name": "talks", "mode": "interview", "n_speakers": 13, "n_segments": 612},
            usual
            | {"name": "survey", "mode": "survey", "sampling": "census"}
            | {"n_speakers": 148, "n_segments": 301},
        ]
    )
    links = pd.DataFrame({"link_status": ["linked", "unknown_postcode"], "n": [133, 4]})
    released = publish({"sources": sources.assign(questions=""), "links": links}, DEFAULT)
    counts = released["sources"].set_index("name")[["n_speakers", "n_segments"]]
    assert counts.loc["talks"].tolist() == [13, 612]
    assert counts.loc["survey"].tolist() == [150, 300]
    # Everybody less those linked would be the four: with two ways, both are hidden.
    assert released["links"]["n"].isna().all()


def test_rungs_of_a_group_that_is_too_small_are_not_counted(counted: Counted) -> None:
    raw = counted(
        (9, 20),
        {"group": {"unpaid_carer": (7, 14), "vcs_partner": (2, 6)}},
        mode="interview",
        sampling="purposive",
    )
    usual = {"source_name": "interview", "rung": 3, "n_claimed": 2, "n_experienced": 1}
    groups_told = ["unpaid_carer", "vcs_partner", "care_provider"]
    rungs = pd.DataFrame([usual | {"group": group} for group in groups_told])
    released = publish({"theme_prevalence": raw, "rungs": rungs}, DEFAULT)["rungs"]
    assert released.set_index("group")["n_claimed"].fillna(-1).to_dict() == {
        "unpaid_carer": 2,
        "vcs_partner": 2,
        "care_provider": -1,
    }


@pytest.mark.parametrize("column", ["speaker_id", "segment_id", "document_id", "postcode"])
def test_no_table_with_a_personal_column_leaves(column: str) -> None:
    with pytest.raises(InsightError, match=column):
        guard({"extra": pd.DataFrame({column: ["x"]})})


def test_no_table_with_an_id_of_the_study_in_it_leaves() -> None:
    with pytest.raises(InsightError, match="column note") as refused:
        guard({"extra": pd.DataFrame({"note": ["said by s-0123456789ab"]})})
    assert "0123" not in str(refused.value)


def test_nothing_measured_gives_tables_without_rows() -> None:
    released = publish({}, DEFAULT)
    assert all(frame.empty for frame in released.values())
    assert list(released["theme_prevalence"].columns) == list(ThemePrevalence.to_schema().columns)
