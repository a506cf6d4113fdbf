"""People told of so coarsely that several share all that is told of any one of them.

Whoever shares it with too few is told of more coarsely, step by step (STEPS); the others stay as
they are, so that nobody is told of more coarsely than it takes. Of whoever is left after the last
step nothing is told (generalisation and suppression: Sweeney L (2002) Achieving k-anonymity privacy
protection using generalization and suppression. International Journal of Uncertainty, Fuzziness and
Knowledge-based Systems 10:571-588, doi:10.1142/S021848850200165X).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from insight.disclosure.policy import counts_like_interviews
from insight.disclosure.risk.k_anonymity import class_sizes
from insight.schemas import TOLD_OF_PEOPLE

ATTRIBUTES = list(TOLD_OF_PEOPLE)
_PLACE = ("quintile", "rural_urban", "resident")
_COARSE_AGE = dict.fromkeys(("under 25", "25-44", "45-64"), "under 65") | dict.fromkeys(
    ("75+", "85+"), "65+"
)


@dataclass(frozen=True)
class Step:
    """A step of making coarser, in words, and what becomes of the attributes."""

    words: str
    coarser: Callable[[pd.DataFrame], pd.DataFrame]


def _without(*names: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda told: told.assign(**dict.fromkeys(names, ""))


def _older_or_younger(told: pd.DataFrame) -> pd.DataFrame:
    return told.assign(age_band=told["age_band"].replace(_COARSE_AGE))


STEPS = (
    Step("place: rural or urban, no fifth", _without("quintile")),
    Step("place: left out", _without(*_PLACE)),
    Step("age: under 65, or 65 and over", _older_or_younger),
    Step("age: left out", _without("age_band")),
    *(
        Step(f"{name.replace('_', ' ')}: left out", _without(name))
        for name in reversed(TOLD_OF_PEOPLE)
        if name not in (*_PLACE, "age_band")
    ),
)
"""The order in which attributes are made coarser: place, then age, then from the last of
TOLD_OF_PEOPLE to the first; findings are told by who somebody is in care."""


def alike(people: pd.DataFrame, k: int) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """What may be told of `people` (DeidentifiedSpeakers), and per source what that took, in words.

    Columns speaker_id, source_name, consent_quote and TOLD_OF_PEOPLE, all of them text; empty where
    nothing is told. In each source `k` people or more share all that is told of one of them; of a
    source with fewer people nothing is told. People who were talked with, or chosen on purpose, are
    never told of by place. The order of rows does not matter.
    """
    people = people.sort_values("speaker_id", ignore_index=True)
    told = people[["speaker_id", "source_name"]].assign(
        consent_quote=people["consent_quote"].astype(str),
        **{name: people[name].astype("string").fillna("").astype("str") for name in ATTRIBUTES},
    )
    chosen = pd.Series(
        [
            counts_like_interviews(str(mode), str(sampling))
            for mode, sampling in zip(people["mode"], people["sampling"], strict=True)
        ],
        index=people.index,
        dtype="bool",
    )
    told.loc[chosen, list(_PLACE)] = ""
    words: dict[str, list[str]] = {}
    parts = []
    for source, own in told.groupby("source_name", sort=True):
        coarse, steps = until_alike(own, k)
        words[str(source)] = ["never by place"] * bool(chosen[own.index].any()) + steps
        parts.append(coarse)
    return (pd.concat(parts).sort_index() if parts else told), words


def until_alike(told: pd.DataFrame, k: int) -> tuple[pd.DataFrame, list[str]]:
    """`told` with coarser ATTRIBUTES, so that each is shared by k or more; and what that took.

    Where those of whom nothing is told are too few by themselves, nothing is told either of the
    smallest of the other classes; of two as small, of the one that sorts first by ATTRIBUTES.
    """
    words: list[str] = []
    for step in STEPS:
        few = class_sizes(told, ATTRIBUTES) < k
        if few.any():
            told = pd.concat([told[~few], step.coarser(told[few])]).loc[told.index]
            words.append(f"{step.words}, for {int(few.sum())} of {len(told)}")
    nothing = (told[ATTRIBUTES] == "").all(axis=1)
    while 0 < nothing.sum() < min(k, len(told)):
        sizes = class_sizes(told, ATTRIBUTES)
        first = told[~nothing].assign(size=sizes).sort_values(["size", *ATTRIBUTES]).iloc[0]
        nothing |= (told[ATTRIBUTES] == first[ATTRIBUTES]).all(axis=1)
        told = told.assign(**{name: told[name].mask(nothing, "") for name in ATTRIBUTES})
    if nothing.any():
        words.append(f"nothing told, for {int(nothing.sum())} of {len(told)}")
    return told, words
