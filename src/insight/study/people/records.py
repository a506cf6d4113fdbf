"""What a study remembers between runs: who withdrew, and what was released with whose words."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from insight.store import StudyFolder, StudyKey
from insight.store.private import replacing, write_private

BUNDLE = "bundle"
NEEDED = ("theme_prevalence", "representation")
COMPARED = (
    *NEEDED,
    *("theme_gradients", "weighted_prevalence", "theme_views", "rungs", "themes", "links"),
)
"""Released tables that count people: what a later release is compared with, as far as kept."""
_MEMBERS = "people.parquet"


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
    members: pd.DataFrame,
) -> bool:
    """Remember a release: its figures, and by keyed hash its people and its quotes.

    `members` : who stood in which part of it, by keyed hash (`disclosure.MEMBER_COLUMNS`). False
    where it is remembered already.
    """
    if any(line["release_id"] == release_id for line in _lines(folder.releases)):
        return False
    people = sorted(key.digest("release", speaker_id) for speaker_id in speaker_ids)
    quotes = sorted(key.digest("quote", text) for text in set(tables["quotes"]["text"]))
    today = datetime.now(UTC).date().isoformat()
    told = {"release_id": release_id, "released_on": today, "people": people, "quotes": quotes}
    _append(folder.releases, told)
    home = folder.private / "releases" / release_id
    kept = {f"{name}.parquet": tables[name] for name in COMPARED if name in tables}
    kept |= {_MEMBERS: members}
    for name, table in kept.items():
        with replacing(home / name, private=True) as draft:
            table.to_parquet(draft, index=False)
    return True


def record_bundle(
    folder: StudyFolder, key: StudyKey, bundle_id: str, speaker_ids: Iterable[str]
) -> None:
    """Remember a bundle for partners: by keyed hash, its people. It holds words, not quotes."""
    people = sorted(key.digest("release", speaker_id) for speaker_id in speaker_ids)
    today = datetime.now(UTC).date().isoformat()
    _append(
        folder.releases,
        {
            "release_id": bundle_id,
            "kind": BUNDLE,
            "released_on": today,
            "people": people,
            "quotes": [],
        },
    )


def release_log(folder: StudyFolder) -> Path:
    """What left the study, when, under which policy, and who answers for it: may be published."""
    return folder.processed / "releases.jsonl"


def log_release(folder: StudyFolder, entry: Mapping[str, Any]) -> None:
    """Add a line to the log that may be published; nothing of anybody in the study is in it."""
    kept = [*_lines(release_log(folder)), dict(entry)]
    with replacing(release_log(folder), private=False) as draft:
        draft.write_text("".join(json.dumps(line, sort_keys=True) + "\n" for line in kept), "utf-8")


def earlier_releases(
    folder: StudyFolder,
) -> Iterator[tuple[str, dict[str, pd.DataFrame], pd.DataFrame]]:
    """Releases there were: id, the figures that a new one is compared with, and their members.

    Those from before members were remembered have none of these.
    """
    for line in _lines(folder.releases):
        home = folder.private / "releases" / line["release_id"]
        if line.get("kind") == BUNDLE or not (home / _MEMBERS).is_file():
            continue
        tables = {
            name: pd.read_parquet(home / f"{name}.parquet")
            for name in COMPARED
            if name in NEEDED or (home / f"{name}.parquet").is_file()
        }
        yield line["release_id"], tables, pd.read_parquet(home / _MEMBERS)


def not_compared(folder: StudyFolder) -> int:
    """How many releases were made before what they showed, and who stood in it, was kept."""
    releases = [line for line in _lines(folder.releases) if line.get("kind") != BUNDLE]
    return len(releases) - sum(1 for _ in earlier_releases(folder))


def member_files(folder: StudyFolder) -> list[Path]:
    """Where it is kept who stood in which part of each release."""
    return sorted((folder.private / "releases").glob(f"*/{_MEMBERS}"))


def rename_members(path: Path, new: Callable[[str], str]) -> None:
    """Give the people of one of `member_files` the keyed hashes of another key."""
    table = pd.read_parquet(path)
    with replacing(path, private=True) as draft:
        renamed = table.assign(person=[new(str(one)) for one in table["person"]])
        renamed.to_parquet(draft, index=False)


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
