"""Before anything runs: what each file holds, what looks wrong, and what nobody has told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from insight.corpus import Checked, check_sources, looked_at
from insight.corpus.formats import READERS
from insight.corpus.formats.tables.layouts import LAYOUTS as SURVEY_LAYOUTS
from insight.corpus.formats.transcripts.layouts import LAYOUTS as TRANSCRIPT_LAYOUTS
from insight.settings import SourceSettings

Write = Callable[..., Path]
Look = Callable[..., Checked]

TALK = """\
INT: How did it begin?

P1: With a letter that nobody in the house could read to the end.

INT: Who helped?

P1: My sister, in the evenings, and then a neighbour.

INT: For how long?

P1: A year or so, I would say.
"""
TODAY = date(2026, 6, 1)


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Look at one source: pattern, then settings."""

    def look(files: str, **told: object) -> Checked:
        settings = {"name": "talks", "files": files, "sampling": "purposive", **told}
        return looked_at(tmp_path, [SourceSettings.model_validate(settings)], today=TODAY)

    return look


def told_of(found: Checked, file: str = "") -> str:
    """What looks wrong in `file`, or in all."""
    return "\n".join(line for line in found.lines() if line.startswith(file))


def test_each_file_stands_with_what_it_holds(write: Write, look: Look) -> None:
    write("talks/one.txt", "Some title here\n\n" + TALK)
    (one,) = look("talks/*").files
    assert (one.documents, one.speakers, one.interviewers) == (1, 1, 1)
    spoken = sum(len(line.partition(": ")[2].split()) for line in TALK.splitlines())
    assert one.words == spoken
    assert sum(number for _, number in one.left_out) == 1
    row = look("talks/*").table().iloc[0]
    assert row["file"] == "talks/one.txt"
    assert row["words"] == spoken


def test_a_file_that_cannot_be_read_stands_there_with_the_others(write: Write, look: Look) -> None:
    write("talks/one.txt", TALK)
    write("talks/two.docx", b"PK\x03\x04 cut off")
    found = look("talks/*")
    table = found.table().set_index("file")
    assert table.loc["talks/two.docx", "layout"] == "NOT READ"
    assert "damaged" in table.loc["talks/two.docx", "what looks wrong"]
    assert table.loc["talks/one.txt", "words"] > 0
    assert len(found.problems) == 1
    assert found.problems[0].startswith("talks/two.docx")


def test_problems_are_those_that_stop_a_run(write: Write, tmp_path: Path) -> None:
    write("talks/one.txt", TALK)
    sources = [
        SourceSettings(name="talks", files="talks/*", sampling="purposive", interviewers=["Nobody"])
    ]
    found = looked_at(tmp_path, sources)
    assert list(found.problems) == check_sources(tmp_path, sources)
    assert len(found.problems) == 1


def test_a_label_that_is_nearly_another_is_told_by_number(write: Write, look: Look) -> None:
    typo = TALK.replace("INT", "Interviewer").replace("Interviewer: For", "Interveiwer: For")
    write("talks/one.txt", typo)
    told = told_of(look("talks/*"))
    assert "speaker 3 has 1 turn under a label nearly that of speaker 1" in told
    assert "Interv" not in told


def test_two_people_with_numbers_are_no_slip_of_the_keyboard(write: Write, look: Look) -> None:
    write("talks/one.txt", TALK + "\nP2: I came once.\n")
    assert "keyboard" not in told_of(look("talks/*"))


def test_a_label_that_one_file_alone_has_is_told(write: Write, look: Look) -> None:
    for name in ("one", "two", "three", "four"):
        write(f"talks/{name}.txt", TALK.replace("sister", f"sister {name}"))
    write("talks/five.txt", TALK.replace("INT", "Q").replace("sister", "aunt"))
    found = look("talks/*")
    assert "label of speaker 1 stands in this file alone" in told_of(found, "talks/five.txt")
    assert "alone" not in told_of(found, "talks/one.txt")


def test_who_asks_and_says_more_than_all_others_is_told(write: Write, look: Look) -> None:
    write("talks/one.txt", TALK + "\nINT: " + "And then there is this to say. " * 20 + "\n")
    assert "who asks says more" in told_of(look("talks/*"))
    write("talks/one.txt", TALK)
    assert "who asks says more" not in told_of(look("talks/*"))


def test_one_speaker_alone_and_a_turn_that_does_not_end_are_told(write: Write, look: Look) -> None:
    write("talks/one.txt", "P1: Yes.\n\nP1: " + "It went on like that. " * 400 + "\n")
    told = told_of(look("talks/*", kind="transcript"))
    assert "only one speaker" in told
    assert "turn" in told
    assert "2,000 words" in told


def test_times_that_run_backwards_are_told(write: Write, look: Look) -> None:
    cues = [("10:00", "Ann Fell"), ("20:00", "Bo Ash"), ("05:00", "Ann Fell"), ("30:00", "Bo Ash")]
    body = "".join(
        f"\n00:{at}.000 --> 00:{at}.900\n<v {who}>Words said at {at}?</v>\n" for at, who in cues
    )
    write("talks/one.vtt", "WEBVTT\n" + body)
    assert "times run backwards 1 time:" in told_of(look("talks/*"))


def test_two_files_with_the_same_words_are_told_whatever_their_format(
    write: Write, look: Look
) -> None:
    write("talks/one.txt", TALK)
    write("talks/again.md", TALK)
    told = told_of(look("talks/*", kind="transcript"))
    assert "talks/one.txt: it says the same as talks/again.md" in told
    assert "talks/again.md: it says the same as talks/one.txt" in told


