"""Agreement: published figures, and what arithmetic says of small cases."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from insight.coding import Codebook, agreement, krippendorff_alpha
from insight.schemas import Codings, validate

# Krippendorff (2011), section C: four observers, twelve units, "." where one did not judge.
PUBLISHED = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units(observers: tuple[str, ...]) -> list[list[str]]:
    columns = zip(*(row.split() for row in observers), strict=True)
    return [[value for value in column if value != "."] for column in columns]


def test_the_published_example_of_four_observers_gives_its_nominal_alpha() -> None:
    assert round(krippendorff_alpha(units(PUBLISHED)), 3) == 0.743


def test_the_published_example_of_two_observers_gives_its_binary_alpha() -> None:
    # Krippendorff (2011), section A: binary data, two observers, ten units.
    meg = "0 1 0 0 0 0 0 0 1 0"
    owen = "1 1 1 0 0 1 0 0 0 0"
    assert round(krippendorff_alpha(units((meg, owen))), 3) == 0.095


def test_alpha_is_one_minus_observed_over_expected_disagreement() -> None:
    draw = np.random.default_rng(5)
    judged = [list(draw.integers(0, 3, size=draw.integers(2, 5))) for _ in range(40)]
    values = [value for unit in judged for value in unit]
    observed = np.mean(
        np.concatenate(
            [
                np.repeat(
                    np.mean([one != other for one, other in combinations(unit, 2)]), len(unit)
                )
                for unit in judged
            ]
        )
    )
    expected = np.mean([one != other for one, other in combinations(values, 2)])
    assert krippendorff_alpha(judged) == pytest.approx(1 - observed / expected)


def test_alpha_is_not_defined_where_all_values_are_the_same() -> None:
    assert np.isnan(krippendorff_alpha([["a", "a"], ["a", "a"]]))


def codings(rows: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    """Codings from (segment_id, code, coder, round)."""
    table = pd.DataFrame(rows, columns=["segment_id", "code", "coder", "round"])
    decision = table["code"].map(lambda code: "applied" if code else "none")
    decision = decision.where(table["coder"] != "machine", "suggested")
    return validate(
        Codings,
        table.assign(
            start=0,
            end=1,
            decision=decision,
            probability=np.nan,
            valence="",
            rung_claimed=pd.array([pd.NA] * len(table), dtype="Int64"),
            rung_experienced=pd.array([pd.NA] * len(table), dtype="Int64"),
            attribution="",
            target_org="",
            sampling_probability=np.nan,
            decided_on="",
        ),
    )


def segments(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "segment_id": [f"s{number}" for number in range(count)],
            "speaker_id": [f"p{number // 2}" for number in range(count)],
        }
    )


def row(table: pd.DataFrame, code: str, pair: str) -> pd.Series:
    return table.set_index(["subject_id", "pair"]).loc[(code, pair)]


def test_two_people_on_twenty_segments(book: Codebook) -> None:
    # both give C1 to s0..s5; ann alone to s6, ben alone to s7; neither to the other twelve
    ann = [(f"s{n}", "C1" if n <= 6 else "", "ann", 1) for n in range(20)]
    ben = [(f"s{n}", "C1" if n <= 5 or n == 7 else "", "ben", 1) for n in range(20)]
    found = row(agreement(codings(ann + ben), segments(20), book), "C1", "human-human")
    # n = 40 values, 14 of them positive, 2 units (4 coincidences) in disagreement
    assert found["alpha"] == pytest.approx(1 - 39 * 4 / (40**2 - 14**2 - 26**2))
    assert found["positive_agreement"] == pytest.approx(12 / 14)
    assert (found["n_segments"], found["n_positive"]) == (20, 8)
    assert found["ci_low"] <= found["alpha"] <= found["ci_high"]


def test_only_the_last_round_that_two_people_share_counts(book: Codebook) -> None:
    first = [(f"s{n}", "C1" if coder == "ann" else "", coder, 1) for n in range(12)
             for coder in ("ann", "ben")]  # fmt: skip
    second = [(f"s{n}", "C1" if n < 6 else "", coder, 2) for n in range(12)
              for coder in ("ann", "ben")]  # fmt: skip
    alone = [("s12", "C1", "ann", 3)]
    found = agreement(codings(first + second + alone), segments(13), book)
    assert row(found, "C1", "human-human")["alpha"] == 1.0


def test_the_machine_is_compared_with_what_people_decided_where_they_read(book: Codebook) -> None:
    people = [(f"s{n}", "C1" if n < 6 else "", "ann", 1) for n in range(12)]
    machine = [(f"s{n}", "C1", "machine", 1) for n in (0, 1, 2, 3, 4, 11, 12, 13)]
    found = agreement(codings(people + machine), segments(14), book)
    c1 = row(found, "C1", "human-machine")
    # people gave it 6 times, the machine 6 times on what they read, 5 of them together
    assert c1["n_segments"] == 12
    assert c1["positive_agreement"] == pytest.approx(10 / 12)
    assert c1["alpha"] == pytest.approx(1 - 23 * 4 / (24**2 - 12**2 - 12**2))
    assert "human-human" not in set(found["pair"])


def test_a_code_nobody_gave_has_no_alpha_and_says_why(book: Codebook) -> None:
    read = [(f"s{n}", "", coder, 1) for n in range(12) for coder in ("ann", "ben")]
    found = row(agreement(codings(read), segments(12), book), "C2", "human-human")
    assert np.isnan(found["alpha"])
    assert found["note"] == "nobody gave this code"


def test_intervals_need_five_speakers(book: Codebook) -> None:
    coded = [(f"s{n}", "C1" if n < 4 else "", coder, 1) for n in range(8)
             for coder in ("ann", "ben")]  # fmt: skip
    found = row(agreement(codings(coded), segments(8), book), "C1", "human-human")
    assert found["alpha"] == 1.0
    assert np.isnan(found["ci_low"])
