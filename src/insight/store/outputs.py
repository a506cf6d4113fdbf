"""What models made of texts, kept so that no text is read twice: numbers by keyed hash, no text.

One SQLite file in `.private`. An entry is found by HMAC-SHA256, under the study's key, of the model
and the text. It holds a vector, or offsets, kinds and scores, and a keyed checksum: what a kill or
a disk tore is computed again, not trusted. Without the key nobody can guess short texts by trying;
with it they can, and so the key lies elsewhere.
"""

from __future__ import annotations

import hmac
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from insight.store.key import StudyKey
from insight.store.private import OWNER_ONLY_FILE, make_private_folder, shred

MOST_BYTES = 1 << 30
"""How large the file may grow; what would come on top is computed each time."""
_AT_ONCE = 500
_WAIT_S = 30.0
_LAYOUT = (
    "CREATE TABLE IF NOT EXISTS made "
    "(place BLOB PRIMARY KEY, output BLOB NOT NULL, mark BLOB NOT NULL)"
)

Done = TypeVar("Done")


class Outputs:
    """The outputs kept in the file at `path` under `key`; several processes may use it at once.

    Whatever is wrong with the file, an output is at worst not there.
    """

    def __init__(self, path: Path, key: StudyKey, most: int = MOST_BYTES) -> None:
        self._path = path
        self._secret = bytes.fromhex(key.digest("outputs of models"))
        self._most = most
        self._asked: set[bytes] = set()

    def known(self, model: str, texts: Iterable[str]) -> dict[str, bytes]:
        """Text -> what `model` made of it, of those `texts` for which that is kept, and whole."""
        places = {self._place(model, text): text for text in texts}
        self._asked.update(places)

        def look(file: sqlite3.Connection) -> dict[str, bytes]:
            found: dict[str, bytes] = {}
            for some in _portions(list(places)):
                asked = ",".join("?" * len(some))
                rows = file.execute(f"SELECT * FROM made WHERE place IN ({asked})", some)
                for place, output, mark in rows:
                    if hmac.compare_digest(mark, self._mark(place, output)):
                        found[places[place]] = output
            return found

        return self._do(look, {})

    def keep(self, model: str, made: Mapping[str, bytes]) -> None:
        """Keep what `model` made of each text: all of it, or nothing where the file is full."""
        places = {self._place(model, text): output for text, output in made.items()}
        self._asked.update(places)

        def write(file: sqlite3.Connection) -> None:
            pages, size = (_one(file, f"PRAGMA page_{what}") for what in ("count", "size"))
            if pages * size + sum(map(len, places.values())) > self._most:
                return
            rows = [(place, out, self._mark(place, out)) for place, out in places.items()]
            with file:
                file.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", rows)

        self._do(write, None)

    def sweep(self) -> None:
        """Delete what nobody asked for through this object: of other models, of words gone."""

        def delete(file: sqlite3.Connection) -> None:
            kept = [place for (place,) in file.execute("SELECT place FROM made")]
            gone = [(place,) for place in kept if place not in self._asked]
            if gone:
                with file:
                    file.executemany("DELETE FROM made WHERE place = ?", gone)
                file.execute("VACUUM")

        self._do(delete, None)

    def _do(self, work: Callable[[sqlite3.Connection], Done], otherwise: Done) -> Done:
        """`work` on the file; `otherwise` where another holds it, the disk is full, or it is torn.

        A torn file is deleted, and begun anew by whoever comes next.
        """
        make_private_folder(self._path.parent)
        # SQLite gives the files that it writes beside this one the same mode.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, OWNER_ONLY_FILE))
        try:
            with closing(sqlite3.connect(self._path, timeout=_WAIT_S)) as file:
                file.execute("PRAGMA journal_mode = WAL")
                file.execute("PRAGMA secure_delete = ON")
                file.execute(_LAYOUT)
                return work(file)
        except sqlite3.OperationalError:
            return otherwise
        except sqlite3.DatabaseError:
            for one in self._path.parent.glob(f"{self._path.name}*"):
                shred(one)
            return otherwise

    def _place(self, model: str, text: str) -> bytes:
        told = f"{model}\x1f{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, told, "sha256")

    def _mark(self, place: bytes, output: bytes) -> bytes:
        return hmac.digest(self._secret, place + output, "sha256")[:16]


def _one(file: sqlite3.Connection, asked: str) -> int:
    (number,) = file.execute(asked).fetchone()
    return int(number)


def _portions(all_of: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(all_of), _AT_ONCE):
        yield all_of[start : start + _AT_ONCE]
