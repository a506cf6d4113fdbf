"""What a pane of the review desk is: things to decide on, one at a time, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from insight.errors import InputError
from insight.store.ledger import Decision, Matter

Told = Mapping[str, Any]
"""What the page said, or is told: plain JSON."""


@dataclass(frozen=True)
class Viewer:
    """Who looks, in which round of coding; `blind` sees nobody else's codes and no machine's."""

    by: str = ""
    round: int = 1
    blind: bool = True


class Standing:
    """The decisions that stand: of several on one matter the last."""

    def __init__(self, decisions: Sequence[Decision] = ()) -> None:
        self._held: dict[str, dict[Matter, Decision]] = {}
        for one in decisions:
            self.put(one)

    def put(self, decision: Decision) -> None:
        """Let `decision` stand on its matter, after all others."""
        held = self._held.setdefault(decision.what, {})
        held.pop(decision.matter, None)
        held[decision.matter] = decision

    def on(self, matter: Matter) -> Decision | None:
        """What stands on a matter."""
        return self._held.get(matter[0], {}).get(matter)

    def of(self, *kinds: str) -> Iterator[Decision]:
        """All that stands of these kinds of decision, each kind in the order it was made."""
        for what in kinds:
            yield from self._held.get(what, {}).values()


class Pane(Protocol):
    """One pane: `len` things to decide on, in an order that stays while the desk is open.

    Only what is shown is asked for: a window of rows, and one item with its words.
    """

    name: str
    title: str

    def __len__(self) -> int:
        """How many there are to decide on."""

    def choices(self) -> dict[str, Any]:
        """What the page has to know once: names to choose from; no words of a person."""

    def row(self, at: int, viewer: Viewer) -> dict[str, str]:
        """The line of the list: text, note, and mark ("" = left to decide)."""

    def item(self, at: int, viewer: Viewer) -> dict[str, Any]:
        """All that is shown of one thing."""

    def is_left(self, at: int, viewer: Viewer) -> bool:
        """Whether it is still to be decided on (by this viewer)."""

    def lapsed(self, viewer: Viewer) -> list[int]:
        """On which things a decision of this viewer lapsed, because what it was on has changed."""

    def preview(self, at: int, told: Told) -> dict[str, Any]:
        """What a decision would come to, before it is made."""

    def about(self, at: int) -> str:
        """What a memo on it is about; empty where there are no memos on such things."""

    def decide(self, at: int, told: Told, viewer: Viewer, on: str) -> list[Decision]:
        """What the viewer asks for, as lines of the ledger; InputError where it means nothing."""

    def heed(self, changed: Sequence[Decision]) -> None:
        """Take note of decisions that stand now."""


def number(told: Told, name: str, lowest: int, highest: int) -> int:
    """The whole number called `name`; InputError where it is none, or out of its range."""
    value = told.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
        return value
    raise InputError(
        "a number is missing, or out of its range",
        where="the review desk",
        remedy="reload the page, and decide again",
    )


def chosen(told: Told, name: str, choices: Sequence[str]) -> str:
    """The one of `choices` called `name`; InputError where it is none of them."""
    value = told.get(name)
    if isinstance(value, str) and value in choices:
        return value
    raise InputError(
        "this is none of the choices",
        where="the review desk",
        remedy="choose from the list",
    )
