"""The pane of themes: what they hold, and what people decide on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from insight.errors import InputError
from insight.review import Standing, Told, Viewer, chosen, number
from insight.store.ledger import Decision
from insight.study.opened import OpenedStudy
from insight.study.people.desk.codes import MEMOS
from insight.study.people.passages import MOST_PARTS, examples_of, passages
from insight.study.people.theme_decisions import DECISIONS, LONGEST_NAME, decide_theme
from insight.study.people.theming import theme_sheet
from insight.themes import Remembered, main_members
from insight.themes.by_example import Likened, likened, shared_by, stacked
from insight.themes.divided import divided
from insight.themes.graph import FloatArray
from insight.themes.remembered import EXAMPLE, MEMBER, THEME, Example

_SHOWN = 4
"""Segments of a part, before a theme is split."""
_NEAREST = 3
"""Passages shown of a part that examples were chosen of: those nearest to them."""
_MOST_ASKED = 200
_KINDS = (THEME, MEMBER, EXAMPLE)


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
        if any(one.what in _KINDS for one in changed):
            self._held = Remembered.of(self._standing.of(*_KINDS))

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

    def lapsed(self, viewer: Viewer) -> list[int]:
        """None: what does not fit any more is told with the theme."""
        return []

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
            "examples": {one.segment_id: one.part for one in self._examples(at)},
            "targets": [
                {"theme": int(other["theme_id"]), "name": self._stands(n)[1]}
                for n, other in enumerate(self._rows)
                if n != at and other["theme_id"] >= 0 and self._stands(n)[0] != "merged"
            ],
        }

    def preview(self, at: int, told: Told) -> dict[str, Any]:
        """Passages to choose from (`first`, `count`), or what the parts of a split would hold.

        Of parts that `examples` show (segment id -> part), or of so many `parts`; none where the
        theme cannot be split into so many.
        """
        if "first" in told:
            return self._listed(at, told)
        if self._own(at).empty:
            return {"parts": []}
        return self._by_examples(at, told) if "examples" in told else self._by_number(at, told)

    def _listed(self, at: int, told: Told) -> dict[str, Any]:
        """Passages of the theme: the examples of its parts first, then as in their sheet."""
        held = self._passages(at).to_dict("records")
        part = {one.segment_id: one.part for one in self._examples(at)}
        held.sort(key=lambda row: part.get(row["segment_id"], MOST_PARTS + 1))
        first = number(told, "first", 0, max(len(held), 1))
        last = first + number(told, "count", 0, _MOST_ASKED)
        shown = [
            {"segment": row["segment_id"], "text": row["text"], "why": row["why"]}
            for row in held[first:last]
        ]
        return {"passages": shown, "first": first, "of": len(held)}

    def _by_number(self, at: int, told: Told) -> dict[str, Any]:
        parts, own = number(told, "parts", 2, MOST_PARTS), self._own(at)
        part_of = divided(stacked(self._vectors, list(own["segment_id"])), parts)
        if part_of is None:
            return {"parts": []}
        order = own.assign(part=part_of).sort_values(
            ["part", "main", "weight", "segment_id"], ascending=[True, False, False, True]
        )
        return {
            "parts": [
                {
                    "segments": int(members["main"].sum()),
                    "examples": [self._text[one] for one in members["segment_id"].head(_SHOWN)],
                }
                for _, members in order.groupby("part")
            ]
        }

    def _by_examples(self, at: int, told: Told) -> dict[str, Any]:
        chosen = {one.segment_id: one.part - 1 for one in self._chosen(at, told)}
        own = self._own(at)
        found: Likened = likened(list(own["segment_id"]), chosen, self._vectors, self._shared)
        order = own.assign(
            part=found.part_of,
            far=-found.nearness,
            other=~own["segment_id"].isin(chosen),
        ).sort_values(["part", "far", "segment_id"])
        main = own["main"].to_numpy()
        return {
            "parts": [
                {
                    "segments": int(members["main"].sum()),
                    "chosen": int((~members["other"]).sum()),
                    "examples": [
                        self._text[one]
                        for one in members.loc[members["other"], "segment_id"].head(_NEAREST)
                    ],
                }
                for _, members in order.groupby("part")
            ],
            "tied": int(found.tied[main].sum()),
            "unlike": int(found.unlike[main].sum()),
        }

    def _own(self, at: int) -> pd.DataFrame:
        """segment_id, weight, and whether it is their main theme; none where one has no vector."""
        theme = self._rows[at]["theme_id"]
        weights = self._study.tables["segment_themes"]
        own: pd.DataFrame = weights[weights["theme_id"] == theme].sort_values("segment_id")
        main = main_members(weights).get(int(theme), frozenset())
        known = own["segment_id"].isin(self._vectors.index).all()
        return own.assign(main=own["segment_id"].isin(main)) if known else own.head(0)

    def _passages(self, at: int) -> pd.DataFrame:
        """The passages whose main theme it is."""
        key = self._rows[at]["theme_key"]
        own: pd.DataFrame = self._all_passages[self._all_passages["theme_key"] == key]
        return own

    def _examples(self, at: int) -> tuple[Example, ...]:
        """The examples that the theme is split by, as people decided."""
        held = self._held.themes.get(str(self._rows[at]["theme_key"]))
        return held.examples if held and held.chosen else ()

    def _chosen(self, at: int, told: Told) -> tuple[Example, ...]:
        """The examples in a message of the page; InputError where they are none."""
        said = told.get("examples")
        if not isinstance(said, dict) or not all(
            isinstance(part, int) and 1 <= part <= MOST_PARTS for part in said.values()
        ):
            raise InputError(
                "these are no examples", where="the review desk", remedy="reload the page"
            )
        own = self._passages(at)
        held = dict(zip(own["segment_id"], own["digest"], strict=True))
        return examples_of(said, held, "the review desk")

    @cached_property
    def _all_passages(self) -> pd.DataFrame:
        return passages(self._study)

    @cached_property
    def _vectors(self) -> pd.Series:
        return self._study.vectors.set_index("segment_id")["vector"]

    @cached_property
    def _shared(self) -> FloatArray:
        segments = self._study.tables["deidentified_segments"]
        least = self._study.settings.themes.min_words
        return shared_by(segments, self._study.vectors, least)

    @cached_property
    def _text(self) -> dict[str, str]:
        segments = self._study.tables["deidentified_segments"]
        return dict(zip(segments["segment_id"], segments["text"], strict=True))

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
        examples = self._chosen(at, told) if mark == "split" and "examples" in told else ()
        if mark == "split" and not examples:
            asked["parts"] = str(number(told, "parts", 2, MOST_PARTS))
        stand = list(self._standing.of(*_KINDS))
        return decide_theme(self._study, asked, viewer.by, on, stand, examples)
