"""Where each speaker lives: from postcode or LSOA to area and deprivation. The postcode stays here.

Deprivation is of residents' own areas: who speaks for an organisation, or gives a place that is
not their own life, has none.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from insight.places.context import two_way
from insight.places.files.lookup import OF_POSTCODES
from insight.places.people.given import areas_given
from insight.places.people.homes import postcodes_given
from insight.places.people.statuses import LINK_STATUSES, LINKED, STATUS, Links
from insight.places.reference import Reference
from insight.schemas import LIVED_EXPERIENCE, STAKEHOLDER_GROUPS, SpeakerAreas, validate
from insight.settings import PlacesSettings

_ORGANISATIONS = frozenset(STAKEHOLDER_GROUPS) - {*LIVED_EXPERIENCE, "other"}
_GROUPS = ("decile", "national_quintile", "quintile")


def place_speakers(
    speakers: pd.DataFrame, reference: Reference, settings: PlacesSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SpeakerAreas, one row per speaker, and how many were placed how: link_status, n.

    An LSOA given directly counts before a postcode. Raises VintageError for an LSOA that exists
    in the other vintage only, InputError for what is no code of an area, and InputError when
    postcodes are given and not one can be found, or there is no look-up. Messages name source and
    speaker label, never the place.
    """
    people = speakers[["source", "label_in_source", "lsoa_code", "postcode"]]
    resident = _is_resident(speakers).to_numpy()
    heeded = resident & ~people["label_in_source"].isin(settings.ignore).to_numpy()
    given = heeded & (people["lsoa_code"].str.strip() != "").to_numpy()
    asked = heeded & ~given
    links = Links.none(len(people))
    links.fill(given, areas_given(people[given], reference))
    links.fill(asked, postcodes_given(people[asked], reference))
    links.status[~resident] = STATUS["not_a_resident"]
    statuses = np.bincount(links.status, minlength=len(LINK_STATUSES))
    report = pd.DataFrame({"link_status": LINK_STATUSES, "n": statuses})
    return validate(SpeakerAreas, _table(speakers["speaker_id"], links, reference)), report


def _is_resident(speakers: pd.DataFrame) -> pd.Series:
    """Whether the place given is where the speaker lives, as somebody with a life of their own."""
    told = {
        groups: set(groups.split(";")) - {""} for groups in speakers["stakeholder_groups"].unique()
    }
    organisations = [groups for groups, each in told.items() if each and each <= _ORGANISATIONS]
    organisation = speakers["stakeholder_groups"].isin(organisations)
    return speakers["resident"] & ~organisation & (speakers["role"] != "interviewer")


def _table(speaker_id: pd.Series, links: Links, reference: Reference) -> pd.DataFrame:
    """The columns of SpeakerAreas; nothing but an area for whoever is not linked."""
    linked = links.status < len(LINKED)  # the first of LINK_STATUSES
    index, area = reference.index, np.where(linked, links.area, -1)
    names = pd.Series(LINK_STATUSES, dtype="str")
    told = pd.DataFrame(
        {
            "speaker_id": speaker_id.to_numpy(),
            "vintage": reference.vintage.value,
            "lsoa_code": _taken(index["lsoa_code"], links.area),
            "link_status": _taken(names, links.status.astype(np.int64)),
            "local_rank": _taken(index["local_rank"].astype("Float64"), area).astype(float),
            **{name: _taken(index[name].astype("Int64"), area) for name in _GROUPS},
            **{name: _context(name, links, linked, reference) for name in OF_POSTCODES},
        }
    )
    of_index, classes = _taken(index["rural_urban"], area), told["rural_urban_class"]
    known = {code: two_way(code) for code in classes.unique()}
    return told.assign(rural_urban=of_index.where(of_index != "", classes.map(known)))


def _context(
    name: str, links: Links, linked: npt.NDArray[np.bool_], reference: Reference
) -> pd.Series:
    """What the areas of the linked belong to: by LSOA where the index tells, else by postcode.

    Never some by one and some by the other, for they may be of different years.
    """
    index, postcodes = reference.index, reference.postcodes
    if name in index.columns and (index[name] != "").any():
        return _taken(index[name], np.where(linked, links.area, -1))
    if name not in postcodes.columns:
        return pd.Series("", index=range(len(linked)), dtype="str")
    return _taken(postcodes[name], np.where(linked, links.found, -1))


def _taken(values: pd.Series, rows: npt.NDArray[np.int64]) -> pd.Series:
    """`values` at `rows`; where a row is -1, "" of text and missing of numbers."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return pd.Series(values.array.take(rows, allow_fill=True)).astype("str").fillna("")
    filled = "" if values.dtype == "str" else pd.NA
    return pd.Series(values.array.take(rows, allow_fill=True, fill_value=filled))
