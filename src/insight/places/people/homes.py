"""Postcodes that people give, each looked up once however many give it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from insight.errors import InputError, SourceError
from insight.places.people.given import whereabouts
from insight.places.people.statuses import STATUS, Links
from insight.places.postcode import (
    in_other_nation,
    is_not_geographic,
    is_part,
    is_whole,
    normalised,
)
from insight.places.reference import Reference

Numbers = npt.NDArray[np.int64]


def postcodes_given(people: pd.DataFrame, reference: Reference) -> Links:
    """What becomes of the postcodes that `people` (source, label_in_source, postcode) give.

    Raises SourceError where there is no look-up, and InputError where there is and not one of the
    postcodes can be found, naming source and label and never the postcode.
    """
    told, unique = pd.factorize(people["postcode"])
    spelt = normalised(pd.Series(unique, dtype="str"))
    asked = (spelt != "").to_numpy()
    if not asked.any():
        return Links.none(len(people))
    if reference.postcodes.empty:
        raise SourceError(
            f"{int(asked[told].sum())} people gave a postcode, and no look-up has postcodes of the "
            "authority",
            where=reference.folder.name,
            remedy="save NSPL or ONSPD there as published, or fetch it: `insight data get nspl`",
        )
    found = _rows(spelt, reference.postcodes["postcode"])
    status, area = _by_look_up(found, reference)
    absent = asked & (found < 0)
    status[absent] = _by_shape(spelt[absent])
    status[~asked] = STATUS["no_place_given"]
    tried = asked & (status != STATUS["partial_postcode"])
    if tried.any() and (status[tried] == STATUS["unknown_postcode"]).all():
        malformed = (tried & ~is_whole(spelt).to_numpy())[told]
        raise InputError(
            f"not one of {int(tried[told].sum())} postcodes can be found ({int(malformed.sum())} "
            "have not the shape of a postcode)",
            where=whereabouts(people[tried[told]]),
            remedy="check which column is named as postcode, and [places] authority",
        )
    return Links(status, area, found).at(told)


def _rows(spelt: pd.Series, known: pd.Series) -> Numbers:
    """The row of each of `spelt` in `known`, -1 where it is not there."""
    import pyarrow as pa
    from pyarrow import compute

    at = compute.index_in(pa.array(spelt), value_set=pa.array(known))
    rows: Numbers = at.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return rows


def _by_look_up(found: Numbers, reference: Reference) -> tuple[npt.NDArray[np.int8], Numbers]:
    """Status and area of the postcodes in the rows `found`; unknown, and none, for -1.

    The postcode of a large user is that of one organisation: its area is known, and nobody's home.
    """
    table = reference.postcodes
    codes = table["lsoa_code"].astype("category").cat
    each = pd.Index(codes.categories)
    area_of = pd.Index(reference.index["lsoa_code"]).get_indexer(each)
    in_england = np.asarray(each.str.startswith("E01"), dtype=bool)
    status_of = np.full(len(each), STATUS["other_nation"], dtype=np.int8)
    pseudo = np.asarray(each.str.startswith("E"), dtype=bool) & ~in_england  # E99999999
    status_of[pseudo | (each == "")] = STATUS["not_geographic"]
    status_of[in_england] = STATUS["outside_authority"]
    status_of[area_of >= 0] = STATUS["linked"]

    status = np.full(len(found), STATUS["unknown_postcode"], dtype=np.int8)
    area = np.full(len(found), -1, dtype=np.int64)
    there = found >= 0
    rows = found[there]
    code = codes.codes.to_numpy()[rows]
    told = status_of[code]
    terminated, large = (table[name].to_numpy()[rows] for name in ("terminated", "large_user"))
    told[(told == STATUS["linked"]) & terminated] = STATUS["linked_terminated"]
    told[in_england[code] & large] = STATUS["large_user"]
    status[there], area[there] = told, area_of[code]
    return status, area


def _by_shape(spelt: pd.Series) -> npt.NDArray[np.int8]:
    """Status of postcodes that are in no look-up, by their letters alone."""
    status = np.select(
        [is_not_geographic(spelt), in_other_nation(spelt) & is_whole(spelt), is_part(spelt)],
        [STATUS[name] for name in ("not_geographic", "other_nation", "partial_postcode")],
        STATUS["unknown_postcode"],
    )
    return status.astype(np.int8)
