"""A small invented codebook, and an encoder that knows which words belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from insight.coding import Code, Codebook

BOOK = Codebook(
    "Invented",
    "1",
    (
        Code(
            "C1",
            "cost",
            "Money keeps people from care.",
            examples=("We could not pay the charge.", "The price put us off."),
            cues=("charge", "cannot pay", "price"),
            exclude=("The distance was too far to travel.",),
        ),
        Code(
            "C2",
            "distance",
            "It is too far to travel.",
            examples=("The clinic is forty miles away.", "Too far to drive in winter."),
            cues=("miles", "too far"),
        ),
        Code(
            "C3",
            "heard",
            "Officers listened to people.",
            examples=("They listened and were kind.",),
            cues=("listened",),
            pair="C4",
        ),
        Code(
            "C4",
            "dismissed",
            "Officers were dismissive of people.",
            examples=("They were rude and ignored us.",),
            cues=("ignored",),
            pair="C3",
        ),
    ),
)

SENSES = (
    ("money", "pay", "charge", "charges", "price", "cost", "afford", "pension"),
    ("far", "miles", "travel", "distance", "drive", "road", "clinic"),
    ("listened", "heard", "kind", "respect"),
    ("ignored", "rude", "dismissive", "dismissed"),
)


def encoded(texts: Sequence[str]) -> NDArray[np.float32]:
    """One dimension a sense, and one that all share: unit vectors (n, 5)."""
    words = [set(text.lower().replace(".", "").replace("?", "").split()) for text in texts]
    found = np.array(
        [[0.5, *(len(said & set(sense)) for sense in SENSES)] for said in words], dtype=np.float32
    ).reshape(len(texts), 5)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def book() -> Codebook:
    return BOOK


@pytest.fixture
def encode() -> Callable[[Sequence[str]], NDArray[np.float32]]:
    return encoded
