"""What came out of running a study again, table by table, and why as far as can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from insight.errors import ReproductionError
from insight.shown import Shown, Sight
from insight.study.reproduction.differences import Difference

Verdict = Literal["same", "same within tolerance", "as sent", "not checked", "differs"]


@dataclass(frozen=True)
class Compared:
    """One table: what was found, how it differs, and what is to be known of it.

    `same`: it was made again, and is what the manifest promises. `as sent`: it is the one that the
    manifest promises, and was not made again. `not checked`: neither could be found out.
    """

    table: str
    verdict: Verdict
    difference: Difference | None = None
    remark: str = ""


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """All tables that the manifest promises, and why some differ: plain sentences, likeliest first.

    `raw` says that everything was run again, from the raw files.
    """

    tables: tuple[Compared, ...]
    why: tuple[str, ...]
    raw: bool

    def of(self, *verdicts: Verdict) -> tuple[str, ...]:
        """Names of the tables with one of these verdicts."""
        return tuple(one.table for one in self.tables if one.verdict in verdicts)

    @property
    def same(self) -> tuple[str, ...]:
        """Tables that were made again, and are what the manifest promises."""
        return self.of("same", "same within tolerance")

    @property
    def differing(self) -> tuple[str, ...]:
        """Tables that are not what the manifest promises."""
        return self.of("differs")

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Tables that were not made again."""
        return self.of("as sent", "not checked")

    def table(self) -> pd.DataFrame:
        """One row per table, in words; what differs comes first."""
        rows = sorted(self.tables, key=lambda one: (one.verdict != "differs", one.table))
        return pd.DataFrame(
            [
                (one.table, one.verdict, "; ".join(filter(None, (_told(one), one.remark))))
                for one in rows
            ],
            columns=["table", "compared with the manifest", "remark"],
        )

    def summary(self) -> str:
        """All of it in a sentence or two."""
        same, sent = len(self.same), len(self.of("as sent"))
        unknown, other = len(self.of("not checked")), len(self.differing)
        told = [f"{same} tables were made again and are the same"] if same else []
        told += [f"{sent} are the ones that were sent, and were not made again"] if sent else []
        told += [f"{unknown} could not be checked"] if unknown else []
        told += [f"{other} differ{'s' if other == 1 else ''}"] if other else []
        equal = "Nothing differs: " if not other else ""
        return f"{equal}{'; '.join(told)}."

    def as_dict(self) -> dict[str, object]:
        """The same as numbers and words for another program."""
        return {
            "equal": not self.differing,
            "from_raw": self.raw,
            "why": list(self.why),
            "tables": [
                {
                    "table": one.table,
                    "verdict": one.verdict,
                    "difference": vars(one.difference) if one.difference else None,
                    "remark": one.remark,
                }
                for one in self.tables
            ],
        }

    def sight(self) -> Sight:
        """What was found, table by table, and why as far as can be seen."""
        return Sight(self.summary(), self.table(), self.why)

    def insist(self) -> None:
        """ReproductionError when any table differs."""
        if self.differing:
            told = [f"{one.table} ({_told(one)})" for one in self.tables if one.table in self._few]
            more = len(self.differing) - len(told)
            also = f", and {more} more" if more else ""
            raise ReproductionError(
                f"{len(self.differing)} table(s) differ: {', '.join(told)}{also}",
                remedy="likely why: " + "; ".join(self.why),
            )

    @property
    def _few(self) -> tuple[str, ...]:
        return self.differing[:3]


def _told(one: Compared) -> str:
    return str(one.difference) if one.difference else ""
