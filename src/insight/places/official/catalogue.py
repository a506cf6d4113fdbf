"""Official files that can be fetched: address, publisher, licence, and whether anybody tried it."""

from __future__ import annotations

from dataclasses import dataclass

_FINGERTIPS_INDICATORS = (
    "90631,20101,92517,92196,93378,20401,92313,93351,93700,93701,93759,93736,90280,11202,92443,"
    "93088,93014,93721,41001,91734,93867,93861,90362,90366,92901"
)
_UPPER_TIER_FROM_2023, _ENGLAND = "502", "15"
_OGL = "Open Government Licence v3.0"


@dataclass(frozen=True)
class OfficialFile:
    """A published file.

    `file` : its name in the cache.
    `page` : where people find it.
    `licence` : under which it may be used, and whom to name.
    `url_verified` : whether the file was fetched from `url` by those who wrote it down.
    `living` : whether it changes at the publisher's.
    """

    file: str
    url: str
    page: str
    publisher: str
    licence: str
    url_verified: bool
    living: bool = False


CATALOGUE: dict[str, OfficialFile] = {
    "iod2019": OfficialFile(
        file="File_7_IoD2019.csv",
        url="https://assets.publishing.service.gov.uk/media/5dc407b440f0b6379a7acc8d/"
        "File_7_-_All_IoD2019_Scores__Ranks__Deciles_and_Population_Denominators_3.csv",
        page="https://www.gov.uk/government/statistics/english-indices-of-deprivation-2019",
        publisher="MHCLG",
        licence=_OGL,
        url_verified=False,
    ),
    "iod2025": OfficialFile(
        file="File_7_IoD2025.csv",
        url="https://assets.publishing.service.gov.uk/media/691ded56d140bbbaa59a2a7d/"
        "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv",
        page="https://www.gov.uk/government/statistics/english-indices-of-deprivation-2025",
        publisher="MHCLG",
        licence=_OGL,
        url_verified=False,
    ),
    "nspl": OfficialFile(  # May 2025, with LSOAs of 2021; ONS gives each quarter a new address
        file="NSPL.zip",
        url="https://www.arcgis.com/sharing/rest/content/items/"
        "077631e063eb4e1ab43575d01381ec33/data",
        page="https://geoportal.statistics.gov.uk/search?tags=PRD_NSPL",
        publisher="ONS",
        licence=f"{_OGL}; contains OS data © Crown copyright and Royal Mail data © Royal Mail "
        "copyright; postcodes of Northern Ireland under a licence of their own",
        url_verified=False,
    ),
    "fingertips": OfficialFile(
        file="fingertips.csv",
        url="https://fingertips.phe.org.uk/api/all_data/csv/by_indicator_id"
        f"?indicator_ids={_FINGERTIPS_INDICATORS}&child_area_type_id={_UPPER_TIER_FROM_2023}"
        f"&parent_area_type_id={_ENGLAND}",
        page="https://fingertips.phe.org.uk/",
        publisher="OHID",
        licence=_OGL,
        url_verified=False,
        living=True,
    ),
}
