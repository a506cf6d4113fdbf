"""A transcript: who asks, who answers what, and what the roster tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.corpus import Corpus, check_sources, read_known_names, withdraw_from_source
from insight.corpus.corpus import Origin
from insight.corpus.formats.content import Transcript, Turn
from insight.corpus.reading import NO_ROSTER
from insight.corpus.transcript import transcript_tables
from insight.errors import InputError
from insight.settings import SourceSettings
from insight.store import StudyKey

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
    gone = after.exclusions[after.exclusions["source"] == "talks/one.txt"]
    assert list(gone["reason"]) == ["withdrawn"] * 4


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


def said(found: Corpus) -> list[tuple[str, str]]:
    return [(s.label, s.text) for s in by_position(found).itertuples()]


def left_out(found: Corpus) -> dict[str, str]:
    return dict(zip(found.exclusions["place"], found.exclusions["reason"], strict=True))


GOING_ON = """\
INT: How did you find out?

P1: From a neighbour, who said

INT: Mm-hmm.

P2: Yeah, yeah.

P1: that it had closed. So I rang,

INT: [nods]

P1: and nobody came.

INT: Right. Did they write?

P1: No.

INT: You live alone now.

P2: Yes.

INT: And you, P1?
"""


def test_a_back_channel_does_not_part_the_turn_around_it(write: Write, read: Read) -> None:
    write("talks/one.txt", GOING_ON)
    found = read("talks/*")
    assert said(found) == [
        ("INT", "How did you find out?"),
        (
            "P1",
            "From a neighbour, who said\nthat it had closed. So I rang,\nand nobody came.",
        ),
        ("INT", "Right. Did they write?"),
        ("P1", "No."),
        ("INT", "You live alone now."),
        ("P2", "Yes."),
        ("INT", "And you, P1?"),
    ]
    assert left_out(found) == {
        "turn 3": "back-channel",
        "turn 4": "back-channel",
        "turn 6": "stage direction or mark, no words",
    }


def test_a_short_answer_stays_with_its_question_and_shapes_no_theme(
    write: Write, read: Read
) -> None:
    write("talks/one.txt", GOING_ON)
    short = by_position(read("talks/*")).query("set_aside == 'short answer'")
    # "No." to a question, and "Yes." to what the interviewer had put to them.
    assert list(short["text"]) == ["No.", "Yes.", "And you, P1?"]
    assert list(short["question_asked"])[:2] == ["Right. Did they write?", "You live alone now."]


def test_who_only_ever_acknowledges_is_heard(write: Write, read: Read) -> None:
    write("talks/one.txt", "P1: I rang,\n\nP2: Yeah.\n\nP1: and rang.\n\nINT: Why?\n\nP1: So.")
    assert ("P2", "Yeah.") in said(read("talks/*"))


def test_back_channels_hang_on_nobody_who_has_withdrawn(
    write: Write, read: Read, key: StudyKey, tmp_path: Path
) -> None:
    talk = GOING_ON.replace("INT: Right.", "P3: It was me who rang.\n\nP2: Mm.\n\nP3: Aye.\n\nINT:")
    path = write("talks/one.txt", talk)
    before = by_position(read("talks/*"))
    source = SourceSettings(name="source", files="talks/*", sampling="purposive")
    for gone in ("P3", "P2"):
        withdraw_from_source(path, gone, [], root=tmp_path, source=source, key=key)
        after = by_position(read("talks/*"))
        before = before[before["label"] != gone]
        assert list(after["segment_id"]) == list(before["segment_id"])
        assert list(after["text"]) == list(before["text"])


def test_two_who_ask_are_two_interviewers(write: Write, read: Read) -> None:
    asked = ["Ann: How was it?", "Bo: Fine, I suppose.", "Dee: And the care?", "Cy: Late, always."]
    write("talks/one.txt", "\n\n".join(asked * 4))
    found = read("talks/*")
    assert [name for name, role in roles(found).items() if role == "interviewer"] == ["Ann", "Dee"]
    notes = [note for note in found.notes if "taken for the interviewer" in note]
    assert [note.split(": ")[1].split(" was")[0] for note in notes] == ["speaker 1", "speaker 3"]


def test_a_label_may_say_that_somebody_speaks_for_another(write: Write, read: Read) -> None:
    write(
        "talks/one.txt",
        "INT: How is she?\n\nP3 (through her daughter): Well.\n\nINT: And he?\n\n"
        "INTERPRETER (for P4): He says no.\n\nINT: And you?\n\nP5: Well too.",
    )
    found = read("talks/*")
    told = dict(zip(found.speakers["label_in_source"], found.speakers["speaks_for"], strict=True))
    assert told == {
        "INT": "self",
        "P3 (through her daughter)": "proxy",
        "INTERPRETER (for P4)": "interpreter",
        "P5": "self",
    }
    assert any("2 labels say that their speakers interpret" in note for note in found.notes)
    roster = "file,label,speaks_for\ntalks/one.txt,P3 (through her daughter),self\n"
    write("speakers.csv", roster)
    people = read("talks/*", speakers="speakers.csv").speakers.set_index("label_in_source")
    assert people.loc["P3 (through her daughter)", "speaks_for"] == "self"


def test_segments_tell_when_they_were_said(write: Write, read: Read) -> None:
    long = "It went on and on like this. " * 60
    write(
        "talks/one.txt",
        f"[00:00:05] INT: And?\n\n[00:00:09] P1: {long} [00:02:00]\n\n[00:02:01] INT: Oh?\n",
    )
    found = by_position(read("talks/*"))
    first, *middle, last = found[found["label"] == "P1"].itertuples()
    assert (first.starts_at, last.ends_at) == (9.0, 120.0)
    assert middle
    assert all(pd.isna(piece.starts_at) and pd.isna(piece.ends_at) for piece in middle)
    assert pd.isna(first.ends_at)


def test_what_was_not_heard_survives_as_a_mark(write: Write, read: Read) -> None:
    write("talks/one.txt", "INT: And?\n\nP1: It [unclear 00:12] rained, XXX said.\n\nINT: Oh?")
    assert said(read("talks/*"))[1] == ("P1", "It [unclear 00:12] rained, XXX said.")


WORDS = st.sampled_from(
    ["Mm.", "Yeah.", "[laughs]", "Did they?", "No.", "I rang, and", "they came late.", "Why?"]
)


@given(st.lists(st.tuples(st.sampled_from(["INT", "P1", "P2"]), WORDS), min_size=4, max_size=20))
@settings(deadline=None, max_examples=60)
def test_every_turn_is_in_the_segments_or_in_the_exclusions(
    turns: list[tuple[str, str]],
) -> None:
    found = Transcript("labels", tuple(Turn(label, words) for label, words in turns))
    source = SourceSettings(name="source", files="*", sampling="purposive")
    origin = Origin(source, "talk.txt", "0" * 64, StudyKey(b"a key for tests only"))
    tables = transcript_tables(found, origin, NO_ROSTER, ())
    kept = "\n".join(tables.segments["text"]).split("\n")
    dropped = [turns[int(place.split()[1]) - 1][1] for place in tables.exclusions["place"]]
    assert Counter(kept if tables.segments.size else []) + Counter(dropped) == Counter(
        words for _, words in turns
    )
    assert tables.segments["segment_id"].is_unique
    # Nobody who says a word vanishes.
    speaking = {label for label, words in turns if words != "[laughs]"} - {"INT"}
    labels = tables.speakers.set_index("speaker_id")["label_in_source"]
    assert speaking <= set(tables.segments["speaker_id"].map(labels))


def test_fillers_are_left_out_only_where_the_settings_ask(write, read) -> None:
    talk = "INT: Er, how was it?\n\nP1: Um, they were, er, kind to me.\n\nP1: Erm.\n\nINT: Thanks."
    write("talk.txt", talk)
    as_said = read("talk.txt").segments.sort_values("position")["text"].tolist()
    assert as_said[:2] == ["Er, how was it?", "Um, they were, er, kind to me."]
    found = read("talk.txt", drop_fillers=True)
    without = found.segments.sort_values("position")["text"].tolist()
    assert not any(word in " ".join(without).lower().split() for word in ("um,", "er,", "erm."))
    assert "kind to me." in without[1]
    assert "no words" in set(found.exclusions["reason"])
    assert any("filler" in note for note in found.notes)
