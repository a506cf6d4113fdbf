"""Overlapping findings made into spans that do not overlap, with nothing found left uncovered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from insight.anonymise.detect.recogniser import Span
from insight.anonymise.lexicon import cue_words
from insight.schemas import DIRECT_KINDS

_NAME_GAP = re.compile(r"(?:\s+|-)(?:(?:de|van|von|der|al|el|bin|o')\s+)?", re.IGNORECASE)
_ADDRESS_GAP = re.compile(r"[\s,]{1,3}")
_DIGIT_GAP = re.compile(r"[\s\-.]{0,3}")
_CHECKED = frozenset(("nhs_number", "ni_number", "postcode", "email", "date_of_birth", "vehicle"))
_WORDED = frozenset(("person", "address"))
_MAY_BE_STREET = frozenset(("address", "person", "place", "organisation"))
_HOUSE_NUMBER = re.compile(r"\s+\d{1,4}[A-Za-z]?(?=\s*(?:[.,;)\n]|$))")
_SITS_ON = re.compile(r"\b(?:on|at)\s+$", re.IGNORECASE)
_LETTERS = re.compile(r"\w")


_ANY_CASE = "|".join(cue_words("names.sure_titles"))
_WITH_CAPITAL = "|".join(title.capitalize() for title in cue_words("names.titles"))
_PET = "|".join(cue_words("names.pet_leads"))
# "I miss Ada" and "he was too old, Ada said" hold no title.
_NO_MISS = "".join(rf"(?<!\b(?i:{word}) )" for word in cue_words("names.not_before"))
_NO_PET = "".join(
    rf"(?<!\b(?i:{word}) )" for word in ("too", "so", "very", "year", "years", "month")
)
_TITLED = re.compile(
    rf"(?<![\w'’-])(?:(?:(?:(?i:{_ANY_CASE})|{_WITH_CAPITAL}|PC|{_NO_MISS}miss)\.?|{_NO_PET}(?i:{_PET}))"
    r"\s+(?:(?:and|&)\s+)?)+$"
)
_LONGEST_TITLES = 40


def titled(text: str, span: Span) -> Span:
    """`span` with the titles and pet words before a name: they tell gender, office or looks."""
    if span.kind != "person":
        return span
    lead = _TITLED.search(text, max(0, span.start - _LONGEST_TITLES), span.start)
    return replace(span, start=lead.start()) if lead else span


def numbered(text: str, span: Span) -> Span:
    """`span` with a house number after it, as on the Continent: "the flat is on Vesterlund 7".

    A name that is no address yet becomes one where it stands after "on" or "at".
    """
    number = _HOUSE_NUMBER.match(text, span.end)
    if not number or span.kind not in _MAY_BE_STREET:
        return span
    if span.kind != "address" and not _SITS_ON.search(text, 0, span.start):
        return span
    return replace(span, end=number.end(), kind="address")


def joined(one: Span, other: Span) -> Span:
    """Both spans as one, of the surer's kind, with the detectors of both."""
    surer = max(one, other, key=_weight)
    detectors = sorted({*one.detector.split("+"), *other.detector.split("+")})
    return Span(
        min(one.start, other.start),
        max(one.end, other.end),
        surer.kind,
        max(one.score, other.score),
        "+".join(detectors),
    )


def _rank(span: Span) -> int:
    """3 for a fixed form, 2 for other codes, 1 for names and addresses, 0 for the indirect."""
    if span.kind in _CHECKED:
        return 3
    return (span.kind in DIRECT_KINDS) + (span.kind in DIRECT_KINDS and span.kind not in _WORDED)


def _weight(span: Span) -> tuple[bool, int, float, int]:
    """A pattern or a list knows what kind of thing it found better than a model does."""
    told = not {"patterns", "known"}.isdisjoint(span.detector.split("+"))
    return told, _rank(span), span.score, span.end - span.start


def resolve(text: str, found: Iterable[Span]) -> list[Span]:
    """Spans of `text` in order, without overlap, that cover everything in `found`.

    Titles before a name belong to it. Spans of one kind that overlap become one, as do parts of a
    name or an address that touch. Where kinds differ, the span that contains the other wins; of
    two that cross, the direct identifier (else the longer) keeps its stretch and the other what
    is left.
    """
    found = [titled(text, span) for span in found]
    merged: list[Span] = []
    for kind in sorted({span.kind for span in found}):
        merged += _merged(text, sorted(span for span in found if span.kind == kind))
    kept: list[Span] = []
    for span in sorted(merged, key=_precedence):
        kept = _placed(kept, span)
    tidy = [numbered(text, _tight(text, span)) for span in kept]
    return _merged(text, sorted(span for span in tidy if span.end > span.start))


def _precedence(span: Span) -> tuple[int, int, float, int, str]:
    return -(span.end - span.start), -_rank(span), -span.score, span.start, span.kind


def _placed(kept: Sequence[Span], new: Span) -> list[Span]:
    """`kept` with `new`, which is no longer than any of them."""
    touching = [span for span in kept if span.start < new.end and new.start < span.end]
    for span in touching:
        if span.start <= new.start and new.end <= span.end:
            inside = span.start == new.start and span.end == new.end
            better = joined(span, new) if inside or span.kind == new.kind else span
            return [better if other is span else other for other in kept]
    result = list(kept)
    for span in touching:
        if _rank(new) > _rank(span):
            result.remove(span)
            result += [
                replace(span, start=start, end=end)
                for start, end in ((span.start, new.start), (new.end, span.end))
                if start < end
            ]
        elif span.start < new.start:
            new = replace(new, start=max(new.start, span.end))
        else:
            new = replace(new, end=min(new.end, span.start))
    return [*result, new] if new.start < new.end else result


def _merged(text: str, spans: Sequence[Span]) -> list[Span]:
    done: list[Span] = []
    for span in spans:
        last = done[-1] if done else None
        if last and last.kind == span.kind and _touch(text, last, span):
            done[-1] = joined(last, span)
        else:
            done.append(span)
    return done


def _touch(text: str, one: Span, other: Span) -> bool:
    if other.start < one.end:
        return True
    gap = text[one.end : other.start]
    if one.kind == "person":
        initial = re.search(r"(?<!\w)\w$", text[one.start : one.end])
        return _NAME_GAP.fullmatch(gap.removeprefix(".") if initial else gap) is not None
    if one.kind == "address":
        return _ADDRESS_GAP.fullmatch(gap) is not None
    if one.kind in ("phone", "nhs_number", "reference"):
        return _DIGIT_GAP.fullmatch(gap) is not None
    return False


def _tight(text: str, span: Span) -> Span:
    """`span` without blanks and stops at its edges."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in ",.;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",.;:"):
        end -= 1
    if not _LETTERS.search(text[start:end]):
        return replace(span, start=start, end=start)
    return replace(span, start=start, end=end)
