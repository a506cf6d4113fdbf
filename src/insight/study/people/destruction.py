"""The day has come: raw files and personal tables are destroyed, with a record and a proof.

What stays is de-identified, and it is personal data still. The key is its custodian's to destroy.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from insight.errors import InputError
from insight.settings import Settings
from insight.store import StudyFolder
from insight.store.custody import ENDED, MARK
from insight.study.method import Study
from insight.study.people.custody import keep_register
from insight.study.people.exported import FILE as EXPORTED
from insight.study.people.records import record_destruction
from insight.study.people.search import copies_of, files_holding

_TELLING = 25
_RECORDS = (
    *("lock", "ledger.lock", "releases", "releases.jsonl", "tombstones.jsonl", "destroyed.jsonl"),
    *(MARK, ENDED, EXPORTED),
)
"""What stays of .private beside the key and its log: records that hold no words and no names."""


@dataclass(frozen=True)
class Doomed:
    """What would be destroyed: files told of in study.toml, and folders made from them."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    stay: tuple[Path, ...]

    def lines(self, root: Path) -> Iterator[str]:
        """What to tell before anybody confirms."""
        yield f"{len(self.files)} files will be destroyed:"
        for path in (*self.files, *self.folders):
            yield f"- {path.relative_to(root).as_posix()}{'/' if path.is_dir() else ''}"
        if self.stay:
            yield "These lie in data/raw, study.toml names none of them as a source, and they stay:"
        for path in self.stay:
            yield f"- {path.relative_to(root).as_posix()}"


@dataclass(frozen=True)
class Destroyed:
    """What was done. `left_in` names files that still hold something raw."""

    n_files: int
    n_searched: int
    left_in: tuple[Path, ...]

    def lines(self) -> Iterator[str]:
        """What to tell, line by line."""
        yield f"{self.n_files} files are destroyed, and all tables and sheets made with names."
        yield f"Searched every file for {self.n_searched} names, raw passages and copies of files."
        for path in self.left_in:
            yield f"Still there: {path.as_posix()}"
        yield (
            "Key, numbers and sealed names are not destroyed: that is for their custodian to do, "
            "with `insight key destroy`."
        )
        yield (
            "Not reached: version control's history, backups, copies elsewhere, and what a disk "
            "keeps of deleted files. De-identified tables stay, and are personal data."
        )


def doomed(study: Study) -> Doomed:
    """What `destroy_raw` would take; nothing is changed."""
    from insight.study.people.words import memo_book

    folder, settings = study.folder, study.settings
    files = {path for path in _named(folder, settings) if path.is_file()}
    for path in files:
        if not path.resolve().is_relative_to(folder.root.resolve()):
            raise InputError(
                "a file that study.toml names lies outside of the study's folder",
                where="study.toml",
                remedy="destroy that file by hand, and take it out of study.toml",
            )
    beside = {
        path
        for path in sorted((folder.root / "data" / "raw").rglob("*"))
        if path.is_file() and path.resolve() not in {one.resolve() for one in files}
    }
    kept = {path.resolve() for path in study.custody.files}
    kept |= {study.ledger.path.resolve(), memo_book(study).path.resolve()}
    reference = (folder.root / settings.places.reference).resolve()
    stay = {
        path
        for path in beside
        if path.resolve() not in kept and reference not in path.resolve().parents
    }
    made = [
        path
        for path in sorted(folder.private.glob("*"))
        if path.name not in _RECORDS and "access" not in path.name and path.resolve() not in kept
    ]
    files |= {path for path in made if path.is_file()}
    folders = tuple(path for path in made if path.is_dir())
    return Doomed(tuple(sorted(files)), folders, tuple(sorted(stay)))


def _named(folder: StudyFolder, settings: Settings) -> Iterator[Path]:
    """Every file with raw data that study.toml names."""
    root = folder.root
    for source in settings.source:
        yield from sorted(root.glob(source.files))
        if source.speakers:
            yield root / source.speakers
    if settings.anonymise.known_names:
        yield root / settings.anonymise.known_names


