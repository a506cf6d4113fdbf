"""Whether the selections of a project stand where it says, told by the words that they quote.

Many programs name a selection by its first words. Where such a quote stands elsewhere in the text,
positions have drifted: the way of counting is then found under which the quotes are right. A
project whose quotes are right under none is refused, for its codings would land on other words.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from insight.corpus.formats.projects.counting import (
    STANDARD,
    Counted,
    Counting,
    Places,
    countings,
    points_of,
)
from insight.errors import SourceError

_LEAST_RIGHT = 3
_LEAST_TELLING = 8
_LEAST_OF_A_COMMENT = 20
_FARTHEST_SHIFT = 200
_MOST_PLACES = 20
_STRAY_SHARE = 0.05
_FEWEST_EDGES = 20
_EDGES_RIGHT, _EDGES_WRONG = 0.95, 0.8
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))
_LEFT_OUT = [*_INVISIBLE, *(point for point in range(0x3001) if chr(point).isspace())]


@dataclass(frozen=True)
class Marked:
    """A selection as the project tells it: positions, name (often a quote) and description."""

    number: int
    start: int
    end: int
    name: str = ""
    description: str = ""


@dataclass(frozen=True)
class Plain:
    """The plain text of a source with its selections; `has_mark` where the file opens with one."""

    number: int
    text: str
    has_mark: bool
    marked: tuple[Marked, ...]

    @cached_property
    def squeezed(self) -> str:
        """The text without spaces, in which quotes are looked for."""
        return _squeezed(self.text)

    @cached_property
    def _indices(self) -> Places:
        """Of each character of `squeezed`, its index in the text."""
        return np.flatnonzero(~np.isin(points_of(self.text), _LEFT_OUT))

    @cached_property
    def _held(self) -> dict[str, bool]:
        return {}

    def holds(self, quote: str) -> bool:
        """Whether `quote` (squeezed) stands anywhere in the text; looked up once."""
        if quote not in self._held:
            self._held[quote] = quote in self.squeezed
        return self._held[quote]

    def places(self, quote: str) -> list[int]:
        """Where `quote` (squeezed) begins in the text; at most a few places."""
        if len(self._indices) != len(self.squeezed):
            return []  # Composed characters: quotes can be compared, but not looked for.
        found: list[int] = []
        place = self.squeezed.find(quote)
        while place >= 0 and len(found) < _MOST_PLACES:
            found.append(int(self._indices[place]))
            place = self.squeezed.find(quote, place + 1)
        return found


@dataclass(frozen=True)
class Verified:
    """Where the selections stand in the text of each source, by the source's number.

    A selection that is missing could not be placed; `strays` are those whose quotes contradict.
    `counted` tells how positions in a source are counted, `notes` what was found and mended.
    """

    spans: dict[int, dict[int, tuple[int, int]]]
    strays: dict[int, list[int]]
    counted: dict[int, Counted]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Score:
    """How selections fare under a way of counting: how many are right, which are wrong."""

    right: int
    wrong: tuple[int, ...]
    outside: tuple[int, ...]
    inside: int
    edges: float

    @property
    def rank(self) -> tuple[int, int]:
        return len(self.wrong) + len(self.outside), -self.right


def verified(plains: Sequence[Plain], origin: str, where: str) -> Verified:
    """The selections of `plains` where they really stand.

    Raises SourceError, naming `where`, where the words that selections quote stand elsewhere, and
    no way of counting puts them right.
    """
    ways = _telling(countings(origin), plains)
    counting = _best([plain for plain in plains if plain.marked], ways)
    found: dict[int, Counted] = {}
    spans: dict[int, dict[int, tuple[int, int]]] = {}
    strays: dict[int, list[int]] = {}
    right = total = 0
    mended: Counter[str] = Counter()
    for plain in plains:
        counted, score = _mended(plain, counting, ways)
        found[plain.number] = counted
        _refuse_drift(score, plain, where)
        strays[plain.number] = list(score.wrong)
        placed = {m.number: counted.span(m.start, m.end) for m in plain.marked}
        spans[plain.number] = {
            number: span
            for number, span in placed.items()
            if span is not None and span[0] < span[1] and number not in score.wrong
        }
        right, total = right + score.right, total + len(plain.marked)
        departs = _departs(plain, counted, placed)
        mended[departs] += len(plain.marked) if departs else 0
    return Verified(spans, strays, found, tuple(_notes(total, right, +mended)))


def _telling(ways: Sequence[Counting], plains: Sequence[Plain]) -> list[Counting]:
    """Those of `ways` that differ from each other for at least one of the texts."""
    has_mark = any(plain.has_mark for plain in plains)
    has_astral = any(max(plain.text, default="") > "\uffff" for plain in plains)
    has_pairs = any("\r\n" in plain.text for plain in plains)
    return [
        way
        for way in ways
        if (has_mark or not way.mark)
        and (has_astral or not way.utf16)
        and (has_pairs or way.line_ends != "one")
    ]


def _refuse_drift(score: _Score, plain: Plain, where: str) -> None:
    wrong, outside = len(score.wrong), len(score.outside)
    problem = ""
    if wrong > _STRAY_SHARE * (score.right + wrong):
        problem = f"the words that {wrong} selections quote stand elsewhere in the text"
    elif outside > max(1, _STRAY_SHARE * len(plain.marked)):
        problem = f"{outside} selections lie beyond the end of the text"
    if problem:
        raise SourceError(
            problem,
            where=f"{where}, source {plain.number}",
            remedy="export the project again; its text was changed after it was coded",
        )


def _notes(total: int, right: int, mended: Counter[str]) -> Iterator[str]:
    if not total:
        return
    told = f"{total} selections, {right} verified by the words that they quote"
    yield told if right else f"{total} selections quote no words, and could not be verified"
    for how, number in sorted(mended.items()):
        yield f"positions of {number} selections count {how}: mended"


def _departs(plain: Plain, counted: Counted, placed: dict[int, tuple[int, int] | None]) -> str:
    """How the positions differ from the standard's, in words; empty where they lead to the same."""
    standard = Counted(plain.text, plain.has_mark, STANDARD)
    if all(standard.span(m.start, m.end) == placed[m.number] for m in plain.marked):
        return ""
    shift = f"{abs(counted.shift)} characters too {'many' if counted.shift > 0 else 'few'}"
    return " and ".join(filter(None, [counted.counting.described, shift if counted.shift else ""]))


