"""Invented studies, person by person, and their tables before anything is hidden or rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import pandas as pd

from insight.schemas import WeightedPrevalence, columns_of

LIVED = ("person_using_services", "unpaid_carer")
GROUPS = (*LIVED, "staff_frontline", "vcs_partner", "council_corporate", "other")
QUESTIONS = ("What works?", "What should change?")
SHARE = {"1": 0.2, "2": 0.2, "3": 0.2, "4": 0.2, "5": 0.2}
SHARE |= {"Rural": 0.44, "Urban": 0.56, "65+": 0.25, "disabled": 0.2, "not disabled": 0.8}
SHARE |= {"under 25": 0.25, "25-44": 0.2, "45-64": 0.3, "carer": 0.1, "not a carer": 0.9}


@dataclass(frozen=True)
class Person:
    """Somebody in an invented study; `fifth` 0 is nobody's home, `said` what they mentioned."""

    source: str
    mode: str
    sampling: str
    groups: tuple[str, ...]
    fifth: int
    rank: float
    place: str
    older: str
    disability: str
    said: frozenset[tuple[str, str]]
    answers: frozenset[tuple[str, str]]
    rung: int
    link: str
    number: int = 0

    @property
    def lived(self) -> bool:
        return bool(set(self.groups) & set(LIVED))

    @property
    def name(self) -> str:
        """The same person in two releases of a study."""
        return f"{self.source} {self.number}"

    @property
    def band(self) -> str:
        """The band of their age, if they told it."""
        younger = ("under 25", "25-44", "45-64")[self.number % 3]
        return younger if self.older == "younger" else self.older

    @property
    def carer(self) -> str:
        """Whether somebody with lived experience cares unpaid."""
        return "carer" if "unpaid_carer" in self.groups else "not a carer"

    def parts(self) -> Iterator[tuple[str, str]]:
        """Strata with values, and margins with categories, that this person is counted in."""
        yield "all", "all"
        yield "link_status", self.link
        yield from (("group", group) for group in self.groups)
        if self.fifth:
            yield from (("quintile", "all"), ("quintile", str(self.fifth)))
            yield "rural_urban", self.place
        yield from self.margins() if self.lived else ()

    def margins(self) -> Iterator[tuple[str, str]]:
        """Where somebody stands who is set beside the county; the younger have no row."""
        disabled = {"yes": "disabled", "no": "not disabled", "": ""}[self.disability]
        told = {"imd_quintile": str(self.fifth or ""), "rural_urban": self.place}
        told |= {"age_65": self.older, "age_band": self.band, "disability": disabled}
        told |= {"carer": self.carer}
        for margin, category in told.items():
            yield margin, category or "not known"
            if category:
                yield margin, "placed"


