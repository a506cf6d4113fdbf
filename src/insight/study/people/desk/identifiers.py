"""The pane of identifiers: what was found or added, each in the text it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from insight.anonymise import Rulings
from insight.anonymise.detect import Span
from insight.anonymise.review import KINDS, REACHES, marked, review_table, whereabouts
from insight.anonymise.rulings import (
    DETECTOR,
    WHAT,
    Place,
    Ruling,
    everywhere,
    here,
    is_cased,
    normal,
    text_digest,
)
from insight.errors import InputError
from insight.review import Standing, Told, Viewer, chosen, number
from insight.store.ledger import Decision, Matter
from insight.study.opened import OpenedStudy

_MARKS = ("accept", "reject", "change kind", "undo")


@dataclass(frozen=True)
class _Finding:
    """One stretch of text: where, as what it was found, by whom, and on which matters it is judged.

    `row` is its row of the review table; a stretch that a person added has none.
    """

    segment_id: str
    start: int
    end: int
    kind: str
    detector: str
    score: float
    here: Matter
    wide: Matter
    row: dict[str, Any] | None = None


class Identifiers:
    """Everything found, the most doubtful first, as `review_table` has it; then what was added."""

    name, title = "identifiers", "Identifiers"

    def __init__(self, study: OpenedStudy, standing: Standing) -> None:
        segments, documents = study.tables["segments"], study.tables["documents"]
        self._key, self._standing = study.key, standing
        self._text = dict(zip(segments["segment_id"], segments["text"], strict=True))
        self._asked = dict(zip(segments["segment_id"], segments["question_asked"], strict=True))
        self._where = whereabouts(segments, documents)
        found = study.tables["identifiers"]
        rulings = Rulings.of(standing.of(WHAT), self._key)
        table = review_table(segments, self._where, found, rulings)
        self._findings = [self._found(row) for row in table.to_dict("records")]
        self._at = {one.here: at for at, one in enumerate(self._findings)}
        self._in: dict[str, list[int]] = {}
        for at, one in enumerate(self._findings):
            self._in.setdefault(one.segment_id, []).append(at)
        self.heed(list(standing.of(WHAT)))

    def _found(self, row: dict[Any, Any]) -> _Finding:
        ruling = Ruling("undone", row["kind_found"], row["kind_found"], "")
        place = Place(row["segment_id"], row["start"], row["end"], row["text_digest"])
        return _Finding(
            segment_id=row["segment_id"],
            start=row["start"],
            end=row["end"],
            kind=row["kind_found"],
            detector=row["detector"],
            score=float(row["score"]),
            here=here(place, ruling, "").matter,
            wide=everywhere(row["words"], ruling, self._key, "").matter,
            row=row,
        )

    def __len__(self) -> int:
        return len(self._findings)

    def choices(self) -> dict[str, Any]:
        """Kinds of identifiers, and how far a decision may go."""
        return {"kinds": list(KINDS), "reaches": list(REACHES)}

    # -- what stands ------------------------------------------------------------------------------

    def _judged(self, one: _Finding) -> tuple[str, str, str]:
        """What was decided on a finding, how far, and by whom; empty where nothing was."""
        for matter, reach in ((one.here, "here"), (one.wide, "everywhere")):
            told = self._standing.on(matter)
            if told is not None and not told.verdict.startswith("undone"):
                return told.verdict, reach, told.by
        return "", "", ""

    def lapsed(self, viewer: Viewer) -> list[int]:
        """None: where the text changed, what was found is there to be decided on anew."""
        return []

    def is_left(self, at: int, viewer: Viewer) -> bool:
        """Nobody has decided on it, here or wherever its words stand."""
        one = self._findings[at]
        return one.row is not None and not self._judged(one)[0]

    def row(self, at: int, viewer: Viewer) -> dict[str, str]:
        """The words, their kind and what was decided."""
        one = self._findings[at]
        verdict, reach, by = self._judged(one)
        words = self._text[one.segment_id][one.start : one.end]
        kind = verdict.split(" as ")[1].split()[0] if " as " in verdict else one.kind
        mark = verdict.split()[0] if verdict else "" if one.row is not None else "taken back"
        note = f"{kind}, {reach}, {by}" if verdict else kind
        return {"text": words, "note": note.replace("_", " "), "mark": mark}

    def item(self, at: int, viewer: Viewer) -> dict[str, Any]:
        """The text with everything in it that is replaced or was judged."""
        one = self._findings[at]
        segment, text = one.segment_id, self._text[one.segment_id]
        raw = [self._findings[n] for n in self._in[segment]]
        spans = [
            Span(n.start, n.end, n.kind, n.score, n.detector)
            for n in raw
            if n.row is not None and n.detector != DETECTOR
        ]
        marks = [
            {
                "start": judged.span.start,
                "end": judged.span.end,
                "kind": judged.span.kind,
                "decision": judged.decision,
                "by": judged.by,
            }
            for judged in self._rulings.judged(segment, text, sorted(spans))
        ]
        row = one.row or {}
        return {
            "text": text,
            "where": self._where[segment],
            "question": self._asked[segment],
            "start": one.start,
            "end": one.end,
            "kind": one.kind,
            "marks": marks,
            "others": [
                {"at": n, "start": self._findings[n].start, "end": self._findings[n].end}
                for n in self._in[segment]
            ],
            "times": int(row.get("times", 1)),
            "detector": one.detector,
            "score": one.score,
            "replacement": str(row.get("replacement", "")),
            "added": one.row is None or one.detector == DETECTOR,
        }

    @cached_property
    def _rulings(self) -> Rulings:
        return Rulings.of(self._standing.of(WHAT), self._key)

    def preview(self, at: int, told: Told) -> dict[str, Any]:
        """How often the words of a finding were found as its kind."""
        row = self._findings[at].row or {}
        return {"times": int(row.get("times", 1))}

    def about(self, at: int) -> str:
        """Nothing: what was said is not de-identified yet."""
        return ""

    # -- deciding ---------------------------------------------------------------------------------

    def decide(self, at: int, told: Told, viewer: Viewer, on: str) -> list[Decision]:
        """Accept, reject, change the kind of, or undo a finding; add a stretch of its text."""
        mark = chosen(told, "mark", (*_MARKS, "add"))
        one = self._findings[at]
        if mark == "add":
            return self._added(one.segment_id, told, viewer.by, on)
        if one.row is None:
            return self._on_added(one, mark, told, viewer.by, on)
        asked = one.row | {
            "decision": mark,
            "applies_to": chosen(told, "reach", REACHES),
            "new_kind": chosen(told, "kind", KINDS) if mark == "change kind" else "",
        }
        return marked(pd.DataFrame([asked]), self._key, viewer.by, on)

    def _added(self, segment: str, told: Told, by: str, on: str) -> list[Decision]:
        """A stretch that nobody found: here, and everywhere where that is asked for."""
        text, kind = self._text[segment], chosen(told, "kind", KINDS)
        start = number(told, "start", 0, len(text))
        end = number(told, "end", start, len(text))
        words = text[start:end]
        if not normal(words):
            raise InputError(
                "no words are marked", where="the text", remedy="select what has to go, and add it"
            )
        ruling = Ruling("added", kind, kind, by)
        place = Place(segment, start, end, text_digest(self._key, text))
        decisions = [here(place, ruling, on)]
        if chosen(told, "reach", REACHES) == "everywhere":
            wide = Ruling("added", kind, kind, by, cased=is_cased(words))
            decisions.append(everywhere(words, wide, self._key, on))
        return decisions

    def _on_added(self, one: _Finding, mark: str, told: Told, by: str, on: str) -> list[Decision]:
        """Another kind for what a person added here, or none any more."""
        text = self._text[one.segment_id]
        place = Place(one.segment_id, one.start, one.end, text_digest(self._key, text))
        gone = here(place, Ruling("undone", one.kind, one.kind, by), on)
        if mark in ("reject", "undo"):
            return [gone]
        kind = chosen(told, "kind", KINDS) if mark == "change kind" else one.kind
        again = here(place, Ruling("added", kind, kind, by), on)
        return [again] if kind == one.kind else [gone, again]

    def heed(self, changed: Sequence[Decision]) -> None:
        """Judge anew; what was added becomes a line of the list."""
        mine = [told for told in changed if told.what == WHAT]
        if mine:
            self.__dict__.pop("_rulings", None)
        for told in mine:
            if told.verdict.startswith("added") and not told.place.startswith("everywhere"):
                self._list(told)

    def _list(self, told: Decision) -> None:
        text = self._text.get(told.about)
        if told.matter in self._at or text is None:
            return
        if told.text_digest != text_digest(self._key, text):
            return
        span, kind = told.place.split()
        start, end = map(int, span.split("-"))
        ruling = Ruling("added", kind, kind, "")
        wide = everywhere(text[start:end], ruling, self._key, "").matter
        self._at[told.matter] = len(self._findings)
        self._in.setdefault(told.about, []).append(len(self._findings))
        self._findings.append(
            _Finding(told.about, start, end, kind, DETECTOR, 1.0, told.matter, wide)
        )
