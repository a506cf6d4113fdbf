"""What a reader of two releases can work out who knows of the few that came and left between.

Written from `docs/disclosure.md` and without the product, like `attack`: the counts of the later
release are those of the earlier one, more those who came, less those who left. The reader knows in
which parts the few stand, but not what they said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from unit.disclosure.attack import Hidden, Reader, Rules, Tables, Terms, Unknown, leaks, read
from unit.disclosure.invented import Invented, Person

FIRST, SECOND = "the first", "the second"
_SHOWN = (
    *("n_mentioning", "n_unprompted", "n_asked", "n_speakers", "share_of_speakers", "value"),
    *("n_claimed", "n_experienced", "n", "prevalence", "unweighted"),
)
_NOT_SAID = "not said, "
Set = tuple[str, ...]
"""What people are counted in, as the unknowns of `attack` are called, without release."""


@dataclass(frozen=True)
class Movers:
    """People of a source who all came to the same sets, and left the same; `number` of them."""

    source: str
    came: frozenset[Set]
    left: frozenset[Set]
    number: int

    def how_many(self) -> Unknown:
        return ("movers", self.source, self.came, self.left)

    def saying(self, what: Set) -> Unknown:
        return ("movers saying", self.source, self.came, self.left, what)


def moved_between(before: Invented, after: Invented) -> list[Movers]:
    """Whoever stands in other sets than before."""
    was = {one.name: one for one in before.people}
    now = {one.name: one for one in after.people}
    found: dict[tuple[str, frozenset[Set], frozenset[Set]], int] = {}
    for name in sorted(was.keys() | now.keys()):
        sets = [frozenset(_sets(of[name])) if name in of else frozenset() for of in (was, now)]
        came, left = sets[1] - sets[0], sets[0] - sets[1]
        if came or left:
            key = ((was.get(name) or now[name]).source, came, left)
            found[key] = found.get(key, 0) + 1
    return [Movers(*key, number) for key, number in found.items()]


def _sets(one: Person) -> Iterator[Set]:
    for stratum, value in one.parts():
        if (stratum, value) == ("quintile", "all"):
            yield ("part",)
        elif stratum == "link_status":
            yield ("link", value)
        elif stratum in ("all", "group", "quintile") or value in ("Rural", "Urban"):
            yield ("n", stratum, value)
    if one.lived:
        yield ("heard",)
        for margin, category in one.margins():
            yield ("placed", margin) if category == "placed" else ("heard", margin, category)


def second_look(
    first: Tables, second: Tables, moved: list[Movers], rules: tuple[Rules, Rules]
) -> dict[str, tuple[int, int]]:
    """What two releases tell of hidden counts, and of the few, because of the second.

    Whatever was known already from the first release, and from who came and left, is no leak of
    the second.
    """
    found: dict[str, tuple[int, int]] = {}
    rows = first["theme_prevalence"]
    subjects = list(rows[["subject", "subject_id"]].drop_duplicates().itertuples(index=False))
    moving = sorted({one.source for one in moved})
    for subject in subjects if moving else []:
        looks = [_only(tables, *subject) for tables in (first, second)]
        readers = []
        for later in (looks[1], _nothing_shown(looks[1])):
            reader = Reader()
            hidden = read(reader, looks[0], rules[0], FIRST) + read(reader, later, rules[1], SECOND)
            known = _Known(reader, moved, rules[1], first)
            known.link()
            sought = {one.what: one for one in [*hidden, *known.changes()] if _new(one, moving)}
            readers.append((reader, {k: one for k, one in sought.items() if k not in found}))
        (reader, every), (without, before) = readers
        told = leaks(reader, list(every.values()))
        limits = without.limits([before[what].terms for what in told]) if told else []
        found |= {
            what: (least, most)
            for (what, (least, most)), (low, high) in zip(told.items(), limits, strict=True)
            if most - least < high - low and not _may_be_shown(what, told, rules[1])
        }
    return found


def _may_be_shown(what: str, told: dict[str, tuple[int, int]], rules: Rules) -> bool:
    """So many came, or left, that a table of them might show how many said it."""
    both = (what, _NOT_SAID + what, what.removeprefix(_NOT_SAID))
    of_movers = _NOT_SAID + what in told or what.startswith(_NOT_SAID)
    return of_movers and all(told[one][0] >= rules.threshold for one in both if one in told)


def _new(one: Hidden, moving: list[str]) -> bool:
    """Whether the second release may tell more of it: somebody of its source moved."""
    return any(source in one.what for source in moving) or "'link'" in one.what


def _only(tables: Tables, subject: str, name: str) -> dict[str, pd.DataFrame]:
    rows = tables["theme_prevalence"]
    rows = rows[(rows["subject"] == subject) & (rows["subject_id"] == name)]
    return {**tables, "theme_prevalence": rows}


def _nothing_shown(tables: Tables) -> dict[str, pd.DataFrame]:
    """The rows of `tables` without their counts, but for how many were interviewed at all."""
    told = {
        name: table.assign(**{column: pd.NA for column in _SHOWN if column in table})
        for name, table in tables.items()
    }
    sources = tables["sources"]
    talks = (sources["mode"] != "survey") | (sources["sampling"] == "purposive")
    return told | {"sources": sources.assign(n_speakers=sources["n_speakers"].where(talks))}


class _Known:
    """The unknowns of both releases in one reader, and who moved."""

    def __init__(self, reader: Reader, moved: list[Movers], rules: Rules, tables: Tables) -> None:
        self.reader, self.moved, self.rules = reader, moved, rules
        rows = tables["theme_prevalence"].drop_duplicates("source_name")
        self.exact = {
            row.source_name
            for row in rows.itertuples()
            if row.mode != "survey" or row.sampling == "purposive"
        }

    def link(self) -> None:
        """Say of every count of the second release how it came about."""
        for one in self.moved:
            few = self._few(self._all(one.source))
            low = one.number if few else 0
            self.reader.knows({one.how_many(): 1.0}, low, one.number if few else float("inf"))
        for source in {one.source for one in self.moved}:
            for of in {s for m in self._all(source) for s in m.came | m.left}:
                movers = [m for m in self._all(source) if of in m.came | m.left]
                if self._few(movers):
                    for side in ("came", "left"):
                        own = [m for m in movers if of in getattr(m, side)]
                        number = sum(m.number for m in own)
                        if own:
                            terms = dict.fromkeys([m.how_many() for m in own], 1.0)
                            self.reader.knows(terms, number, number)
        for unknown in self.reader.unknowns():
            later = _later(unknown)
            if later is not None and self.reader.has(later):
                self._follow(unknown, later)

    def _follow(self, unknown: Unknown, later: Unknown) -> None:
        terms: dict[Unknown, float] = {later: 1.0, unknown: -1.0}
        what, source, of = _counted(unknown)
        for one in self.moved:
            if (source not in ("", one.source)) or not (one.came | one.left) & {of}:
                continue
            sign = -1.0 if of in one.came else 1.0
            if what is None:
                terms[one.how_many()] = sign
                continue
            saying = one.saying(what)
            self.reader.knows({one.how_many(): 1.0, saying: -1.0})
            if what[0] == "main" or (
                what[0] == "x" and len(what) > 2
            ):  # Saying it here, or mostly, is saying it.
                self.reader.knows({one.saying(("x", what[1])): 1.0, saying: -1.0})
            terms[saying] = sign
        self.reader.knows(terms, 0, 0)

    def changes(self) -> Iterator[Hidden]:
        """What the few who came to, or left, a part said; and what the many all said."""
        told: set[tuple[str, Set, Set]] = set()
        for unknown in self.reader.unknowns():
            if unknown[0] == "x" and unknown[1] == FIRST and self.reader.has(_later(unknown)):
                what, source, of = _counted(unknown)
                told.add((source, of, what))
        for source, of, subject in sorted(told, key=str):
            for side in ("came", "left"):
                own = [m for m in self._all(source) if of in getattr(m, side)]
                both = [m for m in self._all(source) if of in m.came | m.left]
                number = sum(m.number for m in own)
                if not own or (source in self.exact and not self._few(both)):
                    continue
                terms: Terms = dict.fromkeys([m.saying(subject) for m in own], 1.0)
                others = dict.fromkeys([m.how_many() for m in own], 1.0)
                others |= dict.fromkeys([m.saying(subject) for m in own], -1.0)
                least = min(number, self.rules.threshold)
                what = f"{side}: {source} {of} {subject}"
                yield Hidden(what, terms, least)
                yield Hidden(_NOT_SAID + what, others, least)

    def _all(self, source: str) -> list[Movers]:
        return [one for one in self.moved if one.source == source]

    def _few(self, movers: list[Movers]) -> bool:
        exact = bool(movers) and movers[0].source in self.exact
        least = self.rules.smallest_group if exact else self.rules.threshold
        return sum(one.number for one in movers) < least


def _later(unknown: Unknown) -> Unknown | None:
    """The same count of the second release."""
    if FIRST not in unknown or unknown[0] in ("y", "moment", "others") or unknown[1] == "y":
        return None  # They follow from the others.
    at = unknown.index(FIRST)
    return (*unknown[:at], SECOND, *unknown[at + 1 :])


def _counted(unknown: Unknown) -> tuple[tuple[str, ...] | None, str, Set]:
    """What is counted (None = people), in which source, and in which set of them."""
    at = unknown.index(FIRST)
    head, tail = unknown[:at], unknown[at + 1 :]
    if head[0] == "link":
        return None, "", ("link", *tail)
    if head[0] == "main":
        return ("main", tail[0]), "", ("n", "all", "all")
    source = tail[0]
    if head[0] == "n":
        return None, source, ("n", *tail[1:])
    if head == ("part", "n"):
        return None, source, ("part",)
    if head[0] in ("heard", "placed"):
        return None, source, (head[0], *tail[1:])
    if head[0] == "rung":
        return ("rung", *head[1:-1]), source, ("n", *tail[1:3])
    if head == ("x",):
        return ("x", tail[1], *tail[4:]), source, ("n", *tail[2:4])
    if head == ("part", "x"):
        return ("x", tail[1]), source, ("part",)
    raise AssertionError(f"nobody said how {head[0]} follows")
