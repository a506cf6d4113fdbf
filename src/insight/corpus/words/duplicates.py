"""The same words said twice, exactly or nearly: a stock phrase, a form sent twice, a campaign.

Two texts are the same where their words are (case, punctuation and space aside), five or more; and
nearly the same where, of eight words or more, at least nine in ten stand in both in the same order:

    2 L / (n + m) >= 0.9        L = longest common subsequence of their n and m words

so that one word in ten may be another (11 words, one mistyped: 2 x 10 / 22 = 0.91). Texts that
differ in a negation or a figure are never the same: "it was not late" is no copy of "it was late".

Pairs are found exactly, without random hashing. At most d = (n + m) / 10 words are put in or left
out between two such texts, so of d + 1 disjoint stretches of one, one stands unbroken in the other
(the pigeonhole principle of Pass-Join; Li, Deng, Wang and Feng 2011). The rarest three words of
each stretch are indexed; who shares them, is of a fitting length and differs in few enough words
is compared. Texts are taken in the order of their words and compared with representatives only, so
that the answer does not depend on the order of rows and thousands of copies cost no more than one.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LEAST_WORDS_SAME = 5
LEAST_WORDS_NEAR = 8
_RUN = 3
_PER_EDIT = 10

# A sign of a script without spaces counts as a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_TURNS_MEANING = re.compile(
    r".*\d.*|no|not|never|none|nothing|nobody|nowhere|neither|nor|without|cannot|hardly|barely"
    r"|nt|nae|nee|divvent|un\w{4,}"
    r"|(?:ai|are|ca|could|did|does|do|had|has|have|is|must|need|should|was|were|wo|would|wor)nt"
)
Ints = NDArray[np.int64]
Signatures = NDArray[np.uint64]
_SIGNATURE_WORDS = 4


def folded(text: str) -> str:
    """The words of `text`, in small letters, with one space between them.

    >>> folded("It wasn't  late -- it was EARLY!")
    'it wasnt late it was early'
    """
    return " ".join(_WORD.findall(_APOSTROPHE.sub("", text.casefold())))


def representatives(texts: Sequence[str]) -> list[str]:
    """For each of `texts`, the folded words that stand for it: its own, or those it is a copy of.

    Texts with fewer than eight words are only ever the same as themselves. The answer is a matter
    of the set of texts alone, whatever their order.
    """
    words = [folded(text) for text in texts]
    candidates = sorted({text for text in words if text.count(" ") >= LEAST_WORDS_NEAR - 1})
    stands_for = _Join(candidates).run() if candidates else {}
    return [stands_for.get(text, text) for text in words]


def edits_allowed(n: int, m: int) -> int:
    """How many words may be put in or left out between texts of `n` and `m` words."""
    return (n + m) // _PER_EDIT


@lru_cache(maxsize=4096)
def _most_edits(m: int) -> int:
    """The most that is allowed between a text of `m` words and any other that could be a copy."""
    most, n = 0, m
    while n - m <= edits_allowed(n, m):
        most = edits_allowed(n, m)
        n += 1
    return most


@dataclass(frozen=True)
class _Encoded:
    """Texts as numbers: of words, and of each run of three words that two texts share."""

    words: list[Ints]
    runs: list[Ints]  # -1 where no other text holds the run
    frequency: Ints  # of each run
    signatures: Signatures  # (n, 4): a bit a word, so that few bits differ where few words do
    turning: Ints  # of each text, which negations and figures it holds, in order


def _encoded(texts: Sequence[str]) -> _Encoded:
    # Texts are split twice: held as lists of words they would take ten times their memory.
    different = sorted({word for text in texts for word in text.split(" ")})
    vocabulary = {word: number for number, word in enumerate(different)}
    words = [np.array([vocabulary[word] for word in t.split(" ")], dtype=np.int64) for t in texts]
    turns = frozenset(n for word, n in vocabulary.items() if _TURNS_MEANING.fullmatch(word))
    turning = [tuple(word for word in said.tolist() if word in turns) for said in words]
    kinds = {held: number for number, held in enumerate(sorted(set(turning)))}
    bounds = np.cumsum([0, *(len(said) - _RUN + 1 for said in words)])
    size = len(vocabulary)
    code = _numbered(
        np.concatenate([(said[:-2] * size + said[1:-1]) * size + said[2:] for said in words])
    )
    owner = np.repeat(np.arange(len(words)), np.diff(bounds))
    # A run that stands twice in one text counts once.
    held = np.sort(code * len(words) + owner)
    frequency = np.bincount(held[np.append(True, held[1:] != held[:-1])] // len(words))
    code = np.where(frequency[code] > 1, code, -1)
    return _Encoded(
        words,
        [code[start:end] for start, end in pairwise(bounds.tolist())],
        frequency.astype(np.int64),
        _signatures(words),
        np.array([kinds[held] for held in turning], dtype=np.int64),
    )


def _numbered(values: Ints) -> Ints:
    """The rank of each value among the different ones; leaner than `np.unique`."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = np.cumsum(np.append(False, ordered[1:] != ordered[:-1]))
    return ranks


