"""Postcodes in any spelling, as one spelling; and what the shape of one tells."""

from __future__ import annotations

import pandas as pd

_WHOLE = r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}"
_PART = r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9]?"
_AS_MEANT = r"GIR0AA|[A-Z][A-HJ-Z]?[0-9][0-9A-HJ-NP-Z]?[0-9][A-Z]{2}"
"""Whole, without an I or O where only a digit can stand."""
_BETWEEN = "[ \t\r\n\u200b\ufeff.,:;'\"()/\u2010-\u2015-]+"
"""Without a class such as `\\s`, for which pandas leaves its fast engine."""
_BEHIND = r"[^A-Z0-9]+$"
_INWARD = 3
_OTHER_NATION = r"(?:AB|BT|CF|DD|EH|FK|G|GY|HS|IM|IV|JE|KA|KW|KY|ML|PA|PH|SA|ZE)[0-9]"
"""Postcode areas wholly in Scotland, Wales, Northern Ireland or a Crown dependency.

Those that cross into England (TD, CA, DG, SY, LD, LL, NP, CH, HR) tell no nation.
"""
_NOT_GEOGRAPHIC = r"(?:BF|BX|QC|XX)[0-9]|GIR0AA|BFPO|POBOX"
"""Areas of no place: forces, banks, PO boxes, and others that only sort letters."""


def normalised(postcodes: pd.Series) -> pd.Series:
    """`postcodes` in capitals, without blanks and punctuation, letters typed for digits as digits.

    Only where no letter can stand: the inward digit, and I or O from the third place of the outward
    code on. An O or I typed as a digit at the very beginning is made a letter. What stands for a
    letter or digit that is not told (as in "ZZ1* 1AB") stays: without it, another postcode is left.

    >>> normalised(pd.Series([" zz1-  oab.", "ZZIO 1AB", "0X1 1AB", "zz1", "ZZ1* 1AB"])).tolist()
    ['ZZ10AB', 'ZZ101AB', 'OX11AB', 'ZZ1', 'ZZ1*1AB']
    """
    spelt = postcodes.fillna("").astype("str")
    wide = ~spelt.str.isascii()
    if wide.any():  # no-break spaces, full-width figures
        spelt = spelt.where(~wide, spelt[wide].str.normalize("NFKC"))
    spelt = spelt.str.upper()
    spelt = spelt.str.replace(_BETWEEN, "", regex=True).str.replace(_BEHIND, "", regex=True)
    other = ~spelt.str.fullmatch(_AS_MEANT)
    if other.any():
        spelt[other] = _with_digits(spelt[other])
    return spelt


def _with_digits(compact: pd.Series) -> pd.Series:
    """`compact` with digits for the letters typed in their place, where it is a whole postcode."""
    outward, inward = compact.str.slice(0, -_INWARD), compact.str.slice(-_INWARD)
    digit = _digits(inward.str.slice(0, 1))
    first = outward.str.slice(0, 1).str.replace("0", "O").str.replace("1", "I")
    rest = outward.str.slice(1, 2).str.replace("I", "1") + _digits(outward.str.slice(2))
    spelt = first + rest + digit + inward.str.slice(1)
    return spelt.where(is_whole(spelt), compact)


def is_whole(normalised: pd.Series) -> pd.Series:
    """Whether these have the shape of a whole UK postcode: outward and inward code.

    >>> is_whole(pd.Series(["ZZ10AB", "ZZ10"])).tolist()
    [True, False]
    """
    return normalised.str.fullmatch(_WHOLE).astype(bool)


def is_part(normalised: pd.Series) -> pd.Series:
    """Whether these are a district or sector: the first part of a postcode, and no area.

    >>> is_part(pd.Series(["ZZ10", "ZZ10AB"])).tolist()
    [True, False]
    """
    return normalised.str.fullmatch(_PART).astype(bool)


def in_other_nation(normalised: pd.Series) -> pd.Series:
    """Whether these lie outside England for sure, by their first letters alone.

    >>> in_other_nation(pd.Series(["BT11AA", "TD151AA", "GU11AA"])).tolist()
    [True, False, False]
    """
    return normalised.str.match(_OTHER_NATION).astype(bool)


def is_not_geographic(normalised: pd.Series) -> pd.Series:
    """Whether these belong to no place on the map.

    >>> is_not_geographic(pd.Series(["BX11AA", "BFPO12", "B11AA"])).tolist()
    [True, True, False]
    """
    return normalised.str.match(_NOT_GEOGRAPHIC).astype(bool)


def _digits(letters: pd.Series) -> pd.Series:
    return letters.str.replace("O", "0").str.replace("I", "1")
