"""A survey: one speaker a response, one document an answer, whatever the order of the rows."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insight.corpus import Corpus, read_file, withdraw_from_source
from insight.errors import InputError
from insight.settings import SourceSettings
from insight.store import StudyKey

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
    assert sorted(zip(found.exclusions["place"], found.exclusions["reason"], strict=True)) == [
        ("response 01, Change?", "non-answer"),
        ("response 03, Change?", "non-answer"),
        ("response 03, Works?", "empty answer"),
    ]


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


def kept_and_excluded(corpus: Corpus) -> list[tuple[str, str, str]]:
    """Unit, question and reason (empty: kept) of every answer that is told of."""
    kept = [(d.unit, d.question, "") for d in corpus.documents.itertuples()]
    places = zip(corpus.exclusions["place"], corpus.exclusions["reason"], strict=True)
    return kept + [(*place.removeprefix("response ").split(", ", 1), why) for place, why in places]


def test_nothing_is_an_answer_where_something_was_asked_for(write: Write, read: Read) -> None:
    rows = "1,It works,Nothing,No\n2,It works,asdfgh,n/a\n3,It works,xxx,Nothing else\n"
    write("s.csv", "ref,Works?,What should change?,Is there anything else?\n" + rows)
    told = {"id": "ref", "text": ["What should change?", "Is there anything else?"]}
    found = read("s.csv", columns=told)
    assert set(kept_and_excluded(found)) == {
        ("1", "What should change?", ""),
        ("1", "Is there anything else?", "non-answer"),
        ("2", "What should change?", "keyboard mash"),
        ("2", "Is there anything else?", "non-answer"),
        ("3", "What should change?", "non-answer"),
        ("3", "Is there anything else?", "non-answer"),
    }


def test_a_short_answer_keeps_its_question_and_is_set_aside(write: Write, read: Read) -> None:
    write("s.csv", "ref,Did they ask you?\n1,No.\n2,They never asked us.\n3,Nobody asked me\n")
    found = read("s.csv", columns={"id": "ref", "text": "Did they ask you?"}).segments
    aside = dict(zip(found["text"], found["set_aside"], strict=True))
    assert aside == {
        "No.": "short answer",
        "They never asked us.": "",
        "Nobody asked me": "short answer",
    }
    assert set(found["question_asked"]) == {"Did they ask you?"}


def test_a_question_that_leaves_the_topic_open_is_unprompted(write: Write, read: Read) -> None:
    asked = ["Works?", "Any other comments?", "In your own words"]
    write("s.csv", "ref,Works?,Any other comments?,In your own words\n1,The hub.,Buses.,Cold.\n")
    told = {"columns": {"id": "ref", "text": asked}, "unprompted": ["In your own words"]}
    found = read("s.csv", **told)
    prompted = dict(zip(found.segments["question_asked"], found.segments["prompted"], strict=True))
    assert prompted == {"Works?": True, "Any other comments?": False, "In your own words": False}
    assert any("unprompted): Any other comments?" in note for note in found.notes)
    with pytest.raises(InputError, match="key unprompted"):
        read("s.csv", **{**told, "unprompted": ["Anything?"]})


def test_several_rows_of_one_person_are_one_speaker(write: Write, read: Read) -> None:
    head = "Who answers,When,Works?,Quote\n"
    rows = [
        "p1,2026-03-01,The hub.,yes\n",
        "p1,2026-04-01,The bus.,no\n",
        "p2,2026-04-02,All.,yes\n",
    ]
    rows += ["p1,2026-03-01,The hub.,yes\n"]
    write("s.csv", head + "".join(rows))
    columns = {"person": "Who answers", "text": "Works?", "consent_quote": "Quote"}
    found = read("s.csv", columns={**columns, "collected_on": "When"})
    assert sorted(found.speakers["label_in_source"]) == ["p1", "p2"]
    assert list(found.exclusions["reason"]) == ["duplicate response"]
    said = found.segments.merge(found.speakers, on="speaker_id")
    assert sorted(zip(said["label_in_source"], said["text"], strict=True)) == [
        ("p1", "The bus."),
        ("p1", "The hub."),
        ("p2", "All."),
    ]
    # Consent holds where every row gives it.
    assert speakers_by_unit(found)["p1"]["consent_quote"] is False
    assert speakers_by_unit(found)["p2"]["consent_quote"] is True
    assert set(found.documents["collected_on"]) == {"2026-03-01", "2026-04-01", "2026-04-02"}


def test_what_a_person_says_differently_is_left_open(write: Write, read: Read) -> None:
    write("s.csv", "who,Works?,Sex,Age\np1,The hub.,F,65+\np1,The bus.,M,65+\n")
    columns = {"person": "who", "text": "Works?", "sex": "Sex", "age_band": "Age"}
    found = read("s.csv", columns=columns)
    person = speakers_by_unit(found)["p1"]
    assert (person["sex"], person["age_band"]) == ("", "65+")
    assert any("1 people answer differently about sex" in note for note in found.notes)


def test_further_attributes_are_declared_and_recoded(write: Write, read: Read) -> None:
    write("s.csv", "ref,Works?,Housing,Getting about\n1,The hub.,council;,Bus;Walk;\n2,Aye.,,\n")
    told = {
        "columns": {
            "id": "ref",
            "text": "Works?",
            "declared": {"tenure": "Housing", "about": "Getting about"},
        },
        "recode": {"tenure": {"council": "social rent"}},
    }
    people = speakers_by_unit(read("s.csv", **told))
    assert people["1"]["declared"] == '{"about": "Bus;Walk", "tenure": "social rent"}'
    assert people["2"]["declared"] == ""


def test_somebody_who_would_rather_not_say_is_not_missing(write: Write, read: Read) -> None:
    write("s.csv", "ref,Works?,Sex\n1,The hub.,Prefer not to say\n2,Aye.,\n")
    people = speakers_by_unit(read("s.csv", columns={"id": "ref", "text": "Works?", "sex": "Sex"}))
    assert (people["1"]["sex"], people["2"]["sex"]) == ("prefer not to say", "")


def test_a_column_that_tells_who_somebody_is_can_only_be_an_id(write: Write, read: Read) -> None:
    write("s.csv", "Email,Works?\njo@ash.org,The hub.\n")
    found = read("s.csv", columns={"person": "Email", "text": "Works?"})
    assert list(found.speakers["label_in_source"]) == ["jo@ash.org"]
    with pytest.raises(InputError, match="tell who somebody is") as caught:
        read("s.csv", columns={"text": "Works?", "declared": {"mail": "Email"}})
    assert "jo@ash.org" not in str(caught.value)


TWINS = "Works?,Age\nThe hub.,65+\nThe hub.,65+\nThe hub.,65+\nThe bus.,65+\n"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_who_says_the_same_as_somebody_who_withdrew_stays(
    write: Write, read: Read, key: StudyKey, tmp_path: Path, suffix: str
) -> None:
    frame = pd.read_csv(io.StringIO(TWINS), dtype=str)
    written = io.BytesIO()
    if suffix == ".csv":
        written.write(TWINS.encode())
    elif suffix == ".xlsx":
        frame.to_excel(written, index=False)
    elif suffix == ".jsonl":
        frame.to_json(written, orient="records", lines=True)
    else:
        frame.to_parquet(written)
    path = write(f"s{suffix}", written.getvalue())
    told = {"columns": {"text": "Works?", "age_band": "Age"}}
    before = read(f"s{suffix}", **told).segments
    alike = sorted(before.loc[before["text"] == "The hub.", "speaker_id"])
    assert len(set(alike)) == 3
    source = SourceSettings.model_validate(
        {"name": "source", "files": f"s{suffix}", "sampling": "purposive", **told}
    )
    staying = set(before["speaker_id"])
    gone: tuple[str, ...] = ()
    for speaker in alike[:2]:
        label = read(f"s{suffix}", **told).speakers.set_index("speaker_id").loc[speaker]
        unit = str(label["label_in_source"])
        withdraw_from_source(path, unit, [], root=tmp_path, source=source, key=key)
        gone, staying = (*gone, speaker), staying - {speaker}
        after = read(f"s{suffix}", withdrawn=gone, **told)
        assert set(after.speakers["speaker_id"]) == staying
        assert set(after.segments["segment_id"]) < set(before["segment_id"])


def test_only_rows_of_who_withdrew_leave_an_spss_file(
    write: Write, read: Read, key: StudyKey, tmp_path: Path
) -> None:
    import pyreadstat

    frame = pd.DataFrame({"ref": ["a", "b", "c"], "q1": ["One.", "Two.", "Three."]})
    frame["age"] = [1.0, 2.0, 9.0]
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "made.sav"),
        column_labels=["Reference", "What works?", "Age"],
        variable_value_labels={"age": {1: "18-24", 9: "Prefer not to say"}},
        missing_ranges={"age": [9]},
    )
    path = write("s.sav", (tmp_path / "made.sav").read_bytes())
    columns = {"id": "ref", "text": "What works?", "age_band": "Age"}
    source = SourceSettings.model_validate(
        {"name": "source", "files": "s.sav", "sampling": "purposive", "columns": columns}
    )
    before = speakers_by_unit(read("s.sav", columns=columns))
    withdraw_from_source(path, "b", [], root=tmp_path, source=source, key=key)
    after = speakers_by_unit(read("s.sav", columns=columns))
    assert after == {unit: before[unit] for unit in ("a", "c")}
    assert after["c"]["age_band"] == "prefer not to say"


ANSWERS = st.sampled_from(
    [
        "",
        " ",
        "n/a",
        "-",
        "No.",
        "Nothing",
        "asdfgh",
        "The bus is late every single day",
        "ünï 🌊",
        ".",
    ]
) | st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.tuples(st.sampled_from("abcd"), ANSWERS, ANSWERS), min_size=1, max_size=8),
    with_id=st.booleans(),
)
def test_every_answer_is_kept_or_excluded_once(
    tmp_path: Path, key: StudyKey, rows: list[tuple[str, str, str]], with_id: bool
) -> None:
    """Of every row and question there is one document, or one exclusion, whatever was answered."""
    if with_id:
        rows = list({row[0]: row for row in rows}.values())
    path = tmp_path / "s.csv"
    header = ("ref", "What works?", "Anything else?")
    pd.DataFrame(rows, columns=list(header)).to_csv(path, index=False)
    told = {"name": "s", "files": "s.csv", "sampling": "census", "header_rows": 1}
    columns = {"text": list(header[1:]), **({"id": "ref"} if with_id else {})}
    source = SourceSettings.model_validate({**told, "columns": columns, "delimiter": ","})
    try:
        found = read_file(path, key, source)
    except InputError as problem:
        assert "no response holds an answer" in str(problem)  # noqa: PT017
        return
    told_of = kept_and_excluded(found)
    assert len(told_of) == len({(unit, question) for unit, question, _ in told_of})
    assert len(told_of) == 2 * len(rows)
    assert len(found.speakers) == len(rows)
    assert set(found.segments["document_id"]) == set(found.documents["document_id"])


def test_choices_figures_and_dates_are_no_free_text(write: Write, read: Read) -> None:
    said = ["The hub is warm and kind", "Nobody came to see us", "A bus would help us all"]
    ticked = ["Meals at home;A lift to town;", "A lift to town;Meals at home;", "Meals at home;"]
    rows = "".join(
        f"{n},2026-03-0{n},1{n} and 2{n} and 3{n},{choice},{words}\n"
        for n, (choice, words) in enumerate(zip(ticked, said, strict=True), 1)
    )
    write("s.csv", "ref,When did you come?,How many?,Which do you use?,Why is that?\n" + rows)
    found = read("s.csv")
    assert set(found.documents["question"]) == {"Why is that?"}
    assert any("taken for free text: Why is that?" in note for note in found.notes)
