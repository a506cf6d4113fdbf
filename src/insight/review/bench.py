"""What the page asks and is answered: rows, items, decisions; each decision is saved at once.

The page holds nothing of its own: whatever was decided stands in the ledger, and a page that is
loaded anew finds it. What is taken back is taken back by a new line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from insight.errors import InputError
from insight.review.answers import answered
from insight.review.panes import Pane, Standing, Told, Viewer, chosen, number
from insight.schemas.base import is_reserved
from insight.store import Ledger
from insight.store.ledger import OWN, Decision

MOST_ROWS = 200
"""Rows in one answer."""
LONGEST_NAME = 60
Before = str | None
Neutral = Callable[[Decision], Before]
Note = Callable[[str, str, str, str], str]
"""Puts a memo on record: about what, which kind, its words, by whom; tells what became of it."""


@dataclass(frozen=True)
class Step:
    """What one action decided, where, and what stood on each matter before (None: nothing)."""

    pane: str
    at: int
    changes: tuple[tuple[Decision, Before], ...]


class Bench:
    """The panes of a study over its `ledger`.

    `neutral` gives the verdict that takes back a decision before which there was none; None where
    its line may stay as it is. `now` gives the day that decisions bear, `note` keeps memos.
    """

    def __init__(
        self,
        panes: Sequence[Pane],
        ledger: Ledger,
        standing: Standing,
        neutral: Neutral,
        now: Callable[[], str],
        note: Note,
    ) -> None:
        self._panes = {pane.name: pane for pane in panes}
        self._ledger, self._standing = ledger, standing
        self._neutral, self._now, self._keep = neutral, now, note
        self._viewer = Viewer()
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._verbs: dict[str, Callable[[Told], dict[str, Any]]] = {
            "open": self._open,
            "look": self._look,
            "rows": self._rows,
            "item": self._item,
            "left": self._left,
            "lapsed": lambda told: {"only": self._pane(told).lapsed(self._viewer)},
            "preview": self._preview,
            "decide": self._decide,
            "note": self._note,
            "undo": lambda _: self._back(self._done, self._undone),
            "redo": lambda _: self._back(self._undone, self._done),
        }

    def answer(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one message of the page; an error is an answer, too, without any words."""
        return answered(self._verbs, told)

    # -- looking ----------------------------------------------------------------------------------

    def _open(self, told: Told) -> dict[str, Any]:
        """Everything the page has to know once, with what others decided in the meantime."""
        made = self._ledger.decisions()
        last = {one.matter: one for one in made}
        new = [one for one in last.values() if self._standing.on(one.matter) != one]
        for one in new:
            self._standing.put(one)
        for pane in self._panes.values():
            pane.heed(new)
        panes = [
            {"name": one.name, "title": one.title, "choices": one.choices()}
            for one in self._panes.values()
        ]
        return {"panes": panes, "names": sorted({one.by for one in made}), **self._state()}

    def _look(self, told: Told) -> dict[str, Any]:
        """Who looks, and how."""
        by = " ".join(str(told.get("by", self._viewer.by)).split())
        if len(by) > LONGEST_NAME or is_reserved(by) or not by.isprintable():
            raise InputError(
                "this is nobody's name",
                where="the review desk",
                remedy="write your name or initials in one line; machine and agreed are taken",
            )
        blind = bool(told.get("blind", self._viewer.blind))
        coding_round = number(told, "round", 1, 99) if "round" in told else self._viewer.round
        self._viewer = Viewer(by, coding_round, blind)
        return self._state()

    def _state(self) -> dict[str, Any]:
        """What the status line tells."""
        left = {
            name: sum(one.is_left(at, self._viewer) for at in range(len(one)))
            for name, one in self._panes.items()
        }
        return {
            "by": self._viewer.by,
            "round": self._viewer.round,
            "blind": self._viewer.blind,
            "left": left,
            "lapsed": {name: len(one.lapsed(self._viewer)) for name, one in self._panes.items()},
            "n": {name: len(one) for name, one in self._panes.items()},
            "undo": len(self._done),
            "redo": len(self._undone),
        }

    def _pane(self, told: Told) -> Pane:
        return self._panes[chosen(told, "pane", list(self._panes))]

    def _rows(self, told: Told) -> dict[str, Any]:
        pane = self._pane(told)
        if "only" in told:
            return {"rows": [pane.row(at, self._viewer) for at in _places(told, len(pane))]}
        first = number(told, "first", 0, max(len(pane), 1))
        last = min(first + number(told, "count", 0, MOST_ROWS), len(pane))
        rows = [pane.row(at, self._viewer) for at in range(first, last)]
        return {"first": first, "rows": rows}

    def _item(self, told: Told) -> dict[str, Any]:
        pane = self._pane(told)
        at = number(told, "at", 0, len(pane) - 1)
        row = pane.row(at, self._viewer)
        return {"at": at, "row": row, "item": pane.item(at, self._viewer)}

    def _left(self, told: Told) -> dict[str, Any]:
        """The next thing left to decide on after `at`, from the start again after the last."""
        pane = self._pane(told)
        at = number(told, "at", 0, max(len(pane) - 1, 0))
        order = [*range(at + 1, len(pane)), *range(at + 1)]
        following = (one for one in order if one < len(pane) and pane.is_left(one, self._viewer))
        return {"at": next(following, None)}

    def _preview(self, told: Told) -> dict[str, Any]:
        pane = self._pane(told)
        return {"preview": pane.preview(number(told, "at", 0, len(pane) - 1), told)}

    # -- deciding ---------------------------------------------------------------------------------

    def _decide(self, told: Told) -> dict[str, Any]:
        pane = self._pane(told)
        at = number(told, "at", 0, len(pane) - 1)
        self._insist_known()
        asked = pane.decide(at, told, self._viewer, self._now())
        step = self._saved(pane.name, at, asked)
        if step.changes:
            self._done.append(step)
            self._undone.clear()
        onward = self._left(told)["at"] if told.get("onward") else None
        shown = self._item(dict(told) | {"at": at if onward is None else onward})
        return {**shown, "changed": len(step.changes), **self._state()}

    def _note(self, told: Told) -> dict[str, Any]:
        pane = self._pane(told)
        about = pane.about(number(told, "at", 0, len(pane) - 1))
        self._insist_known()
        said = self._keep(about, str(told.get("kind")), str(told.get("words")), self._viewer.by)
        return {"told": said}

    def _insist_known(self) -> None:
        if not self._viewer.by:
            raise InputError(
                "nobody is named who decides",
                where="the review desk",
                remedy="write your name at the top first",
            )

    def _saved(self, pane: str, at: int, asked: Sequence[Decision]) -> Step:
        """`asked` in the ledger, less what stands already."""
        changes: list[tuple[Decision, Before]] = []
        for one in asked:
            before = self._standing.on(one.matter)
            if before is None or before.verdict != one.verdict:
                changes.append((one, None if before is None else before.verdict))
        new = [one for one, _ in changes]
        if new:
            self._ledger.append(new)
        for one in new:
            self._standing.put(one)
        for held in self._panes.values():
            held.heed(new)
        return Step(pane, at, tuple(changes))

    def _back(self, taken: list[Step], kept: list[Step]) -> dict[str, Any]:
        """Take the last step of `taken` back, by new lines; `kept` can bring it back again."""
        self._insist_known()
        if not taken:
            raise InputError(
                "there is nothing more of it in this session",
                where="the review desk",
                remedy="decide again where it stands",
            )
        step = taken[-1]
        asked = []
        for decision, before in reversed(step.changes):
            verdict = self._neutral(decision) if before is None else before
            if verdict is not None:
                told = {"verdict": verdict, "on": self._now(), "by": self._whose(decision)}
                asked.append(replace(decision, **told))
        done = self._saved(step.pane, step.at, asked)
        taken.pop()
        kept.append(done)
        shown = self._item({"pane": step.pane, "at": step.at})
        return {"pane": step.pane, **shown, "changed": len(done.changes), **self._state()}

    def _whose(self, decision: Decision) -> str:
        """In whose name it is taken back: a code in its coder's, all else by who does it."""
        return decision.by if decision.what in OWN else self._viewer.by


def _places(told: Told, count: int) -> list[int]:
    """The places in a list of `count` that the page asks for one by one."""
    only = told["only"]
    if not isinstance(only, list) or len(only) > MOST_ROWS:
        only = [-1]
    return [number({"at": at}, "at", 0, count - 1) for at in only]
