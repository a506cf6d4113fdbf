"""Whether words praise or complain, as far as plain words tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from insight.themes.tagging import Word
from insight.themes.wordlists import words

REACH = 3
_NOTHING = frozenset(["nothing", "nowt", "none"])
ENDS = frozenset(".!?;,")
LEANS = 0.75
FEWEST_TELLING = 5
SHARE_TELLING = 0.25
_AS_QUALITY = frozenset(["cold", "cut", "hard", "kind", "late", "patient"])


def verdicts(text: Sequence[Word]) -> tuple[int, int]:
    """How many words of `text` praise, and how many complain.

    A negation turns round the next three words of its clause: "not very helpful" complains, "no
    complaints" praises. "Nothing" turns complaints alone: "nothing, very good" praises. A wish that
    is turned round anywhere in its clause praises, for nothing is left to wish ("nothing could be
    better"); by itself it says neither. A word counts by its form, else by its lemma.

    >>> told = "not very helpful , but polite".split()
    >>> verdicts([Word(word, "JJ", word) for word in told])
    (1, 1)
    """
    praise = complaint = turned = 0
    nothing = wishless = False
    for at, word in enumerate(text):
        if word.lower in words("turning") or word.lower == "n't":
            turned, nothing, wishless = REACH + 1, word.lower in _NOTHING, True
        elif word.text in ENDS:
            turned, wishless = 0, False
        elif word.lemma in words("wishes") or word.lower in words("wishes"):
            praise += wishless
        elif side := side_of(word):
            # "could not be happier", "not more helpful" elsewhere: the comparison praises.
            compared = word.tag == "JJR" or (at > 0 and text[at - 1].lower == "more")
            round_now = turned > 0 and not (side > 0 and (nothing or compared))
            praise += (side > 0) != round_now
            complaint += (side > 0) == round_now
        turned = max(turned - 1, 0)
    return praise, complaint


def wishes_nothing(text: Sequence[Word]) -> bool:
    """Whether `text` says that nothing is left to wish.

    >>> told = "I cannot think what you could do better".split()
    >>> wishes_nothing([Word(word, "JJ", word) for word in told])
    True
    """
    wishless = False
    for word in text:
        if word.lower in words("turning") or word.lower == "n't":
            wishless = True
        elif word.text in ENDS:
            wishless = False
        elif wishless and (word.lemma in words("wishes") or word.lower in words("wishes")):
            return True
    return False


def side_of(word: Word) -> int:
    """1 for a word of praise, -1 for one of complaint, 0 for any other: a patient, a kind of."""
    if word.lemma in _AS_QUALITY and word.tag[:2] not in ("JJ", "RB"):
        return 0
    for form in (word.lower, word.lemma):
        if form in words("praise"):
            return 1
        if form in words("complaint"):
            return -1
    return 0


def stance(text: Sequence[Word]) -> float:
    """From -1 (complains) to 1 (praises): (p - c) / (p + c); 0 where no word tells."""
    praise, complaint = verdicts(text)
    return (praise - complaint) / max(praise + complaint, 1)


def leaning(stances: Iterable[float]) -> int:
    """1 where nearly everybody who takes a side praises, -1 where they complain, else 0.

    Nearly everybody is three in four of those who take a side; these must be five at least, and a
    quarter of all.

    >>> leaning([1, 1, 1, 1, 0, 0, -1]), leaning([1, 1, -1, -1, 1])
    (1, 0)
    """
    told = list(stances)
    taken = [one for one in told if one]
    if len(taken) < max(FEWEST_TELLING, SHARE_TELLING * len(told)):
        return 0
    praised = sum(one > 0 for one in taken) / len(taken)
    return 1 if praised >= LEANS else -1 if praised <= 1 - LEANS else 0
