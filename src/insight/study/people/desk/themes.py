"""The pane of themes: what they hold, and what people decide on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from insight.errors import InputError
from insight.review import Standing, Told, Viewer, chosen, number
from insight.store.ledger import Decision
from insight.study.opened import OpenedStudy
from insight.study.people.desk.codes import MEMOS
from insight.study.people.theming import (
    DECISIONS,
    LONGEST_NAME,
    MOST_PARTS,
    decide_theme,
    theme_sheet,
)
from insight.themes import Remembered, main_members
from insight.themes.divided import divided
from insight.themes.remembered import MEMBER, THEME

_SHOWN = 4
"""Segments of a part, before a theme is split."""


class Themes:
    """Candidate themes in the order of their sheet; decided ones that are lost come last."""

    name, title = "themes", "Themes"

    def __init__(self, study: OpenedStudy, standing: Standing) -> None:
        self._study, self._standing = study, standing
        sheet = theme_sheet(study)
        self._rows = sheet.to_dict("records")
        self._label = {row["theme_key"]: self._first_name(row) for row in self._rows}
        self._held = Remembered()
        self.heed(list(standing.of(THEME)))

    @staticmethod
    def _first_name(row: dict[Any, Any]) -> str:
        return str(row["name"] or row["label"])

    def heed(self, changed: Sequence[Decision]) -> None:
        """What stands on themes now."""
        if any(one.what in (THEME, MEMBER) for one in changed):
            self._held = Remembered.of(self._standing.of(THEME, MEMBER))

    def __len__(self) -> int:
        return len(self._rows)

    def choices(self) -> dict[str, Any]:
        """The longest name, the most parts, and kinds of memos."""
        return {"longest": LONGEST_NAME, "most_parts": MOST_PARTS, "memos": MEMOS}

    # -- looking ----------------------------------------------------------------------------------

    def _stands(self, at: int) -> tuple[str, str]:
        """What people decided on a theme, and its name."""
        key = str(self._rows[at]["theme_key"])
        one = self._held.themes.get(key)
        if one is None:
            return "", self._label[key]
        status = "merged" if one.merged_into else "split" if one.parts else one.status
        return "" if status == "candidate" else status, one.name or self._label[key]

    def is_left(self, at: int, viewer: Viewer) -> bool:
        """Nobody has accepted, hidden, merged or split it."""
        return self._rows[at]["theme_id"] >= 0 and not self._stands(at)[0]

    def row(self, at: int, viewer: Viewer) -> dict[str, str]:
        """Its name, how many said it, and what stands."""
        row, (status, name) = self._rows[at], self._stands(at)
        size = (
            f"{int(row['n_speakers'])} people, {int(row['n_segments'])} segments"
            if row["theme_id"] >= 0
            else "not found again"
        )
        return {"text": name or "a theme that is not there any more", "note": size, "mark": status}

    def item(self, at: int, viewer: Viewer) -> dict[str, Any]:
        """Its words and exemplars, and where it could go."""
        row, (status, name) = self._rows[at], self._stands(at)
        held = self._held.themes.get(str(row["theme_key"]))
        into = self._label.get(held.merged_into, "") if held else ""
        shown = [str(row[column]) for column in row if str(column).startswith("exemplar_")]
        found = row["theme_id"] >= 0
        return {
            "text": "",
            "name": name,
            "label": row["label"] if found else "",
            "keywords": row["keywords"] if found else "",
            "people": int(row["n_speakers"]) if found else 0,
            "segments": int(row["n_segments"]) if found else 0,
            "repeatability": None if pd.isna(row["repeatability"]) else row["repeatability"],
            "standing": status,
            "into": into,
            "parts": held.parts if held else 0,
            "conflict": row["conflict"],
            "exemplars": [told for told in shown if told],
            "targets": [
                {"theme": int(other["theme_id"]), "name": self._stands(n)[1]}
                for n, other in enumerate(self._rows)
                if n != at and other["theme_id"] >= 0 and self._stands(n)[0] != "merged"
            ],
        }

    def preview(self, at: int, told: Told) -> dict[str, Any]:
        """Examples of each part that a theme would be split into; none where it cannot be."""
        parts = number(told, "parts", 2, MOST_PARTS)
        theme = self._rows[at]["theme_id"]
        weights = self._study.tables["segment_themes"]
        own = weights[weights["theme_id"] == theme].sort_values("segment_id")
        vectors = self._study.vectors.set_index("segment_id")["vector"]
        if own.empty or not own["segment_id"].isin(vectors.index).all():
            return {"parts": []}
        rows = np.array([np.asarray(v, dtype=np.float64) for v in vectors.loc[own["segment_id"]]])
        part_of = divided(rows, parts)
        if part_of is None:
            return {"parts": []}
        text = self._study.tables["deidentified_segments"].set_index("segment_id")["text"]
        main = main_members(weights).get(int(theme), frozenset())
        told_of = own.assign(part=part_of, main=own["segment_id"].isin(main)).sort_values(
            ["part", "main", "weight", "segment_id"], ascending=[True, False, False, True]
        )
        return {
            "parts": [
                {
                    "segments": int(members["main"].sum()),
                    "examples": [str(text[one]) for one in members["segment_id"].head(_SHOWN)],
                }
                for _, members in told_of.groupby("part")
            ]
        }

    def about(self, at: int) -> str:
        """The theme, by its key."""
        return f"theme:{self._rows[at]['theme_key']}"

    # -- deciding ---------------------------------------------------------------------------------

    def decide(self, at: int, told: Told, viewer: Viewer, on: str) -> list[Decision]:
        """Accept, hide, leave open, rename, merge into another, split, or take back."""
        mark = chosen(told, "mark", (*DECISIONS, "rename"))
        row = self._rows[at]
        if row["theme_id"] < 0 and mark not in ("forget", "undo"):
            raise InputError(
                "this theme is not there any more",
                where="the review desk",
                remedy="forget it, or leave it for a later run",
            )
        asked = {name: str(row[name]) for name in ("theme_key", "name", "label")}
        asked["name"] = self._stands(at)[1]
        asked["decision"] = "" if mark == "rename" else mark
        if mark in ("rename", "accept") and told.get("name"):
            asked["new_name"] = " ".join(str(told["name"]).split())
        if mark == "merge":
            asked["merge_into"] = str(number(told, "into", 0, 10**6))
        if mark == "split":
            asked["parts"] = str(number(told, "parts", 2, MOST_PARTS))
        stand = list(self._standing.of(THEME, MEMBER))
        return decide_theme(self._study, asked, viewer.by, on, stand)
