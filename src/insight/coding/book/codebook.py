"""The codebook: what people look for, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import pandas as pd

from insight.errors import SettingsError
from insight.shown import Shown, Sight

ORIGINS = ("prespecified", "added", "emerged")
SEPARATOR = ";"
MOST_RUNGS = 7
_COLOUR = frozenset("0123456789abcdefABCDEF")


@dataclass(frozen=True)
class Group:
    """A chapter of the codebook; `parent` is the chapter that it is part of."""

    code: str
    label: str
    definition: str = ""
    parent: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Principle:
    """What codes speak to, such as a Marmot principle."""

    code: str
    title: str


@dataclass(frozen=True)
class Code:
    """One code: when it applies, when not, and what it sounds like.

    `cues` are words and phrases that raise it; `pair` is the code it is the reverse of; `parent` a
    group or code; `ordinal` says that rungs, claimed and experienced, are recorded with it, and
    `rungs` names them from the lowest; `replaces` are codes of the version before that became this
    one; `colour` is as programs of others write it (#RRGGBB).
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
    rungs: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    colour: str = ""

    @property
    def title(self) -> str:
        """Its name, or its label in words where it has none."""
        return self.name or self.label.replace("_", " ")


@dataclass(frozen=True, repr=False)
class Codebook(Shown):
    """All codes, in the order of the file, with their groups and principles.

    `notes` tell what a file held that a codebook has no place for.
    """

    title: str
    version: str
    codes: tuple[Code, ...]
    groups: tuple[Group, ...] = ()
    principles: tuple[Principle, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The codes' short names, in order."""
        return tuple(code.code for code in self.codes)

    @property
    def entries(self) -> tuple[Group | Code, ...]:
        """Groups, then codes."""
        return (*self.groups, *self.codes)

    def sight(self) -> Sight:
        """Its codes, each with its name and definition."""
        rows = [(one.code, one.title, one.definition, one.origin) for one in self.codes]
        return Sight(
            f"{self.title}, version {self.version}: {len(rows)} codes",
            pd.DataFrame(rows, columns=["code", "name", "definition", "origin"]),
            self.notes,
        )

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


def checked(book: Codebook, file: str) -> Codebook:
    """`book` with each pair told on both its sides.

    Raises SettingsError naming `file` and code: none at all, one given twice, a parent, pair or
    principle that is not there, parents that lead in a circle, a pair of more than two, rungs that
    cannot be, no colour.
    """
    if not book.codes:
        raise SettingsError("there are no codes", where=file, remedy="add a [[code]]")
    _refuse_twice(book, file)
    _refuse_lost(book, file)
    _refuse_circles(book, file)
    for code in book.codes:
        _refuse_rungs(code, f"{file}, code {code.code}")
    for one in book.entries:
        plain = one.colour.removeprefix("#")
        if one.colour and (plain == one.colour or len(plain) != 6 or not set(plain) <= _COLOUR):
            raise SettingsError(
                "not a colour",
                where=f"{file}, code {one.code}",
                remedy='write it as "#3366cc", or leave it out',
            )
    return replace(book, codes=tuple(_paired(book.codes, file)))


def _refuse_twice(book: Codebook, file: str) -> None:
    codes = [one.code for one in book.entries]
    for kind, told in (("code", codes), ("principle", [one.code for one in book.principles])):
        for code, count in Counter(told).items():
            if count > 1:
                raise SettingsError(
                    f"this {kind} is there twice",
                    where=f"{file}, {kind} {code}",
                    remedy="rename one",
                )


def _refuse_lost(book: Codebook, file: str) -> None:
    """Whatever a code points at is there."""
    groups = {one.code for one in book.groups}
    targets = {
        "parent": groups | set(book.names),
        "pair": set(book.names),
        "principles": {one.code for one in book.principles},
        "origin": set(ORIGINS),
    }
    for code in book.codes:
        for key, there in targets.items():
            value = getattr(code, key)
            _refuse_absent(value, there, key, code.code, file)
    for group in book.groups:
        _refuse_absent(group.parent, targets["parent"], "parent", group.code, file)


def _refuse_absent(
    value: str | tuple[str, ...], there: set[str], key: str, code: str, file: str
) -> None:
    for one in value if isinstance(value, tuple) else (value,):
        if one and (one not in there or one == code):
            raise SettingsError(
                f"{key} names {one}, which it cannot",
                where=f"{file}, code {code}",
                remedy=f"choose from {', '.join(sorted(there - {code}))}",
            )


def _refuse_circles(book: Codebook, file: str) -> None:
    above = parents(book)
    for code in above:
        seen, at = {code}, above.get(code, "")
        while at:
            if at in seen:
                raise SettingsError(
                    "its parents lead back to it",
                    where=f"{file}, code {code}",
                    remedy="give one of them another parent, or none",
                )
            seen.add(at)
            at = above.get(at, "")


def parents(book: Codebook) -> Mapping[str, str]:
    """Of each code and group, the group or code above it; empty where there is none."""
    return {one.code: one.parent for one in book.entries}


def _refuse_rungs(code: Code, where: str) -> None:
    if not code.rungs:
        return
    if not code.ordinal:
        raise SettingsError(
            "it has rungs, and is not ordinal", where=where, remedy="write ordinal = true"
        )
    if not 2 <= len(code.rungs) <= MOST_RUNGS or len(set(code.rungs)) < len(code.rungs):
        raise SettingsError(
            f"rungs are not two to {MOST_RUNGS} different names",
            where=where,
            remedy="name each rung once, the lowest first",
        )


def _paired(codes: tuple[Code, ...], file: str) -> Iterable[Code]:
    """The codes, each with its pair, whichever of the two tells of it."""
    other: dict[str, str] = {}
    for code in codes:
        for one, pair in ((code.code, code.pair), (code.pair, code.code)):
            if code.pair and other.setdefault(one, pair) != pair:
                raise SettingsError(
                    "a pair is of two codes, and this one is in several",
                    where=f"{file}, code {one}",
                    remedy="name the same two codes on both sides, or leave the pair out",
                )
    return (replace(code, pair=other.get(code.code, "")) for code in codes)
