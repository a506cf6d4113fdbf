"""People told of so coarsely that several share all that is told of any one of them.

What is told is made coarser step by step (LADDER, then the attribute whose loss helps most) until
few are left who are alike with too few others; of these nothing is told. The group that somebody
belongs to is kept of all others (generalisation and suppression: Sweeney L (2002) Achieving
k-anonymity privacy protection using generalization and suppression. International Journal of
Uncertainty, Fuzziness and Knowledge-based Systems 10:571-588, doi:10.1142/S021848850200165X).
"""

from __future__ import annotations

import pandas as pd

from insight.disclosure.risk.k_anonymity import (
    LADDER,
    NOT_TOLD,
    attributes_of,
    class_sizes,
    coarser,
    quasi_identifiers,
    what_makes_single,
)
from insight.schemas import TOLD_OF_PEOPLE

LEAST_ALIKE = 5
MOST_BLANKED = 0.1
"""Share of the people of a source of whom nothing need be told, rather than less of everybody."""


def alike(people: pd.DataFrame, least: int = LEAST_ALIKE) -> tuple[pd.DataFrame, list[str]]:
    """What may be told of `people` (DeidentifiedSpeakers), as text, and what was done, in words.

    Columns speaker_id, source_name, consent_quote and TOLD_OF_PEOPLE; empty where nothing is told.
    In each source `least` people or more share all that is told of one of them; of a source with
    fewer people, nothing is told.
    """
    parts, lines = [], []
    for name, rows in people.groupby("source_name", sort=True):
        own = rows.sort_values("speaker_id", ignore_index=True)
        table, steps = _coarse(own, least)
        n = int((table[attributes_of(table)] == "").all(axis=1).sum())
        if steps or n:
            done = "; ".join(steps) or "as it was"
            lines.append(f"What is told of {len(own)} people of {name}: {done}; nothing of {n}.")
        parts.append(_as_told(own, table))
    columns = ["speaker_id", "source_name", "consent_quote", *TOLD_OF_PEOPLE]
    both = pd.concat(parts) if parts else people.reindex(columns=columns)
    return both[columns].sort_values("speaker_id", ignore_index=True), lines


def _coarse(people: pd.DataFrame, least: int) -> tuple[pd.DataFrame, list[str]]:
    """Attributes of `people` after as many steps as it takes, and the steps in words."""
    more = {
        name: dict(zip(people["speaker_id"], people[name].astype(str), strict=True))
        for name in ("speaks_for", "resident")
    }
    table = quasi_identifiers(people, {}, more).drop(columns="condition")
    steps: list[str] = []
    for step in LADDER:
        if step.attribute in table.columns and _share_below(table, least) > MOST_BLANKED:
            table = coarser(table, step)
            steps.append(step.words)
    while _share_below(table, least) > MOST_BLANKED:
        # Findings are told by who somebody is in care: that stays, of those who are alike.
        order = [one for one in what_makes_single(table)["attribute"] if one != TOLD_OF_PEOPLE[0]]
        if not order:
            break
        table = table.drop(columns=order[0])
        steps.append(f"{order[0]}: left out")
    names = attributes_of(table)
    table[names] = table[names].mask(_blanked(table, least), "").replace(NOT_TOLD, "")
    return table, steps


def _share_below(table: pd.DataFrame, least: int) -> float:
    return float(_blanked(table, least).mean()) if attributes_of(table) else 0.0


def _blanked(table: pd.DataFrame, least: int) -> pd.Series:
    """Of whom nothing is told: all in small classes, and as many more as make them enough."""
    names = attributes_of(table)
    sizes = class_sizes(table, names)
    blanked = sizes < least
    while 0 < blanked.sum() < least and not blanked.all():
        rest = table.loc[~blanked].assign(size=sizes)
        first = rest.sort_values(["size", *names]).iloc[0]
        blanked |= (table[names] == first[names]).all(axis=1)
    return blanked


def _as_told(people: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """One row per person of `people`, in the same order, with what `table` still tells."""
    told = table.assign(**{name: "" for name in TOLD_OF_PEOPLE if name not in table})
    if "place" in table:
        fifth = table["place"].str.extract(r"^fifth (\d)", expand=False).fillna("")
        rural = table["place"].str.rpartition(", ")[2].replace(NOT_TOLD, "")
        told = told.assign(quintile=fifth, rural_urban=rural)
    return told.assign(consent_quote=people["consent_quote"].astype(str))
