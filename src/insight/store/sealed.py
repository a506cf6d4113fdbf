"""Names that a run may put away and only the custodian can take out again.

A custodian is a pair of keys. Under the open half anybody seals (HPKE, RFC 9180: X25519,
HKDF-SHA256, AES-256-GCM); what opens lies encrypted under the custodian's passphrase (scrypt,
RFC 7914; AES-256-GCM). So a run needs no passphrase, and whoever has the machine has no names.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight.errors import InputError
from insight.store.private import write_private

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.hpke import Suite

VERSION = 1
SHORTEST = 12
"""Signs of a passphrase, at least: three or four words drawn at random are more."""
_COST = {"n": 2**17, "r": 8, "p": 1}
"""Of scrypt: 128 MB and some tenths of a second for each guess (OWASP, Password Storage)."""
_DEAREST = {"n": 2**20, "r": 16, "p": 4}
"""A file that asks for more is no custodian's: it would only wear out the machine."""
_PAD = 64
_HEAD, _LINE = "insight custodian", "insight name"
_NOT_ONE = "not a custodian's file, or a damaged one"


@dataclass(frozen=True, repr=False)
class Custodian:
    """Who alone can open what is sealed: name, since when, and both halves of their key.

    `public` is the open half, 32 bytes; `locked` the other one under the passphrase, with the
    salt, nonce and cost that it takes to unlock it.
    """

    name: str
    since: str
    public: bytes
    locked: Mapping[str, Any]

    def __repr__(self) -> str:
        return "Custodian(...)"

    @classmethod
    def new(cls, name: str, passphrase: str, since: str) -> Custodian:
        """A custodian called `name` from the day `since` on; InputError on a short passphrase."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        if len(passphrase.strip()) < SHORTEST:
            raise InputError(
                f"the passphrase has fewer than {SHORTEST} signs",
                remedy="take four words drawn at random, and write them down where nobody looks",
            )
        private = X25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        head = {"kdf": "scrypt", **_COST, "cipher": "AES-256-GCM", "salt": _told(salt)}
        box = _lock(passphrase, head).encrypt(nonce, private.private_bytes_raw(), _bound(head))
        return cls(name, since, public, {**head, "nonce": _told(nonce), "box": _told(box)})

    @classmethod
    def read(cls, path: Path) -> Custodian | None:
        """The custodian kept at `path`; None where there is none."""
        if not path.is_file():
            return None
        try:
            return cls.of(json.loads(path.read_text(encoding="utf-8")))
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise InputError(_NOT_ONE, where=path.name, remedy="restore it from a copy") from None

    @classmethod
    def of(cls, told: Any) -> Custodian:
        """The custodian told by `record`; InputError where it tells none."""
        try:
            if told[_HEAD] != VERSION:
                raise InputError(
                    "the custodian's file is of another version of insight",
                    remedy="open it with that version",
                )
            public = b64decode(told["public"], validate=True)
            if len(public) != 32:
                raise ValueError("not a key of X25519")
            return cls(str(told["name"]), str(told["since"]), public, dict(told["locked"]))
        except (KeyError, TypeError, ValueError):
            raise InputError(_NOT_ONE, remedy="restore it from a copy") from None

    def record(self) -> dict[str, Any]:
        """What is kept of it: nothing in it opens anything without the passphrase."""
        return {
            _HEAD: VERSION,
            "name": self.name,
            "since": self.since,
            "public": _told(self.public),
            "locked": dict(self.locked),
        }

    def write(self, path: Path) -> None:
        """Keep it at `path`, for its owner alone."""
        write_private(path, json.dumps(self.record(), ensure_ascii=False, indent=1) + "\n")

    def seal(self, words: str, purpose: str) -> str:
        """`words` for the custodian's eyes; `purpose` has to be told again to open them.

        Filled up to 64 bytes or a multiple, so that its length does not tell a name.
        """
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

        plain = words.encode()
        filled = plain + b"\0" * (-len(plain) % _PAD)
        to = X25519PublicKey.from_public_bytes(self.public)
        return _told(_suite().encrypt(filled, to, info=purpose.encode()))

    def unlock(self, passphrase: str) -> Unlocked:
        """What opens the sealed; InputError where this is not the passphrase."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        head = {name: self.locked.get(name) for name in ("kdf", *_COST, "cipher", "salt")}
        try:
            if (head["kdf"], head["cipher"]) != ("scrypt", "AES-256-GCM"):
                raise ValueError("another way of locking")
            if any(not 1 <= int(str(head[name])) <= most for name, most in _DEAREST.items()):
                raise ValueError("another cost")
            nonce, box = (b64decode(self.locked[name], validate=True) for name in ("nonce", "box"))
            lock = _lock(passphrase, head)
        except (KeyError, TypeError, ValueError):
            raise InputError(_NOT_ONE, remedy="restore it from a copy") from None
        try:
            return Unlocked(
                X25519PrivateKey.from_private_bytes(lock.decrypt(nonce, box, _bound(head)))
            )
        except InvalidTag:
            raise InputError(
                "this is not the custodian's passphrase", remedy="ask the custodian to type it"
            ) from None


