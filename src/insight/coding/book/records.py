"""Groups, principles and codes as files tell them: keys and values, each of its kind."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import TypeVar

from insight.coding.book.codebook import Code, Group, Principle
from insight.errors import SettingsError

Record = TypeVar("Record", Code, Group, Principle)


def record(kind: type[Record], told: Mapping[str, object], where: str) -> Record:
    """A `kind` from what is `told` of it; SettingsError names `where` and key."""
    known = {field.name: field for field in fields(kind)}
    refuse_unknown(told, list(known), where)
    values: dict[str, object] = {}
    for name, field in known.items():
        if name not in told:
            if field.default is MISSING:
                raise SettingsError(f"{name} is missing", where=where, remedy=f'add {name} = "..."')
            continue
        values[name] = _typed(told[name], str(field.type), f"{where}, {name}")
    return kind(**values)  # type: ignore[arg-type]


def refuse_unknown(told: Mapping[str, object], known: list[str], where: str) -> None:
    """SettingsError for a key that is none of `known`."""
    for key in told:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
            raise SettingsError(f"unknown key {key}", where=where, remedy=remedy)


def _typed(value: object, wanted: str, where: str) -> object:
    """`value` as a field of type `wanted` holds it."""
    if wanted.startswith("tuple"):
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise SettingsError("not a list of texts", where=where, remedy='write ["...", "..."]')
    if wanted == "bool":
        if isinstance(value, bool):
            return value
        raise SettingsError("neither true nor false", where=where, remedy="write true or false")
    if isinstance(value, str) and value.strip():
        return value
    raise SettingsError("not a text, or empty", where=where, remedy='write "..."')
