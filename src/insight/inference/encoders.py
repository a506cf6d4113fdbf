"""Which model makes the vectors of a study, and of all that is compared with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from insight.inference.first_pass import FirstPassEncoder
from insight.inference.sentences import SentenceEncoder
from insight.progress import Progress, silent
from insight.settings.analysis import Vectors


class Encoder(Protocol):
    """Texts to unit vectors; `told` says of what kind, `kept_as` under which name they are kept."""

    kept_as: str
    told: str

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> NDArray[np.float32]:
        """Vectors of `texts`, (n, d)."""
        ...

    def digests(self) -> dict[str, str]:
        """What the vectors come from."""
        ...


def encoder_of(vectors: Vectors) -> Encoder:
    """The encoder that [themes] vectors names; it loads nothing before the first text."""
    return FirstPassEncoder() if vectors == "first pass" else SentenceEncoder()
