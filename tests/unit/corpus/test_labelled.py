"""Labelled lines: Teams in Word, Otter, and what typists write."""

from __future__ import annotations

import io

import docx
import pytest

from insight.corpus.formats import Hints, read_content
from insight.corpus.formats.content import Content, Prose, Transcript
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
        "(00:01:02) INT: And now?\n\n3\n\nP1: Now I'm 70.\n\nPage 2 of 9\n"
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
