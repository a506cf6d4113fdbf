"""What de-identified words still tell of who speaks, and what several passages tell together.

A role, a place and a condition tell a neighbour more together than each of them alone, and a
release may tell one in this quote and another in the next of the same person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from insight.disclosure.risk.cues import any_of, cue_lists, folded

KINDS = ("role", "place", "condition", "household", "origin", "event", "age")
TOGETHER = frozenset(("role", "place", "condition"))
"""A neighbour's three: who tells all of them is taken to be known."""
MANY = 4
"""So many kinds told together count as much as those three."""
FEW = 5
"""Two kinds of thing that fewer people of the study tell are looked at too."""
COMBINATION_COLUMNS = ["about", "n_quotes", "kinds", "n_kinds", "n_sharing", "look"]
_AGE = re.compile(r"\[age[^\]]*\]|\b\d{2,3}[- ]years?[- ]old\b", re.IGNORECASE)
_WORDS = re.compile(r"\s+")
Told = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Places:
    """Names of places that stay in the text; single words count with a capital only."""

    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, names: Collection[str]) -> Places:
        """`names` in any letter case; the empty ones are left out."""
        told = sorted({_WORDS.sub(" ", name.strip()) for name in names if name.strip()})
        return cls(any_of([re.sub(r"[*|,{}]", "", name) for name in told]) if told else None)

    def in_text(self, text: str) -> set[str]:
        """The places named in `text`, in lower case."""
        if self.pattern is None:
            return set()
        found = (match.group() for match in self.pattern.finditer(text))
        return {name.casefold() for name in found if not name[:1].islower()}


def told_in(text: str, places: Places) -> Told:
    """What `text` tells of somebody, as (kind, words); a condition as "group: condition".

    >>> sorted(told_in("I was a miner in Amble till my stroke.", Places.of(["Amble"])))
    [('condition', 'memory and nerves: stroke'), ('place', 'amble'), ('role', 'miner')]
    """
    text = folded(text)
    found = {("place", name) for name in places.in_text(text)}
    found |= {("age", match.group().casefold()) for match in _AGE.finditer(text)}
    for name, pattern in cue_lists("telling.txt").items():
        kind, _, group = name.partition(".")
        for match in pattern.finditer(text):
            words = _WORDS.sub(" ", match.group().casefold())
            found.add((kind, f"{group}: {words}" if group else words))
    return frozenset(found)


def told_by(segments: pd.DataFrame, places: Places) -> dict[str, Told]:
    """speaker_id -> all that their words tell; `segments` has speaker_id and text."""
    found: dict[str, set[tuple[str, str]]] = {}
    for who, text in zip(segments["speaker_id"], segments["text"], strict=True):
        found.setdefault(str(who), set()).update(told_in(str(text), places))
    return {who: frozenset(told) for who, told in sorted(found.items())}


def conditions_told(told: Mapping[str, Told]) -> dict[str, frozenset[str]]:
    """speaker_id -> the conditions among what is told."""
    return {
        who: frozenset(words for kind, words in own if kind == "condition")
        for who, own in told.items()
    }


def kinds_of(told: Told) -> frozenset[str]:
    """Which kinds of thing are told."""
    return frozenset(kind for kind, _ in told)


def is_telling(told: Told) -> bool:
    """Whether these together may tell a neighbour who speaks."""
    kinds = kinds_of(told)
    return kinds >= TOGETHER or len(kinds) >= MANY


def combinations(
    quotes: pd.DataFrame, study: Mapping[str, Told], places: Places
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What quotes tell: one row a quote, and one row a person over all quotes of theirs.

    `quotes` has quote_id, speaker_id, text and said_by, the attributes printed beside it.
    `study` is `told_by` of everything said. COMBINATION_COLUMNS: about (quote_id or speaker_id),
    n_quotes, kinds told (joined by " + "), n_kinds, n_sharing (people of the study whose words tell
    all of that, the speaker included) and look (whether a person should look at it again).
    """
    each: list[tuple[str, int, Told]] = []
    of_person: dict[str, list[Told]] = {}
    for row in quotes.sort_values(["quote_id"]).to_dict("records"):
        own = told_in(row["text"], places) | told_in(row["said_by"], places)
        each.append((row["quote_id"], 1, own))
        of_person.setdefault(row["speaker_id"], []).append(own)
    people = [
        (who, len(own), frozenset(thing for told in own for thing in told))
        for who, own in sorted(of_person.items())
    ]
    return _described(each, study), _described(people, study)


def _described(rows: list[tuple[str, int, Told]], study: Mapping[str, Told]) -> pd.DataFrame:
    told = []
    for about, n, own in rows:
        kinds = kinds_of(own)
        sharing = sum(own <= theirs for theirs in study.values())
        look = is_telling(own) or (len(kinds) > 1 and sharing < FEW)
        told.append((about, n, " + ".join(sorted(kinds)), len(kinds), max(sharing, 1), look))
    return pd.DataFrame(told, columns=COMBINATION_COLUMNS)
