"""Looking for words: what is found, and of how many people who were asked. All words invented."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from insight.errors import InputError
from insight.review.reading import Reading
from insight.schemas import (
    Codings,
    DeidentifiedSegments,
    DeidentifiedSpeakers,
    SegmentThemes,
    Themes,
    empty,
)
from insight.study.context import find
from insight.study.context.find import EVERYBODY
from insight.study.context.reading import reading
from insight.study.context.words import Wanted

SAID = [
    # segment, source, document, speaker, role, groups, position, words
    ("s1", "talks", "d1", "int", "interviewer", "", 0, "Who sits on the board?"),
    ("s2", "talks", "d1", "ada", "participant", "unpaid_carer", 1, "The Board. The board, aye."),
    ("s3", "talks", "d1", "ada", "participant", "unpaid_carer", 2, "They board us up."),
    ("s4", "talks", "d1", "bo", "participant", "other;unpaid_carer", 3, "No word of it."),
    (
        "s5",
        "forms",
        "d2",
        "cy",
        "participant",
        "other",
        0,
        "On boards? [board 3] Boarding kennels.",
    ),
    ("s6", "forms", "d3", "di", "participant", "other", 0, "Nobody \U0001f600 on the bo\u0301ard."),
]
NAMES = ["segment_id", "source_name", "document_id", "speaker_id", "role", "stakeholder_groups"]


def study(approach: str = "codebook", rows: list[Any] | None = None) -> Any:
    """As much of a study as is looked through."""
    said = pd.DataFrame(rows or SAID, columns=[*NAMES, "position", "text"]).assign(
        kind=lambda t: t["source_name"].map({"talks": "transcript", "forms": "survey"}),
        question_asked="",
        state="read",
    )
    people = pd.DataFrame(
        [
            ("ada", "talks", "unpaid_carer"),
            ("bo", "talks", "other;unpaid_carer"),
            ("int", "talks", ""),
            ("cy", "forms", "other"),
            ("di", "forms", "other"),
            ("blank", "forms", "other"),
        ],
        columns=["speaker_id", "source_name", "stakeholder_groups"],
    )
    tables = {
        "deidentified_segments": said.reindex(
            columns=sorted({*said.columns, *DeidentifiedSegments.to_schema().columns})
        ),
        "deidentified_speakers": people.reindex(
            columns=sorted({*people.columns, *DeidentifiedSpeakers.to_schema().columns})
        ),
        "themes": empty(Themes),
        "segment_themes": empty(SegmentThemes),
        "codings": empty(Codings),
    }
    settings = SimpleNamespace(study=SimpleNamespace(approach=approach))
    return SimpleNamespace(tables=tables, settings=settings, codebook=None)


def places(words: str) -> list[tuple[str, int, int]]:
    return list(find(study(), words).places.itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("board", "Board, BOARD and boarding", ["Board", "BOARD"]),
        ("board*", "Boards and boarding; aboard", ["Boards", "boarding"]),
        ("*board", "Aboard a board", ["Aboard", "board"]),
        ("no one", "No one. NO-ONE, no\none; nobody", ["No one", "NO-ONE", "no\none"]),
        ("don't", "Don\u2019t, don't", ["Don\u2019t", "don't"]),
        ("cafe", "caf\u00e9 cafe\u0301 cafes", ["caf\u00e9", "cafe\u0301"]),
        ("strasse", "Stra\u00dfe", ["Stra\u00dfe"]),
        ("help", "\U0001f600\U0001f600 help!", ["help"]),
        ("person", "[person 3] is a person", ["person"]),
        ("[person 3]", "[person 3] is a person", ["[person 3]"]),
    ],
)
def test_words_are_found_whatever_their_case_accents_and_hyphens(words, text, found):
    assert [text[a:b] for a, b in Wanted(words).places(text)] == found


def test_a_word_is_found_where_participants_say_it_in_code_points():
    assert places("board") == [("s6", 16, 22), ("s2", 4, 9), ("s2", 15, 20), ("s3", 5, 10)]
    assert places("board*")[0] == ("s5", 3, 9)


def test_people_are_counted_once_of_all_who_were_asked():
    counts = find(study(), "board").counts.set_index(["source_name", "group"])
    assert counts.loc[("talks", EVERYBODY)].to_list() == [1, 2, 2]
    assert counts.loc[("talks", "unpaid_carer")].to_list() == [1, 2, 2]
    assert counts.loc[("talks", "other")].to_list() == [0, 1, 0]
    assert counts.loc[("forms", EVERYBODY)].to_list() == [1, 3, 1], "who left it blank was asked"


def test_a_reflexive_analysis_counts_no_people():
    found = find(study("reflexive"), "board")
    assert found.counts[["n_people", "n_asked"]].isna().all(axis=None)
    assert "counts no people" in repr(found)


def test_the_order_of_rows_changes_nothing():
    turned = find(study(rows=SAID[::-1]), "board*")
    assert turned.places.equals(find(study(), "board*").places)
    assert turned.counts.equals(find(study(), "board*").counts)


def test_what_is_shown_of_it_holds_no_word_that_was_said():
    found = find(study(), "board*")
    for shown in (repr(found), found._repr_html_()):
        assert "1 of 2 people" in shown
        assert not [row[-1] for row in SAID if row[-1] in shown or "kennels" in shown]


@pytest.mark.parametrize(
    "asked",
    [{}, {"words": "?!"}, {"words": "*"}, {"theme": 7}, {"code": "Zz9"}, {"group": "Zz9"}],
)
def test_what_cannot_be_looked_for_is_refused_without_repeating_it(asked):
    with pytest.raises(InputError) as refused:
        find(study(), **asked)
    assert "Zz9" not in str(refused.value)


def opened(table: pd.DataFrame) -> Reading:
    return reading(study(), table)


def item(read: Reading, at: int, **told: object) -> dict[str, Any]:
    return read.answer({"verb": "item", "at": at, "around": 1, "id": "1", **told})


def test_a_place_is_read_between_its_neighbours_with_all_its_marks():
    read = opened(find(study(), "board").places)
    assert read.answer({"verb": "open", "id": "0"})["n"] == 4
    told = item(read, 1)
    assert [one["who"] for one in told["before"]] == ["Interviewer"]
    assert [one["text"] for one in told["after"]] == ["They board us up."]
    assert [(one["start"], one["kind"]) for one in told["spans"]] == [(4, "current"), (15, "auto")]
    row = read.answer({"verb": "rows", "first": 1, "count": 1, "id": "2"})["rows"][0]
    assert (row["left"], row["keyword"], row["right"][:5]) == ("The ", "Board", ". The")


def test_any_table_with_segments_can_be_read_in_the_order_of_the_talk():
    read = opened(pd.DataFrame({"segment_id": ["s4", "s2", "s4"], "n": [1, 2, 3]}))
    assert [segment for segment, _, _ in read.places] == ["s2", "s4"]
    assert item(read, 0)["spans"] == []


def test_filters_leave_what_they_say():
    read = opened(find(study(), "board*").places)
    sieve = {"source": "talks", "group": "unpaid_carer"}
    told = read.answer({"verb": "sift", "sieve": sieve, "id": "3"})
    assert (told["n"], told["segments"], told["talks"]) == (3, 2, 1)
    assert item(read, 0, sieve=sieve)["text"] == "The Board. The board, aye."
    wrong = read.answer({"verb": "sift", "sieve": {"group": "nobody at all"}, "id": "4"})
    assert "nobody at all" not in wrong["error"]


def test_a_table_of_something_else_is_refused():
    with pytest.raises(InputError, match="no segments"):
        opened(pd.DataFrame({"quote_id": ["q1"]}))
    with pytest.raises(InputError, match="1 segments that are not in this study"):
        opened(pd.DataFrame({"segment_id": ["s99"]}))
