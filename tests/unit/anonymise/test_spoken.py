"""What is read out sign by sign is found as if it had been written. All numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.anonymise.detect.aloud import Aloud, said_runs
from insight.anonymise.detect.codes import codes
from insight.anonymise.resolve import resolve

ALOUD = [
    ("phone", "oh one six three two, nine six oh, one two three"),
    ("phone", "zero seven double seven double oh nine double oh one two three"),
    ("phone", "07700, nine double oh one two three"),
    ("phone", "oh seven seven hundred, nine hundred, one two three"),
    ("phone", "plus four four, seven seven double oh, nine hundred one two three"),
    ("phone", "oh one six three two, ninety-six oh one twenty-three"),
    ("postcode", "N E sixty-five, nine X X"),
    ("postcode", "N-E six five nine double X"),
    ("postcode", "November Echo six five, nine X-ray X-ray"),
    ("postcode", "N for Nellie, E for egg, sixty-five, nine X as in X-ray, X as in X-ray"),
    ("vehicle", "November Alpha one six, Bravo Bravo Echo"),
    ("vehicle", "N A oh four A Y X"),
    ("ni_number", "Q Q twelve thirty-four fifty-six C"),
    ("ni_number", "Juliet Tango, one two three four five six, A"),
    ("nhs_number", "nine four three, four seven six, five nine one nine"),
    ("reference", "C A S one two three four five six"),
    ("reference", "CCP slash 23 slash 2402"),
    ("email", "orla dot fenby at example dot org"),
    ("email", "orla underscore fenby seventy-two at gmail dot com"),
    ("email", "o f e n b y at example dash care dot org dot uk"),
]


@pytest.mark.parametrize(("kind", "said"), ALOUD)
def test_a_code_read_out_is_found_whole(kind, said):
    text = f"So they wrote down {said}, and that was that."
    spans = resolve(text, [span for one in codes() for span in one.spans(text)])
    assert [(span.kind, text[span.start : span.end]) for span in spans] == [(kind, said)]


def test_a_short_number_is_a_reference_only_where_the_sentence_says_so():
    named, counted = "The case number is four four seven one.", "We had four, four, seven, one."
    assert [span.kind for span in Aloud().spans(named)] == ["reference"]
    assert list(Aloud().spans(counted)) == []


def test_a_number_ends_where_a_new_sentence_begins():
    text = "It is 24 011 906. Fourteen months it took."
    assert list(Aloud().spans(text)) == []


@given(st.text(st.sampled_from("abn ON,.12-é\n") | st.characters(codec="utf-8"), max_size=60))
def test_runs_of_signs_lie_in_order_within_the_text(text):
    ends = [0]
    for run in said_runs(text):
        for one in run:
            assert ends[-1] <= one.start < one.end <= len(text)
            ends.append(one.end)