def _signatures(words: Sequence[Ints]) -> Signatures:
    found = np.zeros((len(words), _SIGNATURE_WORDS), dtype=np.uint64)
    for row, said in enumerate(words):
        bit = said % (64 * _SIGNATURE_WORDS)
        np.bitwise_or.at(found[row], bit // 64, np.uint64(1) << (bit % 64).astype(np.uint64))
    return found


class _Join:
    """Finds for each text the representative that it is nearly the same as."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._told = _encoded(texts)
        self._lengths = np.array([len(said) for said in self._told.words])
        self._frequency = self._told.frequency.tolist()
        # Texts that differ in a negation or a figure are never compared.
        self._index: defaultdict[tuple[int, int], array[int]] = defaultdict(lambda: array("q"))

    def run(self) -> dict[str, str]:
        """Text -> representative, for every text that is not its own."""
        found = {}
        for number, text in enumerate(self._texts):
            near = self._nearest(number)
            if near is None:
                self._add(number)
            else:
                found[text] = self._texts[near]
        return found

    def _add(self, number: int) -> None:
        """Index the rarest run of each stretch of this text that another could hold whole."""
        runs, m = self._told.runs[number].tolist(), int(self._lengths[number])
        turning = int(self._told.turning[number])
        stretches = _most_edits(m) + 1
        bounds = [m * part // stretches for part in range(stretches + 1)]
        for start, end in pairwise(bounds):
            held = runs[start : end - _RUN + 1]
            if held and -1 not in held:
                rarest = min(held, key=self._frequency.__getitem__)
                self._index[turning, rarest].append(number)

    def _nearest(self, number: int) -> int | None:
        """The most similar representative, the first of equals; None where none is near."""
        turning = int(self._told.turning[number])
        keys = ((turning, run) for run in set(self._told.runs[number].tolist()))
        postings = [self._index[key] for key in keys if key in self._index]
        if not postings:
            return None
        near = np.concatenate([np.frombuffer(posting, dtype=np.int64) for posting in postings])
        n = self._lengths[number]
        lengths = self._lengths[near]
        near = near[abs(lengths - n) <= (lengths + n) // _PER_EDIT]
        bits = np.bitwise_count(self._told.signatures[near] ^ self._told.signatures[number])
        near = near[bits.sum(axis=1) <= (self._lengths[near] + n) // _PER_EDIT]
        return self._closest(number, sorted(set(near.tolist())))

    def _closest(self, number: int, near: list[int]) -> int | None:
        from rapidfuzz.distance import Indel

        words, best, closest = self._told.words, float("inf"), None
        said = words[number].tolist()
        for other in near:
            theirs = words[other].tolist()
            most = edits_allowed(len(said), len(theirs))
            edits = Indel.distance(said, theirs, score_cutoff=most)
            share = edits / (len(said) + len(theirs))
            if edits <= most and share < best:
                best, closest = share, other
        return closest
