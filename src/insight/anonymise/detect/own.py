"""Recognisers that a study brings along: patterns of study.toml, and Presidio's or one's own.

Patterns are data and are looked for here; recognisers are Python, handed over by the caller. No
code is ever read from a study's folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import regex
from presidio_analyzer import EntityRecognizer

from insight.anonymise.detect.recogniser import Recogniser, Span
from insight.errors import InputError
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS
from insight.settings import PatternSettings

TOLD = "known"
"""What a study tells of itself outweighs what a model guesses; see `resolve`."""
LONGEST_SECONDS = 5.0
"""A pattern that takes longer on one text is refused, never left out in silence."""
SCORE = 0.95
_REACH = 60
_KINDS = frozenset((*DIRECT_KINDS, *INDIRECT_KINDS))
_OF_PRESIDIO = {
    "PERSON": "person",
    "LOCATION": "place",
    "GPE": "place",
    "ORGANIZATION": "organisation",
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "URL": "url",
    "DOMAIN_NAME": "url",
    "IP_ADDRESS": "reference",
    "MAC_ADDRESS": "reference",
    "DATE_TIME": "date",
    "AGE": "age",
    "NRP": "ethnicity",
    "UK_NHS": "nhs_number",
    "UK_NINO": "ni_number",
    "UK_POSTCODE": "postcode",
    "UK_VEHICLE_REGISTRATION": "vehicle",
    "UK_PASSPORT": "reference",
    "UK_DRIVING_LICENCE": "reference",
    "CREDIT_CARD": "reference",
    "IBAN_CODE": "reference",
    "CRYPTO": "reference",
    "ID": "reference",
    "MEDICAL_LICENSE": "reference",
}


class OwnPattern(Recogniser):
    r"""One [[anonymise.patterns]]: a regular expression of whole words, in any letter case.

    >>> told = PatternSettings(name="case number", kind="reference", pattern=r"CAS-\d{6}")
    >>> [(span.start, span.end, span.kind) for span in OwnPattern(told).spans("It is cas-012345.")]
    [(6, 16, 'reference')]
    """

    def __init__(self, told: PatternSettings) -> None:
        super().__init__(f"{TOLD}+{told.name}", (told.kind,))
        self._told = told
        self._pattern = regex.compile(rf"(?<!\w)(?:{told.pattern})(?!\w)", regex.IGNORECASE)
        self._group: str | int = "x" if "x" in self._pattern.groupindex else 0
        context = "|".join(regex.escape(word.strip()) for word in told.context if word.strip())
        self._context = regex.compile(rf"(?<!\w)(?:{context})(?!\w)", regex.IGNORECASE)

    def spans(self, text: str) -> Iterator[Span]:
        """What matches; InputError where the pattern would take more than LONGEST_SECONDS."""
        try:
            for match in self._pattern.finditer(text, timeout=LONGEST_SECONDS):
                start, end = match.span(self._group)
                if end > start and self._is_meant(text, match.start()):
                    yield Span(start, end, self._told.kind, SCORE, self.name)
        except TimeoutError:
            raise InputError(
                f'the pattern "{self._told.name}" takes longer than {LONGEST_SECONDS:g} seconds '
                "on one text",
                where="study.toml, anonymise.patterns",
                remedy="bound what repeats, {1,20} instead of + or *, and let nothing that "
                "repeats stand inside something that repeats",
            ) from None

    def _is_meant(self, text: str, start: int) -> bool:
        if not self._told.context:
            return True
        return self._context.search(text, max(0, start - _REACH), start) is not None


class Adopted(Recogniser):
    """A recogniser of Presidio's kind, whatever it calls what it finds, as one of ours."""

    def __init__(self, recogniser: EntityRecognizer) -> None:
        self._called = str(getattr(recogniser, "name", None) or type(recogniser).__name__)
        self._recogniser: Any = recogniser
        if any(base.__name__ == "SpacyRecognizer" for base in type(recogniser).__mro__):
            raise InputError(
                "a recogniser needs Presidio's own language model, which is not run here",
                where=self._called,
                remedy="leave it out: the ensemble reads with a language model already",
            )
        super().__init__(f"{TOLD}+{self._called}", map(self._kind, recogniser.supported_entities))

    def spans(self, text: str) -> Iterator[Span]:
        """What it finds in `text`, by our names of kinds."""
        wanted = list(self._recogniser.supported_entities)
        for found in self._recogniser.analyze(text, wanted, None) or ():
            start, end, score = int(found.start), int(found.end), float(found.score)
            if not (0 <= start < end <= len(text) and 0 <= score <= 1):
                raise InputError(
                    "a recogniser finds something outside the text, or with a score that is none",
                    where=self._called,
                    remedy="start and end are code points of the text, the score is from 0 to 1",
                )
            if score > 0:
                yield Span(start, end, self._kind(found.entity_type), score, self.name)

    def _kind(self, entity: str) -> str:
        kind = _OF_PRESIDIO.get(entity, entity)
        if kind not in _KINDS:
            raise InputError(
                "a recogniser finds a kind that does not exist here",
                where=self._called,
                remedy=f"give supported_entity one of {', '.join(sorted(_KINDS))}",
            )
        return kind


def of_study(
    patterns: Sequence[PatternSettings], recognisers: Iterable[EntityRecognizer] = ()
) -> list[Recogniser]:
    """The recognisers of a study, ready to ask: its patterns first."""
    return [
        *(OwnPattern(told) for told in patterns),
        *(Adopted(one) for one in recognisers),
    ]
