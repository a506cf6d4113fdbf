"""From segments to de-identified segments: numbers, questions, states, coarse speakers."""

import json
import stat

import pandas as pd
import pytest

from insight.anonymise import (
    Register,
    anonymise_texts,
    audit,
    coarse_age,
    deidentify,
    deidentify_speakers,
    find_identifiers,
)
from insight.errors import InputError
from insight.settings import AnonymiseSettings
from insight.store import StudyKey

SETTINGS = AnonymiseSettings()
KEY = StudyKey(b"a key for tests, thirty-two bytes long")
TALK = (
    "transcript",
    {"INT": "Ruth Ainsworth", "P": "Leonard Postgate"},
    [
        ("INT", "Leonard, who helped you?"),
        ("P", "Our Hope, and then Brenda Marsh. I hope it lasts."),
        ("INT", "And what did hope say?"),
        ("P", "It was hope found the number, 01632 960 123. Brenda was kind."),
    ],
)
ANSWER = ("survey", {"R1": ""}, [("R1", "Brenda Marsh listened, len postgate did not.")])


def found_in(tables, register=None, **more):
    return find_identifiers(*tables, more.get("known"), SETTINGS, register or Register())


def clean_of(tables, identifiers, read=()):
    segments, speakers, documents = tables
    made = deidentify(segments, speakers, documents, identifiers, read)
    return made.set_index("segment_id")


def test_one_person_has_one_number_throughout_a_study(study):
    tables = study(TALK, ANSWER)
    made = clean_of(tables, found_in(tables))["text"]
    assert made["d0-000"] == "[person 1], who helped you?"
    assert made["d0-001"] == "Our [person 2], and then [person 3]. I hope it lasts."
    assert made["d0-003"] == "It was [person 2] found the number, [phone]. [person 3] was kind."
    assert made["d1-000"].startswith("[person 3] listened, [person ")
    assert "postgate" not in made["d1-000"]


def test_the_order_of_rows_changes_nothing(study):
    tables = study(TALK, ANSWER)
    turned = tuple(frame.iloc[::-1].reset_index(drop=True) for frame in tables)
    one, other = Register(), Register()
    assert found_in(tables, one).equals(found_in(turned, other))
    assert one.numbers == other.numbers


def test_numbers_issued_once_are_kept(study, tmp_path):
    register = Register(key=KEY)
    found_in(study(ANSWER), register)
    path = tmp_path / "numbers.json"
    register.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = Register.read(path, KEY)
    found_in(study(TALK, ANSWER), again)
    assert again.numbers["person"].items() >= register.numbers["person"].items()
    assert len(set(again.numbers["person"].values())) == len(again.numbers["person"])


def test_a_broken_register_is_refused_not_begun_anew(tmp_path):
    path = tmp_path / "numbers.json"
    path.write_text(json.dumps(["no", "register"]))
    with pytest.raises(InputError, match="restore it"):
        Register.read(path, KEY)


def test_the_question_that_was_said_is_deidentified_too(study):
    tables = study(TALK)
    made = clean_of(tables, found_in(tables), read={"d0"})
    assert made["question_asked"]["d0-001"] == "[person 1], who helped you?"
    assert made["question_asked"]["d0-003"] == "And what did [person 2] say?"
    assert set(made["state"]) == {"read"}


def test_a_rejected_identifier_stays_and_an_added_one_goes(study):
    tables = study(TALK)
    identifiers = found_in(tables)
    identifiers.loc[identifiers["kind"] == "phone", "decision"] = "rejected"
    added = identifiers.iloc[[0]].assign(
        segment_id="d0-003", start=0, end=2, kind="role", decision="added", replacement="[role]"
    )
    made = clean_of(tables, pd.concat([identifiers, added]))
    assert made["text"]["d0-003"].startswith(
        "[role] was [person 2] found the number, 01632 960 123"
    )
    assert made["n_redactions"]["d0-003"] == 3


def test_names_of_the_study_list_are_found_even_when_nothing_else_tells(study):
    tables = study(("survey", {"R1": ""}, [("R1", "zebedine sat with me at quiet corner")]))
    known = pd.DataFrame(
        {"name": ["Zebedine Oo", "Quiet Corner"], "kind": ["person", "organisation"]}
    )
    made = clean_of(tables, found_in(tables, known=known))
    assert made["text"]["d0-000"] == "[person 1] sat with me at [organisation]"


def test_a_list_with_an_unknown_kind_is_refused(study):
    with pytest.raises(InputError, match="column kind"):
        found_in(study(ANSWER), known=pd.DataFrame({"name": ["x"], "kind": ["boat"]}))


def test_speakers_become_coarse(study):
    segments, speakers, documents = study(TALK)
    made = deidentify_speakers(speakers, documents, segments, None).set_index("speaker_id")
    assert set(made["age_band"]) == {"65+"}
    assert set(made["sex"]) == {"female"}
    assert set(made["ethnicity"]) == {"white"}
    assert set(made["disability"]) == {"not stated"}
    assert made["quintile"].isna().all()


@pytest.mark.parametrize(
    ("told", "kept"),
    [("Non-binary", "another"), ("Other", "another"), ("Woman", "female"), ("", "not stated")],
)
def test_a_sex_that_is_neither_female_nor_male_is_said_to_be_another(study, told, kept):
    segments, speakers, documents = study(TALK)
    made = deidentify_speakers(speakers.assign(sex=told), documents, segments, None)
    assert set(made["sex"]) == {kept}


@pytest.mark.parametrize(
    ("told", "band"),
    [
        ("17", "under 25"),
        ("Under 25", "under 25"),
        ("25-34", "25-44"),
        ("45-64", "45-64"),
        ("75+", "65+"),
        ("65 and over", "65+"),
        ("20-29", "not stated"),
        ("", "not stated"),
    ],
)
def test_ages_fall_into_broad_bands_or_none(told, band):
    assert coarse_age(told) == band


def test_the_audit_counts_and_holds_no_text(study):
    tables = study(TALK)
    identifiers = found_in(tables)
    counts = audit(tables[0], identifiers)
    assert counts["n"].sum() == len(identifiers)
    assert set(counts["n_segments_read"]) == {4}
    assert not counts.astype(str).apply(lambda c: c.str.contains("Brenda|hope")).any().any()


def test_offsets_count_code_points_of_the_untouched_cell():
    text = "😀 Café: ring Brenda Marsh."
    _, spans = anonymise_texts(pd.DataFrame({"id": [7], "text": [text]}))
    (row,) = spans.itertuples(index=False)
    assert (row.document_id, text[row.start : row.end]) == ("7", "Brenda Marsh")


def test_rows_without_the_columns_are_refused():
    with pytest.raises(InputError, match="no column text"):
        anonymise_texts(pd.DataFrame({"id": [1]}))


def test_names_in_addresses_and_in_names_of_files_are_known_everywhere(study):
    mailed = ("survey", {"R1": ""}, [("R1", "Best is ada.thistlewood@example.org for that.")])
    said = (
        "survey",
        {"R2": ""},
        [("R2", "They said thistlewood would ring, and she did, bryony.")],
    )
    segments, speakers, documents = study(mailed, said)
    documents = documents.assign(source="raw/Interview Bryony Harker.docx")
    speakers = speakers.assign(source="raw/Interview Bryony Harker.docx")
    found = found_in((segments, speakers, documents))
    known = found[found["detector"].str.contains("known")]
    known = known.merge(segments[["segment_id", "text"]], on="segment_id")
    words = {row.text[row.start : row.end] for row in known.itertuples()}
    assert {"thistlewood", "bryony"} <= words
