"""What people decided, and what of it counts."""

from __future__ import annotations

import pandas as pd

from insight.schemas.base import RESERVED

MACHINE, AGREED = RESERVED
"""The coder of suggestions, and that of what coders settled after each had coded alone."""
VALENCES = ("", "-", "0", "+", "~")
KEY = ["segment_id", "start", "end", "code", "coder", "round"]


def readings(codings: pd.DataFrame) -> pd.DataFrame:
    """Who read which segment, in the last round in which a person read it.

    Columns segment_id, coder, round; one row a person and segment, whether a code applied or not.
    """
    people = codings[codings["coder"] != MACHINE]
    last = people.groupby("segment_id")["round"].transform("max")
    counted = people.loc[people["round"] == last, ["segment_id", "coder", "round"]]
    return counted.drop_duplicates().sort_values(["segment_id", "coder"], ignore_index=True)


def human_codes(codings: pd.DataFrame) -> pd.DataFrame:
    """Codes that at least half of those who read a segment in its last round gave it.

    Where they settled it together since, what they agreed on. Columns segment_id, code.
    """
    read = readings(codings)
    settled = read["segment_id"].isin(read.loc[read["coder"] == AGREED, "segment_id"])
    read = read[~settled | (read["coder"] == AGREED)]
    readers = read.groupby("segment_id").size().rename("readers").reset_index()
    given = codings[(codings["coder"] != MACHINE) & (codings["code"] != "")]
    given = given[["segment_id", "coder", "round", "code"]].drop_duplicates()
    votes = given.merge(read, on=["segment_id", "coder", "round"])
    counts = votes.groupby(["segment_id", "code"]).size().rename("votes").reset_index()
    counts = counts.merge(readers, on="segment_id")
    kept = counts[2 * counts["votes"] >= counts["readers"]]
    return kept[["segment_id", "code"]].reset_index(drop=True)


def decided(codings: pd.DataFrame) -> pd.DataFrame:
    """What counts for statistics; columns segment_id, code, basis.

    Where people read a segment, their word counts ("human"), also when no code applied; elsewhere
    the machine's suggestions ("machine-suggested").
    """
    people = human_codes(codings).assign(basis="human")
    unread = ~codings["segment_id"].isin(readings(codings)["segment_id"])
    suggested = codings[unread & (codings["coder"] == MACHINE) & (codings["code"] != "")]
    machine = suggested[["segment_id", "code"]].drop_duplicates().assign(basis="machine-suggested")
    both = pd.concat([people, machine], ignore_index=True)
    return both.astype("str").sort_values(["segment_id", "code"], ignore_index=True)
