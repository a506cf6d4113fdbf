"""How many people of a study share all that is told of them, and what makes the others single.

Two people are in one class when every attribute is the same; k is the size of the smallest class
(Sweeney L (2002) k-anonymity: a model for protecting privacy. International Journal of Uncertainty,
Fuzziness and Knowledge-based Systems 10:557-570, doi:10.1142/S0218488502001648). What is not told
counts as a value of its own: that is what somebody who holds the table sees.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.errors import InputError

ATTRIBUTES = (
    *("place", "age_band", "condition", "sex", "ethnicity"),
    *("disability", "stakeholder_groups"),
)
NOT_TOLD = "not told"
LADDER_COLUMNS = ["step", "k", "n_people", "n_single", "n_below_internal", "n_below_published"]
_SENSITIVE_COLUMNS = ["told", "n_people", "n_classes", "n_in_classes"]
_OLDER = ("65+", "75+", "85+")


def quasi_identifiers(
    speakers: pd.DataFrame,
    conditions: Mapping[str, frozenset[str]],
    declared: Mapping[str, Mapping[str, str]] | None = None,
) -> pd.DataFrame:
    """One row per person: speaker_id, source_name, ATTRIBUTES, and `declared` ones.

    `speakers` : DeidentifiedSpeakers; voices of documents are no people and are left out.
    `conditions` : speaker_id -> conditions that their words name, as "group: condition".
    `declared` : name -> speaker_id -> value. A place is the county fifth with rural or urban.
    """
    people = speakers[speakers["mode"] != "document"].sort_values("speaker_id", ignore_index=True)
    fifth = people["quintile"].astype("string").radd("fifth ").fillna(NOT_TOLD)
    table = pd.DataFrame(
        {
            "speaker_id": people["speaker_id"],
            "source_name": people["source_name"],
            "place": fifth + ", " + people["rural_urban"].replace("", NOT_TOLD),
            "condition": [
                "; ".join(sorted(conditions.get(who, ()))) for who in people["speaker_id"]
            ],
        }
        | {name: people[name] for name in ATTRIBUTES if name not in ("place", "condition")}
    ).astype("str")
    for name, told in (declared or {}).items():
        if name in table.columns:
            raise InputError("an attribute has the name of another", remedy="rename it")
        table[name] = [told.get(who, "") for who in table["speaker_id"]]
    columns = ["speaker_id", "source_name", *ATTRIBUTES, *(declared or {})]
    return table[columns].replace("", NOT_TOLD)


@dataclass(frozen=True)
class Step:
    """A step of making coarser: an attribute, and what becomes of its values; None = left out."""

    words: str
    attribute: str = ""
    coarser: Callable[[str], str] | None = None


def _rural_or_urban(place: str) -> str:
    return place.rpartition(", ")[2]


def _older_or_younger(age: str) -> str:
    return age if age in (NOT_TOLD, "not stated") else "65+" if age in _OLDER else "under 65"


def _groups(conditions: str) -> str:
    return "; ".join(sorted({one.partition(":")[0] for one in conditions.split("; ")}))


LADDER = (
    Step("as partners of the study have it"),
    Step("place: rural or urban, no fifth", "place", _rural_or_urban),
    Step("place: left out", "place"),
    Step("age: under 65, or 65 and over", "age_band", _older_or_younger),
    Step("age: left out", "age_band"),
    Step("condition: its group alone", "condition", _groups),
    Step("condition: left out", "condition"),
)
"""The order in which attributes are made coarser: place, then age, then condition."""


def coarser(table: pd.DataFrame, step: Step) -> pd.DataFrame:
    """`table` after one `step`."""
    if step.attribute not in table.columns:
        return table
    if step.coarser is None:
        return table.drop(columns=step.attribute)
    return table.assign(**{step.attribute: table[step.attribute].map(step.coarser)})


def class_sizes(table: pd.DataFrame, attributes: Sequence[str]) -> pd.Series:
    """Per row, how many rows share all `attributes`, itself included."""
    if not attributes:
        return pd.Series(len(table), index=table.index)
    return table.groupby(list(attributes), dropna=False)["speaker_id"].transform("size")


def attributes_of(table: pd.DataFrame) -> list[str]:
    """The columns of `table` that are attributes."""
    return [name for name in table.columns if name not in ("speaker_id", "source_name")]


def ladder(table: pd.DataFrame, internal: int = 5, published: int = 10) -> pd.DataFrame:
    """What k is reached at each step of LADDER, with LADDER_COLUMNS.

    n_single : people who share their attributes with nobody. n_below_internal, n_below_published :
    people in classes smaller than `internal` and `published`. No people: k is 0.
    """
    rows = []
    for step in LADDER:
        table = coarser(table, step)
        sizes = class_sizes(table, attributes_of(table))
        rows.append(
            (
                step.words,
                int(sizes.min()) if len(sizes) else 0,
                len(sizes),
                *(int((sizes < least).sum()) for least in (2, internal, published)),
            )
        )
    return pd.DataFrame(rows, columns=LADDER_COLUMNS)


def special_uniques(table: pd.DataFrame, most: int = 3) -> pd.DataFrame:
    """Smallest sets of attributes, of `most` at most, by which somebody is single: SUDA.

    Columns: speaker_id, attributes (joined by " + "), n_attributes, score. A set counts when no
    smaller set within it makes the same person single. The score of a set of s out of m attributes
    is (m - s)!: the fewer it takes, the riskier (Elliot MJ, Manning AM, Ford RW (2002) A
    computational algorithm for handling the special uniques problem. International Journal of
    Uncertainty, Fuzziness and Knowledge-based Systems 10:493-509). Of 3 attributes, one that
    makes single by itself scores 2! = 2.
    """
    names = attributes_of(table)
    held: dict[str, list[frozenset[str]]] = {who: [] for who in table["speaker_id"]}
    rows = []
    for size in range(1, min(most, len(names)) + 1):
        for chosen in itertools.combinations(names, size):
            wanted = frozenset(chosen)
            for who in table.loc[class_sizes(table, chosen) == 1, "speaker_id"]:
                if not any(smaller <= wanted for smaller in held[who]):
                    held[who].append(wanted)
                    rows.append((who, " + ".join(chosen), size, math.factorial(len(names) - size)))
    columns = ["speaker_id", "attributes", "n_attributes", "score"]
    return pd.DataFrame(rows, columns=columns)


def what_makes_single(table: pd.DataFrame) -> pd.DataFrame:
    """Per attribute: attribute, n_single (people single with it), n_without (still single without).

    The attribute whose leaving out helps most comes first.
    """
    names = attributes_of(table)
    single = int((class_sizes(table, names) == 1).sum())
    rows = [
        (name, single, int((class_sizes(table, [n for n in names if n != name]) == 1).sum()))
        for name in names
    ]
    found = pd.DataFrame(rows, columns=["attribute", "n_single", "n_without"])
    return found.sort_values(["n_without", "attribute"], ignore_index=True)


def diversity(table: pd.DataFrame, told: Mapping[str, frozenset[str]]) -> tuple[int, pd.DataFrame]:
    """l, and what a class gives away of all its people, where each is known to be in it.

    `told` : speaker_id -> sensitive things told of that person. l is the least number of different
    such sets in a class of two or more (0 where there is no such class): at l = 1 whoever knows
    that somebody is in the class knows what is told of them, however large it is (Machanavajjhala A
    et al (2007) l-diversity. ACM Transactions on Knowledge Discovery from Data 1:3,
    doi:10.1145/1217299.1217302). The table has, per thing told: told, n_people of whom it is told,
    n_classes of two or more in which it is told of everybody, n_in_classes people in these.
    """
    names = attributes_of(table)
    own = table.assign(held=table["speaker_id"].map(lambda who: told.get(who, frozenset())))
    own = own[class_sizes(own, names) > 1]
    grouped = own.groupby(names)["held"] if names else own.groupby(lambda _: 0)["held"]
    classes = [list(each) for _, each in grouped]
    things = sorted({thing for who in table["speaker_id"] for thing in told.get(who, ())})
    rows = []
    for thing in things:
        n = sum(thing in told.get(who, ()) for who in table["speaker_id"])
        all_of = [each for each in classes if all(thing in held for held in each)]
        rows.append((thing, n, len(all_of), sum(map(len, all_of))))
    least = min((len(set(each)) for each in classes), default=0)
    return least, pd.DataFrame(rows, columns=_SENSITIVE_COLUMNS)
