"""How many residents share what is told of a speaker: who is single in the county, not the study.

Where a table of residents tells an attribute's margin, its share is taken from there, and
attributes are taken to be independent. With the number of other residents who share all of them
Poisson with mean m, nobody else does with chance exp(-m), and a match is right with chance
(1 - exp(-m)) / m (the mean of 1 / F, F = 1 + Poisson(m); Skinner CJ, Holmes DJ (1998) Estimating
the re-identification risk per record in microdata. Journal of Official Statistics 14:361-372).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from insight.disclosure.risk.k_anonymity import NOT_TOLD, attributes_of

RESIDENT_COLUMNS = ["speaker_id", "expected", "chance_single", "chance_right"]
_UNKNOWN = (NOT_TOLD, "", "not stated", "prefer not to say")
_DISABILITY = {"yes": "disabled", "no": "not disabled"}
_AGE_MARGINS = ("age_band", "age_65")
_OLDEST = 100


@dataclass(frozen=True)
class Margins:
    """Shares of residents by attribute and value, and how many residents there are.

    `shares` : (attribute, value) -> share. `told` : attributes that have a margin, with its source.
    """

    residents: int
    shares: Mapping[tuple[str, str], float]
    told: Mapping[str, str]


def margins(population: pd.DataFrame, table: pd.DataFrame) -> Margins | None:
    """Margins of `population` (margin, category, population, year, source) for what `table` holds.

    None where the population has no total. Ages within a wider band are taken to be spread evenly
    over its years, "and over" ending at 100. A margin counts that bears an attribute's name.
    """
    totals = population[population["margin"] == "total"].sort_values("year")
    if totals.empty:
        return None
    shares: dict[tuple[str, str], float] = {}
    told: dict[str, str] = {}
    for name in attributes_of(table):
        for value in sorted(set(table[name]) - set(_UNKNOWN)):
            found = _share(population, name, value)
            if found is not None:
                shares[name, value] = found[0]
                told[name] = found[1]
    return Margins(int(totals["population"].iloc[-1]), shares, told)


def _share(population: pd.DataFrame, name: str, value: str) -> tuple[float, str] | None:
    """The share of residents with this value, and where it is from."""
    if name == "place":
        return _share_of_place(population, value)
    if name == "age_band":
        return _share_of_age(population, value)
    if name == "disability":
        value = _DISABILITY.get(value, value)
    return _of_margin(population, name, value)


def _of_margin(population: pd.DataFrame, margin: str, category: str) -> tuple[float, str] | None:
    own = population[population["margin"] == margin]
    row = own[own["category"] == category]
    if row.empty:
        return None
    source = str(row["source"].iloc[0])
    same = own[own["year"] == row["year"].iloc[0]]
    return float(row["population"].iloc[0]) / float(same["population"].sum()), source


def _share_of_place(population: pd.DataFrame, value: str) -> tuple[float, str] | None:
    fifth, _, kind = value.rpartition(", ")
    parts = [
        _of_margin(population, "imd_quintile", fifth.removeprefix("fifth ")),
        _of_margin(population, "rural_urban", kind),
    ]
    known = [part for part in parts if part]
    if not known:
        return None
    return math.prod(share for share, _ in known), known[0][1]


def _share_of_age(population: pd.DataFrame, value: str) -> tuple[float, str] | None:
    band = _years(value)
    if band is None:
        return None
    best: tuple[int, float, str] | None = None
    for margin in _AGE_MARGINS:
        own = population[population["margin"] == margin]
        for category, n, source in own[["category", "population", "source"]].itertuples(
            index=False, name=None
        ):
            wide = _years(str(category))
            if wide is None or wide[0] > band[0] or wide[1] < band[1]:
                continue
            of_all = float(n) / float(own["population"].sum())
            width = wide[1] - wide[0] + 1
            if best is None or width < best[0]:
                best = width, of_all * (band[1] - band[0] + 1) / width, str(source)
    return (best[1], best[2]) if best else None


def _years(told: str) -> tuple[int, int] | None:
    """First and last year of an age band.

    >>> _years("25-44"), _years("65+"), _years("under 25")
    ((25, 44), (65, 100), (0, 24))
    """
    years = [int(found) for found in re.findall(r"\d+", told)]
    if not years:
        return None
    if told.startswith("under"):
        return 0, years[0] - 1
    return years[0], years[1] if len(years) > 1 else _OLDEST


def residents_like(table: pd.DataFrame, known: Margins, *, assume: bool) -> pd.DataFrame:
    """Per person: RESIDENT_COLUMNS; expected = other residents who share the attributes.

    Attributes without a margin are left out of the reckoning, so that `expected` is too high; with
    `assume` they have the share of the speakers themselves, which is too high for whatever people
    were sought out for (using services). What was not told narrows nothing.

    With 1,000 residents, an attribute that one in ten has and one that one in a hundred has:
    expected 999 x 0.1 x 0.01 = 0.999, single with chance exp(-0.999) = 0.37.
    """
    names = attributes_of(table)
    own: dict[str, dict[str, float]] = {
        name: {str(value): float(share) for value, share in told.items()}
        for name, told in ((n, table[n].value_counts(normalize=True)) for n in names)
    }
    rows = []
    for row in table.to_dict("records"):
        shares = list(_shares_of(row, names, known, own if assume else {}))
        mean = (known.residents - 1) * math.prod(shares)
        right = (1 - math.exp(-mean)) / mean if mean > 0 else 1.0
        rows.append((row["speaker_id"], mean, math.exp(-mean), right))
    return pd.DataFrame(rows, columns=RESIDENT_COLUMNS)


def _shares_of(
    row: Mapping[object, str],
    names: list[str],
    known: Margins,
    assumed: Mapping[str, Mapping[str, float]],
) -> Iterator[float]:
    for name in names:
        value = row[name]
        if value in _UNKNOWN:
            continue
        share = known.shares.get((name, value))
        if share is None:
            share = assumed.get(name, {}).get(value)
        if share is not None:
            yield share


def chance_of_right_match(n_single: int, n_in_pairs: int, fraction: float) -> float:
    """Chance that a match with somebody single in the study is right: data intrusion simulation.

    U f / (U f + P (1 - f)) for U single people, P people in classes of two, and the `fraction` f
    of the population that is in the study, drawn by chance (Elliot MJ (2000) DIS: a new approach to
    the measurement of statistical disclosure risk. Risk Management 2:39-48; Skinner CJ, Elliot MJ
    (2002) Journal of the Royal Statistical Society B 64:855-867). nan where nobody is single or
    paired.

    >>> round(chance_of_right_match(100, 50, 0.1), 4)  # 10 / (10 + 45)
    0.1818
    """
    right = n_single * fraction
    wrong = n_in_pairs * (1 - fraction)
    return right / (right + wrong) if right + wrong else math.nan
