"""Memos as notes of a project: each hangs on the code, theme or passage that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from insight.exchange.documents import plain
from insight.exchange.refi import Node
from insight.exchange.shared import Guids


@dataclass(frozen=True)
class MemoNotes:
    """The table Memos as notes. `people` are the names that people go under."""

    table: pd.DataFrame
    people: Mapping[str, str]
    guids: Guids

    @cached_property
    def nodes(self) -> list[Node]:
        """A note each, in the order of their ids."""
        return [self._node(memo) for memo in self._rows]

    @cached_property
    def _homes(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for memo in self._rows:
            things = _things(memo)
            kind = next((one for one in ("segment", "code", "theme") if one in things), "")
            found.setdefault((kind, things.get(kind, "")), []).append(self._guid(memo))
        return found

    def about(self, kind: str = "", name: str = "") -> list[Node]:
        """References to the memos about a segment, code or theme; or about nothing of the kind."""
        return [reference("NoteRef", guid) for guid in self._homes.get((kind, name), ())]

    @cached_property
    def _rows(self) -> list[dict[str, str]]:
        rows = self.table.sort_values("memo_id").to_dict("records")
        return [{str(key): str(value) for key, value in row.items()} for row in rows]

    def _guid(self, memo: Mapping[str, str]) -> str:
        return self.guids.of("memo", memo["memo_id"])

    def _node(self, memo: Mapping[str, str]) -> Node:
        who = self.people.get(_things(memo).get("case", ""), "")
        day = {"creationDateTime": f"{memo['written_on']}T00:00:00Z"} if memo["written_on"] else {}
        return note(
            self._guid(memo),
            f"{memo['kind']} on {who}" if who else memo["kind"],
            memo["text"],
            {"creatingUser": self.guids.of("user", memo["author"])} | day,
        )


def _things(memo: Mapping[str, str]) -> dict[str, str]:
    """Kind and id of what a memo is about; nothing where it is about the study."""
    told = [one.partition(":") for one in memo["about"].split("+")]
    return {kind: name for kind, colon, name in told if colon}


def note(guid: str, name: str, text: str, told: Mapping[str, str] | None = None) -> Node:
    """A note called `name`."""
    attributes = {"guid": guid, "name": plain(name), **(told or {})}
    return Node("Note", attributes, (Node("PlainTextContent", text=plain(text)),))


def reference(name: str, guid: str) -> Node:
    """The element `name` that leads to `guid`."""
    return Node(name, {"targetGUID": guid})
