"""Several draws, each in the light of the earlier ones, make one sample that misleads nobody."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from insight.coding.draw import draw_decisions, propose, rounds_of, sample_weights
from insight.coding.draw.rounds import Round, weights_of
from insight.schemas import Codings, columns_of
from insight.store import StudyKey

KEY = StudyKey(b"a key that is none")


def first(size: int, chance: dict[str, float]) -> Round:
    return Round(1, "A. B.", size, chance, frozenset())


def weight(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["segment_id"], table["weight"], strict=True))


def test_two_plain_rounds_of_ten_are_one_of_twenty():
    one = {f"s{n}": 10 / 100 for n in range(10)}
    two = {f"s{n}": 10 / 90 for n in range(10, 20)}
    found = weights_of([first(100, one), Round(2, "A. B.", 90, two, frozenset(one))], {*one, *two})
    assert found["weight"].to_numpy() == pytest.approx(np.full(20, 5.0))


def test_a_round_coded_in_part_counts_as_a_smaller_one():
    drawn = {f"s{n}": 0.2 for n in range(20)}
    found = weights_of([first(100, drawn)], {"s0", "s1", "s2", "s3", "s4"})
    assert weight(found) == pytest.approx({f"s{n}": 20.0 for n in range(5)})


def test_it_is_right_on_average_though_the_second_round_heeds_what_the_first_one_found():
    y = {"a": 1.0, "b": 0.0, "c": 1.0, "d": 0.0, "e": 1.0}
    names = sorted(y)
    expected = 0.0
    for pair in combinations(names, 2):  # ten samples of two, all as likely
        left = [one for one in names if one not in pair]
        # Who was found to have it sends the next draw to the front of the row.
        lean = 0.2 if sum(y[one] for one in pair) == 1 else 0.6
        q = dict(zip(left, (1 - lean, lean / 2, lean / 2), strict=True))
        for drawn in left:
            rounds = [
                first(5, dict.fromkeys(pair, 2 / 5)),
                Round(2, "A. B.", 3, {drawn: q[drawn]}, frozenset(pair)),
            ]
            found = weight(weights_of(rounds, {*pair, drawn}))
            total = sum(found[one] * y[one] for one in found)
            expected += q[drawn] / 10 * total
    assert expected == pytest.approx(sum(y.values()))


def test_when_all_that_was_left_is_read_nothing_is_uncertain():
    rounds = [
        first(3, {"a": 1 / 3}),
        Round(2, "A. B.", 2, {"b": 1.0, "c": 1.0}, frozenset({"a"})),
    ]
    found = weights_of(rounds, {"a", "b", "c"})
    assert weight(found) == {"a": 1.0, "b": 1.0, "c": 1.0}
    assert found["spread"].sum() == 0


def segments(modes: dict[str, str]) -> pd.DataFrame:
    """Two segments a person; what they say is made up."""
    rows = [
        {"segment_id": f"{who}{n}", "speaker_id": who, "mode": mode, "role": "participant"}
        for who, mode in modes.items()
        for n in (1, 2)
    ]
    return pd.DataFrame(rows).assign(text=lambda table: "words of " + table["segment_id"])


def codings(*rows: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["segment_id", "code", "sampling_probability"])
    return table.assign(coder="a").reindex(columns=columns_of(Codings))


def even(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"V4": 0.2, "L1": 0.4}, index=list(table["segment_id"]))


def test_of_a_survey_people_are_drawn_with_all_they_said_and_of_talks_one_passage():
    said = segments({**{f"p{n}": "survey" for n in range(8)}, "t": "interview"})
    drawn = propose(said, even(said), codings(), 10, seed=1).drawn
    assert len(drawn) == 18  # eight people twice, two passages once


def test_the_order_of_rows_changes_nothing():
    said = segments({f"p{n}": "survey" for n in range(30)})
    one = propose(said, even(said), codings(), 5, seed=1).drawn
    mixed = said.sample(frac=1, random_state=3)
    other = propose(mixed, even(mixed).sample(frac=1, random_state=4), codings(), 5, seed=1).drawn
    pd.testing.assert_frame_equal(one, other)


def test_a_text_that_may_have_a_rare_code_is_drawn_more_often():
    said = segments({f"p{n}": "interview" for n in range(50)})
    likely = even(said) * 0.1
    likely.loc["p71", "V4"] = 0.5
    first_hundred = [propose(said, likely, codings(), 5, seed=n).drawn for n in range(100)]
    often = sum("p71" in set(drawn["segment_id"]) for drawn in first_hundred)
    assert often > 4 * 5  # one in a hundred, drawn five at a time, is drawn 5 times by lot


def test_the_ledger_tells_the_draws_again_and_what_was_coded_before_is_known():
    said = segments({f"p{n}": "survey" for n in range(20)})
    before = codings(("p01", "V4", np.nan), ("p02", "", np.nan), ("p11", "V4", np.nan))
    proposal = propose(said, even(said), before, 4, seed=1)
    assert proposal.known == ["p01", "p02"]  # of p1 one answer was not read
    lines = draw_decisions(proposal, 1, said, KEY, "A. B.", "2026-05-04")
    (told,) = rounds_of(lines)
    assert (told.size, told.known) == (38, {"p01", "p02"})
    drawn = proposal.drawn
    assert told.chance == dict(zip(drawn["segment_id"], drawn["chance"], strict=True))
    after = codings(*((one, "", np.nan) for one in [*drawn["segment_id"], "p01", "p02"]))
    found = weight(sample_weights(after, said, [told]))
    assert found.pop("p01") == found.pop("p02") == 1
    assert found == pytest.approx({one: 1 / q for one, q in told.chance.items()})


def test_without_draws_of_ours_the_chances_of_the_file_hold():
    said = segments({"p0": "survey"})
    found = sample_weights(codings(("p01", "V4", 0.25), ("p02", "V4", np.nan)), said, [])
    assert found.to_dict("records") == [{"segment_id": "p01", "weight": 4.0, "spread": 12.0}]
