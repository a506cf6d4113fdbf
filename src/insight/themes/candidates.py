"""Phrases that could name a theme, and how well each would."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

import numpy as np

from insight.themes.material import Material
from insight.themes.sides import verdicts
from insight.themes.tagging import Word
from insight.themes.terms import is_telling
from insight.themes.themed import Themed
from insight.themes.wordlists import words

Key = tuple[frozenset[str], bool]
Fit = Callable[[frozenset[int]], float]

# By the number of words: one word names little, five are a mouthful.
READABLE = {1: 0.4, 2: 1.0, 3: 1.0, 4: 0.9, 5: 0.7}
ON_ITS_SIDE, AGAINST_IT = 1.3, 0.3
QUALITIES = 2
ALSO_PLURAL = 0.2
# What fewer of a theme share does not name it; of a single word, more must.
LEAST_COVERED = {False: 0.06, True: 0.09}
# A heading names a part in which so many say its words.
REACHED = 0.05
CARED_FOR = frozenset({"look", "after"})
TELLING_NO = frozenset({"complaint", "improve", "improvement", "issue", "problem"})
LEAST_WORTH = 0.05


@dataclass(frozen=True)
class _Candidate:
    """A phrase in a theme, and in which forms people said it."""

    key: Key
    forms: Counter[str]

    @property
    def surface(self) -> str:
        """The commonest form; in the plural, or with its article, where people also say that."""
        usual = min(self.forms, key=lambda form: (-self.forms[form], len(form), form))
        several = usual + "s"
        if self.forms.get(several, 0) >= ALSO_PLURAL * self.forms[usual]:
            return several
        fuller = [form for form in self.forms if _bare(form) == usual != form]
        return min(fuller, key=lambda form: (-self.forms[form], form), default=usual)


def _bare(phrase: str) -> str:
    return " ".join(word for word in phrase.split() if word not in ("a", "an", "the"))


@dataclass(frozen=True)
class Scored:
    """A phrase as a heading has it, what it is worth, its words, and the texts that say it."""

    score: float
    surface: str
    lemmas: frozenset[str]
    rows: frozenset[int]


def scored_phrases(
    themed: Themed, theme: int, side: int, least: int, terms: Sequence[str]
) -> list[Scored]:
    """Phrases that could name the theme, best first."""
    inside = frozenset(np.flatnonzero(themed.main == theme).tolist())
    fit = _fit_of(themed.material, inside)
    fits = cache(lambda lemma: fit(themed.material.rows_with[lemma]))
    made = []
    for candidate in _candidates(themed.material, inside, least):
        rows = _rows(themed.material, candidate.key[0])
        parts = [fits(lemma) for lemma in candidate.key[0]]
        worth = fit(rows) + sum(parts) / len(parts)
        own = side_of_phrase(candidate.surface)
        worth *= READABLE[len(candidate.surface.split())] * _reach(themed, inside, rows)
        worth *= _taking_sides(own, side)
        made.append(Scored(round(worth, 9), candidate.surface, candidate.key[0], rows & inside))
    made.extend(_qualities(themed.material, inside, fit, least, terms))
    named = [
        one
        for one in made
        if one.score >= LEAST_WORTH
        and len(one.rows) >= LEAST_COVERED[" " not in one.surface] * len(inside)
    ]
    return sorted(named, key=lambda one: (-one.score, one.surface))


def _taking_sides(own: int, side: int) -> float:
    """More for a phrase on the theme's side, less for one against it.

    Praise is also out of place where the theme leans to neither side: it would hide the complaints.
    "Waiting times" may stand there, for it names the matter.
    """
    if own and own == side:
        return ON_ITS_SIDE
    return AGAINST_IT if own > 0 or own * side < 0 else 1.0


def _reach(themed: Themed, inside: frozenset[int], rows: frozenset[int]) -> float:
    """Share of a union's parts in which some of `rows` are; 1 for what is no union."""
    if themed.parts is None:
        return 1.0
    sizes = Counter(themed.parts[list(inside)].tolist())
    reached = Counter(themed.parts[list(rows & inside)].tolist())
    return sum(reached[part] >= REACHED * size for part, size in sizes.items()) / len(sizes)


