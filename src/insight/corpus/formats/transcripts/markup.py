"""Published transcripts in reStructuredText or Markdown -> turns: `**Name**: words`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from insight.corpus.formats.content import LeftOut, Transcript, Turn
from insight.corpus.formats.transcripts.labels import date_told
from insight.corpus.formats.transcripts.times import TIME, times_in, unstamped

_STAMP = rf"(?:[ \t]*[\[(]\s*{TIME}(?:\s*(?:-->|-|–)\s*{TIME})?\s*[\])])?"
_TURN = re.compile(
    rf"(?P<before>{_STAMP})\s*\*\*(?P<label>[^*\n]{{1,60}}?):?\*\*(?P<after>{_STAMP}):?\s*(?P<words>.*)",
    re.DOTALL,
)
_TURN_LINE = re.compile(rf"^{_STAMP}[ \t]*\*\*[^*\n]{{1,60}}(?::\*\*|\*\*{_STAMP}:)", re.MULTILINE)
_DIRECTION = re.compile(r"\*(?!\*)[^*]+\*|\([^()]*\)", re.DOTALL)
_UNDERLINE = re.compile(r"([=\-~^\"'#*+`])\1{2,}")
_MARKDOWN_HEADING = re.compile(r"#{1,6} ")
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,2})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_TURNS_OF_A_TALK = 2

# The number of its first line, and its lines.
Block = tuple[int, list[str]]


def is_markup(text: str) -> bool:
    """Whether `text` has turns that open with a bold label."""
    return len(_TURN_LINE.findall(text)) >= _TURNS_OF_A_TALK


def read_markup(text: str) -> Transcript:
    """Turns of `text`; headings, directives and stage directions are left out, and said so."""
    turns: list[tuple[Turn, list[str]]] = []
    left_out: list[LeftOut] = []
    preamble: list[str] = []
    for number, lines in _blocks(text):
        words = " ".join(line.strip() for line in lines)
        reason = _not_said(lines, words)
        opening = _TURN.fullmatch(words) if "**" in words and _TURN_LINE.match(words) else None
        if opening:
            turns.append(_opened(opening))
        elif reason is None and turns:
            turns[-1][1].append(_plain(words))
        else:
            left_out.append(LeftOut(f"line {number}", reason or "before the first turn"))
        if not turns and reason == "heading":
            preamble.append(words)
    told = tuple(replace(turn, text="\n".join(filter(None, parts))) for turn, parts in turns)
    return Transcript(
        "markdown", tuple(turn for turn in told if turn.text), date_told(preamble), tuple(left_out)
    )


def _opened(opening: re.Match[str]) -> tuple[Turn, list[str]]:
    """The turn that `opening` begins, still without its words, and the first of these."""
    words = unstamped(_plain(opening["words"]))
    starts, ends = times_in(opening["before"] or opening["after"] or "")
    starts = words.starts_at if starts is None else starts
    ends = words.ends_at if ends is None else ends
    return Turn(" ".join(opening["label"].split()), "", starts, ends), [words.text]


def _blocks(text: str) -> Iterator[Block]:
    """Runs of lines between empty lines; a directive takes its indented lines with it."""
    block: list[str] = []
    first = 0
    lines = text.split("\n")
    for number, line in enumerate([*lines, ""], 1):
        follows_directive = bool(block) and block[0].startswith("..")
        if line.strip() and not (follows_directive and not line.startswith(" ")):
            first = first if block else number
            block.append(line)
        elif block and not (follows_directive and _is_indented_next(lines, number)):
            yield first, block
            block = []
            if line.strip():
                first, block = number, [line]
    if block:
        yield first, block


def _is_indented_next(lines: list[str], number: int) -> bool:
    """Whether the next line with text, from index `number` on, is indented."""
    following = next((line for line in lines[number - 1 :] if line.strip()), "")
    return following.startswith(" ")


def _not_said(lines: list[str], words: str) -> str | None:
    if lines[0].startswith(".."):
        return "directive"
    if _MARKDOWN_HEADING.match(words) or any(_UNDERLINE.fullmatch(line) for line in lines):
        return "heading"
    return "stage direction" if _DIRECTION.fullmatch(words) else None


def _plain(words: str) -> str:
    return " ".join(_EMPHASIS.sub(r"\2", words).replace("\\*", "*").split())
