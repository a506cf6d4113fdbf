"""Numbers in words."""

from __future__ import annotations

import re

from insight.anonymise.lexicon import cue_words

DIGITS = {
    "oh": "0",
    "o": "0",
    "nought": "0",
    "naught": "0",
    "zero": "0",
    "nil": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}
_TEENS = cue_words("spoken.teens")
_TENS = cue_words("spoken.tens")
NUMBERS = {word: int(digit) for word, digit in DIGITS.items()}
NUMBERS |= {word: 10 + place for place, word in enumerate(_TEENS)}
NUMBERS |= {word: 20 + 10 * place for place, word in enumerate(_TENS)} | {"fourty": 40}
_ORDINAL_WORDS = cue_words("spoken.ordinal_words")
ORDINALS = {word: place for place, word in enumerate(_ORDINAL_WORDS, 1)} | {"thirtieth": 30}

_UNIT = "one|two|three|four|five|six|seven|eight|nine"
_TEN = "|".join([*_TENS, "fourty"])
NUMBER = rf"(?:(?:{_TEN})(?:[\s-](?:{_UNIT})(?!\w))?|{'|'.join(_TEENS)}|{_UNIT})"
"""Pattern of a number from one to ninety-nine in words."""
ORDINAL = rf"(?:(?:twenty|thirty)[\s-](?:{'|'.join(_ORDINAL_WORDS[:9])})|{'|'.join(ORDINALS)})"
"""Pattern of first to thirty-first."""


def value(words: str) -> int | None:
    """The number (0 to 199) that `words` or digits say; None when they say none.

    >>> value("sixty-six"), value("67"), value("a hundred and two")
    (66, 67, 102)
    """
    if words.isdecimal():
        return int(words)
    total = 0
    for word in re.split(r"[\s-]+", words.casefold().strip()):
        if word == "hundred":
            total = 100 * max(total, 1)
        elif word in NUMBERS:
            total += NUMBERS[word]
        elif word in ORDINALS:
            total += ORDINALS[word]
        elif word not in ("a", "and"):
            return None
    return total or None
