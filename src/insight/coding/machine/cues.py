"""Words and phrases that raise a code, found in what was said or asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.coding.book import Code, Codebook

WORD = re.compile(r"[a-z0-9£]+(?:'[a-z]+)?")
# Longest first; what is left keeps four letters or more. Enough to let "complained" meet
# "complaining" and "charges" meet "charge"; a full stemmer would also join
# "universe" to "university".
ENDINGS = (
    "ations", "ation", "ments", "ment", "ings", "ing", "ness", "ies", "ers", "ed", "es", "er", "s",
    "e", "y",
)  # fmt: skip
HISSED = ("ses", "xes", "ches", "shes")
STEM = 4
LEAST_LETTERS = 4
COMMON = frozenset(
    {"about", "and", "being", "care", "from", "gets", "having", "their", "them", "they", "this"}
    | {"during", "that", "what", "when", "which", "with", "service", "services", "people", "who"}
)


def cues_of(codebook: Codebook) -> list[tuple[str, ...]]:
    """The cues of every code; where it lists none, the words of its title that no other shares."""
    titles = [_title_words(code) for code in codebook.codes]
    shared = Counter(word for words in titles for word in words)
    return [
        code.cues or tuple(sorted(word for word in words if shared[word] == 1))
        for code, words in zip(codebook.codes, titles, strict=True)
    ]


def cue_counts(texts: Sequence[str], cues: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """How many different cues of each code a text holds, (n texts, k codes).

    Case, punctuation and endings of words do not matter; word boundaries do.
    """
    spread = [_stemmed(text) for text in texts]
    wanted = [sorted({_stemmed(cue) for cue in listed} - {"  "}) for listed in cues]
    return np.array(
        [[sum(cue in text for cue in listed) for listed in wanted] for text in spread],
        dtype=np.int64,
    ).reshape(len(spread), len(wanted))


def questions_raising(codebook: Codebook, questions: Sequence[str]) -> pd.DataFrame:
    """Which codes a question itself raises, by its cues; columns question, code.

    Who mentions a code after being asked about it was prompted; the two are counted apart.
    """
    distinct = sorted(set(questions) - {""})
    counts = cue_counts(distinct, cues_of(codebook))
    question, code = np.nonzero(counts)
    return pd.DataFrame(
        {
            "question": [distinct[at] for at in question],
            "code": [codebook.names[at] for at in code],
        },
        dtype="str",
    )


def _title_words(code: Code) -> set[str]:
    words = WORD.findall(code.title.lower())
    return {word for word in words if len(word) >= LEAST_LETTERS and word not in COMMON}


def _stemmed(text: str) -> str:
    """The words of `text` without their endings, each between blanks."""
    return f" {' '.join(_stem(word) for word in WORD.findall(text.lower().replace('’', chr(39))))} "


def _stem(word: str) -> str:
    if word.endswith(HISSED):
        word = word[:-2]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM:
            return word[: -len(ending)]
    return word
