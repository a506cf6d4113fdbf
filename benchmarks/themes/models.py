"""Models to compare, each fitted in a process of its own so that time and memory are its alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from corpora import HERE, ROOT, Vectors, encoded
from numpy.typing import NDArray
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    normalized_mutual_info_score,
)

from insight.settings import ThemesSettings
from insight.themes.stability import REPEATABLE

OURS, OURS_LONGER = "ours", f"ours, {ThemesSettings().min_words} words or more"
RIVALS = (
    "bertopic_default",
    "keynmf",
    "umap_hdbscan",
    "evoc",
    "leiden",
    "leiden_unseeded",
    "louvain",
    "consensus",
    "kmeans",
)
NONE, NOT_CLUSTERED = -1, -2
ORDER = 1
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Fitted:
    """What a process told: topics, seconds and memory as `twice.py` says, and our own tables.

    `labels` and `again` (n,): -1 in no topic, -2 not clustered.
    """

    labels: Labels
    again: Labels
    cold: float
    warm: float
    peak_mib: float | None
    themes: pd.DataFrame = field(default_factory=pd.DataFrame)
    stability: pd.DataFrame = field(default_factory=pd.DataFrame)

    def row(self, frame: pd.DataFrame) -> dict[str, object]:
        """Every figure of the comparison, over the texts of `frame`."""
        asked = self.labels > NOT_CLUSTERED
        ami, nmi = agreement(frame, self.labels)
        told: dict[str, object] = {
            "n": int(asked.sum()),
            "themes": len(set(self.labels[self.labels >= 0])),
            "AMI": ami,
            "NMI": nmi,
            "unassigned": share(self.labels[asked] == NONE),
            "ARI, two orders": rounded_to(adjusted_rand_score(self.labels, self.again)),
        }
        if len(self.themes):
            told["repeatable"] = share(self.themes["repeatability"] >= REPEATABLE)
            told["median"] = rounded_to(self.themes["repeatability"].median())
            told["by chance"] = rounded_to(self.stability["by_chance"].median())
        told |= {"s cold": round(self.cold, 1), "s warm": round(self.warm, 1)}
        return told | {"MiB": None if self.peak_mib is None else round(self.peak_mib)}


def rounded_to(value: float, digits: int = 3) -> float:
    """`value` as a table shows it."""
    return round(float(value), digits)


def share(found: NDArray[np.bool_] | pd.Series) -> float:
    """The share of what is true."""
    return rounded_to(found.mean()) if len(found) else float("nan")


def agreement(frame: pd.DataFrame, found: Labels) -> tuple[float | None, float | None]:
    """AMI and NMI with people's labels, over single-label texts that were clustered."""
    kept = frame["single"].to_numpy(dtype=bool) & (found > NOT_CLUSTERED)
    if not kept.any():
        return None, None
    truth, guess = frame.loc[kept, "label"], found[kept]
    return (
        rounded_to(adjusted_mutual_info_score(truth, guess)),
        rounded_to(normalized_mutual_info_score(truth, guess)),
    )


def interpreter(folder: Path) -> Path:
    """Python of the rivals' environment, made where it is missing."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / ".requirements"
    wanted = (HERE / "requirements.txt").read_text("utf-8")
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return python
    print(f"Making the environment of the rivals in {folder.name} ...", file=sys.stderr)
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    files = ["--requirement", HERE / "requirements.txt", "--overrides", HERE / "overrides.txt"]
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *files], check=True)
    stamp.write_text(wanted, "utf-8")
    return python


def fitted(model: str, frame: pd.DataFrame, vectors: Vectors, rivals: Path) -> Fitted | str:
    """`model` fitted twice to the texts of `frame`; the kind of error where it fails.

    `rivals` is the Python of their environment. Ours clusters every text, unless it is asked for
    longer ones.
    """
    own = model in (OURS, OURS_LONGER)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        texts = frame["text"].to_list()
        (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
        np.save(folder / "vectors.npy", vectors)
        np.save(folder / "order.npy", np.random.default_rng(ORDER).permutation(len(texts)))
        if own:
            words = 1 if model == OURS else ThemesSettings().min_words
            given = {"speakers": frame["speaker"].to_list(), "words": words}
            (folder / "ours.json").write_text(json.dumps(given), "utf-8")
        elif model == "keynmf":
            _words(texts, folder)
        script, python = ("ours.py", Path(sys.executable)) if own else ("rivals.py", rivals)
        done = subprocess.run(
            [python, HERE / script, "ours" if own else model, folder, str(time.time())],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT / "src") if own else ""},
        )
        if done.returncode:
            # The last line of what it said may hold words of the data: only its kind is told.
            return done.stderr.strip().rsplit("\n", 1)[-1].split(":")[0]
        first, again = np.load(folder / "labels.npy")
        told = json.loads((folder / "told.json").read_text("utf-8"))
        tables = {
            name: pd.read_json(folder / f"{name}.json") for name in ("themes", "stability") if own
        }
        return Fitted(first, again, **told, **tables)


def _words(texts: list[str], folder: Path) -> None:
    """The words of `texts` and their vectors, which KeyNMF looks up."""
    from sklearn.feature_extraction.text import CountVectorizer

    asked = CountVectorizer(stop_words="english", min_df=1).fit(texts)
    words = [str(word) for word in asked.get_feature_names_out()]
    (folder / "words.json").write_text(json.dumps(words), "utf-8")
    np.save(folder / "word_vectors.npy", encoded(pd.Series(words)))
