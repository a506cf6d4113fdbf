"""What a machine coded of a source, put right where people coded a probability sample of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from insight.detectable import detectable_from
from insight.inequality.corrected import (
    BoolArray,
    Corrected,
    Outcomes,
    corrected_difference,
    corrected_outcomes,
    corrected_prevalence,
)
from insight.inequality.corrected_slope import (
    corrected_concentration,
    corrected_slope,
    no_slope,
)
from insight.inequality.individual import IndividualSlope
from insight.inequality.inputs import FloatArray
from insight.schemas.publishable import CORRECTED

Row = dict[str, Any]

LEAST_CODED = 100
"""People who must have been drawn and coded before any figure is put right."""
LEAST_OF_EACH = 30
"""Of these, how many must have the code, and how many not, counted by their weights.

With so many, 95 % intervals of a code that passes by the luck of its draw still hold 93 to 97 %;
with ten they hold 92 to 94 %: `python benchmarks/inequality.py coded`.
"""
LEAST_IN_PART, LEAST_OF_EACH_IN_PART = 60, 20
"""The same for a part of the source: a group, or a fifth."""

METHOD = (
    "corrected (people + machine): a sample that people coded, drawn by known chances, puts right "
    "what the machine coded; 95 % interval "
)
OF_ALL = "of the coding alone, since everybody was asked"
OF_MORE = "of the coding and of who answered"
TOO_FEW = "too few of them were coded by people"
NO_INDEX = Corrected(*(math.nan,) * 4, 0, 0, f"not estimable: {TOO_FEW}")


@dataclass(frozen=True)
class Sample:
    """A sample of segments that people coded, and what the machine says having seen none of it.

    `weights` : segment_id, weight, spread of what was drawn and read (see `corrected_outcomes`).
    `unseen` : segment_id, code, probability: what the machine says of each segment when it has
    learned nothing from the same speaker; 0 where a code is not there.
    """

    weights: pd.DataFrame
    unseen: pd.DataFrame


@dataclass(frozen=True)
class CorrectedCodes:
    """Corrected outcomes of one source's people, in the order of `people`, by code.

    `coded` says whom people coded, of those who said something. A code that too few people were
    found to have, or not to have, is not in `outcomes`. `finite`: those asked are everybody.
    """

    people: pd.Series
    coded: BoolArray
    outcomes: dict[str, Outcomes]

    finite: bool

    @property
    def basis(self) -> str:
        """Who coded what is counted."""
        return f"{CORRECTED}: {int(self.coded.sum())} people coded"

    @property
    def method(self) -> str:
        """How figures are put right, and of whom they are."""
        return METHOD + (OF_ALL if self.finite else OF_MORE)

    def prevalence(self, code: str, people: pd.DataFrame, row: Row) -> Row:
        """`row` of theme_prevalence, about `people`, put right."""
        chosen = self._among(people["speaker_id"])
        found = corrected_prevalence(self.outcomes[code], chosen, finite=self.finite)
        n, everybody = len(people), len(self.people)
        n_all = self._number(code, np.ones(everybody, dtype=bool))
        # Estimates of parts are kept in what they are parts of.
        n_mentioning = min(max(self._number(code, chosen), n_all - (everybody - n)), n_all)
        freely = row["n_unprompted"] / row["n_mentioning"] if row["n_mentioning"] else 0
        fixed: Row = {
            "n_mentioning": n_mentioning,
            "n_unprompted": round(n_mentioning * freely),
            "method": self.method,
            "basis": self.basis,
        }
        if self._enough(code, chosen):
            shares = {"prevalence": found.estimate, "ci_low": found.lower, "ci_high": found.upper}
            return row | fixed | shares
        shares = dict.fromkeys(("prevalence", "ci_low", "ci_high"), math.nan)
        return row | fixed | shares | {"note": TOO_FEW}

    def difference(self, code: str, a: pd.Series, b: pd.Series, row: Row) -> Row:
        """`row` of divergence, between the speakers `a` and `b`, put right."""
        found = self.outcomes[code]
        first, second = self._among(a), self._among(b)
        gap = corrected_difference(found, first, second, finite=self.finite)
        sides = {"a": first, "b": second}
        fixed: Row = {
            f"mentioning_{side}": self._number(code, chosen) for side, chosen in sides.items()
        }
        fixed |= {"method": self.method, "basis": self.basis}
        told = {
            "difference": gap.estimate,
            "ci_low": gap.lower,
            "ci_high": gap.upper,
            "detectable": detectable_from(gap.lower, gap.upper),
        }
        if not all(self._enough(code, chosen) for chosen in sides.values()):
            told = dict.fromkeys(told, math.nan)
            fixed["note"] = TOO_FEW
        return row | fixed | told

    def gradient(self, code: str, residents: pd.DataFrame) -> tuple[IndividualSlope, Corrected]:
        """Slope and Erreygers' index over `residents` (speaker_id, local_rank)."""
        ranks = residents.set_index("speaker_id")["local_rank"].reindex(self.people)
        chosen = ranks.notna().to_numpy(dtype=bool)
        if not self._enough(code, chosen):
            return no_slope(len(residents), f"not estimable: {TOO_FEW}"), NO_INDEX
        rank = ranks.fillna(0).to_numpy(dtype=np.float64)
        found = self.outcomes[code]
        return (
            corrected_slope(found, rank, chosen, finite=self.finite),
            corrected_concentration(found, rank, chosen, finite=self.finite),
        )

    def _number(self, code: str, chosen: BoolArray) -> int:
        """How many of the `chosen` have the code, by estimate."""
        total = math.fsum(self.outcomes[code].outcome[chosen])
        return min(max(round(total), 0), int(chosen.sum()))

    def _among(self, speakers: pd.Series) -> BoolArray:
        return self.people.isin(speakers).to_numpy(dtype=bool)

    def _enough(self, code: str, chosen: BoolArray) -> bool:
        """Whether enough of the `chosen` were coded for a figure of their own."""
        if chosen.all():
            return True
        part = chosen & self.coded
        return enough_read(self.outcomes[code], part, LEAST_IN_PART, LEAST_OF_EACH_IN_PART)


