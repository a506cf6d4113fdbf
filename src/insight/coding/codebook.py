"""The codebook: what people look for, in words, read from a TOML file."""

from __future__ import annotations

import difflib
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from insight.errors import SettingsError
from insight.settings import read_toml

ORIGINS = ("prespecified", "added", "emerged")
STARTER = "starter"
SEPARATOR = ";"


@dataclass(frozen=True)
class Group:
    """A chapter of the codebook."""

    code: str
    label: str
    definition: str = ""


@dataclass(frozen=True)
class Principle:
    """What codes speak to, such as a Marmot principle."""

    code: str
    title: str


@dataclass(frozen=True)
class Code:
    """One code: when it applies, when not, and what it sounds like.

    `cues` are words and phrases that raise it; `pair` is the code it is the reverse of; `parent` a
    group or code; `ordinal` says that rungs are recorded with it.
    """

    code: str
    label: str
    definition: str
    name: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    parent: str = ""
    pair: str = ""
    principles: tuple[str, ...] = ()
    origin: str = "prespecified"
    ordinal: bool = False

    @property
    def title(self) -> str:
        """Its name, or its label in words where it has none."""
        return self.name or self.label.replace("_", " ")


@dataclass(frozen=True)
class Codebook:
    """All codes, in the order of the file, with their groups and principles."""

    title: str
    version: str
    codes: tuple[Code, ...]
    groups: tuple[Group, ...] = ()
    principles: tuple[Principle, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The codes' short names, in order."""
        return tuple(code.code for code in self.codes)

    def table(self) -> pd.DataFrame:
        """One row a code; columns as the fields of `Code`, lists joined by ';', and `version`."""
        rows = [
            {field.name: _flat(getattr(code, field.name)) for field in fields(Code)}
            | {"name": code.title, "version": self.version}
            for code in self.codes
        ]
        return pd.DataFrame(rows)

    def principles_table(self) -> pd.DataFrame:
        """Columns principle, title; every principle, also those that no code speaks to."""
        rows = [(one.code, one.title) for one in self.principles]
        return pd.DataFrame(rows, columns=["principle", "title"], dtype="str")


def _flat(value: object) -> object:
    return SEPARATOR.join(value) if isinstance(value, tuple) else value


def codebook_path(named: str, root: Path) -> Path:
    """Where the codebook called `named` lies: "starter" comes with insight, others with a study."""
    return Path(str(files("insight.coding") / "starter.toml")) if named == STARTER else root / named


def read_codebook(path: Path) -> Codebook:
    """The codebook in the TOML file `path`.

    Raises SettingsError naming file, code and key: unknown, missing or mistyped keys, a code given
    twice, a parent, pair or principle that is not there.
    """
    if not path.is_file():
        raise SettingsError(
            "there is no such codebook", where=path.name, remedy="name the TOML file with the codes"
        )
    told = read_toml(path)
    lists = {"code": Code, "group": Group, "principle": Principle}
    _refuse_unknown(told, ["title", "version", *lists], path.name)
    for key in ("title", "version"):
        if not isinstance(told.get(key), str):
            raise SettingsError(
                f"{key} is not given as text", where=path.name, remedy=f'add {key} = "..."'
            )
    book = Codebook(
        told["title"],
        told["version"],
        _records(Code, told, "code", path.name),
        _records(Group, told, "group", path.name),
        _records(Principle, told, "principle", path.name),
    )
    _check(book, path.name)
    return book


Record = TypeVar("Record", Code, Group, Principle)


def _records(kind: type[Record], told: dict[str, Any], key: str, file: str) -> tuple[Record, ...]:
    listed = told.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise SettingsError(f"{key} is not a list of tables", where=file, remedy=f"write [[{key}]]")
    return tuple(
        _record(kind, one, f"{file}, {key} {one.get('code', f'number {number}')}")
        for number, one in enumerate(listed, start=1)
    )


def _record(kind: type[Record], told: dict[str, Any], where: str) -> Record:
    known = {field.name: field for field in fields(kind)}
    _refuse_unknown(told, list(known), where)
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in told:
            if field.default is MISSING:
                raise SettingsError(f"{name} is missing", where=where, remedy=f'add {name} = "..."')
            continue
        values[name] = _typed(told[name], str(field.type), f"{where}, {name}")
    return kind(**values)


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


def _refuse_unknown(told: dict[str, Any], known: list[str], where: str) -> None:
    for key in told:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
            raise SettingsError(f"unknown key {key}", where=where, remedy=remedy)


def _check(book: Codebook, file: str) -> None:
    """Codes differ, and whatever a code points at is there."""
    if not book.codes:
        raise SettingsError("there are no codes", where=file, remedy="add a [[code]]")
    targets = {
        "parent": {one.code for one in book.groups} | set(book.names),
        "pair": set(book.names),
        "principles": {one.code for one in book.principles},
        "origin": set(ORIGINS),
    }
    seen: set[str] = set()
    for code in book.codes:
        where = f"{file}, code {code.code}"
        if code.code in seen:
            raise SettingsError("this code is there twice", where=where, remedy="rename one")
        seen.add(code.code)
        for key, there in targets.items():
            value = getattr(code, key)
            for one in value if isinstance(value, tuple) else (value,):
                if one and (one not in there or one == code.code):
                    raise SettingsError(
                        f"{key} names {one}, which it cannot",
                        where=where,
                        remedy=f"choose from {', '.join(sorted(there - {code.code}))}",
                    )
