"""What people decided on themes, and how their themes are found again in another fit.

A decided theme is remembered by the ids of the segments that were in it, never by their words. It
is found again where a new theme shares most of these segments: Jaccard's index over the segments
that were there when it was decided and are there now, one new theme to each, by the assignment
problem (Kuhn HW 1955, doi:10.1002/nav.3800020109; scipy's solver after Crouse DF 2016,
doi:10.1109/TAES.2016.140952). Below one half a cluster counts as dissolved: Hennig C (2007),
Cluster-wise assessment of cluster stability, doi:10.1016/j.csda.2006.11.025.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from insight.errors import InputError
from insight.store.ledger import Decision

THEME, MEMBER, EXAMPLE = "theme", "theme_member", "theme_example"
"""Kinds of decision in the ledger: on a theme, which segments it is remembered by, and which of
them show what its parts are."""
ELSEWHERE = "elsewhere"
"""Stands for all themes that nobody decided on: their segments were there, too."""
STATUSES = ("candidate", "accepted", "hidden")
DISSOLVED = 0.5
SHIFTED = 0.75
_PLACES = ("status", "name", "merge", "split")
_SPLIT = re.compile(r"|\d+(\+\d+)*")


@dataclass(frozen=True)
class Example:
    """A segment that shows what a part (1, 2, ...) is about; `digest` is of its words."""

    segment_id: str
    digest: str
    part: int


@dataclass(frozen=True)
class Standing:
    """A theme that people decided on, by its key.

    `merged_into` is the key of the theme that it belongs to since; `parts` how many it is split
    into, 0 where it is not. `members` are segment ids. Where people showed by `examples` what the
    parts are, `chosen` is how many there were of each part when they did.
    """

    key: str
    status: str = "candidate"
    name: str = ""
    merged_into: str = ""
    parts: int = 0
    members: frozenset[str] = frozenset()
    chosen: tuple[int, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Found:
    """The new theme that stands for a decided one, and the Jaccard index of the two."""

    theme_id: int
    overlap: float


@dataclass(frozen=True)
class Remembered:
    """All decided themes by key, and every segment that was there when people decided."""

    themes: Mapping[str, Standing] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Remembered:
        """What the `decisions` of a ledger say on themes; the last on a matter stands.

        Raises InputError where one cannot be read.
        """
        told: dict[str, dict[str, str]] = {}
        members: dict[str, set[str]] = {}
        known: set[str] = set()
        examples: dict[str, dict[tuple[str, str], Example]] = {}
        for one in decisions:
            if one.what == MEMBER:
                own = members.setdefault(one.text_digest, set())
                own.add(one.about) if one.verdict == "in" else own.discard(one.about)
                known.add(one.about)
            elif one.what == EXAMPLE:
                shown = examples.setdefault(one.place, {})
                shown.pop((one.about, one.text_digest), None)
                if part := _part(one):
                    own_words = one.about, one.text_digest
                    shown[own_words] = Example(*own_words, part)
            elif one.what == THEME:
                said = told.setdefault(one.about, {})
                said[_checked(one).place] = one.verdict and _verdict(one)
        # A theme that others were merged into may have no line but those of its segments.
        keys = sorted((told.keys() | members.keys()) - {ELSEWHERE})
        return cls(
            {
                key: _standing(
                    key, told.get(key, {}), members.get(key, set()), examples.get(key, {})
                )
                for key in keys
            },
            frozenset(known),
        )

    def standing(self) -> dict[str, Standing]:
        """Decided themes of which something still holds; what was taken back is left out."""
        targets = {one.merged_into for one in self.themes.values()}
        return {
            key: one
            for key, one in self.themes.items()
            if (one.status, one.name, one.merged_into, one.parts) != ("candidate", "", "", 0)
            or key in targets
        }


def _standing(
    key: str,
    said: Mapping[str, str],
    members: Collection[str],
    examples: Mapping[tuple[str, str], Example],
) -> Standing:
    split = [int(one) for one in said.get("split", "").split("+") if one]
    return Standing(
        key,
        said.get("status", "candidate"),
        said.get("name", ""),
        said.get("merge", ""),
        len(split) if len(split) > 1 else sum(split),
        frozenset(members),
        tuple(split) if len(split) > 1 else (),
        tuple(examples[one] for one in sorted(examples)),
    )


def split_verdict(parts: Iterable[int]) -> str:
    """What the ledger says of a split by examples, which name their part (1, 2, ...).

    How many there are of each: those of people who withdraw are in the ledger no longer.

    >>> split_verdict([2, 1, 2, 2])
    '1+3'
    """
    counts = Counter(parts)
    return "+".join(str(counts[part]) for part in sorted(counts))


def _part(one: Decision) -> int:
    """Which part a segment is an example of; 0 where it is none any more."""
    if one.verdict and not one.verdict.isdecimal():
        raise _unreadable()
    return int(one.verdict or 0)


def _verdict(one: Decision) -> str:
    """What a decision says; of a merger the key of the other theme, which stands as its digest."""
    return one.text_digest if one.place == "merge" else one.verdict


def _checked(one: Decision) -> Decision:
    known = one.place in _PLACES
    if one.place == "status":
        known = one.verdict in STATUSES
    elif one.place == "split":
        known = bool(_SPLIT.fullmatch(one.verdict))
    if not known:
        raise _unreadable()
    return one


def _unreadable() -> InputError:
    return InputError(
        "a decision on a theme that nobody can read",
        where="the ledger",
        remedy="restore it from a copy; it is only ever appended to",
    )


def jaccard(one: Collection[str], other: Collection[str]) -> float:
    """Shared members as a share of all members of two sets; 0 where both are empty.

    >>> jaccard({"a", "b", "c"}, {"b", "c", "d"})
    0.5
    """
    first, second = set(one), set(other)
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def found_again(
    decided: Mapping[str, Collection[str]],
    themes: Mapping[int, Collection[str]],
    known: Collection[str],
    present: Collection[str],
) -> dict[str, Found]:
    """Which of `themes` (id -> segments) stands for which of the `decided` ones (key -> segments).

    Only segments that are `present` and were `known` when people decided count: a later wave takes
    nothing from a theme, nor does a withdrawal. Whoever shares no more than half is not found.

    >>> found_again({"t": {"a", "b", "c", "gone"}}, {4: {"a", "b", "new"}, 5: {"c"}},
    ...     {"a", "b", "c", "gone"}, {"a", "b", "c", "new"})
    {'t': Found(theme_id=4, overlap=0.6666666666666666)}
    """
    from scipy.optimize import linear_sum_assignment

    keys, ids = sorted(decided), sorted(themes)
    if not keys or not ids:
        return {}
    here, then = set(present), set(known)
    old = [set(decided[key]) & here for key in keys]
    new = [set(themes[one]) & then for one in ids]
    overlaps = np.array([[jaccard(before, now) for now in new] for before in old])
    return {
        keys[row]: Found(ids[column], float(overlaps[row, column]))
        for row, column in zip(*linear_sum_assignment(-overlaps), strict=True)
        if overlaps[row, column] > DISSOLVED
    }
