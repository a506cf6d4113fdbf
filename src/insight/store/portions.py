"""Texts dealt into portions for several processes: Parquet files in `.private`, for their owner.

A portion is two files: the texts, and beside them what a model made of each, in the same order.
The second is there whole or not at all, so whoever is killed costs one portion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from insight.store.outputs import Outputs
from insight.store.private import make_private_folder, replacing, shred, shred_all

_TEXTS, _MADE = ".texts.parquet", ".made.parquet"
_MODEL = b"model"


@dataclass(frozen=True)
class Portion:
    """The portion whose texts are at `place`."""

    place: Path

    @property
    def made_at(self) -> Path:
        """Where what was made of the texts is put."""
        return self.place.with_name(self.place.name.removesuffix(_TEXTS) + _MADE)

    def read(self) -> tuple[str, list[str]]:
        """The model that is to read the texts (its identity), and the texts."""
        table = pq.read_table(self.place)
        texts = [told.decode("utf-8", "surrogatepass") for told in _column(table)]
        return table.schema.metadata[_MODEL].decode(), texts

    def write_made(self, outputs: Sequence[bytes]) -> None:
        """Put down what was made of the texts, one output for each."""
        _write(self.made_at, outputs)

    def made(self) -> list[bytes]:
        """What was made of the texts; nothing where nobody has done so yet."""
        return _column(pq.read_table(self.made_at)) if self.made_at.is_file() else []

    def forget(self) -> None:
        """Write over both files, and delete them."""
        for path in (self.place, self.made_at):
            if path.is_file():
                shred(path)


def deal(texts: Sequence[str], count: int, model: str, folder: Path) -> list[Portion]:
    """`texts`, which are distinct, dealt by a hash of each into at most `count` portions."""
    hands: list[list[bytes]] = [[] for _ in range(count)]
    for text in texts:
        told = text.encode("utf-8", "surrogatepass")
        hands[int.from_bytes(sha256(told).digest()[:8]) % count].append(told)
    dealt = []
    for number, hand in enumerate(filter(None, hands)):
        portion = Portion(folder / f"{number:06d}{_TEXTS}")
        _write(portion.place, hand, {_MODEL: model.encode()})
        dealt.append(portion)
    return dealt


def gather(folder: Path, outputs: Outputs) -> None:
    """Take into `outputs` what was made for a run that was killed, and delete all of `folder`."""
    for portion in _left(folder):
        try:
            model, texts = portion.read()
            outputs.keep(model, dict(zip(texts, portion.made(), strict=False)))
        except (pa.ArrowInvalid, OSError):
            continue  # torn by the kill: it is made again
    shred_all(folder)


def _left(folder: Path) -> Iterator[Portion]:
    return (Portion(path) for path in sorted(folder.rglob(f"*{_TEXTS}")))


def _write(path: Path, told: Sequence[bytes], about: dict[bytes, bytes] | None = None) -> None:
    make_private_folder(path.parent)
    table = pa.table({"told": pa.array(told, pa.binary())})
    with replacing(path, private=True) as draft:
        pq.write_table(table.replace_schema_metadata(about), draft)


def _column(table: pa.Table) -> list[bytes]:
    told: list[bytes] = table.column("told").to_pylist()
    return told
