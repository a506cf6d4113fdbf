"""Codings under a new version of the codebook: carried over, or decided on again."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from insight.coding import Code, Codebook, Marks, Seen, code_decision, compare, noted_codings
from insight.coding.people.recoding import Recoder, asked_anew, recoded
from insight.errors import InputError
from insight.store import StudyKey

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
TEXTS = {"s1": "We waited, and it was dear.", "s2": "Nobody came."}
SEGMENTS = pd.DataFrame({"segment_id": list(TEXTS), "text": list(TEXTS.values())})
RECODER = Recoder("ann", "2026-06-01", TEXTS, KEY)
OLD = Codebook(
    "Invented",
    "1",
    (
        Code("A", "access", "Care is hard to reach."),
        Code("B", "kindness", "Somebody was kind."),
        Code("C", "warmth", "Somebody was warm."),
    ),
)
NEW = Codebook(
    "Invented",
    "2",
    (
        Code("A1", "waiting", "It takes long.", replaces=("A",)),
        Code("A2", "cost", "It costs too much.", replaces=("A",)),
        Code("B", "kindness", "Somebody was kind.", replaces=("C",)),
    ),
)


def codings(*codes: str, by: str = "ann") -> pd.DataFrame:
    told = [
        code_decision(
            Seen("s1", TEXTS["s1"], by, "2026-05-04", 2), KEY, code, 0, 9, marks=Marks("-")
        )
        for code in codes
    ]
    return noted_codings(told, SEGMENTS, None, KEY).codings


def codes(found) -> list[tuple[str, str, int, str]]:
    names = ["code", "coder", "round", "valence"]
    return list(found.codings[names].itertuples(index=False, name=None))


def place(by: str = "ann", code: str = "A"):
    return ("s1", 0, 9, code, by, 2)


def test_a_code_that_moved_takes_its_codings_along_with_coder_round_and_marks() -> None:
    lines = asked_anew(codings("C"), compare(OLD, NEW), RECODER)
    assert [(one.what, one.about, one.verdict) for one in lines] == [("recode_code", "C", "B")]
    assert codes(recoded(codings("C"), lines, NEW, TEXTS, KEY)) == [("B", "ann", 2, "-")]
    # The codebook says itself that B replaces C: no line is needed.
    assert codes(recoded(codings("B", "C"), [], NEW, TEXTS, KEY)) == [("B", "ann", 2, "-")]


def test_codings_of_a_code_that_was_split_wait_for_a_person() -> None:
    lines = asked_anew(codings("A"), compare(OLD, NEW), RECODER)
    found = recoded(codings("A"), lines, NEW, TEXTS, KEY)
    assert codes(found) == [("A", "ann", 2, "-")]
    assert found.open[["segment_id", "code", "choices"]].to_numpy().tolist() == [
        ["s1", "A", "A1;A2"]
    ]
    assert "1 codings wait for a decision" in found.notes[0]


@pytest.mark.parametrize(
    ("answer", "now"),
    [
        (["A1"], [("A1", "ann", 2, "-")]),
        (["A1", "A2"], [("A1", "ann", 2, "-"), ("A2", "ann", 2, "-")]),
        ([], [("", "ann", 2, "")]),
    ],
)
def test_what_a_person_decided_replaces_the_old_code_and_nothing_waits(answer, now) -> None:
    lines = asked_anew(codings("A"), compare(OLD, NEW), RECODER)
    found = recoded(codings("A"), [*lines, RECODER.answer(place(), "2", answer)], NEW, TEXTS, KEY)
    assert (codes(found), len(found.open), found.notes) == (now, 0, [])


def test_none_applies_only_where_the_coder_gave_no_other_code() -> None:
    line = RECODER.answer(place(), "2", [])
    assert codes(recoded(codings("A", "B"), [line], NEW, TEXTS, KEY)) == [("B", "ann", 2, "-")]


def test_the_coding_of_somebody_else_stays_theirs_and_is_told() -> None:
    line = RECODER.answer(place("ben"), "2", ["A2"])
    found = recoded(codings("A", by="ben"), [line], NEW, TEXTS, KEY)
    assert codes(found) == [("A2", "ben", 2, "-")]
    assert "by somebody else" in found.notes[0]


def test_versions_follow_one_another() -> None:
    newer = compare(
        NEW, Codebook("Invented", "3", (Code("D", "cost", "It costs too much.", replaces=("A2",)),))
    )
    lines = [RECODER.answer(place(), "2", ["A2"])]
    now = recoded(codings("A"), lines, NEW, TEXTS, KEY).codings
    lines += asked_anew(now, newer, RECODER)
    assert codes(recoded(codings("A"), lines, None, TEXTS, KEY)) == [("D", "ann", 2, "-")]


def test_a_redefined_code_is_asked_for_once_in_each_version() -> None:
    strict = Codebook("Invented", "2", (replace(OLD.codes[1], definition="Kind more than once."),))
    lines = asked_anew(codings("B"), compare(OLD, strict), RECODER)
    kept = RECODER.answer(place(code="B"), "2", ["B"])
    found = recoded(codings("B"), [*lines, kept], strict, TEXTS, KEY)
    assert (codes(found), len(found.open)) == ([("B", "ann", 2, "-")], 0)
    assert {one.matter for one in asked_anew(found.codings, compare(OLD, strict), RECODER)} == {
        kept.matter
    }


def test_decisions_on_words_that_changed_lapse_and_are_told() -> None:
    line = RECODER.answer(place(), "2", ["A1"])
    found = recoded(codings("A"), [line], NEW, {"s1": "Other words."}, KEY)
    assert codes(found) == [("A", "ann", 2, "-")]
    assert "1 decisions on recoding lapsed" in found.notes[0]


def test_a_line_that_cannot_be_read_is_refused_without_its_words() -> None:
    line = replace(RECODER.answer(place(), "2", ["A1"]), verdict="Betty")
    with pytest.raises(InputError, match="nobody can read") as told:
        recoded(codings("A"), [line], NEW, TEXTS, KEY)
    assert "Betty" not in str(told.value)
