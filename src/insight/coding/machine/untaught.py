"""How much each text speaks for each code, from nothing but the codebook.

A code's sentences (examples, definition, title, what it includes) have a mean vector; less the mean
of all codes' means it says what sets this code apart. With `whole` the cosine of a text with that
direction, `best` the highest of its sentences', and `cues` how many of the code's cues it holds,

    log odds = INTERCEPT + SLOPE (whole + best) + CUE (cues, at most MOST_CUES)

A logistic regression over all pairs of text and code gives nearly the same three numbers on two
corpora that share neither subject nor codebook; these lie between (docs/decisions/0006).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from insight.coding.book import Code, Codebook
from insight.coding.machine.cues import cue_counts, cues_of
from insight.coding.machine.records import Encode, FloatArray, Texts
from insight.errors import InputError

INTERCEPT, SLOPE, CUE, MOST_CUES = -3.9, 5.5, 1.4, 2
# A full stop, question or exclamation mark, semicolon or new line ends a sentence.
END = re.compile(r"(?<=[.!?;])\s+|\n+")
LEAST_WORDS = 3


def untaught(texts: Texts, codebook: Codebook, encode: Encode) -> FloatArray:
    """Log odds (n, k) of every code for every text, whatever people coded.

    Raises InputError where a code says nothing by which it could be found.
    """
    apart = _apart(codebook, encode)
    if len(codebook.codes) == 1:
        # A single code has no others to stand apart from: it stands apart from the corpus.
        apart = apart - texts.vectors.mean(axis=0)
    lengths = np.linalg.norm(apart, axis=1, keepdims=True)
    directions = apart / np.maximum(lengths, np.finfo(np.float64).tiny)
    cues = np.minimum(cue_counts(texts.said, cues_of(codebook)), MOST_CUES)
    whole = texts.vectors @ directions.T
    found: FloatArray = INTERCEPT + SLOPE * (whole + _best(texts, directions, encode)) + CUE * cues
    return found


def sentences(text: str) -> list[str]:
    """The sentences of `text` that have three words or more.

    >>> sentences("Well. They never rang back! And then; nothing at all.")
    ['They never rang back!', 'nothing at all.']
    """
    return [part for part in END.split(text) if len(part.split()) >= LEAST_WORDS]


def _best(texts: Texts, directions: FloatArray, encode: Encode) -> FloatArray:
    """The highest cosine (n, k) of a text's sentences; of the text where it has one or none."""
    best = texts.vectors @ directions.T
    parts = [sentences(text) for text in texts.said]
    several = [at for at, own in enumerate(parts) if len(own) > 1]
    if not several:
        return best
    distinct = sorted({part for at in several for part in parts[at]})
    cosines = np.asarray(encode(distinct), dtype=np.float64) @ directions.T
    place = {part: at for at, part in enumerate(distinct)}
    for at in several:
        best[at] = cosines[[place[part] for part in parts[at]]].max(axis=0)
    return best


def _apart(codebook: Codebook, encode: Encode) -> FloatArray:
    """What sets each code apart: the mean of its sentences, less the mean over codes (k, d)."""
    own = [_own(code) for code in codebook.codes]
    mute = sum(not said for said in own)
    if mute:
        raise InputError(
            f"{mute} of {len(own)} codes have neither a definition nor examples",
            where="the codebook",
            remedy="say in a sentence when each of them applies",
        )
    means = np.stack([np.asarray(encode(said), dtype=np.float64).mean(axis=0) for said in own])
    return means - means.mean(axis=0) if len(own) > 1 else means


def _own(code: Code) -> list[str]:
    said: Sequence[str] = (*code.examples, code.definition, *code.include)
    there = [one for one in said if one.strip()]
    return [*there, code.title] if there or code.cues else []
