"""The marks of the demonstration study: what they take out of a text, and what they refuse."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from study_marks import CODERS, Code, Identifier, MarkError, Passage, parse, read_codes


def test_marks_nest_and_offsets_count_in_the_plain_text() -> None:
    marked = parse(
        "Well, [V3- L1-/a|I rang {person|Zoë} at the {organisation|Lamp} [laughs] and waited]."
    )

    assert marked.text == "Well, I rang Zoë at the Lamp [laughs] and waited."
    assert marked.identifiers == (Identifier(13, 16, "person"), Identifier(24, 28, "organisation"))
    assert [marked.text[mark.start : mark.end] for mark in marked.identifiers] == ["Zoë", "Lamp"]
    (passage,) = marked.passages
    assert marked.text[passage.start : passage.end] == "I rang Zoë at the Lamp [laughs] and waited"
    assert passage.codes == (Code("V3", "-"), Code("L1", "-", coder="a"))


def test_a_coded_passage_may_hold_another_and_the_longer_comes_first() -> None:
    marked = parse("[L3~|[V3-|no] then [L3+/b|yes]]")

    assert marked.text == "no then yes"
    assert marked.passages == (
        Passage(0, 11, (Code("L3", "~"),)),
        Passage(0, 2, (Code("V3", "-"),)),
        Passage(8, 11, (Code("L3", "+", coder="b"),)),
    )


def test_offsets_are_code_points_beyond_the_basic_plane() -> None:
    assert parse("🙂 {person|Bo}").identifiers == (Identifier(2, 4, "person"),)


def test_square_brackets_without_codes_are_text() -> None:
    assert parse("[inaudible] it [00:12:31] was").text == "[inaudible] it [00:12:31] was"


def test_a_passage_without_a_coder_was_coded_by_both() -> None:
    assert Code("V4", "+").coders == CODERS
    assert Code("V4", "+", coder="b").coders == ("b",)


@pytest.mark.parametrize(
    ("head", "claimed", "experienced"),
    [("V2-(6,3)", "6", "3"), ("V2+(?,6)/b", "", "6"), ("V2~(7,?)", "7", "")],
)
def test_rungs_not_said_stay_empty(head: str, claimed: str, experienced: str) -> None:
    (code,) = read_codes(head)
    assert (code.rung_claimed, code.rung_experienced) == (claimed, experienced)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("{name|Bo}", "unknown kind `name`"),
        ("{person Bo}", "opens without"),
        ("[X1-|so]", "unknown code `X1-`"),
        ("[V9-|so]", "unknown code `V9-`"),
        ("[V3|so]", "unknown code `V3`"),
        ("[V3-/c|so]", "unknown code `V3-/c`"),
        ("[V2-(8,1)|so]", "unknown code"),
        ("[V2-|so]", "has two rungs"),
        ("[V3-(6,3)|so]", "no other code has any"),
        ("[|so]", "no code"),
        ("[V3-|so", "still open"),
        ("{person|Bo", "still open"),
        ("[inaudible", "still open"),
        ("so]", "closes nothing"),
        ("[V3-|I rang {person|Bo] again}", "closes nothing"),
        ("{person|}", "empty"),
        ("{person|Bo }", "blank"),
        ("[V3-| so]", "blank"),
    ],
)
def test_a_mark_that_cannot_be_read_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(MarkError, match=complaint.replace("(", r"\(").replace("|", r"\|")):
        parse(source)
