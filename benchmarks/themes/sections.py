"""The sections of the benchmark: each gives rows of figures, a dictionary a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from corpora import (
    Vectors,
    encoded,
    invented,
    labelled,
    recombined,
    shuffled,
    vectors_of,
    with_speakers,
)
from models import (
    NONE,
    NOT_CLUSTERED,
    OURS,
    OURS_LONGER,
    Fitted,
    Labels,
    agreement,
    fitted,
    rounded_to,
    share,
)

from insight.settings import ThemesSettings

SEED = 20261123
SIZES = {150: 6, 300: 8, 500: 10}
"""Small samples, and how many themes are wanted in each."""
LABELS = 4
LARGE = 100_000
Row = dict[str, object]


@dataclass(frozen=True)
class Asked:
    """Which rivals to run, Python of their environment, and how many rows of a set at most."""

    rivals: Sequence[str]
    python: Path
    rows: int | None = None

    def corpus(self, name: str) -> tuple[pd.DataFrame, Vectors]:
        """A set and its vectors, cut to so many rows where that was asked for."""
        return labelled(name)[: self.rows], vectors_of(name)[: self.rows]

    def fit(self, model: str, frame: pd.DataFrame, vectors: Vectors) -> Fitted | str:
        """`model` fitted to `frame`."""
        return fitted(model, frame, vectors, self.python)


def agree(name: str, asked: Asked) -> Iterator[Row]:
    """Agreement with people, row orders, unassigned, repeatable, time and memory, side by side."""
    frame, vectors = asked.corpus(name)
    for model in (OURS, OURS_LONGER, *asked.rivals):
        done = asked.fit(model, frame, vectors)
        told = {"failed": done} if isinstance(done, str) else done.row(frame)
        yield {"set": name, "model": model} | told


def planted(name: str, asked: Asked) -> Iterator[Row]:
    """A hundred invented lines among a set: on as many matters, and on one.

    Those on many matters should fit nothing; those on one should be a theme of their own: how many
    are in the theme that holds most of them, and which share of it they are.
    """
    frame, _ = asked.corpus(name)
    for kind, file in (("many matters", "off_topic.txt"), ("one matter", "one_subject.txt")):
        lines = invented(file)
        both = with_speakers(pd.concat([frame, lines]))
        vectors = encoded(both["text"])
        for model in (OURS, *asked.rivals):
            done = asked.fit(model, both, vectors)
            if isinstance(done, str):
                yield {"set": name, "planted": kind, "model": model, "failed": done}
                continue
            yield {"set": name, "planted": kind, "model": model} | _told_apart(
                done.labels[len(frame) :], done.labels[: len(frame)]
            )


def _told_apart(off: Labels, rest: Labels) -> Row:
    """How many planted lines are in no theme, or in the one that holds most; and of the `rest`."""
    inside = off[off >= 0]
    told: Row = {"lines in no theme": int((off == NONE).sum())}
    if len(inside):
        own = int(np.bincount(inside).argmax())
        held = int((off == own).sum())
        of_all = held + int((rest == own).sum())
        told |= {"in one theme": held, "share of that theme": rounded_to(held / of_all)}
    return told | {"rest in no theme": share(rest[rest > NOT_CLUSTERED] == NONE)}


def small(name: str, asked: Asked) -> Iterator[Row]:
    """Small samples, the same with their words dealt out anew, and texts of a single label."""
    frame, vectors = asked.corpus(name)
    first = ~frame["text"].str.casefold().duplicated().to_numpy()
    frame, vectors = frame[first].reset_index(drop=True), vectors[first]
    whole = asked.fit(OURS, frame, vectors)
    for size, wanted in SIZES.items():
        for seed in (1, 2):
            at = np.random.default_rng(seed).permutation(len(frame))[:size]
            part = frame.iloc[at].reset_index(drop=True)
            mixed = part.assign(text=shuffled(part["text"], seed))
            for model in (OURS, OURS_LONGER, *asked.rivals):
                told: Row = {"set": name, "texts": size, "kind": f"sample {seed}", "model": model}
                done = asked.fit(model, part, vectors[at])
                none = asked.fit(model, mixed, encoded(mixed["text"]))
                if isinstance(done, str) or isinstance(none, str):
                    yield told | {"failed": done if isinstance(done, str) else none}
                    continue
                told |= {"themes of 3 people": _of_three(done, part), "wanted": wanted}
                told["NMI"] = agreement(part, done.labels)[1]
                if model in (OURS, OURS_LONGER) and not isinstance(whole, str):
                    told["NMI of the full fit"] = agreement(part, whole.labels[at])[1]
                yield told | {"words dealt out": _of_three(none, mixed)}
        yield from _of_one_label(name, size, frame, vectors, asked)


def _of_one_label(
    name: str, size: int, frame: pd.DataFrame, vectors: Vectors, asked: Asked
) -> Iterator[Row]:
    """Themes among as many texts of one label as there are, for the commonest labels."""
    told = frame["label"].where(frame["single"])
    for number, label in enumerate(told.value_counts().index[:LABELS]):
        at = np.flatnonzero(told == label)[:size]
        if len(at) < (ThemesSettings().min_segments if size == min(SIZES) else size):
            continue
        part = frame.iloc[at].reset_index(drop=True)
        for model in (OURS, *asked.rivals):
            done = asked.fit(model, part, vectors[at])
            row: Row = {"set": name, "texts": len(at), "kind": f"one label ({number + 1})"}
            if isinstance(done, str):
                yield row | {"model": model, "failed": done}
            else:
                yield row | {"model": model, "themes of 3 people": _of_three(done, part)}


def _of_three(done: Fitted, frame: pd.DataFrame) -> int:
    """How many themes three people or more speak of."""
    inside = done.labels >= 0
    people = frame["speaker"][inside].groupby(done.labels[inside]).nunique()
    return int((people >= 3).sum())


def large(asked: Asked) -> Iterator[Row]:
    """100,000 texts put together from halves of comments."""
    frame, vectors = recombined(asked.rows or LARGE, SEED)
    done = asked.fit(OURS, frame, vectors)
    told = {"failed": done} if isinstance(done, str) else done.row(frame)
    yield {"set": "recombined", "model": OURS} | told
