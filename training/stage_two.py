"""Second stage: our own passages, and the public corpora with other people's names in them."""

from __future__ import annotations

from pathlib import Path
from random import Random

from augment import augmented, replaced
from kinds import Example, only
from learn import Encoded, encode
from passages import pass_over
from people import person
from public import strict
from stage_one import corpora, templates, typed
from tokenizers import Tokenizer

OWN_TIMES = 2
"""How often the passages are filled for one pass."""
LATER = 3
"""The pass from which on the passages of `text/later` are seen too."""
PUBLIC_SHARE = 0.5
"""Share of the public texts that one pass sees."""
SWAPPED = 0.4
"""Share of the persons of public texts who are given another name."""


def swapped(example: Example, draw: Random) -> Example:
    """`example` with other names for some of its persons, like the old ones in letter case."""
    changes = {}
    for number, mark in enumerate(example.marks):
        words = example.text[mark.start : mark.end]
        if mark.allowed != only("person") or draw.random() > SWAPPED:
            continue
        if not all(word.isalpha() for word in words.split()):
            continue
        who = person(draw)
        count = len(words.split())
        new = who.full if count > 1 else draw.choice((who.given, who.given, who.family))
        changes[number] = new.lower() if words.islower() else new
    return replaced(example, changes)


def epochs(data: Path, tokenizer: Tokenizer, number: int, seed: int) -> list[Encoded]:
    """Windows for pass `number`: each pass is filled, named and typed differently."""
    told, _ = corpora(data)
    if number > 0:
        # Where all is left open, nothing keeps the network from seeing rare kinds everywhere; the
        # first pass has that from the first stage, and the weights shipped were trained so.
        told = [strict(one) for one in told]
    draw = Random(seed * 1000 + number)
    examples = [
        augmented(one, draw)
        for again in range(OWN_TIMES)
        for one in pass_over(seed * 100_000 + number * 100 + again, folders=1 + (number >= LATER))
    ]
    examples += [
        augmented(typed(swapped(one, draw), draw), draw)
        for one in told
        if draw.random() < PUBLIC_SHARE
    ]
    examples += [augmented(swapped(one, draw), draw) for one in templates(data)]
    return encode(examples, tokenizer)
