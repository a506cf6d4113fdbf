"""Where each speaker lives: from postcode or LSOA to area and deprivation. The postcode stays here.

Deprivation is of residents' own areas: who speaks for an organisation, or gives a place that is
not their own life, has none.
"""

from __future__ import annotations

import re

import pandas as pd

from insight.errors import InputError, SourceError, VintageError
from insight.places.files.sources import CHANGES
from insight.places.postcode import (
    in_other_nation,
    is_not_geographic,
    is_part,
    is_whole,
    normalised,
)
from insight.places.reference import Reference
from insight.schemas import LIVED_EXPERIENCE, STAKEHOLDER_GROUPS, SpeakerAreas, validate
from insight.settings import PlacesSettings

LINKED = ("linked", "linked_terminated", "given_area")
LINK_STATUSES = (
    *LINKED,
    "no_place_given",
    "partial_postcode",
    "unknown_postcode",
    "not_geographic",
    "larger_area_given",
    "outside_authority",
    "other_nation",
    "not_a_resident",
)
_ORGANISATIONS = frozenset(STAKEHOLDER_GROUPS) - {*LIVED_EXPERIENCE, "other"}
_OUTSIDE, _NATION, _NOWHERE = "outside_authority", "other_nation", "not_geographic"
_SMALL_AREA = r"[EWS]01[0-9]{6}|N2[01][0-9]{6}|95[A-Z]{2}[0-9]{2}[A-Z][0-9]"
"""Codes of LSOAs, Scottish data zones, and super output or super data zones of Northern Ireland."""
_LARGER_AREA = r"[EW]0[25][0-9]{6}"
"""Codes of MSOAs and wards: several LSOAs, so they have no decile."""
_IS_NUMBER = re.compile(r"(?:row )?[A-Za-z]{0,4}[ _-]?\d{1,10}")
_OF_INDEX = ("decile", "national_quintile", "local_rank", "quintile", "rural_urban")


