"""What people decided: one append-only file, a line a decision, keyed by id and keyed hash.

The ledger never holds the words decided upon, only a keyed hash of them: when the words change
(another redaction, another cut), the decision no longer holds and has to be made again. Lines are
taken out for a withdrawal alone, which leaves a tombstone, and written anew under another key.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from insight.errors import InputError, StudyLockedError
from insight.store.private import append_private, make_private_folder, replacing

OWN = frozenset({"code", "code_read"})
"""Kinds of decision that each person makes for themselves: another's does not replace it."""
FORGOTTEN = "forgotten"
"""The kind of a tombstone: about a hash of an id that a withdrawal took out of the ledger."""
_PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
_SHORT = ("place", "verdict", "at")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Matter = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Decision:
    """Who decided what about which words, and when.

    `place` says where among these words, `verdict` what was decided, where there is a choice: of
    several such decisions on one matter the last one stands. `on` is the day; `at` the second
    (ISO 8601, UTC), which the ledger adds.
    """

    what: str
    about: str
    text_digest: str
    by: str
    on: str
    place: str = ""
    verdict: str = ""
    at: str = field(default="", compare=False)

    @property
    def matter(self) -> Matter:
        """What may be decided anew: by anybody, or where it is of one's `OWN`, by the same."""
        whose = self.by if self.what in OWN else ""
        return self.what, self.about, self.text_digest, self.place, whose

    @property
    def moment(self) -> str:
        """What it is ordered by: lines from before there were seconds have their day alone."""
        return self.at or self.on

    @property
    def line(self) -> str:
        """It as a line of the file."""
        told = {name: value for name, value in asdict(self).items() if value or name not in _SHORT}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Merged:
    """What became of a merger: how many lines were `added`, were `known`, were `withheld`.

    Withheld, and removed from here, is what is about people who withdrew. `conflicts` are pairs of
    decisions on one matter, one from each side: the one that stands no longer, and the other.
    """

    added: int
    known: int
    withheld: int
    removed: int
    conflicts: tuple[tuple[Decision, Decision], ...]


@dataclass
class _Held:
    """The file as it was last read: how to know it again, its lines in order, and what stands."""

    mark: tuple[int, int, int] = (0, 0, 0)
    lines: list[Decision] = field(default_factory=list)
    standing: dict[Matter, Decision] = field(default_factory=dict)

    def take(self, lines: list[Decision], mark: tuple[int, int, int]) -> None:
        self.mark, self.lines = mark, lines
        self.standing = {one.matter: one for one in oldest_first(lines)}


