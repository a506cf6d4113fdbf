"""Codes that people give on screen: lines of the study's ledger, replayed on every run.

A line holds who gave which code to which stretch of a segment in which round, and a keyed hash of
the words, never the words. When the words change, the line no longer holds. Nothing is deleted:
what is taken back is a further line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache

import pandas as pd

from insight.coding.book import Codebook
from insight.coding.people.human import AGREED, KEY, MACHINE, VALENCES
from insight.errors import InputError
from insight.schemas import Codings, columns_of, empty, validate
from insight.schemas.base import ATTRIBUTIONS, TARGET_ORGANISATIONS
from insight.store import StudyKey
from insight.store.ledger import Decision

CODE, READ = "code", "code_read"
"""Kinds of decision in the ledger: a code on a stretch, and that somebody read a segment."""
APPLIED, WITHDRAWN, UNDONE = "applied", "withdrawn", "undone"
"""What a line says of a code: given, taken back, and nothing any more, as if nobody had decided."""
_PLACE = re.compile(r"(?P<code>.+)\|(?P<start>\d+)-(?P<end>\d+)\|(?P<round>[1-9]\d*)")
_RUNGS = range(1, 8)


@dataclass(frozen=True)
class Marks:
    """What is said of a coded stretch beside its code; as the columns of Codings.

    InputError where a mark is none that Codings knows.

    >>> Marks("-", rung_claimed=5, rung_experienced=3).told()
    'valence=- rung_claimed=5 rung_experienced=3'
    """

    valence: str = ""
    rung_claimed: int | None = None
    rung_experienced: int | None = None
    attribution: str = ""
    target_org: str = ""

    def __post_init__(self) -> None:
        rungs = (self.rung_claimed, self.rung_experienced)
        for name, known in (
            ("valence", self.valence in VALENCES),
            ("rung", all(rung is None or rung in _RUNGS for rung in rungs)),
            ("attribution", self.attribution in ATTRIBUTIONS),
            ("target_org", self.target_org in TARGET_ORGANISATIONS),
        ):
            if not known:
                raise InputError(f"not a {name}", remedy="see docs/data-dictionary.md, codings")

    def told(self) -> str:
        """The marks in one line, as `read` takes them."""
        return " ".join(f"{name}={value}" for name, value in asdict(self).items() if value)

    @classmethod
    def read(cls, told: str) -> Marks:
        """The marks that `told` says; ValueError, TypeError or InputError where it says none.

        >>> Marks.read("valence=+ attribution=hearsay").attribution
        'hearsay'
        """
        said = dict(one.split("=", 1) for one in told.split())
        return cls(**{name: int(v) if name[:4] == "rung" else v for name, v in said.items()})  # type: ignore[arg-type]


LAPSED = [
    "segment_id",
    "coder",
    "round",
    "code",
    "start",
    "end",
    *(one.name for one in fields(Marks)),
]
"""Columns of codes on words that changed since; start and end are in the words as they were."""


@dataclass(frozen=True)
class Seen:
    """A de-identified segment in front of a coder: whose decision it is, and of which day (ISO)."""

    segment_id: str
    text: str
    by: str
    on: str
    round: int = 1

    def __post_init__(self) -> None:
        if self.by.strip().casefold() in ("", MACHINE):
            raise InputError("no coder, or 'machine'", remedy="name the person who codes")
        if self.round < 1:
            raise InputError("not a round", remedy="rounds are counted from 1")


def code_decision(
    seen: Seen,
    key: StudyKey,
    code: str,
    start: int,
    end: int,
    *,
    marks: Marks | None = None,
    withdrawn: bool = False,
) -> Decision:
    """The line of the ledger for `code` on code points `start` to `end` of what was `seen`.

    `withdrawn` takes the code back. InputError where the stretch is none of the text.

    >>> seen = Seen("s-1", "They listened.", "ann", "2026-05-04")
    >>> line = code_decision(seen, StudyKey(b"an example"), "V4", 0, 13, marks=Marks("+"))
    >>> line.place, line.verdict
    ('V4|0-13|1', 'applied valence=+')
    """
    if not code or code != code.strip():
        raise InputError("not a code", remedy="give its short name in the codebook")
    if not 0 <= start < end <= len(seen.text):
        raise InputError("a stretch that is not in the text", remedy="select at least one sign")
    said = f"{APPLIED} {marks.told() if marks else ''}".rstrip()
    return _line(CODE, seen, key, f"{code}|{start}-{end}|", WITHDRAWN if withdrawn else said)


def read_decision(seen: Seen, key: StudyKey, *, withdrawn: bool = False) -> Decision:
    """The line that says: this coder read the segment in this round. Without a code none applies.

    >>> seen = Seen("s-1", "They listened.", "ann", "2026-05-04", round=2)
    >>> line = read_decision(seen, StudyKey(b"an example"))
    >>> line.place, line.verdict
    ('2', 'read')
    """
    return _line(READ, seen, key, "", WITHDRAWN if withdrawn else "read")


def _line(what: str, seen: Seen, key: StudyKey, place: str, verdict: str) -> Decision:
    digest = text_digest(key, seen.text)
    return Decision(
        what, seen.segment_id, digest, seen.by.strip(), seen.on, f"{place}{seen.round}", verdict
    )


def text_digest(key: StudyKey, text: str) -> str:
    """Keyed hash of a de-identified segment, which codes given on screen are bound to."""
    return key.digest("code", text)


@dataclass(frozen=True)
class Noted:
    """What the ledger says on codes; `codings` and `withdrawn` are Codings tables.

    `withdrawn` holds what was given and taken back. `lapsed` (columns `LAPSED`) are codes on words
    that changed since, on which their coder has not decided anew.
    """

    codings: pd.DataFrame = field(default_factory=lambda: empty(Codings))
    notes: list[str] = field(default_factory=list)
    lapsed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LAPSED))
    withdrawn: pd.DataFrame = field(default_factory=lambda: empty(Codings))


def noted_codings(
    decisions: Iterable[Decision],
    segments: pd.DataFrame,
    codebook: Codebook | None,
    key: StudyKey,
) -> Noted:
    """What people coded on screen, of `decisions` (oldest first) on the de-identified `segments`.

    The last decision of a coder on a code, stretch and round stands. Whoever read a segment and
    has no code there gets a row without a code. InputError where a line cannot be read.
    """
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    standing: dict[tuple[str, ...], Decision] = {}
    for one in decisions:
        if one.what in (CODE, READ):
            standing.pop((*one.matter, one.by), None)
            standing[(*one.matter, one.by)] = one
    held = _Held(texts, key)
    rows = [row for one in standing.values() if (row := held.row(one)) is not None]
    coded = {_reading(row) for row in rows if row["decision"] == APPLIED}
    kept = [row for row in rows if row["decision"] == APPLIED]
    kept += [row for row in rows if row["decision"] == "none" and _reading(row) not in coded]
    lapsed, codings = held.lapsed(standing.values()), _table(kept)
    return Noted(
        codings,
        [*_notes(held, len(lapsed)), *_torn(codings, codebook)],
        lapsed,
        _table([row | {"decision": "none"} for row in rows if row["decision"] == WITHDRAWN]),
    )


class _Held:
    """Standing decisions sorted into what holds, and counts of what does not."""

    def __init__(self, texts: Mapping[str, str], key: StudyKey) -> None:
        self._texts = texts
        self._key = key
        self._digests: dict[str, str] = {}
        self._changed: set[str] = set()
        self.absent = self.beyond = 0

    def row(self, one: Decision) -> dict[str, object] | None:
        """A row of Codings; None where the decision no longer holds, or takes back a reading."""
        row = _row(one)
        if row["decision"] == UNDONE:
            return None
        if one.about not in self._texts:
            self.absent += one.what == CODE and row["decision"] == APPLIED
            return None
        text = self._texts[one.about]
        if one.about not in self._digests:
            self._digests[one.about] = text_digest(self._key, text)
        if one.text_digest != self._digests[one.about]:
            self._changed.add(one.about)
            return None
        if one.what == READ and row["decision"] == WITHDRAWN:
            return None
        if int(str(row["end"])) > len(text):
            self.beyond += row["decision"] == APPLIED
            return None
        return row

    def lapsed(self, standing: Iterable[Decision]) -> pd.DataFrame:
        """Codes on words that changed since, of the `standing` decisions; columns `LAPSED`."""
        of: dict[str, list[Decision]] = {one: [] for one in self._changed}
        for one in standing:
            if one.about in of:
                of[one.about].append(one)
        rows = [row for name in of for row in lapsed_codes(of[name], self._digests[name])]
        return pd.DataFrame(rows, columns=LAPSED).sort_values(LAPSED[:6], ignore_index=True)


def lapsed_codes(standing: Iterable[Decision], digest: str) -> list[dict[str, object]]:
    """Codes of one segment whose words changed since; `digest` is of those that it has now.

    What coders settled together is left out: they settle it again, once each has coded anew.
    `standing` are the decisions on it, oldest first. A code lapses with the last words on which its
    coder decided in that round. It does so no longer once they decide on it on the words that there
    are now, or say that they read these.
    """
    last: dict[object, str] = {}
    given, anew = [], set()
    for one in standing:
        row = _row(one)
        if row["decision"] == UNDONE or (one.what == READ and row["decision"] == WITHDRAWN):
            continue
        if one.text_digest == digest:
            anew.add((_reading(row), row["code"]))
            continue
        last[_reading(row)] = one.text_digest
        if row["decision"] == APPLIED and one.by != AGREED:
            given.append((row, one.text_digest))
    return [
        row
        for row, words in given
        if last[_reading(row)] == words
        and not {(_reading(row), row["code"]), (_reading(row), "")} & anew
    ]


def _row(one: Decision) -> dict[str, object]:
    """What a line says, whether or not it holds; InputError where it cannot be read."""
    try:
        if one.what == READ:
            decision = {"read": "none", WITHDRAWN: WITHDRAWN}[one.verdict]
            told = {"code": "", "start": 0, "end": 0, "round": int(one.place)}
            marks = asdict(Marks())
        else:
            decision, marks = _verdict(one.verdict)
            place = _PLACE.fullmatch(one.place)
            if place is None:
                raise ValueError
            numbers = {name: int(place[name]) for name in ("start", "end", "round")}
            told = {"code": place["code"], **numbers}
    except (ValueError, TypeError, KeyError, InputError):
        raise InputError(
            "a decision on a code that nobody can read",
            where="the ledger",
            remedy="restore it from a copy; it is only ever appended to",
        ) from None
    return {
        "segment_id": one.about,
        "coder": one.by,
        "decided_on": one.on,
        "decision": decision,
        **told,
        **marks,
    }


@lru_cache(maxsize=1024)
def _verdict(told: str) -> tuple[str, dict[str, object]]:
    """What a line says, and the marks by their columns; they recur, so they are kept."""
    decision, _, said = told.partition(" ")
    if decision not in (APPLIED, WITHDRAWN, UNDONE):
        raise ValueError
    return decision, asdict(Marks.read(said))


def _reading(row: Mapping[str, object]) -> tuple[object, object, object]:
    return row["segment_id"], row["coder"], row["round"]


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    if not rows:
        return empty(Codings)
    table = pd.DataFrame(rows).assign(probability=float("nan"), sampling_probability=float("nan"))
    for name in ("rung_claimed", "rung_experienced"):
        table[name] = table[name].astype("Int64")
    # The same stretch, code and round on the same words is one matter: its last decision stands.
    return validate(Codings, table[columns_of(Codings)].drop_duplicates(KEY, keep="last"))


def _notes(held: _Held, lapsed: int) -> Iterator[str]:
    """Counts of what does not hold any more."""
    if lapsed:
        yield (
            f"{lapsed} codes given on screen lapsed, for the words they are on changed: see "
            ".private/review/lapsed_codes.csv."
        )
    if held.absent:
        yield f"{held.absent} codes given on screen are on segments that are not there."
    if held.beyond:
        yield f"{held.beyond} codes given on screen reach beyond their text, and are left out."


def _torn(codings: pd.DataFrame, codebook: Codebook | None) -> Iterator[str]:
    """Stretches to which one coder gave a code and its reverse."""
    pairs = {one.code: one.pair for one in codebook.codes if one.pair} if codebook else {}
    other = codings.assign(code=codings["code"].map(pairs)).dropna(subset="code")
    if both := len(other.merge(codings, on=KEY)) // 2:
        yield f"{both} stretches have a code and its reverse, from the same coder: look again."


def coded_otherwise(decisions: Iterable[Decision]) -> int:
    """How many segments two coders coded otherwise than each other, in the same round.

    Whoever read a segment and gave no code counts as one who gave none.
    """
    given: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for one in {one.matter: one for one in decisions if one.what in (CODE, READ)}.values():
        row = _row(one)
        if row["decision"] not in (WITHDRAWN, UNDONE):
            reading = one.about, one.text_digest, str(row["round"])
            codes = given.setdefault(reading, {}).setdefault(one.by, set())
            codes.update({str(row["code"])} - {""})
    return sum(len(set(map(frozenset, coders.values()))) > 1 for coders in given.values())
