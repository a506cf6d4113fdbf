"""Names that a study tells without saying them: in e-mail addresses and names of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from insight.anonymise.lexicon import given_names, is_ordinary, proper_names, surnames

_ADDRESS = re.compile(r"(?<![\w.])([A-Za-z]+)[._\-]([A-Za-z]{3,})\d{0,4}@")
_CAMEL = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|[a-z]+")


def names_told(texts: Iterable[str], files: Iterable[str]) -> list[str]:
    """Names of people in the addresses of `texts` and in the names of `files`, in order.

    An address gives both parts of a name or neither: "ada.wixley@" does, "adult.services@" does
    not. A file gives a given name, with the family name after it if one follows.

    >>> names_told(["Write to ada.wixley@example.org."], ["talks/2026 Bryony_Thwaite v2.docx"])
    ['Ada Wixley', 'Bryony Thwaite']
    >>> names_told([], ["2026-03-18.rst"])
    []
    """
    found = {name for text in texts for name in _of_addresses(text)}
    found.update(name for file in files for name in _of_file(file))
    return sorted(found)


def _of_addresses(text: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        given, family = (part.casefold() for part in match.groups())
        named = family in surnames() or not is_ordinary(family)
        if named and (len(given) == 1 or given in given_names()):
            yield (family if len(given) == 1 else f"{given} {family}").title()


def _of_file(file: str) -> Iterator[str]:
    words = _CAMEL.findall(PurePosixPath(file).stem)
    taken = False
    for word, following in zip(words, [*words, ""][1:], strict=True):
        given, family = word.casefold(), following.casefold()
        if not taken and word[0].isupper() and given in proper_names() & given_names():
            told = following[:1].isupper() and len(family) > 2
            taken = told and (family in surnames() or not is_ordinary(family))
            yield f"{word} {following}" if taken else word
        else:
            taken = False
