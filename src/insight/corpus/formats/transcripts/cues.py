"""Cues of captions (WebVTT, SubRip, SubViewer): when each was shown, and its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from insight.corpus.formats.transcripts.times import LOOSE_TIME, seconds

_ARROW = re.compile(r"\s*(?P<starts>\S+)\s*-->\s*(?P<ends>\S*).*")
_COMMA = re.compile(rf"\s*(?P<starts>{LOOSE_TIME})\s*,\s*(?P<ends>{LOOSE_TIME})\s*")
_COMMENT = re.compile(r"NOTE(?:\s.*)?")
_STYLE = re.compile(r"(?:STYLE|REGION)\s*")
# YouTube shows each line twice: as it is spoken, with a time a word, and above the next one.
_WORD_TIME = re.compile(r"<\d{1,2}:\d{2}(?::\d{2})?\.\d{3}>")
_SRT = re.compile(
    r"^[ \t]*\d{1,6}[ \t]*\n(?:[ \t]*\n){0,2}[ \t]*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}[ \t]*-->", re.M
)
_SBV = re.compile(r"\A\s*\d{1,2}:\d{2}:\d{2}\.\d{3},\d{1,2}:\d{2}:\d{2}\.\d{3}\s*\n")
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>]*>")


@dataclass(frozen=True)
class Cue:
    """Lines shown together, tags included; seconds into the recording, None where not told."""

    lines: tuple[str, ...]
    starts_at: float | None = None
    ends_at: float | None = None


@dataclass
class _Open:
    starts_at: float | None
    ends_at: float | None
    lines: list[str] = field(default_factory=list)


def kind_of(text: str) -> str:
    """What captions `text` holds: "vtt", "srt", "sbv", or empty where it holds none.

    >>> kind_of("WEBVTT"), kind_of("0:00:00.378,0:00:11.378"), kind_of("WEBVTTER: no.")
    ('vtt', 'sbv', '')
    """
    if re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return "vtt"
    if _SBV.match(f"{text}\n"):
        return "sbv"
    return "srt" if _SRT.search(text) else ""


def cues_of(text: str, kind: str) -> list[Cue]:
    """The cues in `text`, in their order; comments, styles, regions and ids are no part of them.

    An empty line among the words of a cue does not end it; only the next time does.
    """
    timing, mark = (_COMMA, ",") if kind == "sbv" else (_ARROW, "-->")
    lines = text.split("\n")
    found: list[_Open] = []
    skipping = False
    for n, line in enumerate(lines):
        is_fresh = n == 0 or not lines[n - 1].strip()
        if mark in line and (match := timing.fullmatch(line)):
            if found:
                _take_id_off(found[-1].lines, kind, len(found) + 1)
            found.append(_Open(seconds(match["starts"]), seconds(match["ends"])))
            skipping = False
        elif not line.strip():
            skipping = False
            if found:
                found[-1].lines.append("")
        elif kind == "vtt" and is_fresh and _is_skipped(line, bool(found)):
            skipping = True
        elif found and not skipping:
            found[-1].lines.append(line)
    cues = [
        Cue(tuple(line for line in one.lines if line.strip()), one.starts_at, one.ends_at)
        for one in found
    ]
    return [cue for cue in _unrolled(cues) if cue.lines]


def plain(line: str) -> str:
    """`line` without tags, which tell colours, classes and times of single words."""
    return _TAG.sub("", line) if "<" in line else line


def _is_skipped(line: str, is_after_a_cue: bool) -> bool:
    is_style = not is_after_a_cue and _STYLE.fullmatch(line) is not None
    return is_style or _COMMENT.fullmatch(line) is not None


def _take_id_off(lines: list[str], kind: str, number: int) -> None:
    """Take off the id of the next cue: a line directly above its time, below an empty one."""
    if not lines or not lines[-1].strip():
        return
    is_apart = len(lines) == 1 or not lines[-2].strip()
    is_number = lines[-1].strip().isdecimal()
    if lines[-1].strip() == str(number) or (is_apart and (kind == "vtt" or is_number)):
        lines.pop()


def _unrolled(cues: Sequence[Cue]) -> Iterator[Cue]:
    """`cues` without lines that only stand above the next one: captions that roll."""
    if not any(_WORD_TIME.search(line) for cue in cues for line in cue.lines):
        yield from cues
        return
    above: list[str] = []
    for cue in cues:
        told = [(line, words) for line in cue.lines if (words := " ".join(plain(line).split()))]
        words_here = [words for _, words in told]
        again = next(
            n for n in range(len(told), -1, -1) if words_here[:n] == above[len(above) - n :]
        )
        yield Cue(tuple(line for line, _ in told[again:]), cue.starts_at, cue.ends_at)
        above = words_here or above


__all__ = ["Cue", "cues_of", "kind_of", "plain"]
