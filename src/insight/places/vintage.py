"""The two census editions of LSOAs, which never mix."""

from __future__ import annotations

from enum import StrEnum


class Vintage(StrEnum):
    """A census edition of LSOAs. Codes of both look alike, and most are valid in both."""

    LSOA2011 = "lsoa2011"
    LSOA2021 = "lsoa2021"

    @property
    def deprivation(self) -> str:
        """The index that speaks of areas of this vintage, as study.toml names it."""
        return {"lsoa2011": "iod2019", "lsoa2021": "iod2025"}[self.value]

    @property
    def year(self) -> str:
        """Census year: 2011 or 2021."""
        return self.value.removeprefix("lsoa")

    @property
    def population_year(self) -> str:
        """Year of the residents by whom the index is weighted (mid-year estimates)."""
        return {"lsoa2011": "2015", "lsoa2021": "2022"}[self.value]

    @property
    def areas_of_england(self) -> int:
        """How many LSOAs England has in this edition: a file of so many is the whole of it."""
        return {"lsoa2011": 32_844, "lsoa2021": 33_755}[self.value]

    @property
    def other(self) -> Vintage:
        """The other vintage."""
        return Vintage.LSOA2021 if self is Vintage.LSOA2011 else Vintage.LSOA2011

    @classmethod
    def of(cls, deprivation: str) -> Vintage:
        """The vintage that the index called `deprivation` (iod2019 or iod2025) speaks of."""
        return next(vintage for vintage in cls if vintage.deprivation == deprivation)
