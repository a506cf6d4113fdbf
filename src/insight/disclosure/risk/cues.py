"""Lists of cues: words and phrases by category, read from plain text files that people can edit.

A file has a line `category:` and below it phrases, parted by commas or line ends; `#` begins a
remark. In a phrase, `word*` stands for every word that begins so, `one|other` for either, and `..`
for up to four words in between; `one|two_words` has two words for one of the alternatives. A word
in capitals counts in capitals only (MS, not Ms). Above the lists, `name = one|other` names words
that phrases then call `{name}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_GAP = r"[^\w.!?;\[\]]+(?:\[[^\]]*\][^\w.!?;\[\]]+)?"
_BETWEEN = r"(?:[^\w.!?;\[\]]*(?:\[[^\]]*\]|\w+(?:'\w+)?)){0,4}?"


@cache
def cue_lists(name: str) -> Mapping[str, re.Pattern[str]]:
    """The file `name` of the data folder, as one pattern a category; match it on `folded` text."""
    lists: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    category = ""
    for line in (_DATA / name).read_text("utf-8").splitlines():
        told = line.partition("#")[0].strip()
        if told.endswith(":"):
            category = told.removesuffix(":")
        elif " = " in told:
            word, _, words = told.partition(" = ")
            named[word] = words
        elif told:
            phrases = told.format_map(named).split(",")
            lists.setdefault(category, []).extend(p.strip() for p in phrases if p.strip())
    return {category: any_of(phrases) for category, phrases in lists.items()}


def any_of(phrases: list[str]) -> re.Pattern[str]:
    """One pattern that finds whichever of `phrases` stands in a text.

    >>> any_of(["frighten* of .. husband"]).search("I am frightened of my new husband").group()
    'frightened of my new husband'
    >>> bool(any_of(["MS"]).search("Ms Hall")), bool(any_of(["MS"]).search("it is MS"))
    (False, True)
    >>> any_of(["keep* on|hold_of .. pension"]).search("keeps hold of her pension").group()
    'keeps hold of her pension'
    """
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(_phrase, longest_first))})(?![\w])")


def folded(text: str) -> str:
    """`text` with straight apostrophes, of the same length."""
    return text.replace("’", "'").replace("‘", "'")


def _phrase(phrase: str) -> str:
    pattern = ""
    for word in phrase.split():
        if word == "..":
            pattern += _BETWEEN
            continue
        pattern += (_GAP if pattern else "") + _word(word)
    return pattern


def _word(word: str) -> str:
    return f"(?:{'|'.join(_GAP.join(map(_form, form.split('_'))) for form in word.split('|'))})"


def _form(form: str) -> str:
    ending = r"\w*" if form.endswith("*") else ""
    plain = re.escape(form.removesuffix("*"))
    in_capitals = form.isupper() and len(form) > 1
    return (plain if in_capitals else f"(?i:{plain})") + ending
