"""The detector trained for this: our own token classifier, as a recogniser that reads many texts.

How it was made stands in `training/`. It knows all kinds of identifiers by their surroundings, in
any letter case; fixed forms (NHS numbers, postcodes) are told more surely by the rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from insight.anonymise.detect.descriptions import DIAGNOSIS
from insight.anonymise.detect.names import is_sentence_start, name_end
from insight.anonymise.detect.recogniser import Span
from insight.anonymise.lexicon import (
    TAKEN_OUT,
    WORD,
    cue_words,
    ethnicities,
    is_ordinary,
    kept_names,
    plain,
    proper_names,
    word_names,
)
from insight.anonymise.models import Reader
from insight.inference import OWN_DETECTOR, TokenClassifier, TokenSpan, spans_of
from insight.progress import Progress, silent
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS

NAME = "insight"
FAINT = 0.02
"""Below this score a word is of no interest even where another detector saw something."""

_INNER = re.compile(r"['’´`\-.]{1,2}")
"""What joins the parts of one word: O'Brien, Anne-Marie, St. John."""
_LOOSE = {
    "person": re.compile(r"\.?\s+|-"),
    "address": re.compile(r"[\s,./-]{0,4}"),
    "phone": re.compile(r"[\s,.\-()/+]{0,4}"),
    "nhs_number": re.compile(r"[\s,.\-]{0,4}"),
    "ni_number": re.compile(r"[\s,.\-]{0,4}"),
    "reference": re.compile(r"[\s,.\-/:]{0,4}"),
    "postcode": re.compile(r"[\s,.\-]{0,4}"),
    "vehicle": re.compile(r"[\s,.\-]{0,4}"),
    "date_of_birth": re.compile(r"[\s,.\-/]{0,4}"),
    "date": re.compile(r"[\s,.\-/]{0,4}"),
    "email": re.compile(r"[\s.\-_@]{0,3}"),
    "url": re.compile(r"[\s.\-_/:?=&#]{0,4}"),
    "handle": re.compile(r"[\s._@]{0,3}"),
}
_CLOCK = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?:\s*[ap]\.?m\.?)?", re.IGNORECASE)
_LINE = re.compile(r"NHS\s?-?\d{1,3}", re.IGNORECASE)
_GARBLED = re.compile("[ÃÂâ][\x80-\xbf€™œž‚„…¢¦ƒ]")
"""Signs of a text read in the wrong encoding."""
_OLDEST = 111
_SURE, _LIKELY = 0.9, 0.6
_ROLE_ENDS = cue_words("trained.role_ends")
_KIN = frozenset(cue_words("trained.kin"))
_DATE_WORDS = frozenset(cue_words("trained.date_words"))
_AROUND_FIGURES = frozenset(cue_words("trained.around_figures"))
_GENERAL = frozenset(
    (*cue_words("places.plain_lead"), *cue_words("places.types"), *cue_words("trained.general"))
)
_WITHOUT_CAPITAL = 0.6
_LEAST_SIGNS = {
    "nhs_number": 9,
    "ni_number": 8,
    "phone": 6,
    "postcode": 5,
    "vehicle": 5,
    "reference": 4,
}
"""Letters and digits that a code has at least; what is shorter, the rules tell more surely."""
_LEAST_SAID = 4
"""Words of a code that is read out ("N E sixty-one")."""
_WORDS = frozenset(("person", "place", "organisation"))
_BLANK = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)


class Trained(Reader):
    """Our own token classifier."""

    def __init__(self) -> None:
        super().__init__(NAME, (*DIRECT_KINDS, *INDIRECT_KINDS))
        self._words: dict[str, list[TokenSpan]] = {}

    def read(
        self, texts: Sequence[str], least: float | None = None, progress: Progress = silent
    ) -> None:
        """Read `texts`; a word counts from `least` on, from the threshold of its kind if None.

        What is read in a text depends on that text alone.
        """
        classifier = _classifier()
        kinds = (*DIRECT_KINDS, *INDIRECT_KINDS)
        thresholds = dict.fromkeys(kinds, least) if least is not None else classifier.thresholds
        for text, words in zip(texts, classifier.words(texts, progress, FAINT), strict=True):
            sure = [
                w for w in words if w.score >= (thresholds[w.label] if least is None else least)
            ]
            self._words[text] = words
            self._read[text] = whole(text, spans_of(text, sure))

    def suspicion(self, text: str, start: int, end: int) -> float:
        """The highest score of a word in `start`..`end` of a text that was read; 0 below FAINT."""
        inside = (w.score for w in self._words[text] if w.start < end and start < w.end)
        return max(inside, default=0.0)


@cache
def _classifier() -> TokenClassifier:
    """Loaded once in a process."""
    return TokenClassifier(OWN_DETECTOR)


def whole(text: str, found: Sequence[TokenSpan]) -> list[Span]:
    """Spans of whole words: parts of one name or number joined, without possessive or stops."""
    made: list[Span] = []
    for part in found:
        new = Span(part.start, part.end, part.label, part.score, NAME)
        last = made[-1] if made else None
        if last and last.kind == new.kind and _one(text[last.end : new.start], new.kind):
            score = max(last.score, new.score)
            made[-1] = Span(last.start, new.end, new.kind, score, NAME)
        else:
            made.append(new)
    tidy = [_named(text, _tidy(text, span)) for span in made]
    return [s for s in tidy if s.end > s.start and _sensible(text, s)]


