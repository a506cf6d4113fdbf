"""Which figure exists under which design. No figure is made that does not stand here.

| design                             | counts | share, interval | by area | gradient, difference |
|------------------------------------|--------|-----------------|---------|----------------------|
| interviews, groups; any purposive  | yes    | no              | no      | no                   |
| survey, self-selected              | yes    | yes (a)         | yes (b) | yes (a, b)           |
| survey, probability sample, census | yes    | yes             | yes (b) | yes (b)              |
| document (what a report claims)    | no     | no              | no      | no                   |
| any, analysed reflexively          | no     | no              | no      | no                   |

(a) under a response model that is said with the figure: within a group or an area, those who
answered speak like those who did not. (b) by the area of residents only: a member of staff or a
partner has no area of their own here.

What could be detected stands beside each gradient and difference, and nowhere else. Weighted shares
(`weighted`) come with (a) and (b) together, never of a census; how likely it was by
chance that nobody was heard (`heard`) is told of probability samples alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Carries:
    """What the design of one source carries."""

    counts: bool
    intervals: bool
    by_area: bool
    gradients: bool
    method: str


_NOTHING = Carries(counts=False, intervals=False, by_area=False, gradients=False, method="words")
_COUNTS = Carries(
    counts=True,
    intervals=False,
    by_area=False,
    gradients=False,
    method="people counted, not a sample",
)
_MODEL = Carries(
    counts=True,
    intervals=True,
    by_area=True,
    gradients=True,
    method="Wilson 95 % interval; self-selected: holds if those who answered speak like those who "
    "did not",
)
_SAMPLE = Carries(
    counts=True, intervals=True, by_area=True, gradients=True, method="Wilson 95 % interval"
)


def figures_of(mode: str, sampling: str, approach: str) -> Carries:
    """What a source of this `mode` and `sampling` carries in a study with this `approach`."""
    if approach == "reflexive" or mode == "document":
        return _NOTHING
    if mode != "survey" or sampling == "purposive":
        return _COUNTS
    return _MODEL if sampling == "self_selected" else _SAMPLE
