"""Every other mention of what was found once: other case, pet form, misspelling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from insight.anonymise.detect.names import mentions, without_possessive, words_of
from insight.anonymise.detect.recogniser import Span
from insight.anonymise.lexicon import (
    WORD,
    cue_words,
    given_names,
    is_ordinary,
    kept_names,
    nicknames,
    plain,
    small_places,
    surnames,
    word_names,
)
from insight.anonymise.register import words_of_name

DETECTOR = "spread"
_SURE = 0.8
_LIKELY = 0.7
_SHORTEST = 3
_SHORTEST_MISSPELT = 5
_SHORTEST_TWICE_MISSPELT = 8
_INITIALS = re.compile(r"[b-df-hj-np-tv-xz]{2}")
_PARTICLES = frozenset(cue_words("propagate.particles"))
_REPEATED = ("organisation", "place", "address", "email", "handle", "reference", "phone")


@dataclass(frozen=True)
class Known:
    """What is to be found again: words of names, heads of organisations, whole expressions."""

    names: frozenset[str]
    heads: frozenset[str]
    phrases: re.Pattern[str] | None
    phrase_kinds: dict[str, str]


def gather(found: Iterable[tuple[str, Sequence[Span]]]) -> Known:
    """What texts and their spans tell; persons only where what saw them is sure.

    That is: two detectors, or one with a high score, or one in two texts where the word is none of
    the language, or is never written without its capital.
    """
    names: set[str] = set()
    seen: Counter[str] = Counter()
    surfaces: set[str] = set()
    heads: set[str] = set()
    phrases: dict[str, str] = {}
    for text, spans in found:
        surfaces.update(WORD.findall(text))
        for span in spans:
            surface = text[span.start : span.end]
            words = [plain(word) for word in WORD.findall(surface)]
            # A name spelled aloud ("A, double g, niev") is no name piece by piece.
            spelled = "," in surface
            if (
                span.kind == "person"
                and not spelled
                and (span.score >= _SURE or "+" in span.detector)
            ):
                names.update(_name_words(words_of_name(surface)))
            elif span.kind in _REPEATED:
                phrase = " ".join(surface.casefold().split())
                if len(phrase) >= 5 and not all(is_ordinary(word) for word in words):
                    phrases[phrase] = min(phrases.get(phrase, span.kind), span.kind)
                if span.kind == "organisation" and len(words) > 1 and len(words[0]) >= 5:
                    heads.add(words[0])
            if span.kind == "person" and span.score >= _LIKELY:
                seen.update({word for word in words if len(word) > _SHORTEST})
    twice = {word for word, n in seen.items() if n > 1}
    small = {plain(without_possessive(word)) for word in surfaces if word[0].islower()}
    names.update(word for word in twice if not is_ordinary(word) or word not in small)
    for name in sorted(names):
        names.update(pet for pet in nicknames().get(name, ()) if len(pet) >= _SHORTEST)
    listed = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    pattern = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in listed)
    return Known(
        frozenset(names - kept_names()),
        frozenset(head for head in heads if head not in kept_names() and not is_ordinary(head)),
        re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if listed else None,
        phrases,
    )


def _name_words(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word in _PARTICLES:
            continue
        for part in (word, *word.split("-")):
            # A word of the language in a longer name ("Tommy Two-Fingers") stays a word elsewhere.
            name = part in word_names() | surnames() or not is_ordinary(part)
            initials = len(part) == 2 and len(words) > 1 and _INITIALS.fullmatch(part) and name
            if initials or (len(part) >= _SHORTEST and name):
                yield part


def plain_words(texts: Iterable[str]) -> dict[str, str]:
    """Every word as it stands in `texts` -> as it is looked up.

    >>> plain_words(["Ada's hat, ada"]) == {"Ada's": "ada", "ada": "ada", "hat": "hat"}
    True
    """
    surfaces = {word for text in texts for word in WORD.findall(text)}
    return {word: plain(without_possessive(word)) for word in surfaces}


def misspellings(words: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """Word -> name it misspells: one slip (two from eight letters on), same first letter.

    Only words that are neither of the language nor names in their own right.
    """
    from rapidfuzz.distance import OSA

    by_initial: dict[str, list[str]] = {}
    for name in sorted(names):
        if len(name) >= _SHORTEST_MISSPELT:
            by_initial.setdefault(name[0], []).append(name)
    found: dict[str, str] = {}
    for word in sorted(words):
        if len(word) < _SHORTEST_MISSPELT or word[0] not in by_initial:
            continue
        if is_ordinary(word) or word in given_names() or word in kept_names() | small_places():
            continue
        for name in by_initial[word[0]]:
            slips = 2 if min(len(name), len(word)) >= _SHORTEST_TWICE_MISSPELT else 1
            if word != name and OSA.distance(word, name, score_cutoff=slips) <= slips:
                found[word] = name
                break
    return found


def again(text: str, known: Known, slips: Mapping[str, str], telling: Set[str]) -> Iterator[Span]:
    """Mentions in `text` of what is `known`, misspelt ones (`slips`) among them.

    `telling` are the words, as they stand in the texts, that may be one.
    """
    # Few texts have one; what stands around each word is looked at there alone.
    for word in () if telling.isdisjoint(WORD.findall(text)) else words_of(text):
        if word.plain in known.names and mentions(word, text, word.plain):
            yield Span(word.start, word.end, "person", 0.7, DETECTOR)
        elif word.plain in slips:
            yield Span(word.start, word.end, "person", 0.6, DETECTOR)
        elif word.plain in known.heads and word.surface[0].isupper():
            yield Span(word.start, word.end, "organisation", 0.5, DETECTOR)
    if known.phrases:
        for match in known.phrases.finditer(text):
            kind = known.phrase_kinds[" ".join(match.group().casefold().split())]
            yield Span(*match.span(), kind, 0.6, DETECTOR)
