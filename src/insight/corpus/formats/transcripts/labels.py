"""What can stand before the words of a turn: shapes of labels, times and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
# Between arrows Teams does not pad its figures: 0:0:5.100 --> 0:0:8.250.
_LOOSE_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
SPAN = rf"{_LOOSE_TIME}\s*-->\s*{_LOOSE_TIME}"

_GENERIC = re.compile(
    r"(?:int(?:erviewer)?|iv|moderator|mod|facilitator|fac|researcher|q|a|i|r|p|m|f|part|"
    r"participant|respondent|resp|speaker|spk|id|unknown speaker)[ _.-]?\d{0,3}[a-z]?",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:int(?:erviewer)?|iv|moderator|mod|facilitator|fac|researcher|q)[ _.-]?\d{0,2}",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(
    ("of", "the", "and", "de", "da", "di", "la", "le", "van", "von", "bin", "al")
)
_LONGEST_LABEL = 60
_MOST_WORDS = 7

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_MONTH})\.?,? (?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b", re.I),
)


def is_generic(label: str) -> bool:
    """Whether `label` is a role or a number, such as INT, P3, Speaker 2: never a name."""
    return _GENERIC.fullmatch(label) is not None


def is_asking(label: str) -> bool:
    """Whether `label` itself says that this speaker asks: INT, Facilitator, Q."""
    return _ASKING.fullmatch(label) is not None


def is_label(text: str) -> bool:
    """Whether `text` could be a speaker's label: a few capitalised words, no sentence.

    >>> is_label("Fell, Jo (Harbour Team)"), is_label("and then she said")
    (True, False)
    """
    words = re.sub(r"[(),\"'/&-]", " ", text).split()
    if not words or len(text) > _LONGEST_LABEL or len(words) > _MOST_WORDS:
        return False
    if re.search(r"[?!;:<>=|\[\]{}]|\.\s+[a-z]|[a-z]{4,}\.", text):
        return False
    return is_generic(text) or all(_is_capitalised(word) for word in words)


def is_full_name(text: str) -> bool:
    """Whether `text` looks like a label of two words or more."""
    return is_label(text) and len(text.split()) >= 2


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL_WORDS


def date_told(lines: Iterable[str]) -> str:
    """The one date, with its month in words or in ISO order, that `lines` hold; else empty.

    Dates in figures such as 4/3/2026 are not certain, and two different dates are not either.
    """
    found = {day for line in lines for day in _dates_in(line)}
    return found.pop() if len(found) == 1 else ""


def _dates_in(line: str) -> list[str]:
    days = []
    for pattern in _DATES:
        for match in pattern.finditer(line):
            told = match["m"].lower()
            month = int(told) if told.isdigit() else _month_number(told)
            try:
                days.append(date(int(match["y"]), month, int(match["d"])).isoformat())
            except ValueError:  # a thirtieth of February is no date
                continue
    return days


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))
