"""The texts that models are compared on: public comments and news, and the demonstration study.

`../shared/data` lies beside the repository. No word of it is printed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.inference import SentenceEncoder, rounded
from insight.themes.usable import usable_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DATA = ROOT.parent / "shared" / "data"
STUDY = ROOT / "data" / "processed" / "tables"
PUBLIC = ("fft", "phase1", "phase1_all", "bbc")
SETS = (*PUBLIC, "study")
SOME = 6_000
Vectors = NDArray[np.float16]


def there(name: str) -> bool:
    """Whether the set can be had here."""
    return (STUDY / "codings.parquet").is_file() if name == "study" else DATA.is_dir()


@cache
def labelled(name: str) -> pd.DataFrame:
    """Columns text, speaker, label (of people) and single (whether it has one label only)."""
    if name == "study":
        return _study()
    if name == "fft":
        told = pd.read_parquet(DATA / "fft_comments_dev.parquet")
        marks = told.filter(like="theme__").to_numpy(dtype=bool)
        frame = told[["text"]].assign(
            label=marks.argmax(axis=1).astype(str), single=marks.sum(axis=1) == 1
        )
    elif name == "bbc":
        told = pd.read_parquet(DATA / "topics" / "bbc_news.parquet")
        frame = told[["text"]].assign(label=told["label"].astype(str), single=True)
    else:
        told = pd.read_parquet(DATA / "fft_phase1_dev.parquet")
        told = told if name == "phase1_all" else told.sample(SOME, random_state=0)
        frame = told[["text"]].assign(label=told["subcategory"].astype(str), single=True)
    return with_speakers(frame)


def with_speakers(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` from row 0 on, each text said by somebody else."""
    numbered = frame.reset_index(drop=True)
    return numbered.assign(speaker=[f"p{row:06d}" for row in range(len(numbered))])


def _study() -> pd.DataFrame:
    """What was said in the demonstration study, as its last run left it, and the codes of people.

    All that may shape a theme: no interviewer, no short answer, no other language.
    """
    segments = pd.read_parquet(STUDY / "deidentified_segments.parquet")
    nowhere = segments[["segment_id"]].assign(vector=[np.zeros(1)] * len(segments))
    kept = usable_text(segments, nowhere, min_words=1).segments
    codings = pd.read_parquet(STUDY / "codings.parquet").query("decision == 'applied'")
    by_people = codings[codings["probability"].isna() & (codings["code"] != "")]
    codes = kept["segment_id"].map(by_people.groupby("segment_id")["code"].agg(set))
    single = codes.map(lambda one: isinstance(one, set) and len(one) == 1)
    return pd.DataFrame(
        {
            "text": kept["text"],
            "label": [min(own) if one else "" for own, one in zip(codes, single, strict=True)],
            "single": single,
            "speaker": kept["speaker_id"],
        }
    ).reset_index(drop=True)


def encoded(texts: pd.Series) -> Vectors:
    """Vectors as a study keeps them."""
    return rounded(SentenceEncoder().encode(texts.to_list()))


@cache
def vectors_of(name: str) -> Vectors:
    """`encoded` of a whole set."""
    return encoded(labelled(name)["text"])


def invented(name: str) -> pd.DataFrame:
    """The lines of a file here, as a frame without labels."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    said = [line for line in lines if line and not line.startswith("#")]
    return pd.DataFrame({"text": said, "label": "", "single": False})


def shuffled(texts: pd.Series, seed: int) -> pd.Series:
    """The words of `texts` dealt out again; each text keeps its length."""
    words = [word for text in texts for word in text.split()]
    np.random.default_rng(seed).shuffle(words)
    ends = np.cumsum([len(text.split()) for text in texts])
    starts = [0, *ends[:-1]]
    return pd.Series([" ".join(words[a:b]) for a, b in zip(starts, ends, strict=True)])


def recombined(count: int, seed: int) -> tuple[pd.DataFrame, Vectors]:
    """`count` texts, each the first half of one comment and the second half of another.

    A text's vector is the mean of the two comments', moved by a little noise, at length 1.
    """
    frame, vectors = labelled("phase1_all"), vectors_of("phase1_all").astype(np.float32)
    draw = np.random.default_rng(seed)
    first, second = draw.integers(0, len(frame), (2, count))
    words = [text.split() for text in frame["text"]]
    texts = [
        " ".join(words[one][: (len(words[one]) + 1) // 2] + words[other][len(words[other]) // 2 :])
        for one, other in zip(first, second, strict=True)
    ]
    moved = vectors[first] + vectors[second]
    moved += draw.normal(0, 0.02, moved.shape).astype(np.float32)
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    made = with_speakers(pd.DataFrame({"text": texts, "label": "", "single": False}))
    return made, moved.astype(np.float16)
