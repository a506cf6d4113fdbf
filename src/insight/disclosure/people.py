"""Whose number is hidden, in all tables of a source at once.

The same people stand in several tables: residents by fifth in theme_prevalence and representation,
everybody in theme_prevalence and sources, those with lived experience as groups and as those set
beside the county. What is hidden of people is therefore decided once, over all of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from insight.disclosure.cells import hidden_asked
from insight.disclosure.family import EVERYBODY, Adding
from insight.schemas import LIVED_EXPERIENCE
from insight.settings import SurveyPolicy

Part = tuple[str, str]
"""Stratum and value of theme_prevalence, or margin and category of representation."""

STRATUM_OF_MARGIN = {"imd_quintile": "quintile", "rural_urban": "rural_urban"}
ALL = ("all", "all")
RESIDENTS = ("quintile", "all")
"""All residents of whom a fifth is known: on them, slopes are computed."""
OLD = 65
_OLDER: Part = ("age_65", f"{OLD}+")
NOT_KNOWN = "not known"
PLACED = "placed"
"""All of a margin but those not known: on them, shares are computed."""


def hidden_people(
    asked: Mapping[Part, int],
    heard: Mapping[Part, int],
    policy: SurveyPolicy,
    few: frozenset[Part] = frozenset(),
    known: Iterable[tuple[Part, int, int]] = (),
    before: Iterable[tuple[Part, int, int]] = (),
) -> frozenset[Part]:
    """Parts of a survey whose number of people must not be shown, in no table.

    `asked` : people by stratum and value, ALL among them. `heard` : people with lived experience
    who live in the authority, by margin and category; those in no category are "not known". `few` :
    parts that stay hidden for an earlier release's sake. `known`, `before` : between which
    limits it tells that a part lies, where few have moved and wherever they have.
    """
    parts = {ALL: asked.get(ALL, _most(heard))} | dict(asked)
    for part, n in heard.items():
        # That nobody is missing from a margin is no finding: it would tell how many there are.
        if not _is_stratum(part, n, asked) and (n or part[1] != NOT_KNOWN):
            parts[part] = n
    numbers = {part: number for number, part in enumerate(parts)}
    adding = Adding((0, n) for n in parts.values())
    residents = add_strata(adding, {part: numbers[part] for part in asked})
    placed = _add_margins(adding, asked, heard, numbers, residents) if _most(heard) else {}
    named = numbers | {(margin, PLACED): number for margin, number in placed.items()}
    if residents is not None:
        named[RESIDENTS] = residents
    same_people = {_as_stratum(part, heard.get(part, -1), asked) for part in few}
    changed = {named[part] for part in same_people if part in named}
    if ALL in few:  # Also where nobody stands: that nobody did may be what was hidden.
        changed = set(named.values())

    def limits(
        told: Iterable[tuple[Part, int, int]],
    ) -> tuple[tuple[int, int, int], ...]:
        cells = {
            (named.get(_as_stratum(part, heard.get(part, -1), asked), -1), low, high)
            for part, low, high in told
        }
        return tuple(sorted(one for one in cells if one[0] >= 0))

    family = replace(adding.family(), known=limits(known), before=limits(before))
    hidden = hidden_asked(family, policy, frozenset(changed))
    found = {part for part, number in named.items() if number in hidden}
    same = {
        (margin, value)
        for margin, stratum in STRATUM_OF_MARGIN.items()
        for of, value in found
        if of == stratum and (margin, value) in heard
    }
    not_missing = {part for part, n in heard.items() if n == 0 and part[1] == NOT_KNOWN}
    nobody = not_missing if _most(heard) else set()
    return frozenset(found | same | nobody)


def add_strata(adding: Adding, numbers: Mapping[Part, int]) -> int | None:
    """Say how the strata of theme_prevalence add up; the cell of all residents, if there are any.

    Groups are part of everybody. Fifths, and kinds of place, are residents, who have lived
    experience.
    """
    groups = _of(numbers, "group")
    adding.within(groups, [EVERYBODY])
    fifths, kinds = _of(numbers, "quintile"), _of(numbers, "rural_urban")
    if not (fifths or kinds):
        return None
    residents = adding.whole(fifths or kinds, told=True)
    if fifths and kinds:
        adding.within(kinds, [residents])
    adding.within([residents], [EVERYBODY])
    adding.within([residents], _lived(numbers), loose=True)
    return residents


def _add_margins(
    adding: Adding,
    asked: Mapping[Part, int],
    heard: Mapping[Part, int],
    numbers: Mapping[Part, int],
    residents: int | None,
) -> dict[str, int]:
    """Every margin holds the same people, placed in it or not known; the cells of those placed."""
    placed: dict[str, int] = {}
    younger: dict[str, int] = {}
    everybody = adding.unlisted(_most(heard))
    adding.within([everybody], [EVERYBODY], loose=True)
    adding.within([everybody], _lived(numbers), loose=True)
    for margin in sorted({margin for margin, _ in heard}):
        people = {value: n for (of, value), n in heard.items() if of == margin}
        named = {value: _as_stratum((margin, value), n, asked) for value, n in people.items()}
        cells = {value: numbers[part] for value, part in named.items() if part in numbers}
        not_known = [cells.pop(NOT_KNOWN)] if NOT_KNOWN in cells else []
        own = list(cells.values())
        others = _most(heard) - sum(people.values())
        if others > 0:  # Only those of 65 or over have a row: the younger ones are the others.
            younger[margin] = adding.unlisted(others, protected=True)
            own.append(younger[margin])
        placed[margin] = adding.whole(own, told=True)
        if not not_known and NOT_KNOWN in people:
            not_known = [adding.unlisted(0, protected=True)]
        adding.within([placed[margin], *not_known], [everybody])
        if residents is not None and margin in STRATUM_OF_MARGIN:
            adding.within([residents], [placed[margin]])
    _add_same(adding, numbers, younger.get(_OLDER[0]))
    return placed


def _add_same(adding: Adding, numbers: Mapping[Part, int], younger: int | None) -> None:
    """Who stands in two margins, or in a margin and a group.

    Those of 65 or over are those in the bands from 65 on, the `younger` those in the bands below.
    Who cares unpaid is in the group of that name, who does not uses services.
    """
    bands = {_ages(value): number for (of, value), number in numbers.items() if of == "age_band"}
    older = [number for (first, _), number in bands.items() if first >= OLD]
    if _OLDER in numbers:
        adding.within(older, [numbers[_OLDER]])
    if younger is not None:
        below = [number for (_, last), number in bands.items() if last < OLD]
        adding.within(below, [younger])
    for (of, value), number in numbers.items():
        cares = not value.casefold().startswith("no")  # "not a carer", "no unpaid care"
        group = "unpaid_carer" if cares else "person_using_services"
        if of == "carer" and value != NOT_KNOWN and ("group", group) in numbers:
            adding.within([number], [numbers["group", group]], loose=True)


def _ages(band: str) -> tuple[float, float]:
    """First and last year of age of a band; all ages where its name tells none.

    >>> _ages("25-44"), _ages("65+"), _ages("under 25"), _ages("not known")
    ((25, 44), (65, inf), (0, 24), (0, inf))
    """
    years = [int(one) for one in re.findall(r"\d+", band)]
    if len(years) == 2:
        return years[0], years[1]
    if len(years) != 1:
        return 0, math.inf
    return (0, years[0] - 1) if band.startswith("under") else (years[0], math.inf)


def _most(heard: Mapping[Part, int]) -> int:
    """People heard: as many as stand in the largest margin; others leave some people out."""
    totals: dict[str, int] = {}
    for (margin, _), n in heard.items():
        totals[margin] = totals.get(margin, 0) + n
    return max(totals.values(), default=0)


def _is_stratum(part: Part, n: int, asked: Mapping[Part, int]) -> bool:
    return asked.get((STRATUM_OF_MARGIN.get(part[0], ""), part[1])) == n


def _as_stratum(part: Part, n: int, asked: Mapping[Part, int]) -> Part:
    """The same people in theme_prevalence, where they stand there too."""
    return (STRATUM_OF_MARGIN[part[0]], part[1]) if _is_stratum(part, n, asked) else part


def _of(numbers: Mapping[Part, int], stratum: str) -> list[int]:
    return [number for (of, _), number in numbers.items() if of == stratum]


def _lived(numbers: Mapping[Part, int]) -> list[int]:
    return [numbers["group", group] for group in LIVED_EXPERIENCE if ("group", group) in numbers]


def parts_of(rows: pd.DataFrame) -> dict[Part, int]:
    """Part -> people asked, from rows of theme_prevalence of one source."""
    first = rows.drop_duplicates(["stratum", "stratum_value"])
    names = zip(first["stratum"], first["stratum_value"], strict=True)
    return {(str(a), str(b)): int(n) for (a, b), n in zip(names, first["n_asked"], strict=True)}


def categories_of(rows: pd.DataFrame) -> dict[Part, int]:
    """Part -> people heard, from rows of representation of one source."""
    names = zip(rows["margin"], rows["category"], strict=True)
    return {(str(a), str(b)): int(n) for (a, b), n in zip(names, rows["n_speakers"], strict=True)}
