"""Dates of a whole column -> ISO days, where the column itself leaves no doubt of their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b.*", re.DOTALL)
_IN_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{2,4})\b.*", re.DOTALL
)
_US_IN_WORDS = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b.*", re.DOTALL)
_IN_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d).*", re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_FIRST = "day first"
MONTH_FIRST = "month first"


def iso_days(cells: Sequence[str]) -> tuple[list[str], str]:
    """ISO day of each cell, empty where it is none or not certain; and what to tell of it.

    3/9/26 is the ninth of March or the third of September: it is read where another date of the
    column (25/9/26) shows the order.

    >>> iso_days(["2026-03-09 10:00", "9 March 2026", ""])
    (['2026-03-09', '2026-03-09', ''], '')
    >>> iso_days(["3/9/26", "25/9/26"])[0], iso_days(["3/9/26"])[0]
    (['2026-09-03', '2026-09-25'], [''])
    """
    order = _order_shown(cells)
    days = [_day(cell.strip(), order) for cell in cells]
    lost = sum(not day and bool(cell.strip()) for day, cell in zip(days, cells, strict=True))
    told = f"{lost} dates are not certain (is 3/9 in March or in September?), and left open"
    return days, told if lost else ""


def _order_shown(cells: Sequence[str]) -> str:
    pairs = {
        (found[1], found[2]) for cell in cells if (found := _IN_FIGURES.fullmatch(cell.strip()))
    }
    first = any(int(one) > 12 for one, _ in pairs)
    second = any(int(two) > 12 for _, two in pairs)
    if first == second:
        return ""
    return DAY_FIRST if first else MONTH_FIRST


def _day(cell: str, order: str) -> str:
    if found := _ISO.fullmatch(cell):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if found := _IN_WORDS.fullmatch(cell):
        return _iso(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _US_IN_WORDS.fullmatch(cell):
        return _iso(_year(found[3]), _month(found[1]), int(found[2]))
    found = _IN_FIGURES.fullmatch(cell)
    if found and (order or found[1].zfill(2) == found[2].zfill(2)):
        one, two = int(found[1]), int(found[2])
        month, day = (two, one) if order == DAY_FIRST else (one, two)
        return _iso(_year(found[3]), month, day)
    return ""


def _year(told: str) -> int:
    return int(told) if len(told) == 4 else 2000 + int(told)


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
