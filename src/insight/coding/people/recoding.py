"""Codings of an earlier version of the codebook: carried over, or decided on again.

A code that goes by another name takes its codings along. Where a code was split, or means something
else, a person says of each coding what it is now. Both are lines of the ledger, replayed in their
order over the codings as people made them, which stay as they are in their files and lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from insight.coding.book import Codebook, Differences
from insight.coding.people.human import KEY, MACHINE
from insight.coding.people.noted import text_digest
from insight.coding.people.together import read_once
from insight.errors import InputError
from insight.schemas import Codings, empty, validate
from insight.store import StudyKey
from insight.store.ledger import Decision

CARRIED, RECODED = "recode_code", "recode"
"""Kinds of decision in the ledger: what all codings of a code are now, and what one is."""
ASKED, GIVEN = "asked", "given"
SEPARATOR = ";"
_PLACE = re.compile(
    r"(?P<version>[^|]*)\|(?P<code>[^|]+)\|(?P<start>\d+)-(?P<end>\d+)\|(?P<round>\d+)\|(?P<coder>.+)"
)
_BARE: dict[str, object] = {
    "start": 0,
    "end": 0,
    "code": "",
    "decision": "none",
    "valence": "",
    "rung_claimed": pd.NA,
    "rung_experienced": pd.NA,
    "attribution": "",
    "target_org": "",
}
"""What becomes of a coding to which no code applies any more: its coder has read the segment."""

Place = tuple[str, int, int, str, str, int]
"""A coding, in the order of the key of Codings."""


@dataclass(frozen=True)
class Recoded:
    """Codings as they are now, those that wait for a decision, and what to tell.

    `open` has the key of Codings, `version` of the codebook, and `choices`: codes joined by ';'.
    """

    codings: pd.DataFrame
    open: pd.DataFrame
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Recoder:
    """Who decides on codings anew, and on which day (ISO); `texts` are segments by their id."""

    by: str
    on: str
    texts: Mapping[str, str]
    key: StudyKey

    def answer(self, place: Place, version: str, codes: Iterable[str]) -> Decision:
        """The line that says which `codes` the coding at `place` is now; it may be none."""
        return self._line(place, version, f"{GIVEN} {SEPARATOR.join(codes)}".rstrip())

    def question(self, place: Place, version: str, codes: Iterable[str]) -> Decision:
        """The line that asks which of `codes` the coding at `place` is since `version`."""
        return self._line(place, version, f"{ASKED} {SEPARATOR.join(codes)}")

    def _line(self, place: Place, version: str, verdict: str) -> Decision:
        segment, start, end, code, coder, number = place
        told = f"{version.replace('|', '/')}|{code}|{start}-{end}|{number}|{coder}"
        digest = text_digest(self.key, self.texts[segment])
        return Decision(RECODED, segment, digest, self.by, self.on, told, verdict)


def asked_anew(codings: pd.DataFrame, differences: Differences, recoder: Recoder) -> list[Decision]:
    """What a new version of the codebook does to people's `codings`, as lines of the ledger.

    A code that became one other, the same in its meaning, is carried over; of a code that was split
    or redefined, every coding is asked for.
    """
    people = codings[(codings["coder"] != MACHINE) & (codings["decision"] == "applied")]
    lines: list[Decision] = []
    for change in differences.changes:
        if change.recode == "carried":
            gone = [code for code in change.old if code not in change.new]
            told = (recoder.by, recoder.on, differences.new_version, change.new[0])
            lines += [Decision(CARRIED, code, "", *told) for code in gone]
        elif change.recode == "decide":
            own = people.loc[people["code"].isin(change.old), KEY]
            lines += [
                recoder.question(place, differences.new_version, change.new)
                for place in own.itertuples(index=False, name=None)
            ]
    return lines


def recoded(
    codings: pd.DataFrame,
    decisions: Iterable[Decision],
    codebook: Codebook | None,
    texts: Mapping[str, str],
    key: StudyKey,
) -> Recoded:
    """`codings` of people, as the `decisions` of a ledger (oldest first) say what they are now.

    A code that is not in the codebook, and that one other of it replaces, is carried over without
    a line. A recoded coding keeps its coder and its round. `texts` are the de-identified segments
    by their id. InputError where a line cannot be read.
    """
    lines = [one for one in decisions if one.what in (CARRIED, RECODED)]
    replaced = dict(_replaced(codebook))
    if not lines and not codings["code"].isin(list(replaced)).any():
        return Recoded(codings, _open([]))
    rows = _Rows(codings)
    last = {one.matter: one for one in lines}
    waiting: list[tuple[Place, str, tuple[str, ...]]] = []
    by_others = lapsed = 0
    for one in lines:
        if last[one.matter] is not one:
            continue
        if one.what == CARRIED:
            rows.rename({one.about: one.verdict})
            continue
        place, version, decision, codes = _read(one)
        if one.about not in texts or one.text_digest != text_digest(key, texts[one.about]):
            lapsed += 1
        elif decision == ASKED:
            waiting.append((place, version, codes))
        elif rows.give(place, codes, one.on):
            by_others += one.by != place[4]
    rows.rename(replaced)
    open_ = _open([one for one in waiting if one[0] in rows.held])
    notes = _notes(len(open_), by_others, lapsed)
    return Recoded(rows.table(), open_, list(notes))


class _Rows:
    """Rows of a Codings table by their key."""

    def __init__(self, codings: pd.DataFrame) -> None:
        keys = codings[KEY].itertuples(index=False, name=None)
        self.held: dict[Place, dict[str, object]] = {
            place: {str(name): value for name, value in row.items()}
            for place, row in zip(keys, codings.to_dict("records"), strict=True)
        }

    def rename(self, codes: Mapping[str, str]) -> None:
        """Give the codings of each old code the new one; what has both keeps the new."""
        for place in [place for place in self.held if place[3] in codes]:
            row = self.held.pop(place) | {"code": codes[place[3]]}
            self.held.setdefault(_place(row), row)

    def give(self, place: Place, codes: Iterable[str], on: str) -> bool:
        """Put `codes` in the place of the coding; False where it is not there."""
        row = self.held.pop(place, None)
        if row is None:
            return False
        given: list[dict[str, object]] = [{"code": code} for code in codes]
        for told in given or [_BARE]:
            new = row | {"decided_on": on} | told
            self.held.setdefault(_place(new), new)
        return True

    def table(self) -> pd.DataFrame:
        if not self.held:
            return empty(Codings)
        table = pd.DataFrame(list(self.held.values()))
        for name in ("rung_claimed", "rung_experienced"):
            table[name] = table[name].astype("Int64")
        return validate(Codings, read_once(table))


def _place(row: Mapping[str, object]) -> Place:
    segment, start, end, code, coder, number = (row[name] for name in KEY)
    return str(segment), int(str(start)), int(str(end)), str(code), str(coder), int(str(number))


def _read(one: Decision) -> tuple[Place, str, str, tuple[str, ...]]:
    """Which coding a line is on, since which version, what it is, and the codes."""
    place = _PLACE.fullmatch(one.place)
    decision, _, codes = one.verdict.partition(" ")
    if place is None or decision not in (ASKED, GIVEN):
        raise InputError(
            "a decision on a coding that nobody can read",
            where="the ledger",
            remedy="restore it from a copy; it is only ever appended to",
        )
    start, end, number = (int(place[name]) for name in ("start", "end", "round"))
    told = (one.about, start, end, place["code"], place["coder"], number)
    return told, place["version"], decision, tuple(filter(None, codes.split(SEPARATOR)))


def _replaced(codebook: Codebook | None) -> Iterator[tuple[str, str]]:
    """Codes that are no more, and the one code each that replaces them."""
    codes = codebook.codes if codebook else ()
    for old in {old for code in codes for old in code.replaces} - {code.code for code in codes}:
        new = [code.code for code in codes if old in code.replaces]
        if len(new) == 1:
            yield old, new[0]


def _open(waiting: list[tuple[Place, str, tuple[str, ...]]]) -> pd.DataFrame:
    rows = [(*place, version, SEPARATOR.join(codes)) for place, version, codes in waiting]
    table = pd.DataFrame(rows, columns=[*KEY, "version", "choices"])
    return table.sort_values(KEY, ignore_index=True)


def _notes(waiting: int, by_others: int, lapsed: int) -> Iterator[str]:
    if waiting:
        yield (
            f"{waiting} codings wait for a decision, for their code was split or redefined: see "
            ".private/review/to_recode.csv."
        )
    if by_others:
        yield f"{by_others} codings were recoded by somebody else than who made them."
    if lapsed:
        yield f"{lapsed} decisions on recoding lapsed: the words they are on changed."
