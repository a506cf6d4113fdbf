"""Numbers into words: short sentences that say how many, of whom, and how sure.

Never a cause, never a percentage of few people, never a chance statement about people who were
picked on purpose.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insight.report import names
from insight.report.evidence import ALPHA_FIRM, ALPHA_TENTATIVE, Count
from insight.schemas.publishable import CORRECTED

REPEATABLE = 0.75
PARTLY_REPEATABLE = 0.5
"""Of the median best overlap over other draws of speakers (Hennig 2007 takes 0.75 for stable)."""

SIGNIFICANT = 0.05
HEARD_LESS = 0.8
HEARD_MORE = 1.25
"""From here on a part of the county is called heard less, or more, than its share; our reading."""


@dataclass(frozen=True)
class Gradient:
    """One slope along deprivation: gap between the two ends in shares of people, -1 to 1.

    Below 0: commoner in the most deprived areas. None where it was not reckoned.
    """

    topic: str
    slope: float | None
    low: float | None
    high: float | None
    p_adjusted: float | None
    detectable: float | None
    n: int | None
    warning: str
    method: str = ""
    basis: str = "human"
    topic_id: str = ""


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def capital(text: str) -> str:
    """`text` with a capital first; the rest, which may hold names, as it is."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """`text` with a small letter first; the rest as it is."""
    return text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """`text` with a capital first and a full stop last."""
    text = text.strip()
    return capital(text) + ("" if text.endswith((".", "?", "!")) else ".")


def per_cent(share: float) -> str:
    """A share in whole per cent, halves upwards."""
    return f"{_hundredths(share)}%"


def out_of_hundred(share: float) -> str:
    """A share as people in a hundred, without its sign, halves upwards."""
    return str(_hundredths(abs(share)))


def _hundredths(share: float) -> int:
    return math.floor(round(100 * share, 6) + 0.5)


def day(told: str) -> str:
    """An ISO date as people write it; anything else as it stands."""
    try:
        when = date.fromisoformat(told)
    except ValueError:
        return told
    return f"{when.day} {when:%B} {when.year}"


def who(count: Count) -> str:
    """The people that `count` speaks of, in words."""
    if count.stratum == "group":
        return names.group(count.part)
    if count.stratum == "quintile":
        return f"people in areas of fifth {names.QUINTILE_NAMES.get(count.part, count.part)}"
    if count.stratum == "rural_urban":
        return f"people in {count.part.lower()} areas"
    return "people"


def _share_of(count: Count) -> str:
    """`7 of the 20 unpaid carers`, for counts that are shown."""
    people = who(count)
    if count.rounded:
        return f"about {count.mentioning:,} of about {count.asked:,} {people}"
    if count.mentioning == 0:
        return f"none of the {count.asked} {people}"
    if count.mentioning == count.asked:
        return f"all {count.asked} {people}"
    return f"{count.mentioning} of the {count.asked} {people}"


def short_of(count: Count) -> str:
    """The bare figure beside a bar: `7 of 20`, `about 45 of 80 (56%)`, `not shown`."""
    if count.asked is None or count.mentioning is None:
        return "not shown"
    if not count.rounded:
        return f"{count.mentioning} of {count.asked}"
    share = f" ({per_cent(count.prevalence)})" if count.prevalence is not None else ""
    return f"about {count.mentioning:,} of {count.asked:,}{share}"


def likely_range(low: float | None, high: float | None) -> str:
    """An interval of shares in words, empty where there is none."""
    if low is None or high is None:
        return ""
    return f"{per_cent(low)} to {per_cent(high)}"


def basis_words(basis: str) -> str:
    """Who gave the code."""
    if basis == "human":
        return "read and coded by people"
    if basis.startswith(CORRECTED):
        coded = basis.removeprefix(f"{CORRECTED}: ").removesuffix(" people coded")
        return (
            "corrected: coded by a computer, and put right by readers who coded what "
            f"{coded} people said, drawn by lot"
        )
    return "machine-suggested, not estimated: no person has checked each one"


def tag_of(basis: str) -> str:
    """How a figure is marked that does not rest on people alone; empty where it does."""
    if basis == "human":
        return ""
    return "corrected by people" if basis.startswith(CORRECTED) else "machine-suggested"


def _mark(basis: str) -> str:
    return f" ({tag_of(basis)})" if tag_of(basis) else ""


def finding(counts: Sequence[Count]) -> str:
    """Shown counts of one topic as a sentence, source by source, in the order given.

    `7 of the 9 unpaid carers and 6 of the 8 people using services in the interviews.`
    """
    sources = list(dict.fromkeys((count.told_in, count.basis) for count in counts))
    told = []
    for source, basis in sources:
        shares = [_share_of(c) for c in counts if (c.told_in, c.basis) == (source, basis)]
        told.append(f"{listed(shares)} in {source}{_mark(basis)}")
    return sentence("; ".join(told))


def one_sided(shown: Count, unseen: Sequence[Count], *, less: bool) -> str:
    """A gap of which one side has no number: how many said it, and who less (or more) often."""
    mark = _mark(shown.basis)
    often = "less" if less else "more"
    return (
        f"Said by {_share_of(shown)} in {shown.told_in}{mark}, and clearly {often} often by "
        f"{listed([who(count) for count in unseen])} (number not shown)."
    )


def too_few(counts: Sequence[Count]) -> str:
    """Which groups that were asked are not shown, source by source; empty where all are."""
    told = []
    for source in dict.fromkeys(count.told_in for count in counts):
        asked = [c for c in counts if c.told_in == source and c.asked != 0]
        unseen = [who(c) for c in asked if c.share is None]
        if unseen:
            every = len(unseen) == len(asked) > 1
            told.append(f"{'every group' if every else listed(unseen)} in {source}")
    return sentence(f"Too few people to show: {'; '.join(told)}") if told else ""


def direction(slope: float) -> str:
    """Where a topic is commoner, by the sign of its slope."""
    end = "most" if slope < 0 else "least"
    return f"commoner among people in the {end} deprived areas"


NO_GAP_AT_ALL = "No gap at all: there are too few answers."


def detectable_words(detectable: float | None) -> str:
    """What could have been seen at all, of a gap in shares of people: said before the result.

    >>> detectable_words(0.186)
    'Only a gap of about 19 or more people in every 100.'
    """
    if detectable is None:
        return "Not known."
    if detectable >= 1:
        return NO_GAP_AT_ALL
    return f"Only a gap of about {out_of_hundred(detectable)} or more people in every 100."


def gradient_words(gradient: Gradient) -> str:
    """The result of one slope in words, with its range; never why."""
    slope, low, high = gradient.slope, gradient.low, gradient.high
    if slope is None or low is None or high is None:
        known = gradient.warning and not gradient.warning.lower().startswith("not enough")
        return sentence(f"Not enough to say: {gradient.warning}" if known else "Not enough to say")
    if low <= 0 <= high:
        return (
            f"Not enough to say. The gap could lie anywhere from {_towards(low)} to "
            f"{_towards(high)}."
        )
    near, far = sorted((abs(low), abs(high)))
    told = (
        f"It was {direction(slope)}: about {out_of_hundred(slope)} more people in every 100 "
        f"raised it at that end than at the other (likely between {out_of_hundred(near)} and "
        f"{out_of_hundred(far)})."
    )
    if gradient.p_adjusted is not None and gradient.p_adjusted >= SIGNIFICANT:
        told += " We looked at many topics, so a gap like this could turn up by chance."
    return told


def _towards(slope: float) -> str:
    if round(100 * slope) == 0:
        return "no gap"
    end = "most" if slope < 0 else "least"
    return f"{out_of_hundred(slope)} in 100 more in the {end} deprived areas"


def is_clear(gradient: Gradient) -> bool:
    """Whether the interval leaves out "no gap", also after allowing for many topics."""
    if gradient.low is None or gradient.high is None:
        return False
    settled = gradient.p_adjusted is None or gradient.p_adjusted < SIGNIFICANT
    return settled and not gradient.low <= 0 <= gradient.high


def difference_words(difference: float | None, low: float | None, high: float | None) -> str:
    """The gap between two groups of a survey, of which no interval may have been released."""
    if difference is None or low is None or high is None:
        return "Not enough to say."
    gap = f"gap of about {out_of_hundred(difference)} people in every 100"
    if low <= 0 <= high:
        return f"Not enough to say: the {gap} may be no gap at all."
    near, far = sorted((abs(low), abs(high)))
    return f"A {gap} (likely between {out_of_hundred(near)} and {out_of_hundred(far)})."


def representation_words(
    ratio: float | None,
    *,
    not_heard: bool,
    chance_of_none: float | None,
    note: str = "",
    sure: bool = True,
) -> str:
    """Whether a part of the county was heard as much as its size would suggest.

    `sure` : whether the interval of the ratio leaves out 1.
    """
    told = ""
    if not_heard:
        told = "We heard nobody from this part."
        if chance_of_none is not None:
            told += f" If people had been picked by lot, {chance_words(chance_of_none)}."
    elif ratio is None and not note:
        told = "Not enough to say."
    elif ratio is not None and not sure:
        told = "Heard about as much as their share of the county, so far as so few people tell."
    elif ratio is not None and ratio < HEARD_LESS:
        told = (
            f"Heard less than their share of the county ({ratio:.1f} times what we would expect)."
        )
    elif ratio is not None and ratio > HEARD_MORE:
        told = (
            f"Heard more than their share of the county ({ratio:.1f} times what we would expect)."
        )
    elif ratio is not None:
        told = "Heard about as much as their share of the county."
    return " ".join(filter(None, (told, sentence(note) if note else "")))


def chance_words(chance: float) -> str:
    """How often luck alone would leave a part of the county unheard."""
    if chance < 0.01:
        return "luck alone would leave them out fewer than 1 time in 100"
    return f"luck alone would leave them out about {100 * chance:.0f} times in 100"


def alpha_words(alpha: float | None) -> str:
    """How far the coders agree, by the customary cut-offs."""
    if alpha is None:
        return "too few to say"
    if alpha >= ALPHA_FIRM:
        return "firm"
    if alpha >= ALPHA_TENTATIVE:
        return "tentative only"
    return "too low: do not rely on its numbers"


def repeatability_words(repeatability: float | None) -> str:
    """How far a candidate theme is found again when other people of the study are asked."""
    if repeatability is None:
        return "Not measured"
    if repeatability >= REPEATABLE:
        told = "Repeatable: found again"
    elif repeatability >= PARTLY_REPEATABLE:
        told = "Fragile: found again in part"
    else:
        told = "Fragile: seldom found again, read with care"
    return f"{told} ({repeatability:.2f})"
