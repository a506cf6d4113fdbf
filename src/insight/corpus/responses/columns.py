"""Which column of a table the settings, or the layout itself, mean."""

from __future__ import annotations

import difflib

from insight.corpus.corpus import Origin
from insight.corpus.formats.content import ResponseTable, shown
from insight.corpus.formats.tables.person import tells_who
from insight.errors import SourceError


def column_of(table: ResponseTable, name: str, key: str, origin: Origin) -> int:
    """Number of the column that goes by `name`, in its heading or by another name of it.

    Raises SourceError, naming the `key` of the settings, where there is none, or several.
    """
    wanted = " ".join(name.split())
    places = [number for number, header in enumerate(table.header) if header == wanted]
    places = places or [number for number, alias in enumerate(table.aliases) if alias == wanted]
    if len(places) == 1:
        return places[0]
    problem = "there are several columns" if places else "there is no column"
    raise SourceError(
        f'{problem} called "{name}"',
        where=f"{origin.source}, key {key}",
        remedy=_remedy(table, wanted, bool(places)),
    )


def _remedy(table: ResponseTable, wanted: str, several: bool) -> str:
    if several:
        return "write it as it stands in the header, with the number behind it"
    if tells_who(wanted):
        return "columns that tell who somebody is are read in under columns.id or person alone"
    near = difflib.get_close_matches(wanted, table.header, n=1)
    if near:
        number = table.header.index(near[0])
        return f'did you mean "{shown(table, number)}"?'
    return "correct the name"


def known_column(table: ResponseTable, what: str) -> int | None:
    """The column that the layout itself has for `what` (id, collected_on)."""
    return table.header.index(table.known[what]) if what in table.known else None
