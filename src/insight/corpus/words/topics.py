"""Sentences -> runs of them on one subject, by the words that they share; no model is needed.

Where a subject changes, fewer words before the gap come back behind it (TextTiling; Hearst 1997).
The cohesion of a gap is the cosine of the counts of content words in the 40 words on either side:

    c = sum(l[w] r[w]) / sqrt(sum(l[w]^2) sum(r[w]^2))

and the cuts are those that make

    sum over cuts (c - mean c)  +  1/2 sum over runs ((words - 80) / 80)^2

least, with no run above the longest and, where it can be, none below 40 words: subjects as found,
but no crumbs, and even runs where the words tell nothing. Found exactly, by dynamic programming.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import inf, sqrt

from insight.corpus.words.language import FUNCTION_WORDS

_WINDOW_WORDS = 40
_UNEVEN = 0.5
_CRUMB = 5.0
_SHARE_LEAST, _SHARE_USUAL = 1 / 3, 2 / 3  # of the longest: 40 and 80 of 120 words
_LEAST_LETTERS = 4
_WORD = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"(?<=\w{3})(?:ing|edly|ed|ies|es|s|ly)$")


def runs(sentences: Sequence[str], longest: int) -> list[tuple[int, int]]:
    """First and last (exclusive) sentence of each run, none of more than `longest` words.

    Each sentence has at most `longest` words. Time grows with their number.
    """
    if not sentences:
        return []
    sizes = [len(told.split()) for told in sentences]
    cohesion = _cohesion(sentences, sizes)
    mean = sum(cohesion[1:]) / max(1, len(cohesion) - 1)
    usual, least = longest * _SHARE_USUAL, longest * _SHARE_LEAST
    cost, opens = [0.0], [0]
    for last in range(1, len(sentences) + 1):
        best, begun, words = inf, last - 1, 0
        for first in range(last - 1, -1, -1):
            words += sizes[first]
            if words > longest:
                break
            found = cost[first] + _UNEVEN * ((words - usual) / usual) ** 2
            found += (cohesion[first] - mean if first else 0.0) + (_CRUMB if words < least else 0.0)
            if found < best:
                best, begun = found, first
        cost.append(best)
        opens.append(begun)
    cuts = [len(sentences)]
    while cuts[-1]:
        cuts.append(opens[cuts[-1]])
    return list(zip(cuts[:0:-1], cuts[-2::-1], strict=True))


def _cohesion(sentences: Sequence[str], sizes: Sequence[int]) -> list[float]:
    """Cohesion of the gap before each sentence; nothing stands before the first."""
    told = [_content(sentence) for sentence in sentences]
    found = [0.0]
    for gap in range(1, len(told)):
        before, behind = slice(max(0, gap - _WINDOW_WORDS), gap), slice(gap, gap + _WINDOW_WORDS)
        left = _within(told[before][::-1], sizes[before][::-1])
        right = _within(told[behind], sizes[behind])
        shared = sum(number * right[word] for word, number in left.items())
        norm = sqrt(sum(n * n for n in left.values()) * sum(n * n for n in right.values()))
        found.append(shared / norm if norm else 0.0)
    return found


def _within(told: Sequence[list[str]], sizes: Sequence[int]) -> Counter[str]:
    """Content words of the first sentences, until the window is full."""
    counted: Counter[str] = Counter()
    words = 0
    for content, size in zip(told, sizes, strict=True):
        if words >= _WINDOW_WORDS:
            break
        counted.update(content)
        words += size
    return counted


def _content(sentence: str) -> list[str]:
    """Words that carry a subject, without their endings."""
    return [
        _ENDING.sub("", word)
        for word in _WORD.findall(sentence.casefold())
        if len(word) >= _LEAST_LETTERS and word not in FUNCTION_WORDS
    ]
