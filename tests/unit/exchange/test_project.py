"""A study as a project: every coding on the right words, for a reader that knows the standard only.

People, words and codes are invented.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.exchange import Guids, coded, problems, project_of, read_project, write_project
from insight.exchange.documents import documents, people_named, plain
from insight.exchange.refi import project_xml
from insight.store import StudyKey
from unit.exchange import standard
from unit.exchange.invented import BUS, CAFE, GIVEN, GUIDS, SAID, handed_over, segments, speakers

SCHEMA = Path(__file__).parents[4] / "shared/data/qdpx/REFI-QDA_Project-mrt2019.xsd"
TITLES = {"A": "A cost", "A1": "A1 fares", "B": "B warmth", "": "none of the codes"}


@pytest.fixture(scope="module")
def raw() -> bytes:
    return write_project(project_of(handed_over(), GUIDS))


@pytest.fixture(scope="module")
def found(raw: bytes) -> standard.Read:
    return standard.read(raw)


def test_every_code_is_on_its_words_with_its_coder(found: standard.Read) -> None:
    said = {row[0]: row[6] for row in SAID}
    expected = sorted(
        (
            said[one["segment_id"]][one["start"] : one["end"] or None].replace("\r\n", "\n"),
            TITLES.get(one["code"], one["code"]),
            one["coder"],
        )
        for one in GIVEN
    )
    themes = [("Buses", BUS.replace("\r\n", "\n")), ("Buses", SAID[11][6]), ("=Doors", SAID[6][6])]

    by_people = [one for one in found.codings if one.code not in ("Buses", "=Doors")]
    by_machine = [one for one in found.codings if one.code in ("Buses", "=Doors")]

    assert sorted((one.words, one.code, one.user) for one in by_people) == expected
    assert sorted((one.code, one.words) for one in by_machine) == sorted(themes)
    assert {one.user for one in by_machine} == {"machine"}


def test_turns_stand_under_neutral_names_and_answers_below_their_questions(
    found: standard.Read,
) -> None:
    names = people_named(speakers())
    ada, eve = names["ada"], names["eve"]
    (talk,) = (text for text in found.texts.values() if "🚌 costs" in text)
    (answers,) = (text for text in found.texts.values() if "Sundays" in text)

    walked = f"{ada}: {BUS} We walked.".replace("\r\n", "\n")
    assert talk == f"INT: How was the journey?\n{walked}\nINT: And the place?\n{ada}: {CAFE}"
    assert answers == f"What works?\n{SAID[11][6]}\n\nWhat does not?\nNothing comes on Sundays."
    assert found.cases[eve] == (found.cases[eve][0], (answers,))


def test_a_person_in_a_group_is_a_case_of_their_own_turns_alone(found: standard.Read) -> None:
    names = people_named(speakers())
    told, held = found.cases[names["bo"]]
    assert held == ("Somebody in an office.", "Nobody ever asked me.")
    assert (told["age_band"], told["quintile"], told["consent_quote"]) == ("65+", "2", "true")


def test_what_is_missing_between_turns_is_shown(found: standard.Read) -> None:
    some = segments().query("segment_id not in ('g-2', 'g-3')")
    (group,) = (one for one in documents(some, people_named(speakers()), GUIDS)
                if "office" in one.text)  # fmt: skip
    bo = people_named(speakers())["bo"]
    lines = group.text.splitlines()
    assert lines[1:4] == [f"{bo}: Somebody in an office.", "[...]", f"{bo}: Nobody ever asked me."]


def test_hierarchy_definitions_and_memos_arrive(raw: bytes, found: standard.Read) -> None:
    assert found.codes["A cost"] == "M Money"
    assert found.codes["A1 fares"] == "A cost"
    assert found.codes["Buses"] == "Themes"
    assert found.notes["reflexive"] == "I <grew up> here & by\nthe bus."
    project = read_project(raw, "p")
    (cost,) = (one for one in project.root.walk() if one.get("name") == "A cost")
    assert "It costs <too> much & more." in cost.description()
    assert len(list(cost.of("NoteRef"))) == 1


def test_what_the_format_has_no_place_for_comes_back(raw: bytes) -> None:
    told = {
        (one.path[-1], one.coder, tuple(one.marks.items())) for one in coded(read_project(raw, "p"))
    }
    figures = sorted(one.figure for one in coded(read_project(raw, "p")) if one.figure is not None)
    assert ("A cost", "Ann Able", (("round", 2), ("valence", "-"))) in told
    assert ("A1 fares", "Ann Able", (("rung_claimed", 5), ("rung_experienced", 2))) in told
    assert ("B warmth", "Ann Able", (("valence", "+"), ("attribution", "first_hand"))) in told
    assert ("B warmth", "Ann Able", (("sampling_probability", 0.1),)) in told
    assert ("A cost", "agreed", (("target_org", "council"),)) in told
    assert figures == [0.25, 0.5, 0.61803, 0.62]


def test_nothing_of_the_study_s_own_ids_goes_out(raw: bytes) -> None:
    words = re.findall(rb"[\w-]+", raw)
    ids = {row[at] for row in SAID for at in (0, 1, 2)} | {"t-1", "t-2", "m-1", "m-2", "m-3", "m-4"}
    assert not ids & {word.decode() for word in words}


def test_equal_tables_give_equal_bytes_in_any_order(raw: bytes) -> None:
    whole = handed_over()
    turned = {
        field.name: value.iloc[::-1]
        for field in dataclasses.fields(whole)
        if isinstance(value := getattr(whole, field.name), pd.DataFrame)
    }
    assert write_project(project_of(handed_over(**turned), GUIDS)) == raw
    assert write_project(project_of(whole, Guids(StudyKey(b"another key of a test")))) != raw


def test_it_is_a_project_by_our_own_check_and_survives_a_round_trip(raw: bytes) -> None:
    project = read_project(raw, "p")
    assert problems(project) == []
    assert project == project_of(handed_over(), GUIDS)
    assert write_project(project) == raw


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the published schema is not here")
def test_it_is_valid_against_the_published_schema(raw: bytes) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(project_xml(read_project(raw, "p").root)))


@given(st.text(max_size=40), st.data())
def test_any_stretch_of_any_text_is_found_on_its_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    told = segments().assign(
        text=lambda rows: rows["text"].where(rows["segment_id"] != "i-4", text)
    )
    for document in documents(told, people_named(speakers()), GUIDS):
        for piece in document.pieces:
            if piece.segment_id == "i-4":
                first, last = piece.span(start, end)
                before, within = plain(text[:start]), plain(text[:end])
                assert document.text[first:last] == within[len(before) :]
                assert document.text.encode().decode() == document.text
