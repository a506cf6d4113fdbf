"""What a project says of itself: what it is, what stays out, what other programs do not show."""

from __future__ import annotations

from collections.abc import Iterator

from insight.exchange.shared import Shared

_ALWAYS = (
    "Not in it: the raw words, names, places and times of recordings; which answers were prompted; "
    "language; how far themes are repeatable; the figures and the report."
)


def in_words(shared: Shared) -> Iterator[str]:
    """Lines for the project's description, and for whoever exports it."""
    yield (
        "De-identified words of people who allowed that they are shared with partners; read by a "
        "named person before they went out. De-identified is not anonymous: keep it as personal "
        "data, and give it to nobody else."
    )
    yield from shared.kept_out
    yield from lost(shared)


def lost(shared: Shared) -> Iterator[str]:
    """What the format has no place for, and where it stands instead; or that it is lost."""
    codings = shared.codings
    marks = {
        "valence": (codings["valence"] != "").sum(),
        "rungs": (codings["rung_claimed"].notna() | codings["rung_experienced"].notna()).sum(),
        "attribution": (codings["attribution"] != "").sum(),
        "organisation": (codings["target_org"] != "").sum(),
        "later rounds": (codings["round"] > 1).sum(),
        "chances to be drawn": codings["sampling_probability"].notna().sum(),
    }
    held = [f"{name} ({n})" for name, n in marks.items() if n]
    if held:
        yield f"Kept as notes on codings, which not every program shows: {', '.join(held)}."
    numbers = int(codings["probability"].notna().sum()) + len(shared.segment_themes)
    if numbers:
        yield (
            f"Kept in one note on the project, by the guids of codings: {numbers} weights and "
            "probabilities of the machine."
        )
    yield _ALWAYS
