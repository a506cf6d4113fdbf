"""Which program exported a table: its header, its ids and dates, and what of it is never read in.

A layout is recognised by its first rows or told in the settings (`layout`). Columns that tell who
somebody is are dropped from each row before it is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter

from insight.corpus.formats.content import Hints, LeftOut, ResponseTable, Row
from insight.corpus.formats.tables.cells import Record, Records, collapsed
from insight.corpus.formats.tables.header import Cells, Heading, plain_heading, unique
from insight.corpus.formats.tables.person import cells_tell_who, tells_who
from insight.corpus.formats.tables.platforms import (
    GOOGLE_FORMS,
    JISC,
    LIMESURVEY,
    MICROSOFT_FORMS,
    SMARTSURVEY,
    SURVEYMONKEY,
    Platform,
)
from insight.corpus.formats.tables.qualtrics import QUALTRICS, QUALTRICS_LEGACY
from insight.errors import SourceError

PLAIN = "plain"
PLATFORMS: tuple[Platform, ...] = (
    QUALTRICS_LEGACY,
    MICROSOFT_FORMS,
    SURVEYMONKEY,
    SMARTSURVEY,
    JISC,
    LIMESURVEY,
    QUALTRICS,
    GOOGLE_FORMS,
)
LAYOUTS = (PLAIN, *(platform.name for platform in PLATFORMS))
"""What the key `layout` of a survey may say, besides "auto"."""

_ROWS_SEEN = 60
_NAMES_TOLD = 12
_LONGEST_TOLD = 60
WITHDRAWN_MARK = "[withdrawn "


def table_of(
    records: Records, where: str, hints: Hints, notes: Sequence[str] = (), named: str = ""
) -> ResponseTable:
    """The table of responses that `records` (all rows, the header among them) are.

    `named` is the name of a format that tells names of variables in the first row and their labels
    in the second. Raises SourceError for a table that is empty, a layout that nobody knows, and a
    row with more cells than the header.
    """
    check_layout(hints.layout, where)
    counted = _Filled(records)
    filled = iter(counted)
    head = list(islice(filled, _ROWS_SEEN))
    if not head:
        raise SourceError("the table is empty", where=where, remedy="export it again")
    platform = platform_of([cells for _, cells in head], hints, bool(named))
    heading, aliases = (
        _labelled(head) if named else _heading([cells for _, cells in head], platform, hints)
    )
    first = [cells for _, cells in head[heading.rows :]]
    columns = _Columns.of(heading.names, aliases, platform, hints, first)
    rows, left_out, gone = _rows(chain(head[heading.rows :], filled), columns, where)
    return ResponseTable(
        layout=", ".join(filter(None, (named, platform.title if platform else ""))) or "table",
        header=columns.header,
        rows=tuple(rows),
        notes=(*notes, *heading.notes, *columns.notes, *_told(left_out), *counted.notes),
        known=columns.known,
        aliases=columns.aliases,
        left_out=tuple(left_out),
        free=frozenset(columns.named(heading.free)),
        gone=frozenset(gone),
    )


def check_layout(name: str, where: str) -> None:
    """Raise SourceError for a layout that no table has."""
    if name not in ("auto", *LAYOUTS):
        raise SourceError(
            "the key `layout` names no layout of a survey",
            where=where,
            remedy=f"write one of auto, {', '.join(LAYOUTS)}",
        )


class _Filled:
    """Records that are not empty; counts those that are, blank lines of a text file apart."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._empty = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            cells = record[1]
            if "".join(cells).strip():
                yield record
            elif cells:
                self._empty += 1

    @property
    def notes(self) -> tuple[str, ...]:
        """How many rows were empty, once all were read."""
        return (f"{self._empty} empty rows skipped",) if self._empty else ()


def platform_of(
    rows: Sequence[Sequence[str]], hints: Hints, named: bool = False
) -> Platform | None:
    """The platform that exported a table of these first rows; None where none is recognised."""
    if hints.layout == PLAIN:
        return None
    tidy = [[collapsed(cell) for cell in cells] for cells in rows[:_ROWS_SEEN]]
    for platform in PLATFORMS:
        known = hints.layout == "auto" and (
            platform.knows(tidy) or (named and platform.knows(tidy[1:]))
        )
        if known or hints.layout == platform.name:
            return platform
    return None


def is_read(name: str, alias: str, platform: Platform | None, hints: Hints) -> bool:
    """Whether a column is read in: it tells who nobody is, or the settings name it as id."""
    if _is_named(name, alias, hints):
        return True
    if platform is not None:
        return not (platform.owns(name, alias) or tells_who(name) or tells_who(alias))
    return hints.keep is None or not (tells_who(name) or tells_who(alias))


def _may_tell(name: str, alias: str, hints: Hints) -> bool:
    """Whether a column is dropped where its cells tell who somebody is: not one named as id."""
    return hints.keep is not None and not _is_named(name, alias, hints)


