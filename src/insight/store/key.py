"""The study's secret, and the ids and hashes derived from it.

Ids and hashes are keyed (HMAC-SHA256, RFC 2104): short answers and names can be guessed, so a plain
hash of them is no secret. Whoever has the key can tell which source row an id stands for; it is
kept apart from whatever is shared.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from insight.errors import InputError
from insight.store.private import write_private

_SEPARATOR = "\x1f"


@dataclass(frozen=True, repr=False)
class StudyKey:
    """A study's secret of at least 16 bytes."""

    secret: bytes

    def __repr__(self) -> str:
        return "StudyKey(...)"

    @classmethod
    def at(cls, path: Path) -> StudyKey:
        """The key kept at `path`, made there when the study has none yet."""
        if not path.exists():
            cls.new().write(path)
        told = path.read_text(encoding="ascii", errors="replace").strip()
        if len(told) < 32:
            raise InputError(
                "this is not a study key (32 or more characters are expected)",
                where=path.name,
                remedy="restore the key from its custodian; a new one would break all ids",
            )
        return cls(told.encode())

    @classmethod
    def new(cls) -> StudyKey:
        """A key that nobody has had before."""
        return cls(secrets.token_hex(32).encode())

    @property
    def id(self) -> str:
        """What tells this key from others, and opens nothing."""
        return self.mint("k", "which key this is")

    def write(self, path: Path) -> None:
        """Keep it at `path`, for its owner alone."""
        write_private(path, self.secret.decode() + "\n")

    def digest(self, *parts: str) -> str:
        """Keyed hash of `parts`, 64 hexadecimal digits."""
        message = _SEPARATOR.join(parts).encode()
        return hmac.new(self.secret, message, sha256).hexdigest()

    def mint(self, prefix: str, *parts: str) -> str:
        """An id such as `s-3f2a90c1d4e5`: always the same for the same source key `parts`."""
        return f"{prefix}-{self.digest(prefix, *parts)[:12]}"
