"""What the detector tells apart, and what an example is."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = (
    "person",
    "address",
    "postcode",
    "phone",
    "email",
    "url",
    "handle",
    "nhs_number",
    "ni_number",
    "reference",
    "vehicle",
    "date_of_birth",
    "place",
    "organisation",
    "role",
    "date",
    "age",
    "condition",
    "relationship",
    "ethnicity",
)
LABELS = ("O", *KINDS)
NUMBER = {label: number for number, label in enumerate(LABELS)}
ALL = frozenset(LABELS)


@dataclass(frozen=True)
class Mark:
    """Code points `start`..`end` (exclusive); `allowed` are the labels that count as right.

    One label is the usual case. Several say that the corpus does not tell which; all of them,
    that the stretch teaches nothing.
    """

    start: int
    end: int
    allowed: frozenset[str]


@dataclass(frozen=True)
class Example:
    """A text with its marks; `unmarked` are the labels that a stretch without a mark may have."""

    text: str
    marks: tuple[Mark, ...]
    unmarked: frozenset[str] = field(default=frozenset(("O",)))
    source: str = "own"


def only(kind: str) -> frozenset[str]:
    """The set of one label."""
    return frozenset((kind,))
