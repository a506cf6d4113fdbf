"""What people decided: one append-only file, a line a decision, keyed by id and keyed hash.

The ledger never holds the words decided upon, only a keyed hash of them: when the words change
(another redaction, another cut), the decision no longer holds and has to be made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from insight.errors import InputError
from insight.store.private import write_private


@dataclass(frozen=True)
class Decision:
    """Who decided what about which words, and when.

    `place` says where among these words, `verdict` what was decided, where there is a choice: of
    several such decisions on one matter the last one stands.
    """

    what: str
    about: str
    text_digest: str
    by: str
    on: str
    place: str = ""
    verdict: str = ""

    @property
    def matter(self) -> tuple[str, str, str, str]:
        """What may be decided anew."""
        return self.what, self.about, self.text_digest, self.place


@dataclass(frozen=True)
class Ledger:
    """The decisions kept in the JSON Lines file at `path`."""

    path: Path

    def decisions(self) -> list[Decision]:
        """All decisions, oldest first; InputError names a line that is none."""
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [self._decision(number, line) for number, line in enumerate(lines, 1) if line]

    def _decision(self, number: int, line: str) -> Decision:
        try:
            return Decision(**json.loads(line))
        except (ValueError, TypeError):
            raise InputError(
                "not a decision",
                where=f"{self.path.name}, line {number}",
                remedy="restore the ledger from a copy; it is only ever appended to",
            ) from None

    def append(self, new: Iterable[Decision]) -> None:
        """Add decisions; those that stand already are not added again."""
        held = self.decisions()
        standing = {d.matter: d.verdict for d in held}
        added = []
        for decision in new:
            if standing.get(decision.matter) != decision.verdict:
                added.append(decision)
                standing[decision.matter] = decision.verdict
        self._write(held + added)

    def without(self, ids: set[str]) -> None:
        """Forget every decision about one of `ids` (for a withdrawal)."""
        if self.path.exists():
            self._write([d for d in self.decisions() if d.about not in ids])

    def rewrite(self, decisions: Iterable[Decision]) -> None:
        """Put `decisions` in the place of all there are (the same ones, under another key)."""
        self._write(list(decisions))

    def _write(self, decisions: list[Decision]) -> None:
        told = [
            {k: v for k, v in asdict(d).items() if v or k not in ("place", "verdict")}
            for d in decisions
        ]
        lines = [json.dumps(line, ensure_ascii=False, sort_keys=True) for line in told]
        write_private(self.path, "".join(f"{line}\n" for line in lines))

    def holds(self, what: str) -> dict[str, str]:
        """For one kind of decision: what it is about -> digest of the words decided upon."""
        return {d.about: d.text_digest for d in self.decisions() if d.what == what}
