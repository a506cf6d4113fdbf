"""Places: from postcode to area to deprivation, in one vintage at a time.

`read_reference` reads the tables of one vintage, `place_speakers` finds each speaker's area,
`link_report` says who was not linked, `boundaries` gives outlines for a map, `indicators` the
Marmot indicators and their values, `read_census` a user's own margins, and `download` fetches
official files, which nothing else in the package does.
"""

from insight.places.census import read_census
from insight.places.files.lookup import read_postcodes
from insight.places.index import average_rank, average_score, local_fifths, local_ranks, read_index
from insight.places.indicators import indicator_values, indicators
from insight.places.official.catalogue import CATALOGUE, OfficialFile
from insight.places.official.download import download
from insight.places.people.areas import place_speakers
from insight.places.people.links import link_report
from insight.places.people.statuses import LINK_STATUSES, LINKED
from insight.places.reference import Reference, boundaries, read_reference
from insight.places.vintage import Vintage

__all__ = [
    "CATALOGUE",
    "LINKED",
    "LINK_STATUSES",
    "OfficialFile",
    "Reference",
    "Vintage",
    "average_rank",
    "average_score",
    "boundaries",
    "download",
    "indicator_values",
    "indicators",
    "link_report",
    "local_fifths",
    "local_ranks",
    "place_speakers",
    "read_census",
    "read_index",
    "read_postcodes",
    "read_reference",
]
