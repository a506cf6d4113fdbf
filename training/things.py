"""Places, numbers, dates and codes, invented anew for every passage."""

from __future__ import annotations

from functools import cache
from random import Random

from people import LISTS, WORDS, unheard

UNITS = WORDS["units"]
TENS = WORDS["tens"]
ORDINALS = WORDS["ordinals"]
MONTHS = WORDS["months"]
NATO = WORDS["nato"]
HEADS = WORDS["heads"]
TAILS = WORDS["tails"]
TOWNS = WORDS["towns"]
COUNTRIES = WORDS["countries"]
STREETS = WORDS["streets"]
STREET_NAMES = WORDS["street_names"]
ETHNIC = WORDS["ethnic"]
RARE = WORDS["rare"]
COMMON = WORDS["common"]
JOBS = WORDS["jobs"]
POSTS = WORDS["posts"]
KIN = WORDS["kin"]
FEASTS = WORDS["feasts"]
MAIL = WORDS["mail"]
STEMS = WORDS["stems"]
SORTS = WORDS["sorts"]
SAINTS = WORDS["saints"]


@cache
def villages() -> tuple[str, ...]:
    """Small places of the product's own list."""
    lines = (LISTS / "small_places.txt").read_text(encoding="utf-8").splitlines()
    names = [line.partition("=")[0].strip() for line in lines if not line.startswith("#")]
    return tuple(name.title() for name in names if name)


def number(value: int) -> str:
    """`value` (0..99) in words."""
    if value < 20:
        return UNITS[value]
    tens, units = divmod(value, 10)
    return TENS[tens - 2] + (f"-{UNITS[units]}" if units else "")


def spoken_digits(digits: str, draw: Random) -> str:
    """Digits as they are read out: "double oh seven"."""
    zero = draw.choice(("oh", "zero", "o", "nought"))
    words, place = [], 0
    while place < len(digits):
        word = zero if digits[place] == "0" else UNITS[int(digits[place])]
        if digits[place : place + 2] == digits[place] * 2 and draw.random() < 0.8:
            words.append(f"double {word}")
            place += 2
        else:
            words.append(word)
            place += 1
    if draw.random() < 0.3:
        last = len(words) - 1
        words = [w + ("," if n % 4 == 3 and n < last else "") for n, w in enumerate(words)]
    return " ".join(words)


def digits(draw: Random, count: int) -> str:
    """As many digits."""
    return "".join(draw.choice("0123456789") for _ in range(count))


def letters(draw: Random, count: int) -> str:
    """As many capitals."""
    return "".join(draw.choice("ABCDEFGHJKLMNOPRSTUWXY") for _ in range(count))


def spoken_letters(text: str, draw: Random) -> str:
    """Letters one by one, at times by the alphabet of the radio."""
    if draw.random() < 0.25:
        return " ".join(NATO[ord(sign) - 65] for sign in text.upper())
    return draw.choice((" ", " ", ", ", "-", ". ")).join(text.upper())


def year_words(year: int) -> str:
    """A year as it is said."""
    if year < 2000:
        rest = year % 100
        return "nineteen " + (number(rest) if rest > 9 else f"oh {UNITS[rest]}")
    rest = year % 100
    said = "two thousand" + (f" and {number(rest)}" if rest else "")
    return said if rest < 10 else f"twenty {number(rest)}"


def place_name(draw: Random) -> str:
    """A village, listed or made up."""
    if draw.random() < 0.45:
        return draw.choice(villages())
    if draw.random() < 0.8:
        name = draw.choice(HEADS) + draw.choice(TAILS)
    else:
        name = unheard(draw, "family")
    lead = draw.choice(("High ", "Low ", "West ", "East ", "New ", "Great ", "Little ", "North "))
    return (lead if draw.random() < 0.15 else "") + name


def town(draw: Random) -> str:
    """A town."""
    return draw.choice(TOWNS).replace("-", " ")


def street(draw: Random) -> str:
    """A street."""
    first = draw.choice(STREET_NAMES).replace("-", " ")
    if draw.random() < 0.3:
        first = draw.choice(HEADS) + draw.choice(TAILS)
    return f"{first} {draw.choice(STREETS)}"


def address(draw: Random) -> str:
    """A number and a street, as written."""
    lead = draw.choice(("", "", "", "", "Flat 2, ", "Flat 14B, ", "Apartment 6, ", "no. ", "No "))
    return f"{lead}{draw.randint(1, 180)}{draw.choice(('', '', '', 'A', 'b'))} {street(draw)}"


def house(draw: Random) -> str:
    """A named house or farm."""
    sort = draw.choice(WORDS["houses"])
    lead = draw.choice(("High", "Low", "East", "Hill", "Heugh", "Moor", "Burn", "Rose", "Ivy"))
    return f"{lead if draw.random() < 0.4 else place_name(draw)} {sort}"


def organisation(draw: Random) -> str:
    """A charity or a provider."""
    stem = draw.choice(STEMS).replace("-", " ") if draw.random() < 0.7 else place_name(draw)
    return f"{stem} {draw.choice(SORTS)}"
