"""Third stage: hasty typing, tweets whose unmarked words are ordinary, seldom met names."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from augment import augmented, hasty
from kinds import Example, Mark, only
from learn import Encoded, encode
from passages import pass_over
from people import WORDS
from stage_one import corpora, templates, typed
from stage_two import OWN_TIMES, swapped
from tokenizers import Tokenizer

HASTY = 0.3
"""Share of our passages that are typed in haste."""
PUBLIC_SHARE = {"wnut17": 1.0, "btc": 0.5}
"""Share of the texts of each public corpus that one pass sees."""
_OPEN = frozenset(("O", "date", "age", "ethnicity"))
_WORD = re.compile(r"\w+")


@cache
def _left_open() -> frozenset[str]:
    lists = ("months", "units", "tens", "ethnic", "feasts", "ordinals")
    return frozenset(
        word.casefold() for name in lists for word in _WORD.findall(" ".join(WORDS[name]))
    )


def narrowed(example: Example) -> Example:
    """A tweet whose unmarked words are ordinary, but for numbers, months, feasts and origins.

    While all unmarked words might also be an ethnicity, a date or an age, the network put there
    whatever it was unsure of, names among it.
    """
    taken = {place for mark in example.marks for place in range(mark.start, mark.end)}
    open_words = [
        Mark(*found.span(), _OPEN)
        for found in _WORD.finditer(example.text)
        if found.start() not in taken
        and (found[0].casefold() in _left_open() or any(sign.isdigit() for sign in found[0]))
    ]
    marks = sorted([*example.marks, *open_words], key=lambda mark: mark.start)
    return replace(example, marks=tuple(marks), unmarked=only("O"))


def epochs(data: Path, tokenizer: Tokenizer, number: int, seed: int) -> list[Encoded]:
    """Windows for pass `number`: each pass is filled, named and typed differently."""
    told, _ = corpora(data)
    draw = Random(seed * 1000 + number)
    own = [
        one
        for again in range(OWN_TIMES)
        for one in pass_over(seed * 100_000 + number * 100 + again, folders=3)
    ]
    examples = [augmented(hasty(one, draw) if draw.random() < HASTY else one, draw) for one in own]
    for one in told:
        share = next(part for name, part in PUBLIC_SHARE.items() if one.source.startswith(name))
        if draw.random() < share:
            examples.append(augmented(typed(swapped(narrowed(one), draw), draw), draw))
    examples += [augmented(swapped(one, draw), draw) for one in templates(data)]
    return encode(examples, tokenizer)
