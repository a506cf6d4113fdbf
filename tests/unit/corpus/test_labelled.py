"""Labelled lines: Teams in Word, Otter, and what typists write."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest

from insight.corpus.formats import Hints, read_content
from insight.corpus.formats.content import Content, Prose, Transcript, Turn
from insight.corpus.formats.transcripts.rewritten import written_anew
from insight.errors import SourceError


def read_text(text: str, **hints: object) -> Content:
    return read_content(text.encode(), ".txt", "talk.txt", Hints(**hints))  # type: ignore[arg-type]


def read_word(*paragraphs: str) -> Content:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    written = io.BytesIO()
    document.save(written)
    return read_content(written.getvalue(), ".docx", "talk.docx", Hints())


def spoken(found: Content) -> list[tuple[str, str]]:
    assert isinstance(found, Transcript)
    return [(turn.label, turn.text) for turn in found.turns]


TWO_TURNS = [("Fell, Ann (Harbour Team)", "How is it? Really?"), ("Bo Ash", "Grand. It is 10:30.")]


def test_teams_gives_times_speaker_and_words_a_paragraph_each() -> None:
    assert (
        spoken(
            read_word(
                *("0:0:5.100 --> 0:0:8.250", "Fell, Ann (Harbour Team)", "How is it? Really?"),
                *("0:0:9.0 --> 0:1:8.250", "Bo Ash", "Grand. It is 10:30."),
            )
        )
        == TWO_TURNS
    )


def test_teams_gives_speaker_and_time_then_a_line_break() -> None:
    found = read_word(
        "Chat about care-Meeting Transcript",
        "March 4, 2026, 10:00AM",
        "12m 3s",
        "Fell, Ann (Harbour Team) started transcription",
        "Fell, Ann (Harbour Team)\N{NO-BREAK SPACE}  0:05\nHow is it? Really?",
        "Bo Ash   1:02:09\nGrand. It is 10:30.",
        "Fell, Ann (Harbour Team) stopped transcription",
    )
    assert spoken(found) == TWO_TURNS
    assert isinstance(found, Transcript)
    assert found.held_on == "2026-03-04"
    reasons = [left.reason for left in found.left_out]
    assert sorted(set(reasons)) == ["before the first turn", "transcription notice"]
    assert len(reasons) == 5


def test_teams_gives_speaker_and_a_time_span() -> None:
    found = read_word(
        *("Fell, Ann (Harbour Team) 00:01:23 --> 00:01:45", "How is it?", "Really?"),
        *("Bo Ash 00:01:46 --> 00:01:50", "Grand. It is 10:30."),
    )
    assert spoken(found) == [(TWO_TURNS[0][0], "How is it?\nReally?"), TWO_TURNS[1]]


def test_a_word_table_of_label_and_words_is_a_transcript() -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for label, words in (("INT", "Ready?"), ("P1", "Aye."), ("INT", "So?")):
        row = table.add_row()
        row.cells[0].text, row.cells[1].text = label, words
    written = io.BytesIO()
    document.save(written)
    found = read_content(written.getvalue(), ".docx", "talk.docx", Hints())
    assert spoken(found) == [("INT", "Ready?"), ("P1", "Aye."), ("INT", "So?")]


def test_otter_promotes_itself_below_the_talk() -> None:
    found = read_text(
        "Speaker 1  0:05\nHow is it?\n\nSpeaker 2  0:09\nGrand.\n\nTranscribed by https://otter.ai\n"
    )
    assert spoken(found) == [("Speaker 1", "How is it?"), ("Speaker 2", "Grand.")]


def test_times_in_brackets_go_and_what_was_not_heard_stays() -> None:
    found = read_text(
        "[00:00:01]\nINT: How [00:00:04] was it?\n\nP1 [0:12]: It was [inaudible] good. [laughs]\n"
        "(00:01:02) INT: And now?\n\nP1: Now I'm 70.\n\nPage 2 of 9\n"
    )
    assert spoken(found) == [
        ("INT", "How was it?"),
        ("P1", "It was [inaudible] good. [laughs]"),
        ("INT", "And now?"),
        ("P1", "Now I'm 70."),
    ]


def test_wrapped_lines_are_joined_and_paragraphs_kept() -> None:
    found = read_text(
        "INT: Tell me.\n\nP1: First line\nsecond line.\n\nA new paragraph.\n\nINT: Ta."
    )
    assert spoken(found)[1] == ("P1", "First line second line.\nA new paragraph.")


def test_a_colon_in_what_is_said_is_no_label() -> None:
    found = read_text(
        "Ann: What did it say?\n\nBo: It said\nClosed: come back Monday.\n\n"
        "Ann: And?\n\nBo: I went to https://example.org at 10:30, and so did\nthey: all of them."
    )
    assert [label for label, _ in spoken(found)] == ["Ann", "Bo", "Ann", "Bo"]


def test_who_speaks_once_is_heard_where_the_label_is_a_number_or_a_full_name() -> None:
    found = read_text(
        "INT: Who is here?\n\nP1: Me.\n\nINT: And?\n\nP7: Me too.\n\nMay Fell: And me."
    )
    assert [label for label, _ in spoken(found)] == ["INT", "P1", "INT", "P7", "May Fell"]


def test_labels_in_square_brackets() -> None:
    found = read_text("[id1] The course is fine.\n\n[id2] Too long.\n\n[id1] [laughs] It was.")
    assert spoken(found) == [
        ("id1", "The course is fine."),
        ("id2", "Too long."),
        ("id1", "[laughs] It was."),
    ]


def test_labels_that_the_user_tells_are_labels() -> None:
    told = frozenset({"the lady in the blue coat"})
    found = read_text("Ann: Well?\n\nthe lady in the blue coat: No.\n\nAnn: I see.", labels=told)
    assert [label for label, _ in spoken(found)] == ["Ann", "the lady in the blue coat", "Ann"]


def test_a_form_with_fields_is_a_document() -> None:
    letter = (
        "Score: 3\nRating: Good\n\nThe council opened a new hub. It has a lift.\n\nScore: 2\n\n"
        "People told us that the hub was easy to find. They liked it.\n\nIt opens daily.\n\n"
        "The bus stops there.\n\nThe lift is wide.\n\nThe door is wide.\n\nThe tea is free.\n\n"
        "The chairs are soft.\n\nThe shop is near.\n\nThe street is flat."
    )
    assert isinstance(read_text(letter), Prose)


def test_a_transcript_without_labels_is_refused_where_one_is_told() -> None:
    with pytest.raises(SourceError, match="nobody speaks here"):
        read_text("Just words. No labels at all.", kind="transcript")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Interview of 4 March 2026", "2026-03-04"),
        ("Wednesday, Mar 4, 2026", "2026-03-04"),
        ("2026-03-04", "2026-03-04"),
        ("04/03/2026", ""),
        ("31 February 2026", ""),
        ("4 March 2026, corrected 5 March 2026", ""),
    ],
)
def test_a_date_counts_only_where_it_is_certain(line: str, day: str) -> None:
    found = read_text(f"{line}\n\nINT: Well?\n\nP1: On 1 May 2020 it closed.\n\nINT: Ah.")
    assert isinstance(found, Transcript)
    assert found.held_on == day


def times(found: Content) -> list[tuple[float | None, float | None]]:
    assert isinstance(found, Transcript)
    return [(turn.starts_at, turn.ends_at) for turn in found.turns]


def test_times_say_when_a_turn_starts_and_ends_where_they_stand_at_its_ends() -> None:
    found = read_text(
        "[00:00:05] INT: And [00:00:06] then?\n\nP1 [0:09]: It went. #00:00:12-3#\n\n"
        "[00:02:00]\nINT: Oh?\n\nP1: Aye.\n"
    )
    assert times(found) == [(5.0, None), (9.0, 12.0), (120.0, None), (None, None)]


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("timed-labels", "Ann (00:05):\nWell: how?\n\nBo (00:09):\nFine.\n\nAnn (00:12):\nOh.\n"),
        (
            "timed-labels",
            "[00:05] - Ann\nWell: how?\n\n[00:09] - Bo\nFine.\n\n[00:12] - Ann\nOh.\n",
        ),
        ("otter", "Ann 0:05\nWell: how?\n\nBo  0:09\nFine.\n\nAnn 0:12\nOh.\n"),
        ("labels", "[00:05] Ann: Well: how?\n[00:09] Bo: Fine.\n[00:12] Ann: Oh.\n"),
        ("labels", "00:05 Ann: Well: how?\n00:09 Bo: Fine.\n00:12 Ann: Oh.\n"),
        ("table", "00:05\tAnn\tWell: how?\n00:09\tBo\tFine.\n00:12\tAnn\tOh.\n"),
    ],
)
def test_programs_set_the_time_beside_the_speaker_in_many_ways(layout: str, text: str) -> None:
    found = read_text(text)
    assert isinstance(found, Transcript)
    assert found.layout == layout
    assert spoken(found) == [("Ann", "Well: how?"), ("Bo", "Fine."), ("Ann", "Oh.")]
    assert [starts for starts, _ in times(found)] == [5.0, 9.0, 12.0]


def test_what_teams_parts_at_a_pause_is_one_turn() -> None:
    found = read_word("Ann   0:05\nI was", "Ann   0:09\nlate.", "Bo   0:12\nOh.")
    assert spoken(found) == [("Ann", "I was late."), ("Bo", "Oh.")]


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("labels-dash", "Interviewer 1 - How?\n\nAnn - Fine - really.\n\nAnn - Yes.\n"),
        ("labels-brackets", "(Interviewer 1) How?\n\n(Ann) Fine - really.\n\n(Ann) Yes.\n"),
        ("labels-above", "Interviewer 1\nHow?\n\nAnn\nFine - really.\n\nAnn\nYes.\n"),
        ("labels-caps", "INT1 How?\n\nANN Fine - really.\n\nANN Yes.\n"),
        (
            "numbered-labels",
            "1. INT1: How?\n2. Ann: Fine -\n3. really.\n4. Ann: Yes.\n5. \n6. Bo: I\n",
        ),
    ],
)
def test_typists_set_labels_off_in_many_ways(layout: str, text: str) -> None:
    found = read_text(text)
    assert isinstance(found, Transcript)
    assert found.layout == layout
    assert [words for _, words in spoken(found)][:3] == ["How?", "Fine - really.", "Yes."]


def test_line_numbers_go_and_numbers_that_are_said_stay() -> None:
    lines = ["INT: How old", "are you?", "P1: I am", "70 now, or", "71.", "INT: Since", "when?"]
    numbered = "\n".join(f"{n:>3} {line}" for n, line in enumerate(lines, 12))
    found = read_text(numbered)
    assert spoken(found) == [
        ("INT", "How old are you?"),
        ("P1", "I am 70 now, or 71."),
        ("INT", "Since when?"),
    ]
    assert isinstance(found, Transcript)
    assert "line numbers were taken off 7 lines" in found.notes


def test_labels_in_bold_need_no_colon() -> None:
    document = docx.Document()
    for label, words in (
        ("Ann Fell", "And you?"),
        ("Bo", "Me? -- no."),
        ("Ann Fell", "Ah: I see."),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(f" {words}")
    document.add_paragraph("You know.")
    written = io.BytesIO()
    document.save(written)
    found = read_content(written.getvalue(), ".docx", "talk.docx", Hints(kind="transcript"))
    assert spoken(found) == [
        ("Ann Fell", "And you?"),
        ("Bo", "Me? -- no."),
        ("Ann Fell", "Ah: I see.\nYou know."),
    ]


def test_columns_of_a_table_are_known_by_their_header_or_by_what_they_hold() -> None:
    rows = [("1", "00:05", "INT:", "How?"), ("2", "00:09", "P1:", "Fine."), ("3", "", "", "Yes.")]
    for header in ([], [("No.", "Time", "Speaker", "Words")]):
        document = docx.Document()
        table = document.add_table(rows=0, cols=4)
        for row in [*header, *rows, ("4", "00:12", "INT:", "So?")]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        written = io.BytesIO()
        document.save(written)
        found = read_content(written.getvalue(), ".docx", "talk.docx", Hints())
        assert spoken(found) == [("INT", "How?"), ("P1", "Fine."), ("P1", "Yes."), ("INT", "So?")]
        assert [starts for starts, _ in times(found)] == [5.0, 9.0, None, 12.0]


def test_the_head_of_a_file_says_nothing() -> None:
    found = read_text(
        "Interviewer: Ann Fell\nParticipant: P07\nDate: 4 March 2026\n\n"
        "Interviewer: How?\n\nParticipant: Fine.\n\nInterviewer: And?\n\nParticipant: No."
    )
    assert isinstance(found, Transcript)
    assert len(found.turns) == 4
    assert found.held_on == "2026-03-04"
    assert len(found.left_out) == 3


def test_spellings_of_a_label_that_differ_in_case_are_one_speaker() -> None:
    found = read_text("Int: A?\n\nP1: b.\n\nINT: C?\n\np1: d.\n\nInt: E?\n\nP1: f.")
    assert [label for label, _ in spoken(found)] == ["Int", "P1"] * 3


def test_a_slip_of_the_typist_is_still_a_label() -> None:
    found = read_text("INT: How?\n\nP1: Fine.\n\nINT; And?\n\nP1 - No.\n\nINT: Oh?\n\nP1: Yes.")
    assert [label for label, _ in spoken(found)] == ["INT", "P1"] * 3


def test_a_repeated_word_before_a_colon_is_nobody() -> None:
    found = read_text(
        "INT: And?\n\nP1: They wrote.\n\nRemember: bins.\n\nMonday: bins.\n\nINT: So?\n\n"
        "P1: I rang.\n\nRemember: bins.\n\nMonday: bins.\n\nINT: Oh."
    )
    assert [label for label, _ in spoken(found)] == ["INT", "P1", "INT", "P1", "INT"]


def test_headings_are_not_people() -> None:
    parts = "Strengths\nThe hub has a lift.\n\nRisks\nThe hub is far away.\n\n" * 6
    assert isinstance(read_text(parts), Prose)


def test_a_layout_told_by_hand_is_read_where_it_would_not_be_recognised() -> None:
    text = "Ann - hello\n\nBo - hi"
    assert isinstance(read_text(text), Prose)
    assert spoken(read_text(text, layout="labels-dash")) == [("Ann", "hello"), ("Bo", "hi")]
    with pytest.raises(SourceError, match="not laid out as"):
        read_text(text, layout="otter")


def test_what_was_written_anew_is_read_exactly() -> None:
    turns = (
        Turn("Ann: x", "One:\ntwo.", None, 3.5, number=1),
        Turn("P1", "3", 5.0, 9.25, number=4),
        Turn("P1", "Page 2 of 9", number=5),
    )
    found = read_text(written_anew(turns, "2026-03-04"))
    assert isinstance(found, Transcript)
    assert found.held_on == "2026-03-04"
    told = [
        replace(turn, number=turn.number or n)
        for turn, n in zip(found.turns, (1, 4, 5), strict=True)
    ]
    assert tuple(told) == turns
