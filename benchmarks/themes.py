"""Candidate themes beside other topic models: `python benchmarks/themes.py [SECTION ...]`.

Sections: agree (with what people coded, two row orders, unassigned, repeatable), planted (lines on
other matters), small (150, 300 and 500 texts; shuffled; of a single theme), time, large, study (the
demonstration and its codes); all unless named. `--set NAME` (several times): fft, phase1 or bbc,
public data looked for beside the repository in `../shared/data`. `--env FOLDER` is where the
rivals' environment lies (made where it is missing, from `themes_requirements.txt`; not the
product's). AMI and NMI are over texts with one label from people; "no theme" counts as one cluster.
Every model gets the same vectors. No word of the data is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    normalized_mutual_info_score,
)

from insight.inference import SentenceEncoder, rounded
from insight.settings import ThemesSettings
from insight.themes import FittedThemes, fit_themes
from insight.themes.stability import REPEATABLE

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared" / "data"
SEED = 20261123
SETS = ("fft", "phase1", "bbc")
RIVALS = ("bertopic_default", "keynmf", "umap_hdbscan", "evoc", "leiden", "louvain", "kmeans")
Vectors = NDArray[np.float16]


def labelled(name: str) -> pd.DataFrame:
    """Columns text, label (of people) and single (whether it has one label only)."""
    if name == "fft":
        frame = pd.read_parquet(DATA / "fft_comments_dev.parquet")
        marks = frame.filter(like="theme__").to_numpy(dtype=bool)
        return pd.DataFrame(
            {
                "text": frame["text"],
                "label": marks.argmax(axis=1).astype(str),
                "single": marks.sum(axis=1) == 1,
            }
        )
    if name == "phase1":
        frame = pd.read_parquet(DATA / "fft_phase1_dev.parquet").sample(6000, random_state=0)
        told = frame[["text"]].assign(label=frame["subcategory"].astype(str), single=True)
        return told.reset_index(drop=True)
    frame = pd.read_parquet(DATA / "topics" / "bbc_news.parquet")
    return frame[["text"]].assign(label=frame["label"].astype(str), single=True)


def as_segments(texts: pd.Series) -> pd.DataFrame:
    """A row a text, each by somebody else."""
    ids = [f"r{number:06d}" for number in range(len(texts))]
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
    """Theme of the highest weight, ties by theme_id."""
    ordered = fitted.segment_themes.sort_values(
        ["segment_id", "weight", "theme_id"], ascending=[True, False, True]
    )
    return ordered.drop_duplicates("segment_id").set_index("segment_id")["theme_id"]


def encoded(texts: pd.Series) -> Vectors:
    """Vectors as a study keeps them."""
    return rounded(SentenceEncoder().encode(texts.to_list()))


def ours(
    texts: pd.Series, vectors: Vectors, order: NDArray[np.int64] | None = None, words: int = 1
) -> tuple[FittedThemes, NDArray[np.int64], float]:
    """The fit, the main theme of each text (-1 none, -2 not clustered) and the seconds it took."""
    segments = as_segments(texts)
    table = pd.DataFrame({"segment_id": segments["segment_id"], "vector": list(vectors)})
    if order is not None:
        segments, table = segments.iloc[order], table.iloc[order[::-1]]
    start = time.perf_counter()
    fitted = fit_themes(segments, table, ThemesSettings(min_words=words), SEED)
    taken = time.perf_counter() - start
    main = main_themes(fitted)
    ids = [f"r{number:06d}" for number in range(len(texts))]
    return fitted, main.reindex(ids, fill_value=-2).to_numpy(), taken


def agreement(frame: pd.DataFrame, found: NDArray[np.int64]) -> tuple[float, float]:
    """AMI and NMI with people's labels, over single-label texts that were clustered."""
    kept = frame["single"].to_numpy() & (found > -2)
    truth, guess = frame.loc[kept, "label"], found[kept]
    return (
        float(adjusted_mutual_info_score(truth, guess)),
        float(normalized_mutual_info_score(truth, guess)),
    )