@pytest.mark.parametrize("mark", ["[NAME]", "[redacted]", "XXXX", "<PERSON>"])
def test_text_from_which_names_were_taken_before_is_told(
    write: Write, look: Look, mark: str
) -> None:
    write("talks/one.txt", TALK + f"\nP1: I told {mark} and {mark}, and {mark} rang back.\n")
    assert "names seem to be taken out already (3 marks)" in told_of(look("talks/*"))


def test_a_guessed_encoding_and_a_day_to_come_are_told(write: Write, look: Look) -> None:
    write("talks/one.txt", (TALK + "\nP1: We met at the café.\n").encode("cp1252"))
    told = told_of(look("talks/*", collected_on=date(2026, 6, 2)))
    assert "guessed to be cp1252" in told
    assert "1 date in the future" in told
    assert "future" not in told_of(look("talks/*", collected_on=TODAY))


def survey(rows: int) -> str:
    lines = [
        f"{n},The bus number {n} was late on {n} days,{'It rained' if n == 7 else ''}"
        for n in range(rows)
    ]
    return "\n".join(["ref,What happened?,Anything else?", *lines]) + "\n"


def test_columns_that_were_guessed_and_columns_that_nobody_filled_in_are_told(
    write: Write, look: Look
) -> None:
    write("s.csv", survey(40))
    guessed = told_of(look("s.csv", kind="survey"))
    assert 'taken for free text: "What happened?"' in guessed
    named = {"id": "ref", "text": ["What happened?", "Anything else?"]}
    told = told_of(look("s.csv", kind="survey", columns=named))
    assert 'only 1 of 40 answered "Anything else?"' in told
    assert "taken for" not in told


def test_what_nobody_told_is_asked_for_with_what_follows(write: Write, look: Look) -> None:
    write("talks/one.txt", TALK)
    write("s.csv", "what,postcode\nThe ramp was mended within a week,NE1 4ST\n")
    alone = "\n".join(look("talks/*").advice)
    assert "no table of speakers" in alone
    assert "nothing tells the mode, and by the number of speakers it is 1 as interview" in alone
    assert "no day of collection" in alone
    write("speakers.csv", "file,label,postcode\ntalks/one.txt,P1,NE1 4ST\n")
    listed = "\n".join(look("talks/*", speakers="speakers.csv").advice)
    assert "no table of speakers" not in listed
    assert "nobody of this source can be quoted; add the column consent_quote" in listed
    assert "no stakeholder group for anybody" in listed
    assert "postcodes without a word whether they are the speaker's own home" in listed
    asked = look("s.csv", kind="survey", columns={"text": "what", "postcode": "postcode"})
    survey_told = "\n".join(asked.advice)
    assert "`columns.consent_quote`" in survey_told
    assert "nothing says which questions are unprompted" in survey_told


def test_other_languages_are_counted_and_named(write: Write, look: Look) -> None:
    polish = (
        "Nie wiem, kto mi pomoże, kiedy moja córka wyjedzie do miasta na zimę.",
        "Mój sąsiad czasem robi zakupy, ale sam jest już bardzo chory.",
    )
    asked = "INT: And what would you say about the winter?"
    write("talks/one.txt", TALK + "".join(f"\n{asked}\n\nP1: {said}\n" for said in polish))
    assert "in other languages (2 in pl)" in told_of(look("talks/*"))


def test_files_that_clash_do_not_keep_the_others_from_being_looked_at(
    write: Write, look: Look
) -> None:
    write("talks/one.txt", TALK)
    write("talks/one.md", TALK)
    found = look("talks/*", kind="transcript")
    assert len(found.files) == 2
    assert any("another ending" in problem for problem in found.problems)
    assert found.advice


def test_a_corrected_transcript_says_what_it_is_read_instead_of(write: Write, look: Look) -> None:
    write("talks/one.txt", TALK)
    write("talks/one.corrected.csv", "turn,time,speaker,words\n,,INT,How?\n,,P1,By bus it was.\n")
    (one,) = look("talks/*").files
    assert one.file == "talks/one.corrected.csv"
    assert one.layout == "corrected transcript, instead of one.txt"


def test_nothing_is_advised_where_all_is_told(write: Write, look: Look) -> None:
    write("talks/one.txt", TALK)
    write(
        "speakers.csv",
        "file,label,role,stakeholder_groups,speaks_for,resident,postcode,consent_quote,"
        "consent_share\n"
        "talks/one.txt,INT,interviewer,,,,,,\n"
        "talks/one.txt,P1,participant,unpaid_carer,self,yes,NE1 4ST,yes,yes\n",
    )
    found = look(
        "talks/*", speakers="speakers.csv", mode="interview", collected_on=date(2026, 3, 1)
    )
    assert found.advice == ()
    assert found.problems == ()
    assert list(found.lines()) == []


def test_nothing_that_is_told_holds_a_label_or_a_word(write: Write, look: Look) -> None:
    named = TALK.replace("INT", "Quillon Vex").replace("P1", "Zebedine Oo")
    write("talks/one.txt", named + "\nZebedine O: Aye.\n")
    found = look("talks/*")
    told = "\n".join([told_of(found), *found.advice, *found.problems, found.table().to_csv()])
    for secret in ("Quillon", "Zebedine", "sister", "neighbour"):
        assert secret not in told


def test_every_layout_and_every_ending_stands_in_the_documentation() -> None:
    told = (Path(__file__).parents[3] / "docs/formats.md").read_text("utf-8")
    for name in (*TRANSCRIPT_LAYOUTS, *SURVEY_LAYOUTS, *READERS):
        assert f"`{name}`" in told, name