def _candidates(material: Material, inside: Iterable[int], least: int) -> Iterator[_Candidate]:
    """The phrases that `least` people of the rows `inside` said, and that tell something."""
    found: dict[Key, dict[int, str]] = defaultdict(dict)
    for row in sorted(inside):
        for phrase in material.phrases(row):
            found[phrase.lemmas, phrase.negated].setdefault(row, phrase.surface)
    for key, said in found.items():
        if material.people(said) < least or not _tells(*key):
            continue
        if len(set().union(*(material.speakers[row] for row in said))) >= least:
            forms: Counter[str] = Counter()
            for row, surface in said.items():
                forms[surface] += material.weight[row]
            yield _Candidate(key, forms)


def _qualities(
    material: Material, inside: frozenset[int], fit: Fit, least: int, terms: Sequence[str]
) -> list[Scored]:
    """The two verdicts that say most of what pleased or hurt ("helpful and polite"), if any do."""
    told = []
    for term in filter(material.qualities.__contains__, terms):
        rows = material.rows_with[term] & inside
        people = set().union(*(material.speakers[row] for row in rows))
        worth = fit(material.rows_with[term])
        if len(people) >= least and worth > 0:
            told.append((worth, term, rows))
    best = sorted(told, key=lambda one: (-round(one[0], 9), one[1]))[:QUALITIES]
    if len(best) < QUALITIES:
        return []
    (one, first, here), (other, second, there) = best
    surface = f"{material.words.spoken(first)} and {material.words.spoken(second)}"
    return [Scored(round(one + other, 9), surface, frozenset({first, second}), here | there)]


def _tells(lemmas: frozenset[str], negated: bool) -> bool:
    """Whether some word of the phrase names a matter, not only a verdict on one.

    "problems" says nothing of what they are; "no problems" is what there is to say.
    """
    if lemmas == CARED_FOR or (negated and lemmas & TELLING_NO):
        return True
    return any(
        lemma not in words("light") and is_telling(Word(lemma, "NN", lemma)) and not _verdict(lemma)
        for lemma in lemmas
    )


def _verdict(lemma: str) -> bool:
    judges = lemma in words("praise") or lemma in words("complaint")
    return judges and lemma not in words("telling_verdicts")


def _rows(material: Material, lemmas: frozenset[str]) -> frozenset[int]:
    """Texts that hold all words of the phrase, in whatever order."""
    return frozenset.intersection(*(material.rows_with[lemma] for lemma in lemmas))


def _fit_of(material: Material, inside: frozenset[int]) -> Fit:
    """The worth of rows, a ln(a / b): a the share of the theme's voices there, b of all others.

    The part of the theme's divergence from the rest that these words make (Kullback S, Leibler RA
    1951, doi:10.1214/aoms/1177729694): words that all of the theme say and nobody else score most.
    Half the theme and a tenth of the others: 0.5 ln 5 = 0.80; one in ten and one in a thousand:
    0.1 ln 100 = 0.46.
    """
    within = material.people(inside)
    without = material.voices - within

    def fit(rows: frozenset[int]) -> float:
        hits = material.people(rows & inside)
        misses = material.people(rows) - hits
        if not hits:
            return 0.0
        return hits / within * log((hits / within) / ((misses + 1) / (without + 1)))

    return fit


def side_of_phrase(phrase: str) -> int:
    """1 where the words of `phrase` praise, -1 where they complain, else 0.

    >>> side_of_phrase("long waits"), side_of_phrase("no complaints"), side_of_phrase("parking")
    (-1, 1, 0)
    """
    text = [Word(word.strip(","), "NN", word.strip(",")) for word in phrase.split()]
    praise, complaint = verdicts(text)
    return (praise > complaint) - (complaint > praise)
