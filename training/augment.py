"""Ways in which the same words are typed or transcribed: no stops, other apostrophes, slips."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from random import Random

from kinds import Example, Mark, only

_STOPS = frozenset(".,!?;:")
_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "ko", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip
_VOICES = ("INT", "P1", "P2", "P3", "Interviewer", "Participant", "Carer", "Speaker 1", "Q", "A")
Sign = tuple[str, int]


def augmented(example: Example, draw: Random) -> Example:
    """`example` as somebody else might have typed it, or a machine have written it down."""
    signs = _signs(example)
    chance = draw.random()
    if chance < 0.12:
        signs = [s for s in signs if s[0] not in _STOPS or _inside_code(example, s)]
    elif chance < 0.2:
        signs = [s for s in signs if s[0] not in ",'’" or _inside_code(example, s)]
    elif chance < 0.3:
        signs = [("’" if s[0] == "'" else s[0], s[1]) for s in signs]
    if draw.random() < 0.15:
        signs = _slip(signs, draw, times=1 + len(signs) // 150)
    if draw.random() < 0.05:
        signs = [(" ", -1) if sign == "\n" else (sign, mark) for sign, mark in signs]
    if draw.random() < 0.04 and "\n" not in example.text:
        signs = [(letter, -1) for letter in f"{draw.choice(_VOICES)}: "] + signs
    return _example(signs, example)


def hasty(example: Example, draw: Random) -> Example:
    """`example` typed on a telephone by somebody in a hurry: many slips, words run together."""
    signs = _slip(_signs(example), draw, times=1 + len(example.text) // draw.choice((25, 40, 70)))
    joins = draw.choice((0.0, 0.02, 0.05))
    kept = []
    for place, (sign, mark) in enumerate(signs):
        around = signs[max(0, place - 1) : place + 2]
        free = all(other < 0 for _, other in around)
        if sign == " " and free and draw.random() < joins:
            continue
        kept.append((sign, mark))
    if draw.random() < 0.08:
        kept = [piece for sign, mark in kept for piece in _garbled(sign, mark)]
    return _example(kept, example)


def _garbled(sign: str, mark: int) -> list[Sign]:
    """An apostrophe as it looks when it was read in the wrong encoding."""
    return [(letter, mark) for letter in ("â€™" if sign in "'’" else sign)]


def _inside_code(example: Example, sign: Sign) -> bool:
    """Stops inside e-mail addresses, links and numbers are part of them."""
    if sign[1] < 0:
        return False
    return example.marks[sign[1]].allowed <= {"email", "url", "vehicle", "handle"}


def _slip(signs: list[Sign], draw: Random, times: int) -> list[Sign]:
    """One letter left out, doubled, swapped or mistyped, `times` over."""
    signs = list(signs)
    for _ in range(times):
        places = [n for n, (sign, _) in enumerate(signs[:-1]) if sign.isalpha()]
        if len(places) < 8:
            return signs
        n = draw.choice(places)
        sign, mark = signs[n]
        kind = draw.randrange(4)
        if kind == 0:
            del signs[n]
        elif kind == 1:
            signs.insert(n, signs[n])
        elif kind == 2 and signs[n + 1][0].isalpha():
            signs[n], signs[n + 1] = signs[n + 1], signs[n]
        else:
            signs[n] = (draw.choice(_NEIGHBOURS.get(sign.lower(), sign)), mark)
    return signs


def joined(examples: Sequence[Example], between: str = " ") -> Example:
    """Several short texts as one; what is unmarked in one of them stays so within it."""
    text, marks = "", list[Mark]()
    for example in examples:
        if text:
            text += between
        start = len(text)
        text += example.text
        own = [Mark(m.start + start, m.end + start, m.allowed) for m in example.marks]
        if example.unmarked != only("O"):
            own = _filled(own, start, len(text), example.unmarked)
        marks += own
    return Example(text, tuple(marks), only("O"), examples[0].source)


def _filled(marks: list[Mark], start: int, end: int, unmarked: frozenset[str]) -> list[Mark]:
    filled, place = [], start
    for mark in sorted(marks, key=lambda m: m.start):
        if mark.start > place:
            filled.append(Mark(place, mark.start, unmarked))
        filled.append(mark)
        place = max(place, mark.end)
    if place < end:
        filled.append(Mark(place, end, unmarked))
    return filled


def replaced(example: Example, changes: dict[int, str]) -> Example:
    """`example` with the words of some marks (by number) replaced."""
    text, marks, place = "", [], 0
    for number, mark in enumerate(example.marks):
        text += example.text[place : mark.start]
        start = len(text)
        text += changes.get(number, example.text[mark.start : mark.end])
        if len(text) > start:
            marks.append(Mark(start, len(text), mark.allowed))
        place = mark.end
    return Example(text + example.text[place:], tuple(marks), example.unmarked, example.source)


def _signs(example: Example) -> list[Sign]:
    owner = [-1] * len(example.text)
    for number, mark in enumerate(example.marks):
        owner[mark.start : mark.end] = [number] * (mark.end - mark.start)
    return list(zip(example.text, owner, strict=True))


def _example(signs: Sequence[Sign], like: Example) -> Example:
    marks, place = [], 0
    for number, group in groupby(signs, key=lambda sign: sign[1]):
        length = len(list(group))
        if number >= 0:
            marks.append(Mark(place, place + length, like.marks[number].allowed))
        place += length
    text = "".join(sign for sign, _ in signs)
    return Example(text, tuple(marks), like.unmarked, like.source)
