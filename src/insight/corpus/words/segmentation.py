"""A turn or an answer -> pieces of at most about 120 words, cut where sentences end."""

from __future__ import annotations

import re
from itertools import pairwise

LONGEST_WORDS = 120

_END = re.compile(
    r"(?:[.!?…]+[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|[!?…]+[\"')\]]*\s+(?=[\"'(\[]*[a-z])|\n+)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|rev|st|sr|jr|vs|etc|e\.g|i\.e|approx|dept|fig|tel|ext)|\b[A-Z])\.$",
    re.IGNORECASE,
)
Span = tuple[int, int]


def sentences(text: str) -> list[Span]:
    """Start and end of each sentence of `text`, as code points, without the space around it.

    A sentence ends at `.`, `!` or `?` before a capital letter or a digit (any letter after `!` and
    `?`), but not behind an abbreviation or an initial, and at a line break.

    >>> sentences("Dr. Fell rang. She was kind.")
    [(0, 14), (15, 28)]
    """
    cuts = [0]
    for end in _END.finditer(text):
        before = text[cuts[-1] : end.start() + 1]
        if not (text[end.start()] == "." and _ABBREVIATION.search(before)):
            cuts.append(end.end())
    cuts.append(len(text))
    spans = [_trimmed(text, start, end) for start, end in pairwise(cuts)]
    return [(start, end) for start, end in spans if start < end]


def pieces(text: str, longest: int = LONGEST_WORDS) -> list[Span]:
    """Start and end of each piece of `text`: itself, or even runs of whole sentences.

    A piece has at most `longest` words; a sentence that alone is longer (speech without full
    stops) is cut between words. Same text, same cuts.
    """
    total = len(text.split())
    if total <= longest:
        start, end = _trimmed(text, 0, len(text))
        return [(start, end)] if start < end else []
    units = [unit for span in sentences(text) for unit in _short_enough(text, span, longest)]
    number = -(-total // longest)
    found: list[Span] = []
    words_before = words_here = 0
    for start, end in units:
        words = len(text[start:end].split())
        # A new piece begins where this one is full, or has its even share of the whole.
        share = total * (len(found)) / number
        is_due = words_before + words / 2 > share
        if not found or words_here + words > longest or (is_due and len(found) < number):
            found.append((start, end))
            words_here = words
        else:
            found[-1] = (found[-1][0], end)
            words_here += words
        words_before += words
    return found


def _short_enough(text: str, span: Span, longest: int) -> list[Span]:
    start, end = span
    words = [(start + w.start(), start + w.end()) for w in re.finditer(r"\S+", text[start:end])]
    if len(words) <= longest:
        return [span]
    parts = -(-len(words) // longest)
    size = -(-len(words) // parts)
    runs = [words[first : first + size] for first in range(0, len(words), size)]
    return [(run[0][0], run[-1][1]) for run in runs]


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))