def _best(plains: Sequence[Plain], ways: Sequence[Counting]) -> Counting:
    """The way of counting under which most selections of all sources are right."""
    scores = [
        [_score(plain, Counted(plain.text, plain.has_mark, way)) for plain in plains]
        for way in ways
    ]
    ranks = [
        tuple(sum(part) for part in zip(*(score.rank for score in own), strict=True)) or (0, 0)
        for own in scores
    ]
    best = min(ranks)
    number = ranks.index(best)
    if not best[1]:
        # Nobody quotes: people mark whole words, so a way that cuts words is not the right one.
        number = _by_edges([_edges(own, plains) for own in scores], ranks, number, plains)
    return ways[number]


def _edges(scores: Sequence[_Score], plains: Sequence[Plain]) -> float:
    total = sum(len(plain.marked) for plain in plains)
    weighted = zip(scores, plains, strict=True)
    return sum(s.edges * len(p.marked) for s, p in weighted) / total if total else 1.0


def _by_edges(
    edges: Sequence[float], ranks: Sequence[tuple[int, ...]], first: int, plains: Sequence[Plain]
) -> int:
    if 2 * sum(len(plain.marked) for plain in plains) < _FEWEST_EDGES:
        return first
    if edges[first] >= _EDGES_WRONG:
        return first
    open_ways = [number for number, rank in enumerate(ranks) if rank == ranks[first]]
    best = max(open_ways, key=lambda number: (edges[number], -number))
    return best if edges[best] >= _EDGES_RIGHT else first


def _mended(plain: Plain, way: Counting, ways: Sequence[Counting]) -> tuple[Counted, _Score]:
    """The text counted in the project's way; where quotes contradict, in the one that fits it."""
    counted = Counted(plain.text, plain.has_mark, way)
    score = _score(plain, counted)
    if not score.wrong and not score.outside and not score.inside:
        return counted, score
    tried = [(counted, score)]
    for other in (way, *ways):
        plainly = Counted(plain.text, plain.has_mark, other)
        tried.append((plainly, _score(plain, plainly)))
        shift, support = _common_shift(plain, plainly)
        # A name that stands inside its selection may be a title; two of them are a pattern.
        if shift and (score.wrong or support > 1):
            shifted = replace(plainly, shift=shift)
            tried.append((shifted, _score(plain, shifted)))
    return min(tried, key=lambda one: one[1].rank)


def _common_shift(plain: Plain, counted: Counted) -> tuple[int, int]:
    """By how much most quotes stand off their selections' starts, and how many do."""
    shifts: Counter[int] = Counter()
    for marked in plain.marked:
        quote = _quote(marked.name)
        if len(quote) >= _LEAST_TELLING:
            offs = {marked.start - counted.place(place) for place in plain.places(quote)}
            shifts.update(off for off in offs if abs(off) <= _FARTHEST_SHIFT)
    if not shifts:
        return 0, 0
    most = max(shifts.values())
    alike = [off for off, n in shifts.items() if n == most]
    return min(alike, key=lambda off: (abs(off), off)), most


def _score(plain: Plain, counted: Counted) -> _Score:
    tally: Counter[str] = Counter()
    edges = 0
    found: dict[str, list[int]] = {"wrong": [], "outside": []}
    for marked in plain.marked:
        span = counted.span(marked.start, marked.end)
        if span is None:
            found["outside"].append(marked.number)
            continue
        edges += _is_edge(plain.text, span[0]) + _is_edge(plain.text, span[1])
        verdict = _verdict(marked, _squeezed(plain.text[span[0] : span[1]]), plain)
        tally[verdict] += 1
        if verdict == "wrong":
            found["wrong"].append(marked.number)
    share = edges / (2 * len(plain.marked)) if plain.marked else 1.0
    wrong, outside = tuple(found["wrong"]), tuple(found["outside"])
    return _Score(tally["right"], wrong, outside, tally["inside"], share)


def _verdict(marked: Marked, here: str, plain: Plain) -> str:
    """Whether the words `here` are those that `marked` quotes: right, wrong, inside or open."""
    quotes = [(_quote(marked.name), _LEAST_TELLING)]
    quotes += [(_quote(marked.description), _LEAST_OF_A_COMMENT)]
    if any(
        quote and (quote == here or (len(quote) >= _LEAST_RIGHT and here.startswith(quote)))
        for quote, _ in quotes
    ):
        return "right"
    telling = [quote for quote, least in quotes if len(quote) >= least]
    if any(quote in here for quote in telling):
        return "inside"
    return "wrong" if any(plain.holds(quote) for quote in telling) else "open"


def _quote(name: str) -> str:
    """A name as a quote: without spaces, and without the dots that cut it off."""
    return _squeezed(name).removesuffix("…").removesuffix("...")


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def _is_edge(text: str, index: int) -> bool:
    """Whether no word goes on across `index`."""
    return index in (0, len(text)) or not (text[index - 1].isalnum() and text[index].isalnum())
