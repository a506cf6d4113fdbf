"""The codebook as TOML: the form in which it is written, and compared line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from insight.coding.book.codebook import Code, Codebook, Group, Principle
from insight.coding.book.records import Record, record, refuse_unknown
from insight.errors import SettingsError
from insight.settings import read_toml

_KINDS = {"group": Group, "principle": Principle, "code": Code}
_LONG = 80
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def from_toml(path: Path) -> Codebook:
    """The codebook in the TOML file `path`, unchecked.

    Raises SettingsError naming file, code and key: unknown, missing or mistyped keys.
    """
    told = read_toml(path)
    refuse_unknown(told, ["title", "version", *_KINDS], path.name)
    for key in ("title", "version"):
        if not isinstance(told.get(key), str):
            raise SettingsError(
                f"{key} is not given as text", where=path.name, remedy=f'add {key} = "..."'
            )
    return Codebook(
        told["title"],
        told["version"],
        _records(Code, told, "code", path.name),
        _records(Group, told, "group", path.name),
        _records(Principle, told, "principle", path.name),
    )


def _records(kind: type[Record], told: dict[str, Any], key: str, file: str) -> tuple[Record, ...]:
    listed = told.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise SettingsError(f"{key} is not a list of tables", where=file, remedy=f"write [[{key}]]")
    return tuple(
        record(kind, one, f"{file}, {key} {one.get('code', f'number {number}')}")
        for number, one in enumerate(listed, start=1)
    )


def to_toml(book: Codebook) -> str:
    """`book` as TOML; what has its usual value is left out."""
    parts = [f"title = {_text(book.title)}\nversion = {_text(book.version)}"]
    for key, listed in (
        ("group", book.groups),
        ("principle", book.principles),
        ("code", book.codes),
    ):
        parts += ["\n".join([f"[[{key}]]", *_lines(one)]) for one in listed]
    return "\n\n".join(parts) + "\n"


def _lines(one: Code | Group | Principle) -> Iterator[str]:
    for field in fields(one):
        value = getattr(one, field.name)
        if field.default is MISSING or value != field.default:
            yield f"{field.name} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, tuple):
        return _text(str(value))
    told = [_text(one) for one in value]
    short = f"[{', '.join(told)}]"
    return short if len(short) <= _LONG else "[\n" + "".join(f"  {one},\n" for one in told) + "]"


def _text(value: str) -> str:
    r"""`value` as a basic string of TOML.

    >>> print(_text('so-called "help"'))
    "so-called \"help\""
    """
    signs = (_ESCAPES.get(sign) or (sign if sign.isprintable() else _code(sign)) for sign in value)
    return f'"{"".join(signs)}"'


def _code(sign: str) -> str:
    return f"\\U{ord(sign):08X}"
