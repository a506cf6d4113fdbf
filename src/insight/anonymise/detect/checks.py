"""What the signs of a code tell: check figures, prefixes that are not issued, words beside it."""

from __future__ import annotations

import re

from insight.anonymise.lexicon import cue_words

_ANY = re.IGNORECASE
_POSTCODE_AREAS = frozenset(cue_words("codes.postcode_areas"))
_NI_BARRED = frozenset(cue_words("codes.ni_barred"))
_ACRONYMS = frozenset(cue_words("codes.acronyms"))

INSURANCE = re.compile(r"insurance|\bn\.?\s?i\b|\bnino\b", _ANY)
"""Words that tell a National Insurance number."""

PLATE = re.compile(r"[A-Z]{2}\d{2}[A-HJ-PR-Z]{3}")
"""A registration since 2001, without blanks."""

LOOSE_PLATE = re.compile(
    r"[A-Z]\d{1,3}[A-Z]{3}|[A-Z]{3}\d{1,3}[A-Z]|[A-Z]{1,3}\d{1,4}|\d{1,4}[A-Z]{1,3}"
)
"""Registrations before 2001, of Northern Ireland and without a year: many other things as well."""

_VEHICLE = re.compile(
    r"\b(?:reg(?:istration)?|(?:number\s+)?plates?|car|van|vehicle|motability|minibus|taxi|"
    r"parking\s+ticket|ticket\s+to|clamped|parked|lorry|caravan|scooter|motorbike)\b[^.\n]{0,40}$",
    _ANY,
)
_ROAD = re.compile(r"[ABM]\d{1,4}M?|X\d{1,3}")

_LINK = (
    r"(?:\W+(?:s|no|num|number|ref|reference|code|id|is|was|it['’]?s|its|that['’]?s|of|hang\s+on|"
    r"er|erm|um|called|quote|quoting|under|as|the|a|they\s+gave\s+(?:me|us)|gave\s+(?:it|me|us)))*"
    r"[\s,.:;#\"“'()…-]*$"
)
REFERENCE_WORD = (
    r"ref(?:erence)?|case|complaint|claim|file|incident|ticket|application|licen[cs]e|passport|"
    r"policy|invoice|crime|enquiry|account|a/c|acc|sort\s+code|s/c|card|pin|badge|hospital|patient|"
    r"client|customer|member(?:ship)?|tenancy|payroll|record|mrn|uprn|ombudsman|portal|visa|"
    r"caseload|bus\s+pass|council\s+tax|unit|staff|systmone|rio|mosaic|log"
)
"""Words for things that are numbered, as a pattern."""
_BEFORE = re.compile(
    rf"\b(?:{REFERENCE_WORD})(?:{_LINK}|\s+(?:number|no)?,?\s*(?:which|that)\s[^.?!\n]{{0,40}}"
    r"\b(?:is|was)[\s,:]*$)",
    _ANY,
)
_GIVEN = re.compile(
    r"\b(?:rang|called|wrote|written|emailed|asked|chased|phoned)\s+(?:\w+\s+)?"
    rf"(?:about|regarding|re){_LINK}|\b(?:quote|quoting|quoted){_LINK}",
    _ANY,
)
_AFTER = re.compile(
    r"^\W+(?:(?:as|for|is|was)\s+(?:a|the|my|our|your)\s+)?(?:[\w']+\s+){0,1}?"
    r"(?:ref(?:erence)?|case\s+(?:ref(?:erence)?|number)|complaint\s+number)\b",
    _ANY,
)


def nhs_number_holds(digits: str) -> bool:
    """Whether ten `digits` pass the check of an NHS number (NHS Data Dictionary, modulus 11).

    The first nine are weighted 10 to 2; the last is 11 minus the sum modulo 11, where 11 counts
    as 0 and 10 does not occur.

    >>> nhs_number_holds("9434765919"), nhs_number_holds("9434765918")
    (True, False)
    """
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)
    )
    return (11 - total % 11) % 11 == int(digits[9])


def card_number_holds(digits: str) -> bool:
    """Whether 13 to 19 `digits` pass the check of a payment card (ISO/IEC 7812-1, Luhn)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def is_barred_prefix(prefix: str) -> bool:
    """Whether no National Insurance number begins so (HMRC, manual NIM39110).

    D, F, I, Q, U and V are in no prefix, O is not second, and seven pairs are not used. QQ, which
    forms print as an example, counts as one that is.

    >>> is_barred_prefix("JT"), is_barred_prefix("BG"), is_barred_prefix("AO")
    (False, True, True)
    """
    prefix = prefix.upper()
    return prefix in _NI_BARRED or (prefix != "QQ" and bool(re.search(r"[DFIQUV]|^.O", prefix)))


def is_postcode_area(letters: str) -> bool:
    """Whether a postcode begins with these `letters`."""
    return letters.upper() in _POSTCODE_AREAS


def names_reference(lead: str) -> bool:
    """Whether the words right before a code say that it is one.

    >>> names_reference("my complaint reference, it's "), names_reference("in any case we ")
    (True, False)
    """
    return bool(_BEFORE.search(lead) or _GIVEN.search(lead))


def names_reference_after(tail: str) -> bool:
    """Whether the words right after a code say that it is one."""
    return bool(_AFTER.search(tail))


def names_vehicle(lead: str) -> bool:
    """Whether the words before a code speak of a vehicle."""
    return bool(_VEHICLE.search(lead))


def is_plate(surface: str) -> bool:
    """Whether `surface`, in capitals, can be a registration: no road, bus or known short form.

    >>> is_plate("B597 ETH"), is_plate("A69"), is_plate("NHS 111")
    (True, False, False)
    """
    plain = re.sub(r"\s", "", surface)
    letters = set(re.findall("[A-Z]+", surface.upper()))
    return not _ROAD.fullmatch(plain) and letters.isdisjoint(_ACRONYMS - {"A", "B", "C", "D", "E"})
