"""How well the words of themes hang together, and how little themes share them.

NPMI: Bouma G (2009), Normalized (pointwise) mutual information in collocation extraction, GSCL.
C_v: Roeder M, Both A, Hinneburg A (2015), Exploring the space of topic coherence measures, WSDM,
doi:10.1145/2684822.2685324. Diversity: Dieng AB, Ruiz FJR, Blei DM (2020), TACL 8:439-453,
doi:10.1162/tacl_a_00325. They judge words; whether a theme means anything is for people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from itertools import combinations
from math import log

import numpy as np

from insight.themes.graph import FloatArray

WORDS = 10
WINDOW = 110
EPSILON = 1e-12


class Company:
    """Which words stand together in texts.

    `texts` are lists of words. A word's places are whole texts, or all their windows of 110 words;
    a text of no more than those is one window.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.texts = len(texts)
        self._rows: dict[str, set[int]] = defaultdict(set)
        for row, text in enumerate(texts):
            for word in text:
                self._rows[word].add(row)
        self._long = {row: text for row, text in enumerate(texts) if len(text) > WINDOW}

    def in_texts(self, words: Sequence[str]) -> tuple[FloatArray, int]:
        """In how many texts each two of `words` stand together (m, m), and how many there are."""
        return self._met([self._rows.get(word, set()) for word in words]), self.texts

    def in_windows(self, words: Sequence[str]) -> tuple[FloatArray, int]:
        """As `in_texts`, of windows."""
        short = [self._rows.get(word, set()) - self._long.keys() for word in words]
        counts, places = self._met(short), self.texts - len(self._long)
        column = {word: at for at, word in enumerate(words)}
        for text in self._long.values():
            windows = len(text) - WINDOW + 1
            places += windows
            seen = np.zeros((windows, len(words)))
            for at, word in enumerate(text):
                if word in column:
                    # A word stands in the windows that begin up to 109 words before it.
                    seen[max(at - WINDOW + 1, 0) : at + 1, column[word]] = 1
            counts += seen.T @ seen
        return counts, places

    @staticmethod
    def _met(rows: Sequence[Set[int]]) -> FloatArray:
        return np.array([[float(len(one & other)) for other in rows] for one in rows])


def npmi(words: Sequence[str], company: Company) -> float:
    """Mean normalised pointwise mutual information of all pairs of `words` over texts.

    log((p(a, b) + e) / (p(a) p(b))) / -log(p(a, b) + e), p being shares of texts and e = 1e-12
    (Roeder and others). From nearly -1 (no pair occurs together) by way of 0 (what chance would
    give: p(a) = p(b) = 2/4 and p(a, b) = 1/4) to 1 (no word without the others). NaN for fewer than
    two words. No word comes twice.

    >>> npmi(["a", "b"], Company([["a", "b"], ["a"], ["b"], ["c"]]))
    0.0
    >>> npmi(["a", "b"], Company([["a", "b"], ["a", "b"], ["c"], ["c"]]))
    1.0
    """
    values = _pairwise(*company.in_texts(words))
    pairs = list(combinations(range(len(words)), 2))
    return _rounded([values[one, other] for one, other in pairs])


def c_v(words: Sequence[str], company: Company) -> float:
    """Coherence C_v of `words`: how alike each word's company is to that of all together.

    Each word's vector holds its NPMI with every word of the theme, itself among them, p being
    shares of sliding windows of 110 words; the mean cosine of these with their sum is told. With
    p(a) = p(b) = 1/2, p(a, b) = 1/4 the vectors are (1, 0) and (0, 1), their sum (1, 1), and each
    cosine 1/sqrt(2) = 0.707107. From 0 (no company) to 1 (all keep the same company), rarely
    below. NaN for fewer than two words. It is gensim's figure, unless a word comes twice within a
    window: gensim then loses sight of it when the first goes.

    >>> c_v(["a", "b"], Company([["a", "b"], ["a"], ["b"], ["c"]]))
    0.707107
    """
    if len(words) < 2:
        return float("nan")
    values = _pairwise(*company.in_windows(words))
    together = values.sum(axis=0)
    lengths = np.sqrt((values**2).sum(axis=1)) * np.sqrt((together**2).sum())
    return _rounded(list((values @ together) / np.maximum(lengths, EPSILON)))


def diversity(keywords: Sequence[Sequence[str]]) -> float:
    """Share of different words among the first ten of every theme; 1 = no theme shares any.

    >>> diversity([["bus", "road"], ["bus", "meal"]])
    0.75
    """
    words = [word for said in keywords for word in said[:WORDS]]
    return round(len(set(words)) / len(words), 6) if words else float("nan")


def _pairwise(counts: FloatArray, places: int) -> FloatArray:
    """NPMI of every word with every word, (m, m), from `counts` (m, m) of `places`."""
    share = counts / max(places, 1)
    values = np.full(share.shape, -1.0)
    for one in range(len(share)):
        for other in range(len(share)):
            both, apart = share[one, other], share[one, one] * share[other, other]
            if both >= 1:
                values[one, other] = 1.0
            elif apart > 0:
                values[one, other] = log((both + EPSILON) / apart) / -log(both + EPSILON)
    return values


def _rounded(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 6) + 0.0 if len(values) else float("nan")
