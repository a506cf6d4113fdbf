"""The word lists that steer how themes are named: data/words.txt."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

_FILE = Path(__file__).parent / "data" / "words.txt"
WordList = Literal[
    "fillers",
    "light",
    "light_verbs",
    "never",
    "praise",
    "complaint",
    "telling_verdicts",
    "turning",
    "wishes",
]


@cache
def words(name: WordList) -> frozenset[str]:
    """The list called `name`, in lower case.

    >>> "aye" in words("fillers"), "rude" in words("complaint")
    (True, True)
    """
    return frozenset(_lists()[name])


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    name = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.endswith(":"):
            name = line.removesuffix(":")
            lists[name] = []
        elif line and not line.startswith("#"):
            lists[name].extend(line.split())
    return lists
