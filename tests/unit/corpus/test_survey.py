"""A survey: one speaker a response, one document an answer, whatever the order of the rows."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from insight.corpus import Corpus
from insight.errors import InputError

Write, Read = Callable[..., Path], Callable[..., Corpus]

HEADER = "ref,Who,Works?,Change?,Post,Quote\n"
COLUMNS = {
    "id": "ref",
    "text": ["Works?", "Change?"],
    "stakeholder_group": "Who",
    "postcode": "Post",
    "consent_quote": "Quote",
}
RECODE = {"stakeholder_group": {"I care": "unpaid_carer", "I get help": "person_using_services"}}
SURVEY = {"columns": COLUMNS, "recode": RECODE, "sampling": "self_selected"}
ROWS = [
    "01,I care,The warm hub.,n/a,NE1 4ST,yes\n",
    "02,I care;I get help;,No.,More buses.,,No thanks\n",
    "03,I get help,-,no comment,,\n",
]


def speakers_by_unit(corpus: Corpus) -> dict[str, dict[str, object]]:
    return corpus.speakers.set_index("label_in_source").to_dict("index")


def test_a_response_is_a_speaker_and_an_answer_a_document(write: Write, read: Read) -> None:
    write("s.csv", HEADER + "".join(ROWS))
    found = read("s.csv", **SURVEY)
    answers = {(d.unit, d.question, d.text) for d in found.documents.itertuples()}
    assert answers == {
        ("01", "Works?", "The warm hub."),
        ("02", "Works?", "No."),
        ("02", "Change?", "More buses."),
    }
    assert sorted(found.speakers["label_in_source"]) == ["01", "02", "03"]
    assert set(found.segments["question_asked"]) == {"Works?", "Change?"}
    assert found.segments["prompted"].all()
    assert list(found.exclusions["reason"]) == ["empty answer"] * 3


def test_several_groups_and_consent_are_read_as_ticked(write: Write, read: Read) -> None:
    write("s.csv", HEADER + "".join(ROWS))
    people = speakers_by_unit(read("s.csv", **SURVEY))
    assert people["02"]["stakeholder_groups"] == "person_using_services;unpaid_carer"
    assert [people[unit]["consent_quote"] for unit in ("01", "02", "03")] == [True, False, False]
    # Nobody was asked whether their words may be shared.
    assert not any(person["consent_share"] for person in people.values())


def test_words_of_a_published_source_may_be_quoted(write: Write, read: Read) -> None:
    write("s.csv", "ref,Works?\n1,The warm hub.\n")
    told = {"columns": {"text": ["Works?"]}, "quote_without_consent": True}
    (person,) = speakers_by_unit(read("s.csv", **told)).values()
    assert (person["consent_quote"], person["consent_share"]) == (True, True)


def test_whoever_lives_it_is_a_resident_where_nobody_was_asked(write: Write, read: Read) -> None:
    write("s.csv", "ref,Who,Works?\n1,unpaid_carer,Aye.\n2,staff_frontline,Aye.\n")
    told = {"columns": {"id": "ref", "text": "Works?", "stakeholder_group": "Who"}}
    people = speakers_by_unit(read("s.csv", **told))
    assert (people["1"]["resident"], people["2"]["resident"]) == (True, False)


@pytest.mark.parametrize("with_id", [True, False])
def test_shuffling_the_rows_changes_nothing(write: Write, read: Read, with_id: bool) -> None:
    columns = COLUMNS if with_id else {**COLUMNS, "id": None}
    rows = [*ROWS, *([] if with_id else [ROWS[0]])]
    told = {**SURVEY, "columns": columns}
    write("s.csv", HEADER + "".join(rows))
    first = read("s.csv", **told)
    random.Random(1).shuffle(rows)
    write("s.csv", HEADER + "".join(rows))
    second = read("s.csv", **told)
    hashes = ["source_sha256"]
    assert first.documents.drop(columns=hashes).equals(second.documents.drop(columns=hashes))
    assert first.speakers.equals(second.speakers)
    assert first.segments.equals(second.segments)
    assert first.exclusions.equals(second.exclusions)
    assert len(first.speakers) == len(rows)


def test_the_same_response_twice_counts_once(write: Write, read: Read) -> None:
    write("s.csv", HEADER + ROWS[0] + ROWS[1] + ROWS[0])
    found = read("s.csv", **SURVEY)
    assert len(found.speakers) == 2
    assert "duplicate response" in set(found.exclusions["reason"])


def test_two_responses_with_one_id_are_an_error(write: Write, read: Read) -> None:
    write("s.csv", HEADER + ROWS[0] + ROWS[1] + ROWS[0].replace("warm", "cold"))
    with pytest.raises(InputError, match="rows 2 and 4: two different responses"):
        read("s.csv", **SURVEY)


def test_a_group_outside_the_vocabulary_names_the_row_and_never_the_value(
    write: Write, read: Read
) -> None:
    write("s.csv", HEADER + ROWS[0] + "09,Astronaut,Yes it does.,,,\n")
    with pytest.raises(InputError, match=r"row 3: a stakeholder group .*unpaid_carer") as caught:
        read("s.csv", **SURVEY)
    assert "Astronaut" not in str(caught.value)


def test_consent_that_nobody_understands_is_not_taken_for_a_yes(write: Write, read: Read) -> None:
    write("s.csv", HEADER + ROWS[0] + "09,I care,Yes it does.,,,perhaps\n")
    with pytest.raises(InputError, match="row 3: column consent_quote"):
        read("s.csv", **SURVEY)


def test_a_column_that_is_not_there_is_named_with_the_nearest(write: Write, read: Read) -> None:
    write("s.csv", HEADER + ROWS[0])
    with pytest.raises(InputError, match=r'key columns.text: .*"Chnge\?"; did you mean "Change\?"'):
        read("s.csv", **{**SURVEY, "columns": {"text": "Chnge?"}})


def test_a_survey_in_which_nobody_says_anything_is_an_error(write: Write, read: Read) -> None:
    write("s.csv", HEADER + ROWS[2])
    with pytest.raises(InputError, match="no response holds an answer in words"):
        read("s.csv", **SURVEY)


def test_a_header_without_responses_is_an_error(write: Write, read: Read) -> None:
    write("s.csv", HEADER)
    with pytest.raises(InputError, match="a header and no rows"):
        read("s.csv", **SURVEY)


def test_who_withdrew_is_in_no_table(write: Write, read: Read) -> None:
    write("s.csv", HEADER + "".join(ROWS))
    before = read("s.csv", **SURVEY)
    gone = before.speakers.set_index("label_in_source").loc["02", "speaker_id"]
    after = read("s.csv", withdrawn=(str(gone),), **SURVEY)
    assert sorted(after.speakers["label_in_source"]) == ["01", "03"]
    assert not after.documents["text"].isin(["No.", "More buses."]).any()
    assert "withdrawn" in set(after.exclusions["reason"])


def test_free_text_is_found_by_its_length_and_variety(write: Write, read: Read) -> None:
    rows = "".join(
        f"{n},jo{n}@x.org,Strongly agree with this,The bus number {n} was late again today\n"
        for n in ("one", "two", "three", "four", "five")
    )
    write("s.csv", f"ref,Email,Agree?,Comments\n{rows}")
    found = read("s.csv")
    assert set(found.documents["question"]) == {"Comments"}
    assert any("taken for free text: Comments" in note for note in found.notes)
