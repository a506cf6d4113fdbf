"""Areas that people give directly, each judged by its code: an LSOA, a larger area, another nation.

An LSOA of the other vintage is an error, and no status: it would be told to lie elsewhere.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from insight.errors import InputError, VintageError
from insight.places.files.sources import CHANGES
from insight.places.people.statuses import STATUS, Links
from insight.places.reference import Reference

_SMALL_AREA = r"[EWS]01[0-9]{6}|N2[01][0-9]{6}|95[A-Z]{2}[0-9]{2}[A-Z][0-9]"
"""Codes of LSOAs, Scottish data zones, and super output or super data zones of Northern Ireland."""
_LARGER_AREA = r"[EW]0[25][0-9]{6}"
"""Codes of MSOAs and wards: several LSOAs, so they have no decile."""
_IS_NUMBER = re.compile(r"(?:row )?[A-Za-z]{0,4}[ _-]?\d{1,10}")


def areas_given(people: pd.DataFrame, reference: Reference) -> Links:
    """What becomes of the areas that `people` (source, label_in_source, lsoa_code) give.

    Raises VintageError for an LSOA that exists in the other vintage only, and InputError for what
    is no code of an area, naming source and label and never the place.
    """
    told, unique = pd.factorize(people["lsoa_code"])
    codes = pd.Series(unique, dtype="str").str.strip().str.upper()
    _check(codes, people, told, reference)
    area = pd.Index(reference.index["lsoa_code"]).get_indexer(pd.Index(codes))
    status = np.full(len(codes), STATUS["outside_authority"], dtype=np.int8)
    status[~codes.str.startswith("E")] = STATUS["other_nation"]
    status[codes.str.fullmatch(_LARGER_AREA)] = STATUS["larger_area_given"]
    status[area >= 0] = STATUS["given_area"]
    return Links(status, area.astype(np.int64), np.full(len(codes), -1, dtype=np.int64)).at(told)


def whereabouts(people: pd.DataFrame, shown: int = 3) -> str:
    """Where `people` stand in the sources, in words: file and label of the first few.

    A label that is no number of a row or a person ("R12", "P1") may be a name, and is not told.
    """
    first = people.sort_values(["source", "label_in_source"]).head(shown)
    told = "; ".join(
        f"{source}, {label if _IS_NUMBER.fullmatch(label) else 'a label in words'}"
        for source, label in zip(first["source"], first["label_in_source"], strict=True)
    )
    more = len(people) - len(first)
    return f"{told}; and {more} more" if more else told


def _check(codes: pd.Series, people: pd.DataFrame, told: np.ndarray, reference: Reference) -> None:
    wrong = people[(~codes.str.fullmatch(f"{_SMALL_AREA}|{_LARGER_AREA}")).to_numpy()[told]]
    if len(wrong):
        raise InputError(
            f"{len(wrong)} of {len(people)} areas given are no LSOA codes (E01 and six digits)",
            where=whereabouts(wrong),
            remedy="correct them, or name the rows under [places] ignore",
        )
    vintage = reference.vintage
    elsewhere = codes.isin(reference.codes_elsewhere)
    if reference.england:  # then every code of this vintage is known
        elsewhere |= codes.str.startswith("E01") & ~codes.isin(reference.england)
    mixed = people[elsewhere.to_numpy()[told]]
    if mixed.empty:
        return
    only_here = set(reference.index["lsoa_code"]) - reference.codes_in_both
    if codes.isin(only_here).any():
        remedy = (
            f"give the LSOA of {vintage.year} or the postcode in these rows; the exact-fit look-up "
            f"of ONS ({CHANGES}) says which LSOA became which"
        )
    else:
        remedy = (
            f"if all areas are LSOAs of {vintage.other.year}, set [places] deprivation = "
            f'"{vintage.other.deprivation}"; else give those of {vintage.year} (the exact-fit '
            f"look-up of ONS, {CHANGES}, says which became which) or postcodes"
        )
    raise VintageError(
        f"{len(mixed)} of {len(people)} areas given are LSOAs of {vintage.other.year} that do not "
        f"exist in {vintage.year}, and this study uses {vintage.deprivation}",
        where=whereabouts(mixed),
        remedy=remedy,
    )
