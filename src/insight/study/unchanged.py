"""Whether anything has changed since the last run: then its report stands, and nothing is computed.

Everything that a run reads or writes is hashed: all files of the study's folder and those outside
that its settings name, the code and the versions of all libraries, the day (consent ends on one).
What is not known to be the same has changed. Nothing here needs pandas, so that to see that nothing
changed takes a moment.
"""

from __future__ import annotations

import glob
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from insight.settings import Settings, read_settings
from insight.store.custody import BESIDE, Custody
from insight.store.folder import StudyFolder, cache_folder
from insight.store.key import StudyKey
from insight.store.private import write_private

if TYPE_CHECKING:
    from insight.study.method import Study

Files = Mapping[str, str]
"""Path -> SHA-256 of what lies there."""

_PACKAGE = Path(__file__).parents[1]
_NEVER_READ = frozenset(
    (".ipynb", ".mp3", ".m4a", ".wav", ".wma", ".mp4", ".mov", ".avi", ".flac", ".ogg")
)
"""Of these only the name counts: notebooks call a run, recordings are large and never read."""
_NOT_OF_STUDY = frozenset(
    (
        *(".git", ".venv", "__pycache__", ".ipynb_checkpoints", ".pytest_cache"),
        *(".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis"),
    )
)
_ENDINGS_OF_CODE = (".pyc", ".pyo")


@dataclass(frozen=True)
class LastRun:
    """A run that is done: when, its report, and what was told of it; `state` is a keyed hash."""

    at: str
    report: str
    notes: tuple[str, ...]
    drafts: tuple[str, ...]
    state: str


def last_run(root: Path) -> LastRun | None:
    """The last run of the study in the folder `root`, if nothing at all has changed since."""
    folder = StudyFolder(root)
    if not _record(folder).is_file():
        return None
    settings = read_settings(folder.settings)
    custody = Custody.of(folder, settings.study)
    if not custody.key.is_file():
        return None
    with folder.locked():
        found = _read(folder)
        key = custody.open()
        now = found and state(key, files_of(folder, settings, custody))
    return found if found and found.state == now else None


def remember(study: Study, before: Files, report: Path) -> None:
    """Record that the run of `study` is done, which saw the files `before` when it began.

    Not where somebody changed a file meanwhile, or brought along what no file tells: recognisers,
    or other settings.
    """
    after = files_of(study.folder, study.settings, study.custody)
    same = given(before, study.custody) == given(after, study.custody)
    told = study.settings == read_settings(study.folder.settings)
    if study.recognisers or not same or not told:
        _record(study.folder).unlink(missing_ok=True)
        return
    done = LastRun(
        at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        report=report.relative_to(study.folder.root).as_posix(),
        notes=tuple(study.notes),
        drafts=tuple(study.release.why_draft),
        state=state(study.key, after),
    )
    write_private(_record(study.folder), json.dumps(asdict(done), indent=1) + "\n")


def state(key: StudyKey, files: Files) -> str:
    """Keyed hash of everything that a run depends on, and of all that it wrote."""
    told = json.dumps([surroundings(), _today(), sorted(files.items())])
    return key.digest("state of the study", told)


def surroundings() -> list[str]:
    """Our code, the libraries with their versions, Python, and the kind of machine."""
    code = sorted(
        f"{path.relative_to(_PACKAGE).as_posix()} {_digest(path)}"
        for path in _PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in _ENDINGS_OF_CODE
    )
    libraries = sorted(
        {path.name for place in sys.path for path in Path(place or ".").glob("*.dist-info")}
    )
    return [sys.version, platform.platform(), *libraries, *code]


def files_of(folder: StudyFolder, settings: Settings, custody: Custody) -> Files:
    """SHA-256 of every file that a run may read or write, by its place in the folder or outside."""
    but = frozenset((folder.kept, folder.lock, folder.ledger_lock, custody.log))
    found = [*_below(folder.root, but), *custody.files]
    found += _named_outside(folder.root, settings)
    if settings.places.authority:
        found += _below(cache_folder())
    named = {_name(path, folder.root): path for path in found}
    return {name: _digest(path) for name, path in named.items()}


def given(files: Files, custody: Custody) -> dict[str, str]:
    """Those of `files` that a run reads and does not write."""
    study = custody.study
    own = [f"{_name(one, study.root)}/" for one in (study.private, study.processed)]
    secrets = {_name(custody.home / name, study.root) for name in BESIDE}
    return {
        name: digest
        for name, digest in files.items()
        if not name.startswith(tuple(own)) and name not in secrets
    }


def _name(path: Path, root: Path) -> str:
    """Where `path` lies in the folder `root`, wherever that lies; else its whole path."""
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.resolve().as_posix()


def _below(root: Path, but: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Files below `root` that a run may read or write, but those files and folders."""
    seen: set[str] = set()
    for at, folders, names in os.walk(root, followlinks=True):
        real = os.path.realpath(at)
        here = Path(at)
        if real in seen or here in but:
            folders[:] = []
            continue
        seen.add(real)
        folders[:] = sorted(set(folders) - _NOT_OF_STUDY)
        for path in sorted({here / name for name in names} - but):
            if path.is_file():
                yield path


def _named_outside(root: Path, settings: Settings) -> Iterator[Path]:
    """Files outside of the folder `root` that the settings name: by path, pattern or folder."""
    for told in _strings(settings.model_dump(mode="json")):
        path = Path(told).expanduser()
        if path.is_absolute() or ".." in path.parts:
            # Path.glob takes no pattern that is absolute.
            for found in map(Path, sorted(glob.glob(str(root / path), recursive=True))):  # noqa: PTH207
                yield from [found] if found.is_file() else _below(found)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _strings(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for one in told.values():
            yield from _strings(one)
    elif isinstance(told, list):
        for one in told:
            yield from _strings(one)


def _digest(path: Path) -> str:
    if path.suffix.lower() in _NEVER_READ:
        return ""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return token_hex()  # who knows what is in it: it is never the same


def _record(folder: StudyFolder) -> Path:
    return folder.kept / "last-run.json"


def _read(folder: StudyFolder) -> LastRun | None:
    try:
        told = json.loads(_record(folder).read_text("utf-8"))
        return LastRun(**{**told, "notes": tuple(told["notes"]), "drafts": tuple(told["drafts"])})
    except (ValueError, TypeError, KeyError):
        return None
