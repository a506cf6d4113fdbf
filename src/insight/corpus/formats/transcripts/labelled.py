"""Lines of text with labels -> turns: what typists, Teams (in Word) and Otter write.

A layout is a pattern of the line that opens a turn. All are tried, and the one that opens most
turns with labels that hold (known, repeated, or shaped like one beside others) is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from insight.corpus.formats.content import Hints, LeftOut, Transcript, Turn
from insight.corpus.formats.transcripts.labels import (
    SPAN,
    TIME,
    date_told,
    is_full_name,
    is_generic,
    is_label,
)

_STAMP = re.compile(
    rf"\s*(?:\[\s*{TIME}(?:\s*(?:-->|-|–)\s*{TIME})?\s*\]"
    r"|\(\s*\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\s*\))\s*"
)
_NOTICES = (
    (re.compile(r".* (?:started|stopped) transcription"), "transcription notice"),
    (re.compile(r"transcribed by https?://otter\.ai.*", re.I), "transcription notice"),
    (re.compile(r"(?:page )?\d{1,4}(?: (?:of|/) \d{1,4})?|- ?\d{1,4} ?-", re.I), "page number"),
)
# A transcript may open with all its labels, closed by bars; then nothing else is a label.
_DECLARED = re.compile(r"Speakers: ((?:[^|]+ \|)+(?:[^|]+)?)")
_TIMED = re.compile(rf"{SPAN}")
_LABELS_OF_A_TALK = 2
_TURNS_OF_A_TALK = 3
_LEAST_SHARE_OF_LINES = 1 / 4
_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Line:
    """A line of the file: its number, its text, and whether a paragraph begins with it."""

    number: int
    text: str
    opens_paragraph: bool


@dataclass(frozen=True)
class _Layout:
    name: str
    opening: re.Pattern[str]
    timed: bool


_LAYOUTS = (
    _Layout(
        "speaker and time above the words",
        re.compile(rf"(?P<label>\S.*?)[\s|]+(?:{SPAN}|{TIME})(?P<words>)"),
        timed=True,
    ),
    _Layout(
        "labels with a colon",
        re.compile(rf"(?:{TIME}\s+)?(?P<label>[^:\n]{{1,60}}?)\s*:(?!//|\d)\s*(?P<words>.*)"),
        timed=False,
    ),
    _Layout(
        "labels in square brackets",
        re.compile(r"\[(?P<label>[^\]:]{1,30})\]\s*(?P<words>\S.*)"),
        timed=False,
    ),
)


def lines_of(paragraphs: Sequence[str]) -> list[Line]:
    """Lines of `paragraphs`, without times in brackets; empty ones are left out."""
    found, number = [], 0
    for paragraph in paragraphs:
        opens = True
        for text in paragraph.split("\n"):
            number += 1
            if words := _without_stamps(text):
                found.append(Line(number, words, opens))
                opens = False
    return found


def read_labelled(paragraphs: Sequence[str], hints: Hints) -> Transcript | None:
    """Turns in `paragraphs`; None where no layout of labelled turns is recognised.

    `hints.labels` are labels told by the user; with `hints.kind` "transcript" one label is enough.
    """
    lines = _timing_beside_speaker(lines_of(paragraphs))
    declared: frozenset[str] = frozenset()
    if lines and (told := _DECLARED.fullmatch(lines[0].text)):
        declared = frozenset(label.strip() for label in told[1].split("|") if label.strip())
    kept, left_out = _without_notices(lines)
    best, openings = max(
        ((layout, _openings(layout, kept, hints, declared)) for layout in _LAYOUTS),
        key=lambda found: len(found[1]),
    )
    labels = {label for label, _ in openings.values()}
    known = declared | hints.labels
    is_told = hints.kind == "transcript" or bool(declared) or bool(labels & known)
    if not labels or not (is_told or _is_talk(best, labels, len(openings), kept)):
        return None
    return _assembled(best.name, kept, openings, left_out)


def _without_stamps(line: str) -> str:
    return _STAMP.sub(" ", line).strip()


def _timing_beside_speaker(lines: list[Line]) -> list[Line]:
    """Older Teams files give the time span, then the speaker, on lines of their own."""
    joined: list[Line] = []
    timing: Line | None = None
    for line in lines:
        if _TIMED.fullmatch(line.text):
            timing = line
        elif timing is not None:
            joined.append(Line(line.number, f"{line.text} {timing.text}", opens_paragraph=True))
            timing = None
        else:
            joined.append(line)
    return joined


def _without_notices(lines: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    kept, left_out = [], []
    for line in lines:
        reason = next((why for notice, why in _NOTICES if notice.fullmatch(line.text)), None)
        if reason:
            left_out.append(LeftOut(f"line {line.number}", reason))
        else:
            kept.append(line)
    return kept, left_out


def _openings(
    layout: _Layout, lines: list[Line], hints: Hints, declared: frozenset[str]
) -> dict[int, tuple[str, str]]:
    """Line number -> label and first words, for the lines that open a turn in `layout`."""
    found = {}
    for line in lines:
        if match := layout.opening.fullmatch(line.text):
            found[line.number] = (" ".join(match["label"].split()), match["words"].strip(), line)
    if declared:
        return {n: (label, words) for n, (label, words, _) in found.items() if label in declared}
    times = Counter(label for label, _, _ in found.values())
    holding = {label for label in times if _holds(label, times[label], layout, hints.labels)}
    # Who speaks once is heard too: under a full name, or where every paragraph opens with a label.
    once = is_label if _every_paragraph_opens(found, lines) else is_full_name
    return {
        number: (label, words)
        for number, (label, words, line) in found.items()
        if label in holding or (line.opens_paragraph and holding and once(label))
    }


def _every_paragraph_opens(found: dict[int, tuple[str, str, Line]], lines: list[Line]) -> bool:
    labelled = {number for number, (label, _, _) in found.items() if is_label(label)}
    first = min(labelled, default=0)
    paragraphs = [line for line in lines if line.opens_paragraph and line.number >= first]
    opened = sum(line.number in labelled for line in paragraphs)
    return opened >= len(paragraphs) * _NEARLY_ALL


def _holds(label: str, times: int, layout: _Layout, known: frozenset[str]) -> bool:
    if label in known or is_generic(label):
        return True
    return is_label(label) and (times >= 2 or layout.timed)


def _is_talk(layout: _Layout, labels: set[str], turns: int, lines: list[Line]) -> bool:
    """Whether so many labelled lines are people talking, and not the fields of a form."""
    if layout.timed:
        return turns >= _LABELS_OF_A_TALK
    paragraphs = sum(line.opens_paragraph for line in lines)
    return (
        len(labels) >= _LABELS_OF_A_TALK
        and turns >= _TURNS_OF_A_TALK
        and turns >= paragraphs * _LEAST_SHARE_OF_LINES
    )


def _assembled(
    layout: str,
    lines: list[Line],
    openings: dict[int, tuple[str, str]],
    left_out: list[LeftOut],
) -> Transcript:
    turns: list[tuple[str, str]] = []
    preamble: list[Line] = []
    for line in lines:
        if line.number in openings:
            turns.append(openings[line.number])
        elif not turns:
            preamble.append(line)
        else:
            label, said = turns[-1]
            between = "\n" if line.opens_paragraph and said else " " if said else ""
            turns[-1] = (label, f"{said}{between}{line.text}")
    left_out += [LeftOut(f"line {line.number}", "before the first turn") for line in preamble]
    return Transcript(
        layout,
        tuple(Turn(label, said) for label, said in turns if said),
        held_on=date_told(line.text for line in preamble),
        left_out=tuple(left_out),
    )
