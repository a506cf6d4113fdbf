"""Where a study's secrets lie, who opened them when, and how they go.

The key, the numbers of pseudonyms, the names sealed for the custodian and the log of access lie
together, outside of the study's folder unless study.toml says otherwise: whoever gets a copy of the
folder gets none of them.
"""

from __future__ import annotations

import getpass
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path

from insight.errors import InputError, InsightError, SettingsError
from insight.progress import doing
from insight.settings import StudySettings
from insight.store.folder import StudyFolder
from insight.store.key import StudyKey
from insight.store.private import (
    OWNER_ONLY_FILE,
    has_file_modes,
    make_private_folder,
    write_private,
)
from insight.store.sealed import Custodian, SealedNames

OUTSIDE = "outside"
NUMBERS, NAMES, CUSTODIAN, LOG = "numbers.json", "names.jsonl", "custodian.json", "access.jsonl"
BESIDE = (NUMBERS, NAMES, CUSTODIAN)
COPY = ".insight-custody"
"""How the file name of a custodian's copy ends."""
MARK, ENDED = "key-id", "key-destroyed.jsonl"
"""What stays with the study: which key it was made with, and when that was destroyed."""

_SECRET_NAMES = frozenset((NUMBERS, NAMES, CUSTODIAN, LOG, "register.json", MARK))
_KEY = re.compile(rb"\s*[0-9a-fA-F]{32,}\s*")
_HEAD = re.compile(rb'"insight (?:custody|custodian|numbers|name)"')


@dataclass(frozen=True)
class Custody:
    """The files of one study's secrets: its `key`, and all others in `home`.

    `public` says that the key is no secret, because everybody in the study is invented.
    """

    key: Path
    home: Path
    study: StudyFolder
    public: bool

    @classmethod
    def of(cls, folder: StudyFolder, told: StudySettings) -> Custody:
        """Where the secrets of the study in `folder` lie, by its settings.

        SettingsError where they are to lie outside and the study has no id to find them by.
        """
        if told.key == OUTSIDE:
            if not told.id:
                raise SettingsError(
                    "the key is to lie outside of this folder, and the study has no id",
                    where="study.toml, study.id",
                    remedy='write one, such as id = "valley-2026", that no other study here has',
                )
            key = user_data_path("insight", appauthor=False) / told.id / "key"
        else:
            key = folder.root / Path(told.key).expanduser()
        within = key.resolve().is_relative_to(folder.root.resolve())
        home = folder.private if within else key.parent
        return cls(key, home, folder, told.custody == "public")

    @property
    def is_outside(self) -> bool:
        """Whether a copy of the study's folder is a copy without its secrets."""
        return self.home != self.study.private

    @property
    def numbers(self) -> Path:
        """Which number stands for whose keyed hash."""
        return self.home / NUMBERS

    @property
    def names(self) -> SealedNames:
        """The names behind the numbers, sealed."""
        return SealedNames(self.home / NAMES)

    @property
    def log(self) -> Path:
        """Who opened what, when."""
        return self.home / LOG

    @property
    def mark(self) -> Path:
        """Which key the study was made with, by a keyed hash."""
        return self.study.private / MARK

    @property
    def ended(self) -> Path:
        """When key and register were destroyed, and by whom."""
        return self.study.private / ENDED

    @property
    def files(self) -> tuple[Path, ...]:
        """The secrets that there are, the log not among them."""
        told = (self.key, *(self.home / name for name in BESIDE))
        return tuple(path for path in told if path.is_file())

    def custodian(self) -> Custodian | None:
        """Who can open the sealed names, where anybody can."""
        return Custodian.read(self.home / CUSTODIAN)

    def appoint(self, custodian: Custodian) -> None:
        """Names are sealed for `custodian` from now on."""
        make_private_folder(self.home)
        custodian.write(self.home / CUSTODIAN)

    def insist(self) -> None:
        """InputError where a key that the study was made with is gone; nothing is opened."""
        if self.key.is_file():
            return
        if self.ended.is_file():
            raise InputError(
                "the key of this study was destroyed",
                where=self.study.root.resolve().name,
                remedy="its ids cannot be had again; `insight new` makes a new study",
            )
        if self.mark.is_file():
            raise InputError(
                "the key that this study was made with is not here",
                where=self.key.name,
                remedy="move it there, or run `insight key import FILE` with its custodian's copy",
            )

    def open(self) -> StudyKey:
        """The study's key, made at the first need; the opening is logged.

        InputError where the study was made with another key, or its key is gone: another one would
        give everybody other ids, and no decision of anybody would hold.
        """
        self.insist()
        made = not self.key.is_file()
        known = self.mark.read_text("utf-8").strip() if self.mark.is_file() else ""
        try:
            make_private_folder(self.home)
            key = StudyKey.at(self.key)
        except OSError:
            raise InputError(
                "the key cannot be kept or read where it belongs",
                where="study.toml, study.key",
                remedy="name a place that you alone may write to",
            ) from None
        if known and known != key.id:
            raise InputError(
                "this is not the key that the study was made with",
                where=self.key.name,
                remedy="bring the right one back with `insight key import FILE`",
            )
        if not known:
            write_private(self.mark, key.id + "\n")
        if made:
            self.record("key made")
        self.record(doing.get())
        return key

    def record(self, what: str) -> None:
        """Log that somebody did `what`; nothing of anybody in the study is in it."""
        told = {"at": _now(), "who": _who(), "verb": what}
        make_private_folder(self.home)
        try:
            log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, OWNER_ONLY_FILE)
            with os.fdopen(log, "a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
        except OSError:
            raise InputError(
                "the log of access cannot be written",
                where=self.log.name,
                remedy="make the folder of the key writable for yourself",
            ) from None

    def accesses(self) -> list[dict[str, str]]:
        """Who opened what, oldest first: at (UTC), who, verb."""
        if not self.log.is_file():
            return []
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line]

    def open_to_others(self) -> list[Path]:
        """Secrets that somebody else on this machine may read."""
        if self.public or not has_file_modes():
            return []
        return [path for path in (*self.files, self.home) if path.exists() and _is_open(path)]


def is_secret(path: Path) -> bool:
    """Whether `path` is a key, a register, a custodian's file or copy, by its name or by its words.

    Nothing of that kind may stand in a report, an export or a bundle.

    >>> is_secret(Path("numbers.json")), is_secret(Path("report.html"))
    (True, False)
    """
    if path.name in _SECRET_NAMES or path.name.endswith(COPY) or path.suffix == ".key":
        return True
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(4096)
    return bool(_KEY.fullmatch(start) or _HEAD.search(start))


def refuse_secrets(folder: Path) -> None:
    """Raise InsightError where a file below `folder`, which is to leave, is a secret."""
    if any(is_secret(path) for path in folder.rglob("*")):
        raise InsightError(f"a key or a register is among what is to leave in {folder.name}")


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):
        return "a user without a name"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)
