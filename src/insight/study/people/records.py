"""What a study remembers between runs: who withdrew, and what was released with whose words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from insight.store import StudyFolder, StudyKey
from insight.store.private import replacing, write_private

COMPARED = ("theme_prevalence", "divergence")


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _append(path: Path, entry: dict[str, Any]) -> None:
    kept = [*_lines(path), entry]
    write_private(path, "".join(json.dumps(line, sort_keys=True) + "\n" for line in kept))


def withdrawn(folder: StudyFolder) -> frozenset[str]:
    """Ids of the speakers who withdrew."""
    return frozenset(str(line["speaker_id"]) for line in _lines(folder.tombstones))


def entomb(folder: StudyFolder, speaker_id: str) -> None:
    """Leave a tombstone, so that a re-sent file does not bring the person back."""
    today = datetime.now(UTC).date().isoformat()
    _append(folder.tombstones, {"speaker_id": speaker_id, "withdrawn_on": today})


def record_release(
    folder: StudyFolder,
    key: StudyKey,
    release_id: str,
    speaker_ids: Iterable[str],
    tables: Mapping[str, pd.DataFrame],
) -> None:
    """Remember a release: its figures, and by keyed hash its people and its quotes; once."""
    if any(line["release_id"] == release_id for line in _lines(folder.releases)):
        return
    people = sorted(key.digest("release", speaker_id) for speaker_id in speaker_ids)
    quotes = sorted(key.digest("quote", text) for text in set(tables["quotes"]["text"]))
    today = datetime.now(UTC).date().isoformat()
    told = {"release_id": release_id, "released_on": today, "people": people, "quotes": quotes}
    _append(folder.releases, told)
    for name in COMPARED:
        path = folder.private / "releases" / release_id / f"{name}.parquet"
        with replacing(path, private=True) as draft:
            tables[name].to_parquet(draft, index=False)


def earlier_releases(
    folder: StudyFolder, release_id: str
) -> Iterator[tuple[str, dict[str, pd.DataFrame]]]:
    """Releases other than `release_id`, with the figures that a new one is compared with."""
    for line in _lines(folder.releases):
        home = folder.private / "releases" / line["release_id"]
        if line["release_id"] != release_id:
            yield (
                line["release_id"],
                {name: pd.read_parquet(home / f"{name}.parquet") for name in COMPARED},
            )


def releases_holding(folder: StudyFolder, key: StudyKey, speaker_id: str) -> tuple[str, ...]:
    """Ids of the releases made with this person's words."""
    held = key.digest("release", speaker_id)
    return tuple(line["release_id"] for line in _lines(folder.releases) if held in line["people"])


def releases_quoting(
    folder: StudyFolder, key: StudyKey, speaker_id: str, digests: Collection[str]
) -> tuple[str, ...]:
    """Ids of the releases that hold a quote of this person with one of these `digests`.

    Of releases from before quotes were recorded, those that were made with the person's words.
    """
    held = key.digest("release", speaker_id)
    return tuple(
        line["release_id"]
        for line in _lines(folder.releases)
        if (set(line["quotes"]) & set(digests) if "quotes" in line else held in line["people"])
    )


def released(folder: StudyFolder) -> list[dict[str, Any]]:
    """All releases, oldest first: release_id, released_on, people (keyed hashes)."""
    return _lines(folder.releases)


def withdrawals(folder: StudyFolder) -> list[str]:
    """The days on which people withdrew."""
    return [str(line["withdrawn_on"]) for line in _lines(folder.tombstones)]


def _destructions(folder: StudyFolder) -> Path:
    return folder.private / "destroyed.jsonl"


def destroyed(folder: StudyFolder) -> list[dict[str, Any]]:
    """What was destroyed: on, by, due, files (keyed digest, bytes), n_searched, n_left."""
    return _lines(_destructions(folder))


def record_destruction(folder: StudyFolder, entry: Mapping[str, Any]) -> None:
    """Remember that the raw files were destroyed."""
    _append(_destructions(folder), dict(entry))
