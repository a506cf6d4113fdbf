"""Captions: who speaks in a cue, and what is one turn."""

from __future__ import annotations

import pytest

from insight.corpus.formats import read_content
from insight.corpus.formats.content import Hints, Transcript
from insight.corpus.formats.transcripts.captions import UNNAMED, read_captions
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


def test_captions_without_names_are_one_speaker_who_is_not_told() -> None:
    found = captions("hello", "hello again")
    assert spoken(found) == [(UNNAMED, "hello hello again")]
    assert found.layout == "vtt"
    assert any("nobody is named" in note for note in found.notes)


def test_a_mark_of_another_speaker_parts_turns_of_nobody_named() -> None:
    found = captions("- Tea?\n- Please.", ">> And\nmilk?", "No.")
    assert [words for _, words in spoken(found)] == ["Tea?", "Please.", "And milk? No."]


def test_who_is_marked_as_another_is_not_given_the_words_of_the_one_before() -> None:
    found = captions("Ann: Hi.", "Bo: Hi.", ">> Me too.", "Ann: So?", "Bo: So.")
    assert spoken(found)[2] == (UNNAMED, "Me too.")
    assert any("1 times somebody begins to speak who is not named" in n for n in found.notes)


def test_a_turn_starts_with_its_first_cue_and_ends_with_its_last() -> None:
    found = captions("<v Ann>Two</v>", "<v Ann>cues.</v>", "<v Bo>One.</v>")
    assert [(turn.starts_at, turn.ends_at) for turn in found.turns] == [(0.0, 1.9), (2.0, 2.9)]


def test_a_time_that_is_none_loses_no_words() -> None:
    raw = "WEBVTT\n\n00:00:01.000 --> 00:00:1d.9\n<v Ann>Hello.</v>\n"
    (turn,) = read_captions(raw.encode(), "talk.vtt", Hints()).turns
    assert (turn.text, turn.starts_at, turn.ends_at) == ("Hello.", 1.0, None)


def test_captions_that_roll_say_each_line_once() -> None:
    found = captions(
        "well<00:00:00.100><c> then</c>",
        "well then\nit<00:00:01.100><c> rained</c>",
        "it rained\nit<00:00:02.200><c> rained</c>",
        head="WEBVTT\nKind: captions\nLanguage: en",
    )
    assert spoken(found) == [(UNNAMED, "well then it rained it rained")]


SRT = """\
1
00:00:01,000 --> 00:00:02,500
Ann: Is it
half-
past?

2
00:00:03,000 --> 00:00:04,000
[Bo] It is.
3
00:00:04,000 --> 00:00:05,000
Ann: Good.

4
00:00:06,000 --> 00:00:07,000
[Bo] 4
"""


def test_subrip_has_names_before_the_words_and_numbers_that_nobody_says() -> None:
    found = read_captions(SRT.encode(), "talk.srt", Hints())
    assert found.layout == "srt"
    assert spoken(found) == [
        ("Ann", "Is it half-past?"),
        ("Bo", "It is."),
        ("Ann", "Good."),
        ("Bo", "4"),
    ]
    assert (found.turns[0].starts_at, found.turns[0].ends_at) == (1.0, 2.5)


def test_subviewer_tells_both_times_on_a_line() -> None:
    raw = (
        "0:00:00.378,0:00:11.378\nAnn: One\n\n0:00:12.000,1:00:13.000\ntwo.\n\n"
        "0:00:14.000,1:00:15.000\nAnn: Three."
    )
    (turn,) = read_captions(raw.encode(), "talk.sbv", Hints()).turns
    assert (turn.label, turn.text) == ("Ann", "One two. Three.")
    assert (turn.starts_at, turn.ends_at) == (0.378, 3615.0)


def test_captions_pasted_into_a_text_file_are_captions() -> None:
    found = read_content(SRT.encode(), ".txt", "talk.txt", Hints())
    assert isinstance(found, Transcript)
    assert spoken(found)[0] == ("Ann", "Is it half-past?")


def test_a_layout_told_by_hand_must_be_the_one_that_they_have() -> None:
    with pytest.raises(SourceError, match="not laid out as"):
        read_captions(SRT.encode(), "talk.srt", Hints(layout="teams-vtt"))
    with pytest.raises(SourceError, match="there is no layout of transcripts called"):
        read_captions(SRT.encode(), "talk.srt", Hints(layout="teems"))


def test_the_first_line_must_say_that_these_are_captions() -> None:
    with pytest.raises(SourceError, match="no captions"):
        captions("<v Ann>Hi.</v>", head="SUBTITLES")
