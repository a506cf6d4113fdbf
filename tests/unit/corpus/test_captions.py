"""Captions: who speaks in a cue, and what is one turn."""

from __future__ import annotations

import pytest

from insight.corpus.formats.content import Hints, Transcript
from insight.corpus.formats.transcripts.captions import read_captions
from insight.errors import SourceError


def captions(*cues: str, head: str = "WEBVTT") -> Transcript:
    timed = [f"00:00:0{n}.000 --> 00:00:0{n}.900\n{cue}" for n, cue in enumerate(cues)]
    return read_captions("\n\n".join([head, *timed]).encode(), "talk.vtt", Hints())


def spoken(found: Transcript) -> list[tuple[str, str]]:
    return [(turn.label, turn.text) for turn in found.turns]


def test_cues_of_one_speaker_are_one_turn() -> None:
    found = captions("<v Ann Fell>The bus</v>", "<v Ann Fell>was late.</v>", "<v Bo>Yes.</v>")
    assert spoken(found) == [("Ann Fell", "The bus was late."), ("Bo", "Yes.")]


def test_a_voice_may_be_unclosed_and_stand_on_several_lines() -> None:
    found = captions("<v.loud Ann>Two\nlines\n\nand one more", "<v Bo>So it is.")
    assert spoken(found) == [("Ann", "Two lines and one more"), ("Bo", "So it is.")]


def test_two_voices_in_one_cue_are_two_turns() -> None:
    assert spoken(captions("<v Ann>Tea?</v> <v Bo>Please.</v>")) == [
        ("Ann", "Tea?"),
        ("Bo", "Please."),
    ]


def test_entities_and_tags_are_not_what_was_said() -> None:
    found = captions("<v Ann><c.blue>Marks &amp; <i>others</i></c> &lt;laughs&gt;</v>")
    assert spoken(found) == [("Ann", "Marks & others <laughs>")]


def test_notes_styles_and_cue_ids_are_not_what_was_said() -> None:
    head = "WEBVTT - a title\n\nNOTE\nby a machine\n\nSTYLE\n::cue { color: red }\n\nabc/1-0"
    raw = f"{head}\n0:0:0.0 --> 0:0:1.5\n<v Ann>Hello.</v>\n\nNOTE the end\n"
    assert spoken(read_captions(raw.encode(), "talk.vtt", Hints())) == [("Ann", "Hello.")]


def test_zoom_leaves_out_the_name_of_who_goes_on_and_it_is_counted() -> None:
    found = captions(
        "Ann Fell: One thing:", "and another.", "Bo Ash: Aye.", "Ann Fell: So.", "Bo Ash: So."
    )
    assert spoken(found)[0] == ("Ann Fell", "One thing: and another.")
    assert any("1 cues without a name" in note for note in found.notes)


def test_in_zoom_captions_only_what_comes_back_is_a_label() -> None:
    found = captions(
        "Ann: I said", "Remember: bins on Monday.", "Bo: Did you?", "Ann: Aye.", "Bo: Oh."
    )
    assert spoken(found)[0] == ("Ann", "I said Remember: bins on Monday.")


def test_a_display_name_without_capitals_is_a_label_where_it_comes_back_often() -> None:
    found = captions(*["ann fell: Yes?", "bo: No."] * 3)
    assert [turn.label for turn in found.turns] == ["ann fell", "bo"] * 3


def test_what_is_said_before_anybody_is_named_is_left_out_and_told() -> None:
    found = captions("music", "Ann: Hi.", "Bo: Hi.", "Ann: So?", "Bo: So.")
    assert [(left.place, left.reason) for left in found.left_out] == [("cue 1", "no speaker told")]


def test_captions_without_names_are_refused() -> None:
    with pytest.raises(SourceError, match="no caption tells who speaks"):
        captions("hello", "hello again")


def test_the_first_line_must_say_that_these_are_captions() -> None:
    with pytest.raises(SourceError, match="WEBVTT"):
        captions("<v Ann>Hi.</v>", head="SUBTITLES")
