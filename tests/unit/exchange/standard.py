"""A reader of REFI-QDA projects from the published standard alone: nothing of ours is in it.

A project is a zip archive with project.qde and a folder Sources. Positions count Unicode code
points from 0; the end is exclusive.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

_Q = "{urn:QDA-XML:project:1.0}"


@dataclass(frozen=True)
class Coding:
    """A code on words of a source, by a user, with the notes on it."""

    source: str
    words: str
    code: str
    user: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Read:
    """What a project holds."""

    texts: dict[str, str]
    codings: tuple[Coding, ...]
    cases: dict[str, tuple[dict[str, str], tuple[str, ...]]]
    codes: dict[str, str]
    notes: dict[str, str]


def read(raw: bytes) -> Read:
    """The project in the archive `raw`."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    root = ElementTree.fromstring(archive.read("project.qde"))
    users = {one.get("guid"): one.get("name") for one in root.iter(f"{_Q}User")}
    codes = {one.get("guid"): one.get("name") for one in root.iter(f"{_Q}Code")}
    above = {
        below.get("name"): one.get("name")
        for one in root.iter(f"{_Q}Code")
        for below in one.findall(f"{_Q}Code")
    }
    notes = {
        one.get("guid"): one.findtext(f"{_Q}PlainTextContent") for one in root.iter(f"{_Q}Note")
    }
    variables = {one.get("guid"): one.get("name") for one in root.iter(f"{_Q}Variable")}
    texts, codings, held = {}, [], {}
    for source in root.iter(f"{_Q}TextSource"):
        path = source.get("plainTextPath").removeprefix("internal://")
        text = archive.read(f"Sources/{path}").decode("utf-8")
        texts[source.get("name")] = held[source.get("guid")] = text
        for mark in source.findall(f"{_Q}PlainTextSelection"):
            words = text[int(mark.get("startPosition")) : int(mark.get("endPosition"))]
            held[mark.get("guid")] = words
            codings += [
                Coding(
                    source.get("name"),
                    words,
                    codes[one.find(f"{_Q}CodeRef").get("targetGUID")],
                    users[one.get("creatingUser")],
                    tuple(notes[n.get("targetGUID")] for n in one.findall(f"{_Q}NoteRef")),
                )
                for one in mark.findall(f"{_Q}Coding")
            ]
    cases = {}
    for case in root.iter(f"{_Q}Case"):
        told = {
            variables[value[0].get("targetGUID")]: value[1].text
            for value in case.findall(f"{_Q}VariableValue")
        }
        refs = (*case.findall(f"{_Q}SourceRef"), *case.findall(f"{_Q}SelectionRef"))
        cases[case.get("name")] = told, tuple(held[one.get("targetGUID")] for one in refs)
    named = {
        one.get("name"): one.findtext(f"{_Q}PlainTextContent") for one in root.iter(f"{_Q}Note")
    }
    return Read(texts, tuple(codings), cases, above, named)
