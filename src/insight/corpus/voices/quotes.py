"""Quoted words within a text: where they stand, and the text with them hidden."""

from __future__ import annotations

import re

from insight.corpus.words.segmentation import Span

_LONGEST = 1500
# An apostrophe opens a quotation only before a word, and closes it only behind one.
_QUOTED = re.compile(
    rf"“[^“”]{{1,{_LONGEST}}}”"
    rf"|\"[^\"]{{1,{_LONGEST}}}\""
    rf"|(?<![\w.,])['‘](?=\w)(?:[^'‘’\n]|(?<=\w)['’](?=\w)){{2,{_LONGEST}}}['’](?!\w)"
)
_HIDDEN = "·"


def quoted(text: str) -> list[Span]:
    """Start and end of each quotation of `text`, marks included.

    >>> quoted("A carer said, 'It's hard.' She left.")
    [(14, 26)]
    """
    return [found.span() for found in _QUOTED.finditer(text)]


def hidden(text: str) -> str:
    """`text` at the same length with what is between quotation marks hidden.

    >>> hidden('One said "no" twice.')
    'One said "··" twice.'
    """
    parts, done = [], 0
    for start, end in quoted(text):
        parts += [text[done : start + 1], _HIDDEN * (end - start - 2), text[end - 1]]
        done = end
    return "".join([*parts, text[done:]])
