"""What a label may be, on invented comments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from insight.themes.labels import labels
from insight.themes.material import Material
from insight.themes.terms import vocabulary
from insight.themes.themed import Themed

BUSES = [
    "We waited an hour for the late bus.",
    "Waiting for the bus again in the rain.",
    "I was waiting for a bus that never came.",
    "She waits for the bus at the top road.",
]
LUNCH = [
    "The lunch club is lovely.",
    "A lovely lunch club for all of us.",
    "Our lunch club is friendly and kind.",
    "They run a wonderful lunch club.",
]
PRAISE = [
    "It was all good, just perfect.",
    "Really good, it was perfect.",
    "Good and perfect, all of it.",
    "All perfect and very good.",
    "Everything was perfect and good.",
]


def named(themes: Sequence[Sequence[str]], who: Sequence[str] | None = None) -> list[str]:
    """Labels of themes given as lists of texts, each said by somebody else unless `who` says."""
    texts = [text for theme in themes for text in theme]
    speakers = [{who[at]} if who else {f"p{at}"} for at in range(len(texts))]
    words = vocabulary(texts, speakers)
    main = np.repeat(np.arange(len(themes)), [len(theme) for theme in themes])
    themed = Themed(Material(words, speakers), main)
    return labels(themed, [themed.commonest(theme) for theme in range(len(themes))])


def test_a_label_is_a_phrase_that_most_of_the_theme_says_and_the_rest_does_not() -> None:
    buses, lunch, _ = named([BUSES, LUNCH, PRAISE])
    assert buses == "Waiting for the bus"
    assert lunch.lower().endswith("lunch club")


def test_words_that_only_say_that_it_pleased_name_no_matter() -> None:
    assert named([BUSES, PRAISE])[1] == "Praise in general"


def test_people_who_have_nothing_to_improve_are_called_that() -> None:
    content = [
        "Nothing could be better.",
        "I cannot think what you could improve.",
        "There is no improvement to make.",
        "I would not change a thing.",
        "Can't think how it might be better.",
    ]
    assert named([BUSES, content])[1] == "Nothing to improve"


def test_a_theme_without_a_matter_or_a_verdict_in_common_is_mixed_and_shows_its_words() -> None:
    # Of forty invented remarks two name any one thing: too few to name the whole.
    things = [f"{thing}{kind}" for thing in ("lamp", "gate", "jug", "ladder") for kind in "abcde"]
    mixed = [f"Somebody moved the {thing} over there." for thing in things for _ in range(2)]
    label = named([BUSES * 3, mixed])[1]
    assert label.startswith("Mixed remarks (")
    assert len(label.partition("(")[2].split(", ")) == 3


def test_a_theme_that_leans_to_one_side_says_so_unless_its_words_do() -> None:
    rude = [f"The {word} receptionist shouted and was horrible." for word in ("new", "old", "same")]
    rude += ["A horrible, unhelpful receptionist.", "The receptionist ignored us, awful."]
    assert "complaint" in named([BUSES, rude])[1] or "horrible" in named([BUSES, rude])[1].lower()


@pytest.mark.parametrize("said_by", [1, 2, 3])
def test_three_people_must_have_said_a_phrase_where_many_speak(said_by: int) -> None:
    # The theme is about buses; "parish minibus" is what `said_by` people of 160 call theirs.
    rare = ["The parish minibus is grand."] * 3
    many = [
        f"The {colour} bus stops at the corner, stop {at}."
        for at, colour in enumerate(["red", "blue", "green", "old"] * 40)
    ]
    who = [f"rare{min(at, said_by - 1)}" for at in range(3)] + [f"p{at}" for at in range(len(many))]
    label = named([rare, many], who)[0]
    assert ("minibus" in label.lower()) == (said_by >= 3)


def test_neither_names_nor_stand_ins_come_into_a_label() -> None:
    texts = [f"[person {at}] and Geraldine drove the van to [village]." for at in range(4)]
    label = named([texts, LUNCH])[0].lower()
    assert "van" in label
    assert not any(word in label for word in ("geraldine", "person", "village", "["))


def test_no_two_labels_are_the_same() -> None:
    found = named([PRAISE, [text.replace("perfect", "great") for text in PRAISE], BUSES, BUSES])
    assert len(set(found)) == 4


def test_the_order_of_texts_changes_no_label() -> None:
    backwards = [theme[::-1] for theme in (BUSES, LUNCH, PRAISE)]
    assert named(backwards) == named([BUSES, LUNCH, PRAISE])
