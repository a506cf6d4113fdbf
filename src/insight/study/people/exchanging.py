"""The ledger of a study on its way between the machines of two coders, and what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.store.exchanged import read_exchanged, write_exchanged
from insight.store.ledger import OWN, Merged

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy


def export_ledger(study: OpenedStudy, to: Path) -> str:
    """Write the decisions of `study` to the file `to`, for another copy of it; what to tell."""
    n = write_exchanged(study.ledger, to, study.key)
    return (
        f"{n} lines: who decided what on which ids, and names that people gave to themes and "
        "codes; nothing that anybody said."
    )


def merge_ledger(study: OpenedStudy, path: Path) -> Iterator[str]:
    """Add the decisions in the file `path`, exported from another copy of `study`; what to tell."""
    from insight.coding import coded_otherwise

    done = study.ledger.merge(read_exchanged(path, study.key))
    yield f"{done.added} decisions are new here, {done.known} were here already."
    yield from _about_withdrawals(done)
    yield from _about_conflicts(done)
    if n := coded_otherwise(study.ledger.decisions()):
        yield (
            f"{n} segments are coded otherwise by one coder than by another: both are kept, and "
            "agreement is measured on them."
        )


def _about_withdrawals(done: Merged) -> Iterator[str]:
    if done.withheld:
        yield f"{done.withheld} are left out: they are about people who withdrew here."
    if done.removed:
        yield (
            f"{done.removed} are removed here: they are about people who withdrew there. Withdraw "
            "these people from this copy of the study, too."
        )


def _about_conflicts(done: Merged) -> Iterator[str]:
    """A line for each kind of decision: how many, by whom, and what counts."""
    kinds = Counter(
        (lost.what, lost.what in OWN or lost.by == kept.by, lost.moment == kept.moment)
        for lost, kept in done.conflicts
    )
    for (what, same, tied), n in sorted(kinds.items()):
        who = "the same person" if same else "two people"
        counts = (
            "on the same day, at a time that nobody noted: look at these again"
            if tied
            else "the later decision counts"
        )
        yield f"{n} decisions of kind {what}, decided otherwise by {who}: {counts}."


def held(study: OpenedStudy) -> pd.DataFrame:
    """Counts of the ledger's decisions: columns kind, person, day, decisions."""
    rows = Counter((one.what, one.by, one.on) for one in study.ledger.decisions())
    table = pd.DataFrame(
        [(*key, n) for key, n in sorted(rows.items())],
        columns=["kind", "person", "day", "decisions"],
    )
    return table.astype({"decisions": "int64"})
