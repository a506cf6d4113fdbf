"""Where each speaker lives: from postcode or LSOA to area and deprivation. The postcode stays here.

Deprivation is of residents' own areas: who speaks for an organisation, or gives a place that is
not their own life, has none.
"""

from __future__ import annotations

import re

import pandas as pd

from insight.errors import InputError, VintageError
from insight.places.postcode import is_part, is_whole, normalise
from insight.places.reference import Reference
from insight.schemas import LIVED_EXPERIENCE, STAKEHOLDER_GROUPS, SpeakerAreas, validate
from insight.settings import PlacesSettings

LINKED = ("linked", "linked_terminated", "given_area")
LINK_STATUSES = (
    *LINKED,
    "no_place_given",
    "partial_postcode",
    "unknown_postcode",
    "outside_authority",
    "not_a_resident",
)
_ORGANISATIONS = frozenset(STAKEHOLDER_GROUPS) - {*LIVED_EXPERIENCE, "other"}
_OUTSIDE = "outside_authority"
_LSOA = re.compile(r"[EW]01[0-9]{6}")
_IS_NUMBER = re.compile(r"(?:row )?[A-Za-z]{0,4}[ _-]?\d{1,10}")


def place_speakers(
    speakers: pd.DataFrame, reference: Reference, settings: PlacesSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SpeakerAreas, one row per speaker, and how many were placed how: link_status, n.

    An LSOA given directly counts before a postcode. Raises VintageError for an LSOA that exists
    in the other vintage only, InputError for what is no LSOA code, and InputError when postcodes
    are given and not one can be found. Messages name source and speaker label, never the place.
    """
    found = speakers[["speaker_id", "source", "label_in_source"]].assign(
        lsoa_code=speakers["lsoa_code"].str.strip().str.upper(),
        postcode=speakers["postcode"].map(normalise),
        link_status="no_place_given",
    )
    looked_up = ~found["label_in_source"].isin(settings.ignore)
    resident = _is_resident(speakers)
    found.loc[~resident, "link_status"] = "not_a_resident"
    given = looked_up & resident & (found["lsoa_code"] != "")
    asked = looked_up & resident & ~given & (found["postcode"] != "")
    _check_codes(found[given], reference)
    known = set(reference.index["lsoa_code"])
    found.loc[given, "link_status"] = (
        found.loc[given, "lsoa_code"].isin(known).map({True: "given_area", False: _OUTSIDE})
    )
    found.loc[~given, "lsoa_code"] = ""
    _look_up(found, asked, reference, known)
    found.loc[~found["link_status"].isin(LINKED), "lsoa_code"] = ""
    areas = found[["speaker_id", "lsoa_code", "link_status"]].merge(
        reference.index.drop(columns=["lsoa_name", "imd_rank", "population"]),
        on="lsoa_code",
        how="left",
    )
    areas = areas.assign(
        vintage=reference.vintage.value, rural_urban=areas["rural_urban"].fillna("")
    )
    for name in ("decile", "national_quintile", "quintile"):
        areas[name] = areas[name].astype("Int64")
    counts = areas["link_status"].value_counts().reindex(LINK_STATUSES, fill_value=0)
    report = counts.rename("n").rename_axis("link_status").reset_index()
    return validate(SpeakerAreas, areas), report


def _is_resident(speakers: pd.DataFrame) -> pd.Series:
    """Whether the place given is where the speaker lives, as somebody with a life of their own."""
    groups = speakers["stakeholder_groups"].map(lambda told: set(told.split(";")) - {""})
    organisation = groups.map(lambda told: bool(told) and told <= _ORGANISATIONS)
    return speakers["resident"] & ~organisation & (speakers["role"] != "interviewer")


def _look_up(found: pd.DataFrame, asked: pd.Series, reference: Reference, known: set[str]) -> None:
    """Fill in area and status of the rows `asked` whose postcode is looked up."""
    postcodes = found.loc[asked, "postcode"]
    table = reference.postcodes.set_index("postcode")
    codes = postcodes.map(table["lsoa_code"])
    terminated = postcodes.map(table["terminated"]).eq(True)
    status = pd.Series("linked", index=postcodes.index, dtype="str")
    status[terminated] = "linked_terminated"
    status[codes.notna() & ~codes.isin(known)] = _OUTSIDE
    status[codes.isna()] = "unknown_postcode"
    status[codes.isna() & postcodes.map(is_part).astype(bool)] = "partial_postcode"
    found.loc[asked, "link_status"] = status
    found.loc[asked, "lsoa_code"] = codes.fillna("")
    tried = status != "partial_postcode"
    if tried.any() and (status[tried] == "unknown_postcode").all():
        malformed = int((~postcodes[tried].map(is_whole).astype(bool)).sum())
        raise InputError(
            f"not one of {int(tried.sum())} postcodes can be found ({malformed} have not the shape "
            "of a postcode)",
            where=_places_of(found.loc[tried[tried].index]),
            remedy="check which column is named as postcode, and [places] authority",
        )


def _check_codes(given: pd.DataFrame, reference: Reference) -> None:
    wrong = given[~given["lsoa_code"].map(lambda code: bool(_LSOA.fullmatch(code))).astype(bool)]
    if len(wrong):
        raise InputError(
            f"{len(wrong)} of {len(given)} areas given are no LSOA codes (E01 and six digits)",
            where=_places_of(wrong),
            remedy="correct them, or name the rows under [places] ignore",
        )
    vintage = reference.vintage
    mixed = given[given["lsoa_code"].isin(reference.codes_elsewhere)]
    if mixed.empty:
        return
    only_here = set(reference.index["lsoa_code"]) - reference.codes_in_both
    if given["lsoa_code"].isin(only_here).any():
        remedy = f"give the LSOA of {vintage.year} or the postcode in these rows"
    else:
        remedy = (
            f"if all areas are LSOAs of {vintage.other.year}, set [places] deprivation = "
            f'"{vintage.other.deprivation}"; else give those of {vintage.year} or postcodes'
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