def corrected_codes(
    asked: pd.DataFrame,
    segments: pd.DataFrame,
    said: pd.DataFrame,
    codes: Iterable[str],
    sample: Sample,
    *,
    finite: bool,
) -> CorrectedCodes | None:
    """Corrected outcomes of the people `asked` in a source; None where too few, or all, were coded.

    `said` : segment_id, subject_id: what people found in what they read, among other things. Who
    was asked and said nothing mentions nothing, for certain. `finite` : those asked are everybody.
    """
    people = asked["speaker_id"].sort_values(ignore_index=True)
    spoken = segments[(segments["role"] == "participant") & segments["speaker_id"].isin(people)]
    spoken = spoken[["segment_id", "speaker_id"]]
    drawn = _people_drawn(people, spoken, sample.weights)
    read = (drawn["coded"] & drawn["spoke"]).to_numpy(dtype=bool)
    if read.sum() < LEAST_CODED or read.sum() == drawn["spoke"].sum():
        return None
    outcomes = {}
    for code in codes:
        own = sample.unseen[sample.unseen["code"] == code]
        found = said.loc[said["subject_id"] == code, "segment_id"]
        having = set(spoken.loc[spoken["segment_id"].isin(found), "speaker_id"])
        coded = people.isin(having).where(drawn["coded"]).astype("float64")
        made = corrected_outcomes(
            _word(people, spoken, own), coded, drawn["weight"], drawn["spread"]
        )
        if enough_read(made, read, LEAST_CODED, LEAST_OF_EACH):
            outcomes[code] = made
    return CorrectedCodes(people, read, outcomes, finite)


def _people_drawn(people: pd.Series, spoken: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """Per person: spoke, coded, weight and spread.

    A person is coded when all their segments are. Where nobody was coded in part, people were drawn
    with all they said and have the weight of any of it; else segments were drawn one by one, and
    a person has the product of their weights.
    """
    drawn = spoken.merge(weights, on="segment_id", how="left")
    by_person = drawn.groupby("speaker_id")
    of_these = by_person["weight"].count()
    whole, touched = of_these == by_person.size(), of_these > 0
    alike = by_person["weight"].min() == by_person["weight"].max()
    table = pd.DataFrame(
        {
            "coded": whole,
            "weight": by_person["weight"].first(),
            "spread": by_person["spread"].first(),
        }
    )
    if (touched & ~whole).any() or not alike[whole].all():
        weight = by_person["weight"].prod()
        several = by_person.size() > 1
        table["weight"] = weight
        table["spread"] = table["spread"].where(~several, weight * (weight - 1))
    spoke = people.isin(table.index)
    found = table.reindex(people).reset_index(drop=True)
    return pd.DataFrame(
        {
            "spoke": spoke,
            # Who said nothing is known to have mentioned nothing.
            "coded": found["coded"].eq(True) | ~spoke,
            "weight": found["weight"].where(spoke, 1.0),
            "spread": found["spread"].where(spoke, 0.0),
        }
    )


def _word(people: pd.Series, spoken: pd.DataFrame, own: pd.DataFrame) -> FloatArray:
    """The machine's word on each person: the chance that any of their segments has the code."""
    found = spoken.merge(own, on="segment_id")
    none = (1 - found["probability"]).groupby(found["speaker_id"]).prod()
    return np.asarray(1 - none.reindex(people, fill_value=1.0), dtype=np.float64)


def enough_read(found: Outcomes, read: BoolArray, least: int, of_each: int) -> bool:
    """Whether `least` people were read, `of_each` with the code and as many without it.

    These are counted as Kish does, (sum of weights)^2 / sum of squared weights: ten of whom one
    stands for nearly all are not ten.
    """
    if int(read.sum()) < least:
        return False
    for side in (1.0, 0.0):
        weight = found.weight[read & (found.coded == side)]
        if not len(weight) or weight.sum() ** 2 < of_each * (weight**2).sum():
            return False
    return True
