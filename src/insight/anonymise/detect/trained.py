"""The detector trained for this: our own token classifier, as a recogniser that reads many texts.

How it was made stands in `training/`. It knows all kinds of identifiers by their surroundings, in
any letter case; fixed forms (NHS numbers, postcodes) are told more surely by the rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from insight.anonymise.detect.recogniser import Span
from insight.anonymise.lexicon import (
    WORD,
    ethnicities,
    is_ordinary,
    plain,
    proper_names,
    word_names,
)
from insight.anonymise.models import Reader
from insight.inference import OWN_DETECTOR, TokenClassifier, TokenSpan
from insight.progress import Progress, silent
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS

NAME = "insight"

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
_OLDEST = 111
_SURE = 0.9
_WITHOUT_CAPITAL = 0.6
_SHORTEST = 9
_WORDS = frozenset(("person", "place", "organisation"))
_BLANK = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)


class Trained(Reader):
    """Our own token classifier."""

    def __init__(self) -> None:
        super().__init__(NAME, (*DIRECT_KINDS, *INDIRECT_KINDS))

    def read(
        self,
        texts: Sequence[str],
        thresholds: dict[str, float] | None = None,
        progress: Progress = silent,
    ) -> None:
        """Read `texts`; a word counts from the threshold of its kind on, the advised one if none.

        What is read in a text depends on that text alone.
        """
        classifier = _classifier()
        found = classifier.classify(texts, progress, thresholds or classifier.thresholds)
        for text, spans in zip(texts, found, strict=True):
            self._read[text] = whole(text, spans)


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
    tidy = [_tidy(text, span) for span in made]
    return [s for s in tidy if s.end > s.start and _sensible(text, s)]


def _sensible(text: str, span: Span) -> bool:
    """Not what cannot be of its kind, nor an everyday word without good reason.

    Hasty typing, times of day and telephone lines (111) are what a network that looks at
    surroundings takes for names and ages; the words themselves say better. The network does not see
    letter case: where a text has capitals, a name without one must be surer.
    """
    kind, surface = span.kind, text[span.start : span.end]
    written = surface.islower() and any(sign.isupper() for sign in text.replace("I", ""))
    words = [plain(word) for word in WORD.findall(surface)]
    if kind in ("date", "date_of_birth"):
        return not _CLOCK.fullmatch(surface)
    if kind == "age":
        return not surface.isdecimal() or int(surface) < _OLDEST
    if kind == "ethnicity":
        listed = any(word in _ethnic_words() for word in words)
        return listed or (any(not is_ordinary(word) for word in words) and len(surface) > 3)
    if kind == "nhs_number":
        return bool(words) or sum(sign.isdigit() for sign in surface) >= _SHORTEST
    if kind not in _WORDS:
        return True
    if kind == "person" and written and span.score < _WITHOUT_CAPITAL:
        return False
    if any(not is_ordinary(word) for word in words):
        return sum(map(len, words)) > 1
    if kind == "person":
        named = any(word in word_names() or word in proper_names() for word in words)
        return bool(words) and (named or span.score >= _SURE)
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
    if span.kind == "person" and (mark := _POSSESSIVE.search(text, start, end)):
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
