"""The passages to try a motivated intruder on: those that most may tell who speaks, with why."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from insight.disclosure.risk.telling import Told, is_telling, kinds_of

RISKY_COLUMNS = ["segment_id", "speaker_id", "points", "why", "text"]
PER_PERSON = 2


def riskiest(
    segments: pd.DataFrame,
    told: Mapping[str, Told],
    single: Collection[str],
    harm: pd.DataFrame,
    public: pd.DataFrame,
    quoted: Collection[str],
    n: int = 20,
) -> pd.DataFrame:
    """The `n` passages with most points, with RISKY_COLUMNS; of one person at most PER_PERSON.

    `segments` has segment_id, speaker_id, text (de-identified). `told` : segment_id -> what the
    passage tells. `single` : speakers who share their attributes with nobody. `harm` from
    `harm_flags`, `public` from `overlaps`, `quoted` : segments that are quoted.

    A point for each kind of thing told, three for role, place and condition together (or four
    kinds), three for words that are public, two for a speaker who is single, two for harm that is
    not denied, one for a quote. Equal points go by id.
    """
    near, told_of_harm = set(public["segment_id"]), set(harm.loc[~harm["denied"], "segment_id"])
    rows = []
    for row in segments.itertuples():
        own = told.get(str(row.segment_id), frozenset())
        reasons = {
            f"tells {', '.join(sorted(kinds_of(own)))}": len(kinds_of(own)),
            "several of them together": 3 * is_telling(own),
            "nearly the same words are public": 3 * (row.segment_id in near),
            "nobody shares the speaker's attributes": 2 * (row.speaker_id in single),
            "may disclose harm": 2 * (row.segment_id in told_of_harm),
            "is quoted": int(row.segment_id in quoted),
        }
        why = "; ".join(words for words, points in reasons.items() if points)
        rows.append((row.segment_id, row.speaker_id, sum(reasons.values()), why, row.text))
    found = pd.DataFrame(rows, columns=RISKY_COLUMNS).sort_values(
        ["points", "segment_id"], ascending=[False, True]
    )
    found = found[(found["points"] > 0) & (found.groupby("speaker_id").cumcount() < PER_PERSON)]
    return found.head(n).reset_index(drop=True)
