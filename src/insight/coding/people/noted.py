"""Codes that people give on screen: lines of the study's ledger, replayed on every run.

A line holds who gave which code to which stretch of a segment in which round, and a keyed hash of
the words, never the words. When the words change, the line no longer holds. Nothing is deleted:
what is taken back is a further line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache

import pandas as pd

from insight.coding.book import Codebook
from insight.coding.people.human import KEY, MACHINE, VALENCES
from insight.errors import InputError
from insight.schemas import Codings, columns_of, empty, validate
from insight.schemas.base import ATTRIBUTIONS, TARGET_ORGANISATIONS
from insight.store import StudyKey
from insight.store.ledger import Decision

CODE, READ = "code", "code_read"
"""Kinds of decision in the ledger: a code on a stretch, and that somebody read a segment."""
APPLIED, WITHDRAWN = "applied", "withdrawn"
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

    `withdrawn` holds what was given and taken back. `lapsed` counts codes on words that changed
    since, and that nobody decided on anew.
    """

    codings: pd.DataFrame = field(default_factory=lambda: empty(Codings))
    notes: list[str] = field(default_factory=list)
    lapsed: int = 0
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
            standing[(*one.matter, one.by)] = one
    held = _Held(texts, key)
    rows = [row for one in standing.values() if (row := held.row(one)) is not None]
    coded = {_reading(row) for row in rows if row["decision"] == APPLIED}
    kept = [row for row in rows if row["decision"] == APPLIED]
    kept += [row for row in rows if row["decision"] == "none" and _reading(row) not in coded]
    lapsed, codings = held.lapsed(), _table(kept)
    return Noted(
        codings,
        [*_notes(held, lapsed), *_torn(codings, codebook)],
        lapsed,
        _table([row | {"decision": "none"} for row in rows if row["decision"] == WITHDRAWN]),
    )


class _Held:
    """Standing decisions sorted into what holds, and counts of what does not."""

    def __init__(self, texts: Mapping[str, str], key: StudyKey) -> None:
        self._texts = texts
        self._key = key
        self._digests: dict[str, str] = {}
        self._changed: dict[tuple[str, str, str], int] = {}
        self._anew: set[tuple[str, str, str]] = set()
        self.absent = self.beyond = 0

    def row(self, one: Decision) -> dict[str, object] | None:
        """A row of Codings; None where the decision no longer holds, or takes back a reading."""
        row = _row(one)
        whose = (one.about, one.by, str(row["round"]))
        if one.about not in self._texts:
            self.absent += one.what == CODE and row["decision"] == APPLIED
            return None
        text = self._texts[one.about]
        if one.about not in self._digests:
            self._digests[one.about] = text_digest(self._key, text)
        if one.text_digest != self._digests[one.about]:
            if row["decision"] == APPLIED:
                self._changed[whose] = self._changed.get(whose, 0) + 1
            return None
        self._anew.add(whose)
        if one.what == READ and row["decision"] == WITHDRAWN:
            return None
        if int(str(row["end"])) > len(text):
            self.beyond += row["decision"] == APPLIED
            return None
        return row

    def lapsed(self) -> int:
        # Where the same coder has decided on the new words, they saw what became of the old.
        return sum(n for whose, n in self._changed.items() if whose not in self._anew)


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
    """Applied or withdrawn, and the marks by their columns; they recur, so they are kept."""
    decision, _, said = told.partition(" ")
    if decision not in (APPLIED, WITHDRAWN):
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
        yield f"{lapsed} codes given on screen lapsed: the words they are on changed."
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
        if row["decision"] != WITHDRAWN:
            reading = one.about, one.text_digest, str(row["round"])
            codes = given.setdefault(reading, {}).setdefault(one.by, set())
            codes.update({str(row["code"])} - {""})
    return sum(len(set(map(frozenset, coders.values()))) > 1 for coders in given.values())