def interpreter(folder: Path) -> Path:
    """Python of the rivals' environment, made where it is missing."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / ".requirements"
    wanted = (HERE / "themes_requirements.txt").read_text("utf-8")
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return python
    print(f"Making the environment of the rivals in {folder.name} ...", file=sys.stderr)
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    files = ["--requirement", HERE / "themes_requirements.txt"]
    files += ["--overrides", HERE / "themes_overrides.txt"]
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *files], check=True)
    stamp.write_text(wanted, "utf-8")
    return python


def rival(
    name: str, python: Path, texts: pd.Series, vectors: Vectors
) -> tuple[NDArray[np.int64], float]:
    """A rival's topic per text and the seconds of its whole process, started cold."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "texts.json").write_text(json.dumps(texts.to_list()), "utf-8")
        np.save(folder / "vectors.npy", vectors)
        if name == "keynmf":
            from sklearn.feature_extraction.text import CountVectorizer

            asked = CountVectorizer(stop_words="english", min_df=1).fit(texts)
            words = [str(word) for word in asked.get_feature_names_out()]
            (folder / "words.json").write_text(json.dumps(words), "utf-8")
            np.save(folder / "word_vectors.npy", SentenceEncoder().encode(words))
        start = time.perf_counter()
        done = subprocess.run(
            [python, HERE / "themes_rivals.py", name, folder],
            capture_output=True,
            text=True,
            check=False,
        )
        taken = time.perf_counter() - start
        if done.returncode:
            # The last line of what it said may hold words of the data: only its kind is told.
            kind = done.stderr.strip().rsplit("\n", 1)[-1].split(":")[0]
            print(f"  {name}: failed ({kind})")
            return np.empty(0, dtype=np.int64), taken
        return np.load(folder / "labels.npy"), taken


def agree(names: list[str], python: Path, rivals: list[str]) -> None:
    """Agreement with people, row orders, unassigned, repeatable, beside the rivals."""
    for name in names:
        frame = labelled(name)
        vectors = encoded(frame["text"])
        for words in (1, ThemesSettings().min_words):
            fitted, found, taken = ours(frame["text"], vectors, words=words)
            order = np.random.default_rng(1).permutation(len(frame))
            _, again, _ = ours(frame["text"], vectors, order, words)
            ami, nmi = agreement(frame, found)
            firm = (fitted.themes["repeatability"] >= REPEATABLE).mean()
            print(
                f"{name}, ours, {words} words or more: n {(found > -2).sum()},"
                f" themes {len(fitted.themes)}, AMI {ami:.3f}, NMI {nmi:.3f},"
                f" unassigned {(found[found > -2] == -1).mean():.1%},"
                f" ARI of two row orders {adjusted_rand_score(found, again):.3f},"
                f" repeatable {firm:.0%} (median {fitted.themes['repeatability'].median():.2f},"
                f" by chance {fitted.stability['by_chance'].median():.2f}), {taken:.1f} s",
                flush=True,
            )
        for other in rivals:
            got, taken = rival(other, python, frame["text"], vectors)
            if not len(got):
                continue
            ami, nmi = agreement(frame, got)
            orders = ""
            if other in ("bertopic_default", "leiden"):
                turned, _ = rival(
                    other, python, frame["text"].iloc[order].reset_index(drop=True), vectors[order]
                )
                same = adjusted_rand_score(got[order], turned)
                orders = f", ARI of two row orders {same:.3f}"
            print(
                f"{name}, {other}: topics {len(set(got[got >= 0]))}, AMI {ami:.3f}, NMI {nmi:.3f},"
                f" unassigned {(got == -1).mean():.1%}{orders}, cold process {taken:.1f} s",
                flush=True,
            )


def planted(names: list[str]) -> None:
    """How many of 100 invented lines on other matters fit nothing, and how many of the rest."""
    lines = (HERE / "themes_off_topic.txt").read_text("utf-8").splitlines()
    off = pd.Series([line for line in lines if line and not line.startswith("#")])
    for name in names:
        frame = labelled(name)
        texts = pd.concat([frame["text"], off], ignore_index=True)
        _, found, _ = ours(texts, encoded(texts))
        print(
            f"{name}: {(found[-len(off) :] == -1).sum()} of {len(off)} planted lines unassigned,"
            f" {(found[: -len(off)] == -1).mean():.1%} of the rest",
            flush=True,
        )


def shuffled(texts: pd.Series, seed: int) -> pd.Series:
    """The words of `texts` dealt out again; each text keeps its length."""
    words = [word for text in texts for word in text.split()]
    np.random.default_rng(seed).shuffle(words)
    ends = np.cumsum([len(text.split()) for text in texts])
    starts = [0, *ends[:-1]]
    return pd.Series([" ".join(words[a:b]) for a, b in zip(starts, ends, strict=True)])


