"""What the machine coder is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Encode = Callable[[Sequence[str]], NDArray[Any]]


@dataclass(frozen=True)
class Texts:
    """What is to be coded: `said` (n), `vectors` (n, d), `people` (n), in an order by content."""

    said: list[str]
    vectors: FloatArray
    people: list[str]


@dataclass(frozen=True)
class Decisions:
    """What people decided: `read` (n,) by somebody, `given` (n, k) which codes.

    `weights` (n,), above 0 where read, say for how many texts each stands (1 over the chance with
    which it was drawn); None where all count alike.
    """

    read: BoolArray
    given: BoolArray
    weights: FloatArray | None = None
