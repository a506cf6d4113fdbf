"""Um, er and their like, left out of speech where the settings ask for it; nothing else goes.

Only sounds without a meaning count: "you know", "like" and "sort of" are words, and "mm" or
"uh-huh" are answers. A capital ER is a place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from insight.corpus.words.alignment import Cleaned, Edit
from insight.corpus.words.language import ENGLISH, language_of

FILLERS = "filler sounds left out"

_SOUND = r"(?:[Uu]h*m+|[Uu]h+|[Ee]r+h*m+|[Ee]r(?:r{2,})?|[Ee]hm+)"
# Not part of a longer word, nor of one with a hyphen or an apostrophe, as in uh-huh.
_FILLER = re.compile(rf"(?<![\w'’-]){_SOUND}(?![\w'’]|-\w)")
# What a sound leaves behind: its comma, and at the start of a sentence any stop.
_TAIL = re.compile(r"[,–—-]*[^\S\n]*")
_TAIL_AT_START = re.compile(r"[,.;:?!…–—-]*[^\S\n]*")
_STOPS = ".?!;:…"


def fillers_in(text: str) -> Sequence[Edit]:
    """The edits that take filler sounds out of `text`, with the comma that they no longer need."""
    edits: list[Edit] = []
    for found in _FILLER.finditer(text):
        start = found.start()
        before = text[: edits[-1].start if edits and edits[-1].end == start else start][-40:]
        opens = not before.strip(" \t") or before.rstrip(" \t")[-1] in "\n.?!…"
        tail = (_TAIL_AT_START if opens else _TAIL).match(text, found.end())
        end = tail.end() if tail else found.end()
        if not opens and (end == len(text) or text[end] in _STOPS or text[end] == "\n"):
            # "I was, er." ends where the words do.
            while text[start - 1] in ", \t":
                start -= 1
        if edits and edits[-1].end >= start:
            edits[-1] = Edit(edits[-1].start, end, "")
        else:
            edits.append(Edit(start, end, ""))
    return edits


def without_fillers(found: Cleaned, tally: Counter[str]) -> Cleaned:
    """`found` without filler sounds; how many there were is added to `tally`.

    In other languages these are words (Portuguese um, German er), and stay.
    """
    if not _FILLER.search(found.text) or language_of(found.text) not in ("", ENGLISH):
        return found
    tally[FILLERS] += len(_FILLER.findall(found.text))
    return found.then(fillers_in(found.text))


def drop_fillers(text: str, tally: Counter[str]) -> str:
    """`text` without filler sounds.

    >>> drop_fillers("Um, we went, er, to the, erm. Uh-huh.", Counter())
    'we went, to the. Uh-huh.'
    """
    return without_fillers(Cleaned(text), tally).text