def small(names: list[str]) -> None:
    """Small samples, the same with words shuffled, and texts of a single label."""
    for name in names:
        frame = labelled(name)
        frame = frame[~frame["text"].str.casefold().duplicated()].reset_index(drop=True)
        vectors = encoded(frame["text"])
        _, whole, _ = ours(frame["text"], vectors)
        labels = frame.loc[frame["single"], "label"].value_counts()
        for size, wanted in ((150, 6), (300, 8), (500, 10)):
            for seed in (1, 2):
                at = np.random.default_rng(seed).permutation(len(frame))[:size]
                part = frame.iloc[at].reset_index(drop=True)
                fitted, found, _ = ours(part["text"], vectors[at])
                mixed = shuffled(part["text"], seed)
                none, _, _ = ours(mixed, encoded(mixed))
                three = (fitted.themes["n_speakers"] >= 3).sum()
                print(
                    f"{name} {size} ({wanted} wanted): themes of 3 or more people {three},"
                    f" NMI {agreement(part, found)[1]:.3f} (full fit on them"
                    f" {agreement(part, whole[at])[1]:.3f}), shuffled {len(none.themes)}",
                    flush=True,
                )
            for label in labels.index[:4]:
                at = np.flatnonzero((frame["label"] == label) & frame["single"])[:size]
                if len(at) >= ThemesSettings().min_segments:
                    alone, _, _ = ours(frame["text"].iloc[at].reset_index(drop=True), vectors[at])
                    print(f"{name} {len(at)} of one label: themes {len(alone.themes)}", flush=True)


def timing(python: Path) -> None:
    """6,000 comments, vectors given: ours in a loaded process, BERTopic's default cold."""
    frame = labelled("phase1")
    vectors = encoded(frame["text"])
    _, _, cold = ours(frame["text"], vectors)
    _, _, warm = ours(frame["text"], vectors)
    _, other = rival("bertopic_default", python, frame["text"], vectors)
    print(
        f"6,000 comments: ours {warm:.1f} s warm ({cold:.1f} s the first time), BERTopic default"
        f" {other:.1f} s cold, ratio {warm / other:.2f}; load {os.getloadavg()[0]:.1f}"
    )


def large() -> None:
    """100,000 texts: real comments' vectors over again, each moved by a little noise."""
    frame = labelled("phase1")
    vectors = encoded(frame["text"]).astype(np.float32)
    draw = np.random.default_rng(SEED)
    at = draw.integers(0, len(frame), 100_000)
    moved = vectors[at] + draw.normal(0, 0.01, (len(at), vectors.shape[1])).astype(np.float32)
    numbered = [f"{text} {number}" for number, text in enumerate(frame["text"].iloc[at])]
    fitted, _, taken = ours(pd.Series(numbered), moved.astype(np.float16))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"100,000 texts: themes {len(fitted.themes)}, {taken:.0f} s, peak {peak:.1f} GiB")


def study() -> None:
    """The demonstration study as its last run left it: themes beside the codes people applied."""
    tables = HERE.parent / "data" / "processed" / "tables"
    if not (tables / "deidentified_segments.parquet").is_file():
        print("study: left out, `insight run` has not been run here")
        return
    segments = pd.read_parquet(tables / "deidentified_segments.parquet")
    codings = pd.read_parquet(tables / "codings.parquet").query("decision == 'applied'")
    codes = codings[codings["code"] != ""].groupby("segment_id")["code"].agg(set)
    single = codes[codes.map(len) == 1].map(lambda one: next(iter(one)))
    vectors = pd.DataFrame(
        {"segment_id": segments["segment_id"], "vector": list(encoded(segments["text"]))}
    )
    fitted = fit_themes(segments, vectors, ThemesSettings(), SEED)
    order = np.random.default_rng(1).permutation(len(segments))
    again = fit_themes(segments.iloc[order], vectors, ThemesSettings(), SEED)
    main, other = main_themes(fitted), main_themes(again)
    both = single[single.index.isin(main.index)]
    guess = main[both.index]
    firm = (fitted.themes["repeatability"] >= REPEATABLE).mean()
    print(
        f"study: n {len(main)}, themes {len(fitted.themes)}, {len(both)} segments with one code,"
        f" AMI {adjusted_mutual_info_score(both, guess):.3f},"
        f" NMI {normalized_mutual_info_score(both, guess):.3f},"
        f" unassigned {(main == -1).mean():.1%},"
        f" ARI of two row orders {adjusted_rand_score(main, other[main.index]):.3f},"
        f" repeatable {firm:.0%}"
    )


def main() -> None:
    """Do what the command line asks."""
    sections = ("agree", "planted", "small", "time", "large", "study")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    parser.add_argument("--set", action="append", choices=SETS)
    parser.add_argument("--rival", action="append", choices=RIVALS)
    parser.add_argument("--env", type=Path, default=HERE.parent / ".venv" / "themes")
    told = parser.parse_args()
    asked = told.sections or list(sections)
    names = told.set or list(SETS)
    if not DATA.is_dir() and asked != ["study"]:
        print("left out: the public data are not beside the repository")
        return
    python = interpreter(told.env) if {"agree", "time"} & set(asked) else Path()
    if "agree" in asked:
        agree(names, python, told.rival or list(RIVALS))
    if "planted" in asked:
        planted(names)
    if "small" in asked:
        small(names)
    if "time" in asked:
        timing(python)
    if "large" in asked:
        large()
    if "study" in asked:
        study()


if __name__ == "__main__":
    main()
