"""What there is to learn about the codes from reading a text."""

from __future__ import annotations

import numpy as np

from insight.coding.draw.sample import FloatArray

CERTAIN = 0.02


def gains(probability: FloatArray, positives: FloatArray) -> FloatArray:
    """What each of N texts promises, 0 or more, from the machine's `probability` (N, k).

    Every code has a budget, the larger the fewer texts people gave it to (`positives`, (k,)):
    1 / (1 + positives). It is shared among the texts by the square of their probability, since a
    rare code is learned from texts that have it, and by how open the matter is, p (1 - p): a text
    of which the machine is sure teaches little.

    A code given once already, and one that was never given and gets twice the budget:

    >>> gains(np.array([[0.5, 0.0], [0.0, 0.5], [0.0, 0.0]]), np.array([1.0, 0.0])).tolist()
    [0.5, 1.0, 0.0]
    """
    promise = probability**2 * (1 - probability + CERTAIN)
    total = promise.sum(axis=0)
    share = np.divide(promise, total, out=np.zeros_like(promise), where=total > 0)
    gained: FloatArray = (share / (1 + positives)).sum(axis=1)
    return gained
