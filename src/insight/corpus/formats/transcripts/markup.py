"""Published transcripts in reStructuredText or Markdown -> turns: `**Name**: words`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.corpus.formats.content import LeftOut, Transcript, Turn
from insight.corpus.formats.transcripts.labels import date_told

_TURN = re.compile(r"\*\*(?P<label>[^*\n]{1,60}?):?\*\*:?\s*(?P<words>.*)", re.DOTALL)
_TURN_LINE = re.compile(r"^\*\*[^*\n]{1,60}(?::\*\*|\*\*:)", re.MULTILINE)
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
    turns: list[tuple[str, list[str]]] = []
    left_out: list[LeftOut] = []
    preamble: list[str] = []
    for number, lines in _blocks(text):
        words = " ".join(line.strip() for line in lines)
        reason = _not_said(lines, words)
        opening = _TURN.fullmatch(words) if _TURN_LINE.match(words) else None
        if opening:
            turns.append((" ".join(opening["label"].split()), [_plain(opening["words"])]))
        elif reason is None and turns:
            turns[-1][1].append(_plain(words))
        else:
            left_out.append(LeftOut(f"line {number}", reason or "before the first turn"))
        if not turns and reason == "heading":
            preamble.append(words)
    told = tuple(Turn(label, "\n".join(filter(None, parts))) for label, parts in turns)
    return Transcript(
        "bold labels", tuple(turn for turn in told if turn.text), date_told(preamble),
        tuple(left_out),
    )  # fmt: skip


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
    return " ".join(_EMPHASIS.sub(r"\2", words).replace("\\*", "*").split()).strip()
