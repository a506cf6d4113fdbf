"""The layouts of transcripts by name: how notes tell them, and how the settings ask for one."""

from __future__ import annotations

from collections.abc import Mapping

from insight.errors import SourceError

# What may stand as `layout` of a source that holds transcripts, and what it looks like.
LAYOUTS: Mapping[str, str] = {
    "teams-vtt": "captions of Teams: <v Name>words</v>",
    "zoom-vtt": "captions of Zoom: Name: words, the name left out where somebody goes on",
    "vtt": "WebVTT captions in which nobody is named",
    "srt": "SubRip captions, with Name: before the words or without names",
    "sbv": "SubViewer captions of YouTube, with Name: before the words or without names",
    "teams-docx": "Teams in Word: speaker and time, or time and speaker, above the words",
    "otter": "Otter: speaker and time on a line, the words below",
    "timed-labels": "other programs: speaker and time on a line, the words below",
    "labels": "label, colon, words: `INT: ...`",
    "numbered-labels": "lines that are numbered, with label, colon, words",
    "labels-dash": "label, dash, words: `Interviewer 1 - ...`",
    "labels-brackets": "label in brackets, words: `[P1] ...`",
    "labels-tab": "label, tabulator, words",
    "labels-caps": "label in capitals, words: `P1 ...`, `MODERATOR ...`",
    "labels-above": "label on a line of its own, the words below",
    "bold-labels": "label in bold, before the words or above them",
    "markdown": "label in bold of Markdown or reStructuredText: `**Name**: ...`",
    "table": "table with a row a turn: speaker, words, perhaps time and number",
    "table-columns": "table with a column a speaker",
    "rewritten": "written anew after somebody withdrew: `Speakers: A | B |`, then labels",
}
CAPTIONS = frozenset(("teams-vtt", "zoom-vtt", "vtt", "srt", "sbv"))
# One pattern; which program wrote it is told by what else stands in the file.
TIMED = frozenset(("teams-docx", "otter", "timed-labels"))


def check_layout(name: str, where: str) -> None:
    """Raise SourceError where `name` is neither "auto" nor a layout of transcripts."""
    if name != "auto" and name not in LAYOUTS:
        raise SourceError(
            f'there is no layout of transcripts called "{name}"',
            where=where or None,
            remedy=f"set the key `layout` of its source to auto or one of {', '.join(LAYOUTS)}",
        )


__all__ = ["CAPTIONS", "LAYOUTS", "TIMED", "check_layout"]
