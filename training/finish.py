"""After training: calibration, thresholds, the 8-bit model and how far it agrees with 32 bits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from random import Random

import export
import numpy as np
import openvino
import torch
from kinds import KINDS, LABELS, NUMBER, Example
from learn import WINDOW, bits
from network import Detector
from numpy.typing import NDArray
from passages import pass_over
from public import detokenised, strict
from stage_one import corpora
from tokenizers import Tokenizer

CANDIDATES = tuple(round(0.15 + 0.05 * step, 2) for step in range(15))
RECALL_WEIGHS = {"person": 3.0} | dict.fromkeys(
    ("role", "relationship", "condition", "date", "age"), 0.5
)
"""How much more recall weighs than precision when a threshold is chosen; 2 of other kinds."""
Scorer = Callable[[list[int]], NDArray[np.float32]]


@dataclass(frozen=True)
class Word:
    """A word of a text: what it is (as bits), what it is taken for, how sure."""

    right: int
    kind: str
    score: float


def develop(data: Path) -> dict[str, list[Example]]:
    """Texts that nothing was trained on: a tenth of our passages and of the public rows."""
    _, kept = corpora(data)
    draw = Random(7)
    own = [one for seed in (901, 902) for one in pass_over(seed, "develop", folders=3)]
    return {"own": own, "public": [detokenised(strict(one), draw) for one in kept]}


def logits_of(
    examples: Sequence[Example], tokenizer: Tokenizer, score: Scorer
) -> list[tuple[NDArray[np.float32], list[int], list[int | None]]]:
    """Logits, right labels (bits) and word numbers of each text (its first window)."""
    first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    found = []
    for example in examples:
        encoding = tokenizer.encode(example.text, add_special_tokens=False)
        ids = encoding.ids[: WINDOW - 2]
        owner = [bits(example.unmarked)] * (len(example.text) + 1)
        for mark in example.marks:
            owner[mark.start : mark.end] = [bits(mark.allowed)] * (mark.end - mark.start)
        right = [owner[start] for start, _ in encoding.offsets][: len(ids)]
        logits = score([first, *ids, last])[1:-1]
        found.append((logits, right, encoding.word_ids[: len(ids)]))
    return found


def shares(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float64]:
    """Probabilities, one row a token."""
    cooled = logits.astype(np.float64) / temperature
    raised = np.exp(cooled - cooled.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def surprise(read: Sequence[tuple[NDArray[np.float32], list[int], object]], by: float) -> float:
    """Mean of minus the log of the probability of what is right."""
    total, count = 0.0, 0
    for logits, right, _ in read:
        if not len(right):
            continue
        which = (np.array(right)[:, None] >> np.arange(len(LABELS))) & 1
        told = (shares(logits, by) * which).sum(axis=1)
        total -= float(np.log(np.maximum(told, 1e-12)).sum())
        count += len(right)
    return total / count


def words(
    read: Sequence[tuple[NDArray[np.float32], list[int], list[int | None]]], temperature: float
) -> list[Word]:
    """Words as the product counts them: the likeliest kind, the least ordinary token."""
    found = []
    for logits, right, numbers in read:
        chance = shares(logits, temperature) if len(right) else np.zeros((0, len(LABELS)))
        for _, group in groupby(range(len(right)), key=lambda place: numbers[place]):
            places = list(group)
            kind = LABELS[1 + int(chance[places, 1:].sum(axis=0).argmax())]
            score = float(1 - chance[places, 0].min())
            found.append(Word(right[places[0]], kind, score))
    return found


def threshold(kind: str, told: Sequence[Word]) -> float:
    """The threshold with the best F measure, in which recall weighs as `RECALL_WEIGHS` says.

    Of several that are as good, the middle one. Descriptions ("the only vet") are far oftener
    wrong than names, and harm less where they stay: there, precision weighs twice.

    What is false is told by our own passages and by stretches of tweets that hold nothing.
    """
    weight = RECALL_WEIGHS.get(kind, 2.0) ** 2
    own, free = 1 << NUMBER[kind], 1
    qualities = {}
    for least in CANDIDATES:
        hit = sum(w.score >= least for w in told if w.right & own and not w.right & free)
        missed = sum(w.score < least for w in told if w.right & own and not w.right & free)
        free_of_it = [w for w in told if w.right & free and not w.right & own]
        false = sum(w.score >= least and w.kind == kind for w in free_of_it)
        quality = (1 + weight) * hit / max((1 + weight) * hit + weight * missed + false, 1)
        qualities[least] = round(quality, 4)
    best = [least for least in CANDIDATES if qualities[least] == max(qualities.values())]
    return best[(len(best) - 1) // 2]


def summary(told: Sequence[Word], least: dict[str, float]) -> dict[str, dict[str, float]]:
    """Per kind: words, share found (as anything), share of the found that is something."""
    table = {}
    for kind in KINDS:
        own = 1 << NUMBER[kind]
        gold = [w for w in told if w.right & own and not w.right & 1]
        claimed = [w for w in told if w.kind == kind and w.score >= least[kind]]
        table[kind] = {
            "words": len(gold),
            "recall": round(sum(w.score >= least[w.kind] for w in gold) / max(len(gold), 1), 3),
            "precision": round(sum(not w.right & 1 for w in claimed) / max(len(claimed), 1), 3),
        }
    return table


def finish(network: Detector, tokenizer: Tokenizer, base: Path, data: Path, out: Path) -> None:
    """Calibrate, choose thresholds, write the model's four files and `report.json` to `out`."""
    sets = develop(data)

    def trained(ids: list[int]) -> NDArray[np.float32]:
        with torch.no_grad():
            return np.asarray(network(torch.tensor([ids]))[0].numpy())

    read = {name: logits_of(examples, tokenizer, trained) for name, examples in sets.items()}
    everything = [one for part in read.values() for one in part]
    steps = [round(0.6 + 0.05 * step, 2) for step in range(40)]
    temperature = min(steps, key=lambda by: surprise(everything, by))
    told = {name: words(part, temperature) for name, part in read.items()}
    joint = told["own"] + told["public"]
    least = {kind: threshold(kind, joint) for kind in KINDS}
    model = export.converted(export.scaled(network, temperature))
    export.save(export.quantised(model), out / "detector.xml")
    small = openvino.Core().compile_model(
        openvino.Core().read_model(out / "detector.xml"),
        "CPU",
        {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"},
    )

    def shipped(ids: list[int]) -> NDArray[np.float32]:
        return np.array(small({"input_ids": np.array([ids], dtype=np.int64)})[0][0])

    again = {name: logits_of(examples, tokenizer, shipped) for name, examples in sets.items()}
    eight = {name: words(part, 1.0) for name, part in again.items()}
    labels = {
        "id2label": {str(n): "O" if n == 0 else f"I-{label}" for n, label in enumerate(LABELS)},
        "thresholds": least,
    }
    (out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")
    text = (base / "tokenizer.json").read_text(encoding="utf-8")
    own = json.loads(text) | {"padding": None, "truncation": None}
    packed = json.dumps(own, ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(packed, encoding="utf-8")
    same = [
        (a.score >= least[a.kind]) == (b.score >= least[b.kind])
        and (a.kind == b.kind or a.score < least[a.kind])
        for name in told
        for a, b in zip(told[name], eight[name], strict=True)
    ]
    report = {
        "temperature": temperature,
        "surprise": [round(surprise(everything, by), 4) for by in (1.0, temperature)],
        "thresholds": least,
        "words_alike_in_8_and_32_bits": round(sum(same) / len(same), 5),
        "develop_32_bits": {name: summary(part, least) for name, part in told.items()},
        "develop_8_bits": {name: summary(part, least) for name, part in eight.items()},
        "sha256": {
            name: sha256((out / name).read_bytes()).hexdigest()
            for name in ("detector.xml", "detector.bin", "labels.json", "tokenizer.json")
        },
    }
    (out / "report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))
