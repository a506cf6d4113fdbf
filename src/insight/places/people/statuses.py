"""What may become of the place that a person gives: one word each, told in docs/places.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LINKED = ("linked", "linked_terminated", "given_area")
LINK_STATUSES = (
    *LINKED,
    "no_place_given",
    "partial_postcode",
    "unknown_postcode",
    "not_geographic",
    "large_user",
    "larger_area_given",
    "outside_authority",
    "other_nation",
    "not_a_resident",
)
STATUS = {name: number for number, name in enumerate(LINK_STATUSES)}
"""Place of each status in LINK_STATUSES: a million of them are kept as numbers of one byte."""


@dataclass(frozen=True)
class Links:
    """What became of some places, in their order.

    `status` : number of its status.
    `area` : row in the index of the authority, -1 where it is none of its areas.
    `found` : row in the look-up of postcodes, -1 where it was not looked up or is not there.
    """

    status: npt.NDArray[np.int8]
    area: npt.NDArray[np.int64]
    found: npt.NDArray[np.int64]

    @classmethod
    def none(cls, n: int) -> Links:
        """Of `n` people who gave no place."""
        nowhere = np.full(n, -1, dtype=np.int64)
        return cls(np.full(n, STATUS["no_place_given"], dtype=np.int8), nowhere, nowhere.copy())

    def fill(self, rows: npt.NDArray[np.bool_], told: Links) -> None:
        """Put `told` in place of `rows`."""
        self.status[rows], self.area[rows], self.found[rows] = told.status, told.area, told.found

    def at(self, rows: npt.NDArray[np.intp]) -> Links:
        """These links once for each of `rows`."""
        return Links(self.status[rows], self.area[rows], self.found[rows])
