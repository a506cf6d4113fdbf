"""A study as a REFI-QDA project: texts, people as cases, codes, codings, themes, memos."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from insight.exchange.documents import ABOUT, Document, documents, people_named, plain
from insight.exchange.losses import in_words
from insight.exchange.project.codes import Codes
from insight.exchange.project.marks import marks_told, title
from insight.exchange.project.memos import MemoNotes, note, reference
from insight.exchange.refi import Node, Project
from insight.exchange.shared import Guids, Shared
from insight.schemas import TOLD_OF_PEOPLE, DeidentifiedSegments, DeidentifiedSpeakers, Table
from insight.schemas.base import RESERVED

MACHINE = RESERVED[0]
FIGURES = "insight: figures of the machine"
"""The note that holds weights and probabilities, by the guid of their coding."""
PERSON = (*TOLD_OF_PEOPLE, "consent_quote")
"""What is told of a person, as text; called as columns of DeidentifiedSpeakers are."""
_TYPES = {
    "resident": ("Boolean", "BooleanValue"),
    "consent_quote": ("Boolean", "BooleanValue"),
    "quintile": ("Integer", "IntegerValue"),
}
KEY = ("segment_id", "start", "end", "code", "coder", "round")
_QUOTED = 60


def project_of(shared: Shared, guids: Guids) -> Project:
    """`shared` as a project; the same tables give the same project, in whatever order."""
    return _Builder(shared, guids).project()


@dataclass
class _Builder:
    shared: Shared
    guids: Guids
    _marks: dict[str, Node] = field(default_factory=dict)
    _figures: list[str] = field(default_factory=list)

    @cached_property
    def _people(self) -> dict[str, str]:
        return people_named(self.shared.speakers)

    @cached_property
    def _documents(self) -> tuple[Document, ...]:
        return documents(self.shared.segments, self._people, self.guids)

    @cached_property
    def _memos(self) -> MemoNotes:
        return MemoNotes(self.shared.memos, self._people, self.guids)

    @cached_property
    def _codes(self) -> Codes:
        return Codes(self.shared, self.guids, self._memos)

    def project(self) -> Project:
        codes = tuple(self._codes.nodes())
        sources = [self._source(one) for one in self._documents]
        notes, loose = list(self._memos.nodes), self._memos.about()
        if self._figures:
            guid = self.guids.of("note", "figures")
            notes.append(note(guid, FIGURES, "\n".join(sorted(self._figures))))
            loose.append(reference("NoteRef", guid))
        notes += [self._marks[guid] for guid in sorted(self._marks)]
        parts = (
            _holding("Users", self._users()),
            _holding("CodeBook", [Node("Codes", {}, codes)]),
            _holding("Variables", self._variables()),
            _holding("Cases", self._cases()),
            _holding("Sources", sources),
            _holding("Notes", notes),
            self._codes.sets(),
            Node("Description", text=plain("\n".join(in_words(self.shared)))),
            *loose,
        )
        told = {"name": plain(self.shared.title), "origin": "insight"}
        root = Node("Project", told, tuple(part for part in parts if part is not None))
        files = {f"Sources/{one.guid}.txt": one.text.encode() for one in self._documents}
        return Project(root, files)

    # -- who --------------------------------------------------------------------------------------

    def _users(self) -> list[Node]:
        coders = {*self.shared.codings["coder"], *self.shared.memos["author"]}
        coders |= {MACHINE} if len(self.shared.segment_themes) else set()
        return [
            Node("User", {"guid": self.guids.of("user", name), "name": plain(name)})
            for name in sorted(coders)
        ]

    def _variables(self) -> list[Node]:
        tables: list[tuple[tuple[str, ...], type[Table]]]
        tables = [(PERSON, DeidentifiedSpeakers), (ABOUT, DeidentifiedSegments)]
        return [
            Node(
                "Variable",
                {
                    "guid": self._variable(name),
                    "name": name,
                    "typeOfVariable": _TYPES.get(name, ("Text", ""))[0],
                },
                (Node("Description", text=str(table.to_schema().columns[name].description)),),
            )
            for names, table in tables
            for name in names
        ]

    def _variable(self, name: str) -> str:
        return self.guids.of("variable", name)

    def _values(self, told: Mapping[str, str]) -> tuple[Node, ...]:
        values = []
        for name, value in told.items():
            if value:
                element = _TYPES.get(name, ("", "TextValue"))[1]
                said = value.lower() if element == "BooleanValue" else plain(value)
                children = reference("VariableRef", self._variable(name)), Node(element, text=said)
                values.append(Node("VariableValue", {}, children))
        return tuple(values)

    def _cases(self) -> list[Node]:
        """Each person, with the texts that are theirs alone, and what they say in others."""
        whole: dict[str, list[str]] = {}
        parts: dict[str, list[str]] = {}
        for document in self._documents:
            if len(document.people) == 1:
                whole.setdefault(document.people[0], []).append(document.guid)
                continue
            for piece in document.pieces:
                guid = self._selection(piece.segment_id, 0, len(piece.said))
                parts.setdefault(piece.speaker_id, []).append(guid)
        cases = []
        for row in self.shared.speakers.sort_values("speaker_id").to_dict("records"):
            who = str(row["speaker_id"])
            children = (
                *self._values({name: str(row[name]) for name in PERSON}),
                *(reference("SourceRef", guid) for guid in whole.get(who, ())),
                *(reference("SelectionRef", guid) for guid in parts.get(who, ())),
            )
            told = {"guid": self.guids.of("person", who), "name": self._people[who]}
            cases.append(Node("Case", told, children))
        return cases

    # -- codings ----------------------------------------------------------------------------------

    @cached_property
    def _given(self) -> dict[str, list[dict[str, object]]]:
        """What is coded in each segment: rows of codings, and of themes on the whole segment."""
        found: dict[str, list[dict[str, object]]] = {}
        tables = (
            self.shared.codings.sort_values(list(KEY)),
            self.shared.segment_themes.sort_values(["segment_id", "theme_key"]),
        )
        for table in tables:
            for row in table.to_dict("records"):
                told = {str(name): value for name, value in row.items()}
                found.setdefault(str(row["segment_id"]), []).append(told)
        return found

    def _source(self, document: Document) -> Node:
        in_group = len(document.people) != 1
        marked: dict[tuple[int, int, str], list[Node]] = {}
        for piece in document.pieces:
            codings: dict[tuple[int, int], list[Node]] = {}
            whole = 0, len(piece.said)
            memos = self._memos.about("segment", piece.segment_id)
            if in_group or memos:
                codings[whole] = []
            for row in self._given.get(piece.segment_id, ()):
                start, end = (int(str(row.get(name, 0))) for name in ("start", "end"))
                codings.setdefault((start, end) if end else whole, []).append(self._coding(row))
            if memos:
                codings[whole] += memos
            for place, children in codings.items():
                at = (*piece.span(*place), self._selection(piece.segment_id, *place))
                marked[at] = children
        selections = [
            Node(
                "PlainTextSelection",
                {
                    "guid": guid,
                    "name": _quoted(document.text[start:end]),
                    "startPosition": str(start),
                    "endPosition": str(end),
                },
                tuple(children),
            )
            for (start, end, guid), children in sorted(marked.items())
        ]
        told = {
            "guid": document.guid,
            "name": plain(document.name),
            "plainTextPath": f"internal://{document.guid}.txt",
        }
        return Node("TextSource", told, (*selections, *self._values(document.about)))

    def _selection(self, segment_id: str, start: int, end: int) -> str:
        return self.guids.of("selection", segment_id, start, end)

    def _coding(self, row: Mapping[str, object]) -> Node:
        """A coding of a person or the machine, or a theme that a segment is in."""
        if "theme_key" in row:
            guid = self.guids.of("theme of", row["segment_id"], row["theme_key"])
            code, coder = self._codes.theme(str(row["theme_key"])), MACHINE
            figure = row["weight"]
        else:
            guid = self.guids.of("coding", *(row[name] for name in KEY))
            code, coder = self._codes.of(str(row["code"])), str(row["coder"])
            figure = row["probability"]
        told = {"guid": guid, "creatingUser": self.guids.of("user", coder)}
        if day := row.get("decided_on"):
            told["creationDateTime"] = f"{day}T00:00:00Z"
        if isinstance(figure, float) and not math.isnan(figure):
            self._figures.append(f"{guid}: {figure!r}")
        children = [reference("CodeRef", code)]
        if marks := marks_told(row):
            own = self.guids.of("note", marks)
            self._marks[own] = note(own, title(marks), marks)
            children.append(reference("NoteRef", own))
        return Node("Coding", told, tuple(children))


def _holding(name: str, children: Iterable[Node]) -> Node | None:
    """An element with `children`; the standard has none without."""
    held = tuple(children)
    return Node(name, {}, held) if held else None


def _quoted(words: str) -> str:
    """The first words, by which a reader can see that it counted right."""
    said = " ".join(words[: 2 * _QUOTED].split())
    is_whole = len(words) <= 2 * _QUOTED and len(said) <= _QUOTED
    return said if is_whole else f"{said[:_QUOTED].rstrip()}..."