def _is_named(name: str, alias: str, hints: Hints) -> bool:
    return bool({collapsed(name), alias} & {collapsed(told) for told in hints.keep or ()})


def _labelled(head: Sequence[Record]) -> tuple[Heading, tuple[str, ...]]:
    names, labels = (cells for _, cells in head[:2])
    told = tuple(collapsed(label) or name for label, name in zip(labels, names, strict=True))
    return Heading(told, 2), tuple(names)


def _heading(
    rows: Sequence[list[str]], platform: Platform | None, hints: Hints
) -> tuple[Heading, tuple[str, ...]]:
    """The heading, and other names of the columns."""
    if platform is None or hints.header_rows is not None:
        return plain_heading(rows, hints.header_rows, hints.keep is not None), ()
    found = platform.heading([[collapsed(cell) for cell in row] for row in rows])
    return Heading(found.names, found.rows, free=found.free), found.aliases


@dataclass(frozen=True)
class _Columns:
    """The columns of a table that are read, and what decides whether a row of it is."""

    header: tuple[str, ...]
    aliases: tuple[str, ...]
    known: dict[str, str]
    kept: tuple[int, ...]
    width: int
    names: tuple[str, ...]
    all_names: tuple[str, ...]
    fate: Callable[[Cells], str] | None
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls,
        names: tuple[str, ...],
        aliases: tuple[str, ...],
        platform: Platform | None,
        hints: Hints,
        first: Sequence[Cells],
    ) -> _Columns:
        header, repeated = unique(names)
        other = aliases or ("",) * len(header)
        dropped = [
            n
            for n, (name, alias) in enumerate(zip(names, other, strict=True))
            if not is_read(name, alias, platform, hints)
            or (_may_tell(name, alias, hints) and cells_tell_who(r[n] for r in first if n < len(r)))
        ]
        kept = tuple(n for n in range(len(header)) if n not in set(dropped))
        notes = []
        if repeated:
            notes.append(f"{repeated} columns have the heading of another; they go by (2), (3) …")
        if dropped:
            notes.append(f"not read in (about the person or the form): {_named(header, dropped)}")
        known = platform.known(header, other) if platform else {}
        return cls(
            header=tuple(header[n] for n in kept),
            aliases=tuple(other[n] for n in kept) if aliases else (),
            known={what: header[n] for what, n in known.items() if n in kept},
            kept=kept,
            width=len(header),
            all_names=header,
            names=names,
            fate=platform.fate(header, other) if platform else None,
            notes=tuple(notes),
        )

    def named(self, numbers: Sequence[int]) -> Iterator[str]:
        """Headings of those of the columns `numbers` that are read."""
        return (self.all_names[n] for n in numbers if n in self.kept)


def _named(header: Sequence[str], columns: Sequence[int]) -> str:
    names = [header[n] if len(header[n]) <= _LONGEST_TOLD else f"column {n + 1}" for n in columns]
    more = f" and {len(names) - _NAMES_TOLD} more" if len(names) > _NAMES_TOLD else ""
    return "; ".join(names[:_NAMES_TOLD]) + more


def _rows(
    records: Iterator[Record], columns: _Columns, where: str
) -> tuple[list[Row], list[LeftOut], set[str]]:
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    gone: set[str] = set()
    width, fate, of_kept = columns.width, columns.fate, _getter(columns.kept)
    for number, cells in records:
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            raise SourceError(
                f"more cells ({len(cells)}) than the header has columns ({width})",
                where=f"{where}, row {number}",
                remedy="put quotation marks around text that holds the delimiter",
            )
        padded = cells if len(cells) == width else (cells + [""] * width)[:width]
        reason = fate(padded) if fate else ""
        if padded[0].startswith(WITHDRAWN_MARK) and not any(padded[1:]):
            gone.add(padded[0][len(WITHDRAWN_MARK) :].rstrip("] "))
            reason = "withdrawn"
        elif not reason and padded[-1].strip() and _repeats(padded, columns.names):
            reason = "header repeated"
        if reason:
            left_out.append(LeftOut(f"row {number}", reason))
        else:
            rows.append(Row(number, of_kept(padded)))
    return rows, left_out, gone


def _repeats(cells: Cells, names: Sequence[str]) -> bool:
    """Whether a row is the header over again, as where two exports were put into one file."""
    return collapsed(cells[-1]) == names[-1] and [collapsed(c) for c in cells] == list(names)


def _getter(kept: Sequence[int]) -> Callable[[Cells], tuple[str, ...]]:
    if len(kept) > 1:
        return itemgetter(*kept)
    return lambda cells: tuple(cells[n] for n in kept)


def _told(left_out: Sequence[LeftOut]) -> tuple[str, ...]:
    """How many rows were left out, by reason."""
    found = Counter(piece.reason for piece in left_out)
    told = ", ".join(f"{number} {reason}" for reason, number in sorted(found.items()))
    return (f"rows left out: {told}",) if told else ()
