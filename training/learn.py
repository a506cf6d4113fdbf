"""Examples to tensors, the loss, and one pass over the data."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from kinds import LABELS, NUMBER, Example
from network import Detector
from tokenizers import Tokenizer
from torch import Tensor

WINDOW = 160
"""Tokens of a training window, the two that frame it included."""
TOKENS = 1600
"""Tokens of a batch, padding included."""
WEIGHTS = {"person": 2.0}


@dataclass(frozen=True)
class Encoded:
    """Token ids, and for each token the labels that count as right, as bits."""

    ids: list[int]
    allowed: list[int]


def bits(labels: frozenset[str]) -> int:
    """A set of labels as a number."""
    return sum(1 << NUMBER[label] for label in labels)


def encode(examples: Sequence[Example], tokenizer: Tokenizer) -> list[Encoded]:
    """Examples cut into windows of at most `WINDOW` tokens."""
    first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    free = bits(frozenset(LABELS))
    found = []
    texts = [example.text for example in examples]
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    for example, encoding in zip(examples, encodings, strict=True):
        owner = [bits(example.unmarked)] * (len(example.text) + 1)
        for mark in example.marks:
            owner[mark.start : mark.end] = [bits(mark.allowed)] * (mark.end - mark.start)
        allowed = [owner[start] for start, _ in encoding.offsets]
        for start in range(0, len(encoding.ids), WINDOW - 2):
            piece = slice(start, start + WINDOW - 2)
            found.append(
                Encoded(
                    [first, *encoding.ids[piece], last],
                    [free, *allowed[piece], free],
                )
            )
    return [one for one in found if len(one.ids) > 2]


def batches(encoded: Sequence[Encoded], draw: Random) -> Iterator[list[Encoded]]:
    """Batches of texts of like length, in an order that `draw` decides."""
    order = sorted(range(len(encoded)), key=lambda n: (len(encoded[n].ids) // 6, draw.random()))
    made: list[list[Encoded]] = [[]]
    longest = 0
    for number in order:
        longest = max(longest, len(encoded[number].ids))
        if made[-1] and longest * (len(made[-1]) + 1) > TOKENS:
            made.append([])
            longest = len(encoded[number].ids)
        made[-1].append(encoded[number])
    draw.shuffle(made)
    yield from made


def tensors(batch: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids (n, t), attention mask (n, 1, 1, t), allowed labels (n, t, labels)."""
    longest = max(len(one.ids) for one in batch)
    ids = np.zeros((len(batch), longest), dtype=np.int64)
    allowed = np.full((len(batch), longest), bits(frozenset(LABELS)), dtype=np.int64)
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = one.ids
        allowed[row, : len(one.ids)] = one.allowed
    which = (allowed[:, :, None] >> np.arange(len(LABELS))) & 1
    mask = torch.from_numpy(ids != 0)[:, None, None, :]
    return torch.from_numpy(ids), mask, torch.from_numpy(which.astype(bool))


def loss_of(logits: Tensor, allowed: Tensor, weights: Tensor) -> Tensor:
    """Minus the log of the probability that the network gives to the labels that are right.

    Where the corpus does not tell which of several labels is right, their sum counts; where all
    are allowed, nothing is learnt. The mean is taken over the tokens that teach something.
    """
    told = ~allowed.all(-1)
    right = logits.masked_fill(~allowed, -1e9).logsumexp(-1)
    loss = logits.logsumexp(-1) - right
    weight = torch.where(allowed, weights, torch.zeros_like(weights)).amax(-1)
    return (loss * weight)[told].sum() / weight[told].sum().clamp(min=1)


def label_weights() -> Tensor:
    """One weight a label: what is missed of a person weighs twice."""
    return torch.tensor([WEIGHTS.get(label, 1.0) for label in LABELS])


def groups(network: Detector, rate: float, head_rate: float) -> list[dict[str, object]]:
    """Parameters with their learning rates; the word vectors stay as they are."""
    network.words.weight.requires_grad_(False)
    network.places.weight.requires_grad_(False)
    body = [p for n, p in network.named_parameters() if not n.startswith(("head", "words", "pl"))]
    return [
        {"params": body, "lr": rate, "weight_decay": 0.01},
        {"params": list(network.head.parameters()), "lr": head_rate, "weight_decay": 0.0},
    ]


def train(
    network: Detector,
    epochs: Sequence[Sequence[Encoded]],
    rate: float,
    seed: int,
    head_rate: float = 1e-3,
    floor: float = 0.0,
) -> None:
    """One pass over each of `epochs`; the rate rises over a twentieth and falls to `floor` of it.

    A `floor` of 1 keeps the rate as it is after the rise.
    """
    draw = Random(seed)
    torch.manual_seed(seed)
    plan = [batch for encoded in epochs for batch in batches(encoded, draw)]
    optimiser = torch.optim.AdamW(groups(network, rate, head_rate), betas=(0.9, 0.98))
    warm = max(1, len(plan) // 20)

    def slope(step: int) -> float:
        if step < warm:
            return (step + 1) / warm
        share = (step - warm) / max(1, len(plan) - warm)
        return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * share))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, slope)
    weights = label_weights()
    network.train()
    started, total = time.monotonic(), 0.0
    for number, batch in enumerate(plan, 1):
        ids, mask, allowed = tensors(batch)
        loss = loss_of(network(ids, mask), allowed, weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        total += loss.item()
        if number % 50 == 0 or number == len(plan):
            taken = time.monotonic() - started
            print(f"{number}/{len(plan)} loss {total / 50:.4f} {taken:.0f} s", flush=True)
            total = 0.0
    network.eval()
