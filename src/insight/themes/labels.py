"""A name for each theme, in its own words, that somebody who was not there understands."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from insight.themes.candidates import Scored, scored_phrases, side_of_phrase
from insight.themes.phrases import MOST_WORDS
from insight.themes.sides import wishes_nothing
from insight.themes.themed import Themed

FEW_SPEAKERS = 150
LEAST_SPEAKERS, LEAST_OF_FEW = 3, 2
# A second phrase stands beside one that covers less than this, where it adds enough of its worth;
# a single word is sooner joined.
COVERS_ENOUGH = {False: 0.4, True: 0.7}
WORTH_ADDING = 0.15
SHARE_WISHING_NOTHING = 0.4
FEW_WORDS = 3
NOTHING_TO_IMPROVE = "Nothing to improve"
SIDES = {1: "mostly praise", -1: "mostly complaints"}
MIXED = "Mixed remarks"
IN_GENERAL = {1: "Praise in general", -1: "Complaints in general", 0: MIXED}


def labels(
    themed: Themed, ranked: Sequence[Sequence[str]], taken: Collection[str] = ()
) -> list[str]:
    """One label per theme, none of them in `taken`; `ranked` holds its terms, strongest first.

    Every phrase that three people of the theme said (two in a corpus of fewer than 150 people) is
    scored by (how much of the theme it covers, and how much more of it than of the rest) x how well
    it reads x whether it takes the side that nearly all of the theme takes. Where it covers little,
    a second phrase about other words stands beside it. Words that only say that something pleased
    or not name nothing. A theme that leans to one side says so unless its label shows it, and one
    whose people share nothing but the verdict is called that; one that shares not even a verdict is
    mixed, with the three words that say most of it. No two labels are the same.
    """
    count = len(ranked)
    least = least_speakers(themed.material.speakers)
    sides = [themed.side(theme) for theme in range(count)]
    scored = [
        scored_phrases(themed, theme, sides[theme], least, ranked[theme]) for theme in range(count)
    ]
    gone = {*taken, *(name.partition(" (")[0] for name in taken)}
    told: dict[int, str] = {}
    # Whoever has the better claim to a phrase keeps it; the other takes its next.
    for theme in sorted(range(count), key=lambda at: (-_best(scored[at]), at)):
        phrase = _named(themed, theme, scored[theme], gone)
        told[theme] = _with_side(phrase, sides[theme]) if phrase else _in_general(themed, theme)
        if told[theme] in gone or told[theme] == MIXED:
            shared = themed.shared(theme, ranked[theme], least)[:FEW_WORDS]
            told[theme] = _with_words(told[theme], shared or [str(theme + 1)])
        gone |= {phrase, told[theme]}
    return [told[theme] for theme in range(count)]


def _with_words(label: str, shared: Sequence[str]) -> str:
    """`label` with words that some of the theme share, in its brackets.

    >>> _with_words("Mixed remarks", ["night", "door"]), _with_words("Staff (mostly praise)", ["2"])
    ('Mixed remarks (night, door)', 'Staff (mostly praise; 2)')
    """
    more = ", ".join(shared)
    if label.endswith(")"):
        return f"{label.removesuffix(')')}; {more})"
    return f"{label} ({more})"


def _in_general(themed: Themed, theme: int) -> str:
    """What to call a theme whose people share no matter."""
    inside = [themed.material.words.said[row] for row in np.flatnonzero(themed.main == theme)]
    if sum(map(wishes_nothing, inside)) >= SHARE_WISHING_NOTHING * len(inside):
        return NOTHING_TO_IMPROVE
    return IN_GENERAL[themed.side(theme)]


def least_speakers(speakers: Sequence[set[str]]) -> int:
    """How many people must have said a phrase before it may stand in a label."""
    return LEAST_OF_FEW if len(set().union(*speakers)) < FEW_SPEAKERS else LEAST_SPEAKERS


def _best(scored: Sequence[Scored]) -> float:
    return scored[0].score if scored else 0.0


def _named(themed: Themed, theme: int, scored: Sequence[Scored], taken: Collection[str]) -> str:
    """One phrase not yet taken, or two where one covers little; '' where nobody shares any."""
    free = [one for one in scored if _title(one.surface) not in taken]
    if not free:
        return ""
    first = free[0]
    size = int((themed.main == theme).sum())
    alone = " " not in first.surface
    if len(first.rows) < COVERS_ENOUGH[alone] * size and " and " not in first.surface:
        second = max(
            (one for one in free[1:] if _goes_beside(one, first)),
            key=lambda one: (_added(one, first), one.surface),
            default=None,
        )
        if second is not None and _added(second, first) >= WORTH_ADDING * first.score:
            return _title(f"{first.surface} and {second.surface}")
    return _title(first.surface)


def _goes_beside(one: Scored, first: Scored) -> bool:
    return (
        not one.lemmas & first.lemmas
        and " and " not in one.surface
        and len(f"{one.surface} {first.surface}".split()) <= MOST_WORDS
    )


def _added(one: Scored, first: Scored) -> float:
    """What a second phrase is worth: its score, for those of its people whom the first left out."""
    return one.score * len(one.rows - first.rows) / max(len(one.rows), 1)


def _with_side(phrase: str, side: int) -> str:
    return phrase if not side or side_of_phrase(phrase) == side else f"{phrase} ({SIDES[side]})"


def _title(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