@dataclass(frozen=True)
class Invented:
    """A study of these people; `codes` and `themes` are what was looked for."""

    people: tuple[Person, ...]
    codes: tuple[str, ...] = ("C1", "C2")
    themes: tuple[str, ...] = ("0",)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables before disclosure control, by name."""
        sources: dict[str, list[Person]] = {}
        for one in self.people:
            sources.setdefault(one.source, []).append(one)
        subjects = [("code", c) for c in self.codes] + [("theme", t) for t in self.themes]
        prevalence = [
            row
            for people in sources.values()
            for subject in subjects
            for row in _prevalence(people, subject)
        ]
        gradients = [
            r for people in sources.values() for c in self.codes for r in _slope(people, c)
        ]
        return {
            "theme_prevalence": pd.DataFrame(prevalence),
            "theme_gradients": pd.DataFrame(gradients) if gradients else _no_gradients(),
            "representation": pd.DataFrame(
                [row for people in sources.values() for row in _heard(people)]
            ),
            "theme_views": pd.DataFrame(
                [r for people in sources.values() for t in self.themes for r in _views(people, t)],
                columns=[
                    "source_name",
                    "mode",
                    "sampling",
                    "theme_id",
                    "view",
                    "part",
                    "place",
                    "n_mentioning",
                    "n_asked",
                    "note",
                ],
            ),
            "themes": self._themes(),
            "weighted_prevalence": pd.DataFrame(
                [
                    row
                    for people in sources.values()
                    for subject in subjects
                    for row in _weighted(people, subject)
                ],
                columns=columns_of(WeightedPrevalence),
            ),
            "ranks": pd.DataFrame(
                [(source, *found) for source, found in sorted(self.moments().items())],
                columns=["source_name", "mean", "squares"],
            ),
            "sources": pd.DataFrame([_source(people) for people in sources.values()]),
            "rungs": _rungs(self.people),
            "links": pd.Series([one.link for one in self.people])
            .value_counts()
            .rename_axis("link_status")
            .rename("n")
            .reset_index(),
        }

    def members(self) -> pd.DataFrame:
        """Who stands in which part."""
        rows = [(p.source, *part, p.name) for p in self.people for part in p.parts()]
        columns = ["source_name", "stratum", "stratum_value", "person"]
        return pd.DataFrame(rows, columns=columns).drop_duplicates()

    def modes(self) -> dict[str, tuple[str, str]]:
        """Per source, how people were heard and how they came to be asked."""
        return {p.source: (p.mode, p.sampling) for p in self.people}

    def _themes(self) -> pd.DataFrame:
        rows = [
            {
                "theme_id": int(theme),
                "label": "invented",
                "keywords": "invented",
                "status": "candidate",
                "repeatability": 0.5,
                # The main theme of some of those who speak of it.
                "n_speakers": sum(
                    ("theme", theme) in p.said and p.number % 5 > 0 for p in self.people
                ),
            }
            for theme in self.themes
        ]
        return pd.DataFrame(rows)

    def moments(self) -> dict[str, tuple[float, float]]:
        """Per source: mean rank of its residents, and the sum of squared deviations from it."""
        found = {}
        for source in {one.source for one in self.people}:
            ranks = np.array([p.rank for p in self.people if p.source == source and p.fifth])
            if len(ranks):
                found[source] = (float(ranks.mean()), float(((ranks - ranks.mean()) ** 2).sum()))
        return found

    def known(
        self,
    ) -> tuple[
        dict[str, tuple[float, float]],
        dict[tuple[str, str], int],
        dict[str, int],
    ]:
        """What a reader is taken to know: moments, residents saying something, residents."""
        return self.moments(), self.residents_saying(), self.residents()

    def residents(self) -> dict[str, int]:
        """Per source: residents of whom a fifth is known."""
        return {s: sum(p.source == s and p.fifth > 0 for p in self.people) for s in self.modes()}

    def residents_saying(self) -> dict[tuple[str, str], int]:
        """Per source and code: residents who mentioned it."""
        return {
            (source, code): sum(
                p.source == source and p.fifth > 0 and ("code", code) in p.said for p in self.people
            )
            for source in {one.source for one in self.people}
            for code in self.codes
        }


def invent(chance: Random, *, one_group: bool = True, sizes: Iterable[int] = ()) -> Invented:
    """A study by chance: one or two surveys, and talks."""
    told = list(sizes) or [chance.choice((0, 5, 12, 20, 35, 60, 90, 150)) for _ in range(2)]
    people: list[Person] = []
    for number, size in enumerate(told):
        people += _answering(chance, f"survey {number}", size, one_group)
    people += _talking(chance, chance.choice((0, 3, 8, 14)), one_group)
    return Invented(tuple(people)) if people else invent(chance, one_group=one_group)


CHANGES = ("one leaves", "one comes", "few", "one is put right", "a wave", "many leave", "nothing")
"""How a study may change between two releases."""


def change(chance: Random, study: Invented, how: str, *, one_group: bool = True) -> Invented:
    """`study` some time later: one of CHANGES, in one of its sources."""
    source = chance.choice(sorted({one.source for one in study.people}))
    own = [one for one in study.people if one.source == source]
    others = [one for one in study.people if one.source != source]
    leaving = {"one leaves": 1, "few": chance.randint(0, 4), "many leave": len(own) // 3}
    coming = {"one comes": 1, "few": chance.randint(1, 4), "a wave": chance.choice((8, 12, 25, 60))}
    chance.shuffle(own)
    own = own[leaving.get(how, 0) :]
    if how == "one is put right" and own:
        own[0] = replace(own[0], groups=("other",), fifth=0, rank=0.0, place="", link="linked")
    new = (
        _answering(chance, source, coming.get(how, 0), one_group)
        if source != "talks"
        else _talking(chance, coming.get(how, 0), one_group)
    )
    own += [replace(one, number=1000 + one.number) for one in new]
    return Invented((*others, *own))


def _answering(chance: Random, source: str, size: int, one_group: bool) -> list[Person]:
    odds = {("code", "C1"): chance.random(), ("code", "C2"): chance.random() ** 3}
    odds[("theme", "0")] = chance.random()
    shares = [chance.random() ** 2 + 0.02 for _ in GROUPS]
    fifths = [chance.random() + 0.02 for _ in range(5)]
    placed, rural, missing = chance.choice((0.5, 0.9, 1.0)), chance.random(), chance.random() / 4
    return [
        _person(
            chance,
            source,
            "survey",
            "self_selected",
            odds,
            shares,
            fifths,
            placed,
            rural,
            missing,
            one_group,
            number,
        )
        for number in range(size)
    ]


def _talking(chance: Random, size: int, one_group: bool) -> list[Person]:
    odds = {("code", "C1"): 0.5, ("code", "C2"): 0.2, ("theme", "0"): 0.4}
    return [
        _person(
            chance,
            "talks",
            "interview",
            "purposive",
            odds,
            [1] * 6,
            [1] * 5,
            0.7,
            0.4,
            0.2,
            one_group,
            number,
        )
        for number in range(size)
    ]


def _person(
    chance, source, mode, sampling, odds, shares, fifths, placed, rural, missing, one_group, number
) -> Person:
    groups = set(chance.choices(GROUPS, shares, k=1 if one_group else chance.choice((1, 1, 2))))
    if chance.random() < missing / 3:
        groups = set()
    lived = bool(groups & set(LIVED))
    fifth = chance.choices(range(1, 6), fifths)[0] if lived and chance.random() < placed else 0
    said = frozenset(what for what, odd in odds.items() if chance.random() < odd)
    answers = frozenset(
        (theme, question)
        for kind, theme in said
        if kind == "theme"
        for question in _some(chance, QUESTIONS)
    )
    link = "linked" if fifth else chance.choice(("no_place_given", "unknown_postcode"))
    return Person(
        source,
        mode,
        sampling,
        tuple(sorted(groups)),
        fifth,
        (fifth - 1 + chance.random()) / 5 if fifth else 0.0,
        ("Rural" if chance.random() < rural else "Urban") if fifth else "",
        chance.choices(("65+", "younger", ""), (0.4, 0.5, missing))[0],
        chance.choices(("yes", "no", ""), (0.4, 0.5, missing))[0],
        said,
        answers,
        chance.choice((0, 0, 0, 4, 6)),
        link if lived else chance.choice((link, "not_a_resident")),
        number,
    )


def _some(chance: Random, of: tuple[str, ...]) -> list[str]:
    return chance.choice([[of[0]], [of[1]], list(of)])


def _prevalence(people: list[Person], subject: tuple[str, str]) -> list[dict[str, object]]:
    first = people[0]
    cells: dict[tuple[str, str], list[Person]] = {("all", "all"): people}
    for group in sorted({g for p in people for g in p.groups}):
        cells["group", group] = [p for p in people if group in p.groups]
    for fifth in sorted({p.fifth for p in people} - {0}):
        cells["quintile", str(fifth)] = [p for p in people if p.fifth == fifth]
    for place in sorted({p.place for p in people} - {""}):
        cells["rural_urban", place] = [p for p in people if p.place == place]
    if first.mode != "survey":
        cells = {key: of for key, of in cells.items() if key[0] in ("all", "group")}
    return [
        {
            "source_name": first.source,
            "mode": first.mode,
            "sampling": first.sampling,
            "subject": subject[0],
            "subject_id": subject[1],
            "stratum": stratum,
            "stratum_value": value,
            "n_mentioning": sum(subject in p.said for p in of),
            "n_unprompted": sum(subject in p.said and p.number % 3 > 0 for p in of),
            "n_asked": len(of),
            "prevalence": sum(subject in p.said for p in of) / len(of)
            if first.mode == "survey"
            else None,
            "ci_low": 0.0 if first.mode == "survey" else None,
            "ci_high": 1.0 if first.mode == "survey" else None,
            "method": "invented",
            "basis": "human",
            "note": "",
        }
        for (stratum, value), of in cells.items()
    ]


def _weighted(people: list[Person], subject: tuple[str, str]) -> list[dict[str, object]]:
    """Weighted to even fifths, as far as they are there."""
    first = people[0]
    residents = [p for p in people if p.fifth]
    if first.mode != "survey" or not residents:
        return []
    there = [p.fifth for p in residents]
    weights = np.array([1 / there.count(p.fifth) for p in residents])
    said = np.array([float(subject in p.said) for p in residents])
    share = float((weights * said).sum() / weights.sum())
    return [
        {
            "source_name": first.source,
            "sampling": first.sampling,
            "subject": subject[0],
            "subject_id": subject[1],
            "n_asked": len(residents),
            "unweighted": float(said.mean()),
            "prevalence": share,
            "ci_low": share / 2,
            "ci_high": (1 + share) / 2,
            "n_effective": int(weights.sum() ** 2 / (weights**2).sum()),
            "n_trimmed": 0,
            "largest_gap": 0.0,
            "raked_on": "imd_quintile",
            "method": "invented",
            "basis": "human",
            "note": "",
        }
    ]


def _slope(people: list[Person], code: str) -> list[dict[str, object]]:
    first = people[0]
    residents = [p for p in people if p.fifth]
    if first.mode != "survey" or not residents:
        return []
    rank = np.array([p.rank for p in residents])
    said = np.array([float(("code", code) in p.said) for p in residents])
    squares = ((rank - rank.mean()) ** 2).sum()
    slope = float((said * (rank - rank.mean())).sum() / squares) if squares else 0.0
    common = {
        "source_name": first.source,
        "sampling": first.sampling,
        "subject_id": code,
        "p_value": 0.5,
        "p_adjusted": 0.5,
        "detectable": 0.3,
        "n": len(residents),
        "method": "invented",
        "basis": "human",
        "warning": "",
    }
    low = float(said.mean()) - slope * float(rank.mean())
    measures = {"sii": slope, "rii": (low + slope) / low if low else 1.0}
    return [
        common | {"measure": name, "value": value, "ci_low": value - 0.2, "ci_high": value + 0.2}
        for name, value in measures.items()
    ]


def _no_gradients() -> pd.DataFrame:
    from insight.schemas import ThemeGradients, empty

    return empty(ThemeGradients)


def _heard(people: list[Person]) -> list[dict[str, object]]:
    first = people[0]
    lived = [p for p in people if p.lived]
    margins: Mapping[str, tuple[list[str], list[str]]] = {
        "imd_quintile": ([str(n) for n in range(1, 6)], [str(p.fifth or "") for p in lived]),
        "rural_urban": (["Rural", "Urban"], [p.place for p in lived]),
        "age_65": (["65+"], [p.older for p in lived]),
        "age_band": (["under 25", "25-44", "45-64", "65+"], [p.band for p in lived]),
        "carer": (["carer", "not a carer"], [p.carer for p in lived]),
        "disability": (
            ["disabled", "not disabled"],
            [{"yes": "disabled", "no": "not disabled", "": ""}[p.disability] for p in lived],
        ),
    }
    rows: list[dict[str, object]] = []
    for margin, (categories, values) in margins.items():
        if first.mode != "survey" and margin in ("imd_quintile", "rural_urban"):
            continue
        known = [value for value in values if value]
        for category in categories:
            x, share = known.count(category), SHARE[category]
            rows.append(
                {
                    "category": category,
                    "n_speakers": x,
                    "population": 1000,
                    "share_of_speakers": x / len(known) if known else None,
                    "share_of_population": share,
                    "ratio": x / len(known) / share if known else None,
                    "ci_low": 0.0 if known else None,
                    "ci_high": 9.0 if known else None,
                    "not_heard": x == 0,
                    "chance_of_none": (1 - share) ** len(known),
                    "note": f"of {len(known)}",
                    "margin": margin,
                }
            )
        rows.append(
            {
                "category": "not known",
                "n_speakers": len(lived) - len(known),
                "population": None,
                "share_of_speakers": None,
                "share_of_population": None,
                "ratio": None,
                "ci_low": None,
                "ci_high": None,
                "not_heard": False,
                "chance_of_none": None,
                "note": "did not say",
                "margin": margin,
            }
        )
    return [row | {"source_name": first.source} for row in rows]


def _views(people: list[Person], theme: str) -> list[dict[str, object]]:
    first = people[0]
    if first.mode != "survey":
        return []
    return [
        {
            "source_name": first.source,
            "mode": first.mode,
            "sampling": first.sampling,
            "theme_id": int(theme),
            "view": "question",
            "part": question,
            "place": place,
            "n_mentioning": sum((theme, question) in p.answers for p in people),
            "n_asked": len(people),
            "note": "",
        }
        for place, question in enumerate(QUESTIONS)
    ]


def _source(people: list[Person]) -> dict[str, object]:
    first = people[0]
    return {
        "name": first.source,
        "mode": first.mode,
        "sampling": first.sampling,
        "collected_on": "",
        "wave": "1",
        "questions": "",
        "n_speakers": len(people),
        "n_segments": 2 * len(people),
        "n_excluded": 0,
    }


def _rungs(people: tuple[Person, ...]) -> pd.DataFrame:
    told: dict[tuple[str, str, int], int] = {}
    for one in people:
        for group in one.groups:
            if one.rung:
                key = (one.source, group, one.rung)
                told[key] = told.get(key, 0) + 1
    rows = [(*key, n, n // 2) for key, n in sorted(told.items())]
    return pd.DataFrame(
        rows, columns=["source_name", "group", "rung", "n_claimed", "n_experienced"]
    )
