"""What a line that opens a turn looks like: a pattern a layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from insight.corpus.formats.transcripts.labels import is_mark
from insight.corpus.formats.transcripts.lines import Line
from insight.corpus.formats.transcripts.times import SPAN, TIME, times_in

_LONGEST_LABEL = 60

_TIMED = re.compile(
    rf"\[?(?P<label>[^\s\[(](?:.{{0,80}}?[^\s(,|])??)\]?(?P<gap>[\s|,]+)\(?(?P<time>{SPAN}|{TIME})"
    r"\)?:?"
)
_TIME_FIRST = re.compile(rf"(?P<time>{TIME})[\s|-]+(?P<label>\S.{{0,60}})")
COLON = re.compile(
    rf"(?:(?P<time>{TIME})[\s-]+)?(?P<label>[^:\n]{{1,60}}?)"
    rf"\s*(?:[(\[]?(?P<after>{TIME})[)\]]?\s*)?:(?!//|\d)\s*(?P<words>.*)"
)
_BRACKETS = re.compile(r"[\[(](?P<label>[^\])(:]{1,40})[\])]:?\s*(?P<words>\S.*)")
_DASH = re.compile(r"(?P<label>[^\-–—:]{1,60}?)(?:\s+[-–—]+(?:\s+|$)|\s?[–—]\s?)(?P<words>.*)")
_TAB = re.compile(r"(?P<label>[^\t:]{1,60}?)\s*\t\s*(?P<words>\S.*)")
_CAPS = re.compile(
    r"(?P<label>[A-Z]{1,4}\d{1,3}|[A-Z]{2,}(?:[ -][A-Z]{2,}){0,3}(?: ?\d{1,2})?)\s+"
    r"(?P<words>[^\sA-Z].*|[A-Z](?![A-Z]{2}).*)"
)
_AFTER_BOLD = re.compile(r"\s*:?\s*(?:[-–—]\s+)?")
END_OF_WORDS = re.compile(r"[.?!,;:…\"']$")


@dataclass(frozen=True)
class Opening:
    """A line that opens a turn: under which label, its first words, seconds where it tells them.

    `style` names whose way of setting the time beside the label it is.
    """

    line: Line
    label: str
    words: str = ""
    starts_at: float | None = None
    ends_at: float | None = None
    style: str = "timed-labels"


@dataclass(frozen=True)
class Layout:
    """A layout of lines: its name, and how sure its label is.

    A `timed` label stands beside a time, a `marked` one is set off by a sign; a label that is
    neither (a line of its own, capitals) could as well be a heading.
    """

    name: str
    opening: Callable[[Line], Opening | None]
    timed: bool = False
    marked: bool = True


def _timed(line: Line) -> Opening | None:
    if line.span:
        starts, ends = times_in(line.span)
        return Opening(line, line.text, "", starts, ends, "teams-docx")
    if not line.text[-1].isdigit() and line.text[-1] not in "):":
        return None
    match = _TIMED.fullmatch(line.text)
    if match:
        starts, ends = times_in(match["time"])
        if line.text.startswith("["):
            # A name in brackets stands with the time of day (captions that Zoom saves).
            return Opening(line, match["label"])
        is_teams = "-->" in match["time"] or match["gap"].count(" ") > 2
        is_bare = line.text[-1].isdigit() and match["gap"].isspace()
        style = "teams-docx" if is_teams else "otter" if is_bare else "timed-labels"
        return Opening(line, match["label"], "", starts, ends, style)
    return None


def _time_first(line: Line) -> Opening | None:
    match = _TIME_FIRST.fullmatch(line.text) if line.text[0].isdigit() else None
    if not match or ":" in match["label"] or END_OF_WORDS.search(match["label"]):
        return None
    return Opening(line, match["label"], "", times_in(match["time"])[0])


def _colon(line: Line) -> Opening | None:
    match = COLON.fullmatch(line.text) if ":" in line.text[: _LONGEST_LABEL * 2] else None
    if not match:
        return None
    time = match["time"] or match["after"]
    starts = times_in(time)[0] if time else line.starts_at
    return Opening(line, match["label"], match["words"], starts, line.ends_at)


def _brackets(line: Line) -> Opening | None:
    match = _BRACKETS.fullmatch(line.text) if line.text[0] in "[(" else None
    if not match or is_mark(match["label"]):
        return None
    return Opening(line, match["label"], match["words"], line.starts_at, line.ends_at)


def _dash(line: Line) -> Opening | None:
    match = _DASH.fullmatch(line.text)
    if not match:
        return None
    return Opening(line, match["label"], match["words"], line.starts_at, line.ends_at)


def _tab(line: Line) -> Opening | None:
    match = _TAB.fullmatch(line.text) if "\t" in line.text else None
    if not match:
        return None
    return Opening(line, match["label"], match["words"], line.starts_at, line.ends_at)


def _caps(line: Line) -> Opening | None:
    match = _CAPS.fullmatch(line.text) if line.text[:1].isupper() else None
    if not match:
        return None
    return Opening(line, match["label"], match["words"], line.starts_at, line.ends_at)


def _above(line: Line) -> Opening | None:
    if not line.opens or line.heading or len(line.text) > _LONGEST_LABEL:
        return None
    return None if END_OF_WORDS.search(line.text) else Opening(line, line.text)


def _stamped_above(line: Line) -> Opening | None:
    starts = line.starts_at if line.starts_at is not None else line.ends_at
    if starts is None or len(line.text) > _LONGEST_LABEL or END_OF_WORDS.search(line.text):
        return None
    return Opening(line, line.text.lstrip("- "), "", starts)


def _semicolon(line: Line) -> Opening | None:
    label, sign, words = line.text[:_LONGEST_LABEL].partition(";")
    if not sign:
        return None
    rest = (words + line.text[_LONGEST_LABEL:]).strip()
    return Opening(line, label.strip(), rest, line.starts_at, line.ends_at)


def _bold(line: Line) -> Opening | None:
    if not line.bold or line.heading:
        return None
    label = line.bold.strip(" \t:-–—[]()")
    words = _AFTER_BOLD.sub("", line.text[len(line.bold) :], count=1)
    if len(line.bold) > len(line.text) or len(label) > _LONGEST_LABEL:
        return None
    return Opening(line, label, words, line.starts_at, line.ends_at)


# Where two open as many turns, the first is taken.
LAYOUTS = (
    Layout("timed-labels", _timed, timed=True),
    Layout("labels", _colon),
    Layout("bold-labels", _bold),
    Layout("labels-brackets", _brackets),
    Layout("labels-tab", _tab),
    Layout("labels-dash", _dash),
    Layout("timed-labels", _time_first, timed=True),
    Layout("timed-labels", _stamped_above, marked=False),
    Layout("labels-above", _above, marked=False),
    Layout("labels-caps", _caps, marked=False),
)
# No layout of its own, but what a typist's finger makes of a colon.
SLIP = Layout("labels", _semicolon)

__all__ = ["COLON", "END_OF_WORDS", "LAYOUTS", "SLIP", "Layout", "Opening"]