def destroy_raw(
    study: Study, by: str, confirmed: str, *, early: bool = False, today: date | None = None
) -> Destroyed:
    """Destroy raw files, personal tables and sheets of `study`; record and search.

    `confirmed` has to be the study's title. Before `destroy_raw_by`, or without such a day, only
    with `early`. InputError, and nothing is changed, where one of these is not so.
    """
    on = today or datetime.now(UTC).date()
    _insist(study, by, confirmed, on, early=early)
    folder = study.folder
    with folder.locked():
        if folder.register.is_file():
            keep_register(study)  # numbers stay issued in later waves; the names in it do not
        going = doomed(study)
        if not going.files:
            raise InputError("there is nothing to destroy any more", where=folder.root.name)
        needles = _raw_words(study)
        digests = {sha256(path.read_bytes()).hexdigest() for path in going.files}
        record = [
            {
                "file": study.key.digest("destroyed", path.relative_to(folder.root).as_posix()),
                "content": study.key.digest("destroyed", sha256(path.read_bytes()).hexdigest()),
                "bytes": path.stat().st_size,
            }
            for path in going.files
        ]
        for path in going.files:
            path.unlink()
        for made in going.folders:
            shutil.rmtree(made)
        study.tables.forget()
        found = {*files_holding(folder.root, needles), *copies_of(folder.root, digests)}
        # The reference tables hold every postcode of the county, and nobody's.
        reference = Path(study.settings.places.reference)
        left = sorted(path for path in found if not path.is_relative_to(reference))
        due = study.settings.study.destroy_raw_by
        record_destruction(
            folder,
            {
                "on": on.isoformat(),
                "by": by.strip(),
                "due": due.isoformat() if due else "",
                "files": record,
                "n_searched": len(needles) + len(digests),
                "n_left": len(left),
            },
        )
    return Destroyed(len(going.files), len(needles) + len(digests), tuple(left))


def _insist(study: Study, by: str, confirmed: str, on: date, *, early: bool) -> None:
    told = study.settings.study
    if not by.strip():
        raise InputError("a name is missing", where="--by", remedy="say who destroys, and answers")
    if confirmed.strip() != told.title.strip():
        raise InputError(
            "this is not the title of the study: nothing was destroyed",
            remedy="type the title as it stands in study.toml",
        )
    if early:
        return
    if told.destroy_raw_by is None:
        raise InputError(
            "study.toml sets no day to destroy the raw files",
            where="study.toml, study.destroy_raw_by",
            remedy="set it, or say --early",
        )
    if on < told.destroy_raw_by:
        raise InputError(
            f"the day has not come: {told.destroy_raw_by.isoformat()}",
            where="study.toml, study.destroy_raw_by",
            remedy="wait, or say --early if the controller has decided so",
        )


def _raw_words(study: Study) -> set[str]:
    """What no file may hold any more: names of people in full, postcodes, passages as said.

    Only passages from which something was taken out: the others stay in the de-identified tables,
    word for word. Single names are no proof: many are words.
    """
    if "deidentified_segments" not in study.tables or "segments" not in study.tables:
        study.read()
        study.place()
        study.anonymise()
    speakers, segments = study.tables["speakers"], study.tables["segments"]
    clean = study.tables["deidentified_segments"].set_index("segment_id")["text"]
    # Who asked may also have read, and stands in the ledger and the report as such.
    heard = speakers[speakers["role"] != "interviewer"]
    names = {name for name in heard["name"] if len(name.split()) > 1}
    postcodes = {code for code in heard["postcode"] if len(code.replace(" ", "")) >= 5}
    raw = {
        text
        for segment, text in zip(segments["segment_id"], segments["text"], strict=True)
        if len(text) >= _TELLING and clean.get(segment, text) != text
    }
    return names | postcodes | raw