def _named(text: str, span: Span) -> Span:
    """`span`, as a place where it is called an ethnicity that no list holds.

    The tweets that the network learnt from mark origins and places alike.
    """
    words = [plain(word) for word in WORD.findall(text[span.start : span.end])]
    if span.kind != "ethnicity" or _is_ethnicity("", words):
        return span
    return replace(span, kind="place")


def _sensible(text: str, span: Span) -> bool:
    """Not what cannot be of its kind, nor an everyday word without good reason.

    A network that looks at surroundings takes times of day for dates, telephone lines (111) for
    ages, and marks of what was taken out for names; the words themselves say better.
    """
    kind, surface = span.kind, text[span.start : span.end]
    words = [plain(word) for word in WORD.findall(surface)]
    if words and all(TAKEN_OUT.fullmatch(word) for word in words):
        return False
    if _LINE.fullmatch(surface) or _GARBLED.search(surface):
        return False
    if kind in _LEAST_SIGNS:
        return _is_code(surface, _LEAST_SIGNS[kind])
    if kind in _SAYS:
        return _SAYS[kind](surface, words) or span.score >= _WITHOUT_ITS_WORDS.get(kind, 2.0)
    return kind not in _WORDS or _is_name(text, span, words)


def _is_code(surface: str, least: int) -> bool:
    """Whether `surface` has a digit and `least` letters and digits, or is read out aloud."""
    signs = sum(sign.isalnum() for sign in surface)
    if any(sign.isdigit() for sign in surface):
        return signs >= least
    return len(surface.split()) >= _LEAST_SAID


def _is_age(surface: str, words: Sequence[str]) -> bool:
    return not surface.isdecimal() or int(surface) < _OLDEST


def _is_date(surface: str, words: Sequence[str]) -> bool:
    if _CLOCK.fullmatch(surface):
        return False
    if not _DATE_WORDS.isdisjoint(words):
        return True
    return sum(sign.isdigit() for sign in surface) > 1 and _AROUND_FIGURES.issuperset(words)


def _is_condition(surface: str, words: Sequence[str]) -> bool:
    return DIAGNOSIS.search(surface) is not None


def _is_role(surface: str, words: Sequence[str]) -> bool:
    return any(word.endswith(_ROLE_ENDS) and len(word) > 2 for word in words)


def _is_relationship(surface: str, words: Sequence[str]) -> bool:
    return len(words) > 1 and not _KIN.isdisjoint(words)


def _is_ethnicity(surface: str, words: Sequence[str]) -> bool:
    return any(word in _ethnic_words() for word in words)


_SAYS: dict[str, Callable[[str, Sequence[str]], bool]] = {
    "age": _is_age,
    "date": _is_date,
    "date_of_birth": _is_date,
    "condition": _is_condition,
    "role": _is_role,
    "relationship": _is_relationship,
    "ethnicity": _is_ethnicity,
}
_WITHOUT_ITS_WORDS = {"condition": 0.95, "date": 0.97}
"""The score from which a span of the kind counts although none of its words is known for it."""


def _is_name(text: str, span: Span, words: Sequence[str]) -> bool:
    """A name; the network does not see letter case, so capitals are asked for here."""
    surface = text[span.start : span.end]
    lower = surface.islower()
    written = lower and any(sign.isupper() for sign in text.replace("I", ""))
    if span.kind == "person" and written and span.score < _WITHOUT_CAPITAL:
        return False
    if any(not is_ordinary(word) for word in words):
        coded = span.kind == "person" and any(sign.isdigit() for sign in surface)
        return max(map(len, words)) > (2 if coded else 1)
    if span.kind == "person":
        named = any(word in word_names() or word in proper_names() for word in words)
        capital = not lower and not is_sentence_start(text, span.start)
        return bool(words) and (named or span.score >= (_LIKELY if capital else _SURE))
    if all(word in _GENERAL or word in kept_names() for word in words):
        return False
    # A place or body told in everyday words ("the Umbrella centre") needs capitals or two words.
    return not written and (len(words) > 1 or (surface[:1].isupper() and not surface.isupper()))


@cache
def _ethnic_words() -> frozenset[str]:
    return frozenset(plain(word) for told in ethnicities() for word in told.split())


def _one(gap: str, kind: str) -> bool:
    return bool(_INNER.fullmatch(gap) or not gap or _LOOSE.get(kind, _BLANK).fullmatch(gap))


def _tidy(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and not text[start].isalnum() and text[start] not in "@+(":
        start += 1
    if span.kind == "person":
        end = name_end(text, start, end, verbs_only=True)
        if mark := _POSSESSIVE.search(text, start, end):
            end = max(start, mark.start())
    while end > start and not _of_word(text[end - 1]):
        end -= 1
    while end < len(text) and end > start and unicodedata.combining(text[end]):
        end += 1
    if not any(sign.isalnum() for sign in text[start:end]):
        end = start
    return Span(start, end, span.kind, span.score, span.detector)


def _of_word(sign: str) -> bool:
    return sign.isalnum() or bool(unicodedata.combining(sign))