@dataclass(frozen=True, repr=False)
class Unlocked:
    """The half of a custodian's key that opens what was sealed; held in memory only."""

    private: X25519PrivateKey

    def __repr__(self) -> str:
        return "Unlocked(...)"

    def open(self, sealed: str, purpose: str) -> str:
        """The words that were sealed for this `purpose`; InputError where they were not."""
        from cryptography.exceptions import InvalidTag

        try:
            box = b64decode(sealed, validate=True)
            return _suite().decrypt(box, self.private, info=purpose.encode()).rstrip(b"\0").decode()
        except (InvalidTag, ValueError):
            raise InputError(
                "this was not sealed for this custodian, or it was changed since",
                remedy="restore it from the custodian's copy",
            ) from None


@dataclass(frozen=True)
class SealedNames:
    """The names behind the numbers, one sealed line each, in the JSON Lines file at `path`.

    Kind and number stand in the clear, so that a line can be taken out without opening it.
    """

    path: Path

    def held(self) -> dict[tuple[str, int], str]:
        """(kind, number) -> sealed name; InputError names a line that is none."""
        if not self.path.is_file():
            return {}
        found = {}
        for number, line in enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                told = json.loads(line)
                found[str(told["kind"]), int(told["number"])] = str(told[_LINE])
            except (ValueError, KeyError, TypeError):
                raise InputError(
                    "not a sealed name",
                    where=f"{self.path.name}, line {number}",
                    remedy="restore the file from the custodian's copy",
                ) from None
        return found

    def add(self, names: Mapping[tuple[str, str], int], custodian: Custodian) -> int:
        """Seal those of `names`, (kind, name) -> number, that are not sealed yet; how many."""
        held = self.held()
        new = {(kind, n): name for (kind, name), n in names.items() if (kind, n) not in held}
        for (kind, n), name in new.items():
            held[kind, n] = custodian.seal(name, _purpose(kind, n))
        if new:
            self._write(held)
        return len(new)

    def without(self, gone: Collection[tuple[str, int]]) -> None:
        """Take the lines of these kinds and numbers out."""
        held = self.held()
        if not held.keys().isdisjoint(gone):
            self._write({which: name for which, name in held.items() if which not in gone})

    def opened(self, unlocked: Unlocked) -> dict[tuple[str, int], str]:
        """(kind, number) -> name."""
        return {
            (kind, n): unlocked.open(name, _purpose(kind, n))
            for (kind, n), name in self.held().items()
        }

    def _write(self, held: Mapping[tuple[str, int], str]) -> None:
        lines = [
            json.dumps({_LINE: name, "kind": kind, "number": n})
            for (kind, n), name in sorted(held.items())
        ]
        write_private(self.path, "".join(f"{line}\n" for line in lines))


def _purpose(kind: str, number: int) -> str:
    return f"insight name {VERSION}: {kind} {number}"


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _lock(passphrase: str, head: Mapping[str, Any]) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    # A keyboard may write é as one sign or as two: both are the same passphrase.
    typed = unicodedata.normalize("NFKC", passphrase.strip()).encode()
    salt = b64decode(head["salt"], validate=True)
    return AESGCM(Scrypt(salt, 32, int(head["n"]), int(head["r"]), int(head["p"])).derive(typed))


def _bound(head: Mapping[str, Any]) -> bytes:
    return json.dumps(dict(head), sort_keys=True).encode()


def _told(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")