def place_speakers(
    speakers: pd.DataFrame, reference: Reference, settings: PlacesSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SpeakerAreas, one row per speaker, and how many were placed how: link_status, n.

    An LSOA given directly counts before a postcode. Raises VintageError for an LSOA that exists
    in the other vintage only, InputError for what is no code of an area, and InputError when
    postcodes are given and not one can be found, or there is no look-up. Messages name source and
    speaker label, never the place.
    """
    found = speakers[["speaker_id", "source", "label_in_source"]].assign(
        lsoa_code=speakers["lsoa_code"].str.strip().str.upper(),
        postcode=normalised(speakers["postcode"]),
        link_status="no_place_given",
    )
    looked_up = ~found["label_in_source"].isin(settings.ignore)
    resident = _is_resident(speakers)
    found.loc[~resident, "link_status"] = "not_a_resident"
    given = looked_up & resident & (found["lsoa_code"] != "")
    asked = looked_up & resident & ~given & (found["postcode"] != "")
    known = pd.Index(reference.index["lsoa_code"])
    _take_given(found, given, reference, known)
    found.loc[~given, "lsoa_code"] = ""
    _look_up(found, asked, reference, known)
    found.loc[~found["link_status"].isin(LINKED), "lsoa_code"] = ""
    at = known.get_indexer(pd.Index(found["lsoa_code"]))
    told = reference.index.reindex(columns=list(_OF_INDEX)).reset_index(drop=True)
    areas = found[["speaker_id", "lsoa_code", "link_status"]].assign(
        vintage=reference.vintage.value,
        **{name: told[name].reindex(at).to_numpy(dtype=object) for name in _OF_INDEX},
    )
    areas["rural_urban"] = areas["rural_urban"].fillna("").astype("str")
    areas["local_rank"] = areas["local_rank"].astype(float)
    for name in ("decile", "national_quintile", "quintile"):
        areas[name] = areas[name].astype("Int64")
    counts = areas["link_status"].value_counts().reindex(LINK_STATUSES, fill_value=0)
    report = counts.rename("n").rename_axis("link_status").reset_index()
    return validate(SpeakerAreas, areas), report


def _is_resident(speakers: pd.DataFrame) -> pd.Series:
    """Whether the place given is where the speaker lives, as somebody with a life of their own."""
    told = {
        groups: set(groups.split(";")) - {""} for groups in speakers["stakeholder_groups"].unique()
    }
    organisations = [groups for groups, each in told.items() if each and each <= _ORGANISATIONS]
    organisation = speakers["stakeholder_groups"].isin(organisations)
    return speakers["resident"] & ~organisation & (speakers["role"] != "interviewer")


def _take_given(
    found: pd.DataFrame, given: pd.Series, reference: Reference, known: pd.Index
) -> None:
    """Fill in the status of the rows `given` whose area is told directly."""
    _check_codes(found[given], reference)
    codes = found.loc[given, "lsoa_code"]
    status = pd.Series(_OUTSIDE, index=codes.index, dtype="str")
    status[~codes.str.startswith("E")] = _NATION
    status[codes.str.fullmatch(_LARGER_AREA)] = "larger_area_given"
    status[codes.isin(known)] = "given_area"
    found.loc[given, "link_status"] = status


def _look_up(found: pd.DataFrame, asked: pd.Series, reference: Reference, known: pd.Index) -> None:
    """Fill in area and status of the rows `asked` whose postcode is looked up."""
    postcodes = found.loc[asked, "postcode"]
    if postcodes.empty:
        return
    table = reference.postcodes
    if table.empty:
        raise SourceError(
            f"{len(postcodes)} people gave a postcode, and no look-up has postcodes of the "
            "authority",
            where=reference.folder.name,
            remedy="save NSPL or ONSPD there as published, or fetch it: `insight data get nspl`",
        )
    at = pd.Index(table["postcode"]).get_indexer(pd.Index(postcodes))
    there = pd.Series(at >= 0, index=postcodes.index)

    def of(column: str, otherwise: object) -> pd.Series:
        told = table[column].to_numpy()[at]
        return pd.Series(told, index=postcodes.index).where(there, otherwise)

    codes = of("lsoa_code", "")
    status = pd.Series("unknown_postcode", index=postcodes.index, dtype="str")
    status[is_part(postcodes)] = "partial_postcode"
    status[in_other_nation(postcodes) & is_whole(postcodes)] = _NATION
    status[is_not_geographic(postcodes)] = _NOWHERE
    in_england = codes.str.startswith("E01")
    nowhere = (codes == "") | (codes.str.startswith("E") & ~in_england)  # E99999999: a pseudo-code
    status[there] = _NATION
    status[there & nowhere] = _NOWHERE
    status[there & in_england] = _OUTSIDE
    status[there & codes.isin(known)] = "linked"
    status[there & codes.isin(known) & of("terminated", False)] = "linked_terminated"
    status[there & in_england & of("large_user", False)] = _NOWHERE
    found.loc[asked, "link_status"] = status
    found.loc[asked, "lsoa_code"] = codes
    tried = status != "partial_postcode"
    if tried.any() and (status[tried] == "unknown_postcode").all():
        malformed = int((~is_whole(postcodes[tried])).sum())
        raise InputError(
            f"not one of {int(tried.sum())} postcodes can be found ({malformed} have not the shape "
            "of a postcode)",
            where=_places_of(found.loc[tried[tried].index]),
            remedy="check which column is named as postcode, and [places] authority",
        )


def _check_codes(given: pd.DataFrame, reference: Reference) -> None:
    codes = given["lsoa_code"]
    wrong = given[~codes.str.fullmatch(f"{_SMALL_AREA}|{_LARGER_AREA}")]
    if len(wrong):
        raise InputError(
            f"{len(wrong)} of {len(given)} areas given are no LSOA codes (E01 and six digits)",
            where=_places_of(wrong),
            remedy="correct them, or name the rows under [places] ignore",
        )
    vintage = reference.vintage
    elsewhere = codes.isin(reference.codes_elsewhere)
    if reference.england:  # then every code of this vintage is known
        elsewhere |= codes.str.startswith("E01") & ~codes.isin(reference.england)
    mixed = given[elsewhere]
    if mixed.empty:
        return
    only_here = set(reference.index["lsoa_code"]) - reference.codes_in_both
    if given["lsoa_code"].isin(only_here).any():
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
        f"{len(mixed)} of {len(given)} areas given are LSOAs of {vintage.other.year} that do not "
        f"exist in {vintage.year}, and this study uses {vintage.deprivation}",
        where=_places_of(mixed),
        remedy=remedy,
    )


def _places_of(rows: pd.DataFrame, shown: int = 3) -> str:
    """Where the rows are, in words: source and label of the first few.

    A label that is no number of a row or a person ("R12", "P1") may be a name, and is not told.
    """
    first = rows.sort_values(["source", "label_in_source"]).head(shown)
    told = "; ".join(
        f"{source}, {label if _IS_NUMBER.fullmatch(label) else 'a label in words'}"
        for source, label in zip(first["source"], first["label_in_source"], strict=True)
    )
    more = len(rows) - len(first)
    return f"{told}; and {more} more" if more else told
