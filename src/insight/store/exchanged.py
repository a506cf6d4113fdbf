"""A ledger on its way to another coder's machine: decisions alone, signed with the study's key.

The first line says of which key the lines are, how many there are, and their keyed hash. Another
study's ledger is refused, and so is one that was changed or cut short on the way.
"""

from __future__ import annotations

import json
from pathlib import Path

from insight.errors import InputError
from insight.store.key import StudyKey
from insight.store.ledger import Decision, Ledger, decision
from insight.store.private import write_private

_FORMAT = "insight ledger 1"


def write_exchanged(ledger: Ledger, path: Path, key: StudyKey) -> int:
    """Write every line of `ledger` to `path`; how many there are. InputError where a file is."""
    if path.exists():
        raise InputError(
            "there is a file of this name already", where=path.name, remedy="choose another name"
        )
    lines = [one.line for one in ledger.lines()]
    signed = key.digest("exchanged ledger", *lines)
    head = {"format": _FORMAT, "key": key.id, "lines": len(lines), "signed": signed}
    text = "".join(f"{line}\n" for line in [json.dumps(head, sort_keys=True), *lines])
    write_private(path, text)
    return len(lines)


def read_exchanged(path: Path, key: StudyKey) -> list[Decision]:
    """The lines in the file `path`; InputError where they are not this study's, or not whole."""
    if not path.is_file():
        raise InputError("there is no such file", where=path.name, remedy="correct the path")
    first, *lines = path.read_bytes().splitlines() or [b""]
    try:
        head = json.loads(first.decode("utf-8"))
        told, held, signed = head["format"], head["key"], head["signed"]
    except (ValueError, TypeError, KeyError):
        told = held = signed = ""
    if told != _FORMAT:
        raise InputError(
            "not a ledger that was exported", where=path.name, remedy="run `insight ledger export`"
        )
    if held != key.id:
        raise InputError(
            "this is the ledger of another study, or of this one before its key was rotated",
            where=path.name,
            remedy="export it again from a copy of this study",
        )
    text = [line.decode("utf-8", errors="replace") for line in lines]
    if signed != key.digest("exchanged ledger", *text):
        raise InputError(
            "it was changed, or cut short, since it was exported",
            where=path.name,
            remedy="export it again",
        )
    return [decision(path, number, line) for number, line in enumerate(lines, 2)]
