"""Transcripts that were written anew after somebody withdrew: read exactly as they were written.

The first line tells all labels (`Speakers: INT | P1 |`), and nothing else is a label. Behind one
may stand the number of the turn among its speaker's, and when it was spoken:
`P1 #4 [0:01:05 - 0:01:12]: words`. So ids and times of those who stay outlast the withdrawal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from insight.corpus.formats.content import Block, LeftOut, Transcript, Turn
from insight.corpus.formats.transcripts.labels import date_told
from insight.corpus.formats.transcripts.times import TIME, seconds

_DECLARED = re.compile(r"Speakers: ((?:[^|]+ \|)+(?:[^|]+)?)")
_TOLD = re.compile(
    rf"(?: #(?P<number>\d{{1,6}}))?(?: \[(?P<starts>{TIME}|\?)?(?: - (?P<ends>{TIME}))?\])?:"
    r"(?: |$)"
)


def read_rewritten(blocks: Sequence[Block]) -> Transcript | None:
    """Turns of a transcript whose first line declares its labels; None for any other.

    >>> text = "Speakers: INT | P1 |", "INT: And?", "P1 #4 [0:01:05]: No."
    >>> read_rewritten([Block(line) for line in text]).turns[1]
    Turn(label='P1', text='No.', starts_at=65.0, ends_at=None, number=4)
    """
    first = blocks[0].text.split("\n")[0].strip() if blocks else ""
    told = _DECLARED.fullmatch(first)
    if told is None:
        return None
    labels = sorted({name.strip() for name in told[1].split("|") if name.strip()}, key=len)
    turns: list[Turn] = []
    said: list[list[str]] = []
    head: list[tuple[str, str]] = []
    for number, block in enumerate(blocks, 1):
        for n, line in enumerate(block.text.split("\n"), 1):
            opened = _opened(line, labels)
            if opened:
                turns.append(opened)
                said.append([opened.text])
            elif turns and line.strip():
                # A paragraph of its own is a line of the turn; a wrapped line goes on.
                said[-1].append(("\n" if n == 1 else " ") + line.strip())
            elif line.strip():
                head.append((f"paragraph {number}" + (f", line {n}" if n > 1 else ""), line))
    whole = tuple(
        Turn(turn.label, "".join(parts).strip(), turn.starts_at, turn.ends_at, turn.number)
        for turn, parts in zip(turns, said, strict=True)
    )
    return Transcript(
        "rewritten",
        tuple(turn for turn in whole if turn.text),
        held_on=date_told(line for _, line in head),
        left_out=tuple(LeftOut(place, "before the first turn") for place, _ in head),
    )


def written_anew(turns: Sequence[Turn], held_on: str) -> str:
    """`turns` as text that `read_rewritten` gives back: labels, the date where told, the turns.

    A number is written only where counting the speaker's turns would give another.

    >>> print(written_anew([Turn("P1", "No.", 65.0, 72.5, number=4)], ""), end="")
    Speakers: P1 |
    <BLANKLINE>
    P1 #4 [0:01:05 - 0:01:12.5]: No.
    """
    labels = " | ".join(dict.fromkeys(turn.label for turn in turns))
    parts = ["\n".join([f"Speakers: {labels} |"] + ([f"Date: {held_on}"] if held_on else []))]
    spoken: Counter[str] = Counter()
    for turn in turns:
        number = spoken[turn.label] + 1 if turn.number is None else turn.number
        is_next = number == spoken[turn.label] + 1
        spoken[turn.label] = number
        told = "" if is_next else f" #{number}"
        words = turn.text.replace("\n", "\n\n")
        parts.append(f"{turn.label}{told}{_times(turn)}: {words}")
    return "\n\n".join(parts) + "\n"


def _times(turn: Turn) -> str:
    if turn.starts_at is None and turn.ends_at is None:
        return ""
    starts = "?" if turn.starts_at is None else _clock(turn.starts_at)
    return f" [{starts}]" if turn.ends_at is None else f" [{starts} - {_clock(turn.ends_at)}]"


def _clock(at: float) -> str:
    whole, rest = divmod(round(at * 1000), 1000)
    told = f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return told + (f".{rest:03d}".rstrip("0") if rest else "")


def _opened(line: str, labels: Sequence[str]) -> Turn | None:
    for label in reversed(labels):
        told = _TOLD.match(line, len(label)) if line.startswith(label) else None
        if told:
            starts, ends = (seconds(told[name] or "") for name in ("starts", "ends"))
            number = int(told["number"]) if told["number"] else None
            return Turn(label, line[told.end() :].strip(), starts, ends, number)
    return None


__all__ = ["read_rewritten", "written_anew"]
