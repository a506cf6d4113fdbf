"""Words that stand nearly the same in text that is public already, and so can be searched for.

Containment of a passage in a public text: of all runs of five words in the passage, the share that
the text holds too (Broder AZ (1997) On the resemblance and containment of documents. Proceedings of
Compression and Complexity of Sequences, 21-29, doi:10.1109/SEQUEN.1997.666900). Runs do not reach
across a replacement: a public text has the name where the passage has a bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

RUN = 5
LEAST_SHARE = 0.5
LONGEST_COMMON = 8
"""So many words in a row that both hold can be searched for, whatever the share."""
OVERLAP_COLUMNS = ["segment_id", "public_text", "containment", "longest_run"]
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_REPLACED = re.compile(r"\[[^\]]*\]")
Run = tuple[str, ...]


def words_of(text: str) -> list[list[str]]:
    """The words of each stretch between replacements, in lower case.

    >>> words_of("She rang [person 1], twice.")
    [['she', 'rang'], ['twice']]
    """
    return [
        [word.casefold().replace("’", "'") for word in _WORD.findall(part)]
        for part in _REPLACED.split(text)
        if _WORD.search(part)
    ]


def runs_of(text: str, length: int = RUN) -> list[Run]:
    """All runs of `length` words of `text`, in order; none reaches across a replacement."""
    return [
        tuple(words[at : at + length])
        for words in words_of(text)
        for at in range(len(words) - length + 1)
    ]


def containment(passage: str, public: str) -> float:
    """Share of the different runs of five words in `passage` that `public` holds too.

    Of a passage of six words two runs: where the last word differs, one of two is held.

    >>> containment("we all went down the road", "So we all went down the lane.")
    0.5
    """
    own = set(runs_of(passage))
    return len(own & set(runs_of(public))) / len(own) if own else 0.0


def overlaps(segments: pd.DataFrame, public: Mapping[str, str]) -> pd.DataFrame:
    """Passages that are nearly public, with OVERLAP_COLUMNS, the nearest first.

    `segments` has segment_id and text; `public` holds texts by name. Told are passages of which
    LEAST_SHARE of the runs stand in one public text, or LONGEST_COMMON words in a row. Passages of
    fewer than five words are never told: anybody may have said them.
    """
    held: dict[Run, set[str]] = {}
    for name in sorted(public):
        for run in runs_of(public[name]):
            held.setdefault(run, set()).add(name)
    rows = [
        row
        for one in segments.itertuples()
        for row in _shared(str(one.segment_id), str(one.text), held)
    ]
    found = pd.DataFrame(rows, columns=OVERLAP_COLUMNS)
    order = ["containment", "longest_run", "segment_id", "public_text"]
    return found.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def _shared(
    segment_id: str, text: str, held: Mapping[Run, set[str]]
) -> Iterator[tuple[str, str, float, int]]:
    stretches = [
        [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
        for words in words_of(text)
    ]
    own = {run for stretch in stretches for run in stretch}
    for name in sorted({name for run in own for name in held.get(run, ())}):
        share = sum(name in held.get(run, ()) for run in own) / len(own)
        longest = max(_longest([name in held.get(run, ()) for run in s]) for s in stretches)
        if share >= LEAST_SHARE or longest >= LONGEST_COMMON:
            yield segment_id, name, round(share, 3), longest


def _longest(common: list[bool]) -> int:
    """Words in the longest row of runs that are `common`: n runs in a row hold n + 4 words."""
    best = here = 0
    for one in common:
        here = here + 1 if one else 0
        best = max(best, here)
    return best + RUN - 1 if best else 0
