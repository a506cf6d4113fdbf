"""The words and short phrases that candidate themes are scored by."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from insight.progress import Progress, silent
from insight.themes.tagging import WORDS_KNOWN, Word, tagged
from insight.themes.wordlists import words

MASKED = re.compile("x{2,}")  # what other hands put in the place of a name
LONGEST_PHRASE = 3
LEAST_SPEAKERS = 2
FEWEST_LETTERS = 3
# A word of the question just answered weighs a quarter of one that somebody brought up.
OWN_WORD, ECHO = 4, 1
LIKENESS = 0.4


@dataclass(frozen=True)
class Vocabulary:
    """What the texts say.

    `terms` holds, per text, its lemmas and phrases ("waiting_time"), as often as they weigh;
    `surfaces` how each is most often written; `names` the lemmas that are mostly proper names;
    `said` the words of each text, in order.
    """

    terms: list[list[str]]
    surfaces: dict[str, str]
    names: frozenset[str] = frozenset()
    said: list[list[Word]] = field(default_factory=list)

    def spoken(self, term: str) -> str:
        """`term` as people write it."""
        return self.surfaces[term]


@dataclass(frozen=True)
class _Found:
    term: str
    surface: str
    kind: str


def vocabulary(
    texts: Sequence[str],
    speakers: Sequence[set[str]],
    asked: Sequence[str] | None = None,
    progress: Progress = silent,
) -> Vocabulary:
    """Words and phrases of `texts` that at least two people used, `speakers` being who said each.

    `asked` is the question that each text answers: its words are the asker's, and weigh a quarter.
    Placeholders, stop words, fillers and verbs such as "say" are no terms; neither is what is
    mostly a proper name (but for abbreviations such as GP): a name that the de-identification
    missed must not become the title of a theme.
    """
    said = tagged(texts, progress)
    found = [list(_terms_of(text)) for text in said]
    people: dict[str, set[str]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for terms, who in zip(found, speakers, strict=True):
        for one in terms:
            people[one.term] |= who
            written[one.term][one.surface] += 1
            kinds[one.term][one.kind] += 1
    surfaces = {term: _commonest(forms) for term, forms in written.items()}
    names = {
        term
        for term, counted in kinds.items()
        if _commonest(counted) == "name" and not surfaces[term].isupper()
    }
    kept = {
        term
        for term, who in people.items()
        if len(who) >= LEAST_SPEAKERS and term not in names and not names & set(term.split("_"))
    }
    echoed = _echoes(asked or [""] * len(texts))
    return Vocabulary(
        [
            [term for one in terms if (term := one.term) in kept for _ in range(_weight(term, own))]
            for terms, own in zip(found, echoed, strict=True)
        ],
        {term: surfaces[term] for term in kept},
        frozenset(names),
        said,
    )


def diversified(
    ranked: Sequence[str], texts_with: Mapping[str, frozenset[int]], count: int, trade: float = 0.5
) -> list[str]:
    """`count` of the terms `ranked`, strongest first, of which none repeats another.

    Maximal marginal relevance: the next is the term with the greatest trade x relevance -
    (1 - trade) x likeness to one already taken. Carbonell J, Goldstein J (1998), SIGIR,
    doi:10.1145/290941.291025. Relevance falls evenly from 1 with the rank; two terms are as alike
    as the share of their texts that they have in common (Jaccard), and at least 0.4 when one has a
    word of the other ("bus", "bus stop").

    >>> texts = {"bus": {1, 2, 3}, "bus_stop": {2, 3}, "stop": {2, 3}, "fare": {4}}
    >>> diversified(list(texts), {term: frozenset(rows) for term, rows in texts.items()}, 2)
    ['bus', 'fare']
    """
    relevance = {term: 1 - rank / len(ranked) for rank, term in enumerate(ranked)}
    closest = dict.fromkeys(ranked, 0.0)
    taken: list[str] = []
    while closest and len(taken) < count:
        best = max(
            closest,
            key=lambda term: (
                round(trade * relevance[term] - (1 - trade) * closest[term], 9),
                relevance[term],
            ),
        )
        taken.append(best)
        del closest[best]
        for term in closest:
            closest[term] = max(closest[term], _likeness(term, best, texts_with))
    return taken


def _likeness(one: str, other: str, texts_with: Mapping[str, frozenset[int]]) -> float:
    ours, theirs = texts_with[one], texts_with[other]
    shared = len(ours & theirs) / max(len(ours | theirs), 1)
    return max(shared, LIKENESS) if set(one.split("_")) & set(other.split("_")) else shared


def _echoes(asked: Sequence[str]) -> list[frozenset[str] | None]:
    """Lemmas of the question each text answers; None throughout where nothing was asked."""
    distinct = sorted(set(asked))
    if distinct == [""]:
        return [None] * len(asked)
    lemmas = {
        question: frozenset(word.lemma for word in told)
        for question, told in zip(distinct, tagged(distinct), strict=True)
    }
    return [lemmas[question] for question in asked]


def _weight(term: str, echoed: frozenset[str] | None) -> int:
    if echoed is None:
        return 1
    return ECHO if set(term.split("_")) <= echoed else OWN_WORD


def _terms_of(text: Sequence[Word]) -> Iterator[_Found]:
    run: list[tuple[Word, str]] = []
    for at, word in enumerate(text):
        kind = kind_of(text, at)
        telling = kind != "" and is_telling(word)
        if telling:
            yield _Found(word.lemma, _surface([word]), kind)
        if telling and kind != "verb":
            run.append((word, kind))
        else:
            yield from _phrases(run)
            run = []
    yield from _phrases(run)


def _phrases(run: list[tuple[Word, str]]) -> Iterator[_Found]:
    """All stretches of two or three words of `run` that end in a noun."""
    for end in range(2, len(run) + 1):
        if run[end - 1][1] == "quality":
            continue
        for length in range(2, min(LONGEST_PHRASE, end) + 1):
            stretch = run[end - length : end]
            named = all(kind == "name" for _, kind in stretch)
            yield _Found(
                "_".join(word.lemma for word, _ in stretch),
                _surface([word for word, _ in stretch]),
                "name" if named else "noun",
            )


def kind_of(text: Sequence[Word], at: int) -> str:
    """name, noun, verb, quality or '' (none): what has a capital within a sentence is a name."""
    begins = at == 0 or text[at - 1].tag in (".", ":", "``", "-LRB-") or text[at - 1].text == "\n"
    return _kind(text[at], begins)


@lru_cache(WORDS_KNOWN)
def _kind(word: Word, begins: bool) -> str:
    if not word.text.isalpha():
        return ""
    if word.text.istitle() and not begins and len(word.text) > 1 and word.tag[:2] != "PR":
        return "name"
    if word.tag[:3] == "NNP":
        return "name" if not word.text.islower() else "noun"
    return {"NN": "noun", "JJ": "quality", "VB": "verb"}.get(word.tag[:2], "")


@lru_cache(WORDS_KNOWN)
def is_telling(word: Word) -> bool:
    """Whether `word` says anything of a theme by itself."""
    return (
        word.lemma not in _empty_words()
        and word.lower not in _empty_words()
        and not MASKED.fullmatch(word.lemma)
        and (len(word.lemma) >= FEWEST_LETTERS or (word.text.isupper() and len(word.lemma) == 2))
    )


@cache
def _empty_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS) | words("fillers") | words("light_verbs")


def _surface(stretch: Sequence[Word]) -> str:
    return " ".join(
        word.text if word.text.isupper() and len(word.text) <= 4 else word.lower for word in stretch
    )


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda form: (-counts[form], form))