@dataclass(frozen=True)
class Ledger:
    """The decisions kept in the JSON Lines file at `path`.

    Processes that write wait for one another at the file `lock` (beside `path` where none is
    named); a decision is on the disk when `append` returns.
    """

    path: Path
    lock: Path | None = None
    _held: _Held = field(default_factory=_Held, init=False, repr=False, compare=False)

    def decisions(self) -> list[Decision]:
        """All decisions, oldest first; InputError names a line that is none."""
        return [one for one in oldest_first(self.lines()) if one.what != FORGOTTEN]

    def lines(self) -> list[Decision]:
        """Every line as it stands in the file, tombstones among them."""
        return list(self._current().lines)

    def append(self, new: Iterable[Decision]) -> list[Decision]:
        """Add decisions; those that stand already are not added again. Returns what was added."""
        with self._writing() as held:
            added = []
            for one in new:
                before = held.standing.get(one.matter)
                if before is None or before.verdict != one.verdict:
                    added.append(replace(one, at=_after(before)))
                    held.standing[one.matter] = added[-1]
            self._add(added)
        return added

    def merge(self, others: Iterable[Decision]) -> Merged:
        """Add every line of another machine's ledger that is not here.

        Whichever of two ledgers is merged into the other, and however often: the lines are the
        same. Of decisions on one matter the later stands.
        """
        with self._writing() as held:
            own, theirs = list(held.lines), list(others)
            known = {one.line for one in own}
            fresh = list({one.line: one for one in theirs if one.line not in known}.values())
            gone = {one.about: one.moment for one in oldest_first(own + theirs) if _is_tomb(one)}
            kept = [one for one in own if not _is_gone(one, gone)]
            added = [one for one in fresh if not _is_gone(one, gone)]
            before = {one.matter: one for one in oldest_first(kept)}
            if len(kept) < len(own):
                self._write(kept + added)
            else:
                self._add(added)
            conflicts = _conflicts(before, added)
        n_known = sum(one.line in known for one in theirs)
        return Merged(len(added), n_known, len(fresh) - len(added), len(own) - len(kept), conflicts)

    def without(self, ids: set[str]) -> None:
        """Forget every decision about one of `ids`, and leave a tombstone (for a withdrawal)."""
        if not ids:
            return
        with self._writing() as held:
            gone = [one for one in held.lines if one.about in ids]
            at = _after(max(gone, key=lambda one: one.moment, default=None))
            kept = [one for one in held.lines if one.about not in ids]
            tombs = sorted(_tomb(one) for one in ids)
            self._write(kept + [Decision(FORGOTTEN, one, "", "", at[:10], at=at) for one in tombs])

    def rewrite(self, decisions: Iterable[Decision]) -> None:
        """Put `decisions` in the place of all there are (the same ones, under another key).

        InputError, and nothing is written, where somebody decided since they were read.
        """
        with self._locked():
            if self._mark() != self._held.mark:
                raise InputError(
                    "somebody decided something in the meantime",
                    where=self.path.name,
                    remedy="do it again when nobody else works on the study",
                )
            self._write(list(decisions))

    def holds(self, what: str) -> dict[str, str]:
        """For one kind of decision: what it is about -> digest of the words decided upon."""
        return {d.about: d.text_digest for d in self.decisions() if d.what == what}

    # -- the file ---------------------------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[None]:
        path = self.lock or self.path.with_name(f".{self.path.name}.lock")
        make_private_folder(path.parent)
        lock = FileLock(path, mode=0o600)
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout:
            raise StudyLockedError(
                "another process writes the ledger",
                where=self.path.name,
                remedy="try again when it is done",
            ) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _writing(self) -> Iterator[_Held]:
        """What is held, while nobody else writes; forgotten where something fails."""
        with self._locked():
            held = self._current(alone=True)
            try:
                yield held
            except BaseException:
                held.take([], (0, 0, 0))
                raise

    def _mark(self) -> tuple[int, int, int]:
        """What tells whether the file is the one that was read; zeros where there is none."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return 0, 0, 0
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _current(self, *, alone: bool = False) -> _Held:
        """What the file holds, read again where it is not as it was left."""
        mark = self._mark()
        if mark != self._held.mark:
            data = self.path.read_bytes() if mark[1] else b""
            if data and not data.endswith(b"\n") and not alone:
                with self._locked():  # Somebody may be in the midst of a line.
                    return self._current(alone=True)
            lines = enumerate(data.split(b"\n"), 1)
            told = [decision(self.path, number, line) for number, line in lines if line.strip()]
            self._held.take(told, mark)
        return self._held

    def _add(self, new: list[Decision]) -> None:
        if new:
            append_private(self.path, "".join(f"{one.line}\n" for one in new))
            self._held.lines.extend(new)
            self._held.standing.update({one.matter: one for one in new})
            self._held.mark = self._mark()

    def _write(self, lines: list[Decision]) -> None:
        with replacing(self.path, private=True) as draft, draft.open("wb") as file:
            file.write("".join(f"{one.line}\n" for one in lines).encode())
            file.flush()
            os.fsync(file.fileno())
        self._held.take(lines, self._mark())


def decision(path: Path, number: int, line: bytes) -> Decision:
    """The decision in one line of the file `path`; InputError names the line where it is none."""
    try:
        told = json.loads(line.decode("utf-8"))
        one = Decision(**told)
        if set(map(type, told.values())) != {str}:
            raise TypeError
        datetime.fromisoformat(one.on)
        if one.at and not (_SECOND.fullmatch(one.at) and datetime.fromisoformat(one.at)):
            raise ValueError
    except (ValueError, TypeError):
        raise InputError(
            "not a decision",
            where=f"{path.name}, line {number}",
            remedy="restore the ledger from a copy, for it is only ever appended to; if the "
            "machine stopped while its last line was written, delete that line",
        ) from None
    return one


def oldest_first(lines: Iterable[Decision]) -> list[Decision]:
    """`lines` by their moment, else in the order they have.

    Where two machines decided on one matter in the same second, the order is that of the verdicts:
    it must not depend on which ledger was merged into the other.
    """
    told = list(lines)
    seconds = Counter((one.matter, one.at) for one in told if one.at)

    def order(one: Decision) -> tuple[str, str]:
        tied = bool(one.at) and seconds[one.matter, one.at] > 1
        return one.moment, one.verdict if tied else ""

    return sorted(told, key=order)


def _after(before: Decision | None) -> str:
    """The present second (UTC), or the one after `before`, should the clock be behind that.

    A hybrid logical clock: Kulkarni SS and others (2014), Logical Physical Clocks,
    doi:10.1007/978-3-319-14472-6_2. Whatever the clocks of two machines say, and however fast
    somebody changes their mind, a decision is later than the one that it replaces.
    """
    now = datetime.now(UTC)
    if before is not None:
        earlier = datetime.fromisoformat(before.moment)
        now = max(now, earlier.replace(tzinfo=UTC) + timedelta(seconds=1))
    return now.strftime(_MOMENT)


def _tomb(about: str) -> str:
    """What a tombstone says of an id: ids are keyed, their plain hash tells nothing else."""
    return sha256(f"{FORGOTTEN} {about}".encode()).hexdigest()


def _is_tomb(one: Decision) -> bool:
    return one.what == FORGOTTEN


def _is_gone(one: Decision, gone: dict[str, str]) -> bool:
    """Whether a withdrawal took out what `one` is about, after it was decided."""
    return not _is_tomb(one) and one.moment <= gone.get(_tomb(one.about), "")


def _conflicts(
    before: dict[Matter, Decision], added: list[Decision]
) -> tuple[tuple[Decision, Decision], ...]:
    """Matters on which both sides decided, and not the same: what stood, and what stands now."""
    theirs = {one.matter: one for one in oldest_first(added)}
    pairs = [
        oldest_first([before[matter], one])
        for matter, one in theirs.items()
        if matter in before and before[matter].verdict != one.verdict
    ]
    return tuple((first, last) for first, last in sorted(pairs, key=lambda p: p[1].matter))
