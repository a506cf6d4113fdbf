"""The pane of codes: what people said, segment by segment, and the codes on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from insight.coding import Codebook, Marks, Seen, code_decision, read_decision
from insight.coding.draw import DRAW, rounds_of
from insight.coding.people.human import MACHINE, VALENCES
from insight.coding.people.noted import (
    APPLIED,
    CODE,
    READ,
    WITHDRAWN,
    lapsed_codes,
    text_digest,
)
from insight.coding.words import KINDS
from insight.errors import InputError
from insight.review import Standing, Told, Viewer, chosen, number
from insight.schemas.base import ATTRIBUTIONS, TARGET_ORGANISATIONS
from insight.store.ledger import Decision, oldest_first
from insight.study.opened import OpenedStudy

_VERBS = ("apply", "remove", "read", "unread")
MEMOS = [kind for kind in KINDS if kind != "case summary"]
"""Kinds of memos on one thing; a case summary is a cell of the framework matrix."""
_MARKS = tuple(one.name for one in fields(Marks))
_SHOWN = 80
"""Signs of a segment in the list."""


@dataclass(frozen=True)
class _Given:
    """A code that somebody gave: to which stretch, in which round, with what marks."""

    coder: str
    round: int
    code: str
    start: int
    end: int


class Codes:
    """Segments of those who were asked and of voices in reports: what was drawn to be coded first.

    All others follow file by file, as they were spoken. What was drawn is coded blind, whatever the
    viewer asks for: a sample that the machine had a say in measures nothing.
    """

    name, title = "codes", "Codes"

    def __init__(self, study: OpenedStudy, standing: Standing) -> None:
        table = study.tables["deidentified_segments"]
        said = table[table["role"] != "interviewer"]
        rounds = rounds_of(standing.of(DRAW))
        self._drawn = {segment: one.number for one in rounds for segment in one.chance}
        turn = {segment: place for place, segment in enumerate(self._drawn)}
        last = said["segment_id"].map(turn).fillna(len(turn))
        order = ["last", "source_name", "document_id", "position", "segment_id"]
        self._segments = said.assign(last=last).sort_values(order).to_dict("records")
        self._at = {row["segment_id"]: at for at, row in enumerate(self._segments)}
        self._key = study.key
        self._digest: dict[str, str] = {}
        self._book: Codebook | None = study.codebook
        self._given: dict[str, dict[_Given, Marks]] = {}
        self._read: set[tuple[str, str, int]] = set()
        self._refused: set[tuple[str, str, int, str]] = set()
        self._standing = standing
        self._changed: set[str] = set()
        self._lapsed: dict[str, list[dict[str, object]]] = {}
        self._suggested: dict[str, list[dict[str, Any]]] = {}
        if "codings" in study.tables:
            self._take(study.tables["codings"])
        self.heed(list(standing.of(CODE, READ)))

    def _take(self, codings: pd.DataFrame) -> None:
        """Codes of the last run: people's, and what the machine suggests."""
        rows: list[dict[Any, Any]] = codings.to_dict("records")
        for row in rows:
            segment = str(row["segment_id"])
            if row["coder"] == MACHINE:
                if row["code"]:
                    self._suggested.setdefault(segment, []).append(row)
                continue
            self._read.add((segment, row["coder"], int(row["round"])))
            if row["code"]:
                marks = {name: None if pd.isna(row[name]) else row[name] for name in _MARKS}
                given = _Given(*(row[name] for name in ("coder", "round", "code", "start", "end")))
                self._given.setdefault(segment, {})[given] = _marks({"marks": marks})
        for held in self._suggested.values():
            held.sort(key=lambda one: (-one["probability"], one["code"]))

    def heed(self, changed: Sequence[Decision]) -> None:
        """Codes given or taken back, and segments read, where the words are the same."""
        on_codes = [one for one in changed if one.what in (CODE, READ)]
        self._heed_lapsed(on_codes)
        for one in on_codes:
            if not self._holds(one):
                continue
            if one.what == READ:
                read = (one.about, one.by, int(one.place))
                self._read.add(read) if one.verdict == "read" else self._read.discard(read)
                continue
            code, span, coding_round = one.place.rsplit("|", 2)
            start, end = map(int, span.split("-"))
            given = _Given(one.by, int(coding_round), code, start, end)
            decision, _, marks = one.verdict.partition(" ")
            held = self._given.setdefault(one.about, {})
            refused = (one.about, one.by, given.round, code)
            if decision == APPLIED:
                held[given] = Marks.read(marks)
                self._refused.discard(refused)
            else:
                held.pop(given, None)
                self._refused.discard(refused)
                if decision == WITHDRAWN:
                    self._refused.add(refused)

    def _heed_lapsed(self, changed: Sequence[Decision]) -> None:
        """Which codes lapsed of segments on which something `changed`, as decisions stand now."""
        self._changed |= {
            one.about for one in changed if one.about in self._at and not self._holds(one)
        }
        touched = self._changed & {one.about for one in changed}
        if not touched:
            return
        of: dict[str, list[Decision]] = {one: [] for one in touched}
        for one in self._standing.of(CODE, READ):
            if one.about in of:
                of[one.about].append(one)
        for segment, lines in of.items():
            ordered = oldest_first(lines)
            self._lapsed[segment] = lapsed_codes(ordered, self._digest[segment])

    def _holds(self, one: Decision) -> bool:
        at = self._at.get(one.about)
        if at is None:
            return False
        if one.about not in self._digest:
            self._digest[one.about] = text_digest(self._key, self._segments[at]["text"])
        return self._digest[one.about] == one.text_digest

    def __len__(self) -> int:
        return len(self._segments)

    def choices(self) -> dict[str, Any]:
        """The codebook, in its order, and what may be told of a coded stretch."""
        codes = self._book.codes if self._book else ()
        groups = {one.code: one.label for one in self._book.groups} if self._book else {}
        return {
            "codes": [
                {
                    "code": one.code,
                    "title": one.title,
                    "group": groups.get(one.parent, ""),
                    "definition": one.definition,
                    "include": list(one.include),
                    "exclude": list(one.exclude),
                    "ordinal": one.ordinal,
                    "rungs": list(one.rungs),
                }
                for one in codes
            ],
            "valences": list(VALENCES),
            "memos": MEMOS,
            "attributions": list(ATTRIBUTIONS),
            "organisations": list(TARGET_ORGANISATIONS),
        }

    # -- looking ----------------------------------------------------------------------------------

    def _own(self, segment: str, viewer: Viewer) -> list[tuple[_Given, Marks]]:
        held = self._given.get(segment, {})
        own = [
            (one, marks)
            for one, marks in held.items()
            if (one.coder, one.round) == (viewer.by, viewer.round)
        ]
        return sorted(own, key=lambda pair: (pair[0].start, pair[0].end, pair[0].code))

    def _gone(self, segment: str, viewer: Viewer) -> list[dict[str, object]]:
        """The viewer's codes of this round that lapsed, for the words changed."""
        return [
            row
            for row in self._lapsed.get(segment, ())
            if (row["coder"], row["round"]) == (viewer.by, viewer.round)
        ]

    def lapsed(self, viewer: Viewer) -> list[int]:
        """Segments with codes of the viewer that lapsed."""
        return sorted(self._at[one] for one in self._lapsed if self._gone(one, viewer))

    def is_left(self, at: int, viewer: Viewer) -> bool:
        """The coder neither coded it in this round nor said that no code applies."""
        segment = self._segments[at]["segment_id"]
        if (segment, viewer.by, viewer.round) in self._read:
            return False
        held = self._given.get(segment)
        return not (held and self._own(segment, viewer))

    def row(self, at: int, viewer: Viewer) -> dict[str, str]:
        """How the segment begins, and one's own codes on it."""
        row = self._segments[at]
        own = list(dict.fromkeys(one.code for one, _ in self._own(row["segment_id"], viewer)))
        left = self.is_left(at, viewer)
        gone = self._gone(row["segment_id"], viewer)
        mark = "lapsed" if gone else "" if left else "coded" if own else "read"
        drawn = self._drawn.get(row["segment_id"])
        waiting = f"drawn, round {drawn}" if drawn else row["source_name"]
        note = ", ".join(own) or (waiting if left else "no code")
        return {"text": row["text"][:_SHOWN], "note": note, "mark": mark}

    def item(self, at: int, viewer: Viewer) -> dict[str, Any]:
        """The segment, one's own codes, and unless blind those of others and of the machine."""
        row = self._segments[at]
        segment = row["segment_id"]
        own = [asdict(one) | asdict(marks) for one, marks in self._own(segment, viewer)]
        told: dict[str, Any] = {
            "segment_id": segment,
            "text": row["text"],
            "question": row["question_asked"],
            "who": row["stakeholder_groups"].replace(";", " and ").replace("_", " "),
            "source": row["source_name"],
            "own": own,
            "lapsed": self._gone(segment, viewer),
            "read": (segment, viewer.by, viewer.round) in self._read,
            "drawn": self._drawn.get(segment, 0),
        }
        unseen = segment in self._drawn and self.is_left(at, viewer)
        return told if viewer.blind or unseen else told | self._of_others(segment, viewer)

    def _of_others(self, segment: str, viewer: Viewer) -> dict[str, Any]:
        held = self._given.get(segment, {}).items()
        others = [
            asdict(one) | asdict(marks)
            for one, marks in held
            if (one.coder, one.round) != (viewer.by, viewer.round)
        ]
        others.sort(key=lambda one: (one["coder"], one["round"], one["start"], one["code"]))
        return {"others": others, "suggested": list(self._open_suggestions(segment, viewer))}

    def _open_suggestions(self, segment: str, viewer: Viewer) -> Iterator[dict[str, Any]]:
        """What the machine suggests, with this viewer's word on it."""
        own = {one.code for one, _ in self._own(segment, viewer)}
        for one in self._suggested.get(segment, []):
            code = str(one["code"])
            refused = (segment, viewer.by, viewer.round, code) in self._refused
            yield {
                "code": code,
                "probability": round(float(one["probability"]), 2),
                "valence": one["valence"],
                "start": int(one["start"]),
                "end": int(one["end"]),
                "state": "accepted" if code in own else "rejected" if refused else "",
            }

    def preview(self, at: int, told: Told) -> dict[str, Any]:
        """Nothing: a code is seen where it is given."""
        return {}

    def about(self, at: int) -> str:
        """The segment."""
        return f"segment:{self._segments[at]['segment_id']}"

    # -- deciding ---------------------------------------------------------------------------------

    def decide(self, at: int, told: Told, viewer: Viewer, on: str) -> list[Decision]:
        """Give a code (with its marks) to a stretch or take it back; say that the segment is read.

        Without `start` and `end` the whole segment is meant.
        """
        row = self._segments[at]
        seen = Seen(row["segment_id"], row["text"], viewer.by, on, viewer.round)
        verb = chosen(told, "mark", _VERBS)
        if verb in ("read", "unread"):
            return [read_decision(seen, self._key, withdrawn=verb == "unread")]
        length = len(row["text"])
        start = number(told, "start", 0, length) if "start" in told else 0
        end = number(told, "end", start, length) if "end" in told else length
        taken = verb == "remove"
        code = chosen(told, "code", self._known(row["segment_id"]))
        marks = None if taken else _marks(told)
        return [code_decision(seen, self._key, code, start, end, marks=marks, withdrawn=taken)]

    def _known(self, segment: str) -> list[str]:
        """Codes of the codebook, and those that were given here under an earlier one."""
        names = [] if self._book is None else list(self._book.names)
        lapsed = [str(row["code"]) for row in self._lapsed.get(segment, ())]
        return [*names, *lapsed, *(one.code for one in self._given.get(segment, {}))]


def _marks(told: Told) -> Marks:
    """The marks in a message of the page."""
    said = told.get("marks", {})
    if not isinstance(said, dict) or not said.keys() <= set(_MARKS):
        raise InputError("these are no marks", where="the review desk", remedy="reload the page")
    return Marks(**{name: value for name, value in said.items() if value not in ("", None)})
