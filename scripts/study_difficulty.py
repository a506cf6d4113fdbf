"""How hard an identifier of the demonstration study is to find, as far as its words tell.

Easy is what looks as it does in a form: a full name in title case, a name on the team's own list,
a number in its usual shape. Everything else is hard, for the first reason that applies.
"""

from __future__ import annotations

import re
from collections.abc import Set

EASY = "easy"
SPOKEN = "spoken out"
MISSPELT = "misspelt or misheard"
LOWER = "lower case"
CAPITALS = "all capitals"
A_WORD = "a word as well"
FIRST_NAME = "one name, on no list"
NO_LIST = "on no list"
DESCRIBED = "described, not named"
REASONS = (EASY, SPOKEN, MISSPELT, LOWER, CAPITALS, A_WORD, FIRST_NAME, NO_LIST, DESCRIBED)

# Names of the study that are English words too, in any case.
WORDS = frozenset(
    {
        "art", "ash", "bell", "blessing", "dawn", "dot", "faith", "frank", "freckle", "gill",
        "grace", "hazel", "hope", "job", "joy", "mark", "may", "olive", "pat", "penny", "rob",
        "rose", "rowan", "tot", "will", "wren", "abbey", "buffs", "evergreen", "hedgerow",
        "institute", "lamplight", "umbrella", "welfare", "methodist",
    }
)  # fmt: skip
WRONGLY_SPELT = frozenset(
    {
        "bow jenna", "crawchick", "freed racks", "ambel", "cammus", "lynmouth", "lynemooth",
        "newbigin", "rothberry", "woodhorne", "tute",
    }
)  # fmt: skip
_SHAPES = {
    "postcode": r"[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}",
    "phone": r"[\d ]+",
    "email": r"\S+@\S+",
    "nhs_number": r"[\d -]+",
    "ni_number": r"[A-Z]{2}[\d ]+[A-D]",
    "date_of_birth": r"[\d./]+|\d+ [A-Z][a-z]+ \d{4}",
}
_NAMED = ("person", "organisation", "place")


def difficulty(kind: str, surface: str, listed: Set[str]) -> str:
    """`EASY`, or why `surface` is hard; `listed` holds the names (lower case) the team gave.

    >>> difficulty("person", "Ada Moor", set()), difficulty("person", "will", set())
    ('easy', 'lower case')
    >>> difficulty("phone", "oh seven seven", set())
    'spoken out'
    """
    if surface.lower() in WRONGLY_SPELT:
        return MISSPELT
    if kind in _NAMED:
        return _of_a_name(kind, surface, listed)
    if kind == "address":
        return LOWER if surface == surface.lower() else _easy_if(surface[0].isdigit(), DESCRIBED)
    if kind in ("role", "relationship"):
        return DESCRIBED
    if kind in ("age", "date"):
        return _easy_if(any(sign.isdigit() for sign in surface), SPOKEN)
    shape = _SHAPES.get(kind)
    if shape is None or re.fullmatch(shape, surface):
        return EASY
    return LOWER if re.fullmatch(shape, surface.upper()) else SPOKEN


def _of_a_name(kind: str, surface: str, listed: Set[str]) -> str:
    words = re.findall(r"[^\W\d_]+", surface)
    if sum(len(word) == 1 for word in words) > 1 or (kind == "person" and "," in surface):
        return SPOKEN
    if surface == surface.lower():
        return LOWER
    if surface == surface.upper() and len(words) > 1:
        return CAPITALS
    if len(words) == 1 and surface.lower() in WORDS:
        return A_WORD
    if surface.lower() in listed or kind == "place":
        return EASY
    if kind == "person":
        return _easy_if(len(words) > 1, FIRST_NAME)
    return NO_LIST


def _easy_if(regular: bool, otherwise: str) -> str:
    return EASY if regular else otherwise
