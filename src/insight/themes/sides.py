"""Whether words praise or complain, as far as plain words tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from insight.themes.tagging import WORDS_KNOWN, Word
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
    praise = complaint = 0
    turned = -1  # up to where words are turned round
    nothing = wishless = False
    for at, role in enumerate(map(_role, text)):
        if role == "":
            continue
        if role == "turns":
            turned, nothing, wishless = at + REACH, text[at].lower in _NOTHING, True
        elif role == "ends":
            turned, wishless = -1, False
        elif role == "wishes":
            praise += wishless
        else:
            # "could not be happier", "not more helpful" elsewhere: the comparison praises.
            compared = text[at].tag == "JJR" or (at > 0 and text[at - 1].lower == "more")
            round_now = at <= turned and not (role == "praises" and (nothing or compared))
            praise += (role == "praises") != round_now
            complaint += (role == "praises") == round_now
    return praise, complaint


def wishes_nothing(text: Sequence[Word]) -> bool:
    """Whether `text` says that nothing is left to wish.

    >>> told = "I cannot think what you could do better".split()
    >>> wishes_nothing([Word(word, "JJ", word) for word in told])
    True
    """
    wishless = False
    for role in map(_role, text):
        if role == "turns":
            wishless = True
        elif role == "ends":
            wishless = False
        elif role == "wishes" and wishless:
            return True
    return False


@lru_cache(WORDS_KNOWN)
def _role(word: Word) -> Literal["turns", "ends", "wishes", "praises", "complains", ""]:
    """What a word does; a patient and a kind of neither praise nor complain."""
    if word.lower in words("turning") or word.lower == "n't":
        return "turns"
    if word.text in ENDS:
        return "ends"
    if word.lemma in words("wishes") or word.lower in words("wishes"):
        return "wishes"
    if word.lemma in _AS_QUALITY and word.tag[:2] not in ("JJ", "RB"):
        return ""
    for form in (word.lower, word.lemma):
        if form in words("praise"):
            return "praises"
        if form in words("complaint"):
            return "complains"
    return ""


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
