"""How far two runs may differ before they are told apart.

Ids, counts, texts and yes-or-no are the same or they are not. Floats are sums, and other processors
and other versions of a library add in another order.
"""

from __future__ import annotations

_LAST_DIGITS = 1e-9
_FITTED = 1e-6
"""What an iterative fit ends at: it stops when steps become small, not when they are none."""

RELATIVE = {
    **dict.fromkeys(("probability", "expected_f1"), _FITTED),
    **dict.fromkeys(("weight", "coherence", "cosine", "least", "height", "x", "y"), _FITTED),
    **dict.fromkeys(("value", "ci_low", "ci_high", "difference", "p_value"), _FITTED),
    "vector": 2.0**-10,
}
"""Column -> largest difference, relative to the larger of two values; all others: `_LAST_DIGITS`.

Vectors are float16: 2**-10 is the last of their bits.
"""
FLOOR = 1e-12
"""Differences this small are none, also beside zero."""


def tolerance(column: str) -> float:
    """Largest relative difference of two floats in `column` that counts as none.

    >>> tolerance("probability"), tolerance("repeatability")
    (1e-06, 1e-09)
    """
    return RELATIVE.get(column, _LAST_DIGITS)
