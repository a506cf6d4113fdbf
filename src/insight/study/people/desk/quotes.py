"""The pane of quotes: words that may be printed, once a named person has approved them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from insight.review import Standing, Told, Viewer, chosen
from insight.store.ledger import Decision, Matter
from insight.study.opened import OpenedStudy
from insight.study.people.quoting import APPROVAL, TAKEN_BACK, VETO, candidates

_VERBS = ("approve", "veto", "undo")
_SHOWN = 80
"""Signs of a passage in the list."""


class Quotes:
    """Passages that could be quoted, as their sheet has them."""

    name, title = "quotes", "Quotes"

    def __init__(self, study: OpenedStudy, standing: Standing) -> None:
        self._standing = standing
        self._rows = candidates(study)[1].to_dict("records")
        self._digest = [study.key.digest("quote", row["text"]) for row in self._rows]
        self._said = _titles(study)

    def __len__(self) -> int:
        return len(self._rows)

    def choices(self) -> dict[str, Any]:
        """None: a quote is approved or not."""
        return {}

    def heed(self, changed: Sequence[Decision]) -> None:
        """Nothing is kept: what stands is looked up."""

    def _matter(self, at: int, what: str) -> Matter:
        return self._line(at, what, "", "", "").matter

    def _line(self, at: int, what: str, verdict: str, by: str, on: str) -> Decision:
        segment = str(self._rows[at]["segment_id"])
        return Decision(what, segment, self._digest[at], by, on, verdict=verdict)

    def _stands(self, at: int, what: str) -> Decision | None:
        one = self._standing.on(self._matter(at, what))
        return None if one is None or one.verdict == TAKEN_BACK else one

    def _mark(self, at: int) -> str:
        if self._stands(at, VETO):
            return "vetoed"
        return "approved" if self._stands(at, APPROVAL) else ""

    def lapsed(self, viewer: Viewer) -> list[int]:
        """None: other words are another quote."""
        return []

    def is_left(self, at: int, viewer: Viewer) -> bool:
        """Neither approved nor vetoed."""
        return not self._mark(at)

    def row(self, at: int, viewer: Viewer) -> dict[str, str]:
        """How it begins, and who said it."""
        row = self._rows[at]
        return {"text": row["text"][:_SHOWN], "note": row["said_by"], "mark": self._mark(at)}

    def item(self, at: int, viewer: Viewer) -> dict[str, Any]:
        """The passage as it would be printed, and what to look at."""
        row, told = self._rows[at], self._stands(at, VETO) or self._stands(at, APPROVAL)
        return {
            "text": row["text"],
            "said_by": row["said_by"],
            "source": row["source_name"],
            "valence": row["valence"],
            "subjects": [self._said.get(one, one) for one in row["subjects"].split(", ")],
            "look_at": list(filter(None, row["look_at"].split("; "))),
            "spare": row["status"] == "spare",
            "standing": self._mark(at),
            "decided_by": told.by if told else "",
        }

    def preview(self, at: int, told: Told) -> dict[str, Any]:
        """Nothing: the quote is seen as it would be printed."""
        return {}

    def about(self, at: int) -> str:
        """The segment that the passage is from."""
        return f"segment:{self._rows[at]['segment_id']}"

    def decide(self, at: int, told: Told, viewer: Viewer, on: str) -> list[Decision]:
        """Approve, veto, or take either back; what is approved is no longer vetoed, and so on."""
        mark = chosen(told, "mark", _VERBS)
        given = {"approve": APPROVAL, "veto": VETO, "undo": ""}[mark]
        gone = [
            self._line(at, what, TAKEN_BACK, viewer.by, on)
            for what in (APPROVAL, VETO)
            if what != given and self._stands(at, what)
        ]
        return gone + ([self._line(at, given, "", viewer.by, on)] if given else [])


def _titles(study: OpenedStudy) -> dict[str, str]:
    """What codes and themes are called, by how the sheet of quotes names them."""
    themes = study.tables["themes"]
    told = {
        f"theme {theme}": f"{label} (theme)"
        for theme, label in zip(themes["theme_id"], themes["label"], strict=True)
    }
    codes = study.codebook.codes if study.codebook else ()
    return told | {f"code {one.code}": f"{one.title} (code)" for one in codes}
