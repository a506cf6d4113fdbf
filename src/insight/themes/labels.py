"""A name for each theme, in its own words, that somebody who was not there understands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import log

import numpy as np

from insight.themes.graph import IntArray
from insight.themes.phrases import MOST_WORDS, Phrase, phrases
from insight.themes.sides import leaning, stance, verdicts, wishes_nothing
from insight.themes.tagging import Word
from insight.themes.terms import Vocabulary, diversified, is_telling
from insight.themes.wordlists import words

Key = tuple[frozenset[str], bool]

FEW_SPEAKERS = 150
LEAST_SPEAKERS, LEAST_OF_FEW = 3, 2
# By the number of words: one word names little, five are a mouthful.
READABLE = {1: 0.4, 2: 1.0, 3: 1.0, 4: 0.9, 5: 0.7}
ON_ITS_SIDE, AGAINST_IT = 1.3, 0.3
QUALITIES = 2
ALSO_PLURAL = 0.2
# A second phrase stands beside one that covers less than this, where it adds enough of its worth;
# a single word is sooner joined.
COVERS_ENOUGH = {False: 0.4, True: 0.7}
WORTH_ADDING = 0.15
# What fewer of a theme share does not name it; of a single word, more must.
LEAST_COVERED = {False: 0.06, True: 0.09}
# A heading names a part in which so many say its words.
REACHED = 0.05
CARED_FOR = frozenset({"look", "after"})
TELLING_NO = frozenset({"complaint", "improve", "improvement", "issue", "problem"})
LEAST_WORTH = 0.05
SHARE_WISHING_NOTHING = 0.4
NOTHING_TO_IMPROVE = "Nothing to improve"
SIDES = {1: "mostly praise", -1: "mostly complaints"}
IN_GENERAL = {
    1: "Praise in general",
    -1: "Complaints in general",
    0: "Remarks with few words in common",
}


@dataclass(frozen=True)
class Themed:
    """Who said what in which theme: `main` (n,) the theme of each text, -1 for none.

    Where a theme is a union of others, `parts` (n,) tells which of them each text is of.
    """

    words: Vocabulary
    main: IntArray
    speakers: Sequence[set[str]]
    parts: IntArray | None = None
    # What was found before, by text: themes and their headings are named from the same phrases.
    found: dict[int, list[Phrase]] = field(default_factory=dict, compare=False, repr=False)

    def phrases(self, row: int) -> list[Phrase]:
        """The phrases of a text that could name a theme."""
        if row not in self.found:
            self.found[row] = list(phrases(self.words.said[row], self.words.names))
        return self.found[row]

    @cached_property
    def weight(self) -> list[int]:
        """How many people said each text."""
        return [len(who) for who in self.speakers]

    @cached_property
    def voices(self) -> int:
        """The sum of `weight`."""
        return sum(self.weight)

    def people(self, rows: Iterable[int]) -> int:
        """The sum of `weight` over `rows`."""
        return sum(map(self.weight.__getitem__, rows))

    @cached_property
    def stances(self) -> list[float]:
        """From -1 (complains) to 1 (praises), per text."""
        return [stance(text) for text in self.words.said]

    @cached_property
    def qualities(self) -> frozenset[str]:
        """Adjectives that praise or complain and say of what: "polite", not "good"."""
        tags: dict[str, Counter[bool]] = defaultdict(Counter)
        for text in self.words.said:
            for word in text:
                if word.lemma in words("telling_verdicts"):
                    tags[word.lemma][word.tag[:2] == "JJ"] += 1
        return frozenset(lemma for lemma, seen in tags.items() if seen[True] > seen[False])

    def keywords(self, theme: int, ranked: Sequence[str], count: int) -> list[str]:
        """The `count` terms that say most of a theme, as people write them, none a repetition."""
        inside = set(np.flatnonzero(self.main == theme).tolist())
        texts_with = {
            term: frozenset(row for row in inside if term in self._held[row]) for term in ranked
        }
        return [self.words.spoken(term) for term in diversified(ranked, texts_with, count)]

    def shared(self, theme: int, ranked: Sequence[str], least: int) -> list[str]:
        """Those of the terms that `least` people of the theme use, as people write them."""
        people: dict[str, set[str]] = defaultdict(set)
        for row in np.flatnonzero(self.main == theme).tolist():
            for term in self._held[row]:
                people[term] |= self.speakers[row]
        return [self.words.spoken(term) for term in ranked if len(people[term]) >= least]

    @cached_property
    def _held(self) -> list[frozenset[str]]:
        return [frozenset(terms) for terms in self.words.terms]

    def commonest(self, theme: int) -> list[str]:
        """The terms that most texts of a theme hold, commonest first."""
        counts = Counter(
            term for row in np.flatnonzero(self.main == theme) for term in self._held[row]
        )
        return sorted(counts, key=lambda term: (-counts[term], term))

    @cached_property
    def rows_with(self) -> dict[str, frozenset[int]]:
        """The texts in which each lemma stands."""
        found: dict[str, set[int]] = defaultdict(set)
        for row, text in enumerate(self.words.said):
            for word in text:
                found[word.lemma].add(row)
        return {lemma: frozenset(rows) for lemma, rows in found.items()}


@dataclass
class _Candidate:
    """A phrase in a theme: who said it, and in which forms."""

    key: Key
    speakers: set[str] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)

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
class _Scored:
    score: float
    surface: str
    lemmas: frozenset[str]
    rows: frozenset[int]


def labels(
    themed: Themed, ranked: Sequence[Sequence[str]], taken: Collection[str] = ()
) -> list[str]:
    """One label per theme, none of them in `taken`; `ranked` holds its terms, strongest first.

    Every phrase that three people of the theme said (two in a corpus of fewer than 150 people) is
    scored by (how much of the theme it covers, and how much more of it than of the rest) x how well
    it reads x whether it takes the side that nearly all of the theme takes. Where it covers little,
    a second phrase about other words stands beside it. Words that only say that something pleased
    or not name nothing. A theme that leans to one side says so unless its label shows it, and one
    whose people share nothing but the verdict is called that. No two labels are the same.
    """
    count = len(ranked)
    least = least_speakers(themed.speakers)
    sides = [_side(themed, theme) for theme in range(count)]
    scored = [_scored(themed, theme, sides[theme], least, ranked[theme]) for theme in range(count)]
    gone = {*taken, *(name.partition(" (")[0] for name in taken)}
    told: dict[int, str] = {}
    # Whoever has the better claim to a phrase keeps it; the other takes its next.
    for theme in sorted(range(count), key=lambda at: (-_best(scored[at]), at)):
        phrase = _named(themed, theme, scored[theme], gone)
        told[theme] = _with_side(phrase, sides[theme]) if phrase else _in_general(themed, theme)
        if told[theme] in gone:
            shared = themed.shared(theme, ranked[theme], least)[:QUALITIES]
            more = ", ".join(shared) or str(theme + 1)
            told[theme] = f"{told[theme].removesuffix(')')}; {more})"
            if "(" not in told[theme]:
                told[theme] = told[theme].replace("; ", " (", 1)
        gone |= {phrase, told[theme]}
    return [told[theme] for theme in range(count)]


def _in_general(themed: Themed, theme: int) -> str:
    """What to call a theme whose people share no matter."""
    inside = [themed.words.said[row] for row in np.flatnonzero(themed.main == theme)]
    if sum(map(wishes_nothing, inside)) >= SHARE_WISHING_NOTHING * len(inside):
        return NOTHING_TO_IMPROVE
    return IN_GENERAL[_side(themed, theme)]


def least_speakers(speakers: Sequence[set[str]]) -> int:
    """How many people must have said a phrase before it may stand in a label."""
    return LEAST_OF_FEW if len(set().union(*speakers)) < FEW_SPEAKERS else LEAST_SPEAKERS


def _best(scored: Sequence[_Scored]) -> float:
    return scored[0].score if scored else 0.0


def _side(themed: Themed, theme: int) -> int:
    return leaning(themed.stances[row] for row in np.flatnonzero(themed.main == theme))


def _scored(
    themed: Themed, theme: int, side: int, least: int, terms: Sequence[str]
) -> list[_Scored]:
    """Phrases that could name the theme, best first."""
    inside = frozenset(np.flatnonzero(themed.main == theme).tolist())
    fits = cache(lambda lemma: _fit(themed, inside, themed.rows_with[lemma]))
    made = []
    for candidate in _candidates(themed, inside).values():
        if len(candidate.speakers) < least or not _tells(*candidate.key):
            continue
        rows = _rows(themed, candidate.key[0])
        parts = [fits(lemma) for lemma in candidate.key[0]]
        worth = _fit(themed, inside, rows) + sum(parts) / len(parts)
        own = side_of_phrase(candidate.surface)
        worth *= READABLE[len(candidate.surface.split())] * _reach(themed, inside, rows)
        worth *= _taking_sides(own, side)
        made.append(_Scored(round(worth, 9), candidate.surface, candidate.key[0], rows & inside))
    made.extend(_qualities(themed, inside, least, terms))
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


def _candidates(themed: Themed, inside: Iterable[int]) -> dict[Key, _Candidate]:
    found: dict[Key, _Candidate] = {}
    for row in sorted(inside):
        once: dict[Key, Phrase] = {}
        for phrase in themed.phrases(row):
            once.setdefault((phrase.lemmas, phrase.negated), phrase)
        for key, phrase in once.items():
            candidate = found.setdefault(key, _Candidate(key))
            candidate.speakers |= themed.speakers[row]
            candidate.forms[phrase.surface] += len(themed.speakers[row])
    return found


def _qualities(
    themed: Themed, inside: frozenset[int], least: int, terms: Sequence[str]
) -> list[_Scored]:
    """The two verdicts that say most of what pleased or hurt ("helpful and polite"), if any do."""
    told = []
    for term in terms:
        rows = themed.rows_with.get(term, frozenset()) & inside
        people = set().union(*(themed.speakers[row] for row in rows))
        fit = _fit(themed, inside, themed.rows_with.get(term, frozenset()))
        if term in themed.qualities and len(people) >= least and fit > 0:
            told.append((fit, term, rows))
    best = sorted(told, key=lambda one: (-round(one[0], 9), one[1]))[:QUALITIES]
    if len(best) < QUALITIES:
        return []
    (one, first, here), (other, second, there) = best
    surface = f"{themed.words.spoken(first)} and {themed.words.spoken(second)}"
    return [_Scored(round(one + other, 9), surface, frozenset({first, second}), here | there)]


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


def _rows(themed: Themed, lemmas: frozenset[str]) -> frozenset[int]:
    """Texts that hold all words of the phrase, in whatever order."""
    return frozenset.intersection(*(themed.rows_with[lemma] for lemma in lemmas))


def _fit(themed: Themed, inside: frozenset[int], rows: frozenset[int]) -> float:
    """The worth of `rows`, a ln(a / b): a the share of the theme's voices there, b of all others.

    The part of the theme's divergence from the rest that these words make (Kullback S, Leibler RA
    1951, doi:10.1214/aoms/1177729694): words that all of the theme say and nobody else score most.
    Half the theme and a tenth of the others: 0.5 ln 5 = 0.80; one in ten and one in a thousand:
    0.1 ln 100 = 0.46.
    """
    within = themed.people(inside)
    hits = themed.people(rows & inside)
    misses = themed.people(rows) - hits
    if not hits:
        return 0.0
    return hits / within * log((hits / within) / ((misses + 1) / (themed.voices - within + 1)))


def side_of_phrase(phrase: str) -> int:
    """1 where the words of `phrase` praise, -1 where they complain, else 0.

    >>> side_of_phrase("long waits"), side_of_phrase("no complaints"), side_of_phrase("parking")
    (-1, 1, 0)
    """
    text = [Word(word.strip(","), "NN", word.strip(",")) for word in phrase.split()]
    praise, complaint = verdicts(text)
    return (praise > complaint) - (complaint > praise)


def _named(themed: Themed, theme: int, scored: Sequence[_Scored], taken: Collection[str]) -> str:
    """One phrase not yet taken, or two where one covers little; '' where nobody shares any."""
    free = [one for one in scored if _title(one.surface) not in taken]
    if not free:
        return ""
    first = free[0]
    size = int((themed.main == theme).sum())
    alone = " " not in first.surface
    if len(first.rows) < COVERS_ENOUGH[alone] * size and " and " not in first.surface:
        second = max(
            (one for one in free[1:] if _goes_beside(one, first)),
            key=lambda one: (_added(one, first), one.surface),
            default=None,
        )
        if second is not None and _added(second, first) >= WORTH_ADDING * first.score:
            return _title(f"{first.surface} and {second.surface}")
    return _title(first.surface)


def _goes_beside(one: _Scored, first: _Scored) -> bool:
    return (
        not one.lemmas & first.lemmas
        and " and " not in one.surface
        and len(f"{one.surface} {first.surface}".split()) <= MOST_WORDS
    )


def _added(one: _Scored, first: _Scored) -> float:
    """What a second phrase is worth: its score, for those of its people whom the first left out."""
    return one.score * len(one.rows - first.rows) / max(len(one.rows), 1)


def _with_side(phrase: str, side: int) -> str:
    return phrase if not side or side_of_phrase(phrase) == side else f"{phrase} ({SIDES[side]})"


def _title(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
