"""What LSOAs and postcodes belong to beside their deprivation: MSOA, ward, rural-urban class.

MSOAs and rural-urban classes have vintages as LSOAs have, and are never taken from the other one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from insight.errors import VintageError
from insight.places.files.tables import columns_like, read_table
from insight.places.vintage import Vintage

CONTEXT = (
    *("msoa_code", "msoa_name", "ward_code", "ward_name"),
    *("rural_urban_class", "rural_urban"),
)
_CLASSES = {Vintage.LSOA2011: r"[A-F][12]", Vintage.LSOA2021: r"(?:U|R[LS])[NF]1"}
_RURAL = r"[DEF][12]|R[LS][NF]1"


def context_headers(vintage: Vintage) -> dict[str, str]:
    """How the headers of CONTEXT begin in tables by LSOA of `vintage`."""
    year = vintage.year[-2:]
    return {
        "msoa_code": rf"msoa(?:{year})?(?:_code|cd)$",
        "msoa_name": rf"msoa(?:{year})?(?:_name|nm)$",
        "ward_code": r"(?:ward|wd)(?:\d\d)?(?:_code|cd)$",
        "ward_name": r"(?:ward|wd)(?:\d\d)?(?:_name|nm)$",
        "rural_urban_class": rf"ruc{year}(?:_code|cd)$|rural_urban_class$",
        "rural_urban": rf"rural_urban$|ruc{year}_urban_rural$|urban_rural_flag$",
    }


def read_context(path: Path, vintage: Vintage) -> pd.DataFrame | None:
    """What LSOAs of `vintage` belong to, by LSOA, from a look-up of MSOAs, wards or rural classes.

    None where the file is of the other vintage, or of no LSOAs. Raises VintageError where it says
    of LSOAs of one vintage which MSOA or class of the other they are in.
    """
    table = read_table(path)
    code = rf"LSOA code \({vintage.year}\)$|lsoa{vintage.year[-2:]}(?:_code|cd)$"
    patterns = {"lsoa_code": code, **context_headers(vintage)}
    found = columns_like(table, patterns, path.name, frozenset())
    if "lsoa_code" not in found:
        return None
    other = rf"(?i)(?:msoa|ruc){vintage.other.year[-2:]}"
    if len(found) == 1 and any(re.match(other, str(name)) for name in table.columns):
        _refuse_mixed(path.name, vintage)
    if len(found) == 1:
        return None
    own = table.rename(columns={header: name for name, header in found.items()})[list(found)]
    own = own.drop_duplicates("lsoa_code")
    if "rural_urban_class" in own.columns:
        refuse_other_classes(own["rural_urban_class"], vintage, path.name)
        if "rural_urban" not in own.columns:
            own["rural_urban"] = own["rural_urban_class"].map(two_way)
    return own


def refuse_other_classes(classes: pd.Series, vintage: Vintage, file: str) -> None:
    """VintageError where any of the rural-urban `classes` is of the other classification.

    The two share no class, so one of them shows it.
    """
    if pd.Series(classes.unique()).str.fullmatch(_CLASSES[vintage.other]).any():
        _refuse_mixed(file, vintage)


def two_way(rural_urban_class: str) -> str:
    """Rural or Urban, of a class of the Rural Urban Classification 2011 or 2021; else empty.

    >>> two_way("RLN1"), two_way("UF1"), two_way("D1"), two_way("C2"), two_way("")
    ('Rural', 'Urban', 'Rural', 'Urban', '')
    """
    code = rural_urban_class.strip().upper()
    if re.fullmatch(_RURAL, code):
        return "Rural"
    return "Urban" if any(re.fullmatch(known, code) for known in _CLASSES.values()) else ""


def _refuse_mixed(file: str, vintage: Vintage) -> None:
    raise VintageError(
        f"it sets MSOAs or rural-urban classes of {vintage.other.year} beside LSOAs of "
        f"{vintage.year}",
        where=file,
        remedy=f"put one there whose MSOAs and classes are of {vintage.year}",
    )
