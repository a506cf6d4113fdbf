"""How well the machine codes: `python benchmarks/coding.py`.

NHS comments with themes given by people (looked for beside the repository in `../shared/data`),
with a codebook that holds nothing but the names of themes given 20 times or more. Zero-shot, and
taught by 200 coded comments (three draws); macro-F1 over themes, on comments that taught nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.coding import Code, Codebook, code_table
from insight.inference import SentenceEncoder
from insight.settings import CodingSettings

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"
LEAST = 20
TAUGHT = 200
DRAWS = 3
NO_THEME = ("theme__not_assigned", "theme__labelling_not_possible")

Marks = NDArray[np.bool_]


def macro_f1(given: Marks, found: Marks) -> float:
    """Mean F1 of the themes that were given at all."""
    both = (given & found).sum(axis=0)
    sizes = given.sum(axis=0) + found.sum(axis=0)
    there = given.any(axis=0)
    return float((2 * both[there] / sizes[there]).mean())


def main() -> None:
    """Print macro-F1 and seconds."""
    if not DATA.is_dir():
        print("left out: the public data are not beside the repository")
        sys.exit()
    frame = pd.read_parquet(DATA / "fft_comments_dev.parquet")
    names = pd.read_csv(DATA / "fft_theme_labels.csv").set_index("column")["original_label"]
    themes = [
        name
        for name in map(str, frame.filter(like="theme__"))
        if name not in NO_THEME and frame[name].sum() >= LEAST
    ]
    marks = frame[themes].to_numpy(dtype=bool)
    book = Codebook(
        "Names only", "1", tuple(Code(name, name, names[name], names[name]) for name in themes)
    )
    rows = pd.DataFrame({"id": [f"r{n:05d}" for n in range(len(frame))], "text": frame["text"]})
    encoder = SentenceEncoder()
    kept = dict(zip(rows["text"], encoder.encode(rows["text"].to_list()), strict=True))

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        fresh = [text for text in texts if text not in kept]
        kept.update(zip(fresh, encoder.encode(fresh), strict=True))
        return np.stack([kept[text] for text in texts])

    def found(coded: pd.DataFrame | None) -> Marks:
        table = code_table(rows, book, coded, encode, CodingSettings())
        return np.asarray(table["assigned"].to_numpy().reshape(marks.shape) == 1)

    start = time.perf_counter()
    print(f"{len(themes)} themes, {len(rows)} comments")
    print(f"zero-shot: macro-F1 {macro_f1(marks, found(None)):.3f}")
    print(f"  {time.perf_counter() - start:.1f} s after the vectors are made")
    scores = []
    for draw in range(DRAWS):
        taught = np.zeros(len(rows), dtype=bool)
        taught[np.random.default_rng(draw).permutation(len(rows))[:TAUGHT]] = True
        row, theme = np.nonzero(marks & taught[:, None])
        coded = pd.DataFrame(
            {
                "id": [*rows["id"].to_numpy()[row], *rows.loc[taught, "id"]],
                "code": [*(themes[at] for at in theme), *[""] * TAUGHT],
            }
        )
        suggested = found(coded)
        scores.append(
            (
                macro_f1(marks[~taught], suggested[~taught]),
                macro_f1(marks[taught], suggested[taught]),
            )
        )
    unread, read = np.mean(scores, axis=0)
    print(f"taught by {TAUGHT}: macro-F1 {unread:.3f} on the others, {read:.3f} cross-fitted")


if __name__ == "__main__":
    main()
