"""Where words that were cleaned, cut and put together again stand in the text of their file.

A file holds more than what was said: labels, times, page numbers, marks of its format. What was
said stands in it in order, so each segment is looked for behind the one before: its words in one
run, or in runs with something of the file's own between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insight.corpus.words.alignment import Span
from insight.corpus.words.cleaning import cleaned

# Letters and figures in a row; any other sign that is no punctuation, such as an emoji.
_TOKEN = re.compile(r"\w+|[^\w\s!-/:-@\[-`{-~]")
_ANCHOR = 4
_LONGEST_GAP = 60
_LEAST_FOUND = 0.8
_NEAR = 12
_REACH_OF_SIGNS = 500


def spans_in(original: str, said: Sequence[str]) -> list[Span | None]:
    r"""Start and end in `original` of each of `said`, in order; None where it is not found.

    Code points, end-exclusive. `original` is the text before cleaning, `said` is after.

    >>> spans_in("INT: Fish &amp; chips?\nP1: Aye.", ["Fish & chips?", "Aye."])
    [(5, 22), (27, 31)]
    """
    text = cleaned(original)
    words = _Words.of(text.text)
    found: list[Span | None] = []
    place = 0
    for one in said:
        span = words.find(one, place)
        found.append(text.original_span(*span) if span else None)
        place = span[1] if span else place
    return found


@dataclass(frozen=True)
class _Words:
    """The words of a text in small letters, where each stands, and the places of each."""

    text: str
    words: tuple[str, ...]
    spans: tuple[Span, ...]
    places: dict[str, list[int]]

    @classmethod
    def of(cls, text: str) -> _Words:
        tokens = list(_TOKEN.finditer(text))
        words = tuple(token[0].casefold() for token in tokens)
        places: dict[str, list[int]] = {}
        for number, word in enumerate(words):
            places.setdefault(word, []).append(number)
        return cls(text, words, tuple(token.span() for token in tokens), places)

    def find(self, said: str, behind: int) -> Span | None:
        """Where `said` stands in the text, at or behind place `behind`; None where it does not."""
        tokens = list(_TOKEN.finditer(said))
        if not tokens:
            # Nothing but punctuation: right here, or nowhere.
            sign = said.strip()
            start = self.text.find(sign, behind, behind + _REACH_OF_SIGNS)
            return (start, start + len(sign)) if sign and start >= 0 else None
        words = [token[0].casefold() for token in tokens]
        run = self._best_run(words, said, bisect_left(self.spans, (behind, behind)))
        if run is None:
            return None
        start, end = self.spans[run[0]][0], self.spans[run[1]][1]
        lead, tail = said[: tokens[0].start()].lstrip(), said[tokens[-1].end() :].rstrip()
        if lead and self.text.startswith(lead, max(0, start - len(lead))):
            start -= len(lead)
        if tail and self.text.startswith(tail, end):
            end += len(tail)
        return start, end

    def _best_run(self, words: list[str], said: str, after: int) -> Span | None:
        """First and last word of `said`: the nearest place that holds enough of it."""
        wanted = " ".join(said.split())
        broken: Span | None = None
        seen = 0
        for first in self._runs(words[:_ANCHOR], after):
            if self.words[first : first + len(words)] == tuple(words):
                whole = (first, first + len(words) - 1)
                if len(words) >= _ANCHOR or seen or self._reads(whole, wanted):
                    # A label may be the word that a short answer consists of.
                    return broken if broken and first - broken[1] > _LONGEST_GAP else whole
                seen += 1
                later = self._later(words, wanted, first + 1)
                return later or whole
            if broken is None:
                broken = self._through_gaps(words, first)
        return broken or self._through_gaps_of_any(words, after)

    def _later(self, words: list[str], wanted: str, after: int) -> Span | None:
        """A place close behind that reads exactly as wanted, its punctuation too."""
        for first in self._runs(words, after):
            if first - after > _NEAR:
                return None
            if self._reads((first, first + len(words) - 1), wanted):
                return first, first + len(words) - 1
        return None

    def _reads(self, run: Span, wanted: str) -> bool:
        start = self.spans[run[0]][0]
        near = self.text[max(0, start - 8) : start + len(wanted) + 16]
        return wanted in " ".join(near.split())

    def _runs(self, words: Sequence[str], after: int) -> Iterator[int]:
        """Every place at or behind `after` where `words` stand in a row."""
        rarest = min(range(len(words)), key=lambda n: len(self.places.get(words[n], ())))
        places = self.places.get(words[rarest], [])
        for number in range(bisect_left(places, after + rarest), len(places)):
            first = places[number] - rarest
            if self.words[first : first + len(words)] == tuple(words):
                yield first

    def _through_gaps(self, words: list[str], first: int) -> Span | None:
        """The run of `words` from `first`, with what the file puts between them passed over."""
        at, last, met, number = first, first, 0, 0
        while number < len(words):
            if at < len(self.words) and self.words[at] == words[number]:
                last, at, met, number = at, at + 1, met + 1, number + 1
                continue
            ahead = self._resumed(words[number : number + _ANCHOR], at)
            if ahead is None:
                number += 1
            else:
                at = ahead
        return (first, last) if met >= len(words) * _LEAST_FOUND else None

    def _resumed(self, words: Sequence[str], at: int) -> int | None:
        """The nearest place behind `at` where the words go on; longer runs are better proof."""
        for size in range(len(words), 0, -1):
            place = next(self._runs(words[:size], at), None)
            if place is not None and place - at <= _LONGEST_GAP:
                return place
        return None

    def _through_gaps_of_any(self, words: list[str], after: int) -> Span | None:
        """As `_through_gaps`, where even the first words do not stand in a row."""
        for first in self._runs(words[:1], after):
            if found := self._through_gaps(words, first):
                return found
            if first - after > _LONGEST_GAP * _ANCHOR:
                break
        return None
