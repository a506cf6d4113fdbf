"""The passages of `text/`: read, and their slots filled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from augment import joined
from kinds import ALL, KINDS, Example, Mark, only
from people import Person
from slots import NAMED, SIMPLE, cast, named

TEXT = Path(__file__).parent / "text"
FILLS = {"plain.txt": 1, "names_and_words.txt": 3, "descriptions.txt": 6, "codes.txt": 4}
"""How often a passage is filled for one pass over the data; 5 where nothing is said."""
LATER = {"comments.txt": 3, "people.txt": 4}
"""The same for the passages of `text/later`."""
LAST = {"noise.txt": 2, "contrasts.txt": 3}
"""The same for the passages of `text/last`."""
FOLDERS = ((TEXT, FILLS), (TEXT / "later", LATER), (TEXT / "last", LAST))
_PIECE = re.compile(r"\{(\w+?)(\d*)\}|\[(\?|" + "|".join(KINDS) + r"):([^\]]*)\]")


@dataclass(frozen=True)
class Passage:
    """A line of a file."""

    file: str
    words: str


@cache
def passages(folder: Path = TEXT) -> tuple[Passage, ...]:
    """All passages of `folder`, in the order of the files."""
    return tuple(
        Passage(path.name, line)
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    )


def filled(passage: Passage, draw: Random) -> Example:
    """A passage with names, places and numbers in its slots."""
    people: dict[str, Person] = {}
    things: dict[str, str] = {}
    text, marks, place = "", list[Mark](), 0
    for piece in _PIECE.finditer(passage.words):
        text += passage.words[place : piece.start()]
        place = piece.end()
        slot, which, kind, words = piece.groups()
        if kind:
            value, allowed = words, ALL if kind == "?" else only(kind)
        else:
            value, allowed = _value(slot, which, people, things, draw)
        marks.append(Mark(len(text), len(text) + len(value), allowed))
        text += value
    text += passage.words[place:]
    return Example(text, tuple(mark for mark in marks if mark.allowed != only("O")))


def _value(
    slot: str, which: str, people: dict[str, Person], things: dict[str, str], draw: Random
) -> tuple[str, frozenset[str]]:
    loud = slot.isupper()
    slot = slot.lower()
    if slot in NAMED:
        if which not in people:
            people[which] = cast(slot, draw)
        value, allowed = named(slot, people[which], draw), only("person")
    else:
        maker, allowed = SIMPLE[slot]
        key = slot + which
        if key not in things:
            things[key] = maker(draw)
        value = things[key]
    return (value.upper() if loud else value), allowed


def pass_over(seed: int, share: str = "train", folders: int = 1) -> list[Example]:
    """All passages of `share` ("train", or "develop": a tenth), filled for one pass.

    `folders` says how many of `FOLDERS` are read: what the network sees late stands in the later.
    """
    draw = Random(seed)
    examples: list[Example] = []
    for folder, times in FOLDERS[:folders]:
        for number, passage in enumerate(passages(folder)):
            if (number % 10 == 7) == (share == "develop"):
                examples += [filled(passage, draw) for _ in range(times.get(passage.file, 5))]
    draw.shuffle(examples)
    made, place = [], 0
    while place < len(examples):
        count = draw.choice((1, 1, 1, 2, 3, 4))
        group = examples[place : place + count]
        place += count
        made.append(joined(group, draw.choice((" ", " ", "\n"))) if len(group) > 1 else group[0])
    return made
