"""Blocks of a file -> its lines, without the numbers and the times that stand beside the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from insight.corpus.formats.content import Block
from insight.corpus.formats.transcripts.times import SPAN, TIME, Unstamped, seconds, unstamped

_NUMBERED = re.compile(r"[ \t]*(\d{1,5})[.)|:]?(?:[ \t]+|$)")
_SPAN_ALONE = re.compile(SPAN)
_TIME_ALONE = re.compile(TIME)
_PARTED = re.compile(r"[^\W\d_]{2}-$")
_LEAST_NUMBERS = 6
_LEAST_NUMBERS_APART = 4
_LEAST_BARE_TIMES = 2
_NEARLY_ALL = 0.8
_LARGEST_GAP = 3
_LONGEST_LINE = 160


@dataclass(frozen=True)
class Line:
    """A line of words. `index` counts lines with words, `place` says where it stands.

    `opens` says that a paragraph begins with it, `heading` that its container calls it a heading;
    `bold` is its beginning as far as it is bold. The times are seconds, from brackets on the line
    or from a line of their own before it; `span` is a time span (Teams) on the line before.
    """

    index: int
    place: str
    text: str
    opens: bool
    heading: bool = False
    bold: str = ""
    starts_at: float | None = None
    ends_at: float | None = None
    span: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines of a file, and what was taken off them, as notes."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    are_numbered: bool = False


@dataclass(frozen=True)
class _Raw:
    """A line as the file has it; the number of its block and its number there, from 1."""

    block: int
    line: int
    text: str
    bold: int
    heading: bool
    after_gap: bool


def lines_of(blocks: Sequence[Block], where_numbered: bool = False) -> Lines:
    """Lines of `blocks`. Line numbers go where they count up; times in brackets always do.

    `where_numbered` says that numbers at the beginnings of lines are line numbers, however few.
    """
    raw = list(_raw_lines(blocks))
    plain, numbers = _without_numbers(raw, where_numbered)
    bare = sum(_TIME_ALONE.fullmatch(line.text.strip()) is not None for line in plain)
    found: list[Line] = []
    stamps = 0
    pending = Unstamped("")
    span = ""
    gap = True
    for line in plain:
        text = line.text.strip()
        gap = gap or line.after_gap
        if not text:
            gap = True
            continue
        if _SPAN_ALONE.fullmatch(text):
            span = text
            gap = True
            continue
        if bare >= _LEAST_BARE_TIMES and _TIME_ALONE.fullmatch(text):
            told = Unstamped("", 1, seconds(text))
        else:
            told = unstamped(line.text)
        stamps += told.stamps
        if not told.text:
            pending = told
            continue
        starts_at = told.starts_at if told.starts_at is not None else pending.starts_at
        ends_at = told.ends_at if told.ends_at is not None else pending.ends_at
        bold = unstamped(line.text[: line.bold]).text if line.bold else ""
        place = f"paragraph {line.block}" + (f", line {line.line}" if line.line > 1 else "")
        found.append(
            Line(len(found), place, told.text, gap, line.heading, bold, starts_at, ends_at, span)
        )
        pending, span, gap = Unstamped(""), "", False
    notes: tuple[str, ...] = ()
    if numbers:
        notes = (*notes, f"line numbers were taken off {numbers} lines")
    if stamps:
        notes = (*notes, f"{stamps} times in brackets were taken out of the words")
    return Lines(tuple(found), notes, bool(numbers))


def unwrapped(lines: Sequence[str]) -> str:
    """The lines of one paragraph as one; a word is whole again where it was parted at a hyphen.

    >>> unwrapped(["a paper-", "based system"]), unwrapped(["I was -", "well, late"])
    ('a paper-based system', 'I was - well, late')
    """
    parts: list[str] = []
    for line in lines:
        if parts and not (_PARTED.search(parts[-1][-4:]) and line[:1].islower()):
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _raw_lines(blocks: Sequence[Block]) -> Iterator[_Raw]:
    for number, block in enumerate(blocks, 1):
        bold = block.bold
        for n, text in enumerate(block.text.split("\n"), 1):
            yield _Raw(number, n, text, max(0, min(bold, len(text))), block.heading, n == 1)
            bold -= len(text) + 1


def _without_numbers(lines: list[_Raw], is_told: bool) -> tuple[list[_Raw], int]:
    """`lines` without line numbers, and how many had one.

    Numbers count where nearly every line has one that counts up from the line before (on each page
    anew, or not), or where every fifth or tenth line has. A paragraph then begins only behind an
    empty line: the container could not know that the lines are wrapped.
    """
    filled = [n for n, line in enumerate(lines) if line.text.strip()]
    told = [(n, int(match[1])) for n in filled if (match := _NUMBERED.match(lines[n].text))]
    step = next((step for step in (1, 5, 10) if _counts_up(told, step, filled, is_told)), 0)
    if not step:
        return lines, 0
    plain = list(lines)
    before = None
    numbers = 0
    for n, number in told:
        if before is None or _follows(before, number, step):
            text = _NUMBERED.sub("", lines[n].text, count=1)
            cut = len(lines[n].text) - len(text)
            plain[n] = replace(lines[n], text=text, bold=max(0, lines[n].bold - cut))
            before, numbers = number, numbers + 1
    if step == 1 and _is_a_line_a_block(lines):
        plain = [replace(line, after_gap=False) for line in plain]
    return plain, numbers


def _counts_up(told: list[tuple[int, int]], step: int, filled: list[int], is_told: bool) -> bool:
    numbers = [number for _, number in told if step == 1 or number % step == 0 or number == 1]
    least = _LEAST_NUMBERS if step == 1 else _LEAST_NUMBERS_APART
    if len(numbers) < (1 if is_told else least):
        return False
    if not is_told and len(numbers) < len(filled) / step * _NEARLY_ALL:
        return False
    follow = sum(_follows(a, b, step) for a, b in pairwise(numbers))
    return follow >= (len(numbers) - 1) * _NEARLY_ALL


def _follows(before: int, number: int, step: int) -> bool:
    if number in (1, step) and before > number:
        return True
    gap = number - before
    return 0 < gap <= step * _LARGEST_GAP if step == 1 else gap in (step, step - 1)


def _is_a_line_a_block(lines: list[_Raw]) -> bool:
    """Whether each wrapped line came as a paragraph of its own, as line numbers in Word do."""
    longest = max(len(line.text) for line in lines)
    alone = sum(line.after_gap for line in lines)
    return longest <= _LONGEST_LINE and alone >= len(lines) * _NEARLY_ALL


__all__ = ["Line", "Lines", "lines_of", "unwrapped"]
