"""Postcodes in any spelling, as one spelling; and what the shape of one tells."""

from __future__ import annotations

import pandas as pd

_WHOLE = r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}"
_PART = r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9]?"
_INWARD = 3
_OTHER_NATION = r"(?:AB|BT|CF|DD|EH|FK|G|GY|HS|IM|IV|JE|KA|KW|KY|ML|PA|PH|SA|ZE)[0-9]"
"""Postcode areas wholly in Scotland, Wales, Northern Ireland or a Crown dependency.

Those that cross into England (TD, CA, DG, SY, LD, LL, NP, CH, HR) tell no nation.
"""
_NOT_GEOGRAPHIC = r"(?:BF|BX|QC|XX)[0-9]|GIR0AA"
"""Areas of no place: forces, banks, and others that only sort letters."""


def normalised(postcodes: pd.Series) -> pd.Series:
    """`postcodes` in capitals without anything between; digits typed as letters made digits again.

    Only where no letter can stand: the inward digit, and I or O from the third place of the outward
    code on. An O or I typed as a digit at the very beginning is made a letter.

    >>> normalised(pd.Series([" zz1-  oab.", "ZZIO 1AB", "0X1 1AB", "zz1"])).tolist()
    ['ZZ10AB', 'ZZ101AB', 'OX11AB', 'ZZ1']
    """
    told, unique = pd.factorize(postcodes.fillna(""))
    compact = pd.Series(unique, dtype="str").str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)
    outward, inward = compact.str.slice(0, -_INWARD), compact.str.slice(-_INWARD)
    whole = (compact.str.len() > _INWARD + 1) & inward.str.fullmatch(r"[A-Z0-9][A-Z]{2}")
    digit = _digits(inward.str.slice(0, 1))
    first = outward.str.slice(0, 1).str.replace("0", "O").str.replace("1", "I")
    rest = outward.str.slice(1, 2).str.replace("I", "1") + _digits(outward.str.slice(2))
    spelt = (first + rest + digit + inward.str.slice(1)).where(whole, compact)
    return pd.Series(spelt.to_numpy()[told], index=postcodes.index, dtype="str")


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

    >>> is_not_geographic(pd.Series(["BX11AA", "BF11AA", "B11AA"])).tolist()
    [True, True, False]
    """
    return normalised.str.match(_NOT_GEOGRAPHIC).astype(bool)


def _digits(letters: pd.Series) -> pd.Series:
    return letters.str.replace("O", "0").str.replace("I", "1")
