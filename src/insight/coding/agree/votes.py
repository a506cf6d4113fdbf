"""Who read what, and what they gave it: what is compared, of all that was coded."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from insight.coding.people.human import AGREED, MACHINE, human_codes, readings

PEOPLE = "people"


@dataclass(frozen=True)
class Votes:
    """Readings (segment_id, coder) and the codings that were given in them (rows of Codings)."""

    read: pd.DataFrame
    given: pd.DataFrame

    def pairs(self) -> list[tuple[str, str, pd.Index]]:
        """Two coders each, and the segments that both read, where there are any."""
        of = {str(coder): set(rows["segment_id"]) for coder, rows in self.read.groupby("coder")}
        both = [(one, other, of[one] & of[other]) for one, other in combinations(sorted(of), 2)]
        return [(one, other, pd.Index(sorted(ids))) for one, other, ids in both if ids]


def originals(codings: pd.DataFrame) -> pd.DataFrame:
    """`codings` as each coder made them, without what they settled together afterwards."""
    return codings[codings["coder"] != AGREED]


def of_people(codings: pd.DataFrame) -> Votes | None:
    """The coders of the last round in which two of them read the same segments."""
    people = originals(codings)
    people = people[people["coder"] != MACHINE]
    read = people[["segment_id", "coder", "round"]].drop_duplicates()
    together = read[read.groupby(["segment_id", "round"])["coder"].transform("size") >= 2]
    if together.empty:
        return None
    last = together[together["round"] == together["round"].max()]
    given = people[people["code"] != ""].merge(last, on=["segment_id", "coder", "round"])
    return Votes(last[["segment_id", "coder"]], given)


def of_machine(codings: pd.DataFrame) -> Votes | None:
    """What people decided, as if they were one coder, and the machine, where they read."""
    people = originals(codings)
    machine = people[people["coder"] == MACHINE]
    read = readings(people)[["segment_id"]].drop_duplicates()
    if machine.empty or read.empty:
        return None
    suggested = machine[machine["segment_id"].isin(read["segment_id"]) & (machine["code"] != "")]
    given = [human_codes(people).assign(coder=PEOPLE), suggested[["segment_id", "code", "coder"]]]
    both = [read.assign(coder=PEOPLE), read.assign(coder=MACHINE)]
    return Votes(pd.concat(both), pd.concat(given).drop_duplicates())
