"""Where words occur in a text: whatever their letter case and accents, as whole words or stems."""

from __future__ import annotations

import re
import unicodedata

from insight.errors import InputError

_BETWEEN = r"[\s\-\u2010\u2013]+"
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc", "'"))
_STAND_IN = re.compile(r"\[[^\[\]\n]*\]")


class Wanted:
    """Words to look for, in this order; a `*` stands for any further letters of a word.

    Letter case, accents, and whether a space or a hyphen parts two words make no difference. What
    stands in brackets instead of an identifier was not said, and is found only where brackets are
    asked for. InputError where there is no letter or digit to look for.

    >>> Wanted("co-produc*").places("CO PRODUCED, co\u2013production; not coproduced.")
    [(0, 11), (13, 26)]
    >>> Wanted("cafe").places("The Cafe\u0301 in [cafe 3]"), Wanted("[cafe").places("in [cafe 3]")
    ([(4, 9)], [(3, 8)])
    """

    def __init__(self, words: str) -> None:
        parts = [part for part in re.split(_BETWEEN, _folded(words)[0]) if part]
        if not re.search(r"\w", words):
            raise InputError(
                "there is no word to look for",
                where="find",
                remedy='write a word, a phrase, or how a word begins: "board*"',
            )
        self._in_brackets = "[" in words
        self._pattern = re.compile(_BETWEEN.join(map(_pattern, parts)))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where they stand in `text`: code points, end-exclusive, none within another."""
        folded, origin = _folded(text)
        found = [
            (origin[one.start()], _end(text, origin[one.end() - 1]))
            for one in self._pattern.finditer(folded)
        ]
        if self._in_brackets or "[" not in text:
            return found
        gone = [one.span() for one in _STAND_IN.finditer(text)]
        return [(a, b) for a, b in found if not any(a < last and first < b for first, last in gone)]


def _pattern(part: str) -> str:
    body = r"\w*".join(map(re.escape, part.split("*")))
    before = r"(?<!\w)" if re.match(r"\w", part) else ""
    after = r"(?!\w)" if re.search(r"\w$", part) else ""
    return before + body + after


def _folded(text: str) -> tuple[str, range | list[int]]:
    """`text` without case and accents, and from which code point of it each sign comes."""
    if text.isascii():
        return text.lower(), range(len(text))
    signs, origin = [], []
    for at, sign in enumerate(text.translate(_APOSTROPHES)):
        for one in unicodedata.normalize("NFKD", sign):
            if unicodedata.category(one) not in ("Mn", "Cf"):
                folded = one.casefold()
                signs.append(folded)
                origin += [at] * len(folded)
    return "".join(signs), origin


def _end(text: str, last: int) -> int:
    """Where a match ends whose last sign is `last`: after the accents that stand on it."""
    end = last + 1
    while end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return end
