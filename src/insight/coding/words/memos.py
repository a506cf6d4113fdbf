"""Memos: what researchers write, in one append-only file; the ledger itself holds no words.

A memo that is changed is followed by the one that takes its place, and one that is struck out by
one without words: what was thought before stays to be read in the file. Only a withdrawal takes
lines away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from insight.coding.words.about import About
from insight.errors import InputError
from insight.schemas import Memos, columns_of, empty, validate
from insight.store import StudyKey
from insight.store.private import write_private

KINDS = ("memo", "case summary", "reflexive", "deviant case")


@dataclass(frozen=True)
class Memo:
    """What somebody wrote, when, about what; `text` is de-identified, without it nothing stands.

    `replaces` is the id of the memo whose place it takes.
    """

    memo_id: str
    about: str
    kind: str
    author: str
    written_on: str
    text: str
    replaces: str = ""

    @classmethod
    def written(cls, key: StudyKey, said: Memo) -> Memo:
        """`said` under the id that its content has: the same memo twice is one."""
        told = asdict(said) | {"memo_id": ""}
        return replace(said, memo_id=key.mint("m", *told.values()))


@dataclass(frozen=True)
class MemoBook:
    """The memos kept in the JSON Lines file at `path`, for the owner alone."""

    path: Path

    def memos(self) -> list[Memo]:
        """All that was ever written, oldest first; InputError names a line that is no memo."""
        if not self.path.is_file():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [self._memo(number, line) for number, line in enumerate(lines, 1) if line]

    def _memo(self, number: int, line: str) -> Memo:
        try:
            told = Memo(**json.loads(line))
            About.read(told.about)
        except (ValueError, TypeError, AttributeError, InputError):
            raise InputError(
                "not a memo",
                where=f"{self.path.name}, line {number}",
                remedy="restore the file from a copy; it is only ever appended to",
            ) from None
        return told

    def standing(self) -> list[Memo]:
        """Memos in whose place no other was written, and that were not struck out."""
        held = self.memos()
        gone = {one.replaces for one in held}
        return [one for one in held if one.memo_id not in gone and one.text]

    def append(self, new: Iterable[Memo]) -> list[Memo]:
        """Add memos; returns those that were not there yet."""
        held = self.memos()
        known = {one.memo_id for one in held}
        added = list({one.memo_id: one for one in new if one.memo_id not in known}.values())
        if added:
            self._write([*held, *added])
        return added

    def without(self, forget: Callable[[Memo], bool]) -> int:
        """Take out each memo to `forget` with all its versions (for a withdrawal); how many."""
        held = self.memos()
        first: dict[str, str] = {}
        for one in held:
            first[one.memo_id] = first.get(one.replaces, one.replaces) or one.memo_id
        gone = {first[one.memo_id] for one in held if forget(one)}
        kept = [one for one in held if first[one.memo_id] not in gone]
        if len(kept) < len(held):
            self._write(kept)
        return len(held) - len(kept)

    def rewrite(self, memos: Iterable[Memo]) -> None:
        """Put `memos` in the place of all there are (the same ones, under another key)."""
        self._write(list(memos))

    def _write(self, memos: Collection[Memo]) -> None:
        told = ({k: v for k, v in asdict(one).items() if v or k != "replaces"} for one in memos)
        lines = [json.dumps(line, ensure_ascii=False, sort_keys=True) for line in told]
        write_private(self.path, "".join(f"{line}\n" for line in lines))


def memo_table(memos: Iterable[Memo]) -> pd.DataFrame:
    """`memos` as a Memos table."""
    rows = [{k: v for k, v in asdict(one).items() if k != "replaces"} for one in memos]
    return validate(Memos, pd.DataFrame(rows, columns=columns_of(Memos))) if rows else empty(Memos)
