"""Where harm is told of without being said: what somebody does to keep safe, hides, or may not do.

Most of these words are innocent most of the time ("I'm not allowed sugar"). So a phrase of
`data/veiled.txt` counts by itself only where it is listed as one that `tells`. One that says what
somebody `does` counts in a sentence that names somebody of power over another, and that other. A
`hint` counts where a hint of another kind stands in the same sentence or the one beside it.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from insight.disclosure.risk.cues import cue_lists

LIST = "veiled.txt"
_SENTENCE_ENDS = re.compile(r"[.!?;]+")


@dataclass(frozen=True, order=True)
class Sign:
    """Where a phrase of the list stands: its category, and what it shows ("tells", "hint mark")."""

    category: str
    start: int
    end: int
    shows: str
    sentence: int


def veiled_signs(text: str) -> list[Sign]:
    """The signs in `text` that count, by category and place; `text` is `cues.folded`.

    >>> veiled_signs("I'm not allowed sugar.")
    []
    >>> [sign.shows for sign in veiled_signs("I'm not allowed visitors when he's in.")]
    ['does']
    """
    lists = cue_lists(LIST)
    ends = [found.start() for found in _SENTENCE_ENDS.finditer(text)]
    signs = sorted(_signs(text, lists, ends))
    framed = _framed(text, lists, ends)
    return [sign for sign in signs if _counts(sign, signs, framed)]


def _signs(text: str, lists: Mapping[str, re.Pattern[str]], ends: list[int]) -> Iterator[Sign]:
    for name, pattern in lists.items():
        category, _, shows = name.partition(".")
        if not shows:
            continue
        for found in pattern.finditer(text):
            yield Sign(category, found.start(), found.end(), shows, bisect(ends, found.start()))


def _framed(text: str, lists: Mapping[str, re.Pattern[str]], ends: list[int]) -> frozenset[int]:
    """The sentences that name somebody of power and, in another word, somebody it is over."""
    over: dict[int, set[int]] = {}
    for found in lists["victim"].finditer(text):
        over.setdefault(bisect(ends, found.start()), set()).add(found.start())
    return frozenset(
        sentence
        for found in lists["power"].finditer(text)
        if over.get(sentence := bisect(ends, found.start()), set()) - {found.start()}
    )


def _counts(sign: Sign, signs: list[Sign], framed: frozenset[int]) -> bool:
    if not sign.shows.startswith("hint "):
        return sign.shows == "tells" or sign.sentence in framed
    return any(_go_together(sign, other) for other in signs)


def _go_together(one: Sign, other: Sign) -> bool:
    """Whether two hints of one category stand near each other and share no word."""
    return (
        one.category == other.category
        and one.shows != other.shows
        and other.shows.startswith("hint ")
        and abs(one.sentence - other.sentence) <= 1
        and (one.end <= other.start or other.end <= one.start)
    )
