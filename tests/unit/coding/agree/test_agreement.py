"""Who is compared with whom, and on what; what arithmetic says of small cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from insight.coding import Code, Codebook, agreement
from insight.schemas import Codings, validate


def codings(rows: list[tuple[str, str, str, int]], **columns: object) -> pd.DataFrame:
    """Codings from (segment_id, code, coder, round), of whole segments but for `columns`."""
    table = pd.DataFrame(rows, columns=["segment_id", "code", "coder", "round"])
    decision = table["code"].map(lambda code: "applied" if code else "none")
    decision = decision.where(table["coder"] != "machine", "suggested")
    usual = {
        "start": 0,
        "end": 100,
        "decision": decision,
        "probability": np.nan,
        "valence": "",
        "rung_claimed": pd.array([pd.NA] * len(table), dtype="Int64"),
        "rung_experienced": pd.array([pd.NA] * len(table), dtype="Int64"),
        "attribution": "",
        "target_org": "",
        "sampling_probability": np.nan,
        "decided_on": "",
    }
    return validate(Codings, table.assign(**usual | columns))


def segments(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "segment_id": [f"s{number}" for number in range(count)],
            "speaker_id": [f"p{number // 2}" for number in range(count)],
            "text": "x" * 100,
        }
    )


def row(table: pd.DataFrame, code: str, pair: str, unit: str = "segment") -> pd.Series:
    return table.set_index(["subject_id", "pair", "compared_on"]).loc[(code, pair, unit)]


def test_two_people_on_twenty_segments(book: Codebook) -> None:
    # both give C1 to s0..s5; ann alone to s6, ben alone to s7; neither to the other twelve
    ann = [(f"s{n}", "C1" if n <= 6 else "", "ann", 1) for n in range(20)]
    ben = [(f"s{n}", "C1" if n <= 5 or n == 7 else "", "ben", 1) for n in range(20)]
    found = row(agreement(codings(ann + ben), segments(20), book), "C1", "human-human")
    # n = 40 values, 14 of them positive, 2 units (4 coincidences) in disagreement
    assert found["alpha"] == pytest.approx(1 - 39 * 4 / (40**2 - 14**2 - 26**2))
    assert found["positive_agreement"] == pytest.approx(12 / 14)
    assert found["negative_agreement"] == pytest.approx(24 / 26)
    # both said yes 7 times of 20: they agree on 18, and would on (7 * 7 + 13 * 13) / 20 by chance
    chance = (7 * 7 + 13 * 13) / 400
    assert found["kappa"] == pytest.approx((18 / 20 - chance) / (1 - chance))
    assert found["kappa_low"] <= found["kappa"] <= found["kappa_high"]
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


def test_of_three_coders_kappa_is_the_mean_over_their_pairs(book: Codebook) -> None:
    yes = {"ann": range(6), "ben": range(6), "cat": range(3, 9)}
    rows = [(f"s{n}", "C1" if n in given else "", coder, 1)
            for coder, given in yes.items() for n in range(12)]  # fmt: skip
    found = row(agreement(codings(rows), segments(12), book), "C1", "human-human")
    # ann and ben agree on all; either of them and cat on 6 of 12, which chance gives too
    assert found["kappa"] == pytest.approx((1 + 0 + 0) / 3)


def test_what_was_settled_together_afterwards_is_no_agreement(book: Codebook) -> None:
    apart = [(f"s{n}", "C1" if coder == "ann" else "", coder, 1) for n in range(12)
             for coder in ("ann", "ben")]  # fmt: skip
    machine = [(f"s{n}", "C1", "machine", 1) for n in range(6)]
    settled = [(f"s{n}", "C1", "agreed", 1) for n in range(12)]
    before = agreement(codings(apart + machine), segments(12), book)
    after = agreement(codings(apart + machine + settled), segments(12), book)
    pd.testing.assert_frame_equal(before, after)


def test_stretches_that_people_drew_are_compared_apart_from_segments(book: Codebook) -> None:
    # Both give C1 to the same six segments; ann draws the first half of each, ben the second.
    rows = [(f"s{n}", "C1" if n < 6 else "", coder, 1) for n in range(12)
            for coder in ("ann", "ben")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["segment_id", "code", "coder", "round"])
    begins = table["coder"].map({"ann": 0, "ben": 50})
    found = agreement(codings(rows, start=begins, end=begins + 50), segments(12), book)
    on_segments, on_spans = (row(found, "C1", "human-human", unit) for unit in ("segment", "span"))
    assert on_segments["alpha"] == 1.0
    assert on_spans["alpha"] < 0
    assert on_spans["positive_agreement"] == 0.0
    assert (on_spans["n_segments"], on_spans["n_positive"]) == (12, 6)


def test_whole_segments_are_compared_as_segments_alone(book: Codebook) -> None:
    rows = [(f"s{n}", "C1" if n < 6 else "", coder, 1) for n in range(12)
            for coder in ("ann", "ben")]  # fmt: skip
    assert set(agreement(codings(rows), segments(12), book)["compared_on"]) == {"segment"}


def test_rungs_of_a_ladder_are_compared_in_their_order() -> None:
    ladder = Codebook("Invented", "1", (Code("C2", "together", "Done together.", ordinal=True),))
    ann, ben = [1, 1, 2, 5, 6, 7, 7, 3], [1, 2, 2, 5, 6, 7, 6, 3]
    rows = [(f"s{n}", "C2", coder, 1) for n in range(8) for coder in ("ann", "ben")]
    lived = pd.array([rung for pair in zip(ann, ben, strict=True) for rung in pair], dtype="Int64")
    found = agreement(codings(rows, rung_experienced=lived), segments(8), ladder)
    near = row(found, "C2", "human-human", "rung_experienced")
    # one step apart on two of eight; with all far apart it would be less
    lived[2], lived[3] = 1, 7
    far = agreement(codings(rows, rung_experienced=lived), segments(8), ladder)
    assert near["alpha"] > 0.9 > row(far, "C2", "human-human", "rung_experienced")["alpha"]
    assert "rung_claimed" not in set(found["compared_on"])


def test_neither_the_order_of_rows_nor_of_segments_changes_a_figure(book: Codebook) -> None:
    draw = np.random.default_rng(3)
    rows = [(f"s{n}", "C1" if draw.random() < 0.5 else "", coder, 1) for n in range(20)
            for coder in ("ann", "ben")]  # fmt: skip
    begins = draw.integers(0, 40, size=len(rows))
    table = codings(rows, start=begins, end=begins + 30)
    said = segments(20)
    shuffled = agreement(
        table.sample(frac=1, random_state=1), said.sample(frac=1, random_state=2), book
    )
    pd.testing.assert_frame_equal(agreement(table, said, book), shuffled)
