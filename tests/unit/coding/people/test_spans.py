"""Coded stretches: led to the de-identified text, and found there by their words."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.anonymise.deidentify import replaced
from insight.coding.people.spans import Texts, moved_span

TEXT = st.text(alphabet="abc xyz.", min_size=1, max_size=40)


@given(text=TEXT, data=st.data())
def test_words_that_hold_no_identifier_stay_the_same_words(text: str, data: st.DataObject) -> None:
    """Any stretch goes to itself with its identifiers replaced, those at its edges whole."""
    places = st.integers(0, len(text))
    cuts = sorted(data.draw(st.lists(places, max_size=8, unique=True)))
    names = [
        (one, other, data.draw(st.sampled_from(["[person 1]", "[x]", ""])))
        for one, other in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    start, end = sorted((data.draw(places), data.draw(places)))
    whole_start = min([start, *(a for a, b, _ in names if a < start < b)])
    whole_end = max([end, *(b for a, b, _ in names if a < end < b)])
    inside = [
        (a - whole_start, b - whole_start, put)
        for a, b, put in names
        if whole_start <= a and b <= whole_end
    ]
    first, last = moved_span(start, end, names)
    if start < end:
        assert replaced(text, names)[first:last] == replaced(text[whole_start:whole_end], inside)


def texts() -> Texts:
    """An invented answer, as it was said and with its name replaced."""
    said = pd.DataFrame(
        {
            "segment_id": ["s1"],
            "question_asked": ["Did Mo ask you?"],
            "text": ["No. Mo didn’t — nobody did."],
        }
    )
    found = pd.DataFrame(
        {
            "segment_id": ["s1", "s1"],
            "start": [4, 0],
            "end": [6, 2],
            "replacement": ["[person 1]", "[no]"],
            "decision": ["auto", "rejected"],
        }
    )
    clean = said.assign(
        question_asked=["Did [person 1] ask you?"], text=["No. [person 1] didn’t — nobody did."]
    )
    return Texts.of(clean, said, found)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("nobody did", "nobody did"),
        ("[person 1] didn't - nobody", "[person 1] didn’t — nobody"),
        ("Mo didn't", "[person 1] didn’t"),
        ("Did Mo ask you?  No.", "No."),
        ("ask you? No. [person 1]", "No. [person 1]"),
        ("Did Mo ask you?", None),
        ("somebody did", None),
        ("", None),
    ],
)
def test_a_quote_is_found_as_it_was_said_or_printed_and_with_its_question(quote, words):
    held = texts()
    found = [held.clean["s1"][1][start:end] for start, end in held.found("s1", quote)]
    assert found == ([words] if words else [])
