"""A transcript: who asks, who answers what, and what the roster tells of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from insight.corpus import Corpus, check_sources, read_known_names
from insight.errors import InputError
from insight.settings import SourceSettings

Write, Read = Callable[..., Path], Callable[..., Corpus]

TALK = """\
INT: How did you find out?

P1: From a neighbour. Nobody told me.

P2: Same here.

INT: I see.

P1: It was ages.
"""
ROSTER = """\
file,label,name,role,stakeholder_groups,consent_quote,consent_share,consent_until,postcode
talks/one.txt,INT,Ann Fell,interviewer,,,,,
talks/one.txt,P1,Bo Ash,participant,unpaid_carer,yes,no,2031-12-31,NE1 4ST
"""


def by_position(found: Corpus) -> pd.DataFrame:
    labels = found.speakers.set_index("speaker_id")["label_in_source"]
    ordered = found.segments.sort_values("position").reset_index(drop=True)
    return ordered.assign(label=ordered["speaker_id"].map(labels))


def roles(found: Corpus) -> dict[str, str]:
    return dict(zip(found.speakers["label_in_source"], found.speakers["role"], strict=True))


def test_an_answer_knows_its_question_and_whether_it_was_prompted(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK)
    said = by_position(read("talks/*"))
    assert list(said["label"]) == ["INT", "P1", "P2", "INT", "P1"]
    question = "How did you find out?"
    assert list(said["question_asked"]) == ["", question, question, "", "I see."]
    assert list(said["question_segment_id"])[1:3] == [said["segment_id"][0]] * 2
    # P2 answers a neighbour's answer, and "I see." asks nothing.
    assert list(said["prompted"]) == [False, True, False, False, False]


def test_segments_are_stretches_of_their_document(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK + "\nP2: " + "It went on and on like this. " * 60)
    found = read("talks/*")
    (text,) = found.documents["text"]
    assert text.startswith("How did you find out?\nFrom a neighbour.")
    assert all(text[s.start : s.end] == s.text for s in found.segments.itertuples())


def test_more_than_two_participants_are_a_group(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK)
    write("talks/two.txt", TALK + "\nP3: And me.\n")
    found = read("talks/*")
    modes = dict(zip(found.documents["source"], found.documents["mode"], strict=True))
    assert modes == {"talks/one.txt": "interview", "talks/two.txt": "group"}


def test_who_asks_is_told_by_settings_roster_label_or_else_guessed(
    write: Write, read: Read
) -> None:
    named = TALK.replace("INT", "Ann").replace("P1", "Bo").replace("P2", "Cy")
    write("talks/one.txt", named)
    guessed = read("talks/*")
    assert roles(guessed) == {"Ann": "interviewer", "Bo": "participant", "Cy": "participant"}
    (note,) = [note for note in guessed.notes if "taken for the interviewer" in note]
    assert "speaker 1" in note
    assert "Ann" not in note
    assert roles(read("talks/*", interviewers=["bo"]))["Bo"] == "interviewer"
    write("speakers.csv", "file,label,role\ntalks/one.txt,Cy,interviewer\n")
    assert roles(read("talks/*", speakers="speakers.csv"))["Cy"] == "interviewer"


def test_the_roster_tells_of_people_and_consent_is_never_assumed(write: Write, read: Read) -> None:
    write("data/raw/talks/one.txt", TALK)
    write("data/raw/speakers.csv", ROSTER)
    found = read("data/raw/talks/*", speakers="data/raw/speakers.csv")
    people = found.speakers.set_index("label_in_source")
    assert people.loc[
        "P1", ["name", "stakeholder_groups", "postcode", "consent_until"]
    ].tolist() == [
        "Bo Ash",
        "unpaid_carer",
        "NE1 4ST",
        "2031-12-31",
    ]
    assert people.loc["P1", ["consent_quote", "consent_share", "resident"]].tolist() == [
        True,
        False,
        True,
    ]
    assert not people.loc["P2", ["consent_quote", "consent_share", "resident"]].any()
    assert any("1 labels are not in data/raw/speakers.csv" in note for note in found.notes)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("talks/one.txt,P9,,,,,,,", "row 4: nobody in that file speaks under this label"),
        ("talks/two.txt,P1,,,,,,,", "row 4: this row is about a file that was not read"),
        ("talks/one.txt,P1,,,,,,,", "row 4: a row before is about the same label"),
        ("talks/one.txt,P2,,chair,,,,,", "row 4: column role"),
        ("talks/one.txt,P2,,,wizard,,,,", "row 4: a stakeholder group"),
        ("talks/one.txt,P2,,,,,,31.12.2031,", "row 4: column consent_until"),
    ],
)
def test_a_row_of_the_roster_that_does_not_fit_is_named(
    write: Write, read: Read, row: str, problem: str
) -> None:
    write("talks/one.txt", TALK)
    write("speakers.csv", ROSTER + row + "\n")
    with pytest.raises(InputError, match=problem):
        read("talks/*", speakers="speakers.csv")


def test_who_withdrew_says_nothing_and_the_others_keep_their_ids(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK)
    before = by_position(read("talks/*"))
    gone = before.loc[before["label"] == "P1", "speaker_id"].iloc[0]
    after = by_position(read("talks/*", withdrawn=(gone,)))
    kept = before[before["label"] != "P1"]
    assert list(after["segment_id"]) == list(kept["segment_id"])
    assert list(after["text"]) == list(kept["text"])


def test_an_interview_goes_with_the_one_who_gave_it(write: Write, read: Read) -> None:
    alone = TALK.replace("P2: Same here.\n\n", "")
    write("talks/one.txt", alone)
    write("talks/two.txt", alone)
    before = read("talks/*")
    one = before.speakers.query("source == 'talks/one.txt' and label_in_source == 'P1'")
    after = read("talks/*", withdrawn=tuple(one["speaker_id"]))
    assert set(after.documents["source"]) == {"talks/two.txt"}
    assert set(after.speakers["source"]) == {"talks/two.txt"}
    assert list(after.exclusions["reason"]) == ["withdrawn"] * 4


def test_all_problems_are_told_at_once_and_in_words(write: Write, tmp_path: Path) -> None:
    write("talks/empty.txt", "")
    write("talks/scan.pdf", b"%PDF-1.7")
    sources = [
        SourceSettings(name="a", files="talks/*", sampling="purposive"),
        SourceSettings(name="b", files="nowhere/*", sampling="purposive"),
        SourceSettings(name="c", files="../others/*", sampling="purposive", speakers="no.csv"),
    ]
    problems = check_sources(tmp_path, sources)
    assert len(problems) == 5
    for words in ("empty", ".pdf", "no file matches", "leads out", "no such table"):
        assert any(words in problem for problem in problems)


def test_system_files_are_not_part_of_a_source(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK)
    write("talks/.DS_Store", b"\0\1")
    write("talks/~$one.docx", b"\0\1")
    assert set(read("talks/*").documents["source"]) == {"talks/one.txt"}


def test_files_that_would_get_the_same_ids_are_told_apart_first(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK)
    write("talks/one.rst", "**Ann**: Well?\n\n**Bo**: Aye.\n")
    with pytest.raises(InputError, match="the same name with another ending"):
        read("talks/*")


def test_a_recode_of_nothing_known_is_told(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK)
    with pytest.raises(InputError, match=r"recode.shoe_size is about no attribute"):
        read("talks/*", recode={"shoe_size": {"big": "large"}})


def test_an_interviewer_whom_no_file_knows_is_told(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK)
    with pytest.raises(InputError, match="number 1 of `interviewers`"):
        read("talks/*", interviewers=["Nobody"])


def test_a_roster_from_which_all_have_withdrawn_tells_of_nobody(write: Write, read: Read) -> None:
    write("talks/one.txt", TALK)
    write("speakers.csv", ROSTER.splitlines()[0] + "\n")
    assert set(read("talks/*", speakers="speakers.csv").speakers["name"]) == {""}


def test_known_names_are_told_by_kind(write: Write) -> None:
    path = write("names.csv", "name,kind\nThe Quay,place\nJo Ash,Person\n,person\nJo Ash,person\n")
    assert read_known_names(path).to_numpy().tolist() == [
        ["Jo Ash", "person"],
        ["The Quay", "place"],
    ]
    assert read_known_names(write("none.csv", "name,kind\n")).empty
    with pytest.raises(InputError, match="row 2, column kind: not a kind of name"):
        read_known_names(write("odd.csv", "name,kind\nRex,dog\n"))
