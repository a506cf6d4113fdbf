"""Places: from postcode to area to deprivation, in one vintage at a time.

`read_reference` reads the tables of one vintage, `place_speakers` finds each speaker's area,
`boundaries` gives outlines for a map, `read_census` reads a user's own margins, and `download`
fetches official files, which nothing else in the package does.
"""

from insight.places.areas import LINK_STATUSES, LINKED, place_speakers
from insight.places.census import read_census
from insight.places.index import Vintage, local_fifths, local_ranks, read_index
from insight.places.official import CATALOGUE, OfficialFile, cache_folder, download
from insight.places.reference import Reference, boundaries, indicators, read_reference

__all__ = [
    "CATALOGUE",
    "LINKED",
    "LINK_STATUSES",
    "OfficialFile",
    "Reference",
    "Vintage",
    "boundaries",
    "cache_folder",
    "download",
    "indicators",
    "local_fifths",
    "local_ranks",
    "place_speakers",
    "read_census",
    "read_index",
    "read_reference",
]
