"""A REFI-QDA project as it is held in memory: its elements, and the files beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


def plain_guid(told: str) -> str:
    """A guid as it is compared: without braces, in lower case.

    >>> plain_guid("{0F8A1907-7E42-4739-8610-A676B4D1B69F}")
    '0f8a1907-7e42-4739-8610-a676b4d1b69f'
    """
    return told.strip().strip("{}").casefold()


@dataclass(frozen=True)
class Node:
    """An element: its name, attributes, children in order, or its characters."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)
    children: tuple[Node, ...] = ()
    text: str = ""

    @property
    def guid(self) -> str:
        """Its guid as it is compared; empty where it has none."""
        return plain_guid(self.attributes.get("guid", ""))

    def get(self, attribute: str) -> str:
        """The value of `attribute`; empty where there is none."""
        return self.attributes.get(attribute, "")

    def of(self, *names: str) -> Iterator[Node]:
        """Its children called `names`, in order."""
        return (one for one in self.children if one.name in names)

    def below(self, *path: str) -> Iterator[Node]:
        """All that is found along `path`: children, their children, and so on."""
        first, *more = path
        for one in self.of(first):
            yield from one.below(*more) if more else (one,)

    def targets(self, *names: str) -> Iterator[str]:
        """Guids that the references `names` below it lead to."""
        return (plain_guid(one.get("targetGUID")) for one in self.of(*names))

    def description(self) -> str:
        """The characters of its description; empty where it has none."""
        return next((one.text for one in self.of("Description")), "")

    def walk(self) -> Iterator[Node]:
        """Itself, and everything below it, in the order of the file."""
        yield self
        for one in self.children:
            yield from one.walk()


@dataclass(frozen=True)
class Project:
    """A project: its root element, and its files by their names in the archive."""

    root: Node
    files: Mapping[str, bytes] = field(default_factory=dict, hash=False)

    def file(self, path: str) -> bytes | None:
        """The file that `path` (internal://...) means; None where it is not in the project."""
        if not path.casefold().startswith("internal://"):
            return None
        wanted = path[len("internal://") :].lstrip("/").casefold()
        names = {name.casefold(): name for name in self.files}
        found = next((names[at] for at in (f"sources/{wanted}", wanted) if at in names), None)
        return None if found is None else self.files[found]

    def plain_text(self, source: Node) -> str | None:
        """The characters of a source, without the mark of their file; None where it has none.

        None, too, where they are neither in UTF-8 nor in UTF-16 with a mark.
        """
        if path := source.get("plainTextPath"):
            raw = self.file(path)
            if raw is None:
                return None
            is_utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
            try:
                text = raw.decode("utf-16" if is_utf16 else "utf-8")
            except UnicodeDecodeError:
                return None
            return text.removeprefix("\ufeff")
        return next(
            (one.text.removeprefix("\ufeff") for one in source.of("PlainTextContent")), None
        )
