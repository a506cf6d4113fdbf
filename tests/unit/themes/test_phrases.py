"""Which phrases could name a theme; the sentences are invented."""

from __future__ import annotations

import pytest

from insight.themes.phrases import phrases
from insight.themes.sides import leaning, stance
from insight.themes.tagging import tagged
from insight.themes.terms import diversified, vocabulary


def found(text: str) -> set[str]:
    return {phrase.surface for phrase in phrases(tagged([text])[0], frozenset())}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("There were long queues at the chemist.", "long queues"),
        ("The nurses were very patient.", "patient nurses"),
        ("We waited for the bus.", "waiting for the bus"),
        ("It is the lack of parking that hurts.", "lack of parking"),
        ("There is no parking at the surgery.", "no parking"),
        ("I was listened to.", "being listened to"),
        ("I felt safe there.", "feeling safe"),
        ("We were very well looked after.", "being looked after"),
        ("They explained everything to my mother.", "explaining everything"),
    ],
)
def test_what_people_say_becomes_a_heading(text: str, phrase: str) -> None:
    assert phrase in found(text)


def test_what_could_not_be_done_is_not_told_as_done() -> None:
    assert "answering the phone" not in found("They never answered the phone.")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("They were polite and helpful.", 1),
        ("They were not at all helpful.", -1),
        ("No complaints.", 1),
        ("Nothing, it was excellent.", 1),
        ("Nothing could be better.", 1),
        ("We could not be happier.", 1),
        ("A rude man made us wait in the cold.", -1),
        ("She is a patient at the surgery.", 0),
        ("The bus goes to the market.", 0),
    ],
)
def test_plain_words_tell_praise_from_complaint(text: str, sign: int) -> None:
    value = stance(tagged([text])[0])
    assert (value > 0) - (value < 0) == sign


def test_a_theme_leans_only_where_three_in_four_of_those_who_judge_agree() -> None:
    assert leaning([1.0] * 6 + [-1.0] * 2) == 1
    assert leaning([1.0] * 5 + [-1.0] * 3) == 0
    assert leaning([-1.0] * 4) == 0, "four are too few"
    assert leaning([-1.0] * 5 + [0.0] * 20) == 0, "most do not judge at all"


def test_words_of_the_question_weigh_a_quarter_of_ones_own() -> None:
    texts = ["the parking and the garden", "the garden and the parking"]
    words = vocabulary(texts, [{"p1"}, {"p2"}], ["What of the parking?"] * 2)
    assert words.terms[0].count("garden") == 4 * words.terms[0].count("parking")


def test_fillers_dialect_and_stand_ins_are_no_terms() -> None:
    texts = ["Aye, well, you know, [person 3] said like, the bus, erm, the bus"] * 2
    words = vocabulary(texts, [{"p1"}, {"p2"}])
    assert set(words.terms[0]) == {"bus"}


def test_keywords_do_not_repeat_each_other() -> None:
    # bus and bus_stop share a word, stop stands in all texts of bus_stop: both are alike to it.
    texts = {"bus": {1, 2, 3}, "bus_stop": {2, 3}, "stop": {2, 3}, "fare": {4}}
    rows = {term: frozenset(some) for term, some in texts.items()}
    assert diversified(list(rows), rows, 2) == ["bus", "fare"]
    assert diversified(list(rows), rows, 9)[0] == "bus"


def test_what_other_hands_put_in_the_place_of_a_name_names_no_theme() -> None:
    words = vocabulary(["friendly XXXX helped", "the friendly XXXX came"], [{"p1"}, {"p2"}])
    found = [one.surface for text in words.said for one in phrases(text, words.names)]
    assert not [surface for surface in found if "x" in surface.lower()]
