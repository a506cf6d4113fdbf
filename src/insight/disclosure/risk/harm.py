"""Passages that may disclose harm: abuse, self-harm, neglect, crime, risk to children.

Cues by category point to passages for a safeguarding lead to read: plain words (`data/harm.txt`),
and ways to tell without saying it (`data/veiled.txt`), what somebody does to keep safe or may not
do. Nothing is decided here, and a passage without a cue may disclose harm all the same. Recall
comes first: where a plain cue is denied ("he never hit me") the passage is still told of, marked as
denied, for a person may deny what they go on to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from insight.disclosure.risk.cues import cue_lists, folded
from insight.disclosure.risk.veiled import veiled_signs

CATEGORIES = ("abuse", "self_harm", "neglect", "crime", "child_risk")
FLAG_COLUMNS = ["segment_id", "speaker_id", "category", "n_cues", "denied", "veiled"]
_TYPES = {"n_cues": "int64", "denied": "bool", "veiled": "bool"}
_DENIAL = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|without|neither|nor|nee|nivver|divvent|wasn't|isn't"
    r"|aren't|weren't|didn't|don't|doesn't|hasn't|haven't|hadn't|can't|couldn't|wouldn't|won't)\b"
    r"(?! (?:only|just|sure|surprised|surprising|doubt|wonder|stopped|stop|stops|forget|first)\b)",
    re.IGNORECASE,
)
_TURN = re.compile(r"[.!?;]|\b(?:but|then|until|because|and then|when|so)\b", re.IGNORECASE)
_WORDS_BEFORE = 5


@dataclass(frozen=True)
class Cue:
    """Where a cue stands in a text, whether the words before deny it, whether it is veiled."""

    category: str
    start: int
    end: int
    denied: bool
    veiled: bool = False


def cues_of_harm(text: str) -> list[Cue]:
    """All cues in `text`: plain ones, then veiled ones, each category by category, in order.

    >>> [(cue.category, cue.denied) for cue in cues_of_harm("He never assaulted me.")]
    [('abuse', True)]
    """
    return list(_cues(folded(text)))


def _cues(text: str) -> Iterator[Cue]:
    lists = cue_lists("harm.txt")
    for category in CATEGORIES:
        for found in lists[category].finditer(text):
            yield Cue(category, found.start(), found.end(), _denied(text[: found.start()]))
    for sign in veiled_signs(text):
        # "Not allowed out": what denies belongs to the telling.
        yield Cue(sign.category, sign.start, sign.end, denied=False, veiled=True)


def _denied(before: str) -> bool:
    """Whether the last few words of the same clause deny what follows."""
    clause = _TURN.split(before)[-1]
    return bool(_DENIAL.search(" ".join(clause.split()[-_WORDS_BEFORE:])))


def harm_flags(segments: pd.DataFrame) -> pd.DataFrame:
    """One row per passage and category with a cue, FLAG_COLUMNS.

    `denied` and `veiled` are true where all its cues of the category are. `segments` has
    segment_id, speaker_id and text. Independent of row order.
    """
    rows = []
    for row in segments.sort_values("segment_id").itertuples():
        found: dict[str, list[Cue]] = {}
        for cue in cues_of_harm(str(row.text)):
            found.setdefault(cue.category, []).append(cue)
        rows += [
            (
                *(row.segment_id, row.speaker_id, category, len(cues)),
                all(cue.denied for cue in cues),
                all(cue.veiled for cue in cues),
            )
            for category, cues in sorted(found.items())
        ]
    # Where nothing is found, the columns have their types all the same.
    return pd.DataFrame(rows, columns=FLAG_COLUMNS).astype(_TYPES)
