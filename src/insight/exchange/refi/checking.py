"""Whether a project is one, by the published standard; without its schema at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from insight.exchange.refi.grammar import KINDS, PATHS, TARGETS, TYPES, USERS
from insight.exchange.refi.parts import Node, Project, plain_guid

_POSITIONS = ("startPosition", "endPosition")


def problems(project: Project) -> list[str]:
    """What is wrong with `project`, with how often; empty where nothing is.

    Kinds of elements and attributes are named, never what stands in them.
    """
    root = project.root
    told = Counter(_of_structure(root))
    told.update(_of_references(root))
    told.update(_of_texts(project))
    return [f"{what} ({n})" if n > 1 else what for what, n in sorted(told.items())]


def _of_structure(root: Node) -> Iterator[str]:
    """What the schema forbids."""
    if root.name != "Project":
        yield "the root is not Project"
    for node in root.walk():
        kind = KINDS.get(node.name)
        if kind is None:
            yield "an element that the standard does not know"
            continue
        for name in sorted(kind.needed - node.attributes.keys()):
            yield f"{node.name} without {name}"
        for name, value in node.attributes.items():
            if name not in kind.attributes:
                yield f"{node.name} has an attribute that the standard does not know"
            elif not TYPES[kind.attributes[name]].fullmatch(value):
                yield f"{node.name}, {name}: not a {kind.attributes[name]}"
        if kind.content is None:
            if node.children or not TYPES[kind.text].fullmatch(node.text):
                yield f"{node.name}: not a {kind.text}"
        elif not kind.content.fullmatch("".join(f"{one.name}," for one in node.children)):
            yield f"{node.name}: what stands below it is not in order, missing or too much"


def _of_references(root: Node) -> Iterator[str]:
    """What the schema cannot say: each guid once, and each reference leads to its kind."""
    kinds: dict[str, str] = {}
    for node in root.walk():
        if node.guid:
            if node.guid in kinds:
                yield f"{node.name}: its guid is there already"
            kinds[node.guid] = node.name
    for node in root.walk():
        wanted = TARGETS.get(node.name)
        if wanted and kinds.get(plain_guid(node.get("targetGUID"))) not in wanted:
            yield f"{node.name} leads nowhere"
        for name in USERS & node.attributes.keys():
            if kinds.get(plain_guid(node.get(name))) != "User":
                yield f"{node.name}, {name}: leads to no user"


def _of_texts(project: Project) -> Iterator[str]:
    """Files that are named are there, texts are told once, selections lie within them."""
    for node in project.root.walk():
        for name in PATHS & node.attributes.keys():
            path = node.get(name)
            if path.casefold().startswith("internal://") and project.file(path) is None:
                yield f"{node.name}, {name}: no such file in the project"
        if node.get("plainTextPath") and any(node.of("PlainTextContent")):
            yield f"{node.name} has its text twice"
        marked = list(node.of("PlainTextSelection"))
        text = project.plain_text(node) if marked else None
        if text is not None and not all(_lies(one, len(text)) for one in marked):
            yield "selections that do not lie within their text"


def _lies(selection: Node, length: int) -> bool:
    places = [selection.get(name) for name in _POSITIONS]
    if not all(TYPES["integer"].fullmatch(one) for one in places):
        return True  # Told already: not an integer.
    return 0 <= int(places[0]) <= int(places[1]) <= length
