"""What is coded in a project, whoever wrote it: places, codes, coders, and marks from notes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from insight.exchange.project.marks import TITLE, marks_read
from insight.exchange.project.whole import FIGURES
from insight.exchange.refi import Node, Project, plain_guid


@dataclass(frozen=True)
class Coded:
    """A coding of a stretch of a text, as the project tells it.

    `source` and `code` are guids as they are compared, `number` counts the selections of a source
    from 1; `path` is the code's name with those above it. `coder` is a name, empty where none is
    told. `marks` are those of `marks.NAMES`, `figure` a weight or probability of the machine.
    """

    source: str
    number: int
    code: str
    path: tuple[str, ...]
    coder: str
    on: str
    marks: Mapping[str, object]
    figure: float | None = None


def coded(project: Project) -> list[Coded]:
    """All codings of selections in plain text, in the order of the file.

    A code that the project does not have is left out.
    """
    root = project.root
    users = {
        one.guid: " ".join((one.get("name") or one.get("id")).split())
        for one in root.below("Users", "User")
    }
    notes = {
        one.guid: project.plain_text(one) or ""
        for one in root.below("Notes", "Note")
        if one.get("name").startswith(TITLE)
    }
    paths = dict(_paths(root))
    figures = _figures(root, notes)
    found = []
    for source in text_sources(project):
        for number, selection in enumerate(source.of("PlainTextSelection"), 1):
            marked_by = selection.get("creatingUser") or root.get("creatingUserGUID")
            for coding in selection.of("Coding"):
                by = plain_guid(coding.get("creatingUser") or marked_by)
                told = {
                    name: value
                    for note in coding.targets("NoteRef")
                    for name, value in marks_read(notes.get(note, "")).items()
                }
                found += [
                    Coded(
                        source.guid,
                        number,
                        code,
                        paths[code],
                        users.get(by, ""),
                        coding.get("creationDateTime")[:10],
                        told,
                        figures.get(coding.guid),
                    )
                    for code in coding.targets("CodeRef")
                    if code in paths
                ]
    return found


def text_sources(project: Project) -> list[Node]:
    """Sources that are texts, in the order of the file."""
    return list(project.root.below("Sources", "TextSource"))


def _paths(root: Node) -> list[tuple[str, tuple[str, ...]]]:
    """Guid of each code, and the names that lead to it from the top."""
    found: list[tuple[str, tuple[str, ...]]] = []
    waiting = [(one, ()) for one in root.below("CodeBook", "Codes", "Code")]
    while waiting:
        code, above = waiting.pop(0)
        path: tuple[str, ...] = (*above, " ".join(code.get("name").split()))
        found.append((code.guid, path))
        waiting += [(one, path) for one in code.of("Code")]  # type: ignore[misc]
    return found


def _figures(root: Node, notes: Mapping[str, str]) -> dict[str, float]:
    """Numbers of the machine by the guid of their coding."""
    told = [notes[one.guid] for one in root.below("Notes", "Note") if one.get("name") == FIGURES]
    figures: dict[str, float] = {}
    for line in "\n".join(told).splitlines():
        guid, _, value = line.partition(":")
        try:
            number = float(value)
        except ValueError:
            continue
        if math.isfinite(number):
            figures[plain_guid(guid)] = number
    return figures
