"""Elements of a project's XML, whatever version of the namespace they are written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_NO_WORD = re.compile(r"[\W_]+")


def name_of(element: Element) -> str:
    """Name of the element's kind, without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def elements_of(element: Element | None) -> list[Element]:
    """All children of `element`, comments left out; none where it is missing."""
    return [] if element is None else [child for child in element if name_of(child)]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Children of `element` that are of the kinds `names`, in order."""
    return (child for child in elements_of(element) if name_of(child) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along `path`, None where there is none."""
    for name in path:
        element = next(children(element, name), None)
    return element


def guid_of(element: Element | None, attribute: str = "guid") -> str:
    """A guid as it is compared: without braces, in lower case; empty where there is none."""
    return "" if element is None else element.get(attribute, "").strip(" {}").casefold()


def targets(element: Element, name: str) -> list[str]:
    """Guids that the references of the kind `name` below `element` lead to."""
    return [guid_of(reference, "targetGUID") for reference in children(element, name)]


def text_of(element: Element | None) -> str:
    """Characters of `element`; empty where it is missing."""
    return "" if element is None else element.text or ""


def slug(name: str) -> str:
    """A code's name as it goes through tables: lower case, parted by underscores.

    >>> slug("Coke::full-fat Coke"), slug("  Board representation ")
    ('coke_full_fat_coke', 'board_representation')
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _NO_WORD.sub("_", plain).strip("_")
