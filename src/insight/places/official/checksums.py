"""SHA-256 of the official files in a folder, as each first arrived there."""

from __future__ import annotations

import json
from hashlib import file_digest
from pathlib import Path

from insight.errors import SourceError
from insight.store.private import replacing

CHECKSUMS = "checksums.json"


def sha256_of(path: Path) -> str:
    """SHA-256 of the file `path`, in hexadecimal figures."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def recorded(path: Path) -> str | None:
    """The checksum that is kept for `path`; None where none is."""
    return _all(path.parent).get(path.name)


def record(path: Path, digest: str | None) -> None:
    """Keep `digest` for `path`; None forgets it."""
    kept = {name: known for name, known in _all(path.parent).items() if name != path.name}
    if digest is not None:
        kept[path.name] = digest
    with replacing(path.parent / CHECKSUMS, private=False) as draft:
        draft.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")


def refuse_changed(path: Path) -> Path:
    """`path`; SourceError where it is not the file any more whose checksum is kept beside it."""
    known = recorded(path)
    if known is not None and (digest := sha256_of(path)) != known:
        raise SourceError(
            f"its SHA-256 begins {digest[:12]}, and {known[:12]} is expected",
            where=path.name,
            remedy=f"delete it and fetch or save it again; if it was changed on purpose, delete "
            f"its line in {path.parent / CHECKSUMS}",
        )
    return path


def _all(folder: Path) -> dict[str, str]:
    ledger = folder / CHECKSUMS
    if not ledger.is_file():
        return {}
    try:
        told = json.loads(ledger.read_text("utf-8"))
    except ValueError:  # also what UnicodeDecodeError is
        told = None
    if not isinstance(told, dict):
        raise SourceError(
            "it cannot be read",
            where=f"{folder.name}/{CHECKSUMS}",
            remedy="delete it; files are then held against the checksum that they have now",
        )
    return {str(name): str(digest) for name, digest in told.items()}
