"""What coders gave differently, and what they settled together. All texts are invented."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.coding import Codebook, decided, disagreements, settled
from insight.schemas import Codings, empty, validate

SEGMENTS = pd.DataFrame(
    {
        "segment_id": ["s1", "s2", "s3"],
        "text": ["We could not pay, and it was far.", "They were kind to us.", "Nothing much."],
    }
)


def codings(*rows: tuple[str, str, str, int, int, int]) -> pd.DataFrame:
    """Codings from (segment_id, code, coder, round, start, end)."""
    names = ["segment_id", "code", "coder", "round", "start", "end"]
    table = pd.concat([empty(Codings), pd.DataFrame(rows, columns=names)])
    table["decision"] = table["code"].map(lambda code: "applied" if code else "none")
    told = ["valence", "attribution", "target_org", "decided_on"]
    return validate(Codings, table.assign(**{name: table[name].fillna("") for name in told}))


APART = codings(
    ("s1", "C1", "ann", 1, 0, 16),
    ("s1", "C1", "ben", 1, 3, 20),
    ("s1", "C2", "ben", 1, 22, 32),
    ("s2", "C3", "ann", 1, 0, 21),
    ("s2", "", "ben", 1, 0, 0),
    ("s3", "", "ann", 1, 0, 0),
    ("s3", "", "ben", 1, 0, 0),
)


def answered(book: Codebook, **agreed: str) -> pd.DataFrame:
    """The disagreements with what was agreed on by code."""
    table = disagreements(APART, SEGMENTS, book)
    return table.assign(agreed=table["code"].map(agreed).fillna(""))


def test_each_disagreement_is_a_quote_with_the_definition_and_who_gave_it(book: Codebook) -> None:
    table = disagreements(APART, SEGMENTS, book)
    assert table["code"].to_list() == ["C2", "C3"]
    far = table.iloc[0]
    assert (far["segment_id"], far["gave"], far["did_not_give"]) == ("s1", "ben", "ann")
    assert far["definition"] == "It is too far to travel."
    assert far["stretches"] == SEGMENTS["text"][0][22:32] == "it was far"


def test_only_the_last_round_of_a_segment_is_discussed(book: Codebook) -> None:
    again = codings(("s1", "C1", "ann", 2, 0, 16), ("s1", "C1", "ben", 2, 0, 16))
    table = disagreements(pd.concat([APART, again]), SEGMENTS, book)
    assert table["segment_id"].to_list() == ["s2"]


def test_a_segment_is_settled_with_what_all_gave_and_what_they_agreed_on(book: Codebook) -> None:
    found = settled(answered(book, C2="yes", C3="no"), APART, SEGMENTS)
    columns = ["segment_id", "code", "start", "end", "coder", "round"]
    assert found.codings[columns].to_numpy().tolist() == [
        # from where the first stretch begins to where the last one ends
        ["s1", "C1", 0, 20, "agreed", 1],
        ["s1", "C2", 22, 32, "agreed", 1],
        ["s2", "", 0, 0, "agreed", 1],
    ]
    assert found.partly == 0


def test_a_segment_with_an_open_answer_is_not_settled(book: Codebook) -> None:
    more = pd.concat([APART, codings(("s1", "C4", "ann", 1, 0, 4))])
    table = disagreements(more, SEGMENTS, book)
    table["agreed"] = table["code"].map({"C2": "yes", "C3": "yes"}).fillna("")
    found = settled(table, more, SEGMENTS)
    assert set(found.codings["segment_id"]) == {"s2"}
    assert found.partly == 1


def test_figures_use_what_was_settled_and_the_coders_own_codes_stay(book: Codebook) -> None:
    before = set(decided(APART)[["segment_id", "code"]].itertuples(index=False, name=None))
    # of two readers one is half: until it is settled, what either gave counts
    assert before == {("s1", "C1"), ("s1", "C2"), ("s2", "C3")}
    found = settled(answered(book, C2="no", C3="no"), APART, SEGMENTS)
    both = validate(Codings, pd.concat([APART, found.codings]))
    after = set(decided(both)[["segment_id", "code"]].itertuples(index=False, name=None))
    assert after == {("s1", "C1")}
    pd.testing.assert_frame_equal(
        disagreements(both, SEGMENTS, book), disagreements(APART, SEGMENTS, book)
    )


@pytest.mark.parametrize("given", ["-", "+"])
def test_a_valence_stays_where_all_who_gave_the_code_say_it(book: Codebook, given: str) -> None:
    said = APART.assign(valence=APART["code"].map({"C1": "-"}).fillna(""))
    said.loc[(said["code"] == "C1") & (said["coder"] == "ben"), "valence"] = given
    found = settled(answered(book, C2="yes", C3="yes"), said, SEGMENTS).codings
    (kept,) = found.loc[found["code"] == "C1", "valence"]
    assert kept == ("-" if given == "-" else "")
