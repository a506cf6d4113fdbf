"""Postcodes in any spelling, as one spelling; and whether one is whole or only its first part."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_PART = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9]?")
_LETTER_FOR_DIGIT = str.maketrans("OI", "01")
_INWARD = 3


def normalise(postcode: str) -> str:
    """`postcode` in capitals without anything between, with its inward digit as a digit.

    >>> normalise(" zz1-  oab.")
    'ZZ10AB'
    """
    compact = re.sub(r"[^A-Z0-9]", "", postcode.upper())
    if len(compact) <= _INWARD + 1:
        return compact
    outward, digit, letters = compact[:-3], compact[-3], compact[-2:]
    if letters.isalpha():
        digit = digit.translate(_LETTER_FOR_DIGIT)
    return outward + digit + letters


def is_whole(normalised: str) -> bool:
    """Whether this has the shape of a whole UK postcode: outward and inward code.

    >>> is_whole("ZZ10AB"), is_whole("ZZ10")
    (True, False)
    """
    return bool(_WHOLE.fullmatch(normalised))


def is_part(normalised: str) -> bool:
    """Whether this is a district or sector: the first part of a postcode, and no area.

    >>> is_part("ZZ10"), is_part("ZZ10AB")
    (True, False)
    """
    return bool(_PART.fullmatch(normalised))
