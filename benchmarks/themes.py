"""How well candidate themes meet what people coded: `python benchmarks/themes.py [DATASET ...]`.

DATASET is fft (comments with their first theme), phase1 (3,000 comments with their subcategory) or
bbc (1,000 news items with their section): public data, looked for beside the repository in
`../shared/data`. Each is fitted twice, in two row orders. AMI counts "no theme" as one cluster.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from insight.inference import SentenceEncoder, rounded
from insight.settings import ThemesSettings
from insight.themes import FittedThemes, fit_themes

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"
SEED = 20261123
DATASETS = ("fft", "phase1", "bbc")


def labelled(dataset: str) -> tuple[pd.Series, pd.Series]:
    """Texts and the one label each has from people."""
    if not DATA.is_dir():
        print("left out: the public data are not beside the repository")
        sys.exit()
    if dataset == "fft":
        frame = pd.read_parquet(DATA / "fft_comments_dev.parquet")
        marks = frame.filter(like="theme__").to_numpy()
        return frame["text"], pd.Series(marks.argmax(axis=1).astype(str))
    if dataset == "phase1":
        frame = pd.read_parquet(DATA / "fft_phase1_dev.parquet").sample(3000, random_state=0)
        return frame["text"].reset_index(drop=True), frame["subcategory"].reset_index(drop=True)
    frame = pd.read_parquet(DATA / "topics" / "bbc_news.parquet").sample(1000, random_state=0)
    return frame["text"].reset_index(drop=True), frame["label"].reset_index(drop=True)


def as_segments(texts: pd.Series) -> pd.DataFrame:
    """A row a text, each by somebody else."""
    ids = [f"r{number:05d}" for number in range(len(texts))]
    return pd.DataFrame(
        {
            "segment_id": ids,
            "document_id": ids,
            "speaker_id": ids,
            "source_name": "benchmark",
            "kind": "survey",
            "mode": "survey",
            "sampling": "self_selected",
            "wave": "1",
            "role": "participant",
            "stakeholder_groups": "",
            **dict.fromkeys(["attribution", "target_org", "language", "set_aside", "same_as"], ""),
            "question_asked": "",
            "prompted": True,
            "position": 0,
            "text": texts.to_list(),
            "n_redactions": 0,
            "state": "detected",
        }
    )


def main_themes(fitted: FittedThemes) -> pd.Series:
    """Highest weight, ties by theme_id."""
    ordered = fitted.segment_themes.sort_values(
        ["segment_id", "weight", "theme_id"], ascending=[True, False, True]
    )
    return ordered.drop_duplicates("segment_id").set_index("segment_id")["theme_id"]


def measure(dataset: str) -> None:
    """Print one line of the table, and the labels of the themes."""
    texts, labels = labelled(dataset)
    segments = as_segments(texts)
    vectors = pd.DataFrame(
        {
            "segment_id": segments["segment_id"],
            "vector": list(rounded(SentenceEncoder().encode(texts.to_list()))),
        }
    )
    start = time.perf_counter()
    fitted = fit_themes(segments, vectors, ThemesSettings(), SEED)
    seconds = time.perf_counter() - start
    order = np.random.default_rng(1).permutation(len(segments))
    again = fit_themes(segments.iloc[order], vectors.iloc[order[::-1]], ThemesSettings(), SEED)
    main, other = main_themes(fitted), main_themes(again)
    truth = labels.set_axis(segments["segment_id"]).astype(str)[main.index]
    print(
        f"{dataset}: n {len(main)}, themes {len(fitted.themes)},"
        f" AMI {adjusted_mutual_info_score(truth, main):.3f},"
        f" unassigned {(main == -1).mean():.2%},"
        f" themes a segment {len(fitted.segment_themes) / len(main):.2f},"
        f" ARI of two row orders {adjusted_rand_score(main, other[main.index]):.3f},"
        f" median repeatability {fitted.themes['repeatability'].median():.2f},"
        f" {seconds:.1f} s"
    )
    print("  " + "; ".join(fitted.themes["label"]))


if __name__ == "__main__":
    for name in sys.argv[1:] or DATASETS:
        measure(name)
