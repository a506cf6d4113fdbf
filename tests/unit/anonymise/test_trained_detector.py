"""Our own detector: names by what stands around them, whole words, each text by itself."""

from __future__ import annotations

import random

import pytest

from insight.anonymise.detect.recogniser import Span
from insight.anonymise.detect.trained import Trained, whole
from insight.inference import OWN_DETECTOR, TokenSpan
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS

LARGEST = 24_000_000


def read(*texts: str) -> list[list[Span]]:
    detector = Trained()
    detector.read(texts)
    return [list(detector.spans(text)) for text in texts]


def surfaces(text: str, kind: str = "person") -> list[str]:
    (spans,) = read(text)
    return [text[span.start : span.end] for span in spans if span.kind == kind]


@pytest.mark.parametrize("change", [str, str.lower, str.upper])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My neighbour Brenda Postgate rang the council for us.", "Brenda Postgate"),
        ("I was seen by Dr Olowokere and she was kind.", "Olowokere"),
        ("wor Kenny telt them straight, he did", "Kenny"),
        ("Thanks to Agnieszka on the front desk.", "Agnieszka"),
    ],
)
def test_a_name_is_found_in_any_letter_case(text, name, change):
    assert any(change(name) in found for found in surfaces(change(text)))


@pytest.mark.parametrize(
    "text",
    [
        "His Parkinson's is worse and the Zimmer frame does not fit the door.",
        "They use Makaton at the centre and it helps with her autism.",
        "We will see them in May, I hope.",
        "The nurses were lovely and the waiting room was clean.",
        "The council and the NHS should talk to each other.",
    ],
)
def test_what_only_looks_like_a_person_is_none(text):
    assert surfaces(text) == []


def test_kinds_beyond_names_are_told():
    assert surfaces("you can ring me on 01670 555 123 after six", "phone") == ["01670 555 123"]
    assert surfaces("write to jo.bloggs@example.org please", "email") == ["jo.bloggs@example.org"]


def test_a_text_has_the_same_spans_whatever_is_read_with_it():
    texts = [
        "My brother Leonard rang about the ramp.",
        "ok",
        "Nobody came until Friday, and then Mrs Achterberg sent two people at once.",
        "They were kind. " * 60 + "It was Siobhan who said so. " + "The food was cold. " * 60,
    ] + [f"Visit {n} by Rajinder was short {'but friendly ' * (n % 5)}" for n in range(20)]
    together = dict(zip(texts, read(*texts), strict=True))
    order = list(texts)
    random.Random(4).shuffle(order)
    assert dict(zip(order, read(*order), strict=True)) == together
    for text in texts[:4]:
        assert read(text) == [together[text]]


def test_a_name_deep_in_a_long_text_is_found():
    before = "We waited an hour and nobody told us why. "
    after = "The food was cold and so was the room. "
    text = before * 60 + "Then my neighbour Brenda Postgate rang them. " + after * 60
    assert "Brenda Postgate" in surfaces(text)


def test_offsets_count_code_points_and_take_combining_marks_along():
    text = "😀😀 Thank you Zoe\u0308, you were lovely 👍🏽"
    found = surfaces(text)
    assert found == ["Zoe\u0308"]


def test_a_possessive_stays_outside():
    assert surfaces("We went in Margaret's car to see the doctor.") == ["Margaret"]


def test_parts_of_one_word_are_one_span():
    text = "Mrs O'Neill-Okafor came."
    parts = [TokenSpan(start, end, "person", 0.9) for start, end in ((4, 5), (6, 11), (12, 18))]
    (span,) = whole(text, parts)
    assert text[span.start : span.end] == "O'Neill-Okafor"


def test_names_either_side_of_a_stroke_are_two_spans():
    text = "Rota: Ann/Bob"
    parts = [TokenSpan(6, 9, "person", 0.9), TokenSpan(10, 13, "person", 0.9)]
    assert [text[s.start : s.end] for s in whole(text, parts)] == ["Ann", "Bob"]


def test_signs_alone_are_no_identifier():
    assert whole("well -- !", [TokenSpan(5, 7, "person", 0.9)]) == []


def test_kinds_and_name_are_those_of_the_tables():
    detector = Trained()
    assert detector.name == "insight"
    assert set(detector.supported_entities) == {*DIRECT_KINDS, *INDIRECT_KINDS}


def test_an_empty_text_has_no_span():
    assert read("", "   ") == [[], []]


def test_the_files_are_small_enough_to_ship():
    files = (OWN_DETECTOR.model, OWN_DETECTOR.tokenizer, OWN_DETECTOR.labels, *OWN_DETECTOR.beside)
    assert sum(file.path().stat().st_size for file in files) <= LARGEST
