"""What all tables have in common: strict columns, a key, a custody, one canonical order."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import ClassVar, Literal, get_args

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from insight.errors import InsightError
from insight.kinds import DirectKind, IndirectKind

if "dask.dataframe" not in sys.modules:
    # Pandera loads Dask's tables where Dask is installed: two seconds, for a kind we never have.
    sys.modules["dask.dataframe"] = None  # type: ignore[assignment]
    import_module("pandera.typing.dask")
    del sys.modules["dask.dataframe"]

SCHEMA_VERSION = 2

Custody = Literal["personal", "shareable", "publishable"]

STAKEHOLDER_GROUPS = (
    "person_using_services",
    "unpaid_carer",
    "staff_frontline",
    "staff_leadership",
    "vcs_partner",
    "health_partner",
    "care_provider",
    "council_corporate",
    "ombudsman",
    "external_qa",
    "assessor",
    "other",
)
LIVED_EXPERIENCE = ("person_using_services", "unpaid_carer")
DECLINED = "prefer not to say"
"""What stands for an attribute that somebody was asked for and would rather not tell."""

DIRECT_KINDS: tuple[str, ...] = get_args(DirectKind)
INDIRECT_KINDS: tuple[str, ...] = get_args(IndirectKind)
RESERVED = ("machine", "agreed")
"""Coders that are no person: the program, and what coders settled together. Nobody else may."""
ATTRIBUTIONS = ("", "first_hand", "hearsay", "organisational", "assessor")
TARGET_ORGANISATIONS = ("", "council", "nhs", "care_provider", "vcs", "ombudsman", "other")
SET_ASIDE = ("", "short answer", "same words", "other language")


class Table(pa.DataFrameModel):
    """Base of all tables: strict columns, declared key, declared custody."""

    _custody: ClassVar[Custody]
    _key: ClassVar[tuple[str, ...]]

    class Config:
        strict = True
        coerce = True


def columns_of(table: type[Table]) -> list[str]:
    """Names of the columns of `table`, in canonical order."""
    return list(table.to_schema().columns)


def empty(table: type[Table]) -> pd.DataFrame:
    """`table` without rows, with its columns and types."""
    return validate(table, pd.DataFrame({name: [] for name in columns_of(table)}))


def validate(table: type[Table], frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` as a `table`: types coerced, columns and rows in canonical order.

    Raises InsightError naming table, column and rule when it does not fit; never a value.
    """
    schema = table.to_schema()
    try:
        checked = schema.validate(frame, lazy=True)
    except SchemaErrors as problems:
        found = {
            f"{case.column or case.schema_context}: {case.check}"
            for case in problems.failure_cases.itertuples()
        }
        raise InsightError(f"table {table.__name__}: {'; '.join(sorted(found))}") from None
    ordered = checked[columns_of(table)]
    if table._key:
        ordered = ordered.sort_values(list(table._key), kind="stable")
    return ordered.reset_index(drop=True)


def groups_in_words(groups: str) -> str:
    """Stakeholder groups, joined by ';', as a person would say them; empty where none is told.

    >>> groups_in_words("person_using_services;unpaid_carer")
    'unpaid carer and person using services'
    """
    told = sorted(groups.split(";"), key=lambda group: group != LIVED_EXPERIENCE[1])
    words = [group.replace("_", " ").replace("vcs", "voluntary sector") for group in told if group]
    return " and ".join(words)


def is_reserved(name: str) -> bool:
    """Whether a coder may not be called so.

    >>> [is_reserved(name) for name in ("Machine", " agreed ", "A. Greed")]
    [True, True, False]
    """
    return " ".join(name.split()).casefold() in RESERVED
