"""Times into a recording, as programs and typists write them -> seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
# Between arrows Teams does not pad its figures: 0:0:5.100 --> 0:0:8.250.
LOOSE_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
SPAN = rf"{LOOSE_TIME}\s*-->\s*{LOOSE_TIME}"

_TIME = re.compile(LOOSE_TIME)
_TO = r"\s*(?:-->|-|–|to)\s*"
# In round brackets only what has hours: (10:30) may be a time of day that somebody told.
_STAMP = re.compile(
    rf"(?:\[\s*{TIME}(?:{_TO}{TIME})?\s*\]|\{{\s*{TIME}\s*\}}|<\s*{TIME}\s*>"
    rf"|\#{TIME}(?:-\d)?\#|\(\s*\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d+)?\s*\))"
)
_SHORT_STAMP = re.compile(r"\(\s*\d{1,3}:\d{2}\s*\)\s*")
_BRACKETS = frozenset("[({<#")
_LONGEST_LABEL = 60


def seconds(text: str) -> float | None:
    """Seconds in a time such as 1:02:03.5, 0:0:5.100 or 00:05; None where it is none.

    >>> seconds("1:02:03.5"), seconds("00:05"), seconds("00:00:1d.890")
    (3723.5, 5.0, None)
    """
    told = text.strip()
    if _TIME.fullmatch(told) is None:
        return None
    total = 0.0
    for part in told.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def times_in(text: str) -> tuple[float | None, float | None]:
    """The first and the second time in `text`, in seconds; None where there is none."""
    found = [seconds(time[0]) for time in _TIME.finditer(text)]
    first, second, *_ = [*found, None, None]
    return first, second


@dataclass(frozen=True)
class Unstamped:
    """A line without its times in brackets: how many they were, what they say of its ends."""

    text: str
    stamps: int = 0
    starts_at: float | None = None
    ends_at: float | None = None


def unstamped(line: str) -> Unstamped:
    """`line` without times in brackets.

    A time before the words, or before the label's colon, says when they start; one behind them
    when they end; one within says nothing of the ends.

    >>> unstamped("[0:12] It was [inaudible] good.")
    Unstamped(text='It was [inaudible] good.', stamps=1, starts_at=12.0, ends_at=None)
    """
    if _BRACKETS.isdisjoint(line):
        return Unstamped(line.strip())
    found = list(_STAMP.finditer(line))
    if short := _SHORT_STAMP.match(line.lstrip()):
        starts, _ = times_in(short[0])
        rest = unstamped(line.lstrip()[short.end() :])
        return Unstamped(rest.text, rest.stamps + 1, starts, rest.ends_at)
    if not found:
        return Unstamped(line.strip())
    parts = (part.strip() for part in _STAMP.split(line))
    text = " ".join(part for part in parts if part)
    starts_at = ends_at = None
    before, behind = line[: found[0].start()].strip(), line[found[-1].end() :].strip()
    beside_colon = before.endswith(":") or line[found[0].end() :].lstrip().startswith(":")
    if not before or (beside_colon and len(before) <= _LONGEST_LABEL):
        starts_at, ends_at = times_in(found[0][0])
    if not behind and (len(found) > 1 or starts_at is None):
        first, second = times_in(found[-1][0])
        ends_at = second if second is not None else first
    return Unstamped(text, len(found), starts_at, ends_at)


__all__ = ["LOOSE_TIME", "SPAN", "TIME", "Unstamped", "seconds", "times_in", "unstamped"]
