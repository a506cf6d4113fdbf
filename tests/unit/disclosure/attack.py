"""What a reader can work out from released tables, by linear programming, from the rules alone.

Written from `docs/disclosure.md` and without the product: a reader has every released table of one
or more releases, knows how counts are rounded, when they are shown, who is counted in what, and
what adds up to what. Each count is an unknown; what is hidden lies between the least and the
greatest value that all of this leaves possible.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye, kron

Tables = Mapping[str, pd.DataFrame]
Unknown = tuple[Hashable, ...]
Terms = Mapping[Unknown, float]

LIVED = ("person_using_services", "unpaid_carer")
YOUNGER = ("under 25", "25-44", "45-64")
MARGINS = {"imd_quintile": "quintile", "rural_urban": "rural_urban"}
_NO_SHARES = pd.DataFrame(columns=["source_name", "subject", "subject_id", "unweighted"])
_TINY = 1e-6
_MANY = 1e4
"""More people than any study here has."""


@dataclass(frozen=True)
class Rules:
    """The numbers of [disclosure], and what a reader knows of the questionnaire.

    `one_group` : everybody could name one stakeholder group only. `moments` : per source, the mean
    rank of residents and the sum of its squared deviations, as if their homes were known; `said`
    : per source and code, how many residents mentioned it, which a slope with its ratio and a
    weighted share nearly give away, and what could be detected, to two decimals, within limits;
    `placed` : per source, how many residents there are.
    """

    threshold: int = 8
    base: int = 5
    smallest_group: int = 5
    one_group: bool = True
    moments: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    said: Mapping[tuple[str, str], int] = field(default_factory=dict)
    placed: Mapping[str, int] = field(default_factory=dict)

    def before_rounding(self, shown: int) -> tuple[int, int]:
        """Least and greatest whole number that is nearest to `shown`, halves going up."""
        found = [n for n in range(shown + self.base) if _nearest(n, self.base) == shown]
        return min(found), max(found)


def _nearest(n: int, base: int) -> int:
    return base * math.floor(n / base + 0.5)


class Reader:
    """Unknown counts, and what is known of sums of them."""

    def __init__(self) -> None:
        self._number: dict[Unknown, int] = {}
        self._known: list[tuple[Terms, float, float]] = []

    def knows(self, terms: Terms, low: float = 0, high: float = math.inf) -> None:
        """The sum of `terms` (unknown -> factor) lies between `low` and `high`."""
        for one in terms:
            self._number.setdefault(one, len(self._number))
        self._known.append((terms, low, high))

    def has(self, unknown: Unknown) -> bool:
        """Whether anything is known of `unknown`."""
        return unknown in self._number

    def unknowns(self) -> list[Unknown]:
        """Everything that something is known of."""
        return list(self._number)

    def limits(self, sums: list[Terms]) -> list[tuple[int, int]]:
        """Least and greatest whole number that each sum can be."""
        rows = np.zeros((len(sums), len(self._number)))
        for row, terms in zip(rows, sums, strict=True):
            for one, factor in terms.items():
                row[self._number[one]] = factor
        found = []
        for sign in (1, -1):
            # One program for all of them: they share nothing.
            program = {
                name: np.tile(told, len(rows)) if name[0] == "b" else kron(eye(len(rows)), told)
                for name, told in self._program.items()
            }
            told = linprog(sign * rows.ravel(), bounds=(0, _MANY), method="highs", **program)
            assert told.status == 0, f"what was released contradicts itself: {told.message}"
            found.append((told.x.reshape(rows.shape) * rows).sum(axis=1))
        return [(math.ceil(a - _TINY), math.floor(b + _TINY)) for a, b in zip(*found, strict=True)]

    @cached_property
    def _program(self) -> dict[str, object]:
        rows: list[tuple[int, int, float]] = []
        limits: list[float] = []
        equal: list[tuple[int, int, float]] = []
        values: list[float] = []
        for terms, low, high in self._known:
            if low == high:
                equal += [(len(values), self._number[one], f) for one, f in terms.items()]
                values.append(low)
                continue
            for sign, limit in ((1, high), (-1, -low)):
                if math.isfinite(limit):
                    rows += [(len(limits), self._number[one], sign * f) for one, f in terms.items()]
                    limits.append(limit)
        found: dict[str, object] = {"A_ub": self._matrix(rows, len(limits)), "b_ub": limits}
        if values:
            found |= {"A_eq": self._matrix(equal, len(values)), "b_eq": values}
        return found

    def _matrix(self, told: list[tuple[int, int, float]], rows: int) -> csr_array:
        at, column, factor = zip(*told, strict=True)
        return csr_array((factor, (at, column)), shape=(rows, len(self._number)))


def _as_detectable(said: int, of: int) -> tuple[int, int]:
    """Between which numbers the slope that `of` residents let detect is the same as for `said`.

    A standard error is the root of p (1 - p) / n over the spread of ranks, 1 / 12 where they are
    even; with 80 per cent power at 5 per cent, 1.96 + 0.84 of them are detected.
    """

    def detected(x: int) -> float:
        return round(2.801585 * math.sqrt(12 * x * (of - x) / of) / of, 2)

    near = [x for x in range(1, of) if detected(x) == detected(said)]
    low = high = said
    while low - 1 in near:
        low -= 1
    while high + 1 in near:
        high += 1
    return low, high


@dataclass(frozen=True)
class Hidden:
    """A count that a table does not show: `what` it is, and how it is made from unknowns."""

    what: str
    terms: Terms
    protection: int


def read(reader: Reader, tables: Tables, rules: Rules, release: str = "") -> list[Hidden]:
    """Give `reader` all that `tables` tell, and return what they hide."""
    prevalence = tables["theme_prevalence"]
    hidden: list[Hidden] = []
    for source, rows in prevalence.groupby("source_name"):
        reading = _Source(reader, tables, rules, release, str(source), rows)
        hidden += reading.all()
    hidden += _themes(reader, tables, rules, release)
    hidden += _links(reader, tables, rules, release)
    return hidden


def leaks(reader: Reader, hidden: list[Hidden]) -> dict[str, tuple[int, int]]:
    """What lies within a range narrower than its protection, and the range."""
    found = reader.limits([one.terms for one in hidden]) if hidden else []
    return {
        one.what: (low, high)
        for one, (low, high) in zip(hidden, found, strict=True)
        if high - low < one.protection
    }


class _Source:
    """One source of one release."""

    def __init__(
        self, reader: Reader, tables: Tables, rules: Rules, release: str, source: str, rows
    ) -> None:
        self.reader, self.rules, self.release, self.source = reader, rules, release, source
        self.tables = tables
        self.rows = rows
        first = rows.iloc[0]
        self.exact = first["mode"] != "survey" or first["sampling"] == "purposive"
        self.protection = rules.smallest_group if self.exact else rules.threshold

    def asked(self, stratum: str, value: str) -> Unknown:
        return ("n", self.release, self.source, stratum, value)

    def said(self, subject: str, stratum: str, value: str) -> Unknown:
        return ("x", self.release, self.source, subject, stratum, value)

    def all(self) -> list[Hidden]:
        hidden = [*self._people(), *self._representation(), *self._described()]
        for (kind, subject), rows in self.rows.groupby(["subject", "subject_id"]):
            hidden += self._mentions(str(kind), str(subject), rows)
        hidden += self._rungs()
        few = self.exact and self._everybody() < self.rules.smallest_group
        return [] if few else hidden  # Of three talks, nothing but that there were three is told.

    def _everybody(self) -> int:
        sources = self.tables["sources"].set_index("name")
        return int(sources.loc[self.source, "n_speakers"])

    def _shown(self, terms: Terms, count: object, *, may_be_none: bool = True) -> bool:
        """Whether a count is shown; if so, between which it lies is known."""
        if pd.isna(count):
            return False
        told = int(count)
        if self.exact:
            self.reader.knows(terms, told, told)
        elif told == 0 and may_be_none:
            self.reader.knows(terms, 0, 0)
        else:
            low, high = self.rules.before_rounding(told)
            self.reader.knows(terms, max(low, self.rules.threshold), high)
        return True

    def _people(self) -> Iterator[Hidden]:
        cells = self.rows.drop_duplicates(["stratum", "stratum_value"])
        by: dict[str, list[Unknown]] = {}
        for row in cells.itertuples():
            cell = self.asked(row.stratum, row.stratum_value)
            by.setdefault(row.stratum, []).append(cell)
            self.reader.knows({cell: 1.0})
            shown = self._shown({cell: 1.0}, row.n_asked)
            # How many were interviewed at all is told of every study.
            if not shown and not (self.exact and row.stratum == "all"):
                yield Hidden(f"{cell}", {cell: 1.0}, self.protection)
        everybody = self.asked("all", "all")
        self._within(everybody, by)

    def _within(self, everybody: Unknown, by: Mapping[str, list[Unknown]]) -> None:
        """Groups are part of everybody; fifths and kinds of place are parts of the residents."""
        residents = ("part", *everybody)
        for stratum, cells in by.items():
            if stratum == "group" and not self.rules.one_group:
                for cell in cells:
                    self.reader.knows({everybody: 1.0, cell: -1.0})
            elif stratum == "group":
                self.reader.knows({everybody: 1.0} | dict.fromkeys(cells, -1.0))
            elif stratum != "all":
                self.reader.knows({residents: 1.0} | dict.fromkeys(cells, -1.0), 0, 0)
        if "quintile" in by or "rural_urban" in by:
            self.reader.knows({everybody: 1.0, residents: -1.0})
            lived = [cell for cell in by.get("group", []) if cell[-1] in LIVED]
            if lived:
                self.reader.knows({residents: -1.0} | dict.fromkeys(lived, 1.0))

    def _mentions(self, kind: str, subject: str, rows: pd.DataFrame) -> Iterator[Hidden]:
        name = f"{kind} {subject}"
        by: dict[str, list[Unknown]] = {}
        for row in rows.itertuples():
            x = self.said(name, row.stratum, row.stratum_value)
            n = self.asked(row.stratum, row.stratum_value)
            y = ("y", *x[1:])
            by.setdefault(row.stratum, []).append(x)
            self.reader.knows({n: 1.0, x: -1.0, y: -1.0}, 0, 0)
            if self._shown({x: 1.0}, row.n_mentioning, may_be_none=False):
                if not self.exact:
                    self.reader.knows({y: 1.0}, self.rules.threshold)
            elif not self.exact and (pd.isna(row.n_asked) or row.n_asked > 0):
                yield Hidden(f"{x}", {x: 1.0}, self.protection)
                yield Hidden(f"{y}", {y: 1.0}, self.protection)
            if pd.notna(row.n_unprompted) and not self.exact:
                low, _ = self.rules.before_rounding(int(row.n_unprompted))
                self.reader.knows({x: 1.0}, low + self.rules.threshold)
        for letter in "xy":
            cells = {s: [(letter, *cell[1:]) for cell in each] for s, each in by.items()}
            self._within(cells["all"][0], cells)
        self._weighted(kind, subject, by["all"][0])
        if kind == "code":
            self._gradient(subject, by)
        else:
            yield from self._views(subject, by["all"][0])

    def _weighted(self, kind: str, subject: str, everybody: Unknown) -> None:
        """An unweighted share of residents, to two decimals, beside their number, rounded."""
        rows = self.tables.get("weighted_prevalence", _NO_SHARES)
        about = (rows["subject"] == kind) & (rows["subject_id"].astype(str) == subject)
        for row in rows[about & (rows["source_name"] == self.source)].itertuples():
            if pd.isna(row.unweighted):
                continue
            x, n = ("part", *everybody), ("part", *self.asked("all", "all"))
            self._shown({n: 1.0}, row.n_asked)
            if kind == "code" and (self.source, subject) in self.rules.said:
                told = self.rules.said[self.source, subject]
                self.reader.knows({x: 1.0}, told, told)
            self.reader.knows({x: 1.0, n: -(row.unweighted - 0.005)})
            self.reader.knows({x: -1.0, n: row.unweighted + 0.005})

    def _gradient(self, code: str, by: Mapping[str, list[Unknown]]) -> None:
        rows = self.tables["theme_gradients"]
        rows = rows[(rows["source_name"] == self.source) & (rows["subject_id"] == code)]
        rows = rows[rows["value"].notna()]
        if rows.empty or "quintile" not in by:
            return
        everybody = by["all"][0]
        x, y = ("part", *everybody), ("part", "y", *everybody[1:])
        n = ("part", *self.asked("all", "all"))
        self._shown({n: 1.0}, rows["n"].iloc[0])
        for one in (x, y):
            self.reader.knows({one: 1.0}, self.rules.threshold)
        if (self.source, code) in self.rules.said:
            told = self.rules.said[self.source, code]
            ratio = rows.loc[rows["measure"] == "rii", "value"].notna().any()
            placed = self.rules.placed.get(self.source, 0)
            self.reader.knows({x: 1.0}, *((told, told) if ratio else _as_detectable(told, placed)))
        slope = rows[rows["measure"] == "sii"]
        if self.source in self.rules.moments and len(slope):
            mean, squares = self.rules.moments[self.source]
            moments = []
            for cell in by["quintile"]:
                moment = ("moment", *cell)
                moments.append(moment)
                fifth = int(cell[-1])
                self.reader.knows({moment: 1.0, cell: -(fifth - 1) / 5})
                self.reader.knows({moment: -1.0, cell: fifth / 5})
            terms = dict.fromkeys(moments, 1.0) | {x: -mean}
            value = float(slope["value"].iloc[0])
            self.reader.knows(terms, (value - 0.005) * squares, (value + 0.005) * squares)

    def _views(self, theme: str, everybody: Unknown) -> Iterator[Hidden]:
        views = self.tables.get("theme_views")
        if views is None:
            return
        rows = views[
            (views["source_name"] == self.source)
            & (views["theme_id"].astype(str) == theme)
            & (views["view"] == "question")
        ]
        parts = []
        for row in rows.itertuples():
            part = ("x", *everybody[1:], row.part)
            parts.append(part)
            self.reader.knows({everybody: 1.0, part: -1.0})
            if self._shown({part: 1.0}, row.n_mentioning, may_be_none=False):
                n = self.asked("all", "all")
                self._shown({n: 1.0}, row.n_asked)
                if not self.exact:
                    self.reader.knows({n: 1.0, part: -1.0}, self.rules.threshold)
                    self.reader.knows({everybody: 1.0, part: -1.0}, self.rules.threshold)
            elif not self.exact:
                yield Hidden(f"{part}", {part: 1.0}, self.protection)
        if parts:
            self.reader.knows({everybody: -1.0} | dict.fromkeys(parts, 1.0))

    def _representation(self) -> Iterator[Hidden]:
        rows = self.tables["representation"]
        rows = rows[rows["source_name"] == self.source]
        everybody = ("heard", self.release, self.source)
        for margin, categories in rows.groupby("margin"):
            cells = {
                row.category: ("heard", self.release, self.source, margin, row.category)
                for row in categories.itertuples()
            }
            told = {name: cell for name, cell in cells.items() if name != "not known"}
            placed = ("placed", self.release, self.source, margin)
            others = {("others", *placed): 1.0} if margin == "age_65" else {}
            total = dict.fromkeys(told.values(), 1.0) | others
            self.reader.knows(total | {placed: -1.0}, 0, 0)
            self.reader.knows({placed: 1.0, cells["not known"]: 1.0, everybody: -1.0}, 0, 0)
            for row in categories.itertuples():
                cell = cells[row.category]
                self.reader.knows({cell: 1.0})
                if not self._shown({cell: 1.0}, row.n_speakers):
                    yield Hidden(f"{cell}", {cell: 1.0}, self.protection)
                if margin in MARGINS and row.category in told:
                    same = self.asked(MARGINS[margin], row.category)
                    if self.reader.has(same):
                        self.reader.knows({cell: 1.0, same: -1.0}, 0, 0)
                if pd.notna(row.share_of_speakers) and row.share_of_speakers > 0:
                    n = round(row.n_speakers / row.share_of_speakers)
                    self._shown({placed: 1.0}, n)
        heard = ("heard", self.release, self.source)
        if {"age_65", "age_band"} <= set(rows["margin"]):
            younger = ("others", "placed", self.release, self.source, "age_65")
            for whole, bands in (((*heard, "age_65", "65+"), ["65+"]), (younger, YOUNGER)):
                parts = {(*heard, "age_band", band): 1.0 for band in bands}
                self.reader.knows({whole: -1.0, **parts}, 0, 0)
        for told, group in (("carer", "unpaid_carer"), ("not a carer", "person_using_services")):
            everyone, some = self.asked("group", group), (*heard, "carer", told)
            if "carer" in set(rows["margin"]) and self.reader.has(everyone):
                self.reader.knows({everyone: 1.0, some: -1.0})
        if len(rows):
            self.reader.knows({self.asked("all", "all"): 1.0, everybody: -1.0})
            groups = [
                self.asked("group", group)
                for group in LIVED
                if self.reader.has(self.asked("group", group))
            ]
            self.reader.knows({everybody: -1.0} | dict.fromkeys(groups, 1.0))

    def _described(self) -> Iterator[Hidden]:
        sources = self.tables.get("sources")
        if sources is None:
            return
        for row in sources[sources["name"] == self.source].itertuples():
            everybody = self.asked("all", "all")
            if not self._shown({everybody: 1.0}, row.n_speakers):
                yield Hidden(f"sources {everybody}", {everybody: 1.0}, self.protection)

    def _rungs(self) -> Iterator[Hidden]:
        rungs = self.tables.get("rungs")
        if rungs is None or self.exact:
            return
        for row in rungs[rungs["source_name"] == self.source].itertuples():
            for kind in ("claimed", "experienced"):
                count = getattr(row, f"n_{kind}")
                z = ("rung", kind, row.rung, *self.asked("group", row.group))
                n = self.asked("group", row.group)
                self.reader.knows({n: 1.0, z: -1.0})
                if self._shown({z: 1.0}, count, may_be_none=False):
                    self.reader.knows({n: 1.0, z: -1.0}, self.rules.threshold)
                else:
                    yield Hidden(f"{z}", {z: 1.0}, self.protection)


def _themes(reader: Reader, tables: Tables, rules: Rules, release: str) -> Iterator[Hidden]:
    """People of a theme's main segments are among those who speak of it, over all sources."""
    if "themes" not in tables:
        return
    sources = sorted(set(tables["theme_prevalence"]["source_name"]))
    for row in tables["themes"].itertuples():
        said = [("x", release, s, f"theme {row.theme_id}", "all", "all") for s in sources]
        said = [one for one in said if reader.has(one)]
        if not said:
            continue
        main = ("main", release, f"theme {row.theme_id}")
        least, most = rules.smallest_group, math.inf
        if pd.notna(row.n_speakers):
            least, most = rules.before_rounding(int(row.n_speakers))
            least = max(rules.threshold, least)
        reader.knows({main: 1.0}, least, most)
        reader.knows(dict.fromkeys(said, 1.0) | {main: -1.0})
    yield from ()


def _links(reader: Reader, tables: Tables, rules: Rules, release: str) -> Iterator[Hidden]:
    """Everybody was linked to an area in one way or another."""
    if "links" not in tables:
        return
    cells = {
        row.link_status: ("link", release, row.link_status) for row in tables["links"].itertuples()
    }
    for row in tables["links"].itertuples():
        cell = cells[row.link_status]
        reader.knows({cell: 1.0})
        if pd.notna(row.n):
            low, high = rules.before_rounding(int(row.n))
            reader.knows({cell: 1.0}, max(low, rules.threshold), high)
        else:
            yield Hidden(f"{cell}", {cell: 1.0}, rules.threshold)
    people = [("n", release, str(s), "all", "all") for s in tables["sources"]["name"]]
    if all(reader.has(one) for one in people):
        reader.knows(dict.fromkeys(cells.values(), 1.0) | dict.fromkeys(people, -1.0), 0, 0)
