"""Names that a study knows beforehand: a CSV with the columns name and kind."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from insight.corpus.people.answers import folded
from insight.corpus.people.roster import table_at
from insight.errors import SourceError

NAME_KINDS = ("person", "organisation", "place")


def read_known_names(path: Path) -> pd.DataFrame:
    """The table at `path` with columns name and kind (person, organisation, place).

    Raises SourceError naming file, row and remedy; rows without a name are left out.
    """
    table = table_at(path, path.name)
    if not {"name", "kind"} <= set(table.header):
        raise SourceError(
            "the table of names lacks the column name or kind",
            where=path.name,
            remedy=f"give each name and its kind: {', '.join(NAME_KINDS)}",
        )
    name, kind = table.header.index("name"), table.header.index("kind")
    told = {(row.cells[name].strip(), folded(row.cells[kind])): row.number for row in table.rows}
    for (_, one), number in told.items():
        if one not in NAME_KINDS:
            raise SourceError(
                "not a kind of name",
                where=f"{path.name}, row {number}, column kind",
                remedy=f"use one of {', '.join(NAME_KINDS)}",
            )
    known = sorted((one, called) for called, one in told if called)
    return pd.DataFrame(known, columns=["kind", "name"], dtype=str)[["name", "kind"]]
