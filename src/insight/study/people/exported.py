"""Which exports held whose words: whoever withdraws has to know who received them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from insight.store import StudyFolder, StudyKey
from insight.store.private import append_private

FILE = "exports.jsonl"


def exports_of(folder: StudyFolder) -> Path:
    """Where exports are remembered: kind, day, and people by keyed hash."""
    return folder.private / FILE


def record_export(folder: StudyFolder, key: StudyKey, kind: str, people: Iterable[str]) -> None:
    """Remember that an export of this `kind` with the words of `people` was made today."""
    told = {
        "kind": kind,
        "exported_on": datetime.now(UTC).date().isoformat(),
        "people": sorted(key.digest("release", one) for one in people),
    }
    append_private(exports_of(folder), json.dumps(told, sort_keys=True) + "\n")


def exports_holding(folder: StudyFolder, key: StudyKey, speaker_id: str) -> tuple[str, ...]:
    """Kind and day of the exports that held this person's words, each once."""
    path = exports_of(folder)
    if not path.is_file():
        return ()
    held = key.digest("release", speaker_id)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    found = (f"{one['kind']} of {one['exported_on']}" for one in lines if held in one["people"])
    return tuple(dict.fromkeys(found))
