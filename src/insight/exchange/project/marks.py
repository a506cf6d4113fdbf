"""What is said of a coding beside its code, as a note on it; and read back from there.

REFI-QDA knows that somebody gave a code to words. Valence, rungs, attribution, organisation, the
round and the chance to be drawn have no place in it, and stand in notes, one for all codings that
have the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

NAMES = (
    "round",
    "valence",
    "rung_claimed",
    "rung_experienced",
    "attribution",
    "target_org",
    "sampling_probability",
)
VALENCES = {"": "", "-": "negative", "0": "neutral", "+": "positive", "~": "mixed"}
"""Valences in words: in a spreadsheet, their signs begin a formula."""
_WHOLE = ("round", "rung_claimed", "rung_experienced")
TITLE = "insight: "
"""How notes of this program begin; all others are people's own."""


def title(told: str) -> str:
    """What the note with the marks `told` is called."""
    return TITLE + "; ".join(told.splitlines())


def marks_told(row: Mapping[str, object]) -> str:
    r"""The marks of a row of Codings, a line each; empty where there are none beyond round 1.

    >>> marks_told({"round": 1, "valence": "-", "rung_claimed": 5, "target_org": ""})
    'valence: -\nrung_claimed: 5'
    """
    lines = []
    for name in NAMES:
        value = row.get(name)
        if not _is_there(value) or (name == "round" and value == 1):
            continue
        lines.append(f"{name}: {value!r}" if isinstance(value, float) else f"{name}: {value}")
    return "\n".join(lines)


def _is_there(value: object) -> bool:
    if isinstance(value, str):
        return bool(value)
    return isinstance(value, int | float) and not math.isnan(value)


def marks_read(told: str) -> dict[str, object]:
    r"""The marks that the note `told` has; lines that say nothing of the kind are let be.

    >>> marks_read("valence: -\nrung_claimed: 5\nLook again.")
    {'valence': '-', 'rung_claimed': 5}
    """
    found: dict[str, object] = {}
    for line in told.splitlines():
        name, _, value = (part.strip() for part in line.partition(":"))
        if name in _WHOLE and value.isdecimal():
            found[name] = int(value)
        elif name == "sampling_probability" and _is_number(value):
            found[name] = float(value)
        elif name in NAMES and name not in _WHOLE and name != "sampling_probability" and value:
            found[name] = value
    return found


def _is_number(told: str) -> bool:
    try:
        return math.isfinite(float(told))
    except ValueError:
        return False
