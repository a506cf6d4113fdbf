"""The two models that read names in running text, each as a recogniser that reads many at once."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from insight.anonymise.detect.names import (
    is_sentence_start,
    name_end,
    speaks_of_person,
    words_of,
)
from insight.anonymise.detect.recogniser import Recogniser, Span
from insight.anonymise.lexicon import (
    SPACY_MODEL,
    WORD,
    given_names,
    is_ordinary,
    kept_names,
    plain,
    surnames,
    word_names,
)
from insight.inference import TokenClassifier, TokenSpan, remembered
from insight.progress import Progress

_RAMPART_KINDS = {
    "GIVEN_NAME": "person",
    "SURNAME": "person",
    "EMAIL": "email",
    "PHONE": "phone",
    "URL": "url",
    "TAX_ID": "reference",
    "BANK_ACCOUNT": "reference",
    "ROUTING_NUMBER": "reference",
    "GOVERNMENT_ID": "reference",
    "PASSPORT": "reference",
    "DRIVERS_LICENSE": "reference",
    "BUILDING_NUMBER": "address",
    "STREET_NAME": "address",
    "SECONDARY_ADDRESS": "address",
    "CITY": "place",
    "STATE": "place",
    "ZIP_CODE": "postcode",
}
_SPACY_KINDS = {
    "PERSON": "person",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organisation",
}
_SPACY_SCORES = {"person": 0.75, "place": 0.6, "organisation": 0.5}
_LEAST = 0.4
_SURE = 0.9
_CODES = frozenset(("reference", "phone", "postcode"))


class Reader(Recogniser):
    """A recogniser that has read its texts beforehand, many at once."""

    def __init__(self, name: str, kinds: Sequence[str]) -> None:
        super().__init__(name, kinds)
        self._read: dict[str, list[Span]] = {}

    @abstractmethod
    def read(self, texts: Sequence[str]) -> None:
        """Read `texts`; what is found in a text depends on that text alone."""

    def spans(self, text: str) -> Iterator[Span]:
        """What was read in `text`, which must have been among the texts read."""
        yield from self._read[text]


class Rampart(Reader):
    """The Rampart token classifier: names in any letter case."""

    def __init__(self) -> None:
        super().__init__("rampart", sorted(set(_RAMPART_KINDS.values())))

    def read(self, texts: Sequence[str]) -> None:
        """Read `texts`."""
        found = _classifier().classify(texts, threshold=_LEAST)
        for text, spans in zip(texts, found, strict=True):
            sensible = [span for span in spans if _sensible(text, span, spans)]
            self._read[text] = [
                Span(
                    span.start,
                    name_end(text, span.start, span.end) if kind == "person" else span.end,
                    kind,
                    span.score,
                    self.name,
                )
                for span in sensible
                for kind in (_RAMPART_KINDS[span.label],)
            ]


@cache
def _classifier() -> TokenClassifier:
    """Loaded once in a process, like the model of spaCy."""
    return TokenClassifier()


@cache
def _entity_model() -> Any:
    import spacy

    # The entity recogniser has vectors of its own: those of the tagger (tok2vec) are of no use.
    unused = ["tok2vec", "tagger", "parser", "lemmatizer", "attribute_ruler"]
    return spacy.load(SPACY_MODEL, exclude=unused)


_Entity = tuple[int, int, str]
"""Code points of the text as it was read, and our kind."""


def _entities(texts: Sequence[str], progress: Progress) -> list[list[_Entity]]:
    """What the model sees in each text."""
    found: list[list[_Entity]] = []
    for doc in _entity_model().pipe(texts, batch_size=64):
        told = [(one.start_char, one.end_char, _SPACY_KINDS.get(one.label_)) for one in doc.ents]
        found.append([(start, end, kind) for start, end, kind in told if kind])
    return found


def _packed(entities: Sequence[_Entity]) -> bytes:
    return json.dumps(entities).encode()


def _unpacked(kept: bytes) -> list[_Entity]:
    return [(start, end, kind) for start, end, kind in json.loads(kept)]


@cache
def _entity_model_identity() -> str:
    """Version of spaCy, and SHA-256 of all that its model is made of."""
    spec = find_spec(SPACY_MODEL)
    home = Path(spec.origin).parent if spec and spec.origin else Path(SPACY_MODEL)
    files = sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".pyc")
    told = "".join(sha256(path.read_bytes()).hexdigest() for path in files)
    return f"entities spaCy {version('spacy')} {sha256(told.encode()).hexdigest()}"


def _sensible(text: str, span: TokenSpan, all_spans: Sequence[TokenSpan]) -> bool:
    surface = text[span.start : span.end]
    kind = _RAMPART_KINDS[span.label]
    if kind in _CODES:
        return sum(sign.isdigit() for sign in surface) >= 4 or (
            kind == "postcode" and bool(re.search(r"\d", surface)) and len(surface) >= 5
        )
    if kind in ("email", "url"):
        return bool(re.search(r"[@./]|\bdot\b", surface))
    if span.label == "BUILDING_NUMBER":
        return any(
            other.label == "STREET_NAME" and 0 <= other.start - span.end <= 3 for other in all_spans
        )
    if kind in ("person", "place", "address"):
        return _names_something(text, span, surface)
    return True


def _names_something(text: str, span: TokenSpan, surface: str) -> bool:
    """Not an ordinary word in lower case, unless the model is sure or the sentence says so."""
    words = [plain(word) for word in WORD.findall(surface)]
    if not any(len(word) > 1 for word in words):
        return False
    if not all(is_ordinary(word) for word in words):
        return True
    if surface.islower() or surface.isupper():
        named = any(
            speaks_of_person(word, text) and word.plain in word_names()
            for word in words_of(text)
            if span.start <= word.start < span.end
        )
        return named or span.score >= 0.98
    return span.score >= _SURE


class SpacyEntities(Reader):
    """Named entities of the spaCy model: persons, places, organisations."""

    def __init__(self) -> None:
        super().__init__("spacy", sorted(set(_SPACY_KINDS.values())))

    def read(self, texts: Sequence[str]) -> None:
        """Read `texts`."""
        cased = [recased(text) for text in texts]
        distinct = sorted(set(cased))
        seen = remembered(_entity_model_identity, distinct, _entities, _packed, _unpacked)
        entities = dict(zip(distinct, seen, strict=True))
        for text, read in zip(texts, cased, strict=True):
            self._read[text] = list(self._spans(read, entities[read]))

    def _spans(self, text: str, entities: Sequence[_Entity]) -> Iterator[Span]:
        for begin, stop, kind in entities:
            start, end = _trimmed(text, begin, stop)
            if kind == "person":
                end = name_end(text, start, end)
            if start < end and _plausible(text, start, end, kind):
                yield Span(start, end, kind, _SPACY_SCORES[kind], self.name)


def recased(text: str) -> str:
    """`text` with the capitals that its writer left out, or with those only; as long as before.

    The model was trained on edited text and sees next to no name without a capital. A text that has
    none inside its sentences, or little else, gets one on each word that is no ordinary word.
    """
    words = words_of(text)
    inside = [word for word in words if not word.opens and word.plain != "i"]
    if any(word.capital for word in inside):
        return text
    signs = list(text)
    for place, word in enumerate(words):
        if word.shouted:
            signs[word.start : word.end] = _same_length(word.surface, word.surface.lower())
        after_name = place > 0 and words[place - 1].plain in given_names()
        surname = after_name and word.plain in surnames()
        if word.opens or surname or not is_ordinary(word.plain):
            first = signs[word.start]
            signs[word.start] = _same_length(first, first.upper())
    return "".join(signs)


def _same_length(before: str, after: str) -> str:
    """`after`, unless changing the letter case changed the length."""
    return after if len(after) == len(before) else before


_EDGE = re.compile(r"^(?:(?:the|a|an|our|my|mrs?|ms|miss|dr)\.?\s+|\W+)+", re.IGNORECASE)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    surface = text[start:end]
    lead = _EDGE.match(surface)
    start += lead.end() if lead else 0
    surface = re.sub(r"(?:['’][sS])?[\W_]*$", "", text[start:end])
    return start, start + len(surface)


def _plausible(text: str, start: int, end: int, kind: str) -> bool:
    surface = text[start:end]
    words = [plain(word) for word in WORD.findall(surface)]
    if not words or " ".join(words) in kept_names() or not any(c.isupper() for c in surface):
        return False
    strange = [word for word in words if not is_ordinary(word) and len(word) > 2]
    if kind == "organisation":
        several = len(words) > 1 and surface.istitle()
        return (bool(strange) and not surface.isupper()) or several
    if kind == "place":
        return bool(strange) or (surface.istitle() and not is_sentence_start(text, start))
    if strange:
        return True
    inside = [word for word in words_of(text) if start <= word.start < end]
    return any(speaks_of_person(word, text) for word in inside)
