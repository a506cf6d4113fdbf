"""Exports of Qualtrics.

A column is headed three times: by its id, by the question, by an import id in JSON; in older
exports (`V1`, `V2` …) twice. The third row, or the second, is often taken out by hand. Tests of the
form by its makers, responses that Qualtrics marks as spam, and responses that were not finished are
left out. IP address, names, e-mail address, reference and coordinates are never read in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from insight.corpus.formats.tables.header import Cells
from insight.corpus.formats.tables.platforms import Fate, Headed, Platform, bare, places_of

_RESPONSE = re.compile(r"R_\w{6,}")
_IMPORT = re.compile(r'\{\s*"ImportId"')
_TEXT = re.compile(r'\{\s*"ImportId"\s*:\s*"QID[\w#]*_TEXT"')
_OWN_IDS = frozenset(
    (
        *("startdate", "enddate", "status", "progress", "durationinseconds", "finished"),
        *("recordeddate", "responseid", "distributionchannel", "userlanguage", "ipaddress"),
        *("responsetype", "recipientlastname", "recipientfirstname", "recipientemail"),
    )
)
_LEAST_OWN = 4
_MOST_ROWS = 3
# Response types as Qualtrics numbers them.
_PREVIEWS = frozenset(("1", "2", "9", "17"))
_SPAM = frozenset(("8", "12"))
_NO = frozenset(("0", "false", "no", "falsch", "falso", "faux", "nein", "non"))
_PREVIEW = re.compile(r"preview|test|vorschau", re.IGNORECASE)


@dataclass(frozen=True)
class _Qualtrics(Platform):
    def knows(self, rows: Sequence[Cells]) -> bool:
        """Whether a row holds import ids, or enough columns that Qualtrics adds are there."""
        if any(_IMPORT.match(cell) for row in rows[:3] for cell in row):
            return True
        return len(_OWN_IDS & {bare(cell) for cell in rows[0]}) >= _LEAST_OWN

    def heading(self, rows: Sequence[Cells]) -> Headed:
        """Id, question and import id, as far as these rows are there."""
        taken = _rows_of_header(rows, self.known(rows[0], ()).get("id"))
        texts = [row for row in rows[1:taken] if not any(map(_IMPORT.match, row))]
        found = _by_question(rows[0], texts[0] if texts else rows[0], taken)
        free = (n for n, cell in enumerate(rows[taken - 1]) if _TEXT.match(cell))
        return replace(found, free=tuple(free))

    def fate(self, names: Sequence[str], aliases: Sequence[str]) -> Fate | None:
        """What tells previews, spam and unfinished responses."""
        places = places_of(names, aliases)
        status = places.get("status", places.get("responsetype"))
        channel, finished = places.get("distributionchannel"), places.get("finished")

        def fate(cells: Cells) -> str:
            kind = cells[status].strip() if status is not None else ""
            if kind in _PREVIEWS or _PREVIEW.search(kind):
                return "preview response"
            if channel is not None and cells[channel].strip().casefold() in ("preview", "test"):
                return "preview response"
            if kind in _SPAM or "spam" in kind.casefold():
                return "response marked as spam"
            if finished is not None and cells[finished].strip().casefold() in _NO:
                return "unfinished response"
            return ""

        return fate


def _rows_of_header(rows: Sequence[Cells], place: int | None) -> int:
    """How many rows stand before the first response, up to the import ids or its id."""
    for number, row in enumerate(rows[1:], 1):
        if any(map(_IMPORT.match, row)):
            return number + 1
        if place is not None and place < len(row) and _RESPONSE.fullmatch(row[place]):
            return min(number, _MOST_ROWS)
    return 1


def _by_question(ids: Cells, asked: Cells, rows: int) -> Headed:
    width = max(n + 1 for row in (ids, asked) for n, cell in enumerate(row) if cell)
    ids, asked = ([*row, *[""] * width][:width] for row in (ids, asked))
    names = (
        question or name or f"column {n}"
        for n, (question, name) in enumerate(zip(asked, ids, strict=True), 1)
    )
    return Headed(tuple(names), rows, tuple(ids))


QUALTRICS = _Qualtrics(
    name="qualtrics",
    title="Qualtrics",
    signatures=(),
    ids=("responseid", "recordid"),
    days=("recordeddate", "enddate", "startdate"),
    own=re.compile(
        r"ipaddress|recipient(?:last|first)name|recipientemail|external(?:data)?reference"
        r"|location(?:latitude|longitude|accuracy)"
    ),
    made=re.compile(
        r".* - (?:Parent )?Topics|.* - Topic Hierarchy Level \d+"
        r"|.* - (?:Topic )?Sentiment(?: Polarity| Score| Label)?|.* - Actionability",
        re.DOTALL,
    ),
)


@dataclass(frozen=True)
class _Legacy(_Qualtrics):
    def knows(self, rows: Sequence[Cells]) -> bool:
        """Whether the ids are `V1`, `V2` … and the row behind says what these are."""
        return rows[0][0] == "V1" and len(rows) > 1 and bare(rows[1][0]) == "responseid"

    def heading(self, rows: Sequence[Cells]) -> Headed:
        """Id and question."""
        return _by_question(rows[0], rows[1], 2)


QUALTRICS_LEGACY = _Legacy(
    name="qualtrics-legacy",
    title="Qualtrics, legacy",
    signatures=(),
    ids=QUALTRICS.ids,
    days=QUALTRICS.days,
    own=re.compile(rf"v[3-6]|emailaddress|externaldatareference|{QUALTRICS.own.pattern}"),
    made=QUALTRICS.made,
)
