"""First stage: the public corpora alone, detokenised anew for each pass."""

from __future__ import annotations

from pathlib import Path
from random import Random

from augment import augmented, replaced
from kinds import Example, only
from learn import Encoded, encode
from public import detokenised, half, held_out, synthetic, tweets
from tokenizers import Tokenizer


def corpora(data: Path) -> tuple[list[Example], list[Example]]:
    """Examples to train on and to develop on, as they are published."""
    folder = data / "pii_train"
    rows = tweets(folder / "btc_non_uk.jsonl") + tweets(folder / "wnut17_train.jsonl")
    kept = [example for name, example in rows if held_out(name)]
    return [example for name, example in rows if not held_out(name)], kept


def templates(data: Path) -> list[Example]:
    """The half of the Presidio set that is trained on."""
    rows = synthetic(data / "pii_eval" / "presidio_synth_v2_dev.jsonl")
    return [example for template, example in rows if half(template)]


def typed(example: Example, draw: Random) -> Example:
    """A tweet as it would be typed, most of its links (a fifth of all tokens) left out."""
    if draw.random() < 0.75:
        links = [n for n, mark in enumerate(example.marks) if mark.allowed == only("url")]
        example = replaced(example, dict.fromkeys(links, ""))
    return detokenised(example, draw) if draw.random() < 0.85 else example


def epochs(data: Path, tokenizer: Tokenizer, times: int, seed: int) -> list[list[Encoded]]:
    """Windows for `times` passes, each typed differently."""
    told, _ = corpora(data)
    made = templates(data)
    passes = []
    for number in range(times):
        draw = Random(seed * 1000 + number)
        examples = [augmented(typed(one, draw), draw) for one in told] + [
            augmented(one, draw) for one in made
        ]
        passes.append(encode(examples, tokenizer))
    return passes
