"""Where the words of turns and statements stand in the text that they were read from.

Reading a text takes labels, times and headings away and joins lines, so that a place in a segment
is no place in the text. What is left are the text's own words in its own order, and so they can be
found again: each piece behind the one before, at its speaker's label where it has one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from insight.corpus.formats.projects.counting import Places, points_of

_NEAR = 2_000
_MOST_TRIES = 200
_SHORT = 20
_LEAST_SHARE = 0.6
_SPACES = [point for point in range(0x3001) if chr(point).isspace()]
_BESIDE_A_LABEL = re.compile(r"[\W\d_]*")


@dataclass(frozen=True)
class Piece:
    """Words to be found: of a turn (`label` says whose) or a statement."""

    text: str
    label: str = ""


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the characters of a piece stand: `own` in the piece, `there` in the text, in order."""

    own: Places
    there: Places

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch of the piece that stands between `start` and `end` of the text, if any."""
        first, last = (int(n) for n in np.searchsorted(self.there, (start, end)))
        return (int(self.own[first]), int(self.own[last - 1]) + 1) if first < last else None

    @property
    def start(self) -> int:
        """Where the first character stands in the text."""
        return int(self.there[0])

    @property
    def end(self) -> int:
        """Behind the last character in the text."""
        return int(self.there[-1]) + 1


def placed(text: str, pieces: Sequence[Piece]) -> list[Placed | None]:
    r"""Where each of `pieces` stands in `text`; None for those that are not found.

    >>> [found] = placed("P1: It was\nkind.", [Piece("It was kind.", "P1")])
    >>> found.within(7, 15)
    (3, 11)
    """
    signs = _Signs.of(text)
    owns = [_Signs.of(piece.text) for piece in pieces]
    anchors = _anchors(signs.signs, [own.signs for own in owns])
    limits = _limits(anchors, len(signs.signs))
    found: list[Placed | None] = []
    reached, before = 0, None
    for piece, own, anchor, limit in zip(pieces, owns, anchors, limits, strict=True):
        place = anchor
        if place is None:
            goes_on = piece.label == before
            place = _whole(signs, own, piece.label, (reached, limit), goes_on=goes_on)
        if place is not None:
            found.append(Placed(own.places, signs.places[place : place + len(own.signs)]))
            reached = place + len(own.signs)
        else:
            found.append(_in_parts(signs, piece.text, (reached, limit)))
            if (last := found[-1]) is not None:
                reached = signs.index_behind(last.end - 1)
        before = piece.label
    return found


def _anchors(signs: str, owns: Sequence[str]) -> list[int | None]:
    """Where those pieces stand whose words stand in the text once only; in order, None elsewhere.

    Of places that are not in the order of the pieces, the longest run that is counts.
    """
    once: list[tuple[int, int]] = []
    for number, own in enumerate(owns):
        place = signs.find(own) if len(own) >= _SHORT else -1
        if place >= 0 and signs.find(own, place + 1) < 0:
            once.append((number, place))
    tops: list[int] = []
    ends: list[int] = []
    previous: list[int | None] = []
    for at, (_, place) in enumerate(once):
        length = bisect_left(tops, place)
        tops[length:] = [place, *tops[length + 1 :]]
        ends[length:] = [at, *ends[length + 1 :]]
        previous.append(ends[length - 1] if length else None)
    found: list[int | None] = [None] * len(owns)
    here = ends[-1] if ends else None
    while here is not None:
        number, place = once[here]
        found[number] = place
        here = previous[here]
    return found


def _limits(anchors: Sequence[int | None], end: int) -> list[int]:
    """For each piece, where the next one begins that has an anchor."""
    limits: list[int] = []
    limit = end
    for anchor in reversed(anchors):
        limits.append(limit)
        limit = limit if anchor is None else anchor
    return limits[::-1]


@dataclass(frozen=True)
class _Signs:
    """A text without its spaces, and where each of its characters stands in it."""

    signs: str
    places: Places
    text: str

    @classmethod
    def of(cls, text: str) -> _Signs:
        return cls("".join(text.split()), np.flatnonzero(~np.isin(points_of(text), _SPACES)), text)

    def index_behind(self, place: int) -> int:
        """Number of characters up to and with the one at `place` of the text."""
        return int(np.searchsorted(self.places, place, side="right"))

    def line_before(self, number: int) -> str:
        """What stands in the same line before the character of this number."""
        place = int(self.places[number])
        return self.text[self.text.rfind("\n", 0, place) + 1 : place]


def _whole(
    signs: _Signs, own: _Signs, label: str, between: tuple[int, int], *, goes_on: bool
) -> int | None:
    """Where all of `own` stands in one `between` two places, as likely as may be."""
    reached, limit = between
    best: tuple[bool, int, int] | None = None
    place = signs.signs.find(own.signs, reached, limit) if own.signs else -1
    for _ in range(_MOST_TRIES):
        if place < 0:
            break
        # What is near is likelier than what is like a beginning.
        is_far = place - reached > _NEAR
        rank = (is_far, _likeness(signs, place, label, reached, goes_on), place)
        if best is None or rank < best:
            best = rank
        if is_far or not rank[1]:
            break
        place = signs.signs.find(own.signs, place + 1, limit)
    if best is None or (best[0] and len(own.signs) < _SHORT):
        return None
    return best[2]


def _likeness(signs: _Signs, place: int, label: str, reached: int, goes_on: bool) -> int:
    """0 for the place that is surest, 2 for one that merely holds the same words."""
    if place == reached and (goes_on or not label):
        return 0
    between = signs.signs[max(reached, place - 200) : place]
    wanted = "".join(label.split())
    if wanted:
        at = between.rfind(wanted)
        if at >= 0 and _BESIDE_A_LABEL.fullmatch(between[at + len(wanted) :]):
            return 0 if not goes_on else 1
    return 1 if wanted and _BESIDE_A_LABEL.fullmatch(signs.line_before(place)) else 2


def _in_parts(signs: _Signs, own: str, between: tuple[int, int]) -> Placed | None:
    """Where most words of `own` stand, though something in between was taken away."""
    reached, limit = between
    if reached >= limit:
        return None
    start, end = int(signs.places[reached]), int(signs.places[limit - 1]) + 1
    window = signs.text[start : min(end, start + 2 * len(own) + _NEAR)]
    ours = list(re.finditer(r"\S+", own))
    theirs = list(re.finditer(r"\S+", window))
    blocks = SequenceMatcher(
        None, [word[0] for word in ours], [word[0] for word in theirs], autojunk=False
    ).get_matching_blocks()
    pairs = [(ours[a + n], theirs[b + n]) for a, b, size in blocks for n in range(size)]
    if not ours or len(pairs) < _LEAST_SHARE * len(ours):
        return None
    mine = [place for word, _ in pairs for place in range(word.start(), word.end())]
    there = [start + place for _, word in pairs for place in range(word.start(), word.end())]
    return Placed(np.array(mine, dtype=np.int64), np.array(there, dtype=np.int64))
