"""The codebook of a project: the study's codes, that none applies, and themes in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from insight.exchange.documents import plain
from insight.exchange.project.memos import MemoNotes, reference
from insight.exchange.refi import Node, read_codes
from insight.exchange.shared import Guids, Shared

NONE = "none of the codes"
"""What stands for: read by this coder, and none of the codes applies."""


@dataclass(frozen=True)
class Codes:
    """The codes of a study as elements, with the memos about them."""

    shared: Shared
    guids: Guids
    memos: MemoNotes

    def of(self, name: str) -> str:
        """The guid of the code called `name`; of NONE for an empty name."""
        return self.shared.codes.get(name) or self.guids.of("code", name)

    def theme(self, key: str) -> str:
        """The guid of a theme."""
        return self.guids.of("theme", key)

    def nodes(self) -> Iterator[Node]:
        """The codes: those of the codebook, others that were given, NONE, and the themes."""
        if self._book is not None:
            yield from (self._noted(one) for one in self._book.below("Codes", "Code"))
        given = set(self.shared.codings["code"])
        for name in sorted(given - {""} - set(self.shared.codes)):
            yield self._noted(_code(self.of(name), name, "Not in the codebook."))
        yield _code(
            self.of(""),
            NONE,
            "Read by this coder, and none of the codes applies: give it to whole passages.",
        )
        if len(self.shared.themes):
            yield self._themes()

    def sets(self) -> Node | None:
        """The codebook's title and version, which stand in a set of its codes."""
        told = next(self._book.of("Sets"), None) if self._book is not None else None
        return None if told is None else _as_references(told)

    @cached_property
    def _book(self) -> Node | None:
        return read_codes(self.shared.codebook, "codebook") if self.shared.codebook else None

    def _themes(self) -> Node:
        rows = self.shared.themes.sort_values("theme_key").to_dict("records")
        folder = _code(
            self.guids.of("themes"),
            "Themes",
            "Patterns that a machine found; a candidate is one that no person has accepted.",
            codable=False,
        )
        below = []
        for row in rows:
            said = f"{row['status'].capitalize()} theme. Words that say most: {row['keywords']}"
            code = _code(self.theme(row["theme_key"]), row["label"], said)
            notes = self.memos.about("theme", row["theme_key"])
            below.append(Node(code.name, code.attributes, (*code.children, *notes)))
        return Node(folder.name, folder.attributes, (*folder.children, *below))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {guid.casefold(): name for name, guid in self.shared.codes.items()}

    def _noted(self, code: Node) -> Node:
        """`code` and all below it, each with the memos about it."""
        notes = self.memos.about("code", self._names.get(code.guid, code.get("name")))
        below = [self._noted(one) for one in code.of("Code")]
        return Node(code.name, code.attributes, (*code.of("Description"), *notes, *below))


def _as_references(node: Node) -> Node:
    """A set of a codebook as a project has it: there, members are references."""
    if node.name == "MemberCode":
        return reference("MemberCode", node.get("guid"))
    below = tuple(_as_references(one) for one in node.children)
    return Node(node.name, node.attributes, below, node.text)


def _code(guid: str, name: str, description: str, *, codable: bool = True) -> Node:
    told = {"guid": guid, "name": plain(name), "isCodable": "true" if codable else "false"}
    return Node("Code", told, (Node("Description", text=plain(description)),))
