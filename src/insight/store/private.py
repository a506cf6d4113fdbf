"""Files with personal data: readable by their owner alone, where the system has file modes."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700

log = logging.getLogger("insight")
_warned: set[str] = set()


def has_file_modes() -> bool:
    """Whether this system lets a file be closed to everybody but its owner."""
    return os.name == "posix"


def make_private_folder(path: Path) -> Path:
    """`path`, closed to others if it has to be made; warns once where that cannot be done.

    A folder that is there already is left as it is: it may be the user's own.
    """
    if has_file_modes():
        for folder in (*reversed(path.parents), path):
            folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
        return path
    path.mkdir(parents=True, exist_ok=True)
    if "modes" not in _warned:
        _warned.add("modes")
        log.warning(
            "This system has no file modes: restrict the folder %s by hand, so that only you can "
            "open it.",
            path.name,
        )
    return path


@contextmanager
def replacing(path: Path, *, private: bool) -> Iterator[Path]:
    """A new file beside `path` to write to; takes its place only when all went well."""
    if private:
        make_private_folder(path.parent)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        if has_file_modes():
            draft.chmod(OWNER_ONLY_FILE if private else 0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A new folder beside `path` to fill; takes its place only when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=path.parent, prefix="."))
    try:
        yield new
        if has_file_modes():
            new.chmod(0o755)
        shutil.rmtree(path, ignore_errors=True)
        new.replace(path)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all, for its owner alone."""
    with replacing(path, private=True) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


def write_private_bytes(path: Path, told: bytes) -> None:
    """Write `told` to `path`, whole or not at all, for its owner alone."""
    with replacing(path, private=True) as draft:
        draft.write_bytes(told)


def append_private(path: Path, text: str) -> None:
    """Add `text` to the end of `path`, for its owner alone; on the disk when this returns.

    Where it cannot be written whole, what was there stays as it was.
    """
    make_private_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), OWNER_ONLY_FILE)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        if has_file_modes():
            path.chmod(OWNER_ONLY_FILE)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        ended = file.read(1) in (b"", b"\n")
        data = (text if ended else f"\n{text}").encode()
        try:
            while data:
                data = data[file.write(data) :]
            os.fsync(handle)
        except BaseException:
            file.truncate(size)
            raise


def shred(path: Path) -> None:
    """Write over the file at `path`, and delete it.

    A disk of today may keep the old bytes elsewhere all the same, and so do backups.
    """
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def shred_all(folder: Path) -> None:
    """Write over and delete every file below `folder`, and the folders in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            shred(path)
