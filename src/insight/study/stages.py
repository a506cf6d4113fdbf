"""A stage whose inputs are what they were is not computed again: its tables are taken as they lie.

What a stage reads is not declared but noted while it works: which tables, and which parts of
study.toml. To this come the vectors, the decisions of people, the files of the folder that are no
source (codebooks, reference tables), the code, and the libraries. Only where all of that has the
keyed hash that it had, and the tables that came out lie on disk as they were written, are they
taken; else the stage is computed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from insight.settings import Part, Settings
from insight.store.private import write_private
from insight.study.unchanged import Files, given, surroundings
from insight.study.workspace import content_digest

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

_NO_FIGURES = ("read", "read_sample", "approve_quote", "veto_quote", "member_checked", "identifier")
"""Decisions that reach a stage through the text, or its state, or that are on quotes alone."""


@dataclass(frozen=True)
class _Done:
    """A stage as it was computed: hashes of what it read and made, and what it had to say."""

    always: str
    settings: dict[str, str]
    tables: dict[str, str]
    makes: dict[str, str]
    notes: list[str]


class _Noted:
    """Settings that note which of their parts are read; of [study], which of its keys.

    That part is never handed on whole, and nobody's figures depend on a title.
    """

    def __init__(self, settings: Part, parts: set[str], within: str = "") -> None:
        self._settings, self._parts, self._within = settings, parts, within

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._settings, name)
        if name == "study" and not self._within:
            return _Noted(found, self._parts, "study.")
        self._parts.add(self._within + name)
        return found


class Stages:
    """The stages of one run of `study`, which saw the `files` when it began.

    With `fresh` all are computed, and kept for the next run.
    """

    def __init__(self, study: OpenedStudy, files: Files, *, fresh: bool) -> None:
        self._study = study
        self._place = study.folder.kept / "stages.json"
        self._before = {} if fresh else _read(self._place)
        self._now: dict[str, _Done] = {}
        self.taken: list[str] = []
        source = {
            path.relative_to(study.folder.root).as_posix()
            for one in study.settings.source
            for path in study.folder.root.glob(one.files)
        }
        apart = source | {"study.toml", study.settings.study.ledger}
        others = sorted(
            (name, digest)
            for name, digest in given(files, study.custody).items()
            if name not in apart
        )
        self._world = self._digest([surroundings(), others])

    def step(self, name: str, make: Callable[[], None], *handed: pd.DataFrame) -> None:
        """Take the tables of the stage `name`, or let `make` compute them from what is `handed`."""
        always = self._always(handed)
        before = self._before.get(name)
        if before is not None and self._stands(before, always):
            self._study.tables.take_from_disk(before.makes)
            self._study._note(*before.notes)
            self._now[name] = before
            self.taken.append(name)
            return
        study, parts = self._study, set[str]()
        settings, told = study.settings, len(study.notes)
        study.settings = cast("Settings", _Noted(settings, parts))
        try:
            with study.tables.noting() as noted:
                make()
        finally:
            study.settings = settings
        self._now[name] = _Done(
            always,
            {part: self._part(part) for part in sorted(parts)},
            {table: self._table(table) for table in sorted(noted.read)},
            dict.fromkeys(sorted(noted.made), ""),
            study.notes[told:],
        )

    def write(self) -> None:
        """Keep what was done, once its tables are on disk."""
        done = {
            name: vars(one) | {"makes": {table: self._lying(table) for table in one.makes}}
            for name, one in sorted(self._now.items())
        }
        write_private(self._place, json.dumps(done, indent=1) + "\n")

    def _stands(self, before: _Done, always: str) -> bool:
        return (
            before.always == always
            and all(self._part(part) == kept for part, kept in before.settings.items())
            and all(self._table(table) == kept for table, kept in before.tables.items())
            and all(kept and self._lying(table) == kept for table, kept in before.makes.items())
        )

    def _always(self, handed: Iterable[pd.DataFrame]) -> str:
        decisions = [one.line for one in self._study.ledger.lines() if one.what not in _NO_FIGURES]
        vectors = sha256(b"".join(one.tobytes() for one in self._study.vectors["vector"]))
        told = [vectors.hexdigest(), list(self._study.vectors["segment_id"])]
        frames = [content_digest(one) for one in handed]
        return self._digest([self._world, decisions, told, frames])

    def _part(self, name: str) -> str:
        told: Any = self._study.settings.model_dump(mode="json")
        for key in name.split("."):
            told = told.get(key) if isinstance(told, dict) else None
        return self._digest([name, told])

    def _table(self, name: str) -> str:
        return self._digest([name, self._study.tables.digest(name)])

    def _lying(self, name: str) -> str:
        path = self._study.folder.table(name)
        return self._digest([name, sha256(path.read_bytes()).hexdigest()]) if path.is_file() else ""

    def _digest(self, told: object) -> str:
        return self._study.key.digest("stage", json.dumps(told))


def _read(path: Path) -> Mapping[str, _Done]:
    """The stages as kept at `path`; none where that is torn, or of another version."""
    try:
        return {name: _Done(**one) for name, one in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
